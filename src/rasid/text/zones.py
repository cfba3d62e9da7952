"""Zones: which lines are headline, running text or page furniture.

Decided by features of the lines (length, sentence marks, markers listed in ``data/lexicons/boilerplate.tsv``, words
shared with the running text, repetition, what their neighbours look like), never by the site they come from.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from rasid.text.lines import LONG, SHORT, Line, lines_of
from rasid.text.normalize import NormalText

_SIGN_OFF = 30
"""A last line this short may be the writer's name."""
_BANNER, _TITLE = 3, 5
"""A line of so few words above a line of so many is the site's name, not the headline."""
_HEADINGS = 2
"""So many different days make a report by days."""
_DIGITS = re.compile(r"\d+")
_MANY = 3
"""So many lines between headline and text may be sub-headline, caption and dateline; more are something else."""


class Zone(NamedTuple):
    """A line, or a paragraph that hard line breaks run through, and what it is.

    Attributes:
        kind: ``headline``, ``body`` or ``boilerplate``.
        start: First code point in the normal text.
        end: One past the last.
        line: Number of the line among the non-empty lines.
        part: What it is within the kind: ``headline``; ``subheadline``, ``dateline`` (byline and sign-off),
            ``caption``, ``quotation`` (an embedded post), ``item`` (of a list), ``paragraph``; ``furniture``.
        label: Span of the words that head the item, or the items before it («حلب:: …»), in a bulletin.
    """

    kind: str
    start: int
    end: int
    line: int
    part: str = "paragraph"
    label: tuple[int, int] | None = None


def zones_of(text: NormalText) -> tuple[Zone, ...]:
    """Tell for each non-empty line what it is.

    Args:
        text: The normal text.

    Returns:
        Zones in text order.
    """
    page = _Page(lines_of(text))
    page.decide()
    return page.zones()


class _Page:
    """The lines of one text while they are being judged."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.article = [True] * len(lines)
        self.headline = [False] * len(lines)
        self.running = [self._is_running(i) for i in range(len(lines))]
        self.days = self._day_headings()

    def decide(self) -> None:
        """Judge all lines."""
        self._drop_marked()
        running = [i for i in range(len(self.lines)) if self.article[i] and self.running[i]]
        whole = [i for i in running if not self.lines[i].cut] or running
        if not running:
            self._drop_repeats()
            self._find_headline(len(self.lines))
            return
        self._drop_after(whole[-1])
        self._drop_before(running[0])
        self._drop_between(running[0], whole[-1])
        self._find_headline(running[0])

    def zones(self) -> tuple[Zone, ...]:
        """Return the judgement."""
        found = []
        label: tuple[int, int] | None = None
        bulletin = sum(self.article[i] and line.label() is not None for i, line in enumerate(self.lines)) > 1
        body = False
        for i, line in enumerate(self.lines):
            kind = "headline" if self.headline[i] else "body" if self.article[i] else "boilerplate"
            body = body or (kind == "body" and self.running[i])
            if bulletin and kind == "body":
                label = line.label() or label
            found.append(
                Zone(
                    kind,
                    line.start,
                    line.end,
                    i,
                    self._part(i, kind, body),
                    label if kind == "body" else None,
                )
            )
        return tuple(found)

    def _part(self, i: int, kind: str, body: bool) -> str:
        line = self.lines[i]
        if kind != "body":
            return "furniture" if kind == "boilerplate" else "headline"
        if line.posted or self._quoted(i):
            return "quotation"
        if line.item or line.label() is not None:
            return "item"
        if line.credited:
            return "caption"
        if i in self.days or line.role in ("keep", "byline") or line.dateline:
            return "dateline"
        if self.running[i] or line.stopped:
            return "paragraph"
        if not body and line.size > 2 and any(self.headline[:i]):
            return "subheadline"
        if line.size <= 5 and (not body or not any(self.article[i + 1 :])):
            return "dateline"
        return "subheadline" if body and line.length < SHORT else "paragraph"

    def _quoted(self, i: int) -> bool:
        """Tell whether the line is an embedded post: the next one names its author."""
        return i + 1 < len(self.lines) and self.lines[i + 1].posted

    def _is_running(self, i: int) -> bool:
        line = self.lines[i]
        return line.role is None and (line.running or self._quoted(i) or line.posted)

    def _day_headings(self) -> frozenset[int]:
        """Return the lines that say of which day the items below them tell: several, each above running text.

        The date of the page is one; the dates of teasers stand above headlines.
        """
        lines = self.lines
        found = [
            i
            for i, line in enumerate(lines[:-1])
            if line.role == "line" and self.running[i + 1] and lines[i + 1].stopped and line.dated
        ]
        days = {_DIGITS.findall(lines[i].text)[0] for i in found}
        return frozenset(found) if len(days) >= _HEADINGS else frozenset()

    # ------------------------------------------------------------------ markers

    def _drop_marked(self) -> None:
        """Drop the lines that markers name, and what follows a tail marker until the article goes on."""
        lines = self.lines
        mass = [line.length if line.role is None and line.running and line.stopped else 0 for line in lines]
        seen, rest = 0, sum(mass)
        within: str | None = None
        for i, line in enumerate(lines):
            if line.role in ("tail", "end"):
                within = line.role
            elif within and self._goes_on(i, within, seen, rest):
                within = None
                if lines[i - 1].dateline and lines[i - 1].role is None:
                    self.article[i - 1] = True
            if i in self.days and not within:
                continue
            if within or line.role in ("line", "next") or (i and lines[i - 1].role == "next" and not self._resumes(i)):
                self.article[i] = False
            else:
                seen += mass[i]
            rest -= mass[i]

    def _goes_on(self, i: int, within: str, seen: int, rest: int) -> bool:
        """Tell whether the article begins, or goes on, at a line within a box of other texts.

        Args:
            i: The line.
            within: The marker that opened the box.
            seen: Length of the running text before the line.
            rest: Length of the running text from the line on.
        """
        line = self.lines[i]
        if line.role is not None or not line.running or line.cut:
            return False
        if not seen:
            return True
        if not line.stopped or (within == "end" and rest <= seen):
            return False
        return line.connected or line.length > 2.5 * LONG or self._resumes(i)

    def _resumes(self, i: int) -> bool:
        """Tell whether two lines of running text follow one another here."""
        after = next((line for line in self.lines[i + 1 :] if line.role is None), None)
        line = self.lines[i]
        return line.running and line.stopped and not line.cut and after is not None and after.running and after.stopped

    # ------------------------------------------------------------------ edges

    def _drop_after(self, last: int) -> None:
        """Drop the short lines after the last paragraph; sign-offs, lists and a last line cut short stay."""
        lines = self.lines
        while last + 1 < len(lines) and self.article[last + 1] and self.running[last + 1]:
            last += 1
        rest = [i for i in range(last + 1, len(lines)) if self.article[i]]
        if not rest:
            return
        paragraphs = [i for i in range(last + 1) if self.article[i] and self.running[i]]
        said = frozenset[str]().union(*(lines[i].words for i in paragraphs))
        listing = _introduces(lines[last])
        for position, i in enumerate(rest):
            line = lines[i]
            adjacent = i == last + 1 + position
            if line.role in ("keep", "byline"):
                said |= line.words
            elif adjacent and line.role is None and self._closes(line, listing=listing, first=not position):
                listing = listing or _introduces(line)
            elif len(rest) <= 2 and line.length < _SIGN_OFF and not (line.words and line.words <= said):
                pass  # the writer's name; a tag repeats words of the article
            elif rest == [len(lines) - 1] and adjacent and not self._ends_sentences(paragraphs):
                pass
            else:
                self.article[i] = False

    @staticmethod
    def _closes(line: Line, *, listing: bool, first: bool) -> bool:
        """Tell whether a line right after the last paragraph goes on from it."""
        if line.length < LONG and (listing or (line.item and line.size > 2)):
            return True
        if first and (line.dateline or (line.length < SHORT and line.stopped)):
            return True
        return line.size > 5 and line.connected and not line.cut

    def _drop_before(self, first: int) -> None:
        """Drop what stands before the article: sections, tickers, other articles' headlines."""
        lines = self.lines
        before = [i for i in range(first) if self.article[i]]
        if not before:
            return
        lead = frozenset[str]().union(*(line.words for line in lines[first : first + 3]))
        title = self._title(before, lead)
        if title is not None:
            lead |= lines[title].words
        after_title = sum(i > title for i in before) if title is not None else 0
        for i in before:
            line = lines[i]
            if i == title or i in self.days or line.role in ("keep", "byline") or (line.stopped and line.size > 4):
                continue
            if title is not None and i > title and (after_title <= _MANY or line.dateline):
                continue
            if title is not None and i < title and line.size <= 2 and line.words.isdisjoint(lead):
                self.article[i] = False
                continue
            menu = title is None and line.size <= 2 and i > 0 and lines[i - 1].role == "line" and len(before) == 1
            if menu and line.words and line.words.isdisjoint(lead):
                self.article[i] = False
            near = i == first - 1 and line.length < 45
            alike = len(line.words & lead) >= min(2, len(line.words))
            if len(before) > 2 and not near and not alike:
                self.article[i] = False

    def _title(self, before: list[int], lead: frozenset[str]) -> int | None:
        """Return the line before the text that is most like it, or that is repeated."""
        best, score = None, 0.0
        for i in before:
            line = self.lines[i]
            if line.size < 4 or line.credited or line.dateline:
                continue
            if i + 1 in before and self.lines[i + 1].text.strip() == line.text.strip():
                return i
            common = len(line.words & lead)
            if common >= 2 and common / len(line.words) > score:
                best, score = i, common / len(line.words)
        return best

    # ------------------------------------------------------------------ inside

    def _drop_between(self, first: int, last: int) -> None:
        """Drop other articles' headlines between paragraphs: lines unlike all others, ended by nothing.

        Only in articles whose paragraphs do end in a full stop. Short ones are sub-headlines and stay.
        """
        lines = self.lines
        inner = [i for i in range(first, last + 1) if self.article[i]]
        paragraphs = [i for i in inner if self.running[i] and lines[i].length > SHORT]
        if len(paragraphs) < 3 or not self._ends_sentences(paragraphs):
            return
        for i in inner[1:-1]:
            line = lines[i]
            if not lines[i - 1].running or not (lines[i + 1].running or lines[i + 1].role):
                continue
            if self.running[i] or line.role or line.ended or line.item or line.label() or "\n" in line.text:
                continue
            if line.credited or lines[i + 1].credited:
                continue
            if lines[i - 1].ended and not lines[i - 1].text.rstrip().endswith(":"):
                two = ".." in line.text or "|" in line.text
                if line.length >= SHORT - 5 or (two and line.length >= 40):
                    self.article[i] = False

    def _ends_sentences(self, paragraphs: Iterable[int]) -> bool:
        """Tell whether the writer ends paragraphs with a sentence mark, as most do."""
        ended = [self.lines[i].ended for i in paragraphs]
        return sum(ended) >= 0.8 * len(ended)

    # ------------------------------------------------------------------ headline

    def _find_headline(self, first: int) -> None:
        """Mark the headline, the first line that is one, and its repetitions."""
        lines = self.lines
        kept = [i for i in range(len(lines)) if self.article[i]]
        candidates = [i for i in kept if i < first and lines[i].length < 250 and i not in self.days]
        if candidates and (lines[candidates[0]].item or lines[candidates[0]].label()):
            return
        if not candidates or len(kept) < 2:
            return
        chosen = candidates[0]
        titles = [i for i in candidates if lines[i].size >= _TITLE and not (lines[i].dateline or lines[i].item)]
        if lines[chosen].size <= _BANNER and titles:
            # The name of the site stands above the title.
            self.article[chosen] = False
            chosen = titles[0]
        words = lines[chosen].text.strip()
        for i in kept:
            if i == chosen or lines[i].text.strip() == words:
                self.headline[i] = True

    def _drop_repeats(self) -> None:
        """Without running text, keep the first of repeated short lines only."""
        seen: set[str] = set()
        for i, line in enumerate(self.lines):
            text = line.text.strip()
            if text in seen:
                self.article[i] = False
            seen.add(text)


def _introduces(line: Line) -> bool:
    """Tell whether a list follows: the line ends in a colon."""
    return line.text.rstrip(" \"'”»").endswith(":")
