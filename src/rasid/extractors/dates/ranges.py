"""Ranges between two calendar expressions."""

from dataclasses import replace

from rasid.extractors.dates.clock import read_ordinal_hour
from rasid.extractors.dates.composition import read_calendar, read_hour
from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.days import read_date
from rasid.extractors.dates.model import Expression, Parts

_BOTH = frozenset({"يومي", "شهري", "ليلتي", "تاريخي"})
"""Between «بين» and its two ends: «بين يومي الخميس والسبت»."""
_COMMAS = frozenset("،,")


def read_range(cursor: Cursor, index: int) -> Expression | None:
    """Read «بين 5 و9 نيسان», «من 18 شباط حتى 14 نيسان 2018», «مساء الجمعة حتى فجر الأحد الماضيين»."""
    between = cursor.find(index, "range_between")
    if between:
        return _between(cursor, index, between.last)
    years = cursor.find(index, "year_noun_dual")
    if years:
        return _two_years(cursor, index, years.last)
    opening = cursor.find(index, "range_from")
    start = opening.last if opening else index
    first = _endpoint(cursor, start)
    if first is None:
        return None
    if opening is None and not (first[0].has_day or first[0].has_period):
        return None
    found = range_end(cursor, *first)
    return replace(found, first=index) if found else None


def _endpoint(cursor: Cursor, index: int, *, clock: bool = False, dash: bool = False) -> tuple[Parts, int] | None:
    """Read one end of a range: a calendar expression, a day number, or after a ``clock`` time an hour."""
    if dash and (date := read_date(cursor, index, after_dash=True)):
        return date
    calendar = read_calendar(cursor, index, definite=True)
    if calendar is None and clock:
        return read_hour(cursor, index)
    if calendar:
        return calendar
    year = cursor.digits(index, 1950, 2100)
    if year is not None:
        return Parts(year=year), index + 1
    day = cursor.digits(index, 1, 31)
    if day is not None:
        return Parts(day=day), index + 1
    ordinal = cursor.ordinal(index)
    return (Parts(day=ordinal[0]), ordinal[1]) if ordinal and ordinal[0] <= 31 else None


def range_end(cursor: Cursor, first: Parts, index: int) -> Expression | None:
    """Read «حتى 14 نيسان 2018» or «-9 نيسان» after the first end.

    Args:
        cursor: The sentence.
        first: The first end.
        index: Where the rest has to start.

    Returns:
        The range, its first token still to be set.
    """
    link = cursor.find(index, "range_to") or (
        cursor.find(index + 1, "range_to") if cursor.text(index) in _COMMAS else None
    )
    dash = cursor.text(index) in ("-", "–") and not first.has_time
    if link is None and not dash:
        return None
    second = _endpoint(cursor, link.last if link else index + 1, clock=first.clock is not None, dash=link is None)
    if second is None or not _same_sort(first, second[0]):
        return None
    if link is None and second[0].has_time:
        return None
    return Expression("range", 0, second[1], parts=_share(first, second[0]), until=second[0], row="range")


def _between(cursor: Cursor, index: int, start: int) -> Expression | None:
    years = cursor.find(start, "year_noun_dual")
    if years:
        return _two_years(cursor, index, years.last)
    if cursor.text(start) in _BOTH:
        start += 1
    first = _bare_hours(cursor, start) or _endpoint(cursor, start)
    if first is None:
        return None
    text = cursor.text(first[1])
    clock = first[0].clock is not None
    if text == "و":
        second = _endpoint(cursor, first[1] + 1, clock=clock)
    else:
        joined = cursor.after_conjunction(first[1])
        second = _endpoint(joined, first[1], clock=clock) if text.startswith("و") else None
    if second is None or not _same_sort(first[0], second[0]):
        return None
    return Expression("range", index, second[1], parts=_share(first[0], second[0]), until=second[0], row="range")


def _bare_hours(cursor: Cursor, index: int) -> tuple[Parts, int] | None:
    """Read «الثامنة» of «بين الثامنة والعاشرة صباحا»."""
    hour = read_ordinal_hour(cursor, index)
    if hour is None or not cursor.text(hour[1]).startswith("و"):
        return None
    second = read_hour(cursor.after_conjunction(hour[1]), hour[1])
    return (Parts(clock=(hour[0], 0)), hour[1]) if second and second[0].part else None


def _two_years(cursor: Cursor, index: int, start: int) -> Expression | None:
    """Read «عامي 2017 و2020»."""
    first = cursor.digits(start, 1900, 2100)
    second = cursor.digits(start + 2, 1900, 2100)
    if first is None or second is None or cursor.text(start + 1) not in ("و", "-", "–", "حتي", "الي"):
        return None
    return Expression("range", index, start + 3, parts=Parts(year=first), until=Parts(year=second), row="range")


def _same_sort(first: Parts, second: Parts) -> bool:
    if first.day is not None and first.month is None and first.offset is None and first.weekday is None:
        return second.day is not None and second.month is not None
    if first.year is not None and first.month is None:
        return second.has_period or second.has_day
    if second.day is not None and second.month is None and second.shift is None:
        return False
    return (
        (first.has_day and second.has_day)
        or (first.has_period and (second.has_period or second.has_day))
        or (first.clock is not None and second.clock is not None)
    )


def _share(first: Parts, second: Parts) -> Parts:
    """Give the first end what the second tells for both: month, year, modifier."""
    if first.day is not None and first.month is None and first.shift is None:
        return replace(
            first, month=second.month, year=second.year, unit=second.unit, shift=second.shift, tense=second.tense,
            hijri=second.hijri,
        )  # fmt: skip
    if first.month is not None and first.year is None and second.year is not None and first.shift is None:
        return replace(first, year=second.year)
    if first.clock and second.clock and first.part is None and first.clock <= second.clock:
        return replace(first, part=second.part)
    if first.tense is None and second.tense is not None:
        return replace(first, tense=second.tense)
    return first
