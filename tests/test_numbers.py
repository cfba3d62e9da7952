"""The number grammar: cardinals, hedges, ranges and ordinals, from ``cases/numbers.tsv``."""

from pathlib import Path

import pytest

from rasid.text.normalize import normalize
from rasid.text.numbers import Number, read_hedge, read_number, read_ordinal
from rasid.text.tokenize import tokenize

_ROWS = [
    line.split("\t") for line in (Path(__file__).parent / "cases" / "numbers.tsv").read_text("utf-8").splitlines()[1:]
]


def _read(text: str, index: int = 0) -> Number | None:
    normal = normalize(text)
    return read_number(tokenize(normal), index, normal.clean)


@pytest.mark.parametrize(("text", "low", "high", "approximate", "length"), _ROWS)
def test_number_at_the_first_token(text: str, low: str, high: str, approximate: str, length: str) -> None:
    number = _read(text)
    if not length:
        assert number is None
        return
    expected = Number(int(low) if low else None, int(high) if high else None, approximate == "yes", 0, int(length))
    assert number == expected


def test_indices_are_those_of_the_given_tokens() -> None:
    assert _read("قتل في الغارة نحو عشرين مدنيا", 3) == Number(20, 20, True, 3, 5)


def test_index_outside_the_tokens_gives_nothing() -> None:
    assert _read("عشرون", 1) is None
    assert _read("عشرون", -1) is None


def test_number_does_not_cross_a_line_end() -> None:
    assert _read("أصيب 5\nآلاف النازحين", 1) == Number(5, 5, False, 1, 2)


def test_long_runs_of_hedges_and_numbers_end() -> None:
    assert _read("نحو " * 5000) is None
    number = _read("مئات " * 5000)
    assert number is not None
    assert number.last <= 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الأول من آذار", (1, 1)),
        ("الثاني", (2, 1)),
        ("والسابع من", (7, 1)),
        ("العاشرة صباحا", (10, 1)),
        ("الحادي عشر", (11, 2)),
        ("الثانية عشرة", (12, 2)),
        ("بالرابع عشر من", (14, 2)),
        ("العشرين من الشهر", (20, 1)),
        ("الحادي والعشرين", (21, 2)),
        ("الثالثة والعشرين", (23, 2)),
        ("الحادي والثلاثين", (31, 2)),
        ("السابعة والنصف", (7, 1)),
        ("الحادي", None),
        ("ثاني", None),
        ("أول", None),
        ("الأولاد", None),
        ("القتلى", None),
    ],
)
def test_ordinal(text: str, expected: tuple[int, int] | None) -> None:
    assert read_ordinal(tokenize(normalize(text)), 0) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("نحو أسبوعين", ("approx", 1)), ("أكثر من عامين", ("least", 2)), ("من القرية", None)]
)
def test_hedge_before_a_noun(text: str, expected: tuple[str, int] | None) -> None:
    assert read_hedge(tokenize(normalize(text)), 0) == expected


@pytest.mark.parametrize("text", ["²", "³⁴", "²³ قتيلا", "٣² قتلى"])
def test_superscripts_are_no_numbers(text: str) -> None:
    number = _read(text)
    assert number is None or (number.low, number.last) == (3, 1)
