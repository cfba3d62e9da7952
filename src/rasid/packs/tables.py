"""Tables as sequences of records: delimited text and the sheets of an .xlsx workbook."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

from rasid import userfiles
from rasid.errors import InputError

Record = dict[str, str]
_SHARED = "xl/sharedStrings.xml"
_UNREADABLE = (
    OSError, EOFError, IndexError, KeyError, NotImplementedError, RuntimeError, ValueError,
    Xml.ParseError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LARGEST = 2 << 30
"""Bytes of a dump; the largest there is, all the world's places of GeoNames, has 1.7 GB."""
_LONGEST_CELL = 1 << 17
_LARGEST_BOOK = 100_000_000
"""Bytes of the sheets of a workbook, unpacked; a bound against archives made to fill the memory."""


def records(path: Path) -> Iterator[Record]:
    """Read a table with a header line.

    Args:
        path: A .csv, .tsv or .txt file (comma, semicolon or tab), or an .xlsx workbook, whose sheets are read in turn.

    Raises:
        InputError: The file cannot be read as such.
    """
    if path.suffix.lower() == ".xlsx":
        yield from _workbook(path)
        return
    text = read(path)
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max("\t,;", key=first.count)
    stream = io.StringIO(text, newline="")
    plain = csv.DictReader(stream, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    quoted = csv.DictReader(stream, delimiter=delimiter)
    try:
        for row in plain if delimiter == "\t" else quoted:
            cells = {name: cell or "" for name, cell in row.items() if isinstance(name, str)}
            if any(len(cell) > _LONGEST_CELL for cell in cells.values()):
                raise csv.Error(f"field larger than {_LONGEST_CELL:,} characters")  # csv's own limit may be set higher
            yield {name.strip(): cell.strip() for name, cell in cells.items()}
    except csv.Error as error:
        raise InputError(f"{path} is no readable table: {error}") from error


def read(path: Path) -> str:
    """Read a UTF-8 file of at most 2 GiB whole.

    Raises:
        InputError: It cannot be read, is too large, or is not UTF-8.
    """
    return userfiles.read_text(path, largest=_LARGEST)


def _workbook(path: Path) -> Iterator[Record]:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
            sheets = sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))
            if sum(parts.get(name, 0) for name in (_SHARED, *sheets)) > _LARGEST_BOOK:
                # zipfile never gives more of a part than the size that the archive states.
                raise ValueError(f"its sheets have more than {_LARGEST_BOOK:,} bytes")
            shared = _strings(archive.read(_SHARED)) if _SHARED in parts else []
            for name in sheets:
                yield from _sheet(archive.read(name), shared)
    except _UNREADABLE as error:
        raise InputError(f"{path} is no readable .xlsx workbook: {error}; save it as csv") from error


def _strings(content: bytes) -> list[str]:
    root = _parsed(content)
    return ["".join(t.text or "" for t in item.iter(_SHEET + "t")) for item in root.iter(_SHEET + "si")]


def _sheet(content: bytes, shared: list[str]) -> Iterator[Record]:
    header: dict[str, str] = {}
    for row in _parsed(content).iter(_SHEET + "row"):
        cells = {}
        for cell in row.iter(_SHEET + "c"):
            column = "".join(c for c in cell.get("r", "") if c.isalpha())
            value = cell.find(_SHEET + "v")
            if cell.get("t") == "inlineStr":
                cells[column] = "".join(t.text or "" for t in cell.iter(_SHEET + "t")).strip()
            elif value is not None and value.text:
                cells[column] = (shared[int(value.text)] if cell.get("t") == "s" else value.text).strip()
        if not header:
            header = {column: name for column, name in cells.items() if name}
        else:
            yield {name: cells.get(column, "") for column, name in header.items()}


class _Builder(Xml.TreeBuilder):
    """Builds a tree, and stops at a document type: no workbook has one, and its entities could blow up."""

    def doctype(self, *_: object) -> None:
        raise ValueError("a document type stands in it")


def _parsed(content: bytes) -> Xml.Element:
    parser = Xml.XMLParser(target=_Builder())  # noqa: S314
    parser.feed(content)
    root: Xml.Element = parser.close()
    return root
