"""Places expressions in time: TIMEX3 value and bounds, from the words, the publication day and the day told before.

Without a publication day what the words leave open stays open: the value is None and a reason says why.
"""

from dataclasses import replace
from datetime import date, timedelta

from rasid.extractors.dates import bounds, calendars
from rasid.extractors.dates.lengths import resolve_amount, resolve_window, shifted
from rasid.extractors.dates.likely import (
    NO_REFERENCE,
    Context,
    explicit_date,
    hijri_year,
    month_year,
    season_year,
    weekday_date,
)
from rasid.extractors.dates.model import Expression, Parts
from rasid.extractors.dates.resolution import Resolution

_LAST_HIJRI_YEAR = 1500
_CRESCENT = "by the Umm al-Qura calendar; where the crescent is sighted the day may differ by one"
_STEPS = {"same": 0, "next": 1, "previous": -1}


def resolve(expression: Expression, context: Context) -> Resolution:
    """Resolve an expression.

    Args:
        expression: What the grammar read.
        context: What it is resolved against.
    """
    if expression.kind == "set":
        return Resolution("SET", expression.value)
    if expression.kind == "running":
        return Resolution("DURATION", expression.value)
    if expression.kind == "reference":
        value = {"LATER": "FUTURE_REF" if context.future else "PAST_REF"}.get(expression.value, expression.value)
        return Resolution("DATE", value, approximate=True)
    if expression.kind == "window" and expression.amount:
        return resolve_window(expression.amount, expression.tense, context)
    if expression.kind == "amount" and expression.amount:
        return resolve_amount(expression, expression.amount, context)
    first = _calendar(expression.parts, context, since=expression.direction == "since")
    if expression.until is None:
        if expression.direction == "after" and expression.parts.midnight:
            return _after_midnight(first)
        return first
    return _range(first, expression.until, context)


def _after_midnight(found: Resolution) -> Resolution:
    if found.day is None:
        return found
    return replace(found, value=f"{found.day.isoformat()}TNI", edge="after_midnight")


def _range(first: Resolution, until: Parts, context: Context) -> Resolution:
    told = replace(context, told=first.day or context.told, named=False)
    last = _calendar(until, told)
    if first.value is None or last.value is None:
        return replace(first, value=None, reason=first.reason or last.reason, day=None)
    low, high = first, last
    start, end = bounds.of_value(first.value)[0], bounds.of_value(last.value)[1]
    if start and end and start.replace(tzinfo=None) > end.replace(tzinfo=None):
        high = _later(last, until, start.year, told)
    if until.clock and not until.part and high.value and low.value and high.value < low.value:
        # «من الثامنة صباحا إلى الثانية»: the clock ran past noon.
        high = _calendar(replace(until, clock=((until.clock[0] + 12) % 24, until.clock[1])), told)
    if until.clock and high.day and low.day == high.day and (high.value or "") < (low.value or ""):
        high = _with_time(replace(high, day=high.day + timedelta(1)), until)  # «من الثامنة مساء حتى السادسة صباحا»
    # An end may be a stretch of its own: «من عيد الفطر حتى عيد الأضحى».
    left, right = (low.value or "").partition("/")[0], (high.value or "").rpartition("/")[2]
    if low.edge == "start" and len(left) <= 7 and (opening := bounds.of_value(left)[0]):
        left = opening.date().isoformat()
    start, end = bounds.of_value(left)[0], bounds.of_value(right)[1]
    if start and end and start.date() > end.date():
        reason = f"the end told, {right}, lies before the beginning, {left}"
        return Resolution("DATE", None, calendar=low.calendar, reason=reason)
    return Resolution("DATE", f"{left}/{right}", calendar=low.calendar, reason=low.reason or high.reason)


def _later(last: Resolution, until: Parts, year: int, context: Context) -> Resolution:
    """Move the end of a range past its beginning: the year or the week turned between the two."""
    if until.month is not None and until.year is None:
        later = _calendar(replace(until, year=year + 1), context)
        return later if later.value else last
    if until.weekday is not None and until.day is None and until.offset is None and last.day is not None:
        moved = replace(last, day=last.day + timedelta(7), value=(last.day + timedelta(7)).isoformat())
        return _with_time(moved, until) if until.has_time else moved
    return last


def _calendar(parts: Parts, context: Context, *, since: bool = False) -> Resolution:
    """Resolve a calendar expression."""
    calendar = "hijri" if parts.hijri or parts.also_hijri else "gregorian"
    if parts.hijri:
        found = _hijri(parts, context)
        if found.value is not None:
            found = replace(found, approximate=True, margin=1, reason=found.reason or _CRESCENT)
    elif parts.has_day:
        found = _day(parts, context)
    elif parts.has_period:
        found = _period(parts, context)
    else:
        found = _time_only(context, recent=since)
    if found.day is not None and parts.has_time and found.value is not None and "/" not in found.value:
        found = _with_time(found, parts)
    return replace(
        found,
        calendar=calendar,
        approximate=found.approximate or bool(parts.hedged) or parts.edge is not None,
        edge=parts.edge,
    )


def _time_only(context: Context, *, recent: bool) -> Resolution:
    """Place a clock time or part of the day on the day told before; «منذ الصباح» is the day of publication."""
    day = (context.published if recent else context.told) or context.published
    if day is None:
        return Resolution("TIME", None, reason="the day is not told and the publication date is unknown")
    return Resolution("TIME", day.isoformat(), day=day)


def _with_time(found: Resolution, parts: Parts) -> Resolution:
    """Add clock and part of day to a day."""
    day = found.day
    if day is None:
        return found
    if parts.weekday2 is not None and (parts.midnight or (parts.clock and parts.clock[0] < 6)):
        day += timedelta(1)
    if parts.clock is not None:
        hour, minute = _hour(parts.clock[0], parts.part), parts.clock[1]
        value = f"{day.isoformat()}T{hour:02d}:{minute:02d}{parts.zone or ''}"
    elif (parts.midnight and parts.part != "NI") or (parts.midnight and parts.weekday2 is not None):
        value = f"{day.isoformat()}T00:00"
    else:
        value = f"{day.isoformat()}T{parts.part}"
    return replace(found, timex="TIME", value=value, day=day)


def _hour(hour: int, part: str | None) -> int:
    """Bring an hour told with a part of the day to 0-23."""
    if part == "MO":
        return 0 if hour == 12 else hour
    if part == "AF":
        return hour + 12 if 1 <= hour <= 7 else hour
    if part == "EV":
        return hour + 12 if 1 <= hour < 12 else 0 if hour == 12 else hour
    if part == "NI":
        return hour + 12 if 6 <= hour < 12 else 0 if hour == 12 else hour
    return hour


def _day(parts: Parts, context: Context) -> Resolution:
    """Resolve what names a day; a weekday, a date and «اليوم» together are checked against each other."""
    published = context.published
    if parts.anaphor in _STEPS:
        return _told_before(parts, context, _STEPS[parts.anaphor or ""])
    relative = published + timedelta(parts.offset) if published and parts.offset is not None else None
    explicit, reason = explicit_date(parts, context, near=relative) if parts.day is not None else (None, None)
    if relative is not None:
        return _appositive(parts, relative, explicit)
    if explicit is not None:
        if parts.weekday and explicit.isoweekday() != parts.weekday:
            reason = f"the weekday told does not fit {explicit.isoformat()}"
        return Resolution("DATE", explicit.isoformat(), reason=reason, day=explicit)
    if parts.day is not None:
        return Resolution("DATE", None, reason=reason)
    if parts.weekday is not None and published is not None:
        target = weekday_date(parts.weekday, parts.tense, published, future=context.future)
        return Resolution("DATE", target.isoformat(), day=target)
    return Resolution("DATE", None, reason=NO_REFERENCE)


def _told_before(parts: Parts, context: Context, step: int) -> Resolution:
    """Resolve «اليوم نفسه», «اليوم التالي», «العام الذي تلاه» by the time told before."""
    if context.told_value and step == 0:
        return Resolution("DATE", context.told_value)
    start = context.told_start
    if start is None or (context.told is None and parts.unit is None):
        return Resolution("DATE", None, reason="refers to a time told before, which is not known")
    value, day = shifted(start, parts.unit or "D", step)
    return Resolution("DATE", value, day=day)


def _appositive(parts: Parts, relative: date, explicit: date | None) -> Resolution:
    """Weigh «اليوم» against the weekday and date in apposition to it: what two of them agree on holds."""
    if explicit is not None and explicit != relative:
        close = abs((explicit - relative).days) <= 3
        if close and (parts.weekday is None or explicit.isoweekday() == parts.weekday):
            reason = f"the publication date would make it {relative.isoformat()}"
            return Resolution("DATE", explicit.isoformat(), reason=reason, day=explicit)
        return Resolution(
            "DATE", relative.isoformat(), reason=f"the date in apposition would be {explicit.isoformat()}", day=relative
        )
    if parts.weekday is not None and relative.isoweekday() != parts.weekday and explicit is None:
        nearest = min((relative + timedelta(d) for d in range(-3, 4)), key=lambda d: d.isoweekday() != parts.weekday)
        reason = f"the weekday told does not fit {relative.isoformat()}"
        return Resolution("DATE", nearest.isoformat(), reason=reason, day=nearest)
    return Resolution("DATE", relative.isoformat(), day=relative)


def _period(parts: Parts, context: Context) -> Resolution:
    """Resolve months, years, weeks, decades and seasons."""
    published = context.published
    if parts.literal is not None:
        return Resolution("DATE", parts.literal)
    year = parts.year
    if year is None and parts.unit == "Y" and parts.shift is not None:
        if published is None:
            return Resolution("DATE", None, reason=NO_REFERENCE)
        year = published.year + parts.shift
    if parts.month is not None:
        year = year if year is not None else month_year(parts, context)
        if year is None:
            return Resolution("DATE", None, reason="the year is not told and the publication date is unknown")
        return Resolution("DATE", f"{year:04d}-{parts.month:02d}")
    if parts.season is not None:
        if year is None and published is not None:
            year = season_year(parts, published)
        if year is None:
            return Resolution("DATE", None, reason=NO_REFERENCE)
        return Resolution("DATE", f"{year:04d}-{parts.season}")
    if year is not None:
        return Resolution("DATE", f"{year:04d}")
    if published is None or parts.unit is None or parts.shift is None:
        return Resolution("DATE", None, reason=NO_REFERENCE)
    if parts.unit == "E":
        return Resolution("DATE", f"{published.year // 10 + parts.shift}X")
    if parts.unit == "C":
        return Resolution("DATE", f"{published.year // 100 + parts.shift}XX")
    value, _ = shifted(published, parts.unit, parts.shift)
    return Resolution("DATE", value)


def _gregorian_year(parts: Parts, context: Context) -> int | None:
    """Return the Gregorian year told beside a Hijri month: «رمضان 2020», «رمضان من العام الماضي»."""
    if parts.year is not None:
        return parts.year if parts.year > _LAST_HIJRI_YEAR else None
    if parts.unit == "Y" and parts.shift is not None and context.published:
        return context.published.year + parts.shift
    return None


def _hijri(parts: Parts, context: Context) -> Resolution:
    """Resolve a Hijri date, month, year or holiday to Gregorian days."""
    year = parts.year
    gregorian = _gregorian_year(parts, context)
    if gregorian is not None and parts.month is not None:
        year = calendars.hijri_year_within(gregorian, parts.month, parts.day or 1)
    if year is None:
        today = calendars.to_hijri(context.published) if context.published else None
        if today is None or context.published is None:
            return Resolution("DATE", None, reason="the year is not told and the publication date is unknown")
        year = hijri_year(parts, today, ahead=context.future)
    if parts.day is not None and parts.month is not None:
        first = calendars.hijri_day(year, parts.month, parts.day)
        if first is None:
            return Resolution("DATE", None, reason="there is no such day in the Hijri calendar")
        if (parts.days or 1) > 1:
            last = first + timedelta((parts.days or 1) - 1)
            return Resolution("DATE", f"{first.isoformat()}/{last.isoformat()}")
        return Resolution("DATE", first.isoformat(), day=first)
    span = calendars.hijri_month(year, parts.month) if parts.month else calendars.hijri_year(year)
    if span is None:
        return Resolution("DATE", None, reason="outside the range of the Hijri calendar")
    return Resolution("DATE", f"{span[0].isoformat()}/{span[1].isoformat()}")
