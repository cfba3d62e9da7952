"""Places lengths of time and windows: «لمدة 3 ساعات», «قبل يومين», «الأيام الثلاثة الماضية»."""

from datetime import date, timedelta

from rasid.extractors.dates import calendars
from rasid.extractors.dates.likely import NO_REFERENCE, Context
from rasid.extractors.dates.model import Amount, Expression
from rasid.extractors.dates.resolution import Resolution


def _duration(amount: Amount) -> str:
    """Write a length of time as TIMEX3: ``P3D``, ``PT3H30M``, ``PXD``, ``PTXH``."""
    days: list[str] = []
    clock: list[str] = []
    for count, unit in amount.terms:
        number = _number(count)
        if unit == "H" and count is not None and count % 1 == 0.5:
            clock += [f"{int(count)}H", "30M"] if count > 1 else ["30M"]
        elif unit in ("H", "TM", "S"):
            clock.append(number + unit.removeprefix("T"))
        elif unit == "N":
            days.append(number + "D")
        elif unit in ("E", "C"):
            years = 10 if unit == "E" else 100
            days.append(_number(count and count * years) + "Y")
        elif unit == "Y" and count is not None and count % 1 == 0.5:
            days += [f"{int(count)}Y", "6M"] if count > 1 else ["6M"]
        else:
            days.append(number + unit)
    return "P" + "".join(days) + ("T" + "".join(clock) if clock else "")


def _number(count: float | None) -> str:
    """Write a number of units in digits, never as 1e+06."""
    if count is None:
        return "X"
    return str(int(count)) if count % 1 == 0 else f"{count:.3f}".rstrip("0")


def resolve_amount(expression: Expression, amount: Amount, context: Context) -> Resolution:
    """Resolve «لمدة 3 ساعات», «قبل يومين», «منذ ثلاثة أشهر», «بعد ساعات»."""
    duration = _duration(amount)
    direction = expression.direction
    if expression.value == "set":
        return Resolution("SET", duration)
    (count, unit), vague = amount.terms[0], amount.terms[0][0] is None
    if expression.value == "event" and direction in ("before", "after"):
        return Resolution("DURATION", duration, approximate=vague or amount.hedged)
    if direction == "none" or (direction == "after" and not (context.future and count is not None)):
        return Resolution("DURATION", duration, approximate=vague or amount.hedged)
    if vague:
        return Resolution("DATE" if direction != "after" else "DURATION", duration, approximate=True)
    if unit in ("H", "TM", "S"):
        return Resolution("DURATION", duration, approximate=amount.hedged)
    # «منذ» + a hedged number or years measures how long something lasts; an exact one tells when it began.
    if direction == "since" and (amount.hedged or unit in ("Y", "E", "C")):
        return Resolution("DURATION", duration, approximate=amount.hedged)
    if context.published is None:
        return Resolution("DATE", None, approximate=amount.hedged, reason=NO_REFERENCE)
    sign = 1 if direction == "after" else -1
    value, day = shifted(context.published, unit, sign * float(count or 0))
    reason = None if value else "outside the calendar"
    return Resolution("DATE", value, approximate=amount.hedged, reason=reason, day=day)


def shifted(day: date, unit: str, count: float) -> tuple[str | None, date | None]:
    """Return the period ``count`` units from ``day``, at the precision of the unit; None outside the calendar."""
    whole = int(count)
    try:
        if unit in ("D", "N"):
            target = day + timedelta(whole)
            return target.isoformat(), target
        if unit == "W":
            return calendars.week_value(day + timedelta(7 * whole)), None
    except OverflowError:
        return None, None
    if unit == "M" or (unit == "Y" and count % 1):
        year, month = calendars.shift_months(day, whole if unit == "M" else round(count * 12))
        return (f"{year:04d}-{month:02d}" if 0 < year < 10000 else None), None
    year = day.year + int({"Y": 1, "E": 10, "C": 100}[unit] * count)
    return (f"{year:04d}" if 0 < year < 10000 else None), None


def resolve_window(amount: Amount, tense: str, context: Context) -> Resolution:
    """Resolve «الأيام الثلاثة الماضية»: the whole days before publication; hours and vague counts stay lengths."""
    count, unit = amount.terms[0]
    if count is None:
        return Resolution("DURATION", _duration(amount), approximate=True)
    if unit in ("H", "TM", "S") or context.published is None or count % 1 or tense == "last":
        return Resolution("DURATION", _duration(amount))
    day, number = context.published, int(count)
    near, far = (-1, -number) if tense == "past" else (1, number)
    low, _ = shifted(day, unit, min(near, far))
    high, _ = shifted(day, unit, max(near, far))
    if unit in ("E", "C") or low is None or high is None:
        return Resolution("DURATION", _duration(amount))
    return Resolution("DURATION" if low != high else "DATE", f"{low}/{high}" if low != high else low)
