r"""Tables as CSV that spreadsheets open without harm.

The text of an article is not to be trusted. A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@``
for a formula, and formulas can fetch and run things: an apostrophe before such a cell makes it text. Numbers are
written as numbers, negative ones too. Lines are those of RFC 4180: commas, double quotes, ``\r\n``.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

import regex

Cell = str | int | float | bool | None
"""What a cell may hold; None is an empty one."""

_BREAK = regex.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
# Bidirectional overrides would show another order of letters than the cell has.
_CONTROL = regex.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# Programs set for semicolons as separators see a new cell after each of them.
_FORMULA = regex.compile(r"""(^|;)(?=[\s\p{Cf}"'`«»“”‘’]*[=+\-@＝＋－＠−﹢﹣﹦﹫])""")
_BOM = "\ufeff"


def lines(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]], *, bom: bool = False) -> Iterator[str]:
    """Write a table, one row in memory at a time.

    Args:
        columns: Names of the columns, in order.
        rows: Cells by column; what a row lacks stays empty.
        bom: Begin with a byte order mark, by which Excel knows UTF-8.

    Yields:
        Lines with their ends, the header first.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    if bom:
        buffer.write(_BOM)
    writer.writerow(columns)
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_written(row.get(column)) for column in columns])
        yield buffer.getvalue()


def one_line(text: str) -> str:
    """Put a text on one line, each run of white space as one space."""
    return " ".join(text.split())


def joined(values: Iterable[str | None]) -> str | None:
    """Put values into one cell, parted by ``; ``, each once and empty ones left out; None where there is none."""
    return "; ".join(dict.fromkeys(filter(None, values))) or None


def safe(text: str) -> str:
    """Return a text that a spreadsheet takes for text, on one line and without control characters."""
    plain = _CONTROL.sub("", _BREAK.sub(" ", text)).strip(" ")
    return _FORMULA.sub(r"\1'", plain)


def _written(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return safe(cell) if isinstance(cell, str) else cell
