"""Years and the periods told from the publication: «عام 2011», «الشهر الماضي», «هذا الأسبوع»."""

from dataclasses import replace

from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.model import Parts

Found = tuple[Parts, int]

SHIFTS = {"past": -1, "present": 0, "future": 1, "before_last": -2, "after_next": 2}
"""Periods from that of the publication, by the modifier."""
YEARS = (1900, 2100)
HIJRI_YEARS = (1343, 1500)


def read_year(cursor: Cursor, index: int, *, hijri: bool = False, bare: bool) -> Found | None:
    """Read «عام 2011», «عام ألفين وأحد عشر», «العام الماضي», and where ``bare`` «2011».

    Args:
        cursor: The sentence.
        index: Where it has to start.
        hijri: The month is Hijri, and so is the year.
        bare: A number alone may be the year.
    """
    noun = cursor.find(index, "year_noun")
    if noun is None and not bare:
        return this_or_last(cursor, index, "Y")
    start = noun.last if noun else index
    low, high = HIJRI_YEARS if hijri else YEARS
    if noun and cursor.text(start) == "(" and cursor.text(start + 2) == ")":  # «عام (1948)»
        if cursor.find(start + 3, "era_hijri") and (bracketed := cursor.digits(start + 1, *HIJRI_YEARS)):
            return Parts(year=bracketed, hijri=True), start + 4
        bracketed = cursor.digits(start + 1, low, high)
        return (Parts(year=bracketed, hijri=True if hijri else None), start + 3) if bracketed else None
    value, last = cursor.digits(start, low, high), start + 1
    if value is None and hijri:
        value = cursor.digits(start, *YEARS)  # «رمضان 2020»
    if value is None and noun:
        value = cursor.digits(start, *HIJRI_YEARS)
        hijri = hijri or (value is not None and cursor.find(start + 1, "era_hijri") is not None)
        if not hijri:
            value = None
        if value is None and (short := cursor.digits(start, 40, 99)):
            value = 1900 + short  # «نكسة عام 67»
        number = cursor.number(start) if value is None else None
        if number and number.low == number.high and number.low and low <= number.low <= high:
            value, last = number.low, number.last
    if value is None or (not noun and len(cursor.text(start)) != 4):
        return this_or_last(cursor, index, "Y") if noun or cursor.has(index, "the_unit", "this") else None
    if (era := cursor.find(last, "era_hijri", "era_gregorian")) and (era.entry.kind == "era_hijri" or not hijri):
        hijri, last = hijri or era.entry.kind == "era_hijri", era.last
    return Parts(year=value, hijri=True if hijri else None), last


def this_or_last(cursor: Cursor, index: int, *units: str) -> Found | None:
    """Read a period told from the publication: «الشهر الماضي», «هذا العام», «العام قبل الماضي»."""
    this = cursor.find(index, "this")
    noun = cursor.find(this.last if this else index, "the_unit")
    if noun is None or noun.entry.value not in units:
        return None
    if this:
        return Parts(unit=noun.entry.value, shift=0), noun.last
    modifier = cursor.find(noun.last, "modifier")
    if modifier is None:
        return None
    tense = modifier.entry.value
    if tense in ("present", "future") and modifier.entry.words != ("الجاري",) and cursor.has(index - 1, "office"):
        return None  # «الأمين العام الحالي»
    return Parts(unit=noun.entry.value, shift=SHIFTS[tense], tense=tense), modifier.last


def read_period(cursor: Cursor, index: int, *, edge: bool) -> Found | None:
    """Read «الأسبوع الماضي», «هذا الشهر», and after an edge («بداية») the bare «العام».

    Args:
        cursor: The sentence.
        index: Where it has to start.
        edge: «بداية», «نهاية» or the like stands before it.
    """
    found = this_or_last(cursor, index, "W", "M", "Y", "E", "C")
    if found or not edge:
        return found
    noun = cursor.find(index, "the_unit")
    if noun and noun.entry.value in ("W", "M", "Y"):
        return Parts(unit=noun.entry.value, shift=0), noun.last
    return None


def with_tense(cursor: Cursor, parts: Parts, index: int) -> Found:
    """Add a modifier that follows («الماضي», «الجاري», «المقبل»)."""
    match = cursor.find(index, "modifier")
    if match is None:
        return parts, index
    return replace(parts, tense=match.entry.value), match.last
