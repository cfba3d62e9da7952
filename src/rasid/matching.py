"""One automaton that finds the entries of all lexicons in one pass over a text's tokens."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import ahocorasick

from rasid.text.morphology import is_clitic
from rasid.text.normalize import normalize
from rasid.text.tokenize import Token, is_bracket_or_quote, tokenize


def key_of(name: str) -> str:
    """Return the form under which a name is matched: folded words, one space between, quotes and brackets out."""
    return " ".join(token.text for token in tokenize(normalize(name)) if not is_bracket_or_quote(token))


_LONGEST_PREFIX = 8
"""No string of clitics is longer, before a word or after it."""


class Hit(NamedTuple):
    """A lexicon entry found in a text.

    Attributes:
        row: What the entry stands for.
        first: Index of its first token.
        last: One past the index of its last token.
        start: First code point in the normal text (after the prefix).
        end: One past the last (before the suffix).
        prefix: What the first token holds before the match, e.g. ``و``.
        suffix: What the last token holds after it, e.g. ``ها``.
    """

    row: Any
    first: int
    last: int
    start: int
    end: int
    prefix: str
    suffix: str


class Lexicon(NamedTuple):
    """Entries of one kind and the affixes that may surround them.

    Attributes:
        name: Under which the document lists its hits.
        entries: ``(key, row)`` pairs; keys as ``key_of`` makes them.
        prefixes: What may stand before the entry within its first word.
        suffixes: What may stand after it within its last word.
    """

    name: str
    entries: Sequence[tuple[str, Any]]
    prefixes: frozenset[str] = frozenset({""})
    suffixes: frozenset[str] = frozenset({""})


class Matcher:
    """One Aho-Corasick automaton over the entries of all lexicons; immutable once built, safe to share by threads."""

    def __init__(self, lexicons: Iterable[Lexicon]) -> None:
        """Build the automaton.

        Args:
            lexicons: Their names must differ.
        """
        self._lexicons = {lexicon.name: lexicon for lexicon in lexicons}
        payloads: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        for lexicon in self._lexicons.values():
            for key, row in lexicon.entries:
                payloads[key].append((lexicon.name, row))
                # ل + ال is written لل: «للتحالف» is the entry «التحالف» after ل.
                if key.startswith("ال") and "ل" in lexicon.prefixes:
                    payloads["لل" + key[2:]].append((lexicon.name, row))
        self.words = frozenset(word for key in payloads for word in key.split() if len(word) > 2)
        """The words of all entries, folded, those of three letters and more."""
        self._automaton = ahocorasick.Automaton()
        for key, values in payloads.items():
            if key:
                self._automaton.add_word(key, (len(key), tuple(values)))
        self._automaton.make_automaton()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by rebuilding: the automaton holds rows, which are plain records."""
        return (Matcher, (tuple(self._lexicons.values()),))

    def find(self, tokens: Sequence[Token]) -> Mapping[str, tuple[Hit, ...]]:
        """Find all entries whose words stand in the tokens, affixes aside.

        Args:
            tokens: The tokens of a text.

        Returns:
            For each lexicon name its hits, in text order, the longer first where several start together.
        """
        words, places, word_starts = _join(tokens)
        found: dict[str, list[Hit]] = {name: [] for name in self._lexicons}
        if not words or not len(self._automaton):
            return dict.fromkeys(found, ())
        for last_char, (length, values) in self._automaton.iter(words):
            end = last_char + 1
            start = end - length
            first, last = places[start], places[last_char]
            if first < 0 or last < 0:
                continue
            head, tail = tokens[first], tokens[last]
            if start - word_starts[first] > _LONGEST_PREFIX:
                continue
            prefix = words[word_starts[first] : start]
            if prefix and not is_clitic(prefix, head.text):
                continue
            suffix = words[end : _word_end(words, end)]
            for name, row in values:
                lexicon = self._lexicons[name]
                if prefix in lexicon.prefixes and suffix in lexicon.suffixes:
                    found[name].append(
                        Hit(row, first, last + 1, head.start + len(prefix), tail.end - len(suffix), prefix, suffix)
                    )
        return {name: tuple(sorted(hits, key=lambda h: (h.start, -h.end))) for name, hits in found.items()}


def _join(tokens: Sequence[Token]) -> tuple[str, list[int], dict[int, int]]:
    """Join token texts by single spaces, quotes and brackets out.

    Returns:
        The text, each code point's token (-1: space), and where each token begins.
    """
    parts: list[str] = []
    places: list[int] = []
    starts: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if is_bracket_or_quote(token):
            continue
        starts[index] = len(places)
        parts.append(token.text)
        places.extend([index] * len(token.text))
        places.append(-1)
    return " ".join(parts), places, starts


def _word_end(words: str, position: int) -> int:
    """Return where the word at ``position`` ends in the joined text, at most a few letters on: no suffix is longer."""
    stop = words.find(" ", position, position + _LONGEST_PREFIX)
    return min(len(words), position + _LONGEST_PREFIX) if stop < 0 else stop
