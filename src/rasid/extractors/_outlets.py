"""Outlets that no table lists: where an article says in its own voice who publishes it, and wherever that name recurs.

«درنة – أفق ليبيا», «عدن (المشهد العدني) – أحكمت …», «عين الرافدين / الأنبار», «خاص – لبنان الغد», «مراسل "مأرب الآن"».
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import ConfigDict

from rasid.document import Document
from rasid.extractors._names import Flag, vocabulary
from rasid.lexicon import Row, load
from rasid.text.normalize import fold
from rasid.text.tokenize import Token, is_bracket_or_quote

_LONGEST = 3
"""Words of an outlet's name."""
_OPENING = 14
"""A dateline within a paragraph lies in its first tokens."""
_PARAGRAPHS = 2
"""Only the first paragraphs open with one."""
_KNOWN = 2
"""Least prominence of the place that heads a dateline."""
_SEPARATORS = frozenset("-–—ـ/:|()،")
_LISTED = ("organizations", "actors")
_HAPPENINGS = ("trigger_nouns", "trigger_verbs", "toll_nouns", *_LISTED)


class CueRow(Row):
    """A word beside the names of outlets."""

    word: str
    role: str = ""


class HeadRow(Row):
    """A head noun of organisations; what else its row says is left to their grammar."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    head: str
    kind: str


class Stretch(NamedTuple):
    """An outlet's name: token range, and span in the normal text."""

    first: int
    last: int
    start: int
    end: int


class OutletFinder:
    """Finds unlisted outlets in datelines; immutable."""

    def __init__(self) -> None:
        """Read the closed lists."""
        rows = load("outlet_cues", CueRow)
        self._reporters = frozenset(fold(row.word) for row in rows if row.role == "reporter")
        self._own = frozenset(fold(row.word) for row in rows if row.role == "own")
        self._fillers = self._own | frozenset(fold(row.word) for row in rows if row.role == "filler")
        self._function_words = frozenset(fold(row.word) for row in load("function_words", CueRow))
        self._borrowed = frozenset(fold(row.word) for row in rows if row.role == "borrowed")
        self._tails = self._borrowed | frozenset(fold(row.word) for row in rows if row.role == "tail")
        heads = load("organization_heads", HeadRow)
        self._heads = frozenset(fold(row.head) for row in heads if row.kind in ("media", "news_agency"))
        self._known = vocabulary().flags

    def find(self, document: Document) -> list[Stretch]:
        """Return the names told in datelines and all their repetitions, in text order."""
        told = [name for name in (*self._datelines(document), *self._tailed(document)) if name is not None]
        names = {tuple(document.text.folded[n.start : n.end].split()) for n in told}
        found = set(told)
        for name in names:
            found.update(self._again(document, name))
        return sorted(found)

    def _tailed(self, document: Document) -> Iterator[Stretch | None]:
        """«فرات بلس», «وكالة روج نيوز»: loan words that end names of outlets and nothing else."""
        tokens = document.tokens
        for sentence in document.sentences:
            for index in range(sentence.first + 1, sentence.last):
                if tokens[index].text in self._borrowed and tokens[index - 1].kind == "w":
                    first = index - 1
                    head = tokens[first - 1].text if first > sentence.first else ""
                    headed = head in self._heads
                    word = tokens[first]
                    hits = document.hits_in("places", word.start, word.end)
                    place = any(hit.first == first and not hit.prefix for hit in hits)
                    skip = int(not headed and not place and len(word.text) > 3 and word.text[0] in "ول")
                    yield self._name(document, first - headed, index + 1, skip)

    def _datelines(self, document: Document) -> Iterator[Stretch | None]:
        paragraphs = 0
        for zone in document.zones:
            if zone.kind != "body":
                continue
            first, last = document.token_at(zone.start), document.token_at(zone.end)
            if zone.part in ("dateline", "subheadline"):
                yield self._line(document, first, last)
            elif zone.part == "paragraph" and paragraphs < _PARAGRAPHS:
                paragraphs += 1
                yield self._opening(document, first, last)

    def _line(self, document: Document, first: int, last: int) -> Stretch | None:
        """«الرقة (سوريا) – فرات بلس – هيفين شيخو»: the first part that is no place and no person."""
        parts = list(self._parts(document.tokens, first, last))
        if len(parts) < 2 or last - first > _OPENING or not any(self._anchors(document, *part) for part in parts):
            return None
        return next((name for part in parts if (name := self._name(document, *part)) is not None), None)

    def _opening(self, document: Document, first: int, last: int) -> Stretch | None:
        """«عدن (المشهد العدني) – …», «رفح – المرصد العربي: …»."""
        tokens = document.tokens
        parts = list(self._parts(tokens, first, min(first + _OPENING, last)))
        if not parts or not self._anchors(document, *parts[0]):
            return None
        for start, end in parts[1:]:
            before, after = tokens[start - 1].text, tokens[end].text if end < last else ""
            enclosed = before == "(" and after == ")" and end + 1 < last and tokens[end + 1].text in "-–—ـ:"
            if enclosed or (before in "-–—ـ" and after == ":"):
                return self._name(document, start, end)
            if not self._anchors(document, start, end):
                return None
        return None

    @staticmethod
    def _parts(tokens: Sequence[Token], first: int, last: int) -> Iterator[tuple[int, int]]:
        start = first
        for index in range(first, last + 1):
            if index == last or tokens[index].text in _SEPARATORS:
                if index > start:
                    yield start, index
                start = index + 1

    def _anchors(self, document: Document, first: int, last: int) -> bool:
        """A part that is a known place, or «خاص»."""
        tokens = document.tokens
        if last - first == 1 and tokens[first].text in self._own:
            return True
        hits = document.hits_in("places", tokens[first].start, tokens[last - 1].end)
        return any(
            hit.first == first
            and hit.last == last
            and not hit.prefix
            and max(row.prominence for row in hit.row) >= _KNOWN
            for hit in hits
        )

    def _name(self, document: Document, first: int, last: int, skip: int = 0) -> Stretch | None:
        """Return the name that fills a stretch, less ``skip`` letters of clitics; None if it is something else."""
        tokens = document.tokens
        while first < last and (
            is_bracket_or_quote(tokens[first])
            or (tokens[first].text in self._reporters and tokens[first].text not in self._heads)
        ):
            first += 1
        while last > first and is_bracket_or_quote(tokens[last - 1]):
            last -= 1
        words = tokens[first:last]
        if not 0 < len(words) <= _LONGEST or any(word.kind != "w" for word in words):
            return None
        plain = words[:-1] if words[-1].text in self._tails else words
        if not plain or any(w.text in self._function_words or w.text in self._fillers for w in plain):
            return None
        if self._known.get(words[0].text, 0) & Flag.GIVEN and words[-1].text not in self._tails:
            return None
        if self._anchors(document, first, last) or len(words[0].text) < 3:
            return None
        start, end = words[0].start + skip, words[-1].end
        happens = any(
            hit.end - hit.start == end - start or name not in _LISTED
            for name in _HAPPENINGS
            for hit in document.hits_in(name, start, end)
        )
        return None if happens else Stretch(first, last, start, end)

    @staticmethod
    def _again(document: Document, name: tuple[str, ...]) -> Iterator[Stretch]:
        """Yield the other places of a name; one word must stand in brackets, or it may be just a word."""
        tokens = document.tokens
        size = len(name)
        for sentence in document.sentences:
            for index in range(sentence.first, sentence.last - size + 1):
                if tokens[index].text != name[0] and tokens[index].text[1:] != name[0]:
                    continue
                if tuple(t.text for t in tokens[index + 1 : index + size]) != name[1:]:
                    continue
                enclosed = (
                    is_bracket_or_quote(tokens[index - 1])
                    and index + size < len(tokens)
                    and (is_bracket_or_quote(tokens[index + size]))
                )
                if size > 1 or enclosed:
                    start = tokens[index].start + (tokens[index].text != name[0])
                    yield Stretch(index, index + size, start, tokens[index + size - 1].end)
