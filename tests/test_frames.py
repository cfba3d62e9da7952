"""Tables: the same columns and types whatever the report holds."""

from typing import Any, get_args

import pytest

import rasid
from rasid.export import frames

TEXT = (
    "قصفت طائرات حربية روسية صباح أمس بلدة النيرب بريف إدلب، ما أسفر عن مقتل عشرة مدنيين بينهم ثلاثة أطفال "
    "وإصابة آخرين.\n"
    "وقال الصحفي صهيب الجابر إن القصف استهدف مبنى سكنيا، وأكد الدفاع المدني السوري ذلك."
)
TABLES = get_args(frames.Table)
BACKENDS = get_args(frames.Backend)


@pytest.fixture(scope="module")
def report() -> rasid.Report:
    return rasid.extract(TEXT, published="2018-04-30", id="one")


@pytest.fixture(scope="module")
def empty() -> rasid.Report:
    return rasid.extract("", published="2018-04-30")


@pytest.mark.parametrize("table", TABLES)
def test_rows_have_the_columns(report: rasid.Report, table: Any) -> None:
    rows = list(frames.rows(report, table))
    assert rows
    for row in rows:
        assert list(row) == list(frames.columns(table))
        assert row["report_id"] == "one"


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_has_the_types_of_a_full_one(report: rasid.Report, empty: rasid.Report, table: Any) -> None:
    pytest.importorskip("pandas", reason="needs the extra frames")
    full, none = report.to_frame(table), empty.to_frame(table)
    assert (len(none), list(none.columns)) == (0, list(frames.columns(table)))
    assert none.dtypes.equals(full.dtypes)
    kinds = {"string": "string", "Int64": "int", "float64": "float", "bool": "bool"}
    assert {name: kinds[str(kind)] for name, kind in full.dtypes.items()} == frames.columns(table)


@pytest.mark.parametrize("table", TABLES)
def test_arrow_holds_the_same(report: rasid.Report, empty: rasid.Report, table: Any) -> None:
    pytest.importorskip("pyarrow", reason="needs the extra frames")
    arrow = report.to_frame(table, backend="pyarrow")
    assert arrow.to_pylist() == list(frames.rows(report, table))
    assert empty.to_frame(table, backend="pyarrow").schema == arrow.schema


def test_counts_may_be_missing(report: rasid.Report) -> None:
    pandas = pytest.importorskip("pandas", reason="needs the extra frames")
    event = report.to_frame().set_index("type").loc["air_strike"]
    assert (event["killed_low"], event["killed_high"]) == (10, 10)
    assert event["wounded_low"] is pandas.NA
    tolls = report.to_frame("casualties").set_index("kind")
    assert tolls.loc["killed", "who"] == "مدنيين"
    assert tolls.loc["wounded", "low"] is pandas.NA


def test_mentions_stand_in_text_order_with_their_offsets(report: rasid.Report) -> None:
    rows = list(frames.rows(report, "mentions"))
    assert len(rows) == len(report.mentions)
    assert [row["start"] for row in rows] == sorted(row["start"] for row in rows)
    for row in rows:
        assert report.text[row["start"] : row["end"]] == row["text"]
    kinds = {row["text"]: row["kind"] for row in rows}
    assert kinds["صهيب الجابر"] == "person"
    assert kinds["النيرب"] == "place"
    assert kinds["طائرات حربية روسية"] == "group"
    assert kinds["الدفاع المدني السوري"] == "organization"
    assert next(row["value"] for row in rows if row["kind"] == "date") == "2018-04-29TMO"


def test_many_reports_in_one_table(report: rasid.Report, empty: rasid.Report) -> None:
    pytest.importorskip("pandas", reason="needs the extra frames")
    other = rasid.extract(TEXT, published="2019-04-30")
    frame = frames.to_frame(iter([report, empty, other]), "places")
    assert list(dict.fromkeys(frame["report_id"])) == ["one", "3"]
    assert set(zip(frame["report_id"], frame["place_id"], strict=True)) == {
        (identifier, place.id) for identifier, of in (("one", report), ("3", other)) for place in of.places
    }


def test_events_and_places_join(report: rasid.Report) -> None:
    pytest.importorskip("pandas", reason="needs the extra frames")
    joined = report.to_frame("casualties").merge(report.to_frame("events"), on=["report_id", "event_id"])
    assert len(joined) == len(report.to_frame("casualties"))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_missing_package_is_named(report: rasid.Report, backend: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, backend, None)
    with pytest.raises(rasid.ResourceError, match=r"rasid\[frames\]"):
        report.to_frame(backend=backend)


def test_wrong_arguments(report: rasid.Report) -> None:
    with pytest.raises(rasid.InputError, match="mentions"):
        report.to_frame("people")  # type: ignore[arg-type]
    with pytest.raises(rasid.InputError, match="pandas"):
        report.to_frame(backend="polars")  # type: ignore[arg-type]
    with pytest.raises(rasid.InputError, match="events"):
        frames.rows(report, "people")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="str"):
        frames.to_frame(["قصف"])  # type: ignore[list-item]
