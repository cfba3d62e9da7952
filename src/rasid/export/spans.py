"""The mentions of a report as labelled spans, for programs that show and train on them."""

from collections.abc import Iterator
from typing import NamedTuple

from rasid.records import Mention, Report

LABELS = ("PERSON", "GROUP", "ORG", "PLACE", "DATE")


class Labelled(NamedTuple):
    """A mention and what it is.

    Attributes:
        start: First code point in ``Report.text``.
        end: One past the last.
        label: ``PERSON``, ``GROUP``, ``ORG``, ``PLACE`` or ``DATE``.
        id: Id of the entity or temporal expression within the report.
        key: Row of a table that the entity is: of the actor registry, the organisations or a gazetteer.
    """

    start: int
    end: int
    label: str
    id: str
    key: str | None = None


def labelled(report: Report) -> tuple[Labelled, ...]:
    """Return all mentions of entities and all temporal expressions, in text order, the longer first."""
    return tuple(sorted(_all(report), key=lambda span: (span.start, -span.end, LABELS.index(span.label))))


def outermost(report: Report) -> tuple[Labelled, ...]:
    """Return those that do not overlap, in text order: of two that do the longer one stays."""
    kept: list[Labelled] = []
    taken: set[int] = set()
    for span in sorted(labelled(report), key=lambda span: span.start - span.end):
        covered = range(span.start, span.end)
        if taken.isdisjoint(covered):
            taken.update(covered)
            kept.append(span)
    return tuple(sorted(kept))


def _all(report: Report) -> Iterator[Labelled]:
    def spans(mentions: tuple[Mention, ...], label: str, identifier: str, key: str | None = None) -> Iterator[Labelled]:
        return (Labelled(mention.start, mention.end, label, identifier, key) for mention in mentions)

    for person in report.people:
        yield from spans(person.mentions, "PERSON", person.id)
    for group in report.groups:
        yield from spans(group.mentions, "GROUP", group.id, group.registry_id)
    for organization in report.organizations:
        yield from spans(organization.mentions, "ORG", organization.id, organization.registry_id)
    for place in report.places:
        yield from spans(place.mentions, "PLACE", place.id, place.gazetteer_id)
    for date in report.dates:
        yield Labelled(date.start, date.end, "DATE", date.id)
