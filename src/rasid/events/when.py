"""The time of an event: from the expressions of its clause, its sentence, or the article's frame."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import regex

from rasid.document import Document
from rasid.extractors.base import Candidate, MentionType

_DAY = regex.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = regex.compile(r"\d\d:\d\d(?::\d\d)?")
_WEEK = regex.compile(r"(\d{4})-W(\d\d)")
_USABLE = regex.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T.*)?)?|-W\d\d)?")


class When(NamedTuple):
    """First and last day or moment (ISO), and the expressions that gave them."""

    start: str
    end: str
    dates: tuple[Candidate, ...]


def usable(candidate: Candidate) -> bool:
    """Tell whether an expression can date an event: it names a day, week, month, year or interval."""
    value = candidate.attributes.get("value")
    return (
        candidate.type is MentionType.DATE
        and bool(value)
        and candidate.attributes.get("timex") in ("DATE", "TIME")
        and all(_USABLE.fullmatch(part) for part in str(value).split("/") if part)
    )


def specific(candidate: Candidate) -> bool:
    """Tell whether it names a day."""
    return usable(candidate) and bool(_DAY.match(str(candidate.attributes["value"])))


def bounds(candidate: Candidate) -> tuple[str, str]:
    """Return the first and last day (or moment) of a usable expression."""
    attributes = candidate.attributes
    value = str(attributes["value"])
    first, _, second = value.partition("/")
    start = _edge(first, last=False)
    end = _edge(second or first, last=True)
    if not second and first.endswith("TNI"):
        # A night ends on the next day.
        end = (date.fromisoformat(end[:10]) + timedelta(1)).isoformat()
    return start, end


def _edge(value: str, *, last: bool) -> str:
    day, clock = value.split("T")[0], value.partition("T")[2]
    if _DAY.fullmatch(day):
        return f"{day}T{clock}" if _CLOCK.fullmatch(clock) else day
    if match := _WEEK.fullmatch(day):
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return (first + timedelta(6 if last else 0)).isoformat()
    year, _, month = day.partition("-")
    if month:
        start = date(int(year), int(month), 1)
        after = date(start.year + (start.month == 12), start.month % 12 + 1, 1)
        return (after - timedelta(1)).isoformat() if last else start.isoformat()
    return f"{year}-12-31" if last else f"{year}-01-01"


def frame_of(document: Document, dates: Sequence[Candidate]) -> Candidate | None:
    """Return the expression that dates the article's story: the first of its body that names a recent day."""
    published = document.published
    for candidate in dates:
        if not specific(candidate):
            continue
        start = bounds(candidate)[0][:10]
        if published is None or abs((published - date.fromisoformat(start)).days) <= 14:
            return candidate
    return None


def when(candidates: Sequence[Candidate], anchor: int) -> When | None:
    """Return the time told by the expressions of a clause.

    Args:
        candidates: Expressions of the clause or sentence.
        anchor: Where the trigger stands (normal text); the nearest expression counts, one that names a day first.
    """
    ready = [c for c in candidates if usable(c)]
    if not ready:
        return None
    chosen = min(ready, key=lambda c: (not specific(c), min(abs(c.start - anchor), abs(c.end - anchor))))
    start, end = bounds(chosen)
    return When(start, end, (chosen,))


def days(start: str | None, end: str | None) -> tuple[str, str] | None:
    """Return first and last day of an event, None if it is undated."""
    return (start[:10], (end or start)[:10]) if start else None


def clash(a: tuple[str | None, str | None], b: tuple[str | None, str | None]) -> bool:
    """Tell whether two stretches ``(start, end)`` are dated to days that do not meet."""
    x, y = days(*a), days(*b)
    return bool(x and y and (x[1] < y[0] or y[1] < x[0]))


def lasting(time: When) -> bool:
    """Tell whether a time is a stretch of more than three days: a count over a period, not one happening."""
    start, end = date.fromisoformat(time.start[:10]), date.fromisoformat(time.end[:10])
    return (end - start).days > 3
