"""Lengths of time («ثلاث ساعات ونصف الساعة») and windows («الأيام الثلاثة الماضية»)."""

from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.model import Amount

Found = tuple[Amount, int]

_UNITS = ("unit", "unit_plural")
_SMALLER = {"Y": "M", "M": "D", "W": "D", "D": "H", "H": "TM", "TM": "S"}
_AGE_WINDOW = 4


def read_amount(cursor: Cursor, index: int, *, cued: bool) -> Found | None:
    """Read a length of time.

    Args:
        cursor: The sentence.
        index: Where it has to start; hedges belong to it.
        cued: A word of duration stands before it, so that «شهر» and «أيام» count by themselves and years are no age.

    Returns:
        The amount and one past the index of its last token.
    """
    first = _term(cursor, index, cued=cued)
    if first is None or _is_age(cursor, index, first[1], first[0][1], cued):
        return None
    (count, unit), last, hedged = first
    terms: list[tuple[float | None, str]] = [(count, unit)]
    half = cursor.find(last, "half_word")
    if half and count is not None:
        whole = cursor.find(half.last, "the_unit")
        terms[0] = (count + 0.5, unit)
        last = whole.last if whole and whole.entry.value == unit else half.last
    elif cursor.text(last).startswith("و") and unit in _SMALLER:
        number = cursor.any_number(last)
        smaller = cursor.find(number.last, *_UNITS) if number and number.low is not None else None
        if number and number.low and smaller and smaller.entry.value == _SMALLER[unit]:
            terms.append((number.low, smaller.entry.value))
            last = smaller.last
    for _ in range(2):  # «أيام قليلة خلت»
        if adjective := cursor.find(last, "few_indefinite"):
            last = adjective.last
    return Amount(tuple(terms), hedged), last


def _term(cursor: Cursor, index: int, *, cued: bool) -> tuple[tuple[float | None, str], int, bool] | None:
    half = cursor.find(index, "half_unit")
    if half:
        value = half.entry.value
        unit = "TM" if "T" in value else value[-1]
        return (float(value.strip("PTHMYDS")), unit), half.last, False
    number = cursor.number(index)
    if number and number.last < cursor.end:
        unit_match = cursor.find(number.last, *_UNITS)
        if unit_match and not (number.low or 0) > 2000:
            count = number.low if number.low is not None else number.high
            vague = count is None or (number.low != number.high and None not in (number.low, number.high))
            hedged = number.approximate or number.low != number.high
            return (None if vague else count, unit_match.entry.value), unit_match.last, hedged
    hedge = cursor.hedge(index)
    start = hedge[1] if hedge else index
    dual = cursor.find(start, "unit_dual")
    if dual and (hedge or cued or dual.entry.words[0].endswith(("ين", "ان"))):
        return (2, dual.entry.value), dual.last, hedge is not None
    if hedge or cued:
        single = cursor.find(start, "unit")
        if single and single.entry.value == "E" and not hedge and cursor.text(single.last) != "من":
            single = None  # «بعد عقد اجتماع» is «after holding a meeting»
        if single and not cursor.find(single.last, "weekday", "weekday_bare", "the_unit"):
            one = cursor.any_number(single.last)
            last = one.last if one and one.low == one.high == 1 and one.last == single.last + 1 else single.last
            if not (one and last == single.last and (one.low or 0) > 1):
                return (1, single.entry.value), last, hedge is not None
    plural = cursor.find(start, "unit_plural")
    if plural and (cued or hedge or cursor.find(plural.last, "few_indefinite")):
        return (None, plural.entry.value), plural.last, False
    return None


def _is_age(cursor: Cursor, index: int, last: int, unit: str, cued: bool) -> bool:
    """Tell whether the amount is rather an age: «(50 عاماً)», «يبلغ من العمر 12 عاماً», «عمره ثلاثة أشهر»."""
    if any(cursor.has(i, "age") for i in range(index - _AGE_WINDOW, index)) or cursor.has(last, "age"):
        return True
    return unit == "Y" and not cued


def read_window(cursor: Cursor, index: int) -> tuple[Amount, str, int] | None:
    """Read a stretch that ends or begins at publication: «الـ24 ساعة الماضية», «الأشهر الأخيرة», «آخر ثلاثة أيام».

    Returns:
        The amount, ``past`` or ``future``, and one past the index of the last token.
    """
    latest = cursor.find(index, "last_n")
    if latest:
        amount = read_amount(cursor, latest.last, cued=True)
        return (amount[0], "past", amount[1]) if amount else None
    number = cursor.number(index)
    if number and number.low is not None:
        unit = cursor.find(number.last, *_UNITS)
        tense = _tense(cursor, unit.last) if unit else None
        if unit and tense:
            return Amount(((number.low, unit.entry.value),)), tense[0], tense[1]
        return None
    dual = cursor.find(index, "the_dual")
    if dual:
        tense = _tense(cursor, dual.last)
        return (Amount(((2, dual.entry.value),)), tense[0], tense[1]) if tense else None
    plural = cursor.find(index, "the_plural")
    if plural is None:
        return None
    last, unit_value = plural.last, plural.entry.value
    second = cursor.find(last, "the_plural", shift=1)
    if second and cursor.text(last).startswith("و"):
        last, unit_value = second.last, second.entry.value
    early = _tense(cursor, last)
    number = cursor.number(early[1] if early else last)
    count: float | None = None
    if number and number.low is not None and number.low == number.high:
        count, last = number.low, number.last
        tense = early or _tense(cursor, last)
        last = last if early else tense[1] if tense else last
    else:
        tense = early or _tense(cursor, last)
        last = tense[1] if tense else last
    return (Amount(((count, unit_value),)), tense[0], last) if tense else None


def _tense(cursor: Cursor, index: int) -> tuple[str, int] | None:
    """Read «القليلة الماضية», «الأخيرة», «المقبلة»."""
    few = cursor.find(index, "few")
    start = few.last if few else index
    modifier = cursor.find(start, "modifier", "recent")
    if modifier is None or modifier.entry.words == ("هذا",):
        return None
    last = modifier.last
    if few is None and (after := cursor.find(last, "few")):
        last = after.last
    return ("future" if modifier.entry.value == "future" else "past"), last
