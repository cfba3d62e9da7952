"""The command ``rasid extract``: articles to records."""

import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from rasid.cli.options import (
    Output,
    Packs,
    Preset,
    Presets,
    RedactKeys,
    Redacts,
    check_published,
    pipeline_of,
    redaction_of,
)
from rasid.cli.output import coloured, opened, width_of

if TYPE_CHECKING:
    from rasid.corpus.inputs import Article
    from rasid.records import Report


_MANY = (".jsonl", ".jsonl.gz", ".csv", ".parquet")
"""Files of many articles: their JSON is an array."""


class Format(StrEnum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


def extract(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE… | -", help="Texts (.txt), pages (.html), articles (.jsonl, .csv, .parquet); - is stdin."
        ),
    ],
    published: Annotated[str | None, typer.Option(metavar="DATE", help="Day of publication, e.g. 2018-04-30.")] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="Form of the output.")] = Format.TABLE,
    output: Output = None,
    preset: Presets = Preset.FAST,
    gazetteer: Packs = None,
    redact: Redacts = None,
    redact_key_file: RedactKeys = None,
) -> None:
    """Extract people, groups, places, dates and events from articles.

    A line of a .jsonl file is an object with "text" and optionally "id", "published", "title", "url" and "outlet"; its
    own "published" comes before --published.
    """
    _check_usage(files, published, output)
    redaction = redaction_of(redact, redact_key_file)
    import rasid

    pipeline = pipeline_of(preset, gazetteer)
    failed = 0

    def reports() -> "Iterator[tuple[str, Report]]":
        nonlocal failed
        for name in files:
            for article in _read(name):
                try:
                    if article.error is not None:
                        raise rasid.InputError(article.error)
                    fields = {"published": published, **article.fields}
                    report = pipeline.extract(article.text, html=article.html, **fields)
                    yield article.name, report if redaction is None else redaction(report)
                except (rasid.InputError, TypeError) as error:
                    failed += 1
                    typer.echo(f"rasid: {article.name}: {error}", err=True)

    try:
        with opened(output) as stream:
            single = len(files) == 1 and not files[0].lower().endswith(_MANY)
            for piece in _rendered(reports(), format_, stream, single=single):
                stream.write(piece)
    except rasid.ResourceError as error:
        typer.echo(f"rasid: {error}", err=True)
        raise typer.Exit(1) from error
    if failed:
        typer.echo(f"rasid: {failed} of the inputs failed", err=True)
        raise typer.Exit(1)


def _check_usage(files: Sequence[str], published: str | None, output: Path | None) -> None:
    """Reject what no article could make right, before any work is done."""
    if files.count("-") > 1:
        raise typer.BadParameter("standard input can be read once only", param_hint="FILE")
    for name in files:
        if name != "-" and not Path(name).is_file():
            what = "is a folder; name the files in it" if Path(name).is_dir() else "does not exist"
            raise typer.BadParameter(f"{name} {what}", param_hint="FILE")
        if output is not None and name != "-" and output.exists() and output.samefile(name):
            raise typer.BadParameter(f"{output} is an input too; it would be overwritten", param_hint="-o")
    check_published(published)


def _read(name: str) -> "Iterator[Article]":
    from rasid.corpus.inputs import read_articles, read_text

    if name == "-":
        return read_text(sys.stdin.buffer.read(), "standard input")
    return read_articles(Path(name))


def _rendered(
    reports: "Iterator[tuple[str, Report]]", format_: Format, stream: IO[str], *, single: bool
) -> Iterator[str]:
    """Return the output in pieces, one report in memory at a time."""
    from rasid.export import jsonl

    if format_ is Format.JSONL:
        for _, report in reports:
            yield jsonl.dump(report) + "\n"
    elif format_ is Format.JSON:
        yield from jsonl.dump_pretty((report for _, report in reports), single=single)
    else:
        from rasid.export import table

        blank = ""
        for name, report in reports:
            yield blank + table.render(report, name=report.id or name, width=width_of(stream), color=coloured(stream))
            blank = "\n"
