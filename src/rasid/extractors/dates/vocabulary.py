"""The words of temporal expressions, from ``data/lexicons``: months, weekdays, holidays and time words."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from rasid.lexicon import Flag, Items, Row, load
from rasid.text.normalize import normalize
from rasid.text.number_words import opening_words
from rasid.text.tokenize import Token, tokenize

_INNER_KINDS = frozenset(
    {"in", "during", "age", "capture_guard", "anchor_guard_before", "anchor_guard_after", "media_noun", "outlet_place"}
    | {"modifier", "recent", "few", "few_indefinite", "part_adjective", "the_same", "on_end", "apposition", "minus"}
    | {"range_to", "future_word", "not_future", "fraction", "half_word", "minutes", "zone", "last_century"}
    | {"date_word", "dated_event", "night_link", "clock_cue", "clock_cue_weak", "era_hijri", "era_gregorian", "need"}
    | {
        "office",
        "whole",
        "first_last",
        "same_period",
        "written",
        "weekday_bare",
        "event_noun",
        "number_noun",
        "never_doubled",
    }
)
"""Parts of the grammar that begin no expression."""

_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")


class MonthRow(Row):
    """A month name.

    Attributes:
        calendar: The calendar it belongs to.
        month: Its number.
        tradition: Where the name is in use.
        forms: Spellings.
        alone: It means the month without a day, a year or «شهر» beside it.
    """

    calendar: Literal["gregorian", "hijri"]
    month: int
    tradition: str
    forms: Items
    alone: Flag


class WeekdayRow(Row):
    """A weekday.

    Attributes:
        iso: ISO 8601 number, Monday is 1.
        forms: With the article.
        bare: Without it, which is a weekday only after «يوم».
    """

    iso: int
    forms: Items
    bare: Items


class HolidayRow(Row):
    """A holiday that falls on the same day of a calendar every year.

    Attributes:
        calendar: That calendar.
        month: Month of its first day.
        day: Day of its first day.
        days: How many days it lasts.
        forms: Names.
    """

    calendar: Literal["gregorian", "hijri"]
    month: int
    day: int
    days: int
    forms: Items


class TimeWordRow(Row):
    """Words of one part of the grammar.

    Attributes:
        kind: Part of the grammar; see ``grammar.py``.
        value: What the words mean to that part.
        forms: Spellings without proclitics.
    """

    kind: str
    value: str = ""
    forms: Items


class KnownDayRow(Row):
    """A day that news go on naming without its year.

    Attributes:
        year: Its year.
        month: Its month.
        day: Its day of the month.
        event: What happened.
    """

    year: int
    month: int
    day: int
    event: str


class Entry(NamedTuple):
    """A word sequence of the grammar.

    Attributes:
        kind: Part of the grammar.
        value: What it means there.
        words: Folded words.
        form: The spelling as listed.
        row: Id of its row.
        alone: Months only: see ``MonthRow``.
    """

    kind: str
    value: str
    words: tuple[str, ...]
    form: str
    row: str
    alone: bool = True


class Match(NamedTuple):
    """An entry found at a token.

    Attributes:
        entry: The entry.
        last: One past the index of its last token.
        shift: Code points of proclitics before it in its first token.
    """

    entry: Entry
    last: int
    shift: int


class Vocabulary:
    """All entries by their first word, with and without proclitics."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Index the entries.

        Args:
            entries: Entries of all lexicons.
        """
        by_word: dict[str, list[Entry]] = {}
        for entry in entries:
            by_word.setdefault(entry.words[0], []).append(entry)
        forms: dict[str, list[tuple[Entry, int]]] = {}
        for word, found in by_word.items():
            found.sort(key=lambda entry: -len(entry.words))
            for prefix in _PROCLITICS:
                forms.setdefault(prefix + word, []).extend((entry, len(prefix)) for entry in found)
            if word.startswith("ال") and len(word) > 4:
                # ل + ال is written لل, before another ل a single one; the whole token is the mention then.
                rest = word[3:] if word.startswith("الل") else word[2:]
                for prefix in ("", "و", "ف"):
                    forms.setdefault(f"{prefix}لل{rest}", []).extend((entry, len(prefix)) for entry in found)
        self._forms: Mapping[str, tuple[tuple[Entry, int], ...]] = {
            form: tuple(sorted(found, key=lambda pair: pair[1])) for form, found in forms.items()
        }
        # Tokens at which an expression can begin.
        self._heads = frozenset(
            form for form, found in self._forms.items() if any(e.kind not in _INNER_KINDS for e, _ in found)
        )
        self._opening = self._heads | opening_words()
        self.inner = _INNER_KINDS
        self.future = frozenset(e.words[0] for e in entries if e.kind == "future_word")
        self.not_future = tuple(e.words[0] for e in entries if e.kind == "not_future")

    def may_open(self, token: Token) -> bool:
        """Tell at little cost whether an expression might begin with this token."""
        return token.text in self._opening or token.kind == "n"

    def opens(self, text: str) -> bool:
        """Tell whether an expression can begin with this token."""
        return text in self._heads

    def at(self, tokens: Sequence[Token], index: int, end: int) -> tuple[Match, ...]:
        """Return the entries that begin at a token and end before ``end``, the fewest proclitics first."""
        found = []
        for entry, shift in self._forms.get(tokens[index].text, ()):
            words = entry.words
            last = index + len(words)
            if last == index + 1 or (
                last <= end and all(tokens[index + k].text == words[k] for k in range(1, len(words)))
            ):
                found.append(Match(entry, last, shift))
        return tuple(found)


def _entry(kind: str, value: str, form: str, row: str, *, alone: bool = True) -> Entry:
    words = tuple(token.text for token in tokenize(normalize(form)))
    return Entry(kind, value, words, form, row, alone)


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of the bundled lexicons."""
    entries: list[Entry] = []
    for month in load("months", MonthRow):
        kind = "english_month" if month.tradition == "english" else f"{month.calendar}_month"
        entries += [_entry(kind, str(month.month), form, month.id, alone=month.alone) for form in month.forms]
    for weekday in load("weekdays", WeekdayRow):
        entries += [_entry("weekday", str(weekday.iso), form, weekday.id) for form in weekday.forms]
        entries += [_entry("weekday_bare", str(weekday.iso), form, weekday.id) for form in weekday.bare]
    for holiday in load("holidays", HolidayRow):
        value = f"{holiday.calendar} {holiday.month} {holiday.day} {holiday.days}"
        entries += [_entry("holiday", value, form, holiday.id) for form in holiday.forms]
    for word in load("time_words", TimeWordRow):
        entries += [_entry(word.kind, word.value, form, word.id) for form in word.forms]
    return Vocabulary(entries)


@cache
def known_days() -> Mapping[tuple[int, int], KnownDayRow]:
    """Return the days that news go on naming without their year, by month and day."""
    return {(row.month, row.day): row for row in load("known_days", KnownDayRow)}
