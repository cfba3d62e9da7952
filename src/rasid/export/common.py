"""What several forms tell of an event in the same way."""

from datetime import date

from rasid.export.sheet import one_line
from rasid.records import ArmedGroup, Event, Organization, Person, Place, Report

Entity = Person | ArmedGroup | Organization | Place


def entities_of(report: Report) -> dict[str, Entity]:
    """Return the entities of a report by id."""
    entities: tuple[Entity, ...] = (*report.people, *report.groups, *report.organizations, *report.places)
    return {entity.id: entity for entity in entities}


def days_of(event: Event) -> tuple[date, date] | None:
    """Return the first and the last day of an event; None where no time is told."""
    told_days = [day for moment in (event.start, event.end) if moment and (day := _parsed(moment))]
    return (min(told_days), max(told_days)) if told_days else None


def is_vague(report: Report, event: Event) -> bool:
    """Tell whether the words that gave an event its time hedge it («حوالي», «نحو»)."""
    return any(expression.approximate for expression in report.dates if expression.id in event.date_ids)


def _parsed(moment: str) -> date | None:
    try:
        return date.fromisoformat(moment[:10])
    except ValueError:
        return None


def source_name(report: Report, event: Event) -> str | None:
    """Return the English name of who says so, as written where none is known; None where the text names nobody."""
    if event.source is None:
        return None
    entity = entities_of(report).get(event.source.entity_id or "")
    return (entity.name_en or entity.name) if entity else one_line(event.source.text)
