"""Names for the reports of a collection, by which rows of one report are known."""

from collections.abc import Iterable, Iterator

from rasid.records import Report


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
