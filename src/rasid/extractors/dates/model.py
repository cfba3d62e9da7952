"""What the grammar reads and the resolver places in time."""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

Direction = Literal["since", "until", "before", "after", "none"]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the words of one calendar expression say.

    Attributes:
        offset: Days from the publication day («أمس» is -1).
        weekday: ISO weekday.
        weekday2: The second day of a night («ليل الجمعة السبت»).
        day: Day of the month.
        month: Month.
        year: Year.
        hijri: Day, month and year are of the Hijri calendar.
        also_hijri: The text gives a Hijri date beside the Gregorian one.
        unit: Unit of ``shift`` (D, W, M, Y, E decade, C century).
        shift: Units from the publication day («الشهر الماضي» is -1 M).
        tense: What a modifier says (past, present, future, before_last, after_next).
        part: Part of the day (MO, AF, EV, NI, DT).
        part_weak: The part is an adverb or definite noun, which needs no day beside it («صباحا»).
        clock: Hour and minute as told, before the part of the day is considered.
        zone: Time zone; ``Z`` or empty for local.
        midnight: «منتصف ليل».
        edge: start, mid or end of the period, or a fraction of it («1/2»).
        literal: A TIMEX3 value that the words give by themselves (decades).
        season: SP, SU, FA or WI.
        days: Length of a holiday in days.
        anaphor: It is told from the expression before: the same, next or previous day or ``unit``; a day of the same
            month (month); a month of the same year (year).
        hedged: A hedge stands before it.
    """

    offset: int | None = None
    weekday: int | None = None
    weekday2: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    hijri: bool | None = None
    also_hijri: bool | None = None
    unit: str | None = None
    shift: int | None = None
    tense: str | None = None
    part: str | None = None
    part_weak: bool | None = None
    clock: tuple[int, int] | None = None
    zone: str | None = None
    midnight: bool | None = None
    edge: str | None = None
    literal: str | None = None
    season: str | None = None
    days: int | None = None
    anaphor: str | None = None
    hedged: bool | None = None

    @property
    def has_day(self) -> bool:
        """A day is given, in whatever way."""
        told = self.anaphor is not None and self.anaphor != "year"
        return told or any(x is not None for x in (self.offset, self.weekday, self.day))

    @property
    def has_period(self) -> bool:
        """A month, year, week or the like is given."""
        return any(x is not None for x in (self.month, self.year, self.shift, self.literal, self.season))

    @property
    def has_time(self) -> bool:
        """A part of the day or a clock time is given."""
        return self.part is not None or self.clock is not None or self.midnight is not None


_NAMES = tuple(field.name for field in fields(Parts))


def merge(first: Parts, second: Parts) -> Parts | None:
    """Unite two appositive parts; None where they give the same thing twice differently."""
    changes: dict[str, Any] = {}
    for name in _NAMES:
        new, old = getattr(second, name), getattr(first, name)
        if new is None or new == old:
            continue
        if old is not None and name != "part_weak":
            return None
        changes[name] = new
    return replace(first, **changes) if changes else first


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time.

    Attributes:
        terms: Pairs of a count (None: vague) and a unit (TM, H, D, N, W, M, Y, E, C).
        hedged: A hedge stands before it.
    """

    terms: tuple[tuple[float | None, str], ...]
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class Expression:
    """One temporal expression.

    Attributes:
        kind: Which rule read it: calendar, range, amount, window, reference, set, running; name is no expression.
        first: Index of its first token.
        last: One past the index of its last token.
        direction: The preposition inside it.
        parts: Calendar expressions: what the words say.
        until: Ranges: the end.
        amount: Lengths of time, also of «قبل يومين» and «الأيام الثلاثة الماضية».
        value: References and sets: the value itself.
        tense: Windows: past or future.
        row: The lexicon row that started it, for ``rule``.
    """

    kind: Literal["calendar", "range", "amount", "window", "reference", "set", "running", "name"]
    first: int
    last: int
    direction: Direction = "none"
    parts: Parts = Parts()
    until: Parts | None = None
    amount: Amount | None = None
    value: str = ""
    tense: str = ""
    row: str = ""
