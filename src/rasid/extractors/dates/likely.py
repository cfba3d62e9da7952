"""What the words leave out, supplied as the publication date makes most likely: news looks back."""

from dataclasses import dataclass
from datetime import date, timedelta

from rasid.extractors.dates import bounds, calendars
from rasid.extractors.dates.model import Parts
from rasid.extractors.dates.vocabulary import known_days

_HOLIDAY_AHEAD = 30
"""Days before a holiday in which its name means the coming one rather than that of a year ago."""
NO_REFERENCE = "relative to the publication date, which is unknown"


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is resolved against.

    Attributes:
        published: Publication day.
        told: The day of the expression before this one, where it still holds.
        told_value: The value of the expression before this one, where it is no day.
        future: The clause speaks of the future.
        named: A preposition of direction or a noun of happening stands before it («منذ 7 أكتوبر», «هجوم 7 أكتوبر»).
    """

    published: date | None
    told: date | None = None
    told_value: str | None = None
    future: bool = False
    named: bool = False

    @property
    def told_start(self) -> date | None:
        """The day told before, or the first day of the period told before."""
        first = bounds.of_value(self.told_value)[0] if self.told is None else None
        return self.told or (first.date() if first else None)


def explicit_date(parts: Parts, context: Context, *, near: date | None) -> tuple[date | None, str | None]:
    """Return the date that day, month and year give, the year supplied where it is left out."""
    published, day = context.published, parts.day or 1
    month, year = parts.month, parts.year
    if parts.anaphor in ("month", "year"):
        told = context.told_start
        if told is None:
            return None, "refers to a time told before, which is not known"
        month, year = month or told.month, told.year
    if parts.unit in ("M", "Y") and parts.shift is not None and year is None:
        if published is None:
            return None, NO_REFERENCE
        if parts.unit == "M":
            year, month = calendars.shift_months(published, parts.shift)
        else:
            year = published.year + parts.shift
    if month is None:
        return None, "the month is not told"
    if year is None:
        if published is None:
            return None, "the year is not told and the publication date is unknown"
        found = _likely(day, month, parts, near or published, near=near is not None, context=context)
    else:
        found = calendars.make_date(year, month, day)
    return found, None if found else "there is no such day"


def _likely(day: int, month: int, parts: Parts, reference: date, *, near: bool, context: Context) -> date | None:
    """Return the day of that month in the year that is most likely: news looks back."""
    candidates = [d for y in range(reference.year - 4, reference.year + 5) if (d := calendars.make_date(y, month, day))]
    if not candidates:
        return None
    if near or parts.tense == "present":
        return min(candidates, key=lambda d: abs((d - reference).days))
    if parts.tense in ("future", "after_next") or (context.future and parts.tense is None):
        return next((d for d in candidates if d >= reference), candidates[-1])
    if known := _known(day, month, parts, reference, context):
        return known
    past = [d for d in candidates if d < reference or (d == reference and parts.tense is None)]
    ahead = _HOLIDAY_AHEAD if parts.days else 1
    soon = next((d for d in candidates if 0 < (d - reference).days <= ahead), None)
    if parts.tense is None and soon:
        return soon
    return past[-1] if past else candidates[0]


def _known(day: int, month: int, parts: Parts, reference: date, context: Context) -> date | None:
    """Return the day of a great event that is still named without its year («منذ 7 أكتوبر»)."""
    row = known_days().get((month, day)) if context.named and parts.tense is None and parts.weekday is None else None
    found = calendars.make_date(row.year, row.month, row.day) if row else None
    return found if found and found <= reference else None


def weekday_date(weekday: int, tense: str | None, published: date, *, future: bool) -> date:
    """Return the day a weekday means: the last one, today included, unless a modifier or the clause looks ahead."""
    if tense in ("future", "after_next") or (tense is None and future):
        ahead = (weekday - published.isoweekday()) % 7
        return published + timedelta(ahead or (7 if tense else 0))
    back = (published.isoweekday() - weekday) % 7
    if tense in ("past", "before_last"):
        back = back or 7
        back += 7 if tense == "before_last" else 0
    return published - timedelta(back)


def month_year(parts: Parts, context: Context) -> int | None:
    """Return the year of a month told without one."""
    published, month = context.published, parts.month or 1
    if parts.anaphor == "year" and context.told_start:
        return context.told_start.year
    if published is None:
        return None
    if parts.tense in ("future", "after_next") or (context.future and parts.tense is None):
        return published.year + (month < published.month or (month == published.month and parts.tense is not None))
    if parts.tense == "past":
        return published.year - (month >= published.month)
    if parts.tense == "present":
        return min(
            (published.year + d for d in (-1, 0, 1)),
            key=lambda y: abs((y - published.year) * 12 + month - published.month),
        )
    return published.year - (month > published.month)


def season_year(parts: Parts, published: date) -> int:
    """Return the year of a season told without one; a winter is that of its December."""
    year, month = published.year, published.month
    if parts.tense == "past":
        ends = {"SP": 6, "SU": 9, "FA": 12, "WI": 15}[parts.season or ""]
        return year - (1 if month < ends else 0) - (parts.season == "WI" and month < 3)
    if parts.tense == "future":
        begins = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[parts.season or ""]
        return year + (month >= begins)
    return year - (parts.season == "WI" and month < 3)


def hijri_year(parts: Parts, today: tuple[int, int, int], *, ahead: bool) -> int:
    """Return the year of a Hijri month or day told without one."""
    year, month, day = today
    told = (parts.month or month, parts.day or 1)
    if parts.tense == "future" or (ahead and parts.tense is None):
        return year + (told < (month, day if parts.day else 1))
    if parts.tense == "past":
        return year - (told[0] >= month if parts.day is None else told >= (month, day))
    if parts.tense is None and 0 < (told[0] - month) * 30 + told[1] - day <= 30:
        return year  # about to begin: more likely than that of a year ago
    return year - (told > (month, day))
