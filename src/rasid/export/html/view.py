"""What the page shows of a report, in words and offsets, ready for the templates."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from rasid.export.common import Entity, Index, Spanned
from rasid.export.explain import Explainer
from rasid.export.html.labels import Labels
from rasid.export.html.map import Map, Spot, draw
from rasid.export.html.marked import Block, blocks
from rasid.export.html.words import in_words, period
from rasid.records import (
    Casualty,
    DateExpression,
    Event,
    Explanation,
    Ground,
    Mention,
    Participant,
    Place,
    Precision,
    Relation,
    Report,
)

_COARSE = frozenset({Precision.GOVERNORATE, Precision.COUNTRY, Precision.NONE})


class Fact(NamedTuple):
    """One value of one slot, and the characters that it rests on.

    Attributes:
        text: The value, as an editor reads it.
        note: What to know about it: the canonical name, the words behind a date, another sentence.
        at: Code points, ``120-140``; empty where no words of the article give it.
        entity: Id of the entity.
    """

    text: str
    note: str
    at: str
    entity: str


class Slot(NamedTuple):
    """A slot of an event: its code, its label and its facts."""

    code: str
    label: str
    facts: tuple[Fact, ...]


class Card(NamedTuple):
    """One event.

    Attributes:
        id: Of the event.
        type: Its type, as code.
        label: Its type, in words.
        trigger: The word that names it.
        modality: In words; empty where it happened.
        doubtful: Whether the modality is another than ``actual``.
        background: In words; empty where it is news.
        when: First and last day, as told.
        slots: Filled slots.
        evidence: The sentence that states it.
        codes: Names of code books and codes.
        score: Of the trigger, in percent.
        why: How it was found, in English.
    """

    id: str
    type: str
    label: str
    trigger: Fact
    modality: str
    background: str
    when: str
    slots: tuple[Slot, ...]
    evidence: Fact
    codes: tuple[tuple[str, str], ...]
    score: int
    why: str


class EntityRow(NamedTuple):
    """One entity or date of the tables; ``at`` are its mentions."""

    id: str
    sort: str
    name: str
    english: str
    kind: str
    more: tuple[str, ...]
    at: str
    times: int
    link: str


class TollRow(NamedTuple):
    """One toll of one event."""

    card: Card
    kind: str
    number: str
    who: str
    source: str
    stance: str
    at: str


class SourceRow(NamedTuple):
    """One source: its name, and for each stance the events that it tells."""

    name: str
    told: tuple[tuple[str, tuple[Card, ...]], ...]
    at: str


class Day(NamedTuple):
    """The events of one day; ``label`` is empty where they have none."""

    label: str
    cards: tuple[Card, ...]


class ArticleView(NamedTuple):
    """What the page shows of one report; ``id`` tells the articles of a page apart."""

    id: str
    title: str
    report: Report
    link: str
    blocks: list[Block]
    cards: tuple[Card, ...]
    days: tuple[Day, ...]
    map: Map | None
    regions: tuple[str, ...]
    tolls: tuple[TollRow, ...]
    sources: tuple[SourceRow, ...]
    tables: tuple[tuple[str, tuple[EntityRow, ...]], ...]
    types: tuple[tuple[str, str, int], ...]


def view(report: Report, number: int, labels: Labels) -> ArticleView:
    """Prepare one report.

    Args:
        report: The report.
        number: Its place on the page, from 1.
        labels: The page's language.
    """
    writer = _Writer(report, labels)
    cards = tuple(writer.card(event) for event in report.events)
    return ArticleView(
        id=f"a{number}",
        title=_title(report, labels),
        report=report,
        link=_link(report.url),
        blocks=blocks(report, _cuts(report)),
        cards=cards,
        days=tuple(_days(report.events, cards)),
        map=draw(_spots(report)),
        regions=_regions(report),
        tolls=tuple(writer.tolls(cards)),
        sources=tuple(writer.sources(cards)),
        tables=tuple((sort, rows) for sort, rows in writer.tables() if rows),
        types=tuple((code, labels("event", code), n) for code, n in _counted(card.type for card in cards)),
    )


class _Writer:
    """Puts the records of one report into words."""

    def __init__(self, report: Report, labels: Labels) -> None:
        self.report = report
        self.labels = labels
        self.index = Index(report)
        self.explainer = Explainer(self.index)

    # -- cards -------------------------------------------------------------------------------------------------------

    def card(self, event: Event) -> Card:
        labels = self.labels
        explanation = self.explainer.explain(event)
        codes = (("ACLED", event.acled_sub_event_type), ("PLOVER", event.plover))
        return Card(
            id=event.id,
            type=event.type.value,
            label=labels("event", event.type),
            trigger=_fact(event.trigger),
            modality="" if event.modality == "actual" else labels("modality", event.modality),
            background=labels("ui", "background") if event.background else "",
            when=period(event.start, event.end),
            slots=tuple(self._slots(event, explanation)),
            evidence=_fact(event.evidence),
            codes=tuple((book, code) for book, code in codes if code),
            score=round(event.score * 100),
            why=explanation.words,
        )

    def _slots(self, event: Event, explanation: Explanation) -> Iterator[Slot]:
        grounds: dict[str, list[Ground]] = {}
        for ground in explanation.grounds:
            grounds.setdefault(ground.slot, []).append(ground)
        values: tuple[tuple[str, Sequence[tuple[str, str, str]]], ...] = (
            ("actors", [(p.text, self._canonical(p), p.entity_id or "") for p in event.actors]),
            ("targets", [(p.text, self._canonical(p), p.entity_id or "") for p in event.targets]),
            ("places", [(p.name, self._where(p), p.id) for p in self.index.places_of(event)]),
            ("time", self._times(event)),
            ("casualties", [(self._toll(toll), "", "") for toll in event.casualties]),
            ("weapons", [(weapon.text, "", "") for weapon in event.weapons]),
            ("source", self._source(event)),
            ("mentions", [(mention.text, "", "") for mention in event.mentions]),
        )
        for code, facts in values:
            found = grounds.get(code, [])
            if facts:
                told = code != "mentions"  # other tellings stand in other sentences, of course
                made = tuple(self._grounded(f, ground, told=told) for f, ground in zip(facts, found, strict=True))
                yield Slot(code, self.labels("slot", code), made)

    def _grounded(self, fact: tuple[str, str, str], ground: Ground, *, told: bool) -> Fact:
        text, note, entity = fact
        near = ground.relation is Relation.EVIDENCE or not told
        elsewhere = "" if near else self.labels("relation", ground.relation)
        at = "" if ground.start is None else f"{ground.start}-{ground.end}"
        return Fact(text, " · ".join(filter(None, (note, elsewhere))), at, entity)

    def _canonical(self, party: Participant) -> str:
        name = self.index.name_of(party)
        return "" if name == party.text else name

    def _times(self, event: Event) -> list[tuple[str, str, str]]:
        told = [(date.text, date.value or "", date.id) for date in self.index.dates_of(event)]
        if told:
            return told
        return [(event.start, "", "")] if event.start else []

    def _source(self, event: Event) -> list[tuple[str, str, str]]:
        source = event.source
        if source is None:
            return []
        return [(source.text, self.labels("stance", source.stance), source.entity_id or "")]

    def _where(self, place: Place) -> str:
        parts = [self.labels("place", place.kind)]
        parts += [name for name in (place.admin.governorate, place.admin.country) if name and name != place.name]
        if place.precision is not Precision.EXACT:
            parts.append(self.labels("precision", place.precision))
        return "، ".join(parts) if self.labels.language == "ar" else ", ".join(parts)

    def _toll(self, toll: Casualty) -> str:
        who = f" ({toll.who.text})" if toll.who else ""
        return f"{self.labels('casualty', toll.kind)}: {self._number(toll)}{who}"

    def _number(self, toll: Casualty) -> str:
        return in_words(self.labels, toll.low, toll.high, approximate=toll.approximate)

    # -- tables ------------------------------------------------------------------------------------------------------

    def tolls(self, cards: Sequence[Card]) -> Iterator[TollRow]:
        for event, card in zip(self.report.events, cards, strict=True):
            for toll in event.casualties:
                source = toll.source or event.source
                yield TollRow(
                    card,
                    self.labels("casualty", toll.kind),
                    self._number(toll),
                    toll.who.text if toll.who else "",
                    source.text if source else "",
                    self.labels("stance", source.stance) if source else "",
                    f"{toll.start}-{toll.end}",
                )

    def sources(self, cards: Sequence[Card]) -> Iterator[SourceRow]:
        told: dict[str, dict[str, list[Card]]] = {}
        spans: dict[str, list[str]] = {}
        for event, card in zip(self.report.events, cards, strict=True):
            for source in filter(None, (event.source, *(toll.source for toll in event.casualties))):
                name = self.index.name_of(source)
                listed = told.setdefault(name, {}).setdefault(self.labels("stance", source.stance), [])
                if card not in listed:
                    listed.append(card)
                spans.setdefault(name, []).append(f"{source.start}-{source.end}")
        for name, stances in told.items():
            at = " ".join(dict.fromkeys(spans[name]))
            yield SourceRow(name, tuple((stance, tuple(found)) for stance, found in stances.items()), at)

    def tables(self) -> Iterator[tuple[str, tuple[EntityRow, ...]]]:
        report, labels = self.report, self.labels
        yield "person", tuple(self._row(p, "person", "", (*p.titles, *p.roles)) for p in report.people)
        yield "group", tuple(self._row(g, "group", labels("group", g.kind), (g.country or "",)) for g in report.groups)
        yield (
            "organization",
            tuple(self._row(o, "organization", labels("organization", o.kind), ()) for o in report.organizations),
        )
        yield "place", tuple(self._place(place) for place in report.places)
        yield "date", tuple(self._date(date) for date in report.dates)

    def _row(self, entity: Entity, sort: str, kind: str, more: Iterable[str], link: str = "") -> EntityRow:
        mentions = entity.mentions
        details = tuple(dict.fromkeys(filter(None, more)))
        english = entity.name_en or ""
        return EntityRow(entity.id, sort, entity.name, english, kind, details, _at(mentions), len(mentions), link)

    def _place(self, place: Place) -> EntityRow:
        labels = self.labels
        details = [place.admin.governorate or "", place.admin.country or ""]
        link = ""
        if place.lat is not None and place.lon is not None:
            details.append(f"{place.lat:.4f}, {place.lon:.4f} ({labels('precision', place.precision)})")
            if place.precision not in _COARSE:
                where = f"mlat={place.lat:.5f}&mlon={place.lon:.5f}#map=13/{place.lat:.5f}/{place.lon:.5f}"
                link = f"https://www.openstreetmap.org/?{where}"
        else:
            details.append(labels("precision", Precision.NONE))
        return self._row(place, "place", labels("place", place.kind), details, link)

    def _date(self, date: DateExpression) -> EntityRow:
        kind = self.labels("date", date.type)
        more = (date.value or "", self.labels("ui", "about") if date.approximate else "", date.reason or "")
        details = tuple(filter(None, more))
        return EntityRow(date.id, "date", date.text, "", kind, details, f"{date.start}-{date.end}", 1, "")


def _title(report: Report, labels: Labels) -> str:
    headline = report.headline.text if report.headline is not None else ""
    return " ".join((report.title or headline).split()) or report.id or labels("ui", "untitled")


def _link(url: str | None) -> str:
    """Return an address only if it leads to a page: ``javascript:`` and the like are no addresses."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _fact(mention: Mention) -> Fact:
    return Fact(mention.text, "", f"{mention.start}-{mention.end}", "")


def _at(mentions: Iterable[Mention]) -> str:
    return " ".join(f"{mention.start}-{mention.end}" for mention in mentions)


def _counted(codes: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(codes).items(), key=lambda pair: (-pair[1], pair[0]))


def _days(events: Sequence[Event], cards: Sequence[Card]) -> Iterator[Day]:
    by_day: dict[str, list[Card]] = {}
    for event, card in zip(events, cards, strict=True):
        first, last = (event.start or "")[:10], (event.end or event.start or "")[:10]
        by_day.setdefault(period(first, last), []).append(card)
    for label in sorted(by_day, key=lambda label: (not label, label)):
        yield Day(label, tuple(by_day[label]))


def _spots(report: Report) -> list[Spot]:
    counts = Counter(identifier for event in report.events for identifier in event.places)
    return [
        Spot(p.id, p.name, p.lat, p.lon, p.precision in _COARSE, counts[p.id])
        for p in report.places
        if p.lat is not None and p.lon is not None
    ]


def _regions(report: Report) -> tuple[str, ...]:
    """Return governorates and countries of the places of events, for views that are too near to name them."""
    wanted = {identifier for event in report.events for identifier in event.places}
    places = [place for place in report.places if place.id in wanted and place.lat is not None]
    names = [name for part in ("governorate", "country") for p in places if (name := getattr(p.admin, part))]
    return tuple(dict.fromkeys(names))


def _cuts(report: Report) -> Iterator[int]:
    """Yield where facts begin and end, so that each can be lit by itself."""
    for event in report.events:
        tolls = event.casualties
        spans: list[Spanned | None] = [event.trigger, event.evidence, *event.actors, *event.targets, event.source]
        spans += [*tolls, *(toll.who for toll in tolls), *(toll.source for toll in tolls)]
        spans += [*event.weapons, *event.mentions]
        for span in spans:
            if span is not None:
                yield span.start
                yield span.end
