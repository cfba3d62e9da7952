"""Tellings as they arrive, in the parts that pairs of them tie together; each part becomes incidents by itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rasid.corpus.merge.blocks import Block, keys, looked_up
from rasid.corpus.merge.build import incident
from rasid.corpus.merge.clusters import Edge, cluster
from rasid.corpus.merge.similarity import THRESHOLD, Evidence, compare
from rasid.corpus.merge.tellings import Telling
from rasid.incidents import Incident

Pair = tuple[int, int]
"""Two nodes."""
_PINNED = Evidence(0.0, ("joined by the user",))


class Union:
    """Disjoint sets of nodes 0, 1, 2, ….

    Attributes:
        parts: The nodes of each set, by the node that stands for it.
    """

    def __init__(self) -> None:
        """Begin without nodes."""
        self._parents: list[int] = []
        self.parts: dict[int, list[int]] = {}

    def add(self) -> int:
        """Return a new node, by itself."""
        node = len(self._parents)
        self._parents.append(node)
        self.parts[node] = [node]
        return node

    def root(self, node: int) -> int:
        """Return the node that stands for the set of a node."""
        while self._parents[node] != node:
            self._parents[node] = self._parents[self._parents[node]]
            node = self._parents[node]
        return node

    def unite(self, one: int, other: int) -> None:
        """Make one set of two nodes' sets."""
        a, b = self.root(one), self.root(other)
        if a == b:
            return
        if len(self.parts[a]) < len(self.parts[b]):
            a, b = b, a
        self._parents[b] = a
        self.parts[a].extend(self.parts.pop(b))


class Parts:
    """Tellings and what ties them together; a telling is named by its node, the position at which it came.

    Attributes:
        tellings: All, by node.
        compared: How many pairs were compared so far.
    """

    def __init__(self) -> None:
        """Begin without tellings."""
        self.tellings: list[Telling] = []
        self.compared = 0
        self._blocks: dict[Block, list[int]] = defaultdict(list)
        self._edges: list[list[Edge]] = []
        self._union = Union()
        self._done: dict[int, tuple[Incident, ...]] = {}

    def __iter__(self) -> Iterator[Sequence[int]]:
        """Yield the nodes of each part."""
        return iter(self._union.parts.values())

    def add(self, telling: Telling) -> int:
        """Take in a telling, and return its node."""
        node = self._union.add()
        self.tellings.append(telling)
        self._edges.append([])
        candidates = self._candidates(telling)
        self.compared += len(candidates)
        for other in candidates:
            evidence = compare(self.tellings[other], telling)
            if evidence is not None and evidence.score >= THRESHOLD:
                self._edges[node].append(Edge(other, node, evidence))
                self._unite(other, node)
        for key in keys(telling):
            self._blocks[key].append(node)
        return node

    def incidents(self, together: Sequence[Pair] = (), apart: Iterable[Pair] = ()) -> Iterator[Incident]:
        """Yield the incidents of all parts, in no order; only parts that changed are clustered again.

        Args:
            together: Pairs that the user joins; the same at each call.
            apart: Pairs that the user holds apart; the same at each call.
        """
        pins = [Edge(*pair, _PINNED, pinned=True) for pair in together]
        barred = frozenset(map(frozenset, apart))
        alone = frozenset(node for pair in barred if len(pair) == 1 for node in pair)
        for pin in pins:
            self._unite(pin.one, pin.other)
        for root, nodes in self._union.parts.items():
            if root not in self._done:
                told = self._told(nodes)
                own = [pin for pin in pins if pin.one in told]
                edges = [e for node in nodes for e in self._edges[node] if alone.isdisjoint((e.one, e.other))]
                clusters = cluster(told, [*own, *edges], barred)
                self._done[root] = tuple(incident(found, self._told(found.nodes)) for found in clusters)
            yield from self._done[root]

    def _told(self, nodes: Iterable[int]) -> dict[int, Telling]:
        return {node: self.tellings[node] for node in nodes}

    def _candidates(self, telling: Telling) -> list[int]:
        return sorted({node for key in looked_up(telling) for node in self._blocks.get(key, ())})

    def _unite(self, one: int, other: int) -> None:
        self._done.pop(self._union.root(one), None)
        self._done.pop(self._union.root(other), None)
        self._union.unite(one, other)
