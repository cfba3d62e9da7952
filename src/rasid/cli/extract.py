"""The command ``rasid extract``: articles to records."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rasid.cli.formats import SHEETS, Format, Manner, Tongue, write_folder, written
from rasid.cli.options import (
    Output,
    Packs,
    Preset,
    Presets,
    RedactKeys,
    Redacts,
    check_output,
    check_published,
    pipeline_of,
    redaction_of,
)
from rasid.cli.output import ending_on, opened, tell

if TYPE_CHECKING:
    from rasid.corpus.inputs import Article
    from rasid.records import Report


_MANY = (".jsonl", ".jsonl.gz", ".csv", ".parquet")
"""Files of many articles: their JSON is an array."""


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
    bom: Annotated[
        bool, typer.Option("--bom/--no-bom", help="Begin csv, acled and ged so that Excel reads the Arabic.")
    ] = False,
    language: Annotated[
        Tongue, typer.Option("--language", help="Of the words around the article in an html page.")
    ] = Tongue.AR,
    preset: Presets = Preset.FAST,
    gazetteer: Packs = None,
    redact: Redacts = None,
    redact_key_file: RedactKeys = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No messages; the exit code tells.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say of each article what was found, and its warnings.")
    ] = False,
) -> None:
    """Extract people, groups, places, dates and events from articles.

    A line of a .jsonl file is an object with "text" and optionally "id", "published", "title", "url" and "outlet"; its
    own "published" comes before --published.
    """
    _check_usage(files, published, output)
    if bom and format_ not in SHEETS:
        raise typer.BadParameter(f"only {', '.join(sorted(SHEETS))} begin with one", param_hint="--bom")
    if format_ is Format.BRAT and not (_is_single(files) or (output is not None and output.is_dir())):
        raise typer.BadParameter(
            "brat keeps one article a file; name an existing folder with -o", param_hint="--format"
        )
    if quiet and verbose:
        raise typer.BadParameter("it cannot be both --quiet and --verbose", param_hint="--verbose")
    redaction = redaction_of(redact, redact_key_file)
    import rasid
    from rasid.corpus.row import attempt

    pipeline = pipeline_of(preset, gazetteer)
    failed = 0

    def reports() -> "Iterator[tuple[str, Report]]":
        nonlocal failed
        for name in files:
            for article in _read(name):
                error = article.error
                if error is None:
                    fields = {"published": published, **article.fields}
                    result = attempt(
                        pipeline, article.name, article.text, redaction=redaction, html=article.html, **fields
                    )
                    if not isinstance(result, rasid.Failure):
                        if verbose:
                            _describe(article.name, result)
                        yield article.name, result
                        continue
                    error = result.error
                failed += 1
                if not quiet:
                    tell(f"{article.name}: {error}")

    with ending_on(rasid.InputError, rasid.ResourceError):
        if format_ is Format.BRAT and output is not None and output.is_dir():
            write_folder(reports(), output)
        else:
            with opened(output) as stream:
                manner = Manner(stream, single=_is_single(files), bom=bom, language=language.value)
                stream.writelines(written(reports(), format_, manner))
    if failed:
        if not quiet:
            tell(f"{failed} of the inputs failed")
        raise typer.Exit(1)


def _describe(name: str, report: "Report") -> None:
    """Say what was found; warnings name no words of the article."""
    found = f"{len(report.events)} events, {len(report.mentions)} mentions, {len(report.places)} places"
    tell("; ".join((f"{name}: {found}", *report.warnings)))


def _check_usage(files: Sequence[str], published: str | None, output: Path | None) -> None:
    """Reject what no article could make right, before any work is done."""
    if files.count("-") > 1:
        raise typer.BadParameter("standard input can be read once only", param_hint="FILE")
    for name in files:
        if name != "-" and not Path(name).is_file():
            what = "is a folder; name the files in it" if Path(name).is_dir() else "does not exist"
            raise typer.BadParameter(f"{name} {what}", param_hint="FILE")
    check_output(output, files)
    check_published(published)


def _is_single(files: Sequence[str]) -> bool:
    return len(files) == 1 and not files[0].lower().endswith(_MANY)


def _read(name: str) -> "Iterator[Article]":
    from rasid.corpus.inputs import read_articles, read_text

    if name == "-":
        return read_text(sys.stdin.buffer.read(), "standard input")
    return read_articles(Path(name))
