"""Lexicons: validated data rows.

A lexicon is a tab-separated file with a header. Cells of list columns are separated by ``|``; an empty cell is unknown.
Rows become frozen pydantic records; an unknown column, a missing one or a bad value raises ``ResourceError`` naming
file, line and column. A last line without an end, and a header without rows, are a file that was cut off.
"""

from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from rasid.errors import ResourceError, shown
from rasid.resources import REMEDY, read_text, root


def _items(cell: Any) -> Any:
    """Split a cell; sequences of strings are taken as they are."""
    if not isinstance(cell, str):
        return cell
    return tuple(x.strip() for x in cell.split("|") if x.strip())


Items = Annotated[tuple[str, ...], BeforeValidator(_items)]
"""Several strings, or a cell in which ``|`` parts them."""


def _flag(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    if cell not in ("yes", "no", ""):
        raise ValueError(f"{cell!r} is neither yes nor no")
    return bool(cell == "yes")


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
        ResourceError: The file is missing or cut off, the header or a row is invalid, or an id stands twice.
    """
    lines = read_text(path).splitlines()
    columns = lines[0].split("\t")
    _check_header(path, columns, model)
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
            # An empty cell falls back to the field's default.
            row = model.model_validate({c: v for c, v in values.items() if v})
        except ValidationError as error:
            first = error.errors()[0]
            raise ResourceError(f"{path}:{number}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
        if row.id in seen:
            raise ResourceError(f"{path}:{number}: id {row.id!r} stands twice")
        seen.add(row.id)
        rows.append(row)
    if not rows:
        raise ResourceError(f"{path}: no rows after the header; is the file cut off?")
    return tuple(rows)


def _check_header(path: Path, columns: list[str], model: type[Row]) -> None:
    """Tell a table that was swapped with another by its columns."""
    fields = model.model_fields
    loose = model.model_config.get("extra") == "ignore"
    faults = (
        ("may not have the column", [] if loose else [column for column in columns if column not in fields]),
        ("misses the column", [name for name, field in fields.items() if field.is_required() and name not in columns]),
        ("has twice the column", sorted({column for column in columns if columns.count(column) > 1})),
    )
    for told, names in faults:
        if names:
            raise ResourceError(f"{path}:1: the table {told} {', '.join(map(shown, names))}")
