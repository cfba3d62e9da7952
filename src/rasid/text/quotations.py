"""Quotations: what stands between quotation marks, nested, over several sentences, and who was named before.

A speaker named before a quotation speaks until it closes, however many sentences it holds.
"""

from collections.abc import Iterable
from typing import NamedTuple

import regex

from rasid.text.normalize import NormalText

_OPENING = {"«": "»", "“": "”", "„": "”", "‹": "›", "(": ")", "[": "]"}
_CLOSING = {"»": "«", "”": "“„", "›": "‹", ")": "(", "]": "["}
_MARK = regex.compile(r"[«»“”„‹›\"()\[\]]")
_DEEPEST = 8
"""Marks nested deeper are left out: no writer means them."""


class Quotation(NamedTuple):
    """A stretch between marks.

    Attributes:
        start: First code point after the opening mark, in the normal text.
        end: The closing mark; where none stands, the end of the paragraph.
        depth: 1 for the outermost.
        mark: The opening mark: ``(`` and ``[`` enclose asides, the others speech, names and titles.
        closed: Whether the closing mark stands in the paragraph.
    """

    start: int
    end: int
    depth: int
    mark: str
    closed: bool


def quotations(text: NormalText, stretches: Iterable[tuple[int, int]]) -> tuple[Quotation, ...]:
    """Find quotations.

    Args:
        text: The normal text.
        stretches: Paragraphs: a quotation does not go beyond one.

    Returns:
        Quotations by their start, the outer before the inner.
    """
    found: list[Quotation] = []
    for start, end in stretches:
        open_marks: list[tuple[str, int]] = []
        for match in _MARK.finditer(text.clean, start, end):
            mark, at = match.group(), match.start()
            if mark == '"':
                mark = "”" if any(opened == '"' for opened, _ in open_marks) else '"'
            if mark in _OPENING or mark == '"':
                if len(open_marks) < _DEEPEST:
                    open_marks.append((mark, at))
                continue
            wanted = _CLOSING[mark] + ('"' if match.group() == '"' else "")
            level = next((i for i in range(len(open_marks) - 1, -1, -1) if open_marks[i][0] in wanted), None)
            if level is None:
                continue
            # An opening mark inside that was never closed is dropped.
            opened, begun = open_marks[level]
            found.append(Quotation(begun + 1, at, level + 1, opened, True))
            del open_marks[level:]
        found.extend(
            Quotation(begun + 1, end, level, opened, False) for level, (opened, begun) in enumerate(open_marks, start=1)
        )
    return tuple(sorted(found, key=lambda quotation: (quotation.start, -quotation.end)))


def speech_around(found: Iterable[Quotation], offset: int) -> Quotation | None:
    """Return the outermost quotation that holds an offset, brackets aside.

    Args:
        found: Quotations of the text.
        offset: In the normal text.
    """
    return next((q for q in found if q.start <= offset < q.end and q.mark not in "(["), None)
