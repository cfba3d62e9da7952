"""Words that are not written as words: split to pass filters, written with look-alikes, glued at scraping seams.

Such spellings are told from ordinary ones by the lexicons: what is put together, or cut apart, must be known words. The
narrow cases that need no lexicon («مـ ـقـ ـتـ ـل», «ق.ص.ف») are undone by the normaliser.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Collection, Sequence
from functools import cache

from rasid.lexicon import Row, load
from rasid.text.camel import is_word
from rasid.text.morphology import affixes
from rasid.text.normalize import NormalText, fold
from rasid.text.tokenize import Token, tokenize

_LETTER = "\u0621-\u064a"
_SIGNS = r".·•*/\\~^+|،,\-_:='’"
_SIGN = re.compile(rf"[{_SIGNS}0-9@!$](?<=[{_LETTER}].)(?=[{_LETTER}{_SIGNS}])")
_BETWEEN = re.compile(rf"[{_SIGNS}0-9@!$]+")
_WRITTEN = re.compile(rf"[{_LETTER}]+(?:(?:[{_SIGNS}]{{1,3}}|[0-9@!$])[{_LETTER}]+)+")
_LONGEST = 24
"""No word that is split or glued is longer, in code points."""
# A letter that only ends words, and then another word: «حماةالمصدر», «إلىالآن».
_FINAL = re.compile(rf"[ةى](?=[{_LETTER}]{{3}})(?!ى?ء)")
_SHORTEST = 4
"""A word of fewer letters is not cut off another."""
_DEFINITE = re.compile(rf"(?:ال|لل)[{_LETTER}]{{{2 * _SHORTEST},{_LONGEST}}}")


class _Lookalike(Row):
    sign: str
    letter: str


@cache
def _lookalikes() -> dict[str, str]:
    return {row.sign: fold(row.letter) for row in load("lookalikes", _Lookalike)}


def mend(text: NormalText, tokens: tuple[Token, ...], known: Collection[str]) -> tuple[NormalText, tuple[Token, ...]]:
    """Put split words together and cut glued ones apart.

    Args:
        text: The normal text.
        tokens: Its tokens.
        known: The words of the lexicons, folded.

    Returns:
        The text without what splits words, mapped to the same original, and its tokens.
    """
    changed = _joined(text, known)
    if changed is not None:
        text = changed
        tokens = tokenize(text)
    return text, _cut(text, tokens, known)


def _joined(text: NormalText, known: Collection[str]) -> NormalText | None:
    """Return the text with split words put together, or None where there are none."""
    signs: set[int] = set()
    table: dict[str, str]
    letters: dict[int, str] = {}
    folded = text.folded
    end = 0
    for sign in _SIGN.finditer(folded):
        start = _word_start(folded, sign.start())
        match = _WRITTEN.match(folded, start) if sign.start() >= end else None
        if match is None:
            continue
        end = match.end()
        if end - start > _LONGEST or (start and folded[start - 1] in "#_@/"):
            continue
        written = match.group()
        parts = _BETWEEN.split(written)
        if any(len(part) >= 3 and is_known(part, known) for part in parts):
            continue
        for table in ({}, _lookalikes()):
            kept = [(i, table.get(c, c)) for i, c in enumerate(written, start) if c in table or c.isalpha()]
            word = "".join(letter for _, letter in kept)
            if len(word) >= 3 and is_known(word, known):
                letters.update(kept)
                signs.update(set(range(start, end)) - {i for i, _ in kept})
                break
    if not letters:
        return None
    stay = [i for i in range(len(text.clean)) if i not in signs]
    clean = "".join(text.clean[i] if text.clean[i].isalpha() else letters.get(i, text.clean[i]) for i in stay)
    starts = array("i", (stay if text.starts is None else (text.starts[i] for i in stay)))
    starts.append(len(text.original))
    return NormalText(text.original, clean, fold(clean), starts)


def _word_start(folded: str, position: int) -> int:
    """Return where the letters before a position begin, at most a long word back."""
    start = position
    while start > 0 and position - start <= _LONGEST and "\u0621" <= folded[start - 1] <= "\u064a":
        start -= 1
    return start


def is_known(word: str, known: Collection[str]) -> bool:
    """Tell whether a folded word is in the lexicons, clitics aside."""
    if word in known:
        return True
    for prefix in affixes("noun_prefix", "article_prefix", "verb_prefix"):
        if prefix and word.startswith(prefix):
            rest = word[len(prefix) :]
            if len(rest) >= 3 and (rest in known or (prefix.endswith("ل") and f"ال{rest}" in known)):
                return True
    return False


def _cut(text: NormalText, tokens: tuple[Token, ...], known: Collection[str]) -> tuple[Token, ...]:
    """Cut words that are two into two tokens."""
    places = [match.end() for match in _FINAL.finditer(text.clean) if match.start() > 0]
    for match in _DEFINITE.finditer(text.folded):
        start, end = _word_start(text.folded, match.start()), match.end()
        word = text.folded[start:end]
        if word not in known:
            offset = _seam(word, known)
            if offset and not is_word(text.clean[start:end]):
                places.append(start + offset)
    if not places:
        return tokens
    starts = [token.start for token in tokens]
    cuts: dict[int, int] = {}
    for place in sorted(places):
        index = bisect_left(starts, place) - 1
        token = tokens[index]
        if token.kind == "w" and token.start + 1 < place < token.end:
            cuts.setdefault(index, place)
    return _apply(tokens, list(cuts.items())) if cuts else tokens


def _seam(word: str, known: Collection[str]) -> int:
    """Return where a definite word ends within ``word`` and a known one begins («التركيتعرض»), or 0."""
    article = next((a for a in affixes("article_prefix") if a and word.startswith(a)), None)
    if article is None:
        return 0
    for at in range(len(word) - _SHORTEST, len(article) + _SHORTEST - 1, -1):
        if word[at:] in known and word[:at] in known:
            return at
    return 0


def _apply(tokens: Sequence[Token], cuts: list[tuple[int, int]]) -> tuple[Token, ...]:
    parts: list[Token] = []
    position = 0
    for index, at in cuts:
        token = tokens[index]
        parts += tokens[position:index]
        size = at - token.start
        parts += (
            Token(token.start, at, token.text[:size], token.kind),
            Token(at, token.end, token.text[size:], token.kind),
        )
        position = index + 1
    parts += tokens[position:]
    return tuple(parts)
