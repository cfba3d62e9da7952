"""Events: what happened, who did it to whom, where, when, with which toll, and who says so.

The cases are in tests/cases/events.jsonl, one sentence or two each. A case names the events expected of its text and,
of each, the slots that it is about; ``count`` is the number of all its events. Any name of an entity meets a name.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import rasid
from rasid.records import Event, Report

_CASES = Path(__file__).parent / "cases" / "events.jsonl"
# Cases that are not met yet. A listed case that is met fails its test, so that the list only shrinks.
OPEN = frozenset((_CASES.parent / "events_open.txt").read_text(encoding="utf-8").splitlines())
_STILL_OPEN = pytest.mark.xfail(strict=True, reason="not met yet")
CASES = [json.loads(line) for line in _CASES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def pipeline() -> rasid.Pipeline:
    return rasid.Pipeline()


def names_of(report: Report, entity_id: str | None, text: str) -> set[str]:
    """All names that the report has for an entity, and the text itself."""
    entities = (*report.people, *report.groups, *report.organizations, *report.places)
    return {text} | {
        name
        for entity in entities
        if entity.id == entity_id
        for name in (entity.name, *(mention.text for mention in entity.mentions))
    }


def slots_of(report: Report, event: Event) -> dict[str, Any]:
    """The slots of an event; participants, places and source as a set of names each."""
    return {
        "type": event.type.value,
        "trigger": event.trigger.text,
        "modality": event.modality.value,
        "background": event.background,
        "date": event.start and event.start[:10],
        "casualties": [[c.kind.value, c.low, c.high] for c in event.casualties],
        "actors": [names_of(report, p.entity_id, p.text) for p in event.actors],
        "targets": [names_of(report, p.entity_id, p.text) for p in event.targets],
        "places": [names_of(report, place, "") for place in event.places],
        "source": names_of(report, event.source.entity_id, event.source.text) if event.source else set(),
    }


def meets(slots: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    """The names of the expected slots that differ."""
    return [name for name, value in expected.items() if not _same(name, slots[name], value)]


def _same(slot: str, found: Any, value: Any) -> bool:
    if slot == "places":  # the most specific first; what contains them may follow
        return all(name in names for name, names in zip(value, found, strict=False)) and len(found) >= len(value)
    if slot in ("actors", "targets"):
        return len(found) == len(value) and all(any(name in names for names in found) for name in value)
    if slot == "source":
        return value in found if value is not None else not found
    return bool(found == value)


def failures(pipeline: rasid.Pipeline, case: Mapping[str, Any]) -> list[str]:
    """What of a case is not met."""
    report = pipeline.extract(case["text"], published=case.get("published"))
    left = [slots_of(report, event) for event in report.events]
    found = []
    if "count" in case and len(left) != case["count"]:
        found.append(f"{len(left)} events instead of {case['count']}")
    for expected in case["events"]:
        closest = min(left, key=lambda slots: len(meets(slots, expected)), default=None)
        wrong = ["no event"] if closest is None else meets(closest, expected)
        if wrong:
            found.append(f"{', '.join(wrong)} of {expected.get('type')}")
        if closest is not None:
            left.remove(closest)
    return found


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["case"].replace(" ", "-"), marks=[_STILL_OPEN] if case["case"] in OPEN else [])
        for case in CASES
    ],
)
def test_case(case: dict[str, Any], pipeline: rasid.Pipeline) -> None:
    assert not failures(pipeline, case)


DAYS = (
    "التقرير الأسبوعي حول الانتهاكات\n\n"
    "الجمعة 9 أكتوبر 2015\n"
    "* اقتحمت قوات الاحتلال مخيم الفوار، جنوب مدينة الخليل، واعتقلت أربعة مواطنين من منازلهم وسط إطلاق نار.\n"
    "الثلاثاء 13 أكتوبر 2015\n"
    "* في حوالي الساعة 8:15 مساءً، اعتقلت الزوارق الحربية الإسرائيلية صيادين اثنين قبالة شاطئ غزة.\n"
    "* اقتحمت قوات الاحتلال بلدة سلواد، شمال شرق رام الله، واعتقلت طالبين جامعيين اثنين من منزليهما.\n"
)


def test_lines_that_are_dates_date_what_stands_below_them(pipeline: rasid.Pipeline) -> None:
    report = pipeline.extract(DAYS, published="2015-10-15")
    assert [date.value for date in report.dates] == ["2015-10-09", "2015-10-13", "2015-10-13T20:15"]
    arrests = [event.start for event in report.events if event.type.value == "arrest"]
    assert arrests == ["2015-10-09", "2015-10-13T20:15", "2015-10-13"]


def test_one_date_below_the_headline_is_the_pages(pipeline: rasid.Pipeline) -> None:
    page = DAYS.replace("الثلاثاء 13 أكتوبر 2015\n", "")
    report = pipeline.extract(page, published="2015-10-15")
    assert "2015-10-09" not in [date.value for date in report.dates]


def test_most_cases_are_met() -> None:
    assert {case["case"] for case in CASES} >= OPEN
    assert len(OPEN) <= 0.11 * len(CASES)


# Sides of the wars; each may stand where the other stands.
SIDES = (
    ("قوات سوريا الديمقراطية", "الجيش الوطني السوري"),
    ("قوات النظام", "فصائل المعارضة"),
    ("قوات الاحتلال", "كتائب القسام"),
    ("تنظيم داعش", "هيئة تحرير الشام"),
    ("قوات الدعم السريع", "الجيش السوداني"),
    ("ميليشيا الحوثي", "القوات الحكومية"),
)


def exchange(text: str, sides: tuple[str, str]) -> str:
    """Put each side where the other stands."""
    letters = "\u0621-\u064a"
    pattern = rf"(?<![{letters}])([ولبف]?)({'|'.join(map(re.escape, sides))})(?![{letters}])"
    return re.sub(pattern, lambda m: m[1] + (sides[1] if m[2] == sides[0] else sides[0]), text)


@pytest.mark.parametrize("sides", SIDES, ids=" <-> ".join)
def test_exchanging_the_sides_changes_no_event(sides: tuple[str, str], pipeline: rasid.Pipeline) -> None:
    """What happened, how surely and with which toll does not depend on who it is told of."""
    exchanged = 0
    for case in CASES:
        text = exchange(case["text"], sides)
        if text == case["text"]:
            continue
        exchanged += 1
        told, swapped = (pipeline.extract(t, published=case.get("published")).events for t in (case["text"], text))
        assert [_gist(event) for event in told] == [_gist(event) for event in swapped], text
    assert exchanged


def _gist(event: Event) -> tuple[Any, ...]:
    tolls = [(toll.kind, toll.low, toll.high) for toll in event.casualties]
    return event.type, event.modality, event.start, tolls


def test_a_happening_takes_no_place_of_what_the_sentence_turns_to() -> None:
    start = "اندلعت اشتباكات بين الجيش الوطني وقوات سوريا الديمقراطية في الثامن من شباط 2020"
    turned = rasid.extract(f"{start}، وهذه الهدنة التي تشمل منبج والباب لم تصمد طويلاً.")
    assert turned.events[0].type == "armed_clash"
    assert turned.events[0].places == ()
    told = rasid.extract("قُتل الشاب محمود الحسين تحت التعذيب بعد أيام من احتجازه في مدينة عفرين.")
    assert [place.name for place in told.places if place.id in told.events[0].places] == ["عفرين"]


def test_what_is_named_of_other_governorates_is_another_happening() -> None:
    report = rasid.extract(
        "قصف طيران التحالف الليلة الماضية مشفى القلب بالقرب من بلدة الموحسن.\n\n"
        "وأضاف المصدر أن هذه الضربات طالت مقرات لميليشيات إيرانية في أرياف حلب وحماة الليلة الماضية أيضاً.",
        published="2018-04-30",
    )
    names = {place.id: place.name for place in report.places}
    assert [{names[place] for place in event.places} for event in report.events] == [
        {"مشفى القلب", "الموحسن"},
        {"حلب", "حماة"},
    ]


def test_what_was_done_before_has_its_actor_behind_it_or_under_the_preposition() -> None:
    def actors(text: str) -> list[str]:
        report = rasid.extract(text, published="2018-03-05")
        assert report.events, text
        return [actor.text for event in report.events for actor in event.actors]

    assert actors("وسبق لطيران التحالف أن ضرب بلدة البوكمال.") == ["طيران التحالف"]
    assert actors("وسبق لتركيا أن قصفت مدينة عفرين.") == ["تركيا"]
    assert actors("وسبق في شباط أن قصفت طائرات حربية روسية بلدة كفرنبل.") == ["طائرات حربية روسية"]
    assert actors("وسبق في إدلب أن قصف الطيران الروسي مشفى.") == ["الطيران الروسي"]


@pytest.mark.parametrize(
    "text",
    [
        "ا ",  # a line of one letter, with a space after it
        " 13 - يفرون - ",  # a date broken off at the end of the text
        "سبق فبراير ضرب",  # a date where an actor may stand
        "طواقمها على هدنة) ببلدة»  - مدارس «غارات: ونفى",  # a class noun before two marks that enclose nothing
    ],
)
def test_broken_off_texts_end(pipeline: rasid.Pipeline, text: str) -> None:
    report = pipeline.extract(text, published="2024-05-02")
    assert all(report.text[m.start : m.end] == m.text != "" for m in report.mentions)
