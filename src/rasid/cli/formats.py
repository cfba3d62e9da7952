"""The output formats: one function each, from reports to pieces of text."""

from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING, NamedTuple

import typer

from rasid.cli.output import coloured, width_of

if TYPE_CHECKING:
    from rasid.export.html.labels import Language
    from rasid.records import Report


class Format(StrEnum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    ACLED = "acled"
    GED = "ged"
    GEOJSON = "geojson"
    HTML = "html"
    BRAT = "brat"
    CONLL = "conll"


class Tongue(StrEnum):
    """Languages of a page."""

    AR = "ar"
    EN = "en"


SHEETS = frozenset({Format.CSV, Format.ACLED, Format.GED})
"""Formats that a spreadsheet opens."""


class Manner(NamedTuple):
    """How to write.

    Attributes:
        stream: Where it goes; tables fit its width.
        single: One report comes, from a file that holds one article.
        bom: Begin with a byte order mark.
        language: Of the words around the article in a page.
    """

    stream: IO[str]
    single: bool = False
    bom: bool = False
    language: "Language" = "ar"


Named = Iterator[tuple[str, "Report"]]
"""Reports with the names of their articles."""
Renderer = Callable[[Named, Manner], Iterator[str]]


def _table(reports: Named, manner: Manner) -> Iterator[str]:
    from rasid.export import table

    width, color = width_of(manner.stream), coloured(manner.stream)
    blank = ""
    for name, report in reports:
        yield blank + table.render(report, name=report.id or name, width=width, color=color)
        blank = "\n"


def _json(reports: Named, manner: Manner) -> Iterator[str]:
    from rasid.export import jsonl

    return jsonl.dump_pretty((report for _, report in reports), single=manner.single)


def _jsonl(reports: Named, _: Manner) -> Iterator[str]:
    from rasid.export import jsonl

    return (jsonl.dump(report) + "\n" for _, report in reports)


def _csv(reports: Named, manner: Manner) -> Iterator[str]:
    from rasid.export import flat

    return flat.dump(_identified(reports), bom=manner.bom)


def _acled(reports: Named, manner: Manner) -> Iterator[str]:
    from rasid.export import acled

    return acled.dump(_identified(reports), bom=manner.bom)


def _ged(reports: Named, manner: Manner) -> Iterator[str]:
    from rasid.export import ged

    return ged.dump(_identified(reports), bom=manner.bom)


def _geojson(reports: Named, _: Manner) -> Iterator[str]:
    from rasid.export import geojson

    return geojson.dump(_identified(reports))


def _html(reports: Named, manner: Manner) -> Iterator[str]:
    from rasid.export import html

    return html.dump(_identified(reports), language=manner.language)


def _conll(reports: Named, _: Manner) -> Iterator[str]:
    from rasid.export import conll

    return conll.dump(_identified(reports))


def _brat(reports: Named, _: Manner) -> Iterator[str]:
    from rasid.errors import InputError
    from rasid.export import brat

    for position, (name, report) in enumerate(reports):
        if position:
            raise InputError(f"{name}: brat keeps one article a file; name an existing folder with -o to write several")
        yield brat.dump(report)


def write_folder(reports: Named, folder: Path) -> None:
    """Write each article as brat keeps it: its text and its annotations."""
    from rasid.export import brat

    try:
        brat.write(_identified(reports), folder)
    except OSError as error:
        raise typer.BadParameter(f"{folder} cannot be written: {error.strerror}", param_hint="-o") from None


def _identified(reports: Named) -> "Iterator[Report]":
    """Give reports without id the names of their files, so that rows tell where they come from.

    Folders are left out: they are nobody else's business. Files of one name in several folders are numbered.
    """
    seen: Counter[str] = Counter()
    for name, report in reports:
        if report.id is not None:
            yield report
            continue
        file = PurePath(name).name
        seen[file] += 1
        number = f" ({seen[file]})" if seen[file] > 1 else ""
        yield report.model_copy(update={"id": f"{file}{number}"})


RENDERERS: dict[Format, Renderer] = {
    Format.TABLE: _table,
    Format.JSON: _json,
    Format.JSONL: _jsonl,
    Format.CSV: _csv,
    Format.ACLED: _acled,
    Format.GED: _ged,
    Format.GEOJSON: _geojson,
    Format.HTML: _html,
    Format.BRAT: _brat,
    Format.CONLL: _conll,
}
