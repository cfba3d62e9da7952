"""Where the output goes, and how wide and colourful it may be there."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import typer

_WIDTH = 120
"""Columns of a table that goes to a file or a pipe."""
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]")


def printable(text: str) -> str:
    """Return a text on one line, in which what a terminal obeys is escaped: names of files and places may hold it."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def tell(message: str) -> None:
    """Say something on standard error."""
    typer.echo(printable(f"rasid: {message}"), err=True)


@contextmanager
def ending_on(*kinds: type[Exception]) -> Iterator[None]:
    """Say what went wrong, and end the command, on an error that the user can mend.

    Args:
        kinds: Classes of such errors.

    Raises:
        typer.Exit: With exit code 1.
    """
    try:
        yield
    except kinds as error:
        tell(str(error))
        raise typer.Exit(1) from error


@contextmanager
def opened(output: Path | None) -> Iterator[IO[str]]:
    """Open the output file, or give standard output.

    Raises:
        typer.BadParameter: The file cannot be written.
    """
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


def width_of(stream: IO[str]) -> int:
    """Return how many columns a table may take."""
    measured = stream.isatty() or "COLUMNS" in os.environ
    return shutil.get_terminal_size((_WIDTH, 24)).columns if measured else _WIDTH


def coloured(stream: IO[str]) -> bool:
    """Tell whether colours are welcome: on a terminal that shows them, unless NO_COLOR is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
