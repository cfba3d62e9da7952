"""Names for the reports of a collection, by which rows of one report are known, and the events of all of them."""

from collections.abc import Iterable, Iterator

from rasid.export.common import Index
from rasid.records import Event, Report


def numbered(reports: Iterable[Report]) -> Iterator[tuple[str, Report]]:
    """Return reports with their ids; one without has its position, counted from 1.

    Raises:
        TypeError: Something is no report, or ``reports`` is a single one.
    """
    if isinstance(reports, Report):
        raise TypeError("reports must be an iterable of reports, not one Report; give [report]")
    for position, report in enumerate(reports, start=1):
        if not isinstance(report, Report):
            raise TypeError(f"report {position} must be a Report, not {type(report).__name__}")
        yield report.id if report.id is not None else str(position), report


def events_of(reports: Iterable[Report]) -> Iterator[tuple[str, Index, Event]]:
    """Return the events of reports, each with its report's id and records, one report in memory at a time.

    Raises:
        TypeError: Something is no report, or ``reports`` is a single one.
    """
    for identifier, report in numbered(reports):
        index = Index(report)
        for event in report.events:
            yield identifier, index, event
