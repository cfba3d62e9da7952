"""Readable English spelling of Arabic names, letter by letter where no table knows the name.

Arabic writes no short vowels, so an unlisted name gets an ``a`` between consonants: readable and the same every time,
not necessarily what its bearer writes. Results are marked as transliterations by their rule.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from rasid.extractors._names import GivenName
from rasid.lexicon import Row, load
from rasid.matching import key_of
from rasid.text.normalize import fold, normalize
from rasid.text.tokenize import tokenize

_LONGEST = 3
"""Listed names span at most this many words."""


class Transliteration(Row):
    """A letter or word and its Latin form.

    Attributes:
        form: The Arabic letter or word.
        kind: ``letter``; ``glide``: و or ي beside a vowel; ``word``: a whole word.
        latin: Latin form, possibly empty.
    """

    form: str
    kind: Literal["letter", "glide", "word"]
    latin: str = ""


class _Tables(NamedTuple):
    names: Mapping[str, str]
    words: Mapping[str, str]
    letters: Mapping[str, str]
    glides: Mapping[str, str]


@cache
def _tables() -> _Tables:
    names: dict[str, str] = {}
    for row in load("given_names", GivenName):
        for form in (row.name, *row.variants):
            names.setdefault(key_of(form), row.name_en)
    kinds: dict[str, dict[str, str]] = {"letter": {}, "glide": {}, "word": {}}
    for entry in load("transliteration", Transliteration):
        kinds[entry.kind][fold(entry.form) if entry.kind == "word" else entry.form] = entry.latin
    return _Tables(
        MappingProxyType(names),
        MappingProxyType(kinds["word"]),
        MappingProxyType(kinds["letter"]),
        MappingProxyType(kinds["glide"]),
    )


def transliterate(name: str) -> str:
    """Spell an Arabic name in Latin letters.

    Args:
        name: A name in Arabic letters; words in Latin letters and numbers are kept.

    Returns:
        The English spelling, the same for the same name on every run.
    """
    tables = _tables()
    normal = normalize(name)
    tokens = [token for token in tokenize(normal) if token.kind != "p"]
    parts: list[str] = []
    i = 0
    while i < len(tokens):
        for length in range(min(_LONGEST, len(tokens) - i), 0, -1):
            known = tables.names.get(" ".join(token.text for token in tokens[i : i + length]))
            if known is not None and not (length == 1 and tokens[i].text in tables.words):
                parts.append(known)
                break
        else:
            length = 1
            token = tokens[i]
            word = normal.clean[token.start : token.end]
            parts.append(_word(word, token.text, tables) if token.kind == "w" else word)
        i += length
    text = " ".join(part for part in parts if part)
    return capitalized(text)


def _word(word: str, folded: str, tables: _Tables) -> str:
    """Spell one unlisted word."""
    if folded in tables.words:
        return tables.words[folded]
    if folded.startswith("ال") and len(folded) > 4:
        rest = tables.names.get(folded[2:])
        return "al-" + (rest or capitalized(_letters(word[2:], tables)))
    return capitalized(_letters(word, tables))


def capitalized(text: str) -> str:
    """Write the first letter large."""
    return text[:1].upper() + text[1:]


def _letters(word: str, tables: _Tables) -> str:
    """Spell letter by letter, with ``a`` between consonants and glides before vowels."""
    out = ""
    last = len(word) - 1
    for i, letter in enumerate(word):
        previous = word[i - 1] if i else ""
        following = word[i + 1] if i < last else ""
        latin = tables.letters.get(letter, letter)
        glide = tables.glides.get(letter)
        if glide is not None and (not previous or following in _LONG or previous in _LONG):
            latin = _glide(glide, previous, following)
        elif letter == "ع" and (previous not in _LONG if previous else following not in _LONG):
            latin = "a" if following != "ا" else ""
        clash = latin and out and latin[0] not in _VOWELS and out[-1] not in _VOWELS and not out.endswith("ay")
        if clash and (i in (1, last) or i % 2):
            out += "a"
        out += latin[1:] if latin == "a" and out.endswith("aa") else latin
    return out


def _glide(glide: str, previous: str, following: str) -> str:
    """Spell و or ي beside a vowel: «…وية» is -wiya, «…ويد…» -uwayd-."""
    if glide == "y" and previous and previous != "ا" and following in _OPEN:
        return "iy"
    if glide == "w" and previous and previous not in _LONG and following == "ي":
        return "uwa"
    return glide


_VOWELS = frozenset("aiu")
_LONG = frozenset("اويىةآ")
_OPEN = frozenset("اىةآ")
