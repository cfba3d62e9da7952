"""What several forms tell of an event in the same way."""

from datetime import date

from rasid.export.sheet import one_line
from rasid.records import (
    ArmedGroup,
    Attribution,
    Casualty,
    DateExpression,
    Event,
    Mention,
    Organization,
    Participant,
    Person,
    Place,
    Report,
)

Entity = Person | ArmedGroup | Organization | Place
Spanned = Mention | Participant | Attribution | Casualty | DateExpression
"""Records of words of the article, with ``start``, ``end`` (code points, end exclusive) and ``text``."""


class Index:
    """A report and its records by id.

    Attributes:
        report: The report.
        people: Individuals.
        groups: Armed groups.
        places: Places.
        entities: All of these, and organisations.
        dates: Temporal expressions.
    """

    def __init__(self, report: Report) -> None:
        """Index a report."""
        self.report = report
        self.people = {person.id: person for person in report.people}
        self.groups = {group.id: group for group in report.groups}
        self.places = {place.id: place for place in report.places}
        others = {organization.id: organization for organization in report.organizations}
        self.entities: dict[str, Entity] = {**self.people, **self.groups, **others, **self.places}
        self.dates = {date.id: date for date in report.dates}

    def entity_of(self, party: Participant | Attribution) -> Entity | None:
        """Return what the words of a party or source name; None where they name nothing that has a record."""
        return self.entities.get(party.entity_id or "")

    def name_of(self, party: Participant | Attribution) -> str:
        """Return the canonical name of a party or source, the words as written where they name no entity."""
        entity = self.entity_of(party)
        return entity.name if entity else party.text

    def places_of(self, event: Event) -> list[Place]:
        """Return the places of an event, most specific first."""
        return [self.places[identifier] for identifier in event.places if identifier in self.places]

    def dates_of(self, event: Event) -> list[DateExpression]:
        """Return the temporal expressions that gave an event its time, each once, in text order."""
        found = [self.dates[identifier] for identifier in dict.fromkeys(event.date_ids) if identifier in self.dates]
        return sorted(found, key=lambda date: (date.start, date.end))


def entities_by_kind(report: Report) -> tuple[tuple[str, tuple[Entity, ...]], ...]:
    """Return the entities of a report under the names of their kinds."""
    return (
        ("person", report.people),
        ("group", report.groups),
        ("organization", report.organizations),
        ("place", report.places),
    )


def days_of(event: Event) -> tuple[date, date] | None:
    """Return the first and the last day of an event; None where no time is told."""
    told_days = [day for moment in (event.start, event.end) if moment and (day := _parsed(moment))]
    return (min(told_days), max(told_days)) if told_days else None


def length_of(days: tuple[date, date]) -> int:
    """Return how many days lie from the first to the last, both counted."""
    return (days[1] - days[0]).days + 1


def is_vague(index: Index, event: Event) -> bool:
    """Tell whether the words that gave an event its time hedge it («حوالي», «نحو»)."""
    return any(date.approximate for date in index.dates_of(event))


def _parsed(moment: str) -> date | None:
    try:
        return date.fromisoformat(moment[:10])
    except ValueError:
        return None


def source_name(index: Index, event: Event) -> str | None:
    """Return the English name of who says so, as written where none is known; None where the text names nobody."""
    if event.source is None:
        return None
    entity = index.entity_of(event.source)
    return (entity.name_en or entity.name) if entity else one_line(event.source.text)
