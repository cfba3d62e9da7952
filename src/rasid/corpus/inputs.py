"""Articles in files: texts, pages, JSON Lines (also gzipped), CSV and Parquet, and folders of these.

What cannot be read becomes an article with an error: it is reported by its name and stops nothing.
"""

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import IO, Any, NamedTuple

from rasid.errors import InputError

FIELDS = ("id", "published", "title", "url", "outlet")
"""What a row may say of its article besides ``text``; other columns are left alone (annotated articles have more)."""
_ROWS = 1000
"""Rows of a Parquet file read at a time."""


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

    Raises:
        InputError: A Parquet file is given, and pyarrow is not installed.
    """
    if path.is_dir():
        for inner in sorted(p for p in path.rglob("*") if p.is_file() and _reader(p) is not None):
            yield from _read(inner, str(inner.relative_to(path)))
        return
    yield from _read(path, str(path))


def count_articles(path: Path) -> int | None:
    """Return how many articles a file or folder holds, where that takes much less than reading them; else None."""
    if path.is_dir():
        counts = [count_articles(p) for p in path.rglob("*") if p.is_file() and _reader(p) is not None]
        return None if None in counts else sum(count or 0 for count in counts)
    reader = _reader(path)
    try:
        if reader is _jsonl:
            with path.open("rb") as raw, _unpacked(raw, path) as stream:
                return sum(not line.isspace() for line in stream)
        if reader is _parquet:
            from pyarrow import parquet

            return int(parquet.read_metadata(path).num_rows)
    except (OSError, EOFError, ImportError, ValueError):
        return None  # whoever reads it says why
    return None if reader is _csv else 1


def read_text(content: bytes, name: str, *, lines: bool = False) -> Iterator[Article]:
    """Return the articles of what a file holds.

    Args:
        content: UTF-8, with or without a byte order mark.
        name: How to call it.
        lines: It is JSON Lines, an object with ``text`` a line.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "convert it, e.g. iconv -f windows-1256 -t utf-8"
        yield Article(name, error=f"is not UTF-8 (byte {error.start}); {hint}")
        return
    if not lines:
        yield Article(name, text)
        return
    yield from _json_lines(text.split("\n"), name)


def _read(path: Path, name: str) -> Iterator[Article]:
    try:
        yield from (_reader(path) or _text)(path, name)
    except OSError as error:
        yield Article(name, error=f"cannot be read: {error.strerror or error}")
    except EOFError:
        yield Article(name, error="is cut off")


def _reader(path: Path) -> "Callable[[Path, str], Iterator[Article]] | None":
    lower = path.name.lower()
    return next((reader for ending, reader in _READERS if lower.endswith(ending)), None)


def _text(path: Path, name: str) -> Iterator[Article]:
    return read_text(path.read_bytes(), name)


def _page(path: Path, name: str) -> Iterator[Article]:
    yield Article(name, text=None, html=path.read_bytes())


def _jsonl(path: Path, name: str) -> Iterator[Article]:
    with path.open("rb") as raw, _unpacked(raw, path) as stream:
        yield from _json_lines(_decoded(stream), name)


def _csv(path: Path, name: str) -> Iterator[Article]:
    csv.field_size_limit(1 << 27)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            for number, row in enumerate(csv.DictReader(stream), start=1):
                yield _row(f"{name}:{number}", {key: value for key, value in row.items() if value})
        except (UnicodeDecodeError, csv.Error) as error:
            yield Article(name, error=f"is no CSV in UTF-8: {error}")


def _parquet(path: Path, name: str) -> Iterator[Article]:
    try:
        from pyarrow import ArrowInvalid, parquet
    except ImportError:
        raise InputError("reading .parquet needs pyarrow: pip install 'rasid[parquet]'") from None
    number = 0
    try:
        file = parquet.ParquetFile(path)
        columns = [column for column in ("text", *FIELDS) if column in file.schema_arrow.names]
        for batch in file.iter_batches(_ROWS, columns=columns):
            for row in batch.to_pylist():
                number += 1
                yield _row(f"{name}:{number}", {key: _spelled(value) for key, value in row.items()})
    except ArrowInvalid as error:
        yield Article(name, error=f"is no Parquet file: {error}")


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
    return gzip.GzipFile(fileobj=raw) if path.name.lower().endswith(".gz") else raw  # type: ignore[return-value]


def _decoded(stream: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(stream):
        yield line.decode("utf-8-sig" if number == 0 else "utf-8", errors="surrogateescape")


def _json_lines(lines: Iterable[str], name: str) -> Iterator[Article]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _json(f"{name}:{number}", line)


def _json(name: str, line: str) -> Article:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError as error:
        return Article(name, error=f"is not UTF-8 (character {error.start})")
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Article(name, error=f"is no JSON: {error}")
    if not isinstance(row, dict):
        return Article(name, error='expected an object with "text"')
    return _row(name, row)


def _row(name: str, row: Mapping[str, Any]) -> Article:
    fields = {key: row[key] for key in FIELDS if isinstance(row.get(key), str)}
    if "text" not in row:
        return Article(name, error='expected an object with "text"', fields=fields)
    for key in ("text", *FIELDS):
        value = row.get(key)
        if not isinstance(value, str) and (key == "text" or value is not None):
            return Article(name, error=f'"{key}" is {type(value).__name__}; expected a string', fields=fields)
    return Article(name, row["text"], fields=fields)
