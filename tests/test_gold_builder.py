"""The sample articles' gold rows follow from their annotations, and wrong annotations are refused by name."""

import json
from pathlib import Path
from typing import Any

import pytest

from gold_builder import ARTICLES, ENTITY_TYPES, EVENT_TYPES, MODALITIES, AnnotationError, build

GROUP = {"type": "GROUP", "canonical": "Syrian Democratic Forces"}
PLACE = {"type": "PLACE", "canonical": "Al-Junaynah", "kind": "village"}
EVENT = {
    "type": "shelling",
    "trigger": "قصفت",
    "actors": [],
    "targets": [],
    "places": [],
    "date": None,
    "casualties": [],
    "source": None,
    "modality": "actual",
}


def build_one(
    folder: Path, text: str, entities: list[dict[str, Any]], *events: dict[str, Any], furniture: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Build the row of an article ``sample`` made up of these parts."""
    (folder / "annotations").mkdir()
    (folder / "sample.txt").write_text(text, encoding="utf-8")
    note = {"id": "sample", "published": "2018-04-30", "furniture": furniture, "entities": entities, "events": events}
    (folder / "annotations" / "sample.json").write_text(json.dumps(note), encoding="utf-8")
    (row,) = build(folder)
    return row


def spans(row: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(m["type"], m["text"], m["start"]) for m in row["mentions"]]


def test_the_committed_gold_rows_are_those_of_the_annotations() -> None:
    committed = (ARTICLES / "gold.jsonl").read_text(encoding="utf-8")

    assert [json.loads(line) for line in committed.splitlines()] == build(ARTICLES), "run: python tests/gold_builder.py"


def test_every_mention_and_trigger_stands_at_its_offsets() -> None:
    for row in build(ARTICLES):
        for span in (*row["mentions"], *(event["trigger"] for event in row["events"])):
            assert row["text"][span["start"] : span["end"]] == span["text"], row["id"]


def test_mentions_of_an_article_do_not_overlap() -> None:
    for row in build(ARTICLES):
        for one, other in zip(row["mentions"], row["mentions"][1:], strict=False):
            assert one["end"] <= other["start"], row["id"]


def test_the_articles_show_every_type_and_modality() -> None:
    rows = build(ARTICLES)

    assert {m["type"] for row in rows for m in row["mentions"]} == set(ENTITY_TYPES)
    assert {e["type"] for row in rows for e in row["events"]} == set(EVENT_TYPES)
    assert {e["modality"] for row in rows for e in row["events"]} == set(MODALITIES)


def test_a_surface_is_found_after_attached_prepositions_and_without_them(tmp_path: Path) -> None:
    row = build_one(tmp_path, "قسد هاجمت ولقسد مقر", [{**GROUP, "surfaces": ["قسد"]}])

    assert spans(row) == [("GROUP", "قسد", 0), ("GROUP", "قسد", 12)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("دخلوا الحصانة", id="a longer word that begins so"),
        pytest.param("دخلوا بالحصانين", id="a dual"),
        pytest.param("دخلوا أمالحصان", id="letters before that are no prepositions"),
    ],
)
def test_a_surface_is_not_found_within_a_word(tmp_path: Path, text: str) -> None:
    with pytest.raises(AnnotationError, match="sample: surface 'الحصان' is not found"):
        build_one(tmp_path, text, [{**PLACE, "surfaces": ["الحصان"]}])


def test_the_longer_of_overlapping_surfaces_is_the_mention(tmp_path: Path) -> None:
    entities = [{**PLACE, "surfaces": ["حلب"]}, {**PLACE, "kind": "region", "surfaces": ["ريف حلب"]}]

    row = build_one(tmp_path, "في ريف حلب ثم حلب", entities)

    assert spans(row) == [("PLACE", "ريف حلب", 3), ("PLACE", "حلب", 14)]
    assert [m["entity"] for m in row["mentions"]] == [1, 0]


def test_a_surface_that_stands_only_within_a_longer_one_is_refused(tmp_path: Path) -> None:
    entities = [{**PLACE, "surfaces": ["حلب"]}, {**PLACE, "kind": "region", "surfaces": ["ريف حلب"]}]

    with pytest.raises(AnnotationError, match="sample: surface 'حلب' stands only within"):
        build_one(tmp_path, "في ريف حلب", entities)


def test_nth_picks_the_occurrences_that_count(tmp_path: Path) -> None:
    row = build_one(tmp_path, "النور ساطع في النور ثم النور", [{**PLACE, "surfaces": ["النور"], "nth": {"النور": [2]}}])

    assert spans(row) == [("PLACE", "النور", 14)]


def test_nth_beyond_the_occurrences_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="sample: surface 'النور' is not found"):
        build_one(tmp_path, "في النور", [{**PLACE, "surfaces": ["النور"], "nth": {"النور": [2]}}])


def test_furniture_lines_hold_no_mentions(tmp_path: Path) -> None:
    text = "قسد تنسحب\n  أخبار قسد  \nقسد"

    row = build_one(tmp_path, text, [{**GROUP, "surfaces": ["قسد"]}], furniture=("أخبار قسد",))

    assert [m["start"] for m in row["mentions"]] == [0, text.rindex("قسد")]


def test_a_furniture_line_that_is_not_in_the_article_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="sample: furniture line 'القائمة' is not found"):
        build_one(tmp_path, "قسد", [], furniture=("القائمة",))


def test_the_nth_of_a_trigger_counts_its_letters_everywhere(tmp_path: Path) -> None:
    row = build_one(tmp_path, "قصفتها ثم قصفت", [], {**EVENT, "nth": 2})

    assert row["events"][0]["trigger"] == {"start": 10, "end": 14, "text": "قصفت"}


@pytest.mark.parametrize(
    ("text", "furniture"), [("قصفتها قوات", ()), ("قصفت قوات", ("قصفت قوات",))], ids=["within a word", "in furniture"]
)
def test_a_trigger_that_is_no_word_of_the_article_is_refused(
    tmp_path: Path, text: str, furniture: tuple[str, ...]
) -> None:
    with pytest.raises(AnnotationError, match="sample: event shelling 'قصفت'"):
        build_one(tmp_path, text, [], EVENT, furniture=furniture)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"places": ["حلب"]}, "place 'حلب' is not among the PLACE surfaces"),
        ({"actors": ["قسد"]}, "surface 'قسد' is not found"),
        ({"source": "مصدر"}, "surface 'مصدر' is not found"),
        ({"type": "bombing"}, "type 'bombing' is not allowed"),
        ({"modality": "possible"}, "modality 'possible' is not allowed"),
        ({"date": "29/4/2018"}, "date '29/4/2018' is not allowed"),
        ({"casualties": [{"kind": "killed", "low": 5, "high": 3}]}, "is not allowed"),
        ({"casualties": [{"kind": "dead", "low": 5}]}, "is not allowed"),
    ],
)
def test_an_event_that_does_not_fit_its_article_is_refused(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(AnnotationError, match=complaint):
        build_one(tmp_path, "قصفت قوات", [], {**EVENT, **change})


@pytest.mark.parametrize(
    "value", ["2018-04-29T8:00", "yesterday", "2018-4", "PD", "2018-04-29/", "2018-04-29//2018-05-01"]
)
def test_a_date_value_that_is_not_timex3_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(AnnotationError, match="sample: 'أمس' has the value"):
        build_one(tmp_path, "قصفت أمس", [{"type": "DATE", "surfaces": ["أمس"], "value": value}])


@pytest.mark.parametrize(
    "value",
    [
        "2018",
        "2018-W17",
        "2018-04-29TMO",
        "2018-04-29T08:00",
        "2013/2018-04-08",
        "2018-04-29/..",
        "PTXH",
        "P3D",
        "PAST_REF",
    ],
)
def test_the_values_of_the_guidelines_are_accepted(tmp_path: Path, value: str) -> None:
    row = build_one(tmp_path, "قصفت أمس", [{"type": "DATE", "surfaces": ["أمس"], "value": value}])

    assert row["mentions"][0]["value"] == value


def test_an_article_without_annotation_is_named(tmp_path: Path) -> None:
    (tmp_path / "annotations").mkdir()
    (tmp_path / "lonely.txt").write_text("قسد", encoding="utf-8")

    with pytest.raises(AnnotationError, match="lonely: annotation is missing"):
        build(tmp_path)
