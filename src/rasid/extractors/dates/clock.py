"""Clock times and parts of the day."""

from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.model import Parts

Found = tuple[Parts, int]
_DASHES = frozenset("-–—")


def read_clock(cursor: Cursor, index: int) -> Found | None:
    """Read «الساعة الثامنة والنصف», «الساعة 14:00», and after «تمام» or «عند» the bare ordinal.

    Args:
        cursor: The sentence.
        index: Where it has to start.

    Returns:
        The parts and one past the index of the last token, or None.
    """
    hedge = cursor.find(index, "clock_hedge")
    noun = cursor.find(hedge.last if hedge else index, "clock_noun")
    if noun is None:
        return _bare_clock(cursor, index)
    hour = _hour(cursor, noun.last)
    if hour is None:
        return None
    hours, minutes, last = hour
    minutes, last = _minutes(cursor, minutes, last)
    total = hours * 60 + minutes
    return Parts(clock=(total // 60 % 24, total % 60), hedged=True if hedge else None), last


def _bare_clock(cursor: Cursor, index: int) -> Found | None:
    """Read «العاشرة إلا ربعاً» after «تمام», «14:30 بتوقيت غرينتش», «06:50 – قصف …»."""
    if (hours := cursor.digits(index, 0, 24)) is not None and cursor.text(index + 1) == ":":
        minutes = cursor.digits(index + 2, 0, 59)
        if minutes is None or len(cursor.text(index + 2)) != 2:
            return None
        # «06:50 – قصف …»: the time at which a running report tells it.
        stamped = index == cursor.first and len(cursor.text(index)) == 2 and cursor.text(index + 3) in _DASHES
        if not stamped and not cursor.has(index + 3, "zone", "part_adverb"):
            return None
        return Parts(clock=(hours % 24, minutes)), index + 3
    strong = cursor.ends_before(index, "clock_cue")
    if not strong and not cursor.ends_before(index, "clock_cue_weak"):
        return None
    hour = read_ordinal_hour(cursor, index)
    if hour is None:
        return None
    minutes, last = _minutes(cursor, 0, hour[1])
    part_at = last + (cursor.text(last) == "من")
    if (last == hour[1] or not strong) and not cursor.has(part_at, "part", "part_adverb"):
        return None
    total = hour[0] * 60 + minutes
    return Parts(clock=(total // 60 % 24, total % 60)), last


def read_ordinal_hour(cursor: Cursor, index: int) -> tuple[int, int] | None:
    """Return hour and end of «الثامنة», «الواحدة»."""
    one = cursor.find(index, "one_oclock")
    if one:
        return 1, one.last
    ordinal = cursor.ordinal(index)
    feminine = bool(ordinal) and cursor.text(index).endswith(("ه", "لي"))
    return ordinal if ordinal and feminine and ordinal[0] <= 12 else None


def _hour(cursor: Cursor, index: int) -> tuple[int, int, int] | None:
    """Return hours, minutes in digits and end."""
    ordinal = read_ordinal_hour(cursor, index)
    if ordinal:
        return ordinal[0], 0, ordinal[1]
    text = cursor.text(index)
    if text == "ال" and cursor.digits(index + 1, 0, 24) is not None:  # «الساعة الـ8»
        index, text = index + 1, cursor.text(index + 1)
    head, _, rest = text.partition(".") if "." in text else text.partition(",")
    if head.isdecimal() and rest.isdecimal() and len(head) <= len(rest) == 2 and int(head) <= 24 and int(rest) < 60:
        return int(head), int(rest), index + 1
    hours = cursor.digits(index, 0, 24)
    if hours is None:
        return None
    if cursor.text(index + 1) == ":" and (minutes := cursor.digits(index + 2, 0, 59)) is not None:
        last = index + 3
        if cursor.text(last) == ":" and cursor.digits(last + 1, 0, 59) is not None:
            last += 2
        return hours, minutes, last
    return hours, 0, index + 1


def _minutes(cursor: Cursor, minutes: int, index: int) -> tuple[int, int]:
    """Read «والنصف», «إلا ربعا», «و20 دقيقة», «إلا خمس دقائق»."""
    fraction = cursor.find(index, "fraction")
    if fraction:
        return minutes + int(fraction.entry.value), fraction.last
    minus = cursor.find(index, "minus")
    text = cursor.text(index)
    if minus or text.startswith("و"):
        start = minus.last if minus else index
        number = cursor.any_number(start)
        if number and number.low is not None and number.low < 60 and cursor.find(number.last, "minutes"):
            return minutes + (-number.low if minus else number.low), number.last + 1
    return minutes, index


def read_part(cursor: Cursor, index: int, *, definite: bool) -> Found | None:
    """Read a part of the day: «صباح», «صباحا», «ساعات الفجر الأولى», «منتصف ليل», «بعد صلاة الظهر».

    Args:
        cursor: The sentence.
        index: Where it has to start.
        definite: A preposition of time stands before it, so that «الصباح» counts by itself.
    """
    span = cursor.find(index, "part_span")
    if span:
        start = span.last + (cursor.text(span.last) == "من")
        inner = cursor.find(start, "part", "part_definite", "part_definite_strict") or cursor.find(start, "anchor")
        if inner and inner.entry.kind == "anchor":
            offset, _, part = inner.entry.value.partition(" ")
            if part:
                return Parts(offset=int(offset), part=part), inner.last
        elif inner:
            last = inner.last
            if adjective := cursor.find(last, "part_adjective"):
                last = adjective.last
            return Parts(part=inner.entry.value, part_weak=inner.entry.kind != "part" or None), last
        if span.entry.value:  # «الساعات الأولى من اليوم»: the day has to follow
            return Parts(part=span.entry.value), start
    for kind in ("midnight_last", "midnight_alone", "midnight", "noon"):
        if match := cursor.find(index, kind):
            return _midnight(kind), match.last
    prayer = cursor.find(index, "prayer") if definite else None
    if prayer:
        return Parts(part=prayer.entry.value, part_weak=True), prayer.last
    match = cursor.find(index, "part_adverb") or cursor.find(index, "part")
    if match:
        weak = True if match.entry.kind == "part_adverb" else None
        last = match.last
        if weak and (adjective := cursor.find(last, "part_adjective")):
            last = adjective.last
        return Parts(part=match.entry.value, part_weak=weak), last
    strict = ("part_definite_strict",) if cursor.ends_before(index, "since", "until", "before", "after") else ()
    match = cursor.find(index, "part_definite", *strict) if definite else None
    return (Parts(part=match.entry.value, part_weak=True), match.last) if match else None


def _midnight(kind: str) -> Parts:
    if kind == "midnight_last":
        return Parts(offset=0, midnight=True)
    if kind == "midnight_alone":
        return Parts(part="NI", midnight=True, part_weak=True)
    return Parts(part="NI", midnight=True) if kind == "midnight" else Parts(part="AF", clock=(12, 0), part_weak=True)
