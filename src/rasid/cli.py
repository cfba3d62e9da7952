"""The command ``rasid``: the only module that prints.

Results go to standard output (or to ``-o``), messages to standard error. Exit codes: 0 done, 1 some inputs failed (each
named with the reason), 2 wrong usage.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from rasid.cli_gazetteer import app as gazetteer_app
from rasid.cli_models import app as models_app

if TYPE_CHECKING:
    from rasid.records import Report

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(gazetteer_app, name="gazetteer")
app.add_typer(models_app, name="models")

_WIDTH = 120
"""Columns of a table that goes to a file or a pipe."""
_CALLER_FIELDS = ("id", "title", "url", "outlet")


class Format(StrEnum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


class Preset(StrEnum):
    """Pipelines by name."""

    FAST = "fast"
    ACCURATE = "accurate"


class _Article(NamedTuple):
    """An input text and what the caller said about it; ``error`` where it could not be read."""

    name: str
    text: str | None = ""
    html: bytes | None = None
    published: str | None = None
    fields: dict[str, str] = {}  # noqa: RUF012  (never changed)
    error: str | None = None


def _version(value: bool) -> None:
    if value:
        from rasid.version import __version__

        typer.echo(f"rasid {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Arabic conflict reporting to typed, dated, geolocated, source-attributed records."""


@app.command()
def extract(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE… | -", help="Texts (.txt), pages (.html), articles (.jsonl); - is stdin."),
    ],
    published: Annotated[str | None, typer.Option(metavar="DATE", help="Day of publication, e.g. 2018-04-30.")] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="Form of the output.")] = Format.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")] = None,
    preset: Annotated[Preset, typer.Option(help="fast, or accurate with the neural model.")] = Preset.FAST,
    gazetteer: Annotated[
        list[Path] | None, typer.Option(metavar="PACK", help="Further places: a pack of `rasid gazetteer build`.")
    ] = None,
) -> None:
    """Extract people, groups, places, dates and events from articles.

    A line of a .jsonl file is an object with "text" and optionally "id", "published", "title", "url" and "outlet"; its
    own "published" comes before --published.
    """
    _check_usage(files, published, output)
    import rasid

    try:
        pipeline = rasid.Pipeline(preset.value, gazetteers=gazetteer or ())
    except (rasid.InputError, rasid.ResourceError) as error:
        if not gazetteer:
            raise
        raise typer.BadParameter(str(error), param_hint="--gazetteer") from None
    failed = 0

    def reports() -> "Iterator[tuple[str, Report]]":
        nonlocal failed
        for name in files:
            for article in _read(name):
                try:
                    if article.error is not None:
                        raise rasid.InputError(article.error)
                    day = article.published if article.published is not None else published
                    yield (
                        article.name,
                        pipeline.extract(article.text, html=article.html, published=day, **article.fields),
                    )
                except (rasid.InputError, TypeError) as error:
                    failed += 1
                    typer.echo(f"rasid: {article.name}: {error}", err=True)

    try:
        with _opened(output) as stream:
            single = len(files) == 1 and not files[0].endswith(".jsonl")
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
    if published is not None:
        from rasid.errors import InputError
        from rasid.pipeline import parse_published

        try:
            parse_published(published)
        except InputError as error:
            raise typer.BadParameter(str(error), param_hint="--published") from None


def _read(name: str) -> Iterator[_Article]:
    """Read the articles of a file; what cannot be read becomes an article with an error."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        yield _Article(name, error=f"cannot be read: {error.strerror}")
        return
    shown = "standard input" if name == "-" else name
    if name.lower().endswith((".html", ".htm")):
        yield _Article(shown, text=None, html=content)
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "convert it, e.g. iconv -f windows-1256 -t utf-8"
        yield _Article(shown, error=f"is not UTF-8 (byte {error.start}); {hint}")
        return
    if not name.lower().endswith(".jsonl"):
        yield _Article(shown, text)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _article(f"{shown}:{number}", line)


def _article(name: str, line: str) -> _Article:
    """Read one line of JSON Lines; unknown keys are left alone (annotated articles have more)."""
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _Article(name, error=f"is no JSON: {error}")
    if not isinstance(row, dict) or "text" not in row:
        return _Article(name, error='expected an object with "text"')
    for key in ("text", "published", *_CALLER_FIELDS):
        value = row.get(key)
        if not isinstance(value, str) and (key == "text" or value is not None):
            return _Article(name, error=f'"{key}" is {type(value).__name__}; expected a string')
    fields = {key: row[key] for key in _CALLER_FIELDS if row.get(key) is not None}
    return _Article(name, row["text"], published=row.get("published"), fields=fields)


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

        terminal = stream.isatty()
        width = shutil.get_terminal_size((_WIDTH, 24)).columns if terminal or "COLUMNS" in os.environ else _WIDTH
        color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        blank = ""
        for name, report in reports:
            yield blank + table.render(report, name=report.id or name, width=width, color=color)
            blank = "\n"


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[str]]:
    """Open the output file, or give standard output."""
    if output is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        stream = output.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise typer.BadParameter(f"{output} cannot be written: {error.strerror}", param_hint="-o") from None
    with stream:
        yield stream


def main() -> None:
    """Run the command; input and output are UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
