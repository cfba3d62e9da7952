"""What must not change the records does not: marks, elongation, spellings, page furniture, another outlet, another day.

Each change is made to all sample articles; the share of records that stay the same is printed and held.
Names and slots are compared, not offsets: a mark more moves them all.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import regex

import rasid
from conftest import ARTICLES
from rasid.matching import key_of

ROWS = [json.loads(line) for line in (ARTICLES / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
_LETTER = regex.compile(r"[ء-غف-ي](?=[ء-غف-ي])")
_JOINING = regex.compile(r"[بتثجحخسشصضطظعغفقكلمنهي](?=[ء-غف-ي])")
_VOWELS = "\u064e\u064f\u0650\u0652"
_MENU = "الرئيسية | سياسة | اقتصاد | رياضة | فيديو\n\nشارك الخبر: فيسبوك  تويتر  واتساب\n\n"
_FOOT = (
    "\n\nاقرأ أيضا\n\nقتلى وجرحى بانفجار سيارة مفخخة في سوق مدينة عفرين\n\n"
    "الجيش الوطني الليبي يعلن السيطرة على مدينة غريان\n\nالتعليقات (0)\n"
)


def _sprinkled(pattern: regex.Pattern[str], share: float, mark: Callable[[random.Random], str]) -> Callable[[str], str]:
    def change(text: str) -> str:
        dice = random.Random(len(text))
        return pattern.sub(lambda m: m.group() + (mark(dice) if dice.random() < share else ""), text)

    return change


CHANGES: dict[str, tuple[Callable[[str], str], float]] = {
    "vowel marks": (_sprinkled(_LETTER, 0.5, lambda dice: dice.choice(_VOWELS)), 1.0),
    "elongation": (_sprinkled(_JOINING, 0.2, lambda dice: "ـ" * dice.randint(1, 3)), 1.0),
    "Arabic-Indic digits": (lambda text: text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), 1.0),
    "Persian letters": (lambda text: text.translate(str.maketrans("كي", "کی")), 1.0),
    "no-break spaces": (lambda text: text.replace(" ", "\u00a0"), 1.0),
    "bidi marks": (lambda text: text.replace(" ", " \u200f"), 1.0),
    "Windows line ends": (lambda text: text.replace("\n", "\r\n"), 1.0),
    "hamza left out": (lambda text: text.translate(str.maketrans("أإآ", "ااا")), 0.99),
    "final ya as alef": (lambda text: regex.sub(r"ى(?!\p{L})", "ي", text), 0.99),
    "و set apart": (lambda text: regex.sub(r"(?<=\s)و(?=(?:قال|أضاف|أوضح|أكد|أشار|ذكر|قتل|أصيب)\b)", "و ", text), 0.99),
    "page furniture": (lambda text: _MENU + text.rstrip() + _FOOT, 0.99),
}


def told(report: rasid.Report) -> Counter[tuple[Any, ...]]:
    """What a report says, without offsets."""
    places = {place.id: place.name for place in report.places}
    names = {e.id: e.name for e in (*report.people, *report.groups, *report.organizations, *report.places)}
    found: Counter[tuple[Any, ...]] = Counter()
    for event in report.events:
        found[
            "event",
            event.type,
            event.start,
            event.end,
            event.modality,
            tuple(key_of(places[place]) for place in event.places),
            tuple(key_of(names.get(p.entity_id or "", p.text)) for p in event.actors),
            tuple(key_of(names.get(p.entity_id or "", p.text)) for p in event.targets),
            tuple((toll.kind, toll.low, toll.high) for toll in event.casualties),
        ] += 1
    for person in report.people:
        found["person", key_of(person.name)] += 1
    for group in report.groups:
        found["group", key_of(group.name)] += 1
    for place in report.places:
        found["place", key_of(place.name), place.kind, place.lat] += 1
    for expression in report.dates:
        found["date", expression.value, expression.type] += 1
    return found


def agreement(pairs: Iterator[tuple[rasid.Report, rasid.Report]]) -> float:
    """The share of records that two readings share (F1)."""
    same = either = 0
    for one, other in pairs:
        a, b = told(one), told(other)
        same += 2 * (a & b).total()
        either += a.total() + b.total()
    return same / either


@pytest.fixture(scope="module")
def plain(pipeline: Any) -> list[rasid.Report]:
    return [pipeline.extract(row["text"], published=row["published"]) for row in ROWS]


@pytest.mark.parametrize("name", list(CHANGES))
def test_a_change_of_spelling_or_page_changes_no_record(name: str, plain: list[rasid.Report], pipeline: Any) -> None:
    change, least = CHANGES[name]
    texts = [change(row["text"]) for row in ROWS]
    assert any(text != row["text"] for text, row in zip(texts, ROWS, strict=True))
    changed = (pipeline.extract(text, published=row["published"]) for text, row in zip(texts, ROWS, strict=True))
    share = agreement(zip(plain, changed, strict=True))
    print(f"{name}: {share:.4f} of the records stay the same")
    assert share >= least


def test_the_name_of_the_outlet_changes_no_record(plain: list[rasid.Report], pipeline: Any) -> None:
    named = (pipeline.extract(r["text"], published=r["published"], outlet="وكالة الفرات للأنباء") for r in ROWS)
    assert agreement(zip(plain, named, strict=True)) == 1


ABSOLUTE = regex.compile(r"\d{4}|\d/\d")


def dates_its_clocks(report: rasid.Report) -> bool:
    """A page with its own date and with clock times beside it («15 تموز 2025 … 06:50 – …»): both would have to move."""
    told = any(ABSOLUTE.search(d.text) and (d.value or "")[:10] == (report.published or "")[:10] for d in report.dates)
    return told and any(d.text[:2].isdigit() and ":" in d.text and not ABSOLUTE.search(d.text) for d in report.dates)


def test_another_day_of_publication_moves_what_is_told_from_it_and_nothing_else(
    plain: list[rasid.Report], pipeline: Any
) -> None:
    """Two weeks: weekdays stay what they are."""
    moved = kept = 0
    for row, report in zip(ROWS, plain, strict=True):
        day = date.fromisoformat(row["published"][:10]) + timedelta(14)
        later = pipeline.extract(row["text"], published=day.isoformat())
        if not dates_its_clocks(report):
            assert [(e.type, e.trigger) for e in later.events] == [(e.type, e.trigger) for e in report.events]
        for before, after in zip(report.dates, later.dates, strict=True):
            assert (before.start, before.end) == (after.start, after.end)
            if before.value is None or not regex.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", before.value):
                continue
            shift = date.fromisoformat(after.value[:10]) - date.fromisoformat(before.value[:10])
            if ABSOLUTE.search(before.text):
                assert shift == timedelta(0), before.text
            moved, kept = moved + (shift == timedelta(14)), kept + (shift == timedelta(0))
    print(f"{moved} days moved by two weeks, {kept} stayed")
    assert moved > 50


def test_sides_that_change_places_change_places_in_the_records(pipeline: Any) -> None:
    """In sentences that name two sides once each, exchanging the names exchanges the roles."""
    frame = "قصفت {} أمس مواقع {} في محيط بلدة النيرب بريف إدلب، ما أسفر عن مقتل ثلاثة من عناصرها."
    sides = ["قوات النظام السوري", "هيئة تحرير الشام", "القوات التركية", "قوات سوريا الديمقراطية"]
    for one in sides:
        for other in sides:
            if one == other:
                continue
            (event,) = pipeline.extract(frame.format(one, other), published="2020-02-02").events
            assert [party.text for party in event.actors] == [one]
            assert other in [party.text for party in event.targets]
