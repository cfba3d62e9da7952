"""Temporal expressions: spans and values from ``cases/dates.tsv``, bounds, reasons, robustness."""

import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rasid.document import read
from rasid.extractors.base import Candidate, MentionType
from rasid.extractors.dates import DateExtractor
from rasid.extractors.dates.bounds import of_value
from rasid.extractors.dates.calendars import hijri_month, to_hijri
from rasid.matching import Matcher

_ROWS = [
    line.split("\t") for line in (Path(__file__).parent / "cases" / "dates.tsv").read_text("utf-8").splitlines()[1:]
]
_EXTRACTOR = DateExtractor()
_MATCHER = Matcher(_EXTRACTOR.lexicons())
_WEDNESDAY = date(2021, 3, 17)


def _extract(text: str, published: date | None = _WEDNESDAY) -> list[tuple[str, Candidate]]:
    document = read(text, _MATCHER, published=published)
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
    assert positive >= 150
    assert len(_ROWS) - positive >= 60


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
    found = _extract(f"{body * 2}\n\nالتعليقات (0)\n\nأخبار يوم الجمعة 12 آذار\n")
    assert [words for words, _ in found] == ["صباحاً", "صباحاً"]


def test_sentences_do_not_run_into_each_other() -> None:
    found = _extract("سقطت القذائف على القرية أمس\nالثلاثاء المقبل موعد الجلسة الجديدة في المدينة")
    assert [words for words, _ in found] == ["أمس", "الثلاثاء المقبل"]


@pytest.mark.parametrize(
    "words",
    ["مئات ", "نحو ", "اليوم (", "بين 5 و", "5 و", "منذ ", "أيام قليلة ", "الأولى ", "الخميس 26 آب ", "من حتى "],
)
def test_repeated_words_take_linear_time(words: str) -> None:
    began = time.perf_counter()
    _extract(words * 4000)
    assert time.perf_counter() - began < 5
