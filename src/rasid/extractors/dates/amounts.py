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
    if cursor.has(index - 1, "number_noun"):  # «في الحي رقم 3 يوم الأحد»
        return None
    first = _term(cursor, index, cued=cued)
    if first is None or _is_age(cursor, index, first[1], first[0], cued):
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
    hedge = cursor.hedge(index)
    start = hedge[1] if hedge else index
    half = cursor.find(start, "half_unit")
    if half:
        value = half.entry.value
        unit = "TM" if "T" in value else value[-1]
        return (float(value.strip("PTHMYDS")), unit), half.last, hedge is not None
    number = cursor.number(index)
    if number and number.approximate and number.low and number.high is None and cursor.text(index).startswith("ال"):
        number = None  # «تظاهر المئات يوم الأربعاء»: a definite noun governs none
    if number and number.last < cursor.end:
        unit_match = cursor.find(number.last, *_UNITS)
        if unit_match and not (number.low or 0) > 2000:
            count = number.low if number.low is not None else number.high
            vague = count is None or (number.low != number.high and None not in (number.low, number.high))
            hedged = number.approximate or number.low != number.high
            return (None if vague else count, unit_match.entry.value), unit_match.last, hedged
    if number and number.approximate and number.high is None and number.low and number.low >= 20:
        many = cursor.find(number.last, "the_plural")  # «عشرات السنين»
        if many and not cursor.find(many.last, "modifier", "recent"):
            return (None, many.entry.value), many.last, True
    dual = cursor.find(start, "unit_dual")
    construct = dual is not None and dual.entry.words[0] in ("يومي", "ساعتي")
    if construct and dual and (cursor.has(dual.last, "weekday") or cursor.opens(dual.last)):
        dual = None  # «يومي الجمعة والسبت»
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
    if hedge and (whole := cursor.find(start, "the_dual", "the_unit")):  # «ما يقارب الشهرين», «قرابة العام»
        count = 2 if whole.entry.kind == "the_dual" else 1
        if whole.entry.value != "H" and not cursor.find(whole.last, "modifier", "recent"):
            return (count, whole.entry.value), whole.last, True
    if measured := _whole(cursor, start):
        return measured
    plural = cursor.find(start, "unit_plural")
    if plural and cursor.has(plural.last, "gregorian_month", "hijri_month", "weekday"):
        return None  # «أشهر تموز وآب»
    if plural and (cued or hedge or cursor.find(plural.last, "few_indefinite")):
        return (None, plural.entry.value), plural.last, False
    return None


def _whole(cursor: Cursor, index: int) -> tuple[tuple[float | None, str], int, bool] | None:
    """Read «ساعة ونصف», «يوما كاملا», «يوم واحد»: one unit that what follows shows to be a length."""
    single = cursor.find(index, "unit")
    if single is None or single.entry.value in ("E", "S"):
        return None
    if cursor.find(single.last, "half_word"):
        return (1, single.entry.value), single.last, False
    close = cursor.find(single.last, "whole")
    return ((1, single.entry.value), close.last, False) if close else None


def _is_age(cursor: Cursor, index: int, last: int, term: tuple[float | None, str], cued: bool) -> bool:
    """Tell whether the amount is rather an age: «(50 عاماً)», «يبلغ من العمر 12 عاماً», «عمره ثلاثة أشهر»."""
    count, unit = term
    if cursor.has(last, "age") or (cursor.text(last) == "من" and cursor.has(last + 1, "age")):
        return True
    for i in range(index - 1, index - 1 - _AGE_WINDOW, -1):
        if cursor.has(i, "since", "before", "after"):
            break
        if cursor.has(i, "age"):
            return True
    if cursor.text(index - 1) == "(" and cursor.text(last) == ")" and unit in ("D", "W", "M", "Y"):
        return not any(cursor.has(i, "during", "for_period") for i in range(index - 3, index - 1))  # «سلمى (6 أشهر)»
    return unit == "Y" and count is not None and not cued


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
    if single := _last_unit(cursor, index):
        return single
    plural = cursor.find(index, "the_plural")
    if plural is None:
        return None
    last, unit_value = plural.last, plural.entry.value
    second = cursor.find(last, "the_plural", shift=1)
    if second and cursor.text(last).startswith("و"):
        last, unit_value = second.last, second.entry.value
    early = _tense(cursor, last)
    # «الأيام الماضية الثلاثة»; in «قتل خلال الأيام الماضية 13 مدنيا» the number counts something else.
    number = cursor.number(early[1]) if early and cursor.text(early[1]).startswith("ال") else None
    number = number if early else cursor.number(last)
    count: float | None = None
    if number and number.low is not None and number.low == number.high:
        count, last = number.low, number.last
        tense = early or _tense(cursor, last)
        last = last if early else tense[1] if tense else last
    else:
        tense = early or _tense(cursor, last)
        last = tense[1] if tense else last
    return (Amount(((count, unit_value),)), tense[0], last) if tense else None


def _last_unit(cursor: Cursor, index: int) -> tuple[Amount, str, int] | None:
    """Read «الشهر الأخير», «العقد الأخير»."""
    unit = cursor.find(index, "the_unit")
    if unit is None or unit.entry.value not in ("W", "M", "Y", "E", "C"):
        return None
    close = cursor.find(unit.last, "first_last")
    if close is None or close.entry.value != "end" or cursor.text(close.last) == "من":
        return None
    return Amount(((1, unit.entry.value),)), "last", unit.last + 1


def _tense(cursor: Cursor, index: int) -> tuple[str, int] | None:
    """Read «القليلة الماضية», «الأخيرة», «المقبلة»."""
    few = cursor.find(index, "few")
    start = few.last if few else index
    modifier = cursor.find(start, "modifier", "recent")
    if modifier is None:
        return None
    last = modifier.last
    if few is None and (after := cursor.find(last, "few")):
        last = after.last
    return ("future" if modifier.entry.value == "future" else "past"), last
