"""The command ``rasid merge``: reports of one incident to one record."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from rasid.cli.lines import lines_in
from rasid.cli.options import Output, check_output
from rasid.cli.output import coloured, ending_on, opened, width_of

if TYPE_CHECKING:
    from rasid.corpus.merge import Ref
    from rasid.incidents import Incident
    from rasid.records import Report


class MergeFormat(StrEnum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    ACLED = "acled"
    GED = "ged"
    GEOJSON = "geojson"
    HTML = "html"


def merge(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="REPORTS.jsonl… | -",
            help="Reports as `rasid extract --format jsonl` or `rasid batch` write them; - is stdin.",
        ),
    ],
    format_: Annotated[MergeFormat, typer.Option("--format", "-f", help="Form of the output.")] = MergeFormat.TABLE,
    output: Output = None,
    pins: Annotated[
        Path | None,
        typer.Option(
            "--pins",
            metavar="FILE",
            help='Lines of "together" or "apart", report, event, report, event, separated by tabs.',
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    bom: Annotated[
        bool, typer.Option("--bom/--no-bom", help="Begin csv, acled and ged so that Excel reads it.")
    ] = False,
) -> None:
    """Merge what several reports tell of one happening.

    Every event is a member of one incident, and every number and name keeps who gives it. Rows of articles that failed
    are passed over.
    """
    check_output(output, files if pins is None else (*files, pins))
    import rasid

    with ending_on(rasid.RasidError):
        reports = list(_read(files))
        together, apart = _pins(pins)
        incidents = rasid.merge(reports, together=together, apart=apart)
        with opened(output) as stream:
            stream.writelines(_written(incidents, reports, format_, stream, bom=bom))


def _read(files: Sequence[Path]) -> "Iterator[Report]":
    from rasid.errors import InputError
    from rasid.export.jsonl import load as reports_of

    for path in files:
        try:
            yield from reports_of(lines_in(path))
        except InputError as error:
            raise InputError(f"{path}: {error}") from error


def _pins(path: Path | None) -> "tuple[list[tuple[Ref, Ref]], list[tuple[Ref, Ref]]]":
    from rasid.errors import InputError

    found: dict[str, list[tuple[Ref, Ref]]] = {"together": [], "apart": []}
    try:
        for number, line in enumerate(lines_in(path) if path is not None else (), start=1):
            cells = line.rstrip("\r\n").split("\t")
            if not line.strip() or line.startswith("#"):
                continue
            if len(cells) != 5 or cells[0] not in found:
                raise typer.BadParameter(
                    f"{path}:{number}: expected together or apart, report, event, report, event", param_hint="--pins"
                )
            found[cells[0]].append(((cells[1], cells[2]), (cells[3], cells[4])))
    except InputError as error:
        raise typer.BadParameter(f"{path}: {error}", param_hint="--pins") from None
    return found["together"], found["apart"]


def _written(
    incidents: "Sequence[Incident]", reports: "Sequence[Report]", format_: MergeFormat, stream: IO[str], *, bom: bool
) -> Iterator[str]:
    """Yield the output in pieces; what a format needs is loaded for it alone."""
    from rasid.export import incidents as export

    match format_:
        case MergeFormat.TABLE:
            from rasid.export.table import render_incidents

            yield render_incidents(incidents, width=width_of(stream), color=coloured(stream))
        case MergeFormat.JSON:
            from rasid.export.jsonl import dump_pretty

            yield from dump_pretty(incidents, single=False)
        case MergeFormat.JSONL:
            yield from export.dump_jsonl(incidents)
        case MergeFormat.CSV:
            yield from export.dump_csv(incidents, bom=bom)
        case MergeFormat.ACLED:
            yield from export.dump_acled(incidents, reports, bom=bom)
        case MergeFormat.GED:
            yield from export.dump_ged(incidents, reports, bom=bom)
        case MergeFormat.GEOJSON:
            yield from export.dump_geojson(incidents)
        case MergeFormat.HTML:
            from rasid.export import html

            yield from html.dump(reports, incidents=incidents)
