"""Composition: part of day, day, date, clock and apposition make ONE calendar expression."""

from dataclasses import replace

from rasid.extractors.dates import days, feasts, months, periods
from rasid.extractors.dates.clock import read_clock, read_ordinal_hour, read_part
from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.model import Parts, merge

_COMMAS = frozenset("،,")
_ANCHORS = frozenset({"anchor", "anchor_late"})
_WEEKDAYS = frozenset({"weekday", "day_noun"})
_DATES = frozenset({"day_noun", "english_month", "first_of"})
_MONTHS = frozenset({"month_noun", "gregorian_month", "hijri_month"})
_PERIODS = frozenset({"this", "the_unit", "year_noun"})
_OTHERS = frozenset({"decade", "season", "this", "the_unit", "feast_day", "holiday"})
_PARTS = frozenset(
    {"part_span", "midnight_last", "midnight_alone", "midnight", "noon", "prayer", "part_adverb", "part"}
    | {"part_definite", "part_definite_strict"}
)
_CLOCKS = frozenset({"clock_hedge", "clock_noun", "one_oclock"})
_LINKS = ("من", "في", "عند")


def read_calendar(
    cursor: Cursor, index: int, *, definite: bool = False, bracketed: bool = False
) -> tuple[Parts, int] | None:
    """Read the longest run of appositive atoms: part of day, day, date, clock, zone.

    Args:
        cursor: The sentence.
        index: Where it has to start.
        definite: A preposition of time stands before it.
        bracketed: It stands in brackets, so that a further bracket does not belong to it.

    Returns:
        What the words say and one past the index of the last token, or None.
    """
    key = index, definite, bracketed
    if key in cursor.memo:
        return cursor.memo[key]
    found = cursor.memo[key] = _read_calendar(cursor, index, definite, bracketed) if cursor.opens(index) else None
    return found


def _read_calendar(cursor: Cursor, index: int, definite: bool, bracketed: bool) -> tuple[Parts, int] | None:
    definite = definite or cursor.ends_before(index, "in", "since", "until")
    first = _edge(cursor, index) or _atom(cursor, index, Parts(), definite) or _bare_year(cursor, index, definite)
    if first is None:
        return None
    parts, last = first
    while step := _next(cursor, parts, last, bracketed):
        parts, last = step
    return parts, last


def read_hour(cursor: Cursor, index: int) -> tuple[Parts, int] | None:
    """Read «الخامسة عصرا» after another clock time."""
    hour = read_ordinal_hour(cursor, index)
    if hour is None:
        return None
    part = cursor.find(hour[1], "part_adverb")
    parts = Parts(clock=(hour[0], 0), part=part.entry.value if part else None)
    return parts, part.last if part else hour[1]


def _bare_year(cursor: Cursor, index: int, definite: bool) -> tuple[Parts, int] | None:
    """Read «2018» after a preposition of time, unless it counts the noun that follows («في 2018 غارة»)."""
    bracketed = cursor.text(index - 1) == "(" and cursor.text(index + 1) == ")"
    dated = bracketed or cursor.has(index - 1, "dated_event")  # «(1948)», «حرب 2006»
    year = cursor.digits(index, 1900, 2100) if definite or dated else None
    if year is None or cursor.text(index + 1) in ("/", "-", ":", "%"):
        return None
    following = cursor.text(index + 1)
    noun = len(following) > 2 and following.isalpha() and following[:2] != "ال"
    counted = noun and following.endswith(("ه", "ا")) and not following.endswith("ها")
    if counted and not dated and not cursor.has(index + 1, "since", "until", "range_to"):
        return None
    return Parts(year=year), index + 1


def _edge(cursor: Cursor, index: int) -> tuple[Parts, int] | None:
    """Read «مطلع العام الجاري», «أواخر آب 2013», «بداية العام»."""
    edge = cursor.find(index, "edge", "edge_half")
    value = edge.entry.value if edge else ""
    start = edge.last if edge else 0
    if edge is None:
        counted = _first_of_several(cursor, index)
        if counted is None:
            return None
        value, start = counted
    options = (
        periods.read_period(cursor, start, edge=True),
        months.read_month(cursor, start, supported=True),
        periods.read_year(cursor, start, bare=True),
        feasts.read_other(cursor, start),
    )
    found = max((option for option in options if option), key=lambda option: option[1], default=None)
    return (replace(found[0], edge=value or "part"), found[1]) if found else None


def _first_of_several(cursor: Cursor, index: int) -> tuple[str, int] | None:
    """Read «الأشهر الثلاثة الأولى من» before a period; return which end of it, and one past the index of the last."""
    plural = cursor.find(index, "the_plural", "the_dual")
    if plural is None:
        return None
    number = cursor.number(plural.last)
    close = cursor.find(number.last if number else plural.last, "first_last")
    if close is None or cursor.text(close.last) != "من":
        return None
    return close.entry.value, close.last + 1


def _atom(cursor: Cursor, index: int, before: Parts, definite: bool) -> tuple[Parts, int] | None:
    """Read one atom, the longest there is."""
    if not cursor.opens(index):
        return None
    kinds, counts = cursor.kinds(index), cursor.counts(index)
    options: list[tuple[Parts, int] | None] = []
    if kinds & _ANCHORS:
        options.append(days.read_anchor(cursor, index, part_before=before.part is not None))
    if kinds & _WEEKDAYS:
        options.append(days.read_weekday(cursor, index, night=before.part == "NI"))
    if counts or kinds & _DATES:
        options.append(days.read_date(cursor, index))
    if kinds & _MONTHS:
        options.append(months.read_month(cursor, index, supported=False))
    if kinds & _PERIODS:
        options.append(periods.read_period(cursor, index, edge=False))
        options.append(periods.read_year(cursor, index, bare=False))
    if kinds & _OTHERS:
        options.append(feasts.read_other(cursor, index))
    if kinds & _PARTS:
        after_cue = cursor.ends_before(index, "clock_cue")
        options.append(read_part(cursor, index, definite=definite or after_cue))
    if counts or kinds & _CLOCKS:
        options.append(read_clock(cursor, index))
    if "anaphor" in kinds:
        options.append(read_told_before(cursor, index))
    found = [option for option in options if option]
    return max(found, key=lambda option: option[1]) if found else None


def _next(cursor: Cursor, parts: Parts, index: int, bracketed: bool) -> tuple[Parts, int] | None:
    """Read the next atom after ``parts``, looking through commas, brackets, «من» and «الموافق»."""
    zone = cursor.find(index, "zone")
    if zone and parts.clock is not None:
        return (replace(parts, zone=zone.entry.value), zone.last) if parts.zone is None else None
    text = cursor.text(index)
    if text in _COMMAS and cursor.text(index + 1) == "(" and parts.day is None:
        index, text = index + 1, "("  # «اليوم الأربعاء، (17 آذار 2021)»
    if text == "(":
        inner = None if bracketed else read_calendar(cursor, index + 1, bracketed=True)
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
    if text in _COMMAS or text in ("-", "–") or text in _LINKS:
        start = index + 1 + (cursor.text(index + 1) == "تمام")
    atom = _atom(cursor, start, parts, False)
    if atom is None:
        return None
    new, last = atom
    if text in _COMMAS and not _continues(parts, new):
        return None
    if text in ("-", "–") and not (parts.weekday is not None and new.day is not None and not new.has_time):
        return None
    if text in _LINKS and not _refines(parts, new):
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
    """Tell whether «من» leads from a time to its day, «عند» from a day to its time: «الساعة 4:20 من فجر اليوم»."""
    if parts.has_day and parts.clock is None and new.clock is not None and not new.has_day:
        return True
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


def names_something(cursor: Cursor, index: int, parts: Parts) -> bool:
    """Tell whether the date is part of a name: «شارع 29 أيار», «كتيبة 17 فبراير»."""
    if parts.offset is not None or parts.clock is not None or parts.anaphor is not None:
        return False
    return cursor.has(index - 1, "capture_guard") and not (parts.has_time and parts.has_day)


def read_told_before(cursor: Cursor, index: int) -> tuple[Parts, int] | None:
    """Read «اليوم التالي», «العام الذي تلاه»: a day or longer period told from the expression before."""
    match = cursor.find(index, "anaphor")
    if match is None or cursor.has(index - 1, "office"):
        return None
    which, _, unit = match.entry.value.partition(" ")
    return Parts(anaphor=which, unit=unit or None), match.last


def stands_alone(parts: Parts) -> bool:
    """Tell whether the parts are an expression by themselves; «صباح» needs its day."""
    return parts.has_day or parts.has_period or parts.clock is not None or bool(parts.part_weak)


def rule_of(parts: Parts) -> str:
    """Name the rule by the most telling part."""
    for name in ("offset", "clock", "hijri", "day", "weekday", "month", "year", "shift", "literal", "season"):
        if getattr(parts, name) is not None:
            return {"offset": "relative-day", "shift": "relative-period"}.get(name, name)
    return "part-of-day"
