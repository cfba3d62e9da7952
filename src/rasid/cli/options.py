"""Options that several commands share, and the pipeline that they ask for."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rasid.pipeline import Pipeline


class Preset(StrEnum):
    """Pipelines by name."""

    FAST = "fast"
    ACCURATE = "accurate"


Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")]
Presets = Annotated[Preset, typer.Option("--preset", help="fast, or accurate with the neural model.")]
Packs = Annotated[
    list[Path] | None,
    typer.Option("--gazetteer", metavar="PACK", help="Further places: a pack of `rasid gazetteer build`."),
]


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
            typer.echo(f"rasid: {error}", err=True)
            raise typer.Exit(1) from error
        raise typer.BadParameter(str(error), param_hint="--gazetteer") from None


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
