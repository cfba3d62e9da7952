"""How well generated groups of differing reports are merged."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import rasid
from bcubed import bcubed
from incident_generator import World, world
from rasid.corpus.merge.families import family_of
from rasid.matching import key_of
from rasid.pipeline import Pipeline

Item = tuple[int, int]
"""A report and what of it: the position among the incidents that it tells."""


class Quality(NamedTuple):
    """Agreement with the truth.

    Attributes:
        reports: Reports.
        incidents: Incidents that they tell.
        precision: B-cubed.
        recall: B-cubed; an event that was not extracted is alone.
        f1: Of both.
        near_misses: Pairs that must not be joined.
        joined: Those of them that were.
        extracted: The share of what is told that was extracted.
    """

    reports: int
    incidents: int
    precision: float
    recall: float
    f1: float
    near_misses: int
    joined: tuple[tuple[str, str], ...]
    extracted: float


def extracted(made: World) -> list[rasid.Report]:
    pipeline = Pipeline()
    return [pipeline.extract(r.text, published=r.published, id=r.id, outlet=r.outlet) for r in made.reports]


def quality_of(seed: int, incidents: int) -> Quality:
    made = world(seed, incidents)
    reports = extracted(made)
    return quality(made, reports, rasid.merge(reports))


def quality(made: World, reports: list[rasid.Report], merged: tuple[rasid.Incident, ...]) -> Quality:
    truth, events = told(made, reports)
    of = {(m.report_index, m.event_id): item.id for item in merged for m in item.members}
    found: dict[Item, str] = {item: of.get(event, "") if event else f"none{item}" for item, event in events.items()}
    score = bcubed(truth, found)
    holding: dict[str, set[str]] = {}
    for item, label in found.items():
        holding.setdefault(label, set()).add(truth[item])
    joined = tuple(
        pair for pair in made.near_misses if any(pair[0] in held and pair[1] in held for held in holding.values())
    )
    share = sum(event is not None for event in events.values()) / len(events)
    number = len(set(truth.values()))
    return Quality(len(reports), number, *score[:3], len(made.near_misses), joined, share)


def told(made: World, reports: list[rasid.Report]) -> tuple[dict[Item, str], Mapping[Item, tuple[int, str] | None]]:
    """The incident of each telling, and the extracted event that tells it.

    Events of the telling's family, place and day are given out first; what is left over may have one of these wrong.
    """
    truth: dict[Item, str] = {}
    events: dict[Item, tuple[int, str] | None] = {}
    for index, (source, report) in enumerate(zip(made.reports, reports, strict=True)):
        names = {place.id: key_of(place.name) for place in report.places}
        pairs = [
            (_likeness(event, telling, names), -position, event.id)
            for position, telling in enumerate(source.tells)
            for event in report.events
        ]
        for position, telling in enumerate(source.tells):
            truth[index, position] = telling.incident
            events[index, position] = None
        taken: set[str] = set()
        for likeness, position, event_id in sorted(pairs, key=lambda pair: (-pair[0], -pair[1], pair[2])):
            if likeness >= 2 and event_id not in taken and events[index, -position] is None:
                events[index, -position] = (index, event_id)
                taken.add(event_id)
    return truth, events


def _likeness(event: Any, telling: Any, names: Mapping[str, str]) -> int:
    if family_of(event.type) != family_of(rasid.EventType(telling.type)):
        return 0
    day = event.start is not None and event.start[:10] <= telling.day <= (event.end or event.start)[:10]
    place = key_of(telling.place) in {names[place] for place in event.places}
    return 1 + day + place
