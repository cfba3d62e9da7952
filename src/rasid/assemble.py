"""From what the stages found to the records of a report, in offsets of the original text."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from rasid.document import Document
from rasid.events.facts import Fact, Party, Source, Toll
from rasid.events.ontology import codes_of
from rasid.extractors.base import Candidate, MentionType
from rasid.linking.base import POLICE, Entity
from rasid.linking.places import Fix
from rasid.records import (
    Admin,
    ArmedGroup,
    Attribution,
    Casualty,
    DateExpression,
    Event,
    GroupKind,
    Mention,
    Organization,
    Participant,
    Person,
    Place,
    Provenance,
    Report,
)
from rasid.spans import Span

_PREFIX = {
    MentionType.PERSON: "p",
    MentionType.GROUP: "g",
    MentionType.ORG: "o",
    MentionType.PLACE: "l",
    MentionType.DATE: "d",
}


class Header(NamedTuple):
    """What the caller says about the article, and what was noticed about the input."""

    id: str | None
    title: str | None
    url: str | None
    outlet: str | None
    published: str | None
    warnings: tuple[str, ...]


def assemble(
    document: Document,
    header: Header,
    entities: Sequence[Entity],
    dates: Sequence[Candidate],
    facts: Sequence[Fact],
    provenance: Provenance,
) -> Report:
    """Build the report of an article."""
    return _Assembly(document, entities, dates).report(header, facts, provenance)


class _Assembly:
    def __init__(self, document: Document, entities: Sequence[Entity], dates: Sequence[Candidate]) -> None:
        self.document = document
        self.entities = entities
        self.dates = dates
        self.ids: dict[tuple[MentionType, int], str] = {}
        counts: dict[MentionType, int] = {}
        self.entity_ids: list[str] = []
        for entity in entities:
            counts[entity.type] = counts.get(entity.type, 0) + 1
            identifier = f"{_PREFIX[entity.type]}{counts[entity.type]}"
            self.entity_ids.append(identifier)
            for mention in entity.mentions:
                self.ids[entity.type, mention.start] = identifier
        for number, candidate in enumerate(dates, start=1):
            self.ids[MentionType.DATE, candidate.start] = f"d{number}"

    def report(self, header: Header, facts: Sequence[Fact], provenance: Provenance) -> Report:
        made: dict[MentionType, list[Any]] = {kind: [] for kind in MentionType}
        for entity, identifier in zip(self.entities, self.entity_ids, strict=True):
            made[entity.type].append(_MAKERS[entity.type](self, entity, identifier))
        document = self.document
        zones: dict[str, list[Mention]] = {"headline": [], "body": [], "boilerplate": []}
        for zone in document.zones:
            # A headline that the page repeats is told once as headline, and again as text.
            kind = "body" if zone.kind == "headline" and zones["headline"] else zone.kind
            span = Span(zone.start, zone.end)
            zones[kind].append(
                self.mention(self.trimmed(span) if kind == "headline" else span, f"zones:{zone.kind}", 1.0)
            )
        return Report(
            id=header.id,
            title=header.title,
            url=header.url,
            outlet=header.outlet,
            text=document.text.original,
            published=header.published,
            headline=zones["headline"][0] if zones["headline"] else None,
            body=tuple(zones["body"]),
            boilerplate=tuple(zones["boilerplate"]),
            sentences=tuple(self.mention(Span(s.start, s.end), "sentences", 1.0) for s in document.sentences),
            people=tuple(made[MentionType.PERSON]),
            groups=tuple(made[MentionType.GROUP]),
            organizations=tuple(made[MentionType.ORG]),
            places=tuple(made[MentionType.PLACE]),
            dates=tuple(self.date(c) for c in self.dates),
            events=tuple(self.event(fact, f"e{n}") for n, fact in enumerate(facts, start=1)),
            warnings=header.warnings,
            provenance=provenance,
        )

    # -- spans -------------------------------------------------------------------------------------------------------

    def located(self, span: Span) -> dict[str, Any]:
        start, end = self.document.text.span(span.start, span.end)
        return {"start": start, "end": end, "text": self.document.text.original[start:end]}

    def trimmed(self, span: Span) -> Span:
        """Return a span without the white space at its edges."""
        text = self.document.clean(*span)
        return Span(span.end - len(text.lstrip()), span.start + len(text.rstrip()))

    def mention(self, span: Span, rule: str, score: float) -> Mention:
        return Mention(**self.located(span), rule=rule, score=score)

    def mentions(self, entity: Entity) -> tuple[Mention, ...]:
        return tuple(self.mention(Span(m.start, m.end), m.rule, m.score) for m in entity.mentions)

    def id_of(self, mention: Candidate | None) -> str | None:
        return self.ids.get((mention.type, mention.start)) if mention is not None else None

    # -- entities ----------------------------------------------------------------------------------------------------

    def named(self, entity: Entity, identifier: str) -> dict[str, Any]:
        return {
            "id": identifier,
            "name": entity.name,
            "name_en": entity.name_en,
            "name_en_rule": entity.name_en_rule if entity.name_en else None,
            "mentions": self.mentions(entity),
        }

    def person(self, entity: Entity, identifier: str) -> Person:
        attributes = entity.attributes
        return Person(
            **self.named(entity, identifier),
            titles=tuple(attributes.get("titles", ())),
            roles=tuple(attributes.get("roles", ())),
            affiliation=self.id_of(attributes.get("affiliation")),
        )

    def group(self, entity: Entity, identifier: str) -> ArmedGroup:
        row = entity.row
        if row is None:
            country = entity.attributes.get("country")
            police = country is not None and entity.attributes.get("arm") in POLICE
            kind = GroupKind.STATE_SECURITY if police else GroupKind.UNKNOWN
            return ArmedGroup(**self.named(entity, identifier), kind=kind, country=country)
        return ArmedGroup(
            **self.named(entity, identifier),
            registry_id=row.id,
            kind=row.kind or GroupKind.UNKNOWN,
            sides=row.sides,
            country=row.country,
        )

    def organization(self, entity: Entity, identifier: str) -> Organization:
        row = entity.row
        return Organization(
            **self.named(entity, identifier),
            kind=row.kind if row is not None else entity.attributes.get("kind", "other"),
            registry_id=row.id if row is not None else None,
        )

    def place(self, entity: Entity, identifier: str) -> Place:
        fix: Fix = entity.attributes["fix"]
        return Place(
            **self.named(entity, identifier),
            kind=entity.attributes["kind"],
            lat=fix.lat,
            lon=fix.lon,
            precision=fix.precision,
            admin=Admin(governorate=fix.governorate, country=fix.country),
            gazetteer_id=entity.row.id if entity.row is not None else None,
            reason=fix.reason,
        )

    def date(self, candidate: Candidate) -> DateExpression:
        attributes = candidate.attributes
        return DateExpression(
            id=self.ids[MentionType.DATE, candidate.start],
            **self.located(Span(candidate.start, candidate.end)),
            type=attributes["timex"],
            value=attributes.get("value"),
            earliest=attributes.get("earliest"),
            latest=attributes.get("latest"),
            approximate=attributes.get("approximate", False),
            calendar=attributes.get("calendar", "gregorian"),
            reason=attributes.get("reason"),
            rule=candidate.rule,
            score=candidate.score,
        )

    # -- events ------------------------------------------------------------------------------------------------------

    def participant(self, party: Party) -> Participant:
        return Participant(**self.located(party.span), entity_id=self.id_of(party.mention), category=party.category)

    def attribution(self, source: Source | None) -> Attribution | None:
        if source is None:
            return None
        return Attribution(**self.located(source.span), entity_id=self.id_of(source.mention), stance=source.stance)

    def casualty(self, toll: Toll) -> Casualty:
        return Casualty(
            kind=toll.kind,
            low=toll.low,
            high=toll.high,
            approximate=toll.approximate,
            who=self.participant(toll.who) if toll.who is not None else None,
            **self.located(toll.span),
        )

    def event(self, fact: Fact, identifier: str) -> Event:
        place_ids = [self.id_of(place) for place in fact.places]
        codes = codes_of(fact.type, fact.modality)
        return Event(
            id=identifier,
            type=fact.type,
            trigger=self.mention(fact.trigger, fact.rule, fact.score),
            evidence=self.mention(fact.evidence, "sentences", 1.0),
            actors=tuple(map(self.participant, fact.actors)),
            targets=tuple(map(self.participant, fact.targets)),
            places=tuple(dict.fromkeys(i for i in place_ids if i is not None)),
            start=fact.start,
            end=fact.end,
            date_ids=tuple(i for i in map(self.id_of, fact.dates) if i is not None),
            casualties=tuple(map(self.casualty, fact.tolls)),
            weapons=tuple(self.mention(span, "weapons", 0.9) for span in fact.weapons),
            source=self.attribution(fact.source),
            modality=fact.modality,
            background=fact.background,
            mentions=tuple(self.mention(span, "events:reference", 0.7) for span in fact.references),
            reasons=dict(fact.reasons),
            score=fact.score,
            acled_event_type=codes.acled_event_type,
            acled_sub_event_type=codes.acled_sub_event_type,
            plover=codes.plover,
        )


_MAKERS = {
    MentionType.PERSON: _Assembly.person,
    MentionType.GROUP: _Assembly.group,
    MentionType.ORG: _Assembly.organization,
    MentionType.PLACE: _Assembly.place,
}
