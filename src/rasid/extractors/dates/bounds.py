"""First and last moment of a TIMEX3 value."""

from datetime import UTC, date, datetime, time, timedelta

import regex

from rasid.extractors.dates.calendars import last_of_month, make_date

Bounds = tuple[datetime | None, datetime | None]

_VALUE = regex.compile(
    r"(?P<year>\d{4})(?:-W(?P<week>\d\d)|-(?P<season>SP|SU|FA|WI)|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
    r"(?:T(?:(?P<part>MO|AF|EV|NI|DT)|(?P<hour>\d\d):(?P<minute>\d\d)(?P<zone>Z?)))?"
)
_DECADE = regex.compile(r"(\d{3})X")
_SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
# Hours from midnight of the day: first, last. A night reaches into the next morning.
_PARTS = {"MO": (0, 12), "AF": (12, 18), "EV": (17, 24), "NI": (18, 30), "DT": (6, 18)}
_AFTER_MIDNIGHT = (0, 6)
_EDGES = {"start": "1/3", "mid": "2/3", "end": "3/3"}
_SECOND = timedelta(seconds=1)


def of_value(value: str | None, edge: str | None = None) -> Bounds:
    """Return the first and last moment of a value, None where it does not fix one.

    Args:
        value: A TIMEX3 value.
        edge: start, mid, end (a third of the period) or a fraction like ``2/4``; after_midnight: the small hours.

    Returns:
        Naive datetimes, aware (UTC) where the value has a zone.
    """
    if value is None:
        return None, None
    if "/" in value:
        left, _, right = value.partition("/")
        opening, closing = of_value(left)[0], of_value(right)[1]
        if opening and closing and opening.replace(tzinfo=None) > closing.replace(tzinfo=None):
            return None, None
        return opening, closing
    if match := _DECADE.fullmatch(value):
        return datetime(int(match[1]) * 10, 1, 1), datetime(int(match[1]) * 10 + 9, 12, 31, 23, 59, 59)
    match = _VALUE.fullmatch(value)
    if match is None:
        return None, None
    days = _days(match.groupdict())
    if days is None:
        return None, None
    first, last = _fraction(days[0], days[1], edge)
    start = datetime.combine(first, time())
    if match["hour"]:
        moment = start + timedelta(hours=int(match["hour"]), minutes=int(match["minute"]))
        moment = moment.replace(tzinfo=UTC) if match["zone"] else moment
        return moment, moment
    if match["part"]:
        low, high = _AFTER_MIDNIGHT if edge == "after_midnight" else _PARTS[match["part"]]
        return start + timedelta(hours=low), start + timedelta(hours=high) - _SECOND
    return start, datetime.combine(last, time(23, 59, 59))


def _days(found: dict[str, str | None]) -> tuple[date, date] | None:
    """Return first and last day of the calendar part of a value."""
    year = int(found["year"] or 0)
    if not 1 <= year < 9999:
        return None
    if found["week"]:
        try:
            first = date.fromisocalendar(year, int(found["week"]), 1)
        except ValueError:
            return None
        return first, first + timedelta(6)
    if found["season"]:
        low, high = _SEASONS[found["season"]]
        return date(year, low, 1), last_of_month(year + (high < low), high)
    if found["month"] is None:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(found["month"])
    if found["day"] is None:
        return (date(year, month, 1), last_of_month(year, month)) if 1 <= month <= 12 else None
    day = make_date(year, month, int(found["day"]))
    return (day, day) if day else None


def _fraction(first: date, last: date, edge: str | None) -> tuple[date, date]:
    """Return the fraction of a period that an edge names: ``2/4`` is the second quarter, start the first third."""
    place, _, count = _EDGES.get(edge or "", edge or "").partition("/")
    length = (last - first).days + 1
    if not (place.isdecimal() and count.isdecimal()) or length < int(count):
        return first, last
    low, high = ((int(place) - offset) * length // int(count) for offset in (1, 0))
    return first + timedelta(low), first + timedelta(high - 1)
