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


_LONGEST_AFFIX = 8
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
        payloads: dict[str, list[tuple[Lexicon, Any]]] = defaultdict(list)
        for lexicon in self._lexicons.values():
            for key, row in lexicon.entries:
                payloads[key].append((lexicon, row))
                # ل + ال is written لل: «للتحالف» is the entry «التحالف» after ل.
                if key.startswith("ال") and "ل" in lexicon.prefixes:
                    payloads["لل" + key[2:]].append((lexicon, row))
        self.words = frozenset(word for key in payloads for word in key.split() if len(word) > 2)
        """The words of all entries, folded, those of three letters and more."""
        self._automaton = ahocorasick.Automaton()
        for key, values in payloads.items():
            if key:
                held = tuple((lexicon.name, lexicon.prefixes, lexicon.suffixes, row) for lexicon, row in values)
                self._automaton.add_word(key, (len(key), held))
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
        size = len(words)
        for last_char, (length, values) in self._automaton.iter(words):
            end = last_char + 1
            start = end - length
            first, last = places[start], places[last_char]
            if first < 0 or last < 0:
                continue
            word_start = word_starts[first]
            head, tail = tokens[first], tokens[last]
            prefix = suffix = ""
            if start != word_start:
                if start - word_start > _LONGEST_AFFIX:
                    continue
                prefix = words[word_start:start]
                if not is_clitic(prefix, head.text):
                    continue
            if end < size and words[end] != " ":
                suffix = words[end : _word_end(words, end)]
            for name, prefixes, suffixes, row in values:
                if prefix in prefixes and suffix in suffixes:
                    found[name].append(
                        Hit(row, first, last + 1, head.start + len(prefix), tail.end - len(suffix), prefix, suffix)
                    )
        return {name: tuple(sorted(hits, key=_by_place)) for name, hits in found.items()}


def _by_place(hit: Hit) -> tuple[int, int]:
    """Order hits by where they start, the longer first."""
    return hit.start, -hit.end


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
    stop = words.find(" ", position, position + _LONGEST_AFFIX)
    return min(len(words), position + _LONGEST_AFFIX) if stop < 0 else stop
