"""Options that several commands share, and the pipeline that they ask for."""

import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rasid.cli.output import tell

if TYPE_CHECKING:
    from rasid.export.redact import Redaction
    from rasid.pipeline import Pipeline

KEY_VARIABLE = "RASID_REDACT_KEY"
"""Environment variable of the key for pseudonyms, where no file is named."""


class Preset(StrEnum):
    """Pipelines by name."""

    FAST = "fast"
    ACCURATE = "accurate"


class Redact(StrEnum):
    """What can be taken out of the records."""

    PEOPLE = "people"


Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")]
Presets = Annotated[Preset, typer.Option("--preset", help="fast, or accurate with the neural model.")]
Packs = Annotated[
    list[Path] | None,
    typer.Option("--gazetteer", metavar="PACK", help="Further places: a pack of `rasid gazetteer build`."),
]

Redacts = Annotated[
    Redact | None, typer.Option("--redact", help="people: pseudonyms instead of the names of private persons.")
]
RedactKeys = Annotated[
    Path | None,
    typer.Option(
        "--redact-key-file",
        metavar="FILE",
        help=f"Key for the same pseudonyms in all reports; or environment variable {KEY_VARIABLE}.",
    ),
]


def redaction_of(redact: Redact | None, key_file: Path | None) -> "Redaction | None":
    """Return the redaction that is asked for. Its key is never printed.

    Raises:
        typer.BadParameter: The key file cannot be read, the key is too short, or nothing is to be redacted with it.
    """
    if redact is None:
        if key_file is not None:
            raise typer.BadParameter("a key is for --redact people", param_hint="--redact-key-file")
        return None
    from rasid.errors import InputError
    from rasid.export.redact import Redaction

    try:
        if key_file is not None:
            return Redaction(key_file.read_bytes().strip())
        told = os.environ.get(KEY_VARIABLE)
        return Redaction(None if told is None else told.strip().encode(errors="surrogateescape"))
    except OSError as error:
        raise typer.BadParameter(f"{key_file}: {error.strerror}", param_hint="--redact-key-file") from None
    except InputError as error:
        raise typer.BadParameter(str(error), param_hint="--redact-key-file" if key_file else KEY_VARIABLE) from None


def pipeline_of(preset: Preset, packs: list[Path] | None) -> "Pipeline":
    """Return the pipeline that is asked for.

    Raises:
        typer.BadParameter: A pack is missing or damaged.
        typer.Exit: A bundled file is; it is named.
    """
    import rasid

    try:
        return rasid.Pipeline(preset.value, gazetteers=packs or ())
    except (rasid.InputError, rasid.ResourceError) as error:
        if not packs:
            tell(str(error))
            raise typer.Exit(1) from error
        raise typer.BadParameter(str(error), param_hint="--gazetteer") from None


def check_output(output: Path | None, inputs: Iterable[str | Path]) -> None:
    """Reject an output that is read as well.

    Raises:
        typer.BadParameter: It is one of the inputs, by whatever path.
    """
    if output is None or not output.exists():
        return
    if any(str(name) != "-" and Path(name).exists() and output.samefile(name) for name in inputs):
        raise typer.BadParameter(f"{output} is an input too; it would be overwritten", param_hint="-o")


def check_published(published: str | None) -> None:
    """Reject a day of publication that is none.

    Raises:
        typer.BadParameter: It is no ISO date.
    """
    if published is None:
        return
    from rasid.errors import InputError
    from rasid.pipeline import parse_published

    try:
        parse_published(published)
    except InputError as error:
        raise typer.BadParameter(str(error), param_hint="--published") from None
