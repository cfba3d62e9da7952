"""Reports as tables for pandas and Arrow.

Four tables: ``events`` (one row an event), ``mentions`` (one row a mention of an entity, and a temporal expression),
``casualties`` (one row a toll) and ``places`` (one row a place). Columns and types are the same for every report, an
empty one too. Dates are ISO 8601 strings, offsets code points of ``Report.text`` (end exclusive), coordinates WGS84
degrees. ``report_id`` with ``event_id``, ``entity_id`` or ``place_id`` joins the tables.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from rasid.errors import InputError, ResourceError
from rasid.export import flat
from rasid.export.common import Index, entities_by_kind
from rasid.export.numbered import numbered
from rasid.records import Report

Table = Literal["events", "mentions", "casualties", "places"]
Backend = Literal["pandas", "pyarrow"]

_TABLES: dict[str, dict[str, str]] = {
    "events": flat.COLUMNS,
    "mentions": {
        "report_id": "string",
        "kind": "string",
        "entity_id": "string",
        "name": "string",
        "name_en": "string",
        "value": "string",
        "start": "int",
        "end": "int",
        "text": "string",
        "rule": "string",
        "score": "float",
    },
    "casualties": {
        "report_id": "string",
        "event_id": "string",
        "kind": "string",
        "low": "int",
        "high": "int",
        "approximate": "bool",
        "who": "string",
        "who_category": "string",
        "who_entity_id": "string",
        "source": "string",
        "stance": "string",
        "start": "int",
        "end": "int",
        "text": "string",
    },
    "places": {
        "report_id": "string",
        "place_id": "string",
        "name": "string",
        "name_en": "string",
        "kind": "string",
        "lat": "float",
        "lon": "float",
        "precision": "string",
        "governorate": "string",
        "country": "string",
        "gazetteer_id": "string",
        "reason": "string",
        "mentions": "int",
    },
}
_PANDAS = {"string": "string", "int": "Int64", "float": "float64", "bool": "bool"}
_ARROW = {"string": "string", "int": "int64", "float": "float64", "bool": "bool_"}


def columns(table: Table = "events") -> dict[str, str]:
    """Return the columns of a table with their kinds: ``string``, ``int``, ``float`` or ``bool``.

    Raises:
        InputError: There is no such table.
    """
    if table not in _TABLES:
        raise InputError(f"no table {table!r}; expected one of {', '.join(_TABLES)}")
    return dict(_TABLES[table])


def rows(report: Report, table: Table = "events", *, identifier: str | None = None) -> Iterator[dict[str, Any]]:
    """Return the rows of one report as dictionaries with the keys ``columns(table)``.

    Args:
        report: The report.
        table: The table.
        identifier: Goes into ``report_id`` instead of the report's own id.

    Raises:
        InputError: There is no such table.
    """
    columns(table)
    return _ROWS[table](report.id if identifier is None else identifier, report)


def to_frame(reports: Report | Iterable[Report], table: Table = "events", *, backend: Backend = "pandas") -> Any:
    """Return a table of one report or of many.

    Args:
        reports: A report, or an iterable of them: of many, one without id is known by its position, counted from 1.
        table: ``events``, ``mentions``, ``casualties`` or ``places``.
        backend: ``pandas`` or ``pyarrow``.

    Returns:
        A ``pandas.DataFrame`` (``string``, ``Int64``, ``float64`` and ``bool`` columns) or a ``pyarrow.Table``
        (``string``, ``int64``, ``double`` and ``bool``).

    Raises:
        TypeError: Something is no report.
        InputError: There is no such table or backend.
        ResourceError: pandas or pyarrow is not installed.
    """
    kinds = columns(table)
    if backend not in ("pandas", "pyarrow"):
        raise InputError(f"no backend {backend!r}; expected pandas or pyarrow")
    library = _library(backend)
    found: list[dict[str, Any]] = []
    if isinstance(reports, Report):
        found.extend(rows(reports, table))
    else:
        for identifier, report in numbered(reports):
            found.extend(rows(report, table, identifier=identifier))
    cells = {name: [row[name] for row in found] for name in kinds}
    if backend == "pyarrow":
        schema = library.schema([(name, getattr(library, _ARROW[kind])()) for name, kind in kinds.items()])
        return library.Table.from_pydict(cells, schema=schema)
    series = {name: library.Series(cells[name], dtype=_PANDAS[kind]) for name, kind in kinds.items()}
    return library.DataFrame(series, columns=list(kinds))


def _library(name: Backend) -> Any:
    try:
        if name == "pandas":
            import pandas

            return pandas
        import pyarrow

        return pyarrow
    except ImportError:
        raise ResourceError(f"tables need {name}; install it with: pip install 'rasid[frames]'") from None


def _events(identifier: str | None, report: Report) -> Iterator[dict[str, Any]]:
    index = Index(report)
    return (flat.row_of(identifier, index, event) for event in report.events)


def _mentions(identifier: str | None, report: Report) -> Iterator[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for kind, entities in entities_by_kind(report):
        found.extend(
            {
                "report_id": identifier,
                "kind": kind,
                "entity_id": entity.id,
                "name": entity.name,
                "name_en": entity.name_en,
                "value": None,
                **mention.model_dump(),
            }
            for entity in entities
            for mention in entity.mentions
        )
    found.extend(
        {
            "report_id": identifier,
            "kind": "date",
            "entity_id": date.id,
            "name": None,
            "name_en": None,
            "value": date.value,
            "start": date.start,
            "end": date.end,
            "text": date.text,
            "rule": date.rule,
            "score": date.score,
        }
        for date in report.dates
    )
    return iter(sorted(found, key=lambda row: (row["start"], row["end"])))


def _casualties(identifier: str | None, report: Report) -> Iterator[dict[str, Any]]:
    for event in report.events:
        for toll in event.casualties:
            yield {
                "report_id": identifier,
                "event_id": event.id,
                "kind": toll.kind.value,
                "low": toll.low,
                "high": toll.high,
                "approximate": toll.approximate,
                "who": toll.who.text if toll.who else None,
                "who_category": toll.who.category.value if toll.who else None,
                "who_entity_id": toll.who.entity_id if toll.who else None,
                "source": toll.source.text if toll.source else None,
                "stance": toll.source.stance.value if toll.source else None,
                "start": toll.start,
                "end": toll.end,
                "text": toll.text,
            }


def _places(identifier: str | None, report: Report) -> Iterator[dict[str, Any]]:
    for place in report.places:
        yield {
            "report_id": identifier,
            "place_id": place.id,
            "name": place.name,
            "name_en": place.name_en,
            "kind": place.kind.value,
            "lat": place.lat,
            "lon": place.lon,
            "precision": place.precision.value,
            "governorate": place.admin.governorate,
            "country": place.admin.country,
            "gazetteer_id": place.gazetteer_id,
            "reason": place.reason,
            "mentions": len(place.mentions),
        }


_ROWS = {"events": _events, "mentions": _mentions, "casualties": _casualties, "places": _places}
