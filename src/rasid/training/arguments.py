"""The command line that the trainers share: what to train on, where the model goes, the seed."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parser(module: str, about: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options of every trainer; each adds its own.

    Args:
        module: Name of the trainer's module.
        about: Its docstring, whose first line tells what it trains.
    """
    made = argparse.ArgumentParser(prog=f"python -m {module}", description=(about or "").splitlines()[0])
    made.add_argument("--bio", type=Path, nargs="*", default=[], help="BIO files; the folder names the corpus")
    made.add_argument("--gold", type=Path, nargs="*", default=[], help="annotated articles, JSON lines")
    made.add_argument("--out", type=Path, required=True, help="folder of models")
    made.add_argument("--seed", type=int, default=20180430)
    return made


def parse(
    made: argparse.ArgumentParser, arguments: Sequence[str] | None
) -> tuple[argparse.Namespace, dict[str, list[Path]]]:
    """Return the options and the BIO files by corpus; without anything to train on, exit with a message."""
    options = made.parse_args(arguments)
    if not options.bio and not options.gold:
        made.error("nothing to train on: give --bio or --gold")
    corpora: dict[str, list[Path]] = {}
    for path in options.bio:
        corpora.setdefault(path.resolve().parent.name, []).append(path)
    return options, corpora
