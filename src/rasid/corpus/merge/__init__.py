"""From reports to incidents: what several reports tell of one happening becomes one record that keeps who says what.

Candidates are found by blocks (family of type, day, place), weighed pair by pair, and clustered the strongest first
under what forbids a join: two events of one report, other days, other places, a market against a hospital. The result
is the same whatever order the reports come in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from rasid.corpus.merge.build import incident
from rasid.corpus.merge.clusters import Edge, cluster
from rasid.corpus.merge.similarity import THRESHOLD, Evidence, compare
from rasid.corpus.merge.tellings import Telling, tellings
from rasid.errors import InputError
from rasid.incidents import Incident
from rasid.records import Report

_CELL = 10
"""Cells of a tenth of a degree: quarters and facilities are compared with towns of the cells around them."""
_LONG = 4
"""A stretch of more days is a period: it is compared only with the same period."""

Ref = tuple[str, str]
"""A report's id (or its position, as a string) and an event's id."""


def merge(
    reports: Iterable[Report],
    *,
    together: Iterable[tuple[Ref, Ref]] = (),
    apart: Iterable[tuple[Ref, Ref]] = (),
) -> tuple[Incident, ...]:
    """Merge reports into incidents; every event of every report is a member of one.

    Args:
        reports: Reports of any articles.
        together: Pairs of events that the user joins, each as ``(report id or position, event id)``.
        apart: Pairs of events that the user holds apart; one held apart from itself is an incident of its own.

    Returns:
        Incidents in order of time; those without a time last.

    Raises:
        InputError: A pair names an event that is not there.
    """
    merger = Merger(together=together, apart=apart)
    for report in reports:
        merger.add(report)
    return merger.incidents()


class Merger:
    """Merges reports as they arrive.

    Of a report only what is compared is kept, not its text; only what a new report touches is clustered again.
    """

    def __init__(self, *, together: Iterable[tuple[Ref, Ref]] = (), apart: Iterable[tuple[Ref, Ref]] = ()) -> None:
        """Begin without reports; the arguments are those of ``merge``."""
        self._together = tuple(together)
        self._apart = tuple(apart)
        self._reports = 0
        self._tellings: list[Telling] = []
        self._refs: dict[Ref, int] = {}
        self._blocks: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        self._edges: list[list[Edge]] = []
        self._parents: list[int] = []
        self._parts: dict[int, list[int]] = {}
        self._done: dict[int, tuple[Incident, ...]] = {}

    def add(self, report: Report) -> None:
        """Take in a report."""
        index = self._reports
        self._reports += 1
        for telling in tellings(report, index):
            node = len(self._tellings)
            self._tellings.append(telling)
            self._edges.append([])
            self._parents.append(node)
            self._parts[node] = [node]
            self._refs.setdefault((str(index), telling.event), node)
            if report.id is not None:
                self._refs[report.id, telling.event] = node
            for other in self._candidates(node, telling):
                evidence = compare(self._tellings[other], telling)
                if evidence is not None and evidence.score >= THRESHOLD:
                    self._link(Edge(other, node, evidence))
            for key in _keys(telling):
                self._blocks[key].append(node)

    def incidents(self) -> tuple[Incident, ...]:
        """Return the incidents of all reports so far.

        Raises:
            InputError: A pin names an event that is not there.
        """
        pins = [Edge(*self._nodes(pair), Evidence(0.0, ("joined by the user",)), True) for pair in self._together]
        apart = frozenset(frozenset(self._nodes(pair)) for pair in self._apart)
        alone = {next(iter(pair)) for pair in apart if len(pair) == 1}
        for pin in pins:
            self._unite(pin.one, pin.other)
        for root, nodes in self._parts.items():
            if root in self._done:
                continue
            told = {node: self._tellings[node] for node in nodes}
            own = [pin for pin in pins if pin.one in told]
            edges = [e for node in nodes for e in self._edges[node] if not {e.one, e.other} & alone]
            clusters = cluster(told, [*own, *edges], apart)
            self._done[root] = tuple(incident(found, self._tellings_of(found.nodes)) for found in clusters)
        found = sorted((i for part in self._done.values() for i in part), key=_in_time)
        return tuple(item.model_copy(update={"id": f"i{number}"}) for number, item in enumerate(found, start=1))

    def _tellings_of(self, nodes: Iterable[int]) -> dict[int, Telling]:
        return {node: self._tellings[node] for node in nodes}

    def _nodes(self, pair: tuple[Ref, Ref]) -> tuple[int, int]:
        for report, event in pair:
            if (str(report), event) not in self._refs:
                raise InputError(
                    f"no event {event!r} in a report {report!r}; expected its id or position, and an event"
                )
        return self._refs[str(pair[0][0]), pair[0][1]], self._refs[str(pair[1][0]), pair[1][1]]

    def _candidates(self, node: int, telling: Telling) -> list[int]:
        found: dict[int, None] = {}
        for key in _looked_up(telling):
            found.update(dict.fromkeys(self._blocks.get(key, ())))
        found.pop(node, None)
        return sorted(found)

    def _link(self, edge: Edge) -> None:
        self._edges[edge.other].append(edge)
        self._unite(edge.one, edge.other)

    def _root(self, node: int) -> int:
        while self._parents[node] != node:
            self._parents[node] = self._parents[self._parents[node]]
            node = self._parents[node]
        return node

    def _unite(self, one: int, other: int) -> None:
        a, b = self._root(one), self._root(other)
        self._done.pop(a, None)
        self._done.pop(b, None)
        if a == b:
            return
        if len(self._parts[a]) < len(self._parts[b]):
            a, b = b, a
        self._parents[b] = a
        self._parts[a].extend(self._parts.pop(b))


def _days(telling: Telling) -> Iterator[Any]:
    if telling.days is None:
        return
    first, last = telling.days
    if last - first >= _LONG:
        yield telling.days
    else:
        yield from range(first, last + 1)


def _keys(telling: Telling) -> Iterator[tuple[Any, ...]]:
    """Yield the blocks that a telling stands in."""
    head = (telling.family, telling.kind)
    for day in _days(telling):
        for spot in telling.points:
            yield (*head, day, "name", spot.name)
            yield (*head, day, "key", spot.key)
            if spot.lat is not None and spot.lon is not None:
                yield (*head, day, "part" if spot.part else "town", *_cell(spot.lat, spot.lon))
        for area in telling.areas | telling.countries:
            yield (*head, day, "point" if telling.points else "area", area)
        for name, _ in telling.victims:
            yield (*head, day, "victim", name.split()[0])


def _looked_up(telling: Telling) -> Iterator[tuple[Any, ...]]:
    """Yield the blocks with whose tellings a telling is compared."""
    head = (telling.family, telling.kind)
    for day in _days(telling):
        for spot in telling.points:
            yield (*head, day, "name", spot.name)
            yield (*head, day, "key", spot.key)
            if spot.lat is not None and spot.lon is not None:
                x, y = _cell(spot.lat, spot.lon)
                for dx in (-1, 0, 1):
                    for dy in (-1, 0, 1):
                        yield (*head, day, "town" if spot.part else "part", x + dx, y + dy)
        for area in telling.areas | telling.countries:
            yield (*head, day, "area", area)
            if not telling.points and area in telling.areas:
                yield (*head, day, "point", area)
        for name, _ in telling.victims:
            yield (*head, day, "victim", name.split()[0])


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return int(lat * _CELL // 1), int(lon * _CELL // 1)


def _in_time(item: Incident) -> tuple[Any, ...]:
    """Order by time, what more reports tell first; the rest makes the order one that no order of reports changes."""
    member = item.members[0]
    told = (member.published or "", member.outlet or "", member.report_id or "", member.evidence, member.event_id)
    place = item.places[0].name if item.places else ""
    return (
        item.start is None,
        item.start or "",
        -len(item.members),
        item.type.value,
        place,
        *told,
        member.report_index,
    )
