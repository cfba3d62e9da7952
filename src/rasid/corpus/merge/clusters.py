"""From weighed pairs to incidents: the strongest first, and never against what a cluster knows.

The result depends on what is told alone, not on the order in which reports come: pairs are taken by score, then by the
keys of their tellings.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from rasid.corpus.merge.similarity import THRESHOLD, Evidence, holds, same_spot
from rasid.corpus.merge.tellings import Spot, Telling
from rasid.corpus.merge.times import apart, clocks_differ, common_days, common_hours


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
        if self.days and other.days and apart(self.days, other.days):
            return False
        if self.facilities and other.facilities and self.facilities.isdisjoint(other.facilities):
            return False
        if self.hours and other.hours and clocks_differ(self.hours, other.hours):
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
        self.days = common_days(self.days, other.days)
        self.hours = common_hours(self.hours, other.hours)
        self.points |= other.points
        self.facilities |= other.facilities
        self.anchored = self.anchored or other.anchored


def cluster(
    tellings: Mapping[int, Telling], edges: Iterable[Edge], barred: frozenset[frozenset[int]] = frozenset()
) -> list[Cluster]:
    """Cluster the tellings of one connected part.

    Args:
        tellings: By node.
        edges: Weighed pairs of those nodes.
        barred: Pairs of nodes that the user holds apart.
    """
    state = _State(tellings, barred)
    ordered = sorted(edges, key=lambda edge: state.rank(edge))
    for edge in (e for e in ordered if e.pinned):
        state.join(edge, forced=True)
    firm = [e for e in ordered if not e.pinned and e.evidence.score >= THRESHOLD]
    # First what tells itself apart from other events of its place and day, then what may be any of these, then what
    # has no day or no point.
    clear = {node for node, telling in tellings.items() if telling.anchored and telling.told_apart}
    plain = {node for node, telling in tellings.items() if telling.anchored} - clear
    settled: set[int] = set()
    for stage in (clear, plain, tellings.keys() - clear - plain):
        torn = _attach(state, stage, [e for e in firm if _leads(e, stage, settled)])
        settled |= stage
        held = {id(state.of(node)) for node in settled - stage}
        for edge in firm:
            if edge.one not in stage or edge.other not in stage or {edge.one, edge.other} & torn:
                continue
            # What is vaguer than both brings no two together.
            if id(state.of(edge.one)) not in held or id(state.of(edge.other)) not in held:
                state.join(edge)
    return state.clusters()


def _leads(edge: Edge, stage: Set[int], settled: Set[int]) -> bool:
    """Tell whether a pair leads from what is being settled to what is."""
    return (edge.one in stage and edge.other in settled) or (edge.other in stage and edge.one in settled)


class _State:
    """Which cluster each node is in."""

    def __init__(self, tellings: Mapping[int, Telling], barred: frozenset[frozenset[int]]) -> None:
        self.tellings = tellings
        self.barred = barred
        self._of = {node: Cluster(node, telling) for node, telling in tellings.items()}

    def rank(self, edge: Edge) -> tuple[float, str, str]:
        keys = sorted((self.tellings[edge.one].key, self.tellings[edge.other].key))
        return (-edge.evidence.score, keys[0], keys[1])

    def of(self, node: int) -> Cluster:
        return self._of[node]

    def free(self, one: Cluster, other: Cluster) -> bool:
        """Tell whether the user holds no two of their tellings apart."""
        return not self.barred or not any(frozenset((a, b)) in self.barred for a in one.nodes for b in other.nodes)

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


def _attach(state: _State, stage: Set[int], edges: Sequence[Edge]) -> set[int]:
    """Join tellings to the one cluster that each can mean.

    Returns:
        Those that can mean several.
    """
    by_node: dict[int, list[Edge]] = {}
    for edge in edges:
        by_node.setdefault(edge.one if edge.one in stage else edge.other, []).append(edge)
    torn = set()
    for node in sorted(by_node, key=lambda n: (-by_node[n][0].evidence.score, state.tellings[n].key)):
        best: dict[int, tuple[Cluster, Edge]] = {}
        mine = state.of(node)
        for edge in by_node[node]:
            theirs = state.of(edge.other if edge.one == node else edge.one)
            if theirs is not mine and theirs.admits(mine) and state.free(mine, theirs):
                # The first pair with a cluster is the strongest: they come by rank.
                best.setdefault(id(theirs), (theirs, edge))
        if not best:
            continue
        (first, edge), *others = best.values()
        if any(not first.admits(other) for other, _ in others):
            torn.add(node)
        else:
            state.join(edge)
    return torn
