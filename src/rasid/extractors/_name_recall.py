"""Later mentions by one name: the last part of a full name («الجابر»), or the first after a title or of a woman."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import NamedTuple

from rasid.document import Document
from rasid.extractors._name_context import Surroundings
from rasid.extractors._name_grammar import Parsed
from rasid.extractors._names import Flag
from rasid.extractors.base import Candidate, MentionType
from rasid.text.morphology import without_li
from rasid.text.tokenize import Sentence, Token, is_bracket_or_quote

_SCORE = 0.7


class _Wanted(NamedTuple):
    """A single name to look for.

    Attributes:
        words: Its words.
        first: First token of the full name.
        candidate: The full name.
        titled: It counts after a title only.
    """

    words: tuple[str, ...]
    first: int
    candidate: Candidate
    titled: bool = False


def later_mentions(
    document: Document, around: Surroundings, found: Sequence[Candidate], parsed: Sequence[Parsed]
) -> tuple[Candidate, ...]:
    """Find later mentions of the people found.

    Args:
        document: The article.
        around: What stands around its tokens.
        found: Candidates by full name.
        parsed: Their runs of name parts, in the same order.

    Returns:
        Candidates whose attribute ``antecedent`` is the start of the full name.
    """
    return tuple(_Recall(document, around, found, parsed).mentions())


class _Recall:
    def __init__(
        self, document: Document, around: Surroundings, found: Sequence[Candidate], parsed: Sequence[Parsed]
    ) -> None:
        self.document = document
        self.tokens = document.tokens
        self.around = around
        self.wanted = self._collect(found, parsed)
        self.taken = bytearray(len(document.text.clean) + 1)
        for candidate in found:
            self.taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)

    def _collect(self, found: Sequence[Candidate], parsed: Sequence[Parsed]) -> dict[str, list[_Wanted]]:
        """Return the single names to look for, by their first word."""
        tokens, flag = self.tokens, self.around.flag
        used_before = self._used_before(parsed)
        lasts: dict[str, _Wanted] = {}
        firsts: dict[str, _Wanted] = {}
        bearers: dict[str, set[str]] = {}
        for candidate, run in zip(found, parsed, strict=True):
            if len(run.parts) < 2 or tokens[run.first].kind == "l":
                continue
            begin, end, _ = run.parts[-1]
            words = tuple(token.text for token in tokens[begin:end])
            key = " ".join(words)
            if key not in used_before:
                lasts.setdefault(key, _Wanted(words, run.first, candidate))
            head = self.document.text.folded[candidate.start : tokens[run.parts[0][1] - 1].end]
            bearers.setdefault(head, set()).add(key)
            if " " not in head and flag(head) & Flag.GIVEN:
                alone = flag(head) & Flag.FEMALE and not flag(head) & Flag.GUARD
                firsts.setdefault(head, _Wanted((head,), run.first, candidate, titled=not alone))
        singular = {head: one for head, one in firsts.items() if len(bearers[head]) == 1}
        wanted: dict[str, list[_Wanted]] = {}
        for one in {**singular, **lasts}.values():
            wanted.setdefault(one.words[0], []).append(one)
        return wanted

    def _used_before(self, parsed: Sequence[Parsed]) -> frozenset[str]:
        """Return the unlisted last names that the body uses before it names anyone so: common words most likely."""
        tokens, flag = self.tokens, self.around.flag
        lasts: dict[str, int] = {}
        for run in parsed:
            begin, end, _ = run.parts[-1]
            if len(run.parts) > 1 and end - begin == 1 and not flag(tokens[begin].text):
                lasts.setdefault(tokens[begin].text, begin)
        if not lasts:
            return frozenset()
        body = (s for s in self.document.sentences if s.zone != "headline")
        return frozenset(
            tokens[i].text for s in body for i in range(s.first, s.last) if lasts.get(tokens[i].text, -1) > i
        )

    def mentions(self) -> Iterator[Candidate]:
        if not self.wanted:
            return
        for sentence in self.document.sentences:
            for i in range(sentence.first, sentence.last):
                token = self.tokens[i]
                if token.kind != "w" or self.taken[token.start]:
                    continue
                for word, skip in _readings(token.text):
                    for one in self.wanted.get(word, ()):
                        late = i > one.first or sentence.zone == "headline"
                        if late and self._is_mention(i, one, sentence):
                            candidate = self._candidate(i, skip, one)
                            self.taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
                            yield candidate
                            break

    def _candidate(self, i: int, skip: int, one: _Wanted) -> Candidate:
        start, end = self.tokens[i].start + skip, self.tokens[i + len(one.words) - 1].end
        attributes = MappingProxyType({"antecedent": one.candidate.start})
        return Candidate(MentionType.PERSON, start, end, "people:later", _SCORE, one.candidate.row, attributes)

    def _is_mention(self, i: int, one: _Wanted, sentence: Sentence) -> bool:
        """Tell whether the name stands alone at token ``i`` and is used as one."""
        tokens, words = self.tokens, one.words
        if one.titled:
            title = self.around.title_ending.get(i - 1)
            if title is None or title.row.kind not in ("victim", "honorific"):
                return False
        last = i + len(words)
        if last > sentence.last or tuple(t.text for t in tokens[i + 1 : last]) != words[1:]:
            return False
        before = tokens[i - 1] if i > sentence.first else None
        after = tokens[last] if last < sentence.last else None
        if before is not None and before.kind == "w" and self._is_bound(i - 1):
            return False
        if after is not None and after.kind == "w" and self._is_name(after.text, Flag.GIVEN | Flag.FAMILY):
            return False
        return len(words) > 1 or self._is_used_as_name(i, words[0], before, after)

    def _is_bound(self, i: int) -> bool:
        """Tell whether the word at ``i`` takes the next one into another name (نظام X، أبو X، محمد X)."""
        token = self.tokens[i]
        return (
            self.around.is_head(i)
            or bool(self.taken[token.start])
            or token.text in self.around.particles
            or self._is_name(token.text, Flag.GIVEN)
        )

    def _is_name(self, word: str, kinds: int) -> bool:
        flag = self.around.flag(word)
        return bool(flag & kinds) and not flag & Flag.STOP

    def _is_used_as_name(self, i: int, word: str, before: Token | None, after: Token | None) -> bool:
        """Ask for support where the word is also a common word, a place, or unlisted."""
        own = self.around.flag(word)
        doubtful = own & (Flag.STOP | Flag.PLACE | Flag.GUARD) or (own & Flag.FAMILY_GUARD and not own & Flag.ALONE)
        if own and not doubtful:
            return True
        if before is not None and self.around.is_verb(before.text):
            return True
        if before is not None and after is not None and is_bracket_or_quote(before) and is_bracket_or_quote(after):
            return True
        if doubtful or not word.startswith("ال"):
            opens = before is None and after is not None and self.around.is_verb(after.text)
            return opens or i - 1 in self.around.title_ending
        return after is None or after.kind == "p" or not after.text.startswith("ال")


def _readings(word: str) -> tuple[tuple[str, int], ...]:
    """Return the word whole and without a proclitic; «للقذافي» is «القذافي» whole."""
    if word.startswith("لل"):
        return ((word, 0), (without_li(word), 0))
    return ((word, 0), (word[1:], 1)) if word[0] in "وفبلك" else ((word, 0),)
