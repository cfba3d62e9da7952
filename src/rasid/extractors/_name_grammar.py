"""The grammar of personal names, as far as it needs no context.

A name is a run of parts: given names, father's and family names, kunya (أبو X), patronym (بن X), compounds (عبد X،
X الدين). Whether such a run is a person is decided by ``people``, from what stands around it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rasid.extractors._names import Flag, vocabulary
from rasid.text.normalize import NormalText
from rasid.text.tokenize import Token

_MAX_PARTS = 6
_LATE, _FOREIGN = -1, 4
_TANWIN = "\u064b"


class Parsed(NamedTuple):
    """A run of name parts.

    Attributes:
        first: Index of its first token.
        last: One past the index of its last token.
        parts: ``(first, last, strength)`` of each part: 3 listed, 2 listed but also a common word, 1 like a family
            name (ال…), 0 unlisted.
    """

    first: int
    last: int
    parts: tuple[tuple[int, int, int], ...]


class NameGrammar:
    """Parses runs of name parts; immutable."""

    def __init__(self) -> None:
        """Load the vocabulary."""
        self.words = vocabulary()
        self._flags = self.words.flags
        self._particles = self.words.particles
        affixes = self.words.affixes
        self._starts, self._endings, self._plurals = affixes["start"], affixes["ending"], affixes["plural"]
        self._openings = ("ال", *affixes["opening"])
        self._articles = tuple(start for start in self._starts if len(start) > 1)

    def flag(self, word: str) -> int:
        """Return what is known of a folded word, conjunction included."""
        return self._flags.get(word, 0)

    def is_servant(self, word: str) -> bool:
        """Tell whether the word is عبد and what it serves, written together (عبدالكريم)."""
        return len(word) > 7 and word.startswith("عبدال")

    def is_stop(self, word: str) -> bool:
        """Tell whether the word, or what follows its proclitic, cannot be part of a name."""
        flag = self._flags.get(word, 0)
        if flag & (Flag.STOP | Flag.HEAD):
            return True
        if flag & (Flag.GIVEN | Flag.FAMILY):
            return False
        if flag & Flag.PLACE or word.startswith(self._articles):
            return True
        if word[0] in "وفبلكس" and len(word) > 3:
            rest = self._flags.get(word[1:], 0)
            return bool(rest & (Flag.STOP | Flag.HEAD | Flag.PLACE)) or (word[0] == "و" and bool(rest & Flag.GIVEN))
        return False

    def parse(
        self, tokens: Sequence[Token], text: NormalText, first: int, stop: int, *, skip: int = 0, loose: bool = False
    ) -> Parsed | None:
        """Parse the longest name that starts at a token.

        Args:
            tokens: All tokens.
            text: The normal text.
            first: Index of the first token.
            stop: One past the index of the last token that may belong to it.
            skip: Length of the proclitic that the first token begins with.
            loose: The context says that a name follows: an unlisted first word is allowed.

        Returns:
            The run, or None where no name starts there.
        """
        head = self._part(tokens, text, first, stop, skip)
        if head is None:
            word = tokens[first].text[skip:]
            possessive = text.clean[tokens[first].end - 1] == "ه" or word == "علي"
            if not loose or possessive or not self._plausible(word, 3) or word.startswith(self._openings):
                return None
            head = (first + 1, 0)
        parts = [(first, *head)]
        position = head[0]
        while position < stop and len(parts) < _MAX_PARTS and _adjacent(tokens, text, position):
            part = self._continue(tokens, text, position, stop, parts, loose=loose)
            if part is None:
                break
            parts.append((position, *part))
            position = part[0]
        return Parsed(first, position, tuple(parts))

    def _part(
        self, tokens: Sequence[Token], text: NormalText, i: int, stop: int, skip: int = 0
    ) -> tuple[int, int] | None:
        """Return where the part at ``i`` ends and its strength, if it is one by its own words."""
        token = tokens[i]
        word = token.text[skip:]
        if token.kind != "w" or not word:
            return None
        following = _following(tokens, text, i, stop)
        flag = self._flags.get(word, 0)
        if following:
            particle = self._particles.get(word)
            if particle == "servant" and (following.startswith("ال") or following == "ربه") and len(following) > 3:
                return i + 2, 3
            if particle == "kunya" or (particle == "mother" and text.clean[token.start + skip] in "أا"):
                inner = self._part(tokens, text, i + 1, min(stop, i + 1 + _MAX_PARTS))  # «أبو أبو أبو …»
                if inner is not None:
                    return inner[0], 3 if particle == "kunya" or inner[1] == 3 else 2
                if particle == "kunya" and not self.is_stop(following):
                    return i + 2, 2
                return None
            if self._particles.get(following) == "tail" and flag & (Flag.GIVEN | Flag.FAMILY):
                return i + 2, 2 if f"{word} {following}" in self.words.places else 3
        if word == "علي" and text.clean[token.end - 1] == "ى":
            return None
        if self.is_servant(word):
            return i + 1, 3
        if flag & (Flag.STOP | Flag.HEAD) and not flag & Flag.GIVEN:
            return None
        if flag & Flag.GIVEN:
            return i + 1, 2 if flag & Flag.GUARD else 3
        return None

    def _continue(
        self,
        tokens: Sequence[Token],
        text: NormalText,
        i: int,
        stop: int,
        parts: Sequence[tuple[int, int, int]],
        *,
        loose: bool,
    ) -> tuple[int, int] | None:
        """Return where the part at ``i`` ends and its strength, if it can follow other parts."""
        token = tokens[i]
        if token.kind != "w":
            return None
        word = token.text
        flag = self._flags.get(word, 0)
        if flag & Flag.STOP and not (flag & Flag.GIVEN and self._goes_on(tokens, text, i, stop)):
            return None
        if self._particles.get(word) == "link" and i + 1 < stop and _adjacent(tokens, text, i + 1):
            inner = self._part(tokens, text, i + 1, stop) or self._tail(tokens, text, i + 1, stop, 3)
            if inner is None and text.clean[token.start] == "آ" and tokens[i + 1].kind == "w":
                inner = (i + 2, 3)
            return None if inner is None else (inner[0], 3)
        part = self._part(tokens, text, i, stop)
        if part is not None:
            return part
        if word == "علي":
            return None
        before = self._flags.get(tokens[i - 1].text, 0)
        strength = _FOREIGN if before & Flag.FOREIGN else parts[0][2]
        if flag & Flag.FAMILY:
            return i + 1, 2 if flag & Flag.FAMILY_GUARD else 3
        ended = before & Flag.FAMILY and (not before & Flag.FAMILY_GUARD or tokens[i - 1].text.startswith("ال"))
        if len(parts) > 1 and (ended or parts[-1][2] == 1 or self._is_house(tokens, parts[-1])):
            return None
        if loose and len(parts) == 1 and strength in (0, 2) and self._is_framed(tokens, i, stop):
            strength = 3
        return self._tail(tokens, text, i, stop, strength if len(parts) == 1 or loose else _LATE)

    def _is_house(self, tokens: Sequence[Token], part: tuple[int, int, int]) -> bool:
        """Tell whether a part is a family name by its particle (آل سالم), after which only listed names follow."""
        return self._particles.get(tokens[part[0]].text) == "link" and tokens[part[0]].text.startswith("ال")

    def _tail(
        self, tokens: Sequence[Token], text: NormalText, i: int, stop: int, strength: int
    ) -> tuple[int, int] | None:
        """Return end and strength of an unlisted part; ``strength``: of the part before, ``_LATE`` or ``_FOREIGN``."""
        word = tokens[i].text
        if tokens[i].kind != "w":
            return None
        following = _following(tokens, text, i, stop)
        if self._particles.get(following) == "tail" and not self.is_stop(word):
            return i + 2, 3
        closes = self._closes(tokens, text, i, stop)
        if word.startswith("ال"):
            late = strength == _LATE and word.endswith("ه") and not closes
            return (i + 1, 1) if self._plausible(word, 4) and not late else None
        if not self._plausible(word, 3, plural=closes or strength == _FOREIGN) or _is_adverb(tokens[i], text):
            return None
        bare = word[0] not in "بلكف" or len(word) < 5 or word.startswith("بل")
        return (i + 1, 0) if strength == _FOREIGN or closes or (strength == 3 and bare) else None

    def _plausible(self, word: str, length: int, *, plural: bool = False) -> bool:
        """Tell whether an unlisted word may be part of a name; ``plural``: even if like a plural (عريقات)."""
        if len(word) < length or self.is_stop(word):
            return False
        flag = self._flags.get(word, 0)
        if flag & (Flag.GIVEN | Flag.FAMILY):
            return True
        if word.startswith("ال"):
            return not word.endswith(self._plurals)
        return not word.startswith(self._starts) and not (
            word.endswith(self._endings) or (not plural and word.endswith(self._plurals))
        )

    def _goes_on(self, tokens: Sequence[Token], text: NormalText, i: int, stop: int) -> bool:
        """Tell whether a name that is also a common word is a name at ``i``: before another name or at the end."""
        if self._closes(tokens, text, i, stop):
            return True
        word = tokens[i + 1].text
        flag = self._flags.get(word, 0)
        known = flag & (Flag.GIVEN | Flag.FAMILY) or self._particles.get(word) in ("link", "servant", "kunya")
        return bool(known) and not flag & Flag.STOP

    def _is_framed(self, tokens: Sequence[Token], i: int, stop: int) -> bool:
        """Tell whether a word that belongs to no name follows token ``i``."""
        return i + 1 < stop and tokens[i + 1].kind == "w" and self.is_stop(tokens[i + 1].text)

    def _closes(self, tokens: Sequence[Token], text: NormalText, i: int, stop: int) -> bool:
        """Tell whether nothing of the name can follow token ``i``: a sign, a line end or the end of the sentence."""
        return i + 1 >= stop or tokens[i + 1].kind in "pn" or not _adjacent(tokens, text, i + 1)


def _is_adverb(token: Token, text: NormalText) -> bool:
    """Tell whether the original writes the word with tanwin (صوراً، ليلاً): no name is."""
    if not token.text.endswith("ا") or text.starts is None:
        return False
    start, end = text.span(token.start, token.end)
    return _TANWIN in text.original[start:end]


def _following(tokens: Sequence[Token], text: NormalText, i: int, stop: int) -> str:
    """Return the word after token ``i`` on the same line, empty where there is none."""
    return tokens[i + 1].text if i + 1 < stop and tokens[i + 1].kind == "w" and _adjacent(tokens, text, i + 1) else ""


def _adjacent(tokens: Sequence[Token], text: NormalText, i: int) -> bool:
    """Tell whether token ``i`` follows the one before it on the same line."""
    return "\n" not in text.clean[tokens[i - 1].end : tokens[i].start]
