"""Explanations: every filled slot points to its words, every empty one says why."""

import json
from pathlib import Path

import pytest

import rasid
from rasid.records import Relation

ARTICLES = sorted((Path(__file__).parents[1] / "data" / "articles").glob("*.txt"))
STRIKE = (
    "قال الدفاع المدني السوري إن طائرات حربية روسية قصفت أمس الأحد سوقاً في بلدة النيرب بريف إدلب الشرقي، "
    "ما أسفر عن مقتل ثلاثة مدنيين وإصابة نحو عشرة آخرين."
)


@pytest.fixture(scope="module")
def strike():
    report = rasid.extract(STRIKE, published="2018-04-30")
    return report, report.explain("e1")


def grounds(explanation, slot):
    return [ground for ground in explanation.grounds if ground.slot == slot]


def test_the_trigger_row_and_its_cue_are_named(strike):
    _, explanation = strike
    assert explanation.lemma == "قصف"
    assert explanation.frame == "agent_verb"
    assert explanation.cue == "air"
    assert explanation.rule.startswith("triggers:trigger-")
    assert explanation.rule.endswith("+air")
    assert "air_strike instead, by a word of the sort 'air'" in str(explanation)


def test_each_slot_has_its_words(strike):
    report, explanation = strike
    assert [g.text for g in grounds(explanation, "actors")] == ["طائرات حربية روسية"]
    assert [(g.text, g.value) for g in grounds(explanation, "time")] == [("أمس الأحد", "2018-04-29")]
    assert [g.value for g in grounds(explanation, "casualties")] == ["killed 3", "wounded about 10"]
    assert next(g.value.split(" (")[0] for g in grounds(explanation, "places")) == "النيرب"
    assert grounds(explanation, "source")[0].value == "الدفاع المدني السوري (reports)"
    assert all(g.relation is Relation.EVIDENCE for g in explanation.grounds)
    for ground in explanation.grounds:
        assert report.text[ground.start : ground.end] == ground.text
        assert ground.text in str(explanation)


def test_what_another_sentence_gave_says_so():
    text = "قصفت مدفعية الجيش صباح السبت بلدة سرمين. وأدى القصف على سرمين إلى مقتل خمسة مدنيين، وفق مصدر طبي."
    report = rasid.extract(text, published="2020-02-02")
    explanation = report.explain("e1")
    (toll,) = grounds(explanation, "casualties")
    assert toll.text
    assert "خمسة" in toll.text
    assert toll.relation is Relation.RETELLING
    assert [g.text for g in grounds(explanation, "mentions")] == ["القصف"]


def test_empty_slots_say_why():
    report = rasid.extract("دارت اشتباكات عنيفة بين قوات النظام وفصائل المعارضة.")
    explanation = report.explain(report.events[0].id)
    assert explanation.empty["places"]
    assert "places: empty, " in str(explanation)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_nothing_is_left_unexplained(path):
    report = rasid.extract(path.read_text(encoding="utf-8"), published="2020-06-15")
    for event in report.events:
        explanation = report.explain(event.id)
        filled = {ground.slot for ground in explanation.grounds}
        for slot in ("actors", "targets", "places", "casualties", "source"):
            assert bool(getattr(event, slot)) == (slot in filled)
            assert (slot in filled) != (slot in explanation.empty)
        assert (event.start is not None) == ("time" in filled)
        for ground in explanation.grounds:
            if ground.start is not None:
                assert report.text[ground.start : ground.end] == ground.text


def test_a_report_read_back_explains_the_same(strike):
    report, explanation = strike
    again = rasid.Report.model_validate_json(report.model_dump_json())
    assert again.explain("e1") == explanation
    assert json.loads(explanation.model_dump_json())["event_id"] == "e1"


def test_a_report_of_other_tables_is_still_explained(strike):
    report, _ = strike
    (event,) = report.events
    trigger = event.trigger.model_copy(update={"rule": "triggers:gone-1"})
    other = report.model_copy(update={"events": (event.model_copy(update={"trigger": trigger}),)})
    explanation = other.explain("e1")
    assert explanation.lemma is None
    assert "no such row" in str(explanation)


def test_unknown_events_are_refused(strike):
    report, _ = strike
    with pytest.raises(rasid.InputError, match=r"e9.*e1"):
        report.explain("e9")
    with pytest.raises(TypeError, match="int"):
        report.explain(1)
