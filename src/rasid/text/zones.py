"""Zones: which lines are headline, running text or page furniture.

Decided by features of the lines (length, sentence marks, markers listed in ``data/lexicons/boilerplate.tsv``, words shared
with the running text, repetition), never by the site they come from.
"""

from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

import regex

from rasid.lexicon import Row, load
from rasid.text.normalize import NormalText, normalize
from rasid.text.tokenize import Token

_LONG = 140
"""A line of this many code points is running text even without a sentence mark."""
_SENTENCE_END = regex.compile(r"[.!?؟…:؛][\s\"'»”)\]]*$")
_FULL_STOP = regex.compile(r"[^.][.!:][\s\"'»”)\]]*$")
_LINE = regex.compile(r"[^\n]+")
_DATE_LINE = regex.compile(
    r"^[\W\d]*(?:(?:السبت|الاحد|الاثنين|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه|يوم|الساعه|[اأ]م|ص|م|AM|PM|GMT|\w{3,9})[\W\d]+){0,5}$"
)


class BoilerplateRow(Row):
    """A marker of page furniture.

    Attributes:
        text: The words.
        match: Where they stand in the line.
        role: ``line``: the line is furniture; ``tail``: so is what follows until running text; ``keep``: the line is
            part of the article (sign-offs).
    """

    text: str
    match: Literal["whole", "prefix", "suffix"]
    role: Literal["line", "tail", "keep"]


class Zone(NamedTuple):
    """A line and what it is.

    Attributes:
        kind: ``headline``, ``body`` or ``boilerplate``.
        start: First code point in the normal text.
        end: One past the last.
        line: Number of the line among the non-empty lines.
    """

    kind: str
    start: int
    end: int
    line: int


class _Line(NamedTuple):
    start: int
    end: int
    text: str
    words: frozenset[str]
    role: str | None

    @property
    def running(self) -> bool:
        """Long, or of some length and ended by a full stop (headlines end in none, or in «…» and «؟»)."""
        length = self.end - self.start
        return length >= _LONG or (length >= 60 and _FULL_STOP.search(self.text) is not None)


@cache
def _markers() -> tuple[dict[str, str], tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Return markers by whole line, by beginning and by end, each with its role."""
    rows = load("boilerplate", BoilerplateRow)
    folded = [(normalize(row.text).folded.casefold(), row) for row in rows]
    return (
        {text: row.role for text, row in folded},
        tuple((text, row.role) for text, row in folded if row.match == "prefix"),
        tuple((text, row.role) for text, row in folded if row.match == "suffix"),
    )


def _role(line: str) -> str | None:
    whole, prefixes, suffixes = _markers()
    bare = line.strip(" .:؛،,|-–—•*#!؟?\"'«»“”()[]{}/\\<>").casefold()
    if not any(c.isalpha() for c in bare):
        return "line"
    if role := whole.get(bare):
        return role
    if len(bare) < 250:
        for text, role in prefixes:
            if bare.startswith(text) and not bare[len(text) : len(text) + 1].isalpha():
                return role if role != "tail" or len(bare) < len(text) + 40 else "line"
    if len(bare) < 40:
        for text, role in suffixes:
            if bare.endswith(text) and any(c.isdigit() for c in bare):
                return role
    if len(bare) < 60 and any(c.isdigit() for c in bare) and _DATE_LINE.match(bare):
        return "line"
    return None


def zones_of(text: NormalText, tokens: Sequence[Token]) -> tuple[Zone, ...]:
    """Tell for each non-empty line what it is.

    Args:
        text: The normal text.
        tokens: Its tokens.

    Returns:
        Zones in text order.
    """
    lines = _lines(text, tokens)
    kinds = ["body"] * len(lines)
    _mark_tails(lines, kinds)
    running = [i for i, line in enumerate(lines) if kinds[i] == "body" and line.running]
    if running:
        _mark_after(lines, kinds, running[-1])
        _mark_before(lines, kinds, running[0])
    else:
        _mark_repeats(lines, kinds)
    for i, kind in enumerate(kinds):
        if kind == "body":
            if i + 1 < len(lines) and not (running and i >= running[0]) and lines[i].end - lines[i].start < 250:
                _mark_headline(lines, kinds, i)
            break
    return tuple(Zone(kind, line.start, line.end, i) for i, (kind, line) in enumerate(zip(kinds, lines, strict=True)))


def _lines(text: NormalText, tokens: Sequence[Token]) -> list[_Line]:
    found = []
    position = 0
    for match in _LINE.finditer(text.folded):
        if not match.group().strip():
            continue
        words = set()
        while position < len(tokens) and tokens[position].start < match.end():
            token = tokens[position]
            position += 1
            if token.kind == "w" and len(token.text) > 3:
                words.add(token.text.removeprefix("ال").removeprefix("وال").removeprefix("ب"))
        found.append(_Line(match.start(), match.end(), match.group(), frozenset(words), _role(match.group())))
    return found


def _mark_tails(lines: list[_Line], kinds: list[str]) -> None:
    """Mark the lines that markers name, and what follows a tail marker until running text."""
    within = False
    for i, line in enumerate(lines):
        if line.role == "tail":
            within = True
        elif within and line.running and _SENTENCE_END.search(line.text) and line.end - line.start >= _LONG:
            within = False
        if within or line.role in ("line", "tail"):
            kinds[i] = "boilerplate"


def _mark_after(lines: list[_Line], kinds: list[str], last: int) -> None:
    """Mark the short lines after the last running one; sign-offs stay."""
    rest = [i for i in range(last + 1, len(lines)) if kinds[i] == "body"]
    for i in rest:
        if lines[i].role != "keep" and not (len(rest) <= 2 and lines[i].end - lines[i].start < 30):
            kinds[i] = "boilerplate"


def _mark_before(lines: list[_Line], kinds: list[str], first: int) -> None:
    """Mark the lines before the running text that share no words with it: menus and other articles' headlines."""
    lead = frozenset().union(*(line.words for line in lines[first : first + 3]))
    before = [i for i in range(first) if kinds[i] == "body"]
    if len(before) <= 1:
        return
    for i in before:
        byline = i == first - 1 and lines[i].end - lines[i].start < 45
        if (
            not byline
            and len(lines[i].words & lead) < min(2, len(lines[i].words))
            and (len(before) > 2 or not lines[i].words)
        ):
            kinds[i] = "boilerplate"


def _mark_headline(lines: list[_Line], kinds: list[str], first: int) -> None:
    """Mark the headline and its repetition."""
    words = lines[first].text.strip()
    for i in range(first, len(lines)):
        if kinds[i] == "body" and (i == first or lines[i].text.strip() == words):
            kinds[i] = "headline"


def _mark_repeats(lines: list[_Line], kinds: list[str]) -> None:
    """Without running text, keep the first of repeated short lines only."""
    seen: set[str] = set()
    for i, line in enumerate(lines):
        if line.text.strip() in seen:
            kinds[i] = "boilerplate"
        seen.add(line.text.strip())
