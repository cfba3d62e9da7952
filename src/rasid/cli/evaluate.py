"""The command ``rasid evaluate``: how well rasid does on articles that the user annotated."""

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rasid.cli.lines import lines_in
from rasid.cli.options import Output, Packs, Preset, Presets, check_output, pipeline_of
from rasid.cli.output import coloured, opened, tell, width_of

if TYPE_CHECKING:
    from rasid.evaluation import Evaluation


class Form(StrEnum):
    """Forms of the figures."""

    TABLE = "table"
    JSON = "json"


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(metavar="GOLD.jsonl", help="Annotated articles, an object a line.", exists=True, dir_okay=False),
    ],
    format_: Annotated[Form, typer.Option("--format", "-f", help="Form of the output.")] = Form.TABLE,
    output: Output = None,
    preset: Presets = Preset.FAST,
    gazetteer: Packs = None,
) -> None:
    """Measure precision, recall and F1 on annotated articles.

    A line holds "id", "published", "text", "mentions" and "events"; docs/evaluation.md describes the fields and what
    counts as agreement.
    """
    check_output(output, [gold])
    import rasid
    from rasid.evaluation import evaluate as measure

    try:
        pipeline = pipeline_of(preset, gazetteer)
        figures = measure(_rows(gold), lambda row: pipeline.extract(row["text"], published=row.get("published")))
    except rasid.RasidError as error:
        tell(f"{gold}: {error}")
        raise typer.Exit(1) from error
    with opened(output) as stream:
        if format_ is Form.JSON:
            facts = {"articles": figures.articles, "characters": figures.characters}
            json.dump({**facts, "figures": figures.to_rows()}, stream, ensure_ascii=False, indent=2)
            stream.write("\n")
        else:
            stream.write(_table(figures, width=width_of(stream), color=coloured(stream)))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Read annotated articles, one at a time.

    Raises:
        InputError: The file cannot be read, or a line is no JSON object; the message names the line.
    """
    from rasid.errors import InputError

    for number, line in enumerate(lines_in(path), start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"line {number} is no JSON: {error}") from None
            if not isinstance(row, dict):
                raise InputError(f"line {number} is no object")
            yield row


def _table(figures: "Evaluation", *, width: int, color: bool) -> str:
    from rich import box
    from rich.table import Table

    from rasid.export.table import console_of

    console, buffer = console_of(width=width, color=color)
    console.print(f"{figures.articles} articles, {figures.characters:,} characters")
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("measure", "of"):
        table.add_column(heading)
    for heading in ("precision", "recall", "F1", "found right", "predicted", "annotated"):
        table.add_column(heading, justify="right")
    before = ""
    for row in figures.to_rows():
        shares = (f"{row[name]:.3f}" for name in ("precision", "recall", "f1"))
        counts = (f"{row[name]:,}" for name in ("matched", "predicted", "gold"))
        measure = str(row["measure"])
        table.add_row("" if measure == before else measure, str(row["of"]), *shares, *counts)
        before = measure
    console.print(table)
    return buffer.getvalue()
