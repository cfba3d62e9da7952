"""Tokens and sentences over normal text."""

from bisect import bisect_left
from typing import NamedTuple

import regex

from rasid.text.normalize import NormalText

_TOKEN = regex.compile(
    r"[\u0621-\u064a\u067e\u0686\u0698\u06af\u06a4]+|\d+(?:[.,\u066b\u066c]\d+)*|[A-Za-z\u00c0-\u024f]+|\S"
)
_ARABIC = frozenset("ءابتثجحخدذرزسشصضطظعغفقكلمنهويآأؤإئىةپچژگڤ")
_LONGEST = 300
"""Sentences of more tokens are cut at a comma, or anywhere: what is done per sentence stays bounded."""
_QUOTES = frozenset("\"'«»“”„‟‘’()[]{}<>‹›*#_|`-–—ـ/\\")
# A full stop ends a sentence unless it stands in a number, an address or an abbreviation of single letters.
_BOUNDARY = regex.compile(r"\n+|[!?؟؛;…]+|(?<![\s.][\p{L}])(?<!\d(?=\.\d))(?<![A-Za-z](?=\.[A-Za-z]))\.+")


class Token(NamedTuple):
    """A word, a number or one punctuation sign.

    Attributes:
        start: First code point in the normal text.
        end: One past the last.
        text: Folded text.
        kind: ``w`` Arabic word, ``n`` number, ``l`` Latin word, ``p`` other sign.
    """

    start: int
    end: int
    text: str
    kind: str


class Sentence(NamedTuple):
    """A stretch between sentence boundaries.

    Attributes:
        start: First code point in the normal text.
        end: One past the last.
        first: Index of its first token.
        last: One past the index of its last token.
        zone: ``headline`` or ``body``.
        paragraph: Number of the line it stands in, counted over the whole text.
    """

    start: int
    end: int
    first: int
    last: int
    zone: str
    paragraph: int


def tokenize(text: NormalText) -> tuple[Token, ...]:
    """Cut normal text into tokens; white space separates and is no token."""
    folded = text.folded
    tokens = []
    for match in _TOKEN.finditer(folded):
        word = match.group()
        first = word[0]
        if first in _ARABIC:
            kind = "w"
        elif first.isdigit():
            kind = "n"
        elif first.isalpha():
            kind = "l"
        else:
            kind = "p"
        tokens.append(Token(match.start(), match.end(), word, kind))
    return tuple(tokens)


def is_bracket_or_quote(token: Token) -> bool:
    """Tell whether matching of names looks through the token («ميليشيا "قسد"», «pyd_pkk»)."""
    return token.kind == "p" and token.text in _QUOTES


def split_sentences(
    text: NormalText, tokens: tuple[Token, ...], stretches: list[tuple[int, int, str, int]]
) -> tuple[Sentence, ...]:
    """Cut stretches of running text into sentences.

    Args:
        text: The normal text.
        tokens: Its tokens.
        stretches: ``(start, end, zone, paragraph)`` in normal offsets, in text order.

    Returns:
        Sentences with at least one word, in text order.
    """
    starts = [token.start for token in tokens]
    found = []
    for start, end, zone, paragraph in stretches:
        position = start
        cuts = [match.end() for match in _BOUNDARY.finditer(text.clean, start, end)]
        for cut in (*cuts, end):
            first, last = bisect_left(starts, position), bisect_left(starts, cut)
            position = cut
            while first < last:
                stop = last if last - first <= _LONGEST else _comma(tokens, first, first + _LONGEST)
                if any(token.kind != "p" for token in tokens[first:stop]):
                    found.append(Sentence(tokens[first].start, tokens[stop - 1].end, first, stop, zone, paragraph))
                first = stop
    return tuple(found)


def _comma(tokens: tuple[Token, ...], first: int, last: int) -> int:
    """Return one past the last comma of a stretch's second half, or its end."""
    for index in range(last - 1, (first + last) // 2, -1):
        if tokens[index].text in ("،", ","):
            return index + 1
    return last
