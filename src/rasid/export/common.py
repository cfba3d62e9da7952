"""What several forms tell of an event in the same way."""

from datetime import date

from rasid.export.sheet import one_line
from rasid.records import ArmedGroup, Event, Organization, Person, Place, Report

Entity = Person | ArmedGroup | Organization | Place


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


def days_of(event: Event) -> tuple[date, date] | None:
    """Return the first and the last day of an event; None where no time is told."""
    told_days = [day for moment in (event.start, event.end) if moment and (day := _parsed(moment))]
    return (min(told_days), max(told_days)) if told_days else None


def is_vague(index: Index, event: Event) -> bool:
    """Tell whether the words that gave an event its time hedge it («حوالي», «نحو»)."""
    return any(index.dates[date].approximate for date in event.date_ids if date in index.dates)


def _parsed(moment: str) -> date | None:
    try:
        return date.fromisoformat(moment[:10])
    except ValueError:
        return None


def source_name(index: Index, event: Event) -> str | None:
    """Return the English name of who says so, as written where none is known; None where the text names nobody."""
    if event.source is None:
        return None
    entity = index.entities.get(event.source.entity_id or "")
    return (entity.name_en or entity.name) if entity else one_line(event.source.text)
