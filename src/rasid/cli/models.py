"""The command ``rasid models``: trains the name models on data of your own."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rasid.cli.output import ending_on

app = typer.Typer(no_args_is_help=True, help="Train the models that find names.")

_SEED = 20180430


class Kind(StrEnum):
    """Models that can be trained."""

    CRF = "crf"
    STANZA = "stanza"


@app.callback()
def _root() -> None:
    """Keep `train` a command of its own, though it is the only one."""


@app.command()
def train(
    kind: Annotated[Kind, typer.Argument(help="crf (minutes), or stanza (hours on a laptop).")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of models; ner-crf or ner-stanza is made in it.")],
    bio: Annotated[list[Path] | None, typer.Option(help="A BIO file; its folder names the corpus.")] = None,
    gold: Annotated[list[Path] | None, typer.Option(help="Annotated articles, JSON Lines.")] = None,
    raw: Annotated[list[Path] | None, typer.Option(help="Running text for word vectors (stanza).")] = None,
    seed: Annotated[int, typer.Option(help="The same seed and data give the same model.")] = _SEED,
    steps: Annotated[int | None, typer.Option(min=1, help="Iterations (crf: 100) or steps (stanza: 3000).")] = None,
) -> None:
    """Train a model, write its card with data and figures, and bring the folder's manifest up to date."""
    from rasid.errors import RasidError

    if not bio and not gold:
        raise typer.BadParameter("nothing to train on: give --bio or --gold")
    if raw and kind is Kind.CRF:
        raise typer.BadParameter("only the stanza model reads running text", param_hint="--raw")
    arguments = ["--out", str(out), "--seed", str(seed)]
    for name, paths in (("--bio", bio), ("--gold", gold), ("--raw", raw)):
        if paths:
            arguments += [name, *map(str, paths)]
    if steps is not None:
        arguments += ["--iterations" if kind is Kind.CRF else "--steps", str(steps)]
    with ending_on(RasidError, OSError):
        if kind is Kind.CRF:
            from rasid.training.crf_ner import main
        else:
            from rasid.training.stanza_ner import main
        main(arguments)
