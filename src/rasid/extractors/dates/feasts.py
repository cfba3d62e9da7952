"""Decades, centuries, seasons, holidays and the days of feasts."""

from dataclasses import replace

from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.model import Parts
from rasid.extractors.dates.months import read_month, with_year
from rasid.extractors.dates.periods import read_year, with_tense

Found = tuple[Parts, int]


def read_other(cursor: Cursor, index: int) -> Found | None:
    """Read decades, seasons with a year or modifier, and holidays."""
    decade = cursor.find(index, "decade")
    if decade and not any(cursor.has(i, "age") for i in range(decade.last, decade.last + 3)):
        century = cursor.find(decade.last + (cursor.text(decade.last) == "من"), "last_century")
        return Parts(literal=f"{decade.entry.value}X"), century.last if century else decade.last
    if told := _century(cursor, index):
        return told
    this = cursor.find(index, "this")
    this_season = cursor.find(this.last, "season") if this else None
    if this and this_season and cursor.text(this.last).startswith("ال"):
        return Parts(season=this_season.entry.value, tense="present"), this_season.last  # «هذا الشتاء»
    if season := cursor.find(index, "season"):
        year = read_year(cursor, season.last, bare=True)
        if year:
            return replace(year[0], season=season.entry.value), year[1]
        parts, last = with_tense(cursor, Parts(season=season.entry.value), season.last)
        return (parts, last) if last > season.last and cursor.text(season.last - 1).startswith("ال") else None
    return _feast_day(cursor, index) or _holiday(cursor, index, 0)


def _century(cursor: Cursor, index: int) -> Found | None:
    """Read «القرن التاسع عشر», «القرن الحادي والعشرين»."""
    noun = cursor.find(index, "the_unit")
    ordinal = cursor.ordinal(noun.last) if noun and noun.entry.value == "C" else None
    if ordinal is None or not 10 <= ordinal[0] <= 22:
        return None
    return Parts(literal=f"{ordinal[0] - 1}XX"), ordinal[1]


def _feast_day(cursor: Cursor, index: int) -> Found | None:
    """Read «ثاني أيام عيد الفطر», «أول أيام رمضان»."""
    match = cursor.find(index, "feast_day")
    if match is None:
        return None
    number = int(match.entry.value)
    shift = int(cursor.text(match.last).startswith("ل"))
    if feast := _holiday(cursor, match.last, shift):
        day = feast[0].day or 1
        return (replace(feast[0], day=day + number - 1, days=1), feast[1]) if (feast[0].days or 1) > 1 else None
    month = read_month(cursor, match.last, supported=True)
    return (replace(month[0], day=number), month[1]) if month and month[0].hijri else None


def _holiday(cursor: Cursor, index: int, shift: int) -> Found | None:
    holiday = cursor.find(index, "holiday", shift=shift)
    if holiday is None:
        return None
    calendar, month, day, days = holiday.entry.value.split()
    parts = Parts(month=int(month), day=int(day), days=int(days), hijri=True if calendar == "hijri" else None)
    return with_tense(cursor, *with_year(cursor, parts, holiday.last))
