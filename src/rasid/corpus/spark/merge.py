"""From reports to incidents on a cluster, through the functions of ``rasid.merge``.

Events of one family and day are compared together, and those that pairs tie together go to one worker, which makes
their incidents. Only the names of events that a pair ties pass through the driver, where parts that reach over several
days become one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from rasid.corpus.merge.blocks import days_of
from rasid.corpus.merge.build import in_time
from rasid.corpus.merge.parts import Parts, Union
from rasid.corpus.merge.refs import Ref, Refs
from rasid.corpus.merge.tellings import Telling, digest_of, tellings
from rasid.errors import InputError
from rasid.export import incidents as export
from rasid.export.jsonl import load as reports_of

if TYPE_CHECKING:
    from pandas import DataFrame as Batch
    from pyspark.sql import DataFrame
    from pyspark.sql import Row as SparkRow

_TELLINGS = "row long, digest string, id string, event string, blocks array<string>, telling string"
_ORDER = (
    "undated boolean, start string, fewer int, type string, place string, published string, outlet string, "
    "report string, evidence string, event string, position long"
)
"""What ``in_time`` orders by."""
_ROWS = 1000
"""Rows that a worker hands back at a time."""
_NUMBERS = {"lat": "double", "lon": "double", "confidence": "double", "reports": "int"} | {
    f"{kind.value}_{part}": "int" for kind in export.COUNTED for part in export.PARTS
}

INCIDENT_SCHEMA = ", ".join(f"{name} {_NUMBERS.get(name, 'string')}" for name in (*export.COLUMNS, "incident"))
"""The rows that come out, as Spark SQL spells it (DDL): the flat table of incidents, and ``rasid.Incident`` as JSON."""

Pins = Iterable[tuple[Ref, Ref]]


def merge_frame(frame: "DataFrame", *, together: Pins = (), apart: Pins = ()) -> "DataFrame":
    """Merge the reports of a data frame into incidents.

    The result is that of ``rasid.merge`` on the same reports in the order of their digests; so a member's
    ``report_index`` says little, and its ``report_id`` names the report. Finding what belongs together runs at once;
    the incidents are made when the result is asked for.

    Args:
        frame: A column ``report``: the JSON of ``rasid.Report``, as ``extract_frame`` and batches to Parquet give it;
            rows where it is null are passed over. It must give the same rows each time that it is read.
        together: Pairs of events that the user joins, each as ``(report id, event id)``.
        apart: Pairs of events that the user holds apart; one held apart from itself is an incident of its own.

    Returns:
        A data frame of ``INCIDENT_SCHEMA``, in order of time.

    Raises:
        InputError: The frame has no column ``report``, or a pair names an event that is not there. A ``report`` that is
            none ends the job of Spark, with the same error in its message.
    """
    if "report" not in frame.columns:
        raise InputError(f"the frame has no column report; its columns: {', '.join(frame.columns)}")
    events = _events(frame).persist()
    joined, barred = _pairs(events, together, apart)
    parts = _parts(events, joined)

    def incidents(rows: "Sequence[SparkRow]") -> Iterator[tuple[Any, ...]]:
        yield from _incidents(rows, joined, barred)

    whole = events.join(parts, "node", "left").selectExpr("*", "coalesce(part, node) as whole")
    found = _by(whole, "whole", incidents, f"{_ORDER}, incident string").orderBy(*_names(_ORDER))
    numbered = found.select("incident").rdd.zipWithIndex().map(lambda pair: _row(pair[0]["incident"], pair[1] + 1))
    return frame.sparkSession.createDataFrame(numbered, INCIDENT_SCHEMA)


def _events(frame: "DataFrame") -> "DataFrame":
    """Return a row for each event: its node, its report's position and id, the days on which it is compared."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    chosen = frame.select("report").where("report is not null").withColumn("row", f.monotonically_increasing_id())
    told = chosen.mapInPandas(_tell, _TELLINGS)
    position = f.row_number().over(Window.orderBy("digest", "row")) - 1
    positions = told.select("row", "digest").distinct().select("row", position.alias("position"))
    numbered = told.where("event is not null").join(positions, "row")
    return numbered.selectExpr(
        "concat_ws(':', position, event) as node", "position", "id", "event", "blocks", "telling"
    )


def _tell(batches: "Iterable[Batch]") -> "Iterator[Batch]":
    import pandas

    for batch in batches:
        rows: list[tuple[Any, ...]] = []
        for row, line in zip(batch["row"], batch["report"], strict=True):
            for report in reports_of([line]):
                digest = digest_of(report)
                rows.append((row, digest, report.id, None, [], None))
                for telling in tellings(report, 0):
                    blocks = [f"{telling.family} {telling.kind} {day}" for day in days_of(telling)]
                    rows.append((row, digest, report.id, telling.event, blocks, _written(telling)))
        yield pandas.DataFrame(rows, columns=_names(_TELLINGS))


def _pairs(events: "DataFrame", *pins: Pins) -> list[list[tuple[str, str]]]:
    """Return pins as pairs of nodes."""
    from pyspark.sql import functions as f

    wanted = [tuple(pairs) for pairs in pins]
    named = sorted({str(report) for pairs in wanted for pair in pairs for report, _ in pair})
    refs: Refs[str] = Refs()
    if named:
        meant = f.col("id").isin(named) | f.col("position").cast("string").isin(named)
        for row in events.where(meant).select("position", "id", "event", "node").orderBy("position").collect():
            refs.add(row["position"], row["id"], row["event"], row["node"])
    return [[refs.pair(pair) for pair in pairs] for pairs in wanted]


def _parts(events: "DataFrame", joined: Iterable[tuple[str, str]]) -> "DataFrame":
    """Return the part of each event that a pair or a pin ties to another."""
    from pyspark.sql import functions as f

    by_block = events.select("node", "position", "telling", f.explode("blocks").alias("block"))
    ties = _by(by_block, "block", _ties, "one string, other string").distinct().toLocalIterator()
    union = Union()
    numbers: dict[str, int] = {}
    for pair in (*joined, *map(tuple, ties)):
        for name in pair:
            if name not in numbers:
                numbers[name] = union.add()
        union.unite(numbers[pair[0]], numbers[pair[1]])
    names = list(numbers)
    rows = [(name, names[union.root(number)]) for name, number in numbers.items()]
    return events.sparkSession.createDataFrame(rows, "node string, part string")


def _ties(rows: "Sequence[SparkRow]") -> Iterator[tuple[Any, ...]]:
    """Yield what ties the events of a block together: pairs of the first of each part with the others."""
    parts = Parts()
    for row in rows:
        parts.add(_read(row))
    for first, *others in parts:
        yield from ((rows[first].node, rows[other].node) for other in others)


def _incidents(
    rows: "Sequence[SparkRow]", joined: Iterable[tuple[str, str]], barred: Iterable[tuple[str, str]]
) -> Iterator[tuple[Any, ...]]:
    """Yield the incidents of a part, each after what orders it."""
    parts = Parts()
    nodes = {row.node: parts.add(_read(row)) for row in rows}
    together, apart = (
        [(nodes[one], nodes[other]) for one, other in pins if one in nodes and other in nodes]
        for pins in (joined, barred)
    )
    for item in parts.incidents(together, apart):
        yield (*in_time(item), item.model_dump_json())


def _row(line: str, number: int) -> tuple[Any, ...]:
    from rasid.incidents import Incident

    item = Incident.model_validate_json(line).model_copy(update={"id": f"i{number}"})
    (row,) = export.rows([item])
    return (*row.values(), item.model_dump_json())


# -- rows ------------------------------------------------------------------------------------------------------------


def _by(
    frame: "DataFrame", key: str, work: "Callable[[Sequence[SparkRow]], Iterator[tuple[Any, ...]]]", schema: str
) -> "DataFrame":
    """Do some work on the rows of each value of a column, one after the other: a group has to fit into memory."""
    names = _names(schema)

    def partition(batches: "Iterable[Batch]") -> "Iterator[Batch]":
        import pandas

        rows = (row for batch in batches for row in batch.itertuples(index=False))
        found = (made for _, group in groupby(rows, attrgetter(key)) for made in work(list(group)))
        while some := list(islice(found, _ROWS)):
            yield pandas.DataFrame(some, columns=names, dtype=object)

    return frame.repartition(key).sortWithinPartitions(key, "position", "node").mapInPandas(partition, schema)


def _names(schema: str) -> list[str]:
    return [column.split()[0] for column in schema.split(", ")]


def _read(row: "SparkRow") -> Telling:
    return _adapter().validate_json(row.telling).at(int(row.position))


def _written(telling: Telling) -> str:
    return _adapter().dump_json(telling).decode()


@cache
def _adapter() -> "TypeAdapter[Telling]":
    return TypeAdapter(Telling)
