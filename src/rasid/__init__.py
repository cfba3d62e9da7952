"""Rasid (راصد): Arabic conflict reporting to typed, dated, geolocated, source-attributed records.

    >>> import rasid
    >>> report = rasid.extract("قصفت طائرات التحالف أمس قرية الجنينة بريف دير الزور", published="2018-04-30")
    >>> report.events[0].type.value, report.events[0].start
    ('air_strike', '2018-04-29')

Every record is a frozen pydantic model whose offsets are half-open code-point offsets into ``report.text``.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rasid.errors import InputError, RasidError, ResourceError
from rasid.incidents import Incident
from rasid.records import (
    Admin,
    ArmedGroup,
    Attribution,
    Casualty,
    DateExpression,
    Event,
    EventType,
    Explanation,
    Failure,
    Mention,
    Organization,
    Participant,
    Person,
    Place,
    Provenance,
    Report,
)
from rasid.version import __version__

if TYPE_CHECKING:
    from rasid.corpus.batch import Article
    from rasid.corpus.merge import Ref
    from rasid.pipeline import Pipeline

__all__ = [
    "Admin",
    "ArmedGroup",
    "Attribution",
    "Casualty",
    "DateExpression",
    "Event",
    "EventType",
    "Explanation",
    "Failure",
    "Incident",
    "InputError",
    "Mention",
    "Organization",
    "Participant",
    "Person",
    "Pipeline",
    "Place",
    "Provenance",
    "RasidError",
    "Report",
    "ResourceError",
    "__version__",
    "extract",
    "extract_many",
    "merge",
]


def __getattr__(name: str) -> Any:
    """Load the pipeline on first use, so that importing rasid stays light."""
    if name == "Pipeline":
        from rasid.pipeline import Pipeline

        return Pipeline
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def extract(
    text: str | None = None,
    *,
    html: str | bytes | None = None,
    published: str | date | datetime | None = None,
    id: str | None = None,  # noqa: A002 - the field's public name
    title: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
) -> Report:
    """Extract all records from one article with the default pipeline (preset ``fast``).

    Args:
        text: The article, page furniture included; at most 20 million code points.
        html: A web page instead of the text; needs the extra ``html``. Its own day of publication is taken, with a
            warning, where ``published`` is not given.
        published: When it was published: ISO 8601 string, date or datetime. Without it, relative dates have no value.
        id: Kept in the report.
        title: Kept in the report; not read.
        url: Kept in the report; not fetched.
        outlet: Kept in the report.

    Returns:
        The report; its offsets are half-open code-point offsets into ``report.text``.

    Raises:
        TypeError: ``text`` or ``published`` has the wrong type.
        InputError: ``published`` is no ISO date, or the text is too long.
        ResourceError: A bundled file is missing or damaged, or ``html`` is given and the extra is not installed.
    """
    from rasid.pipeline import default_pipeline

    return default_pipeline().extract(text, html=html, published=published, id=id, title=title, url=url, outlet=outlet)


def extract_many(
    articles: "Iterable[Article]", *, workers: int = 1, pipeline: "Pipeline | None" = None
) -> Iterator[Report | Failure]:
    """Extract from many articles, in order; a bad article yields a ``Failure`` and stops nothing.

    Args:
        articles: Texts, or mappings with ``text`` and optionally ``id``, ``published``, ``title``, ``url``, ``outlet``.
        workers: Processes to use.
        pipeline: The pipeline; the default one if None.

    Yields:
        One report (or failure) an article.

    Raises:
        ValueError: ``workers`` is below 1.
    """
    from rasid.corpus.batch import extract_many as many

    return many(articles, workers=workers, pipeline=pipeline)


def merge(
    reports: Iterable[Report],
    *,
    together: "Iterable[tuple[Ref, Ref]]" = (),
    apart: "Iterable[tuple[Ref, Ref]]" = (),
) -> tuple[Incident, ...]:
    """Merge what several reports tell of one happening; every event is a member of one incident.

    Args:
        reports: Reports of any articles, in any order.
        together: Pairs of events to join, each event as ``(report id or position, event id)``.
        apart: Pairs of events to hold apart.

    Returns:
        Incidents in order of time, the same for any order of the reports.

    Raises:
        InputError: A pair names an event that is not there.
    """
    from rasid.corpus.merge import merge as merged

    return merged(reports, together=together, apart=apart)
