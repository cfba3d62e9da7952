"""Archives on Spark: a real local session over Parquet."""

import json
import os
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import rasid
from rasid.corpus import table
from rasid.errors import InputError

pytest.importorskip("pyspark", reason="needs the extra spark")
pytestmark = [
    pytest.mark.java,
    pytest.mark.skipif(shutil.which("java") is None, reason="needs a Java 17 runtime"),
    pytest.mark.filterwarnings("ignore"),
]

TEXT = "قصفت طائرات حربية روسية أمس بلدة النيرب في ريف إدلب، ما أسفر عن مقتل {} مدنيين."


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").appName("rasid tests").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "4")
    session = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "8").getOrCreate()
    yield session
    session.stop()


def test_a_partitioned_archive_gives_the_reports_of_one_process(spark: Any, pipeline: Any, tmp_path: Path) -> None:
    from rasid.corpus.spark import extract_frame

    items = [(f"a{n}", TEXT.format(n + 3), "2018-04-30", "وكالة", n % 3) for n in range(30)]
    items.append(("none", None, "2018-04-30", None, 0))
    items.append(("late", TEXT, "soon", None, 1))
    frame = spark.createDataFrame(items, "id string, text string, published string, outlet string, month int")
    frame.write.partitionBy("month").parquet(str(tmp_path / "in"))
    extract_frame(spark.read.parquet(str(tmp_path / "in"))).write.parquet(str(tmp_path / "out"))
    found = {row["id"]: row for row in spark.read.parquet(str(tmp_path / "out")).collect()}
    assert len(found) == 32
    for id_, text, day, outlet, _ in items[:30]:
        expected = pipeline.extract(text, id=id_, published=day, outlet=outlet)
        assert rasid.Report.model_validate_json(found[id_]["report"]) == expected
        assert found[id_]["events"] == len(expected.events)
        assert (found[id_]["outlet"], found[id_]["error"]) == (outlet, None)
    assert found["none"]["report"] is None
    assert found["none"]["error"]
    assert "soon" in found["late"]["error"]
    assert found["late"]["events"] is None


def test_the_published_schema_is_that_of_the_rows(spark: Any) -> None:
    from rasid.corpus.spark import SCHEMA, extract_frame

    frame = extract_frame(spark.createDataFrame([("قصف",)], "text string"))
    assert [field.name for field in frame.schema] == list(table.NAMES)
    assert frame.schema == spark.createDataFrame([], SCHEMA).schema
    (row,) = frame.collect()
    assert json.loads(row["report"])["text"] == "قصف"


def test_a_frame_without_texts_is_refused(spark: Any) -> None:
    from rasid.corpus.spark import extract_frame

    with pytest.raises(InputError, match="no column text"):
        extract_frame(spark.createDataFrame([("x",)], "body string"))


def test_names_are_replaced_and_time_is_limited(spark: Any, pipeline: Any) -> None:
    from rasid.corpus.spark import extract_frame
    from rasid.export.redact import Redaction

    redaction = Redaction(b"a key of many bytes")
    text = "قُتل المدني سامر عبد الكريم الدندشي بقصف على بلدة النيرب."
    frame = spark.createDataFrame([("short", text), ("long", f"{text} " * 10_000)], "id string, text string")
    rows = extract_frame(frame, redaction=redaction, time_limit=1.0).collect()
    found = {row["id"]: row for row in rows}
    report = rasid.Report.model_validate_json(found["short"]["report"])
    assert report == redaction(pipeline.extract(text, id="short"))
    assert "الدندشي" not in found["short"]["report"]
    assert (found["long"]["report"], found["long"]["error"]) == (None, "took longer than the time limit of 1 s")
    with pytest.raises(InputError, match="time limit"):
        extract_frame(frame, time_limit=0)


# ---------------------------------------------------------------- merging


@pytest.fixture(scope="module")
def told() -> list[rasid.Report]:
    """Reports of generated incidents in the order of their digests, one of them twice, one that tells nothing."""
    from incident_generator import world
    from merge_quality import extracted
    from rasid.corpus.merge.tellings import digest_of

    reports = extracted(world(7, 40))
    return sorted([*reports, reports[0], rasid.extract("لا جديد.", id="nothing")], key=digest_of)


def rows_of(reports: list[rasid.Report]) -> list[tuple[str | None]]:
    rows: list[tuple[str | None]] = [(report.model_dump_json(),) for report in reports]
    random.Random(1).shuffle(rows)
    return [*rows, (None,)]


def test_merging_gives_the_incidents_of_one_process(spark: Any, told: list[rasid.Report]) -> None:
    from rasid.corpus.spark import INCIDENT_SCHEMA, merge_frame
    from rasid.export import incidents as export

    expected = rasid.merge(told)
    frame = merge_frame(spark.createDataFrame(rows_of(told), "report string").repartition(5))
    assert frame.schema == spark.createDataFrame([], INCIDENT_SCHEMA).schema
    found = frame.collect()
    assert tuple(rasid.Incident.model_validate_json(row["incident"]) for row in found) == expected
    assert sum(len(item.members) > 1 for item in expected) > 20
    flat = [{name: row[name] for name in export.COLUMNS} for row in found]
    assert flat == list(export.rows(expected))


def test_pins_hold_on_a_cluster(spark: Any, told: list[rasid.Report]) -> None:
    from rasid.corpus.spark import merge_frame

    refs = [[(f"{m.report_id}", m.event_id) for m in item.members] for item in rasid.merge(told)]
    many = [item for item in refs if len(dict(item)) > 2]
    together, apart = [(many[0][0], many[1][0])], [(many[2][0], many[2][1]), (many[3][0], many[3][0])]
    expected = rasid.merge(told, together=together, apart=apart)
    assert expected != rasid.merge(told)
    found = merge_frame(spark.createDataFrame(rows_of(told), "report string"), together=together, apart=apart)
    assert tuple(rasid.Incident.model_validate_json(row["incident"]) for row in found.collect()) == expected


def test_what_cannot_be_merged_is_named(spark: Any, told: list[rasid.Report]) -> None:
    from rasid.corpus.spark import merge_frame

    with pytest.raises(InputError, match="no column report"):
        merge_frame(spark.createDataFrame([("x",)], "body string"))
    with pytest.raises(InputError, match="no event 'e1' in a report 'nobody'"):
        merge_frame(spark.createDataFrame(rows_of(told[:2]), "report string"), together=[(("nobody", "e1"),) * 2])
    with pytest.raises(Exception, match="expected a report as"):
        merge_frame(spark.createDataFrame([("{}",)], "report string"))
