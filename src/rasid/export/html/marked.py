"""The article as lines of pieces: every stretch that a fact may point to is an element of its own."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex
from markupsafe import Markup, escape

from rasid.export.common import entities_by_kind
from rasid.records import Report

_LINE = regex.compile(r"[^\n\r\u0085\u2028\u2029]+")
# What an editor would not see, or what would show the text in another order than it is stored in.
_HIDDEN = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_FOLDED = 6
"""Runs of more lines of page furniture are folded away."""


class Named(NamedTuple):
    """A mention to be coloured.

    Attributes:
        start: First code point.
        end: One past the last.
        sort: ``person``, ``group``, ``organization``, ``place`` or ``date``.
        entity: Id of the entity or date.
    """

    start: int
    end: int
    sort: str
    entity: str


class Piece(NamedTuple):
    """A stretch without a boundary inside."""

    start: int
    end: int
    html: Markup


class Run(NamedTuple):
    """Pieces of one mention, or of plain text (``named`` is None)."""

    named: Named | None
    inner: tuple[Named, ...]
    text: str
    pieces: tuple[Piece, ...]


class Line(NamedTuple):
    """A line of the article: ``headline``, ``body`` or ``boilerplate``."""

    zone: str
    runs: tuple[Run, ...]


class Block(NamedTuple):
    """Lines that belong together; long page furniture is folded."""

    furniture: bool
    folded: bool
    lines: tuple[Line, ...]


def named_in(report: Report) -> list[Named]:
    """Return all mentions, in text order, the longer first."""
    kinds = entities_by_kind(report)
    found = [Named(m.start, m.end, sort, e.id) for sort, entities in kinds for e in entities for m in e.mentions]
    found.extend(Named(d.start, d.end, "date", d.id) for d in report.dates)
    return sorted(found, key=lambda named: (named.start, -named.end))


def blocks(report: Report, cuts: Iterable[int]) -> list[Block]:
    """Return the article's lines, cut wherever a mention or a fact begins or ends.

    Args:
        report: The report.
        cuts: Code-point offsets at which facts begin and end.
    """
    names = named_in(report)
    edges = sorted({*cuts, *(edge for named in names for edge in named[:2])})
    body = [zone.start for zone in report.body]
    lines = [_line(report, match.start(), match.end(), names, edges, body) for match in _LINE.finditer(report.text)]
    found: list[Block] = []
    first = 0
    for index in range(1, len(lines) + 1):
        furniture = lines[first].zone == "boilerplate"
        if index == len(lines) or (lines[index].zone == "boilerplate") != furniture:
            found.append(Block(furniture, furniture and index - first > _FOLDED, tuple(lines[first:index])))
            first = index
    return found


def plain(text: str) -> str:
    """Return a text for an attribute or a drawing: control characters as their code points, not escaped."""
    return _HIDDEN.sub(lambda match: f"U+{ord(match.group()):04X}", text)


def visible(text: str) -> Markup:
    """Return escaped text, in which control characters show as their code points."""
    parts: list[Markup] = []
    position = 0
    for match in _HIDDEN.finditer(text):
        control = Markup('<span class="control">{}</span>').format(plain(match.group()))
        parts += [escape(text[position : match.start()]), control]
        position = match.end()
    return Markup().join([*parts, escape(text[position:])])


def _line(
    report: Report, start: int, end: int, names: Sequence[Named], edges: Sequence[int], body: Sequence[int]
) -> Line:
    runs: list[Run] = []
    position = start
    index = bisect_left(names, start, key=lambda named: named.start)
    # A mention may have begun on the line before.
    while index and names[index - 1].end > start:
        index -= 1
    while index < len(names) and names[index].start < end:
        outer = names[index]
        index += 1
        low, high = max(outer.start, start), min(outer.end, end)
        if low < position or low >= high:
            continue
        inner = []
        while index < len(names) and names[index].start < outer.end:
            inner.append(names[index])
            index += 1
        if low > position:
            runs.append(Run(None, (), "", _pieces(report, position, low, edges)))
        runs.append(Run(outer, tuple(inner), report.text[low:high], _pieces(report, low, high, edges)))
        position = high
    if position < end:
        runs.append(Run(None, (), "", _pieces(report, position, end, edges)))
    return Line(_zone(report, start, end, body), tuple(runs))


def _pieces(report: Report, start: int, end: int, edges: Sequence[int]) -> tuple[Piece, ...]:
    inside = edges[bisect_right(edges, start) : bisect_left(edges, end)]
    bounds = [start, *inside, end]
    return tuple(Piece(low, high, visible(report.text[low:high])) for low, high in pairwise(bounds))


def _zone(report: Report, start: int, end: int, body: Sequence[int]) -> str:
    """Tell what a line is; ``body``: where the zones of running text begin, in text order."""
    if report.headline is not None and start < report.headline.end and report.headline.start < end:
        return "headline"
    before = bisect_left(body, end) - 1
    if before >= 0 and start < report.body[before].end:
        return "body"
    return "boilerplate"
