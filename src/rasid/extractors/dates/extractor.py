"""Finds temporal expressions in the sentences of a document and resolves them."""

from datetime import date
from types import MappingProxyType

from rasid.document import Document
from rasid.extractors.base import Candidate, MentionType
from rasid.extractors.dates.cursor import Cursor
from rasid.extractors.dates.grammar import read_expressions
from rasid.extractors.dates.likely import Context
from rasid.extractors.dates.model import Expression
from rasid.extractors.dates.resolution import Resolution
from rasid.extractors.dates.resolver import resolve
from rasid.extractors.dates.vocabulary import Vocabulary, vocabulary
from rasid.matching import Lexicon
from rasid.text.numbers import proclitics
from rasid.text.tokenize import Sentence, Token

_LOOK_BACK = 12
"""Tokens before an expression among which a verb in the future tense governs it."""
_REACH = 400
"""Code points over which a told day still holds for a clock time or part of the day."""
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
"""Publication years outside are no reference: arithmetic on them would leave the calendar."""
_SHADDA = "\u0651"
_FIRM_SCORE, _WEAK_SCORE = 0.95, 0.8


class DateExtractor:
    """Temporal expressions with TIMEX3 values; keeps no state that changes."""

    name = "dates"

    def __init__(self) -> None:
        """Load the vocabulary."""
        self._words: Vocabulary = vocabulary()

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return nothing: the grammar has its own index of words."""
        return ()

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return one candidate for each temporal expression, in text order."""
        found: list[Candidate] = []
        told = _Told()
        published = document.published
        if published is not None and not _FIRST_YEAR <= published.year <= _LAST_YEAR:
            published = None
        for sentence in document.sentences:
            self._read_sentence(document, published, sentence, told, found)
        return tuple(found)

    def _read_sentence(
        self,
        document: Document,
        published: date | None,
        sentence: Sentence,
        told: "_Told",
        found: list[Candidate],
    ) -> None:
        tokens = document.tokens
        cursor = Cursor(tokens, sentence.first, sentence.last, document.text.clean, self._words)
        index = sentence.first
        while index < sentence.last:
            if not self._words.may_open(tokens[index]) or not cursor.opens(index):
                index += 1
                continue
            expressions, shift = _read(cursor, index)
            if not expressions:
                index += 1
                continue
            for expression in expressions:
                if expression.kind == "name" or _is_verb(document, cursor, expression):
                    continue
                if expression.first != index:
                    shift = int(tokens[expression.first].text.startswith("و"))
                start = tokens[expression.first].start + shift
                end = tokens[expression.last - 1].end
                context = Context(
                    published,
                    *told.at(start, sentence.paragraph),
                    self._speaks_of_future(tokens, sentence.first, expression.first),
                    expression.direction != "none" or cursor.has(expression.first - 1, "event_noun", "dated_event"),
                )
                resolution = resolve(expression, context)
                whole = expression.first == sentence.first and expression.last >= document.words_end(sentence)
                told.note(resolution, end, sentence.paragraph, heading=whole)
                found.append(_candidate(expression, resolution, start, end))
            index = expressions[-1].last

    def _speaks_of_future(self, tokens: tuple[Token, ...], first: int, last: int) -> bool:
        """Tell whether a verb in the future tense («ستعقد», «سوف») stands before an expression."""
        for token in tokens[max(first, last - _LOOK_BACK) : last]:
            text = token.text
            if token.kind != "w":
                continue
            if text in self._words.future:
                return True
            stem = text[1:] if text[0] in "وف" and len(text) > 5 else text
            if len(stem) > 4 and stem[0] == "س" and stem[1] in "يت" and not stem.startswith(self._words.not_future):
                return True
        return False


class _Told:
    """The day told last, while an article is read."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._value: str | None = None
        self._end = 0
        self._paragraph = -1
        self._heading: date | None = None

    def at(self, start: int, paragraph: int) -> tuple[date | None, str | None]:
        """Return the day and the longer period that hold at an offset."""
        near = start - self._end <= _REACH and paragraph - self._paragraph <= 2
        return (self._day, self._value) if near else (self._heading, None)

    def note(self, resolution: Resolution, end: int, paragraph: int, *, heading: bool) -> None:
        """Remember a day or period; one that is all of its line holds until the next such line."""
        if heading and resolution.day is not None:
            self._heading = resolution.day
        if resolution.day is not None:
            self._day, self._value, self._end, self._paragraph = resolution.day, None, end, paragraph
        elif resolution.span[0] is not None:
            self._value, self._end, self._paragraph = resolution.value, end, paragraph


def _is_verb(document: Document, cursor: Cursor, expression: Expression) -> bool:
    """Tell whether the writer's shadda makes a word of time a verb («فجّرا عربتين»)."""
    if expression.last - expression.first > 1 or not cursor.has(expression.first, "never_doubled"):
        return False
    token = document.tokens[expression.first]
    first, last = document.text.span(token.start, token.end)
    return _SHADDA in document.text.original[first:last]


def _read(cursor: Cursor, index: int) -> tuple[tuple[Expression, ...], int]:
    """Read at a token, its proclitics looked through; return expressions and the length of the proclitics."""
    token = cursor.tokens[index]
    shifts = {match.shift for match in cursor.matches(index)}
    if token.kind == "n":
        shifts.add(0)
    else:
        shifts.add(proclitics(token))
        if token.text[1:3] == "ال" or token.text[1:3] == "لل":
            shifts.add(1)
        elif token.text[2:4] == "ال":
            shifts.add(2)
    best: tuple[tuple[Expression, ...], int] = ((), 0)
    for shift in sorted(shifts):
        cursor.begin(index, shift)
        found = read_expressions(cursor, index)
        if found and (not best[0] or found[-1].last > best[0][-1].last):
            best = (found, shift)
    cursor.begin(-1, 0)
    return best


def _candidate(expression: Expression, resolution: Resolution, start: int, end: int) -> Candidate:
    earliest, latest = resolution.span
    weak = resolution.value is None or expression.row == "part-of-day"
    return Candidate(
        MentionType.DATE,
        start,
        end,
        f"dates:{expression.row or expression.kind}",
        _WEAK_SCORE if weak else _FIRM_SCORE,
        attributes=MappingProxyType(
            {
                "timex": resolution.timex,
                "value": resolution.value,
                "earliest": earliest,
                "latest": latest,
                "approximate": resolution.approximate,
                "calendar": resolution.calendar,
                "reason": resolution.reason,
            }
        ),
    )
