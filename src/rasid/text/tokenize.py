"""Tokens and sentences over normal text."""

import re
from bisect import bisect_left
from functools import partial
from typing import NamedTuple

import regex

from rasid.text.normalize import NormalText, normalize

_TOKEN = re.compile(
    r"[\u0621-\u064a\u067e\u0686\u0698\u06af\u06a4]+|\d+(?:[.,]\d+)*"
    # Web and mail addresses and @names are one token each.
    r"|(?P<address>(?:https?://|www\.|(?:[a-z][a-z0-9-]{0,40}\.){1,4}[a-z]{2,6}/)[^\s\u0600-\u06ff«»“”\"<>]*[\w/=#]"
    r"|[a-z][a-z0-9._+-]{0,40}@[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){1,4}|@[a-z0-9_]{2,40})"
    r"|[A-Za-z\u00c0-\u024f]+|\S"
)
_KINDS = {
    **dict.fromkeys("ءابتثجحخدذرزسشصضطظعغفقكلمنهويآأؤإئىةپچژگڤ", "w"),
    **dict.fromkeys("0123456789", "n"),
}
_FORMULAE = frozenset("\ufdfa\ufdfb")
"""«ﷺ», «ﷻ»: letters to Unicode, but signs beside names."""
_LONGEST = 300
"""Sentences of more tokens are cut at a comma, or anywhere: what is done per sentence stays bounded."""
_QUOTES = frozenset("\"'«»“”„‟‘’()[]{}<>‹›*#_|`-–—ـ/\\")
# A full stop ends a sentence unless it stands in a number, an address or an abbreviation of single letters. What closes
# right after it belongs to the sentence.
_BOUNDARY = regex.compile(
    r"(?:[!?؟؛;…]+|(?<![\s.][^\W\d_])(?<!\d(?=\.\d))(?<![A-Za-z](?=\.[A-Za-z]))\.+)(?:[»”’)\]]|[\"'](?=[\s،.]|$))*"
)


class Token(NamedTuple):
    """A word, a number or one punctuation sign.

    Attributes:
        start: First code point in the normal text.
        end: One past the last.
        text: Folded text.
        kind: ``w`` Arabic word, ``n`` number, ``l`` Latin word, ``u`` web or mail address or @name, ``p`` other sign.
    """

    start: int
    end: int
    text: str
    kind: str


_new = partial(tuple.__new__, Token)  # a named tuple's own constructor takes twice the time


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
    found: list[tuple[int, int, str, str]] = []
    append = found.append
    for match in _TOKEN.finditer(text.folded):
        word = match.group()
        append((*match.span(), word, _KINDS.get(word[0]) or _kind(word, match.lastgroup)))
    return tuple(map(_new, found))


def _kind(word: str, group: str | None) -> str:
    """Return the kind of a token that begins with no Arabic letter and no plain digit."""
    if group is not None:
        return "u"
    if word[0].isdecimal():
        return "n"
    return "l" if word[0].isalpha() and word not in _FORMULAE else "p"


def tokens_of_name(name: str) -> list[Token]:
    """Return the words and numbers of a name without the signs around and within it; offsets are in its normal text."""
    return [token for token in tokenize(normalize(name)) if token.kind != "p"]


def is_bracket_or_quote(token: Token) -> bool:
    """Tell whether matching of names looks through the token («ميليشيا "قسد"», «pyd_pkk»)."""
    return token.kind == "p" and token.text in _QUOTES


def split_sentences(
    text: NormalText,
    tokens: tuple[Token, ...],
    stretches: list[tuple[int, int, str, int]],
) -> tuple[Sentence, ...]:
    """Cut stretches of running text into sentences; a line break within a stretch is no boundary.

    Args:
        text: The normal text.
        tokens: Its tokens.
        stretches: ``(start, end, zone, paragraph)`` in normal offsets, in text order.

    Returns:
        Sentences with at least one word, in text order.
    """
    starts = [token.start for token in tokens]
    found: list[Sentence] = []
    for start, end, zone, paragraph in stretches:
        position = start
        cuts = [match.end() for match in _BOUNDARY.finditer(text.clean, start, end)]
        for cut in (*cuts, end):
            first, last = bisect_left(starts, position), bisect_left(starts, cut)
            if last and tokens[last - 1].end > cut:
                continue  # within an address
            position = cut
            while first < last:
                stop = last if last - first <= _LONGEST else _comma(tokens, first, first + _LONGEST)
                if any(token.kind != "p" for token in tokens[first:stop]):
                    found.append(
                        Sentence(
                            tokens[first].start,
                            tokens[stop - 1].end,
                            first,
                            stop,
                            zone,
                            paragraph,
                        )
                    )
                first = stop
    return tuple(found)


def _comma(tokens: tuple[Token, ...], first: int, last: int) -> int:
    """Return one past the last comma of a stretch's second half, or its end."""
    for index in range(last - 1, (first + last) // 2, -1):
        if tokens[index].text in ("،", ","):
            return index + 1
    return last
