"""What merging compares: one event of one report, reduced to days, places, parties, tolls and names."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Literal, NamedTuple

from rasid.corpus.merge.families import family_of
from rasid.corpus.merge.times import Days, Hours
from rasid.events.facilities import sort_of
from rasid.export.common import Index
from rasid.incidents import Member
from rasid.matching import key_of
from rasid.records import (
    ArmedGroup,
    CasualtyKind,
    Event,
    Modality,
    Organization,
    Participant,
    ParticipantCategory,
    Person,
    Place,
    PlaceKind,
    Precision,
    Report,
)
from rasid.registry import bundled
from rasid.text.number_words import number_words

_SETTLED = frozenset({PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY})
_PARTS = frozenset({PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP, PlaceKind.FACILITY})
_POINTS = _SETTLED | _PARTS
_DAY_PARTS = {"MO": (3, 12), "DT": (6, 18), "AF": (12, 18), "EV": (16, 22), "NI": (17, 30)}
"""Hours from midnight of the day that a part of the day may mean; a night reaches into the next morning."""
_LOOK_BACK = 2
"""An event without a time is taken to lie so many days before publication, or on its day."""
_WORDS = 60


class Spot(NamedTuple):
    """A place of an event.

    Attributes:
        key: Gazetteer id, or name and governorate.
        name: Folded name.
        place: The record.
        point: It is a settlement or lies in one: two events at different points are different events.
        part: It lies in a settlement: a quarter, camp or facility.
        lat: Degrees, where they are its own.
        lon: Degrees, where they are its own.
    """

    key: str
    name: str
    place: Place
    point: bool
    part: bool
    lat: float | None
    lon: float | None


class Party(NamedTuple):
    """An actor or target: key, name, registry row, and the keys of those it fights for, under or with."""

    key: str
    name: str
    row: str | None
    allies: frozenset[str]


class Toll(NamedTuple):
    """A number of people, and how it is told."""

    kind: CasualtyKind
    low: int | None
    high: int | None
    approximate: bool
    who: str | None
    source: str | None
    text: str


class Telling(NamedTuple):
    """One event of one report.

    Attributes:
        report: Position of the report.
        event: Id of the event.
        key: What orders tellings, whatever order the reports came in.
        member: The record.
        family: Family of its type; one happening is told under types of one family.
        kind: ``past``: it is said to have happened, or denied; ``ahead``: planned or threatened.
        days: First and last day as ordinals.
        sure: The days are told, not supposed.
        hours: First and last hour since day 0, where told.
        start: As in the event.
        end: As in the event.
        spots: Places, most specific first.
        points: Those of them that tell it from events elsewhere.
        areas: Governorates; of places without one the countries.
        countries: ISO codes or names of the countries.
        actors: Who did it.
        targets: Who was hit.
        facilities: Sorts of things hit, where they tell one event from another.
        tolls: All tolls.
        victims: Full names of persons hit: folded and as written.
        words: Words of the evidence.
    """

    report: int
    event: str
    key: str
    member: Member
    family: str
    kind: Literal["past", "ahead"]
    days: Days | None
    sure: bool
    hours: Hours | None
    start: str | None
    end: str | None
    spots: tuple[Spot, ...]
    points: tuple[Spot, ...]
    areas: frozenset[str]
    countries: frozenset[str]
    actors: tuple[Party, ...]
    targets: tuple[Party, ...]
    facilities: frozenset[str]
    tolls: tuple[Toll, ...]
    victims: tuple[tuple[str, str], ...]
    words: frozenset[str]

    @property
    def told_apart(self) -> bool:
        """Whether it tells the hour, or what was hit: two events of one place and day differ in these."""
        return bool(self.facilities) or self.hours is not None

    @property
    def anchored(self) -> bool:
        """Whether it has a day and a point: others may be compared with it without doubt."""
        return self.sure and any(spot.point for spot in self.spots)

    def at(self, report: int) -> "Telling":
        """Return what a report tells that stands at another position."""
        return self._replace(report=report, member=self.member.model_copy(update={"report_index": report}))

    def most(self, kind: CasualtyKind) -> int | None:
        """The greatest number told of one kind of toll."""
        told = [toll.low if toll.high is None else toll.high for toll in self.tolls if toll.kind is kind]
        return max((number for number in told if number), default=None)


def tellings(report: Report, index: int) -> Iterator[Telling]:
    """Yield what a report tells.

    Args:
        report: The report.
        index: Its position among those merged.
    """
    reader = _Reader(report, index)
    for event in report.events:
        yield reader.read(event)


def digest_of(report: Report) -> str:
    """Return what a report is, wherever it stands; one that came twice is told apart by its position alone."""
    told = (report.id or "", report.published or "", report.outlet or "", report.url or "", report.text)
    return hashlib.sha256("\0".join(told).encode("utf-8", "surrogatepass")).hexdigest()


class _Reader:
    """Reads the events of one report."""

    def __init__(self, report: Report, index: int) -> None:
        self.report = report
        self.index = index
        self.known = Index(report)
        self.digest = digest_of(report)

    def read(self, event: Event) -> Telling:
        report = self.report
        days, sure = self._days(event)
        spots = tuple(self._spots(event))
        divisions = [(spot.place.admin.governorate, spot.place.admin.country) for spot in spots]
        source = event.source
        member = Member(
            report_index=self.index,
            event_id=event.id,
            report_id=report.id,
            outlet=report.outlet,
            url=report.url,
            published=report.published,
            type=event.type,
            modality=event.modality,
            source=self.known.name_of(source) if source else None,
            stance=source.stance if source else None,
            evidence=event.evidence.text,
        )
        return Telling(
            report=self.index,
            event=event.id,
            key=f"{self.digest}:{event.trigger.start:09d}:{event.id}",
            member=member,
            family=family_of(event.type),
            kind="ahead" if event.modality in (Modality.PLANNED, Modality.THREATENED) else "past",
            days=days,
            sure=sure,
            hours=self._hours(event),
            start=event.start,
            end=event.end,
            spots=spots,
            points=_points(spots),
            areas=frozenset(area for governorate, country in divisions if (area := governorate or country)),
            countries=frozenset(country for _, country in divisions if country),
            actors=tuple(self._parties(event.actors)),
            targets=tuple(self._parties(event.targets)),
            facilities=frozenset(filter(None, map(sort_of, self._hit(event)))),
            tolls=tuple(self._tolls(event)),
            victims=tuple(dict.fromkeys(self._victims(event))),
            words=_words(event.evidence.text),
        )

    # -- time --------------------------------------------------------------------------------------------------------

    def _days(self, event: Event) -> tuple[Days | None, bool]:
        if event.start is not None:
            first = _ordinal(event.start)
            last = _ordinal(event.end) if event.end is not None else first
            return (first, max(first, last)), True
        if self.report.published is None or event.background:
            return None, False
        day = _ordinal(self.report.published)
        return (day - _LOOK_BACK, day), False

    def _hours(self, event: Event) -> Hours | None:
        if event.start is not None and "T" in event.start:
            first, last = _hour(event.start), _hour(event.end or event.start)
            return first, max(first, last)
        for told in self.known.dates_of(event):
            day, _, part = (told.value or "").partition("T")
            if part in _DAY_PARTS and len(day) == 10:
                low, high = _DAY_PARTS[part]
                return _ordinal(day) * 24 + low, _ordinal(day) * 24 + high
        return None

    # -- places ------------------------------------------------------------------------------------------------------

    def _spots(self, event: Event) -> Iterator[Spot]:
        for place in self.known.places_of(event):
            own = place.precision in (Precision.EXACT, Precision.NEAR)
            name = key_of(place.name)
            # A village that no table lists has the coordinates of its governorate, and its name.
            key = place.gazetteer_id if own and place.gazetteer_id else f"{name}|{place.admin.governorate or ''}"
            lat, lon = (place.lat, place.lon) if place.precision is Precision.EXACT else (None, None)
            yield Spot(key, name, place, place.kind in _POINTS, place.kind in _PARTS, lat, lon)

    # -- parties -----------------------------------------------------------------------------------------------------

    def _parties(self, parties: Iterable[Participant]) -> Iterator[Party]:
        for party in parties:
            match self.known.entity_of(party):
                case ArmedGroup() as group:
                    yield _of_group(group)
                case Organization(name=name, registry_id=row):
                    yield Party(row or key_of(name), name, row, frozenset())
                case Place(name=name, gazetteer_id=row):
                    yield Party(row or key_of(name), name, row, frozenset())
                case Person(name=name):
                    yield Party(key_of(name), name, None, frozenset())
                case None:
                    yield Party(key_of(party.text), party.text, None, frozenset())

    def _hit(self, event: Event) -> Iterator[str]:
        """Yield the things hit, by their words or names."""
        for party in event.targets:
            if party.category is ParticipantCategory.FACILITY:
                yield party.text
        for place in self.known.places_of(event):
            if place.kind is PlaceKind.FACILITY:
                yield place.name

    def _victims(self, event: Event) -> Iterator[tuple[str, str]]:
        hit = [*event.targets, *(toll.who for toll in event.casualties if toll.who is not None)]
        for party in hit:
            person = self.known.people.get(party.entity_id or "")
            if person is not None and len(key_of(person.name).split()) > 1:
                yield key_of(person.name), person.name

    def _tolls(self, event: Event) -> Iterator[Toll]:
        for toll in event.casualties:
            source = toll.source or event.source
            yield Toll(
                toll.kind,
                toll.low,
                toll.high,
                toll.approximate,
                toll.who.text if toll.who else None,
                self.known.name_of(source) if source else None,
                toll.text,
            )


def _points(spots: tuple[Spot, ...]) -> tuple[Spot, ...]:
    """Return settlements and parts of them; a city beside a village tells where that lies («شرقي مدينة نابلس»)."""
    found = tuple(spot for spot in spots if spot.point)
    small = any(spot.place.kind in (PlaceKind.VILLAGE, PlaceKind.TOWN) for spot in found)
    return tuple(spot for spot in found if not small or spot.place.kind is not PlaceKind.CITY)


def _of_group(group: ArmedGroup) -> Party:
    allies = set(group.sides)
    if group.registry_id is not None:
        allies |= _related(group.registry_id)
    return Party(group.registry_id or key_of(group.name), group.name, group.registry_id, frozenset(allies))


@cache
def _related(row: str) -> frozenset[str]:
    """Return what an actor is a part of, at any remove."""
    found: set[str] = set()
    waiting = [row]
    while waiting:
        actor = bundled().by_id.get(waiting.pop())
        if actor is not None and actor.parent and actor.parent not in found:
            found.add(actor.parent)
            waiting.append(actor.parent)
    return frozenset(found)


def _ordinal(stamp: str) -> int:
    return datetime.fromisoformat(stamp).toordinal()


def _hour(stamp: str) -> float:
    clock = stamp[11:16]
    return _ordinal(stamp) * 24 + (int(clock[:2]) + int(clock[3:5] or 0) / 60 if clock else 0)


def _words(text: str) -> frozenset[str]:
    """Return the longer words of a sentence, numbers aside: tolls are compared as tolls."""
    numbers = number_words().words
    words = [word for word in key_of(text).split() if len(word) > 3 and word not in numbers]
    return frozenset(words[:_WORDS])
