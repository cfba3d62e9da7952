"""From weighed pairs to incidents: the strongest first, and never against what a cluster knows.

The result depends on what is told alone, not on the order in which reports come: pairs are taken by score, then by the
keys of their tellings.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rasid.corpus.merge.similarity import THRESHOLD, Evidence, holds, same_spot
from rasid.corpus.merge.tellings import Spot, Telling

_MARGIN = 0.75
"""A telling without day or point joins a cluster only where no other is nearly as likely."""
_CLOCK = 3.0


class Edge(NamedTuple):
    """A weighed pair; ``pinned`` by the user."""

    one: int
    other: int
    evidence: Evidence
    pinned: bool = False


class Cluster:
    """Tellings of one happening, and what they agree upon."""

    def __init__(self, node: int, telling: Telling) -> None:
        """Begin with one telling."""
        self.nodes = [node]
        self.edges: list[Edge] = []
        self.reports = {telling.report}
        self.days = telling.days if telling.sure else None
        self.hours = telling.hours
        self.points: dict[str, Spot] = {spot.key: spot for spot in telling.points}
        self.facilities = set(telling.facilities)
        self.anchored = telling.anchored

    def admits(self, other: "Cluster") -> bool:
        """Tell whether nothing that the two know forbids that they are one."""
        if not self.reports.isdisjoint(other.reports):
            return False
        if self.days and other.days and (self.days[0] > other.days[1] or other.days[0] > self.days[1]):
            return False
        if self.facilities and other.facilities and self.facilities.isdisjoint(other.facilities):
            return False
        if self.hours and other.hours:
            gap = max(self.hours[0] - other.hours[1], other.hours[0] - self.hours[1])
            if gap > _CLOCK:
                return False
        return not self.points or not other.points or self._meets(other)

    def _meets(self, other: "Cluster") -> bool:
        if not self.points.keys().isdisjoint(other.points):
            return True
        return any(
            same_spot(a, b) or holds(a, b) or holds(b, a) for a in self.points.values() for b in other.points.values()
        )

    def take(self, other: "Cluster", edge: Edge) -> None:
        """Take in another cluster."""
        self.nodes.extend(other.nodes)
        self.edges.extend((*other.edges, edge))
        self.reports |= other.reports
        self.days = _both(self.days, other.days)
        hours = (self.hours, other.hours)
        self.hours = _either(*hours) if all(hours) else self.hours or other.hours
        self.points |= other.points
        self.facilities |= other.facilities
        self.anchored = self.anchored or other.anchored


def cluster(
    tellings: Mapping[int, Telling], edges: Iterable[Edge], apart: frozenset[frozenset[int]] = frozenset()
) -> list[Cluster]:
    """Cluster the tellings of one connected part.

    Args:
        tellings: By node.
        edges: Weighed pairs of those nodes.
        apart: Pairs of nodes that the user holds apart.
    """
    state = _State(tellings, apart)
    ordered = sorted(edges, key=lambda edge: state.rank(edge))
    for edge in (e for e in ordered if e.pinned):
        state.join(edge, forced=True)
    firm = [e for e in ordered if not e.pinned and e.evidence.score >= THRESHOLD]
    loose = [e for e in firm if not (tellings[e.one].anchored and tellings[e.other].anchored)]
    for edge in firm:
        if tellings[edge.one].anchored and tellings[edge.other].anchored:
            state.join(edge)
    _attach(state, loose)
    for edge in loose:
        if not state.of(edge.one).anchored and not state.of(edge.other).anchored:
            state.join(edge)
    return state.clusters()


class _State:
    """Which cluster each node is in."""

    def __init__(self, tellings: Mapping[int, Telling], apart: frozenset[frozenset[int]]) -> None:
        self.tellings = tellings
        self.apart = apart
        self._of = {node: Cluster(node, telling) for node, telling in tellings.items()}

    def rank(self, edge: Edge) -> tuple[float, str, str]:
        keys = sorted((self.tellings[edge.one].key, self.tellings[edge.other].key))
        return (-edge.evidence.score, keys[0], keys[1])

    def of(self, node: int) -> Cluster:
        return self._of[node]

    def free(self, one: Cluster, other: Cluster) -> bool:
        """Tell whether the user holds no two of their tellings apart."""
        return not self.apart or not any(frozenset((a, b)) in self.apart for a in one.nodes for b in other.nodes)

    def join(self, edge: Edge, *, forced: bool = False) -> None:
        one, other = self.of(edge.one), self.of(edge.other)
        if one is other or not self.free(one, other) or not (forced or one.admits(other)):
            return
        big, small = (one, other) if len(one.nodes) >= len(other.nodes) else (other, one)
        big.take(small, edge)
        for node in small.nodes:
            self._of[node] = big

    def clusters(self) -> list[Cluster]:
        return list({id(found): found for found in self._of.values()}.values())


def _attach(state: _State, edges: Sequence[Edge]) -> None:
    """Join tellings without day or point to the one anchored cluster that they can mean."""
    by_node: dict[int, list[Edge]] = {}
    for edge in edges:
        for node in (edge.one, edge.other):
            if not state.tellings[node].anchored:
                by_node.setdefault(node, []).append(edge)
    for node in sorted(by_node, key=lambda n: state.tellings[n].key):
        best: dict[int, tuple[float, Edge]] = {}
        mine = state.of(node)
        for edge in by_node[node]:
            theirs = state.of(edge.other if edge.one == node else edge.one)
            if theirs is mine or not theirs.anchored or not theirs.admits(mine) or not state.free(mine, theirs):
                continue
            # The first edge to a cluster is the strongest: they come by rank.
            best.setdefault(id(theirs), (edge.evidence.score, edge))
        ranked = sorted((score for score, _ in best.values()), reverse=True)
        if ranked and (len(ranked) == 1 or ranked[0] - ranked[1] >= _MARGIN):
            state.join(max(best.values(), key=lambda pair: pair[0])[1])


def _both(one: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int] | None:
    if one is None or other is None:
        return one or other
    return max(one[0], other[0]), min(one[1], other[1])


def _either(one: tuple[float, float] | None, other: tuple[float, float] | None) -> tuple[float, float] | None:
    if one is None or other is None:
        return one or other
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else (min(one[0], other[0]), max(one[1], other[1]))
