"""Days, months and years: the atoms of calendar expressions."""

from dataclasses import replace

from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.model import Parts
from rasid.extractors.dates.vocabulary import Match

Found = tuple[Parts, int]

_SHIFTS = {"past": -1, "present": 0, "future": 1, "before_last": -2, "after_next": 2}
_SEPARATORS = frozenset("/\\:-–|")
_OPENING = frozenset("\"'«“(")
_CLOSING = frozenset("\"'»”)")
_YEARS = (1900, 2100)
_HIJRI_YEARS = (1343, 1500)


def read_anchor(cursor: Cursor, index: int) -> Found | None:
    """Read a day named from the day of publication: «اليوم», «أول من أمس», «الليلة الماضية»."""
    match = cursor.find(index, "anchor")
    if match is None:
        return None
    offset, _, part = match.entry.value.partition(" ")
    if match.entry.words == ("اليوم",):
        if cursor.has(match.last, "anchor_guard_after", "the_same") or _names_outlet(cursor, index):
            return None
        ordinal = cursor.ordinal(match.last)
        if ordinal and not (cursor.text(ordinal[1]) == "من" and cursor.has(ordinal[1] + 1, "gregorian_month")):
            return None
    if part:
        return Parts(offset=int(offset), part=part), match.last
    return Parts(offset=int(offset)), match.last


def _names_outlet(cursor: Cursor, index: int) -> bool:
    """Tell whether «اليوم» ends the name of an outlet: «المصري اليوم», «قناة حلب اليوم», «"إسرائيل اليوم"»."""
    if cursor.has(index - 1, "anchor_guard_before"):
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
        following = last + (cursor.text(last) in _SEPARATORS or cursor.find(last, "night_link") is not None)
        second = cursor.find(following, "weekday", shift=1 if cursor.text(following).startswith("و") else 0)
        if second and int(second.entry.value) == parts.weekday % 7 + 1:  # type: ignore[operator]
            parts, last = replace(parts, weekday2=int(second.entry.value)), second.last
    return with_tense(cursor, parts, last)


def with_tense(cursor: Cursor, parts: Parts, index: int) -> Found:
    """Add a modifier that follows («الماضي», «الجاري», «المقبل»)."""
    match = cursor.find(index, "modifier")
    if match is None or match.entry.words == ("هذا",):
        return parts, index
    return replace(parts, tense=match.entry.value), match.last


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
    strong = supported or noun is not None or match.entry.alone
    second = None if hijri else _second_name(cursor, last)
    if second:
        strong, last = strong or cursor.text(last) == "(" or cursor.text(last) in _SEPARATORS, second
    dated = _with_year(cursor, parts, last)
    tensed = with_tense(cursor, *dated)
    if tensed[1] == last and not strong:
        cued = cursor.ends_before(index, "in", "since", "until", "edge")
        levant = match.entry.row.startswith(("levant", "standard")) or match.entry.row == "hijri-ramadan"
        if not (cued and levant):
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
    return _with_year(cursor, Parts(month=ordinal[0]), ordinal[1])


def _second_name(cursor: Cursor, index: int) -> int | None:
    """Return the end of a second name of the month just read, brackets and slashes included."""
    text = cursor.text(index)
    start = index + 1 if text == "(" or text in _SEPARATORS else index
    match = cursor.find(start, "gregorian_month")
    if match is None:
        return None
    if text == "(":
        return match.last + 1 if cursor.text(match.last) == ")" else None
    return match.last


def _with_year(cursor: Cursor, parts: Parts, index: int) -> Found:
    """Add the year after a month: «2018», «من عام 2018», «من العام الماضي»."""
    start = index + (cursor.text(index) in ("من", "،", ",", "/", "-"))
    year = read_year(cursor, start, hijri=bool(parts.hijri), bare=cursor.text(index) not in ("من",))
    if year is None or (cursor.text(index) in ("/", "-", "،", ",") and year[0].year is None):
        return parts, index
    told, last = year
    return replace(parts, year=told.year, hijri=parts.hijri or told.hijri, unit=told.unit, shift=told.shift), last


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
        return _this_or_last(cursor, index, "Y")
    start = noun.last if noun else index
    low, high = _HIJRI_YEARS if hijri else _YEARS
    if noun and cursor.text(start) == "(" and cursor.text(start + 2) == ")":  # «عام (1948)»
        bracketed = cursor.digits(start + 1, low, high)
        return (Parts(year=bracketed, hijri=True if hijri else None), start + 3) if bracketed else None
    value, last = cursor.digits(start, low, high), start + 1
    if value is None and hijri:
        value = cursor.digits(start, *_YEARS)  # «رمضان 2020»
    if value is None and noun:
        value = cursor.digits(start, *_HIJRI_YEARS)
        hijri = hijri or (value is not None and cursor.find(start + 1, "era_hijri") is not None)
        if not hijri:
            value = None
        if value is None and (short := cursor.digits(start, 40, 99)):
            value = 1900 + short  # «نكسة عام 67»
        number = cursor.number(start) if value is None else None
        if number and number.low == number.high and number.low and low <= number.low <= high:
            value, last = number.low, number.last
    if value is None or (not noun and len(cursor.text(start)) != 4):
        return _this_or_last(cursor, index, "Y") if noun or cursor.has(index, "the_unit", "modifier") else None
    if (era := cursor.find(last, "era_hijri", "era_gregorian")) and (era.entry.kind == "era_hijri" or not hijri):
        hijri, last = hijri or era.entry.kind == "era_hijri", era.last
    return Parts(year=value, hijri=True if hijri else None), last


def _this_or_last(cursor: Cursor, index: int, *units: str) -> Found | None:
    """Read a period told from the publication: «الشهر الماضي», «هذا العام», «العام قبل الماضي»."""
    this = cursor.find(index, "modifier")
    if this and this.entry.words[0] not in ("هذا",):
        this = None
    noun = cursor.find(this.last if this else index, "the_unit")
    if noun is None or noun.entry.value not in units:
        return None
    if this:
        return Parts(unit=noun.entry.value, shift=0), noun.last
    modifier = cursor.find(noun.last, "modifier")
    if modifier is None or modifier.entry.words == ("هذا",):
        return None
    tense = modifier.entry.value
    return Parts(unit=noun.entry.value, shift=_SHIFTS[tense], tense=tense), modifier.last


def read_period(cursor: Cursor, index: int, *, edge: bool) -> Found | None:
    """Read «الأسبوع الماضي», «هذا الشهر», and after an edge («بداية») the bare «العام».

    Args:
        cursor: The sentence.
        index: Where it has to start.
        edge: «بداية», «نهاية» or the like stands before it.
    """
    found = _this_or_last(cursor, index, "W", "M", "Y", "E", "C")
    if found or not edge:
        return found
    noun = cursor.find(index, "the_unit")
    if noun and noun.entry.value in ("W", "M", "Y"):
        return Parts(unit=noun.entry.value, shift=0), noun.last
    return None


def _day_number(cursor: Cursor, index: int) -> tuple[int, int] | None:
    if cursor.text(index) == "ال":  # «الـ15 من آذار»
        index += 1
    value = cursor.digits(index, 1, 31)
    if value is not None:
        return (value, index + 1) if len(cursor.text(index)) <= 2 else None
    ordinal = cursor.ordinal(index)
    return ordinal if ordinal and ordinal[0] <= 31 else None


def read_date(cursor: Cursor, index: int) -> Found | None:
    """Read a day of a month in words or digits: «السابع من شباط/ فبراير الماضي», «24/7/2022», «25 الشهر الماضي»."""
    noun = cursor.find(index, "day_noun")
    start = noun.last if noun else index
    numeric = _numeric(cursor, start)
    if numeric:
        return numeric
    short = _day_and_month(cursor, start) if noun or cursor.ends_before(start, "date_word", "weekday") else None
    if short:
        return short
    day = _day_number(cursor, start)
    if day is None:
        return _english(cursor, start)
    if cursor.text(start - 1) in ("/", "-") and cursor.adjacent(start):
        return None
    value, after = day
    of = cursor.text(after) == "من"
    month_at = after + of
    month = read_month(cursor, month_at, supported=True) or _this_or_last(cursor, month_at, "M")
    if month is None:
        return _english(cursor, start)
    return replace(month[0], day=value), month[1]


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
        if cursor.tokens[last - 1].end - cursor.tokens[index].start > sum(map(len, pieces)) + 6:
            return None
    if not all(piece.isdigit() and len(piece) in (1, 2, 4) for piece in pieces):
        return None
    first, month, third = (int(piece) for piece in pieces)
    if len(pieces[0]) == 4:
        year, day = first, third
    else:
        year, day = third if len(pieces[2]) == 4 else 2000 + third, first
    if month > 12 >= day and len(pieces[0]) < 4:
        day, month = month, day
    hijri = _HIJRI_YEARS[0] <= year <= _HIJRI_YEARS[1]
    if not (1 <= month <= 12 and 1 <= day <= 31 and (hijri or _YEARS[0] <= year <= _YEARS[1])):
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
    year = cursor.digits(last, *_YEARS)
    if day is None or year is None:
        return None
    return Parts(day=day, month=int(month.entry.value), year=year), last + 1


def read_other(cursor: Cursor, index: int) -> Found | None:
    """Read decades, seasons with a year or modifier, and holidays."""
    decade = cursor.find(index, "decade")
    if decade and not any(cursor.has(i, "age") for i in range(decade.last, decade.last + 3)):
        century = cursor.find(decade.last, "last_century")
        return Parts(literal=f"{decade.entry.value}X"), century.last if century else decade.last
    if season := cursor.find(index, "season"):
        year = read_year(cursor, season.last, bare=True)
        if year:
            return replace(year[0], season=season.entry.value), year[1]
        parts, last = with_tense(cursor, Parts(season=season.entry.value), season.last)
        return (parts, last) if last > season.last and cursor.text(season.last - 1).startswith("ال") else None
    holiday = cursor.find(index, "holiday")
    if holiday:
        calendar, month, day, days = holiday.entry.value.split()
        parts = Parts(month=int(month), day=int(day), days=int(days), hijri=True if calendar == "hijri" else None)
        return with_tense(cursor, *_with_year(cursor, parts, holiday.last))
    return None
