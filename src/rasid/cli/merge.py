"""The command ``rasid merge``: reports of one incident to one record."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rasid.cli.options import Output
from rasid.cli.output import coloured, opened, width_of

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
            metavar="REPORTS.jsonl…",
            help="Reports as `rasid extract --format jsonl` or `rasid batch` write them.",
            exists=True,
            dir_okay=False,
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
    import rasid

    try:
        reports = list(_read(files))
        together, apart = _pins(pins)
        incidents = rasid.merge(reports, together=together, apart=apart)
        with opened(output) as stream:
            if format_ is MergeFormat.TABLE:
                from rasid.export.table import render_incidents

                stream.write(render_incidents(incidents, width=width_of(stream), color=coloured(stream)))
                return
            for piece in _WRITERS[format_](incidents, reports, bom):
                stream.write(piece)
    except rasid.RasidError as error:
        typer.echo(f"rasid: {error}", err=True)
        raise typer.Exit(1) from error


def _read(files: Sequence[Path]) -> "Iterator[Report]":
    import gzip

    from rasid.errors import InputError
    from rasid.export.jsonl import load as reports_of

    for path in files:
        try:
            packed = path.name.lower().endswith(".gz")
            with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8-sig") as lines:
                yield from reports_of(lines)
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: {error}") from error
        except InputError as error:
            raise InputError(f"{path}: {error}") from error


def _pins(path: Path | None) -> "tuple[list[tuple[Ref, Ref]], list[tuple[Ref, Ref]]]":
    found: dict[str, list[tuple[Ref, Ref]]] = {"together": [], "apart": []}
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path is not None else ()
    for number, line in enumerate(lines, start=1):
        cells = line.split("\t")
        if not line.strip() or line.startswith("#"):
            continue
        if len(cells) != 5 or cells[0] not in found:
            raise typer.BadParameter(
                f"{path}:{number}: expected together or apart, report, event, report, event", param_hint="--pins"
            )
        found[cells[0]].append(((cells[1], cells[2]), (cells[3], cells[4])))
    return found["together"], found["apart"]


_Writer = Callable[["Sequence[Incident]", "Sequence[Report]", bool], Iterator[str]]


def _json(incidents: "Sequence[Incident]", _: "Sequence[Report]", __: bool) -> Iterator[str]:
    yield "[\n" + ",\n".join(item.model_dump_json(indent=2) for item in incidents) + "\n]\n" if incidents else "[]\n"


def _jsonl(incidents: "Sequence[Incident]", _: "Sequence[Report]", __: bool) -> Iterator[str]:
    from rasid.export import incidents as export

    return export.dump_jsonl(incidents)


def _csv(incidents: "Sequence[Incident]", _: "Sequence[Report]", bom: bool) -> Iterator[str]:
    from rasid.export import incidents as export

    return export.dump_csv(incidents, bom=bom)


def _acled(incidents: "Sequence[Incident]", reports: "Sequence[Report]", bom: bool) -> Iterator[str]:
    from rasid.export import incidents as export

    return export.dump_acled(incidents, reports, bom=bom)


def _ged(incidents: "Sequence[Incident]", reports: "Sequence[Report]", bom: bool) -> Iterator[str]:
    from rasid.export import incidents as export

    return export.dump_ged(incidents, reports, bom=bom)


def _geojson(incidents: "Sequence[Incident]", _: "Sequence[Report]", __: bool) -> Iterator[str]:
    from rasid.export import incidents as export

    return export.dump_geojson(incidents)


def _html(incidents: "Sequence[Incident]", reports: "Sequence[Report]", _: bool) -> Iterator[str]:
    from rasid.export import html

    return html.dump(reports, incidents=incidents)


_WRITERS: dict[MergeFormat, _Writer] = {
    MergeFormat.JSON: _json,
    MergeFormat.JSONL: _jsonl,
    MergeFormat.CSV: _csv,
    MergeFormat.ACLED: _acled,
    MergeFormat.GED: _ged,
    MergeFormat.GEOJSON: _geojson,
    MergeFormat.HTML: _html,
}
