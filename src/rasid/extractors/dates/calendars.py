"""Calendar arithmetic on ``datetime`` values; Hijri dates by the Umm al-Qura calendar of ``hijridate``."""

import calendar
from datetime import date, timedelta


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian date, or None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shift_months(day: date, months: int) -> tuple[int, int]:
    """Return year and month that lie ``months`` after the month of ``day``."""
    total = day.year * 12 + day.month - 1 + months
    return total // 12, total % 12 + 1


def last_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def week_value(day: date) -> str:
    """Return the ISO week of a day, e.g. ``2018-W17``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def hijri_day(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian date of a Hijri one, or None outside 1343-1500 AH or where there is no such day."""
    from hijridate import Hijri

    try:
        return date.fromisoformat(Hijri(year, month, day).to_gregorian().isoformat())
    except (ValueError, OverflowError):
        return None


def hijri_month(year: int, month: int) -> tuple[date, date] | None:
    """Return first and last day of a Hijri month."""
    first = hijri_day(year, month, 1)
    after = hijri_day(year + month // 12, month % 12 + 1, 1)
    return (first, after - timedelta(1)) if first and after else None


def hijri_year(year: int) -> tuple[date, date] | None:
    """Return first and last day of a Hijri year."""
    first, after = hijri_day(year, 1, 1), hijri_day(year + 1, 1, 1)
    return (first, after - timedelta(1)) if first and after else None


def to_hijri(day: date) -> tuple[int, int, int] | None:
    """Return the Hijri year, month and day of a Gregorian date."""
    from hijridate import Gregorian

    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
    except (ValueError, OverflowError):
        return None
    return found.year, found.month, found.day


def hijri_year_within(year: int, month: int, day: int) -> int | None:
    """Return the Hijri year in which a day of a Hijri month falls within a Gregorian year."""
    opening = to_hijri(date(year, 1, 1)) if 1 <= year <= 9999 else None
    if opening is None:
        return None
    for hijri in (opening[0], opening[0] + 1):
        found = hijri_day(hijri, month, day)
        if found and found.year == year:
            return hijri
    return None
