"""Articles in files: texts, pages, JSON Lines (also gzipped), CSV and Parquet, and folders of these.

What cannot be read becomes an article with an error: it is reported by its name and stops nothing. Nothing is held in
memory but the article at hand, and that only up to ``LARGEST``: a packed file cannot fill the memory.
"""

import codecs
import csv
import gzip
import io
import json
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO, Any, NamedTuple

from rasid.errors import InputError

FIELDS = ("id", "published", "title", "url", "outlet")
"""What a row may say of its article besides ``text``; other columns are left alone (annotated articles have more)."""
LARGEST = 1 << 27
"""Bytes of a text or page, and characters of a line of JSON or CSV, beyond which it is not read (128 Mi): six for each
character of the longest text, as JSON may spell them."""
_BLOCK = 1 << 20
_ROWS = 64
"""Rows of a Parquet file read at a time."""
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like that of UTF-16: looked for first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TOO_LONG = f"is larger than {LARGEST:,} bytes: split it"
_LONG_LINE = f"is a line of more than {LARGEST:,} characters"
_NOT_UTF8 = "convert it, e.g. iconv -f windows-1256 -t utf-8"
_UNDECODED = re.compile("[\udc80-\udcff]")
"""Bytes that are no UTF-8, as ``surrogateescape`` keeps them."""


class Article(NamedTuple):
    """An article, and what its file says about it.

    Attributes:
        name: Where it stands: the file, and the line or row.
        text: The text; None for a page.
        html: The page, undecoded.
        fields: Some of ``FIELDS``.
        error: Why it could not be read; it has no text then.
    """

    name: str
    text: str | None = ""
    html: bytes | None = None
    fields: Mapping[str, str] = {}
    error: str | None = None


def read_articles(path: Path) -> Iterator[Article]:
    """Return the articles of a file or folder, one at a time and in the same order each time.

    Args:
        path: A text (any name), a page (.html, .htm), rows (.jsonl, .jsonl.gz, .csv, .parquet), or a folder of such
            files, read in the order of their paths; there only .txt files are texts, and other names are passed over.
            Texts are UTF-8, or what their byte order mark says. In a folder, an article without an id is called by its
            name: the path below the folder, with slashes, and the line or row in files of rows.

    Raises:
        InputError: A Parquet file is given, and pyarrow is not installed.
    """
    if not path.is_dir():
        yield from _read(path, _plain(path))
        return
    faults: list[OSError] = []
    for inner in _files(path, faults):
        for article in _read(inner, _plain(inner.relative_to(path))):
            named = {**article.fields, "id": article.fields.get("id") or article.name}
            yield article._replace(fields=named)
    for fault in faults:
        name = _plain(Path(fault.filename).relative_to(path))
        yield Article(name, error=f"cannot be listed: {fault.strerror}", fields={"id": name})


def count_articles(path: Path) -> int | None:
    """Return how many articles a file or folder holds, where that takes much less than reading them; else None."""
    if path.is_dir():
        counts = [count_articles(p) for p in _files(path, [])]
        return None if None in counts else sum(count or 0 for count in counts)
    reader = _reader(path)
    try:
        if reader is _jsonl and path.is_file():
            return sum(line is None or not line.isspace() for line in lines_of(path))
        if reader is _parquet:
            from pyarrow import parquet

            return int(parquet.read_metadata(path).num_rows)
    except (OSError, EOFError, ImportError, ValueError, zlib.error):
        return None  # whoever reads it says why
    return None if reader is _csv else 1


def read_text(content: bytes, name: str, *, lines: bool = False) -> Iterator[Article]:
    """Return the articles of what a file holds.

    Args:
        content: UTF-8, with or without a byte order mark, or UTF-16 or UTF-32 with one.
        name: How to call it.
        lines: It is JSON Lines, an object with ``text`` a line.
    """
    if len(content) > LARGEST:
        yield Article(name, error=_TOO_LONG)
        return
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        told = "UTF-8" if encoding == "utf-8-sig" else f"{encoding.upper()}, as its first bytes say"
        yield Article(name, error=f"is not {told} (byte {error.start}); {_NOT_UTF8}")
        return
    if text.count("\x06") > len(text) // 5:
        # The high byte of Arabic letters in UTF-16; read as UTF-8, they would be a text without Arabic.
        yield Article(name, error="is UTF-16 without a byte order mark; convert it, e.g. iconv -f utf-16le -t utf-8")
        return
    if not lines:
        yield Article(name, text)
        return
    yield from _json_lines(text.split("\n"), name)


def _files(folder: Path, faults: list[OSError]) -> list[Path]:
    """Return what is called like an article, be it a file, in the order of paths; ``faults`` gets unlisted folders."""
    found = []
    for inner, folders, names in os.walk(folder, onerror=faults.append):
        links = [name for name in folders if Path(inner, name).is_symlink()]
        found += [path for path in (Path(inner, name) for name in (*names, *links)) if _reader(path) is not None]
    return sorted(found)


def _plain(path: Path) -> str:
    """Return a path with slashes; bytes that are no UTF-8 as escapes, so that every format can hold it."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _read(path: Path, name: str) -> Iterator[Article]:
    if path.exists() and not path.is_file():
        yield Article(name, error="is no file")  # reading a pipe might never end
        return
    try:
        yield from (_reader(path) or _text)(path, name)
    except EOFError:
        yield Article(name, error="is cut off")
    except (zlib.error, gzip.BadGzipFile) as error:
        yield Article(name, error=f"is damaged: {error}")
    except OSError as error:
        yield Article(name, error=f"cannot be read: {error.strerror or error}")


def _reader(path: Path) -> "Callable[[Path, str], Iterator[Article]] | None":
    lower = path.name.lower()
    return next((reader for ending, reader in _READERS if lower.endswith(ending)), None)


def _text(path: Path, name: str) -> Iterator[Article]:
    return read_text(_content(path), name)


def _page(path: Path, name: str) -> Iterator[Article]:
    content = _content(path)
    yield Article(name, error=_TOO_LONG) if len(content) > LARGEST else Article(name, text=None, html=content)


def _content(path: Path) -> bytes:
    """Return the bytes of a file, at most one more than are read."""
    with path.open("rb") as stream:
        return stream.read(LARGEST + 1)


def _jsonl(path: Path, name: str) -> Iterator[Article]:
    try:
        yield from _json_lines(lines_of(path), name)
    except UnicodeDecodeError as error:
        yield Article(name, error=f"is not {error.encoding.upper()}, as its first bytes say")


def _csv(path: Path, name: str) -> Iterator[Article]:
    csv.field_size_limit(LARGEST)
    try:
        for number, row in enumerate(csv.DictReader(_csv_lines(path)), start=1):
            yield _csv_row(f"{name}:{number}", row)
    except (UnicodeDecodeError, csv.Error) as error:
        yield Article(name, error=f"is no CSV in UTF-8: {error}")


def _csv_lines(path: Path) -> Iterator[str]:
    for line in lines_of(path, newline=""):
        if line is None:
            raise csv.Error(_LONG_LINE)
        yield line


def _csv_row(name: str, row: dict[Any, Any]) -> Article:
    more = [cell for cell in row.pop(None, ()) if cell.strip()]
    cells = {key: value for key, value in row.items() if value or (key == "text" and value is not None)}
    if not all(map(is_utf8, cells.values())):
        return _row(name, cells, f"is not UTF-8; {_NOT_UTF8}")
    if more:
        # A comma in a text that is not quoted: what stands behind it would be lost.
        return _row(name, cells, f"has {len(more)} more cells than the header; quote cells that hold commas")
    return _row(name, cells)


def _parquet(path: Path, name: str) -> Iterator[Article]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise InputError("reading .parquet needs pyarrow: pip install 'rasid[parquet]'") from None
    number = 0
    try:
        file = parquet.ParquetFile(path, page_checksum_verification=True)
        columns = [column for column in ("text", *FIELDS) if column in file.schema_arrow.names]
        for batch in file.iter_batches(_ROWS, columns=columns):
            for index in range(batch.num_rows):
                number += 1
                yield _parquet_row(f"{name}:{number}", batch, index)
    except (ArrowException, OSError) as error:
        yield Article(name, error=f"is no Parquet file that can be read: {error}")


def _parquet_row(name: str, batch: Any, index: int) -> Article:
    row: dict[str, Any] = {}
    fault = None
    for column in batch.schema.names:
        try:
            value = batch.column(column)[index].as_py()
            row[column] = value if column == "text" else _spelled(value)
        except ValueError as error:  # bytes that are no UTF-8; times that Python cannot hold
            fault = f'"{column}" cannot be read: {error}'
    return _row(name, row, fault)


def _spelled(value: Any) -> Any:
    """Numbers (as ids) and dates of typed columns as strings."""
    if isinstance(value, int | date):
        return value.isoformat() if isinstance(value, date) else str(value)
    return value


_READERS: tuple[tuple[str, Callable[[Path, str], Iterator[Article]]], ...] = (
    (".txt", _text),
    (".html", _page),
    (".htm", _page),
    (".jsonl", _jsonl),
    (".jsonl.gz", _jsonl),
    (".csv", _csv),
    (".parquet", _parquet),
)


def _unpacked(raw: IO[bytes], path: Path) -> IO[bytes]:
    """Unpack what is packed.

    Raises:
        zlib.error, gzip.BadGzipFile: It is damaged. Its checksum stands at the end, and by then damaged bytes would
            have been read as other words: so it is read to the end first. One that is cut off is sound so far.
    """
    if not path.name.lower().endswith(".gz"):
        return raw
    with suppress(EOFError), gzip.GzipFile(fileobj=raw) as stream:
        while stream.read(_BLOCK):
            pass
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw)  # type: ignore[return-value]


def _encoding(start: bytes) -> str:
    """Return what the first bytes say: UTF-8 unless they are another byte order mark."""
    return next((encoding for mark, encoding in _MARKS if start.startswith(mark)), "utf-8-sig")


def lines_of(path: Path, newline: str = "\n") -> Iterator[str | None]:
    """Yield decoded lines, None for one that is too long; a byte that is no UTF-8 becomes a lone surrogate."""
    with path.open("rb") as raw, _unpacked(raw, path) as stream:
        encoding = _encoding(stream.read(4))
        stream.seek(0)
        errors = "surrogateescape" if encoding == "utf-8-sig" else "strict"
        with io.TextIOWrapper(stream, encoding, errors, newline=newline) as text:
            while line := text.readline(LARGEST + 1):
                too_long = len(line) > LARGEST
                while too_long and line and not line.endswith("\n"):
                    line = text.readline(LARGEST)
                yield None if too_long else line


def _json_lines(lines: Iterable[str | None], name: str) -> Iterator[Article]:
    for number, line in enumerate(lines, start=1):
        if line is None:
            yield Article(f"{name}:{number}", error=_LONG_LINE)
        elif line.strip():
            yield _json(f"{name}:{number}", line)


def _json(name: str, line: str) -> Article:
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        told = f"is no JSON: {error}" if is_utf8(line) else f"is not UTF-8; {_NOT_UTF8}"
        return Article(name, error=told)
    if not isinstance(row, dict):
        return Article(name, error='expected an object with "text"')
    return _row(name, row, None if is_utf8(line) else f"is not UTF-8; {_NOT_UTF8}")


def _row(name: str, row: Mapping[str, Any], fault: str | None = None) -> Article:
    """Make an article of a row; with a fault it has none but its fields."""
    fields = {key: row[key] for key in FIELDS if isinstance(row.get(key), str) and (not fault or is_utf8(row[key]))}
    if fault is None and "text" not in row:
        fault = 'expected an object with "text"'
    for key in ("text", *FIELDS):
        value = row.get(key)
        if fault is None and not isinstance(value, str) and (key == "text" or value is not None):
            fault = f'"{key}" is {type(value).__name__}; expected a string'
    return Article(name, row["text"], fields=fields) if fault is None else Article(name, error=fault, fields=fields)


def is_utf8(text: str) -> bool:
    """Tell whether a text holds no byte that could not be decoded."""
    return _UNDECODED.search(text) is None
