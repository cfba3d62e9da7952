"""Months: names of all calendars, two names of one month, the year after them."""

from dataclasses import replace

from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.model import Parts
from rasid.extractors.dates.periods import read_year, with_tense
from rasid.extractors.dates.vocabulary import Match

Found = tuple[Parts, int]

SEPARATORS = frozenset("/\\:-–|")
"""Signs between two names of one month, or the two days of a night."""


def read_month(cursor: Cursor, index: int, *, supported: bool) -> Found | None:
    """Read a month name, or two of one month («شباط/ فبراير», «حزيران (يونيو)»), with year and modifier.

    Args:
        cursor: The sentence.
        index: Where it has to start.
        supported: A day number or «شهر» stands before it, so that ambiguous names count.
    """
    noun = cursor.find(index, "month_noun")
    start = noun.last if noun else index
    match = cursor.find(start, "gregorian_month", "hijri_month")
    if match is None or _misspelled(cursor, start, match, supported):
        return _numbered_month(cursor, index) if noun else None
    hijri = match.entry.kind == "hijri_month"
    parts, last = Parts(month=int(match.entry.value), hijri=True if hijri else None), match.last
    if match.entry.row.startswith("libya") and not supported and noun is None:
        return None  # «الصيف الماضي», «الربيع»
    strong = supported or noun is not None or match.entry.alone
    second = None if hijri else _second_name(cursor, last)
    if second:
        strong, last = strong or cursor.text(last) == "(" or cursor.text(last) in SEPARATORS, second
    dated = with_year(cursor, parts, last)
    tensed = with_tense(cursor, *dated)
    if tensed[1] == last and not strong:
        listed = cursor.has(index - 1, "gregorian_month")  # «أشهر جويلية وأوت»
        cued = cursor.ends_before(index, "in", "since", "until", "edge")
        levant = match.entry.row.startswith(("levant", "standard")) or match.entry.row == "hijri-ramadan"
        if not listed and not (cued and levant):
            return None
    return tensed


def _misspelled(cursor: Cursor, index: int, match: Match, supported: bool) -> bool:
    """Tell whether «اب» is written as another word than the month «آب» (أب, إب)."""
    if match.entry.words != ("اب",):
        return False
    spelled = cursor.spelled(index)[-2:]
    return spelled != "آب" and not (supported and spelled == "اب")


def _numbered_month(cursor: Cursor, index: int) -> Found | None:
    """Read «الشهر الثالث»."""
    noun = cursor.find(index, "the_unit")
    ordinal = cursor.ordinal(noun.last) if noun and noun.entry.value == "M" else None
    pregnancy = any(cursor.has(i, "age") for i in range(index - 4, index))
    if ordinal is None or ordinal[0] > 12 or pregnancy:
        return None
    return with_year(cursor, Parts(month=ordinal[0]), ordinal[1])


def _second_name(cursor: Cursor, index: int) -> int | None:
    """Return the end of a second name of the month just read, brackets and slashes included."""
    text = cursor.text(index)
    start = index + 1 if text == "(" or text in SEPARATORS else index
    match = cursor.find(start, "gregorian_month")
    if match is None:
        return None
    if text == "(":
        return match.last + 1 if cursor.text(match.last) == ")" else None
    return match.last


def with_year(cursor: Cursor, parts: Parts, index: int) -> Found:
    """Add the year after a month: «2018», «من عام 2018», «من العام الماضي»."""
    start = index + (cursor.text(index) in ("من", "في", "،", ",", "/", "-"))
    if same := cursor.find(start, "same_period"):
        if same.entry.value == "Y" and start > index and parts.month is not None:
            return replace(parts, anaphor="year"), same.last
        return parts, index
    year = read_year(cursor, start, hijri=bool(parts.hijri), bare=cursor.text(index) not in ("من",))
    if year is None or (cursor.text(index) in ("/", "-", "،", ",", "في") and year[0].year is None):
        return parts, index
    if cursor.text(index) == "في" and not cursor.has(start, "year_noun"):
        return parts, index
    told, last = year
    return replace(parts, year=told.year, hijri=parts.hijri or told.hijri, unit=told.unit, shift=told.shift), last
