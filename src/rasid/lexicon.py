"""Lexicons: validated data rows.

A lexicon is a tab-separated file with a header. Cells of list columns are separated by ``|``; an empty cell is unknown.
Rows become frozen pydantic records; an unknown column, a missing one or a bad value raises ``ResourceError`` naming
file, line and column.
"""

from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from rasid.errors import ResourceError
from rasid.resources import REMEDY, read_text, root

Items = Annotated[tuple[str, ...], BeforeValidator(lambda cell: tuple(x.strip() for x in cell.split("|") if x.strip()))]


def _flag(cell: str) -> bool:
    if cell not in ("yes", "no", ""):
        raise ValueError(f"{cell!r} is neither yes nor no")
    return cell == "yes"


Flag = Annotated[bool, BeforeValidator(_flag)]


class Row(BaseModel):
    """Base of all lexicon rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str


RowT = TypeVar("RowT", bound=Row)


def load(name: str, model: type[RowT], *, folder: str = "lexicons") -> tuple[RowT, ...]:
    """Read the bundled lexicon ``name``.

    Args:
        name: File name without ``.tsv``.
        model: The row type; its fields are the columns.
        folder: Folder below data/.

    Raises:
        ResourceError: The file is missing or a row is invalid.
    """
    try:
        return load_file(root("data") / folder / f"{name}.tsv", model)
    except ResourceError as error:
        raise ResourceError(f"{error}; {REMEDY}" if REMEDY not in str(error) else str(error)) from error


def load_file(path: Path, model: type[RowT]) -> tuple[RowT, ...]:
    """Read and validate a tab-separated file of rows.

    Raises:
        ResourceError: The file is missing, a row is invalid or an id stands twice.
    """
    lines = read_text(path).splitlines()
    if not lines:
        raise ResourceError(f"{path}: empty file; expected a header line")
    columns = lines[0].split("\t")
    rows: list[RowT] = []
    seen: set[str] = set()
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise ResourceError(f"{path}:{number}: {len(cells)} cells, expected {len(columns)} ({', '.join(columns)})")
        values = {c: v.strip() for c, v in zip(columns, cells, strict=True)}
        try:
            row = model.model_validate({c: v for c, v in values.items() if v or _takes_empty(model, c)})
        except ValidationError as error:
            first = error.errors()[0]
            raise ResourceError(f"{path}:{number}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
        if row.id in seen:
            raise ResourceError(f"{path}:{number}: id {row.id!r} stands twice")
        seen.add(row.id)
        rows.append(row)
    return tuple(rows)


def _takes_empty(model: type[Row], column: str) -> bool:
    """An empty cell falls back to the field's default; unknown columns are passed on to be rejected."""
    return column not in model.model_fields
