"""Tables as sequences of records: delimited text and the sheets of an .xlsx workbook."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

from rasid.errors import InputError

Record = dict[str, str]
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LARGEST_SHEET = 400_000_000
"""Bytes of one sheet, unpacked; a bound against archives made to fill the memory."""


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
    for row in plain if delimiter == "\t" else quoted:
        yield {k.strip(): (v or "").strip() for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)}


def read(path: Path) -> str:
    """Read a UTF-8 file whole.

    Raises:
        InputError: It cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start}); unpack or convert it first") from error


def _workbook(path: Path) -> Iterator[Record]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            shared = _strings(archive) if "xl/sharedStrings.xml" in names else []
            for name in sorted(n for n in names if n.startswith("xl/worksheets/sheet")):
                if archive.getinfo(name).file_size > _LARGEST_SHEET:
                    raise InputError(f"{path}: {name} is larger than {_LARGEST_SHEET:,} bytes; save it as csv")
                yield from _sheet(archive.read(name), shared)
    except (OSError, zipfile.BadZipFile, Xml.ParseError, KeyError, ValueError, IndexError) as error:
        raise InputError(f"{path} is no readable .xlsx workbook: {error}; save it as csv") from error


def _strings(archive: zipfile.ZipFile) -> list[str]:
    root = _parsed(archive.read("xl/sharedStrings.xml"))
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


def _parsed(content: bytes) -> Xml.Element:
    if b"<!DOCTYPE" in content[:2048]:
        # No workbook has one; entity definitions could blow up.
        raise ValueError("a document type stands in it")
    return Xml.fromstring(content)  # noqa: S314
