"""The output formats, from reports to pieces of text."""

from collections import Counter
from collections.abc import Iterator
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


def written(reports: Named, format_: Format, manner: Manner) -> Iterator[str]:
    """Yield the output in pieces, one article in memory at a time; what a format needs is loaded for it alone.

    Raises:
        InputError: A second article comes, and the format keeps one a file.
    """
    match format_:
        case Format.TABLE:
            yield from _tables(reports, manner)
        case Format.JSON:
            from rasid.export import jsonl

            yield from jsonl.dump_pretty((report for _, report in reports), single=manner.single)
        case Format.JSONL:
            from rasid.export import jsonl

            yield from (jsonl.dump(report) + "\n" for _, report in reports)
        case Format.CSV:
            from rasid.export import flat

            yield from flat.dump(_identified(reports), bom=manner.bom)
        case Format.ACLED:
            from rasid.export import acled

            yield from acled.dump(_identified(reports), bom=manner.bom)
        case Format.GED:
            from rasid.export import ged

            yield from ged.dump(_identified(reports), bom=manner.bom)
        case Format.GEOJSON:
            from rasid.export import geojson

            yield from geojson.dump(_identified(reports))
        case Format.HTML:
            from rasid.export import html

            yield from html.dump(_identified(reports), language=manner.language)
        case Format.BRAT:
            yield from _annotations(reports)
        case Format.CONLL:
            from rasid.export import conll

            yield from conll.dump(_identified(reports))


def _tables(reports: Named, manner: Manner) -> Iterator[str]:
    from rasid.export import table

    width, color = width_of(manner.stream), coloured(manner.stream)
    blank = ""
    for name, report in reports:
        yield blank + table.render(report, name=report.id or name, width=width, color=color)
        blank = "\n"


def _annotations(reports: Named) -> Iterator[str]:
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
