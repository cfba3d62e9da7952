"""The grammar of whole expressions: what stands alone, and what prepositions make of it."""

from dataclasses import replace

from rasid.extractors.dates import months
from rasid.extractors.dates.amounts import read_amount, read_window
from rasid.extractors.dates.composition import names_something, read_calendar, read_told_before, rule_of, stands_alone
from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.model import Direction, Expression
from rasid.extractors.dates.ranges import range_end, read_range

_AFTER_THAT = frozenset({"ذلك", "بعدها", "قبلها", "بعده", "قبله"})
"""Before «بساعات»: «بعد ذلك بساعات»."""
_DIRECTIONS: tuple[Direction, ...] = ("since", "until", "before", "after")


def read_expressions(cursor: Cursor, index: int) -> tuple[Expression, ...]:
    """Read what starts at a token: the longest expression, or two where days share a month («5 و6 نيسان»).

    Args:
        cursor: The sentence, its head set to ``index``.
        index: Where the expression has to start.

    Returns:
        The expressions, empty if there is none.
    """
    options = [
        found
        for found in (
            _directed(cursor, index),
            _plain(cursor, index),
            read_range(cursor, index),
        )
        if found
    ]
    if not options:
        return _pair(cursor, index)
    best = max(options, key=lambda found: found.last)
    return (_with_shared_year(cursor, best),)


def _with_shared_year(cursor: Cursor, found: Expression, depth: int = 0) -> Expression:
    """Give a month or day the year told after the next one: «آذار ونيسان 2020»."""
    parts = found.parts
    open_year = parts.month is not None and parts.year is None and parts.shift is None and parts.tense is None
    if depth > 4 or found.kind != "calendar" or not open_year or not cursor.text(found.last).startswith("و"):
        return found
    split = cursor.text(found.last) == "و"
    other = cursor if split else cursor.after_conjunction(found.last)
    second = read_calendar(other, found.last + split)
    if second is None or second[0].month is None or (second[0].day is None) != (parts.day is None):
        return found
    told = _with_shared_year(other, replace(found, parts=second[0], last=second[1]), depth + 1).parts
    return replace(found, parts=replace(parts, year=told.year, unit=told.unit, shift=told.shift, tense=told.tense))


def _pair(cursor: Cursor, index: int) -> tuple[Expression, ...]:
    """Read the first of «السابع والثالث من كانون الأول»; the second is read by itself."""
    found: list[tuple[int, int, int]] = []
    position = index
    while True:
        joined = bool(found)
        start = position + (joined and cursor.text(position) == "و")
        digits = cursor.digits(start, 1, 31)
        if digits is not None:
            day: tuple[int, int] | None = (digits, start + 1)
        elif joined and not cursor.text(start).startswith("وال"):
            day = None
        else:
            day = cursor.second_ordinal(start) if joined else cursor.ordinal(start)
        if day is None or day[0] > 31:
            return ()
        if joined:
            month = months.read_month(cursor, day[1] + (cursor.text(day[1]) == "من"), supported=True)
            if month:
                break
        found.append((day[0], start, day[1]))
        position = day[1]
        if not cursor.text(position).startswith("و") or len(found) > 9:
            return ()
    return tuple(
        Expression("calendar", start, last, parts=replace(month[0], day=value), row="shared-month")
        for value, start, last in found
    )


def _plain(cursor: Cursor, index: int) -> Expression | None:
    """Read an expression without a preposition inside it."""
    options: list[Expression] = []
    if idiom := cursor.find(index, "idiom"):
        options.append(Expression("name", index, idiom.last))
    window = read_window(cursor, index)
    if window:
        options.append(Expression("window", index, window[2], amount=window[0], tense=window[1], row="window"))
    period = cursor.find(index, "for_period")
    amount = read_amount(
        cursor, period.last if period else index, cued=_duration_cue(cursor, index, period is not None)
    )
    if amount and (period or not _construct(cursor, amount[1], amount[0].terms[0][0])):
        options.append(Expression("amount", index, amount[1], amount=amount[0], row="duration"))
    if reference := _reference(cursor, index):
        options.append(reference)
    calendar = read_calendar(cursor, index)
    if calendar and names_something(cursor, index, calendar[0]):
        options.append(Expression("name", index, calendar[1]))
    elif calendar and stands_alone(calendar[0]):
        options.append(Expression("calendar", index, calendar[1], parts=calendar[0], row=rule_of(calendar[0])))
    return max(options, key=lambda found: found.last) if options else None


def _duration_cue(cursor: Cursor, index: int, period: bool) -> bool:
    plural = cursor.find(index, "unit_plural") is not None
    prefix = cursor.head_prefix(index)
    led = plural and (prefix == "ل" or (prefix == "ب" and cursor.text(index - 1) in _AFTER_THAT))
    return period or led or cursor.ends_before(index, "during")


def _construct(cursor: Cursor, index: int, count: float | None) -> bool:
    """Tell whether a vague plural is rather the head of a noun: «أيام العيد», «ساعات الليل»."""
    return count is None and cursor.text(index).startswith("ال")


def _reference(cursor: Cursor, index: int) -> Expression | None:
    """Read «مؤخرا», «يوميا», «كل يوم جمعة», «لليوم الثالث على التوالي», «في وقت سابق اليوم»."""
    earlier = cursor.find(index, "earlier")
    if earlier:
        calendar = read_calendar(cursor, earlier.last + (cursor.text(earlier.last) == "من"))
        if calendar and (calendar[0].has_day or calendar[0].shift is not None):
            return Expression("calendar", index, calendar[1], parts=calendar[0], row=earlier.entry.row)
    part = cursor.find(index, "part")
    if part and cursor.find(part.last, "every"):  # «مساء كل خميس»
        repeated = _reference(cursor, part.last)
        return replace(repeated, first=index) if repeated and repeated.last > part.last + 1 else None
    every = cursor.find(index, "every")
    if every:
        weekday = cursor.find(every.last + (cursor.text(every.last) == "يوم"), "weekday", "weekday_bare")
        if weekday:
            value = f"XXXX-WXX-{weekday.entry.value}"
            return Expression("set", index, weekday.last, value=value, row="every-weekday")
        amount = read_amount(cursor, every.last, cued=True)
        if amount and amount[0].terms[0][0] not in (None, 1):
            return Expression("amount", index, amount[1], amount=amount[0], value="set", row="every-amount")
    if moment := _writing(cursor, index):
        return moment
    for kind in ("ref", "set"):
        if (match := cursor.find(index, kind)) and not _names_former(cursor, match.last, match.entry.words):
            return Expression(
                "reference" if kind == "ref" else "set", index, match.last, value=match.entry.value, row=match.entry.row
            )
    if anaphor := read_told_before(cursor, index):
        return Expression("calendar", index, anaphor[1], parts=anaphor[0], row="anaphor")
    return _running(cursor, index)


def _writing(cursor: Cursor, index: int) -> Expression | None:
    """Read «حتى ساعة كتابة هذا الخبر», «حتى إعداد التقرير»: the moment of writing."""
    until = cursor.find(index, "until", "range_to")
    start = until.last if until else index
    moment = cursor.find(start, "moment")
    writing = cursor.find(moment.last if moment else start, "writing") if until or moment else None
    if writing is None:
        return None
    this = cursor.find(writing.last, "this")
    written = cursor.find(this.last if this else writing.last, "written")
    return Expression("reference", index, written.last, value="PRESENT_REF", row="writing") if written else None


def _names_former(cursor: Cursor, index: int, words: tuple[str, ...]) -> bool:
    """Tell whether «سابقا» closes a bracket that gives a former name: «(جبهة النصرة سابقاً)»."""
    return len(words) == 1 and cursor.text(index) in (")", "]")


def _running(cursor: Cursor, index: int) -> Expression | None:
    """Read «لليوم الثالث على التوالي», «لليوم الـ285 على التوالي», «لليوم الخامس»."""
    noun = cursor.find(index, "the_day", "the_night", "the_unit")
    if noun is None:
        return None
    ordinal = cursor.ordinal(noun.last)
    if ordinal is None and cursor.text(noun.last) == "ال" and (digits := cursor.digits(noun.last + 1, 1, 9999)):
        ordinal = digits, noun.last + 2
    if ordinal is None:
        return None
    close = cursor.find(ordinal[1], "on_end")
    head = cursor.text(index).removeprefix("و").removeprefix("ف")
    month = cursor.text(ordinal[1]) == "من" and cursor.has(ordinal[1] + 1, "gregorian_month", "hijri_month")
    if close is None and _of_event(cursor, index, ordinal[1]) and noun.entry.value in ("", "N", "W", "M"):
        return Expression("running", index, ordinal[1], value=f"P{ordinal[0]}{noun.entry.value or 'D'}", row="day-of")
    if close is None and (not head.startswith("لل") or month or noun.entry.value in ("H", "TM", "Y", "C", "E")):
        return None
    unit = noun.entry.value or "D"
    last = close.last if close else ordinal[1]
    return Expression("running", index, last, value=f"P{ordinal[0]}{unit}", row="running-day")


def _of_event(cursor: Cursor, index: int, last: int) -> bool:
    """Tell whether a numbered day is one of an event: «في اليوم الثالث من الهدنة», «في اليوم الـ45 للحرب»."""
    of = cursor.text(last) == "من"
    following = cursor.text(last + of)
    dated = cursor.has(last + of, "gregorian_month", "hijri_month", "the_unit", "day_noun", "month_noun", "year_noun")
    named = following.startswith("ال") if of else following.startswith(("لل", "لعمل"))
    return named and not dated and cursor.ends_before(index, "in", "since")


def _directed(cursor: Cursor, index: int) -> Expression | None:
    """Read «منذ ثلاثة أشهر», «حتى الخميس المقبل», «قبل أيام», «بعد صلاة الظهر»."""
    word = cursor.find(index, *_DIRECTIONS)
    if word is None:
        return None
    if (part := cursor.find(index, "part", "part_adverb")) and part.entry.words[-1] != "الليل":
        return None  # «قبل ظهر أمس» is a part of the day by itself
    direction: Direction = next(d for d in _DIRECTIONS if d == word.entry.kind)
    dated = cursor.find(word.last, "date_word")  # «حتى تاريخ 5 آذار»
    start = dated.last if dated else word.last
    options: list[Expression] = []
    amount = read_amount(cursor, start, cued=True) if direction != "until" else None
    if amount:
        last = amount[1]
        told = cursor.text(last) in ("من", "علي") and cursor.has(last + 1, "event_noun")  # «قبل يومين من الهجوم»
        value = "event" if told else ""
        options.append(Expression("amount", index, last, direction, amount=amount[0], value=value, row=direction))
    window = read_window(cursor, start)
    if window:
        options.append(
            Expression("window", index, window[2], direction, amount=window[0], tense=window[1], row="window")
        )
    reference = _reference(cursor, start)
    if reference and reference.kind in ("reference", "calendar"):
        options.append(replace(reference, first=index, direction=direction))
    calendar = read_calendar(cursor, start, definite=True)
    if calendar and (stands_alone(calendar[0]) or calendar[0].midnight):
        ranged = range_end(cursor, calendar[0], calendar[1])
        if ranged and direction == "since":
            options.append(replace(ranged, first=index, direction="none"))
        options.append(
            Expression("calendar", index, calendar[1], direction, parts=calendar[0], row=rule_of(calendar[0]))
        )
    return max(options, key=lambda found: found.last) if options else None
