"""Where an expression lies in time."""

from dataclasses import dataclass
from datetime import date, timedelta

from rasid.extractors.dates import bounds


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where an expression lies in time.

    Attributes:
        timex: DATE, TIME, DURATION or SET.
        value: TIMEX3 value.
        approximate: The text hedges or is vague.
        calendar: gregorian or hijri.
        reason: Why the value is None, or what was doubtful.
        day: The day meant, for what is told after.
        edge: Part of the period that the bounds cover (start, mid, end, after_midnight).
        margin: Days by which the calendar itself may be off.
    """

    timex: str
    value: str | None
    approximate: bool = False
    calendar: str = "gregorian"
    reason: str | None = None
    day: date | None = None
    edge: str | None = None
    margin: int = 0

    @property
    def span(self) -> bounds.Bounds:
        """First and last moment that the value may mean."""
        first, last = bounds.of_value(self.value, self.edge)
        margin = timedelta(self.margin)
        return (first - margin if first else None), (last + margin if last else None)
