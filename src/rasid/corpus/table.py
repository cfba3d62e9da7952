"""Rows of a batch as a Parquet table: what to filter by as columns, and the whole report as JSON."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from rasid.errors import InputError

COLUMNS = (
    ("id", "string"),
    ("published", "string"),
    ("title", "string"),
    ("url", "string"),
    ("outlet", "string"),
    ("events", "int32"),
    ("error", "string"),
    ("report", "string"),
)
"""Name and Arrow type of each column. ``events`` counts them; ``report`` is the JSON of ``rasid.Report``, or null where
there is an ``error``."""


NAMES = tuple(name for name, _ in COLUMNS)


def columns_of(line: str) -> dict[str, Any]:
    """Return the columns of one row of JSON: a report's, or those of a failure."""
    plain = json.loads(line)
    if "text" not in plain:
        return {**dict.fromkeys(NAMES), "id": plain["id"], "error": plain["error"]}
    told = {name: plain.get(name) for name in ("id", "published", "title", "url", "outlet")}
    return {**told, "events": len(plain["events"]), "error": None, "report": line}


def schema() -> Any:
    """Return the Arrow schema.

    Raises:
        InputError: pyarrow is not installed.
    """
    arrow = _arrow()
    return arrow.schema([(name, getattr(arrow, kind)()) for name, kind in COLUMNS])


def write(lines: Iterable[str], stream: IO[bytes]) -> None:
    """Write rows as one Parquet file."""
    from pyarrow import parquet

    table = _arrow().Table.from_pylist([columns_of(line) for line in lines], schema=schema())
    parquet.write_table(table, stream, compression="zstd", write_page_checksum=True)


def join(paths: Sequence[Path], stream: IO[bytes]) -> None:
    """Put Parquet files together, one in memory at a time."""
    from pyarrow import parquet

    with parquet.ParquetWriter(stream, schema(), compression="zstd", write_page_checksum=True) as writer:
        for path in paths:
            writer.write_table(parquet.read_table(path))


def _arrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise InputError("Parquet needs pyarrow: pip install 'rasid[parquet]'") from None
    return pyarrow
