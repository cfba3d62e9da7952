"""Days: named from the publication, weekdays, days of a month in words and in digits."""

from dataclasses import replace

from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.model import Parts
from rasid.extractors.dates.months import SEPARATORS, read_month
from rasid.extractors.dates.periods import HIJRI_YEARS, SHIFTS, YEARS, this_or_last, with_tense
from rasid.extractors.dates.vocabulary import Match

Found = tuple[Parts, int]

_OPENING = frozenset("\"'«“(")
_CLOSING = frozenset("\"'»”)")


def read_anchor(cursor: Cursor, index: int, *, part_before: bool = False) -> Found | None:
    """Read a day named from the day of publication: «اليوم», «أول من أمس», «الليلة الماضية».

    Args:
        cursor: The sentence.
        index: Where it has to start.
        part_before: A part of the day stands before it, so that «غد» counts.
    """
    match = cursor.find(index, "anchor") or _tomorrow(cursor, index, part_before)
    if match is None:
        return None
    offset, _, part = match.entry.value.partition(" ")
    if cursor.has(match.last, "need"):  # «بأمس الحاجة» is «in dire need»
        return None
    if match.entry.words == ("اليوم",):
        if cursor.has(match.last, "anchor_guard_after", "the_same") or _names_outlet(cursor, index):
            return None
        if cursor.text(match.last) == "ال" and cursor.digits(match.last + 1, 1, 9999):
            return None  # «اليوم الـ45 للحرب»
        ordinal = cursor.ordinal(match.last)
        if ordinal and not (cursor.text(ordinal[1]) == "من" and cursor.has(ordinal[1] + 1, "gregorian_month")):
            return None
    if part:
        return Parts(offset=int(offset), part=part), match.last
    return Parts(offset=int(offset)), match.last


def _tomorrow(cursor: Cursor, index: int, part_before: bool) -> Match | None:
    """Return «غد», «الغد» where the words around it make it a day and no name («صحيفة الغد»)."""
    match = cursor.find(index, "anchor_late")
    if match is None:
        return None
    dated = part_before or cursor.has(match.last, "weekday") or cursor.ends_before(index, "until", "before", "since")
    return match if dated else None


def _names_outlet(cursor: Cursor, index: int) -> bool:
    """Tell whether «اليوم» ends the name of an outlet: «المصري اليوم», «قناة حلب اليوم», «"إسرائيل اليوم"»."""
    if cursor.has(index - 1, "anchor_guard_before") and not cursor.has(index + 1, "weekday"):
        return True
    quoted = cursor.text(index + 1) in _CLOSING and cursor.text(index - 2) in _OPENING
    return cursor.has(index - 1, "outlet_place") and (quoted or cursor.has(index - 2, "media_noun"))


def read_weekday(cursor: Cursor, index: int, *, night: bool) -> Found | None:
    """Read «الجمعة», «يوم جمعة», «الخميس المقبل»; after «ليل» also two days, «الجمعة السبت».

    Args:
        cursor: The sentence.
        index: Where it has to start.
        night: A word for night stands before it.
    """
    noun = cursor.find(index, "day_noun")
    start = noun.last if noun else index
    match = cursor.find(start, "weekday", *(("weekday_bare",) if noun else ()))
    if match is None:
        return None
    parts, last = Parts(weekday=int(match.entry.value)), match.last
    if night:
        following = last + (cursor.text(last) in SEPARATORS or cursor.find(last, "night_link") is not None)
        second = cursor.find(following, "weekday", shift=1 if cursor.text(following).startswith("و") else 0)
        if second and int(second.entry.value) == parts.weekday % 7 + 1:  # type: ignore[operator]
            parts, last = replace(parts, weekday2=int(second.entry.value)), second.last
    return with_tense(cursor, parts, last)


def _day_number(cursor: Cursor, index: int) -> tuple[int, int] | None:
    if cursor.text(index) == "ال":  # «الـ15 من آذار»
        index += 1
    value = cursor.digits(index, 1, 31)
    if value is not None:
        return (value, index + 1) if len(cursor.text(index)) <= 2 else None
    if first := cursor.find(index, "first_of"):  # «غرة محرم», «الفاتح من نوفمبر»
        return 1, first.last
    ordinal = cursor.ordinal(index)
    return ordinal if ordinal and ordinal[0] <= 31 else None


def read_date(cursor: Cursor, index: int, *, after_dash: bool = False) -> Found | None:
    """Read a day of a month in words or digits: «السابع من شباط/ فبراير الماضي», «24/7/2022», «25 الشهر الماضي».

    «يوم» belongs to it within an expression («صباح يوم 5 آذار»), not at its head («يوم 5 آذار»), where it only leads to
    the number as «بتاريخ» does.

    Args:
        cursor: The sentence.
        index: Where it has to start.
        after_dash: The dash before it is that of a range.
    """
    key = index, after_dash
    if key not in cursor.dates:
        cursor.dates[key] = _read_date(cursor, index, after_dash)
    return cursor.dates[key]


def _read_date(cursor: Cursor, index: int, after_dash: bool) -> Found | None:
    noun = cursor.find(index, "day_noun")
    if noun and cursor.is_head(index):
        return None
    start = noun.last if noun else index
    numeric = _numeric(cursor, start)
    if numeric:
        return numeric
    short = (
        _day_and_month(cursor, start) if noun or cursor.ends_before(start, "date_word", "weekday", "day_noun") else None
    )
    if short:
        return short
    day = _day_number(cursor, start)
    if day is None:
        return _english(cursor, start)
    if not after_dash and cursor.text(start - 1) in ("/", "-") and cursor.adjacent(start):
        return None
    value, after = day
    month = _month_of_day(cursor, after)
    if month is None:
        return _english(cursor, start)
    return replace(month[0], day=value), month[1]


def _month_of_day(cursor: Cursor, index: int) -> Found | None:
    """Read the month after a day number: «من شباط», «شباط», «-شباط-», «من الشهر نفسه», «من الجاري», «الجاري»."""
    of = cursor.text(index) == "من"
    joined = cursor.text(index) in ("-", "/") and cursor.text(index - 1).isdecimal()
    start = index + (of or joined)
    if month := read_month(cursor, start, supported=True):
        return month
    if joined:
        return None
    if same := cursor.find(start, "same_period"):
        return (Parts(anaphor="month"), same.last) if same.entry.value == "M" else None
    if month := this_or_last(cursor, start, "M"):
        return month
    modifier = cursor.find(start, "modifier")
    if modifier is None or not (of or modifier.entry.value == "present") or modifier.last != start + 1:
        return None
    if not cursor.text(start).endswith(("ي", "ت", "م", "ل")):  # masculine, as «الشهر» is
        return None
    tense = modifier.entry.value
    return Parts(unit="M", shift=SHIFTS[tense], tense=tense), modifier.last


def _numeric(cursor: Cursor, index: int) -> Found | None:
    """Read day-month-year or ISO year-month-day, separated by / - or a full stop."""
    text = cursor.text(index)
    if text.count(".") == 2:
        pieces, last = text.split("."), index + 1
    else:
        separator = cursor.text(index + 1)
        if separator not in ("/", "-", "–", "\\") or cursor.text(index + 3) != separator:
            return None
        pieces, last = [cursor.text(index), cursor.text(index + 2), cursor.text(index + 4)], index + 5
    if not all(piece.isdecimal() and len(piece) in (1, 2, 4) for piece in pieces):
        return None
    if cursor.tokens[last - 1].end - cursor.tokens[index].start > sum(map(len, pieces)) + 6:
        return None
    first, month, third = (int(piece) for piece in pieces)
    if len(pieces[0]) == 4:
        year, day = first, third
    else:
        year, day = third if len(pieces[2]) == 4 else 2000 + third, first
    if month > 12 >= day and len(pieces[0]) < 4:
        day, month = month, day
    hijri = HIJRI_YEARS[0] <= year <= HIJRI_YEARS[1]
    if not (1 <= month <= 12 and 1 <= day <= 31 and (hijri or YEARS[0] <= year <= YEARS[1])):
        return None
    if era := cursor.find(last, "era_hijri", "era_gregorian"):
        last = era.last
    return Parts(day=day, month=month, year=year, hijri=True if hijri else None), last


def _day_and_month(cursor: Cursor, index: int) -> Found | None:
    """Read «14/8» where the words before say that it is a date."""
    day, month = cursor.digits(index, 1, 31), cursor.digits(index + 2, 1, 12)
    if day is None or month is None or cursor.text(index + 1) != "/" or cursor.text(index + 3) in ("/", "-"):
        return None
    return Parts(day=day, month=month), index + 3


def _english(cursor: Cursor, index: int) -> Found | None:
    """Read «August 19, 2022» and «19 August 2022»."""
    day = cursor.digits(index, 1, 31)
    start = index if day is None else index + 1
    month = cursor.find(start, "english_month")
    if month is None:
        return None
    last = month.last
    if day is None:
        day = cursor.digits(last, 1, 31)
        last += 1
    last += cursor.text(last) == ","
    year = cursor.digits(last, *YEARS)
    if day is None or year is None:
        return None
    return Parts(day=day, month=int(month.entry.value), year=year), last + 1
