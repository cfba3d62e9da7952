"""From articles to reports: each Python worker of Spark has one pipeline.

The rows that come out are those of ``rasid batch`` to Parquet (``rasid.corpus.table``).
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from rasid.corpus import table
from rasid.corpus.inputs import FIELDS, Article
from rasid.corpus.limit import check_limit
from rasid.corpus.row import row_within
from rasid.errors import InputError
from rasid.export.redact import Redaction
from rasid.pipeline import Pipeline, Preset

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_SQL = {"string": "string", "int32": "int"}

SCHEMA = ", ".join(f"{name} {_SQL[kind]}" for name, kind in table.COLUMNS)
"""The rows that come out, as Spark SQL spells it (DDL)."""


def extract_frame(
    frame: "DataFrame",
    *,
    preset: Preset = "fast",
    gazetteers: Sequence[str] = (),
    published: str | None = None,
    redaction: Redaction | None = None,
    time_limit: float | None = None,
) -> "DataFrame":
    """Extract from the articles of a data frame.

    Lazy like all of Spark: nothing is read before the result is written or counted. Rows keep their partitions; an
    article that cannot be read gives a row with an ``error`` and stops nothing.

    Args:
        frame: A column ``text``, and optionally ``id``, ``published``, ``title``, ``url`` and ``outlet`` (strings; days
            may be dates); other columns are left out.
        preset: The pipeline's preset.
        gazetteers: Paths of packs, which every worker can read.
        published: Day of publication (ISO) of articles that do not tell theirs.
        redaction: How names of private persons are replaced; None leaves them.
        time_limit: Seconds that one article may take, at most a day; one that takes longer is a failure. None for no
            limit.

    Returns:
        A data frame of ``SCHEMA``.

    Raises:
        InputError: The frame has no column ``text``, or the time limit is none.
    """
    if "text" not in frame.columns:
        raise InputError(f"the frame has no column text; its columns: {', '.join(frame.columns)}")
    check_limit(time_limit)
    chosen = frame.select([frame[name].cast("string") for name in ("text", *FIELDS) if name in frame.columns])
    packs = tuple(map(str, gazetteers))

    def partition(batches: "Iterable[Any]") -> "Iterator[Any]":
        import pandas

        pipeline = _pipeline(preset, packs)
        for batch in batches:
            articles = map(_article, batch.to_dict("records"))
            lines = (row_within(time_limit, pipeline, published, article, redaction).line for article in articles)
            found = pandas.DataFrame([table.columns_of(line) for line in lines], columns=list(table.NAMES))
            yield found.astype({"events": "Int32"})

    return chosen.mapInPandas(partition, SCHEMA)


@cache
def _pipeline(preset: Preset, packs: tuple[str, ...]) -> Pipeline:
    """Return the pipeline of this worker process, which serves all its partitions."""
    return Pipeline(preset, gazetteers=packs)


def _article(row: dict[str, Any]) -> Article:
    fields = {name: row[name] for name in FIELDS if isinstance(row.get(name), str)}
    text = row.get("text")
    if not isinstance(text, str):
        return Article(fields.get("id") or "row", error="has no text", fields=fields)
    return Article(fields.get("id") or "row", text, fields=fields)
