"""Temporal expressions: spans and values from ``cases/dates.tsv``, bounds, reasons, robustness."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rasid.document import read
from rasid.extractors.base import Candidate, MentionType
from rasid.extractors.dates import DateExtractor
from rasid.extractors.dates.bounds import of_value
from rasid.extractors.dates.calendars import hijri_month, to_hijri
from rasid.matching import Matcher
from rasid.text.tokenize import split_sentences

_ROWS = [
    line.split("\t") for line in (Path(__file__).parent / "cases" / "dates.tsv").read_text("utf-8").splitlines()[1:]
]
_EXTRACTOR = DateExtractor()
_MATCHER = Matcher(_EXTRACTOR.lexicons())
_WEDNESDAY = date(2021, 3, 17)


def _extract(text: str, published: date | None = _WEDNESDAY, *, zones: bool = False) -> list[tuple[str, Candidate]]:
    """Extract from running text, or where ``zones`` from what the page's zones leave of it."""
    document = read(text, _MATCHER, published=published)
    if not zones:
        breaks = [-1, *(i for i, sign in enumerate(document.text.clean) if sign == "\n"), len(document.text.clean)]
        lines = [(left + 1, right, "body", number) for number, (left, right) in enumerate(pairwise(breaks))]
        document = replace(document, sentences=split_sentences(document.text, document.tokens, lines))
    return [
        (text[slice(*document.text.span(candidate.start, candidate.end))], candidate)
        for candidate in _EXTRACTOR.extract(document)
    ]


def _one(text: str, published: date | None = _WEDNESDAY) -> dict[str, Any]:
    found = _extract(text, published)
    assert len(found) == 1, found
    return dict(found[0][1].attributes)


@pytest.mark.parametrize(("text", "published", "surface", "value", "kind"), _ROWS, ids=lambda cell: None)
def test_spans_and_values(text: str, published: str, surface: str, value: str, kind: str) -> None:
    found = _extract(text, date.fromisoformat(published) if published else None)
    values = [None if cell == "-" else cell for cell in value.split("|")]
    expected = list(zip(surface.split("|"), values, strict=True)) if surface else []
    assert [(words, candidate.attributes["value"]) for words, candidate in found] == expected, kind


def test_there_are_enough_cases_of_both_kinds() -> None:
    positive = sum(1 for row in _ROWS if row[2])
    assert positive >= 600
    assert len(_ROWS) - positive >= 250


def test_candidates_name_type_rule_and_score() -> None:
    ((_, candidate),) = _extract("قصفت المدفعية أطراف البلدة يوم الجمعة وأصيب ثلاثة أشخاص")
    assert candidate.type is MentionType.DATE
    assert candidate.rule == "dates:weekday"
    assert 0 < candidate.score <= 1


@pytest.mark.parametrize(
    ("text", "timex"),
    [
        ("دخلت القافلة أمس إلى البلدة المحاصرة", "DATE"),
        ("دخلت القافلة صباح أمس إلى البلدة المحاصرة", "TIME"),
        ("أعلنت هدنة لمدة 72 ساعة في الأحياء المحاصرة", "DURATION"),
        ("يقصف الطيران المدينة يومياً بالبراميل المتفجرة", "SET"),
    ],
)
def test_timex_type(text: str, timex: str) -> None:
    assert _one(text)["timex"] == timex


def test_without_publication_day_a_relative_day_has_a_reason() -> None:
    found = _one("دخلت القافلة أمس إلى البلدة المحاصرة", None)
    assert found["value"] is None
    assert "publication date" in found["reason"]
    assert found["earliest"] is found["latest"] is None


def test_contradiction_of_weekday_and_date_keeps_the_date_and_says_so() -> None:
    found = _one("نشب الحريق الاثنين 11 آذار في مزرعة بعيدة")
    assert found["value"] == "2021-03-11"
    assert "weekday" in found["reason"]


def test_impossible_day_has_no_value_but_a_reason() -> None:
    found = _one("وقعت الحادثة في 31 شباط 2020 على أطراف البلدة")
    assert found["value"] is None
    assert found["reason"]


@pytest.mark.parametrize(
    ("text", "approximate"),
    [
        ("سقطت البلدة قبل نحو أسبوعين بيد المهاجمين", True),
        ("حشد الطرفان قواتهما قبل أيام في الريف", True),
        ("نزحت العائلات مطلع العام الجاري نحو الحدود", True),
        ("دخلت القافلة أمس إلى البلدة المحاصرة", False),
    ],
)
def test_hedged_and_vague_times_are_approximate(text: str, approximate: bool) -> None:
    assert _one(text)["approximate"] is approximate


def test_hijri_dates_are_marked_and_stay_so_beside_a_gregorian_one() -> None:
    assert _one("بدأ الحصار في 14 شعبان 1439هـ على المدينة القديمة")["calendar"] == "hijri"
    text = "صدر القرار يوم الاثنين 14 شعبان 1439 هـ الموافق 30 أبريل 2018 رسمياً"
    assert _one(text)["calendar"] == "hijri"
    assert _one("دخلت القافلة أمس إلى البلدة المحاصرة")["calendar"] == "gregorian"


def test_hijri_days_say_that_they_may_be_off_by_one() -> None:
    found = _one("بدأ الحصار في 14 شعبان 1439هـ على المدينة القديمة")
    assert (found["value"], found["approximate"]) == ("2018-04-30", True)
    assert "differ by one" in found["reason"]
    assert found["earliest"] == datetime(2018, 4, 29)
    assert found["latest"] == datetime(2018, 5, 1, 23, 59, 59)
    both = _one("صدر القرار في 14 شعبان 1439 هـ الموافق 30 أبريل 2018 عن المجلس")
    assert (both["reason"], both["earliest"]) == (None, datetime(2018, 4, 30))


@pytest.mark.parametrize(
    ("value", "edge", "earliest", "latest"),
    [
        ("2018-04-29", None, datetime(2018, 4, 29), datetime(2018, 4, 29, 23, 59, 59)),
        ("2018-04-29TMO", None, datetime(2018, 4, 29), datetime(2018, 4, 29, 11, 59, 59)),
        ("2018-04-29TNI", None, datetime(2018, 4, 29, 18), datetime(2018, 4, 30, 5, 59, 59)),
        ("2018-04-29T08:00", None, datetime(2018, 4, 29, 8), datetime(2018, 4, 29, 8)),
        ("2018-02", None, datetime(2018, 2, 1), datetime(2018, 2, 28, 23, 59, 59)),
        ("2018", None, datetime(2018, 1, 1), datetime(2018, 12, 31, 23, 59, 59)),
        ("2018-W17", None, datetime(2018, 4, 23), datetime(2018, 4, 29, 23, 59, 59)),
        ("2013-08", "end", datetime(2013, 8, 21), datetime(2013, 8, 31, 23, 59, 59)),
        ("2013-08", "start", datetime(2013, 8, 1), datetime(2013, 8, 10, 23, 59, 59)),
        ("198X", None, datetime(1980, 1, 1), datetime(1989, 12, 31, 23, 59, 59)),
        ("2014-WI", None, datetime(2014, 12, 1), datetime(2015, 2, 28, 23, 59, 59)),
        ("2018-04-05/2018-04-09", None, datetime(2018, 4, 5), datetime(2018, 4, 9, 23, 59, 59)),
        ("2018-04-09/2018-04-05", None, None, None),
        ("PXD", None, None, None),
        ("PAST_REF", None, None, None),
        (None, None, None, None),
    ],
)
def test_bounds(value: str | None, edge: str | None, earliest: datetime | None, latest: datetime | None) -> None:
    assert of_value(value, edge) == (earliest, latest)


def test_bounds_of_a_zoned_time_are_aware() -> None:
    moment = datetime(2018, 4, 30, 14, tzinfo=UTC)
    assert of_value("2018-04-30T14:00Z") == (moment, moment)


def test_hijri_months_outside_the_tables_are_none() -> None:
    assert hijri_month(1200, 1) is None
    assert to_hijri(date(1800, 1, 1)) is None


@pytest.mark.parametrize("published", [None, date(1, 1, 1), date(9999, 12, 31), date(2020, 2, 29)])
def test_extreme_publication_days_raise_nothing(published: date | None) -> None:
    text = "وقع الهجوم بعد غد وقبل 2000 عام وفي رمضان الماضي وفي 29 شباط وقبل مئة قرن والعام المقبل ونهاية العقد الماضي"
    assert _extract(text, published)


def test_page_furniture_holds_no_dates() -> None:
    body = "قصفت المدفعية أطراف البلدة صباحاً وأصيب ثلاثة من سكانها بجروح ونقلوا إلى المشفى الميداني القريب من المكان. "
    found = _extract(zones=True, text=f"{body * 2}\n\nالتعليقات (0)\n\nأخبار يوم الجمعة 12 آذار\n")
    assert [words for words, _ in found] == ["صباحاً", "صباحاً"]


def test_sentences_do_not_run_into_each_other() -> None:
    found = _extract("سقطت القذائف على القرية أمس\nالثلاثاء المقبل موعد الجلسة الجديدة في المدينة")
    assert [words for words, _ in found] == ["أمس", "الثلاثاء المقبل"]


def test_narrative_anchors_need_a_time_told_before() -> None:
    found = _one("وفي اليوم التالي أعلنت مجموعة مسؤوليتها عن الهجوم")
    assert found["value"] is None
    assert "told before" in found["reason"]


def test_moment_before_an_event_is_a_length_and_before_now_a_day() -> None:
    assert _one("أطلقوا سراح الأسير قبل يومين من الهجوم على البلدة")["timex"] == "DURATION"
    assert _one("أطلقوا سراح الأسير قبل يومين في ساحة البلدة")["value"] == "2021-03-15"


@pytest.mark.parametrize("words", ["12 آذار و", "5 و", "2018 ", "3-5-2017 ", "من 5 إلى ", "الأحد و", "(1) "])
def test_time_grows_in_proportion_to_the_text(words: str) -> None:
    def seconds(length: int) -> float:
        began = time.process_time()
        _extract(words * (length // len(words)))
        return time.process_time() - began

    seconds(1000)
    short = min(seconds(5_000) for _ in range(3))
    assert seconds(40_000) < 8 * short * 3


@pytest.mark.parametrize(
    "words",
    ["مئات ", "نحو ", "اليوم (", "بين 5 و", "5 و", "منذ ", "أيام قليلة ", "الأولى ", "الخميس 26 آب ", "من حتى "],
)
def test_repeated_words_take_linear_time(words: str) -> None:
    began = time.process_time()
    _extract(words * 4000)
    assert time.process_time() - began < 5


def test_a_range_that_ends_before_it_begins_has_no_value_but_a_reason() -> None:
    ((surface, candidate),) = _extract("استمر الحصار من آب 2018 حتى 30 نيسان 2018 في المدينة.")
    assert surface == "من آب 2018 حتى 30 نيسان 2018"
    assert candidate.attributes["value"] is None
    assert "lies before" in candidate.attributes["reason"]


@pytest.mark.parametrize(
    "text",
    [
        "وصلت القافلة في ² نيسان وفي ³⁴ منه",
        "وقع الانفجار عند الساعة " + "9" * 5000 + ".30",
        "وقع الانفجار عند الساعة ².30",
        " 13 - ² - ",
    ],
    ids=["superscripts", "thousands of digits", "a superscript hour", "a superscript month"],
)
def test_digits_that_are_no_decimals_and_numbers_without_end_are_no_dates(text: str) -> None:
    assert not [candidate for _, candidate in _extract(text) if candidate.attributes["value"]]
