"""Composition: day, date, part of day, clock and apposition make ONE expression; prepositions and ranges around it."""

from dataclasses import replace

from rasid.extractors.dates import days
from rasid.extractors.dates.amounts import read_amount, read_window
from rasid.extractors.dates.clock import read_clock, read_part
from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.model import Direction, Expression, Parts, merge

_COMMAS = frozenset("،,")
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
            _span(cursor, index),
            _plain(cursor, index),
        )
        if found
    ]
    if not options:
        return _pair(cursor, index)
    return (max(options, key=lambda found: found.last),)


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
            month = days.read_month(cursor, day[1] + (cursor.text(day[1]) == "من"), supported=True)
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
    if calendar and _names_something(cursor, index, calendar[0]):
        options.append(Expression("name", index, calendar[1]))
    elif calendar and stands_alone(calendar[0]):
        options.append(Expression("calendar", index, calendar[1], parts=calendar[0], row=rule_of(calendar[0])))
    return max(options, key=lambda found: found.last) if options else None


def _duration_cue(cursor: Cursor, index: int, period: bool) -> bool:
    plural_after_lam = cursor.head_prefix(index) == "ل" and cursor.find(index, "unit_plural") is not None
    return period or plural_after_lam or cursor.ends_before(index, "during")


def _construct(cursor: Cursor, index: int, count: float | None) -> bool:
    """Tell whether a vague plural is rather the head of a noun: «أيام العيد», «ساعات الليل»."""
    return count is None and cursor.text(index).startswith("ال")


def _reference(cursor: Cursor, index: int) -> Expression | None:
    """Read «مؤخرا», «يوميا», «كل يوم جمعة», «لليوم الثالث على التوالي», «في وقت سابق اليوم»."""
    earlier = cursor.find(index, "earlier")
    if earlier:
        calendar = read_calendar(cursor, earlier.last + (cursor.text(earlier.last) == "من"))
        if calendar and calendar[0].has_day:
            return Expression("calendar", index, calendar[1], parts=calendar[0], row=earlier.entry.row)
    every = cursor.find(index, "every")
    if every:
        weekday = cursor.find(every.last + (cursor.text(every.last) == "يوم"), "weekday", "weekday_bare")
        if weekday:
            value = f"XXXX-WXX-{weekday.entry.value}"
            return Expression("set", index, weekday.last, value=value, row="every-weekday")
        amount = read_amount(cursor, every.last, cued=True)
        if amount and amount[0].terms[0][0] not in (None, 1):
            return Expression("amount", index, amount[1], amount=amount[0], value="set", row="every-amount")
    for kind in ("ref", "set"):
        if (match := cursor.find(index, kind)) and not _names_former(cursor, match.last, match.entry.words):
            return Expression(
                "reference" if kind == "ref" else "set", index, match.last, value=match.entry.value, row=match.entry.row
            )
    if anaphor := cursor.find(index, "anaphor"):
        return Expression(
            "calendar", index, anaphor.last, parts=Parts(anaphor=anaphor.entry.value), row=anaphor.entry.row
        )
    return _running(cursor, index)


def _names_former(cursor: Cursor, index: int, words: tuple[str, ...]) -> bool:
    """Tell whether «سابقا» closes a bracket that gives a former name: «(جبهة النصرة سابقاً)»."""
    return len(words) == 1 and cursor.text(index) in (")", "]")


def _running(cursor: Cursor, index: int) -> Expression | None:
    noun = cursor.find(index, "the_day", "the_night", "the_unit")
    ordinal = cursor.ordinal(noun.last) if noun else None
    if noun is None or ordinal is None:
        return None
    close = cursor.find(ordinal[1], "on_end")
    if close is None:
        return None
    unit = noun.entry.value or "D"
    return Expression("running", index, close.last, value=f"P{ordinal[0]}{unit}", row="running-day")


def _directed(cursor: Cursor, index: int) -> Expression | None:
    """Read «منذ ثلاثة أشهر», «حتى الخميس المقبل», «قبل أيام», «بعد صلاة الظهر»."""
    word = cursor.find(index, *_DIRECTIONS)
    if word is None:
        return None
    direction: Direction = next(d for d in _DIRECTIONS if d == word.entry.kind)
    start = word.last
    options: list[Expression] = []
    amount = read_amount(cursor, start, cued=True) if direction != "until" else None
    if amount:
        last = amount[1]
        options.append(Expression("amount", index, last, direction, amount=amount[0], row=direction))
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
        ranged = _range_end(cursor, calendar[0], calendar[1])
        if ranged and direction == "since":
            options.append(replace(ranged, first=index, direction="none"))
        options.append(
            Expression("calendar", index, calendar[1], direction, parts=calendar[0], row=rule_of(calendar[0]))
        )
    return max(options, key=lambda found: found.last) if options else None


def _span(cursor: Cursor, index: int) -> Expression | None:
    """Read «بين 5 و9 نيسان», «من 18 شباط حتى 14 نيسان 2018», «مساء الجمعة حتى فجر الأحد الماضيين»."""
    between = cursor.find(index, "range_between")
    if between:
        return _between(cursor, index, between.last)
    years = cursor.find(index, "year_noun_dual")
    if years:
        return _two_years(cursor, index, years.last)
    opening = cursor.find(index, "range_from")
    start = opening.last if opening else index
    first = _endpoint(cursor, start, between=False)
    if first is None:
        return None
    if opening is None and not (first[0].has_day or first[0].has_period):
        return None
    found = _range_end(cursor, *first)
    return replace(found, first=index) if found else None


def _endpoint(cursor: Cursor, index: int, *, between: bool) -> tuple[Parts, int] | None:
    """Read the first end of a range: a calendar expression, or a day number whose month comes later."""
    calendar = read_calendar(cursor, index, definite=True)
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


def _range_end(cursor: Cursor, first: Parts, index: int) -> Expression | None:
    link = cursor.find(index, "range_to") or (
        cursor.find(index + 1, "range_to") if cursor.text(index) in _COMMAS else None
    )
    dash = cursor.text(index) in ("-", "–") and not first.has_time
    if link is None and not dash:
        return None
    second = _endpoint(cursor, link.last if link else index + 1, between=False)
    if second is None or not _same_sort(first, second[0]):
        return None
    if link is None and second[0].has_time:
        return None
    return Expression("range", 0, second[1], parts=_share(first, second[0]), until=second[0], row="range")


def _between(cursor: Cursor, index: int, start: int) -> Expression | None:
    years = cursor.find(start, "year_noun_dual")
    if years:
        return _two_years(cursor, index, years.last)
    first = _endpoint(cursor, start, between=True)
    if first is None:
        return None
    text = cursor.text(first[1])
    if text == "و":
        second = _endpoint(cursor, first[1] + 1, between=True)
    else:
        second = read_calendar(cursor.after_conjunction(first[1]), first[1]) if text.startswith("و") else None
    if second is None or not _same_sort(first[0], second[0]):
        return None
    return Expression("range", index, second[1], parts=_share(first[0], second[0]), until=second[0], row="range")


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
    if first.tense is None and second.tense is not None:
        return replace(first, tense=second.tense)
    return first


def read_calendar(cursor: Cursor, index: int, *, definite: bool = False) -> tuple[Parts, int] | None:
    """Read the longest run of appositive atoms: part of day, day, date, clock, zone.

    Args:
        cursor: The sentence.
        index: Where it has to start.
        definite: A preposition of time stands before it.

    Returns:
        What the words say and one past the index of the last token, or None.
    """
    if not cursor.opens(index):
        return None
    definite = definite or cursor.ends_before(index, "in", "since", "until")
    first = _edge(cursor, index) or _atom(cursor, index, Parts(), definite) or _bare_year(cursor, index, definite)
    if first is None:
        return None
    parts, last = first
    while step := _next(cursor, parts, last):
        parts, last = step
    return parts, last


def _bare_year(cursor: Cursor, index: int, definite: bool) -> tuple[Parts, int] | None:
    """Read «2018» after a preposition of time, unless it counts the noun that follows («في 2018 غارة»)."""
    year = cursor.digits(index, 1950, 2100) if definite else None
    if year is None or cursor.text(index + 1) in ("/", "-", ":", "%"):
        return None
    following = cursor.text(index + 1)
    counted = len(following) > 2 and following.isalpha() and following.endswith(("ه", "ا")) and following[:2] != "ال"
    counted = counted and not following.endswith("ها")
    return (
        None if counted and not cursor.has(index + 1, "since", "until", "range_to") else (Parts(year=year), index + 1)
    )


def _edge(cursor: Cursor, index: int) -> tuple[Parts, int] | None:
    """Read «مطلع العام الجاري», «أواخر آب 2013», «بداية العام»."""
    edge = cursor.find(index, "edge", "edge_half")
    if edge is None:
        return None
    start = edge.last
    options = (
        days.read_period(cursor, start, edge=True),
        days.read_month(cursor, start, supported=True),
        days.read_year(cursor, start, bare=True),
        days.read_other(cursor, start),
    )
    found = max((option for option in options if option), key=lambda option: option[1], default=None)
    return (replace(found[0], edge=edge.entry.value or "part"), found[1]) if found else None


def _atom(cursor: Cursor, index: int, before: Parts, definite: bool) -> tuple[Parts, int] | None:
    """Read one atom, the longest there is."""
    if not cursor.opens(index):
        return None
    night = before.part == "NI"
    options = [
        days.read_anchor(cursor, index),
        days.read_weekday(cursor, index, night=night),
        days.read_date(cursor, index),
        days.read_month(cursor, index, supported=False),
        days.read_period(cursor, index, edge=False),
        days.read_other(cursor, index),
        read_part(cursor, index, definite=definite),
        read_clock(cursor, index),
        days.read_year(cursor, index, bare=False),
    ]
    if anaphor := cursor.find(index, "anaphor"):
        options.append((Parts(anaphor=anaphor.entry.value), anaphor.last))
    found = [option for option in options if option]
    return max(found, key=lambda option: option[1]) if found else None


def _next(cursor: Cursor, parts: Parts, index: int) -> tuple[Parts, int] | None:
    """Read the next atom after ``parts``, looking through commas, brackets, «من» and «الموافق»."""
    zone = cursor.find(index, "zone")
    if zone and parts.clock is not None:
        return (replace(parts, zone=zone.entry.value), zone.last) if parts.zone is None else None
    text = cursor.text(index)
    if text == "(":
        inner = read_calendar(cursor, index + 1)
        if inner and cursor.text(inner[1]) == ")" and inner[0].has_day:
            joined = _join(parts, inner[0]) or _corrected(parts, inner[0])
            return (joined, inner[1] + 1) if joined else None
        return None
    apposition = cursor.find(index, "apposition")
    if apposition and parts.has_day:
        start = apposition.last + (cursor.text(apposition.last) == "ل")
        inner = _atom(cursor, start, parts, False)
        joined = _join(parts, inner[0]) if inner and inner[0].has_day else None
        return (joined, inner[1]) if joined and inner else None
    start = index
    if text in _COMMAS or text in ("-", "–") or text in ("من", "في"):
        start = index + 1
    atom = _atom(cursor, start, parts, False)
    if atom is None:
        return None
    new, last = atom
    if text in _COMMAS and not _continues(parts, new):
        return None
    if text in ("-", "–") and not (parts.weekday is not None and new.day is not None and not new.has_time):
        return None
    if text in ("من", "في") and not _refines(parts, new):
        return None
    if parts.edge and not new.has_period:
        return None
    joined = _join(parts, new)
    return (joined, last) if joined else None


def _corrected(parts: Parts, new: Parts) -> Parts | None:
    """Let an editor's bracket correct a quoted day: «فجر اليوم (أمس السبت)»."""
    if parts.offset is None or new.offset is None or new.has_time:
        return None
    return replace(parts, offset=new.offset, weekday=new.weekday)


def _continues(parts: Parts, new: Parts) -> bool:
    """Tell whether what follows a comma is in apposition: «الجمعة، 20 آب», «مساء اليوم، الجمعة»."""
    if new.has_time or not new.has_day:
        return False
    explicit = new.day is not None and parts.day is None and parts.has_day
    return explicit or (new.weekday is not None and parts.offset is not None and parts.weekday is None)


def _refines(parts: Parts, new: Parts) -> bool:
    """Tell whether «من» or «في» leads from a time to its day: «الساعة 4:20 من فجر اليوم»."""
    if parts.has_day:
        return parts.day is not None and parts.year is None and new.year is not None and not new.has_day
    return parts.has_time and (new.has_day or (parts.clock is not None and new.part is not None))


def _join(parts: Parts, new: Parts) -> Parts | None:
    """Unite appositive atoms; a Hijri date beside a Gregorian one leaves the Gregorian."""
    if parts.hijri and not new.hijri and new.month is not None:
        bare = replace(parts, day=None, month=None, year=None, hijri=None, also_hijri=True)
        return merge(bare, new)
    if new.hijri and parts.month is not None and not parts.hijri:
        return replace(parts, also_hijri=True)
    if parts.has_period and not parts.has_day and new.has_day:
        return None
    if parts.has_day and not new.has_day and new.has_period and (parts.day is None or new.month is not None):
        return None
    joined = merge(parts, new)
    return joined if joined is not None and joined != parts else None


def _names_something(cursor: Cursor, index: int, parts: Parts) -> bool:
    """Tell whether the date is part of a name: «شارع 29 أيار», «كتيبة 17 فبراير»."""
    if parts.offset is not None or parts.clock is not None or parts.anaphor is not None:
        return False
    return cursor.has(index - 1, "capture_guard") and not (parts.has_time and parts.has_day)


def stands_alone(parts: Parts) -> bool:
    """Tell whether the parts are an expression by themselves; «صباح» needs its day."""
    return parts.has_day or parts.has_period or parts.clock is not None or bool(parts.part_weak)


def rule_of(parts: Parts) -> str:
    """Name the rule by the most telling part."""
    for name in ("offset", "clock", "hijri", "day", "weekday", "month", "year", "shift", "literal", "season"):
        if getattr(parts, name) is not None:
            return {"offset": "relative-day", "shift": "relative-period"}.get(name, name)
    return "part-of-day"
