"""The vocabulary and the grammar of personal names, as far as they need no context.

A name is a run of parts: given names, father's and family names, kunya (أبو X), patronym (بن X), compounds (عبد X, X الدين).
Whether such a run is a person is decided by ``people``, from what stands around it.
"""

from collections.abc import Mapping, Sequence
from enum import IntFlag
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from rasid.gazetteer import bundled
from rasid.lexicon import Items, Row, load
from rasid.matching import key_of
from rasid.text.tokenize import Token

_MAX_PARTS = 6
_PREFIXES = ("و", "ف", "ب", "ل", "ك", "ول", "وب", "فل")
_KUNYA = frozenset(("ابو", "ابي", "ابا"))
_MOTHER = "ام"
_LINKS = frozenset(("بن", "ابن", "بنت", "ال", "ولد", "آل"))
_COMPOUND_TAILS = frozenset(("الله", "الدين", "الاسلام", "الزمان", "الهدي"))
_ABD = frozenset(("عبد", "العبد"))
_NOT_STARTING = ("بال", "لل", "وال", "فال", "كال", "ولل", "وبال")
_VERBAL = "يت"
"""Unlisted words that begin so are verbs in the present more often than names."""


class GivenName(Row):
    """A given name.

    Attributes:
        name: The name.
        variants: Other spellings that folding does not equate.
        name_en: English spelling.
        gender: ``m`` or ``f``; empty where both or unknown.
        guard: ``yes``: also a common word; ``verb``: also a verb. Such a name needs support.
    """

    name: str
    variants: Items = ()
    name_en: str
    gender: Literal["", "m", "f"] = ""
    guard: Literal["", "yes", "verb"] = ""


class FamilyName(Row):
    """A family name or nisba.

    Attributes:
        name: The name.
        guard: ``yes``: also a common word, never alone; ``title``: alone after a title only.
    """

    name: str
    guard: Literal["", "yes", "title"] = ""


class NotInName(Row):
    """A word that ends a name.

    Attributes:
        word: The word.
        kind: ``verb`` or empty.
    """

    word: str
    kind: Literal["", "verb"] = ""


class HeadWord(Row):
    """A noun after which a person's name names something else (مدينة الشهيد X، كتيبة X، نظام X).

    Attributes:
        word: The noun.
        kind: What the whole is.
    """

    word: str
    kind: Literal["place", "group", "state"]


class Flag(IntFlag):
    """What is known of a word."""

    GIVEN = 1
    GUARD = 2
    FAMILY = 4
    FAMILY_GUARD = 8
    STOP = 16
    VERB = 32
    PLACE = 64
    HEAD = 128
    FEMALE = 256
    ALONE = 512


class Vocabulary(NamedTuple):
    """Words by folded form.

    Attributes:
        flags: What is known of a word.
        starts: Given names with a proclitic: folded word to length of the proclitic.
        places: Keys of places that read like names (صلاح الدين، الشيخ مقصود).
    """

    flags: Mapping[str, int]
    starts: Mapping[str, int]
    places: frozenset[str]


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


@cache
def vocabulary() -> Vocabulary:
    """Return the bundled vocabulary."""
    flags: dict[str, int] = {}

    def add(word: str, flag: int) -> None:
        flags[word] = flags.get(word, 0) | flag

    given = load("given_names", GivenName)
    for row in given:
        for key in map(key_of, (row.name, *row.variants)):
            if " " not in key:
                add(key, Flag.GIVEN | (Flag.GUARD if row.guard else 0) | (Flag.FEMALE if row.gender == "f" else 0))
    for family in load("family_names", FamilyName):
        key = key_of(family.name)
        if " " not in key:
            add(key, Flag.FAMILY | (Flag.FAMILY_GUARD if family.guard else 0) | (0 if family.guard == "yes" else Flag.ALONE))
    for word in load("not_in_name", NotInName):
        add(key_of(word.word), Flag.STOP | (Flag.VERB if word.kind else 0))
    for head in load("not_before_person", HeadWord):
        add(key_of(head.word), Flag.HEAD)
    places = set()
    for key, rows in bundled().by_key.items():
        if " " in key:
            places.add(key)
        elif any(row.prominence >= 3 for row in rows):
            add(key, Flag.PLACE)
    for word_key, flag in flags.items():
        if flag & Flag.STOP and flag & Flag.GIVEN:
            flags[word_key] = flag | Flag.GUARD
    starts: dict[str, int] = {}
    for key, flag in flags.items():
        if flag & Flag.GIVEN:
            for prefix in _PREFIXES if not flag & Flag.GUARD else ("و",):
                if not flags.get(prefix + key, 0) & (Flag.GIVEN | Flag.FAMILY):
                    starts.setdefault(prefix + key, len(prefix))
    for key in ("عبد", *_KUNYA):
        for prefix in _PREFIXES:
            starts.setdefault(prefix + key, len(prefix))
    return Vocabulary(MappingProxyType(flags), MappingProxyType(starts), frozenset(places))


class NameGrammar:
    """Parses runs of name parts; immutable."""

    def __init__(self) -> None:
        """Load the vocabulary."""
        self.words = vocabulary()
        self._flags = self.words.flags

    def flag(self, word: str) -> int:
        """Return what is known of a folded word, conjunction included."""
        return self._flags.get(word, 0)

    def is_stop(self, word: str) -> bool:
        """Tell whether the word, or what follows its proclitic, cannot be part of a name."""
        flag = self._flags.get(word, 0)
        if flag & (Flag.STOP | Flag.HEAD):
            return True
        if flag & (Flag.GIVEN | Flag.FAMILY):
            return False
        if flag & Flag.PLACE or word.startswith(_NOT_STARTING):
            return True
        if word[0] in "وفبلكس" and len(word) > 3:
            rest = self._flags.get(word[1:], 0)
            return bool(rest & (Flag.STOP | Flag.HEAD | Flag.PLACE)) or (word[0] == "و" and bool(rest & Flag.GIVEN))
        return False

    def parse(self, tokens: Sequence[Token], clean: str, first: int, stop: int, *, skip: int = 0, loose: bool = False) -> Parsed | None:
        """Parse the longest name that starts at a token.

        Args:
            tokens: All tokens.
            clean: The normal text before folding.
            first: Index of the first token.
            stop: One past the index of the last token that may belong to it.
            skip: Length of the proclitic that the first token begins with.
            loose: The context says that a name follows: an unlisted first word is allowed.

        Returns:
            The run, or None where no name starts there.
        """
        head = self._part(tokens, clean, first, stop, skip)
        if head is None:
            word = tokens[first].text[skip:]
            if not loose or not self._plausible(word, 3) or word.startswith("ال"):
                return None
            head = (first + 1, 0)
        parts = [(first, *head)]
        position = head[0]
        while position < stop and len(parts) < _MAX_PARTS and _adjacent(tokens, clean, position):
            part = self._continue(tokens, clean, position, stop, parts, loose=loose)
            if part is None:
                break
            parts.append((position, *part))
            position = part[0]
        return Parsed(first, position, tuple(parts))

    def _part(self, tokens: Sequence[Token], clean: str, i: int, stop: int, skip: int = 0) -> tuple[int, int] | None:
        """Return where the part at ``i`` ends and its strength, if it is one by its own words."""
        token = tokens[i]
        word = token.text[skip:]
        if token.kind != "w" or not word:
            return None
        following = tokens[i + 1].text if i + 1 < stop and tokens[i + 1].kind == "w" and _adjacent(tokens, clean, i + 1) else ""
        flag = self._flags.get(word, 0)
        if following:
            if word in _ABD and (following.startswith("ال") or following == "ربه") and len(following) > 3:
                return i + 2, 3
            if word in _KUNYA or (word == _MOTHER and clean[token.start + skip] in "أا"):
                inner = self._part(tokens, clean, i + 1, stop)
                if inner is not None:
                    return inner[0], 3 if word != _MOTHER or inner[1] == 3 else 2
                if word != _MOTHER and not self.is_stop(following):
                    return i + 2, 2
                return None
            if following in _COMPOUND_TAILS and not flag & Flag.STOP | flag & Flag.HEAD and flag & (Flag.GIVEN | Flag.FAMILY):
                return i + 2, 2
        if word == "علي" and clean[token.end - 1] == "ى":
            return None
        if word.startswith("عبدال") and len(word) > 7:
            return i + 1, 3
        if flag & (Flag.STOP | Flag.HEAD) and not flag & Flag.GIVEN:
            return None
        if flag & Flag.GIVEN:
            return i + 1, 2 if flag & Flag.GUARD else 3
        return None

    def _continue(
        self, tokens: Sequence[Token], clean: str, i: int, stop: int, parts: Sequence[tuple[int, int, int]], *, loose: bool
    ) -> tuple[int, int] | None:
        """Return where the part at ``i`` ends and its strength, if it can follow other parts."""
        token = tokens[i]
        if token.kind != "w":
            return None
        word = token.text
        flag = self._flags.get(word, 0)
        if flag & Flag.STOP and not (flag & Flag.GIVEN and self._closes(tokens, clean, i, stop)):
            return None
        if word in _LINKS and i + 1 < stop and _adjacent(tokens, clean, i + 1):
            inner = self._part(tokens, clean, i + 1, stop) or self._tail(tokens, clean, i + 1, stop, 3)
            return None if inner is None else (inner[0], 3)
        part = self._part(tokens, clean, i, stop)
        if part is not None:
            return part
        strength = parts[0][2]
        if flag & Flag.FAMILY:
            return i + 1, 2 if flag & Flag.FAMILY_GUARD else 3
        return self._tail(tokens, clean, i, stop, strength if len(parts) == 1 or loose else -1)

    def _tail(self, tokens: Sequence[Token], clean: str, i: int, stop: int, strength: int) -> tuple[int, int] | None:
        """Return end and strength of an unlisted part; ``strength`` is that of the part before, -1 past the second."""
        word = tokens[i].text
        if tokens[i].kind != "w":
            return None
        following = tokens[i + 1].text if i + 1 < stop and _adjacent(tokens, clean, i + 1) else ""
        if following in _COMPOUND_TAILS and not self.is_stop(word):
            return i + 2, 3
        if word.startswith("ال"):
            return (i + 1, 1) if len(word) >= 5 and self._plausible(word, 5) else None
        if not self._plausible(word, 3):
            return None
        if strength == 3 or self._closes(tokens, clean, i, stop):
            return i + 1, 0
        return None

    def _plausible(self, word: str, length: int) -> bool:
        """Tell whether an unlisted word may be part of a name."""
        if len(word) < length or self.is_stop(word):
            return False
        flag = self._flags.get(word, 0)
        if flag & (Flag.GIVEN | Flag.FAMILY) or word.startswith("ال"):
            return True
        return word[0] not in _VERBAL and word[0] != "و" and not word.endswith(("ات", "وا", "ون", "تا", "تم", "ها", "هم"))

    def _closes(self, tokens: Sequence[Token], clean: str, i: int, stop: int) -> bool:
        """Tell whether nothing of the name can follow token ``i``: a sign, a line end or the end of the sentence."""
        return i + 1 >= stop or tokens[i + 1].kind in "pn" or not _adjacent(tokens, clean, i + 1)


def _adjacent(tokens: Sequence[Token], clean: str, i: int) -> bool:
    """Tell whether token ``i`` follows the one before it on the same line."""
    return "\n" not in clean[tokens[i - 1].end : tokens[i].start]
