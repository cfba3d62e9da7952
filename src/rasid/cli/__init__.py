"""The command ``rasid``: the only package that prints.

Results go to standard output (or to ``-o``), messages to standard error. Exit codes: 0 done, 1 some inputs failed (each
named with the reason), 2 wrong usage.
"""

import os
import sys
from typing import Annotated

import typer

from rasid.cli.batch import batch
from rasid.cli.evaluate import evaluate
from rasid.cli.examples import examples
from rasid.cli.extract import extract
from rasid.cli.gazetteer import app as gazetteer_app
from rasid.cli.merge import merge
from rasid.cli.models import app as models_app
from rasid.cli.output import tell

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
app.command(epilog=examples("extract"))(extract)
app.command(epilog=examples("batch"))(batch)
app.command(epilog=examples("merge"))(merge)
app.command(epilog=examples("evaluate"))(evaluate)
app.add_typer(gazetteer_app, name="gazetteer")
app.add_typer(models_app, name="models")


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


def main() -> None:
    """Run the command; input and output are UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        app()
    except BrokenPipeError:
        raise
    except OSError as error:
        # A full disk behind standard output or -o; what is not written by now cannot be.
        tell(str(error))
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
