"""English names of places that are no listed place, or could be several: put together from the names of their parts.

«ريف حلب الشمالي» is the Northern Aleppo countryside, «مستشفى البركل» Al-Barkal Hospital, as English reporting writes
them. Only what has no English name of its own is spelled letter by letter.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import takewhile
from types import MappingProxyType
from typing import Literal

from rasid.lexicon import Row, load
from rasid.linking.base import English
from rasid.linking.transliterate import capitalized, transliterate
from rasid.registry import nationalities
from rasid.text.normalize import fold, normalize
from rasid.text.tokenize import Token, tokenize, tokens_of_name

Lookup = Callable[[str], str | None]

_DASHES = frozenset("-–—ـ")


class PlaceEnglish(Row):
    """A word of a place's name and its English.

    Attributes:
        form: The Arabic word or words.
        role: ``direction``, ``countryside``; ``area``: what a direction is said of; ``part``: what a nationality is
            said of; ``class``: the sort of place, before the name in Arabic and after it in English; ``modifier``:
            said of the sort, after the name in Arabic.
        english: The English word or words; of a part with ``{}`` for the country.
    """

    form: str
    role: Literal["direction", "countryside", "area", "part", "class", "modifier"]
    english: str


@cache
def _words(role: str) -> Mapping[str, str]:
    rows = load("place_english", PlaceEnglish)
    return MappingProxyType({fold(row.form): row.english for row in rows if row.role == role})


def english_of(name: str, place: Lookup, country: Lookup) -> English:
    """Return the English name of a place that is not listed, or of which the text leaves open which listed one it is.

    Args:
        name: Its name as written, with the noun of its sort where that is part of the name.
        place: Gives the English name of places so called, None where none is listed.
        country: Gives the English name of a country of that ISO 3166 code.
    """
    words = _tokens(name)
    whole = place(name) or _of_country(words, country) or _of_area(words)
    if whole:
        return English(whole, listed=True)
    kind = _words("class").get(words[0]) if words else None
    modifiers = _words("modifier")
    said = tuple(takewhile(modifiers.__contains__, reversed(words[1:])))
    if kind is None or len(said) + 1 >= len(words):
        return English(transliterate(name), listed=False)
    parts = [_english(part, place) for part in _parts(name, len(words) - len(said))]
    # «العسكري الدولي»: what is said last in Arabic is first in English.
    text = " ".join((" – ".join(part.text for part in parts), *map(modifiers.__getitem__, said), kind))
    return English(text, all(part.listed for part in parts))


def _of_country(words: Sequence[str], country: Lookup) -> str | None:
    """«الشمال اليمني», «الشمال الغربي التونسي», «الحدود الليبية التونسية»."""
    parts = _words("part")
    size = 2 if " ".join(words[:2]) in parts else 1
    head = parts.get(" ".join(words[:size]))
    if head is None:
        return None
    said = [nationalities().get(word) for word in words[size:]]
    names = [country(row.country) for row in said if row is not None]
    if not names or len(names) < len(said) or None in names:
        return None
    return capitalized(head.format("–".join(filter(None, names))))


def _of_area(words: Sequence[str]) -> str | None:
    """«الضفة الشرقية»."""
    area = _words("area").get(words[0]) if words else None
    directions = _directions(words[1:])
    return f"{directions} {area}" if area and directions else None


def _parts(name: str, stop: int) -> list[str]:
    """Return what stands between the noun and the word ``stop``, apart at dashes: «طريق مصياف - وادي العيون»."""
    normal = normalize(name)
    parts: list[list[Token]] = [[]]
    count = 0
    for token in tokenize(normal):
        if token.kind != "p":
            count += 1
            if 1 < count <= stop:
                parts[-1].append(token)
        elif token.text in _DASHES:
            parts.append([])
    return [normal.clean[part[0].start : part[-1].end] for part in parts if part]


def _english(name: str, lookup: Lookup) -> English:
    listed = lookup(name)
    return English(listed or transliterate(name), listed is not None)


def english_countryside(directions: str, core: str, listed: str | None) -> English:
    """Return the English name of the countryside of a place.

    Args:
        directions: As ``directions_of`` gives them.
        core: The place.
        listed: The English name of that place, None where no gazetteer has it.
    """
    own = any(word in _words("countryside") for word in _tokens(core)[:1])  # «ريف دمشق» is a name already
    parts = (directions, listed or transliterate(core), "" if own else "countryside")
    return English(" ".join(filter(None, parts)), listed is not None)


def directions_of(name: str, core: str) -> str:
    """Return in English which part of the countryside a name says: «الريف الشمالي لمدينة حلب» the northern.

    Args:
        name: The whole as written.
        core: The place in it as written: «حلب».
    """
    before, _, after = name.partition(core)
    return _directions([*_tokens(before), *_tokens(after)])


def _tokens(text: str) -> list[str]:
    return [token.text for token in tokens_of_name(text)]


def _directions(words: Sequence[str]) -> str:
    """«الشمالي الغربي» is northwestern; words that are no direction are passed over."""
    table = _words("direction")
    found = []
    i = 0
    while i < len(words):
        pair = " ".join(words[i : i + 2])
        found.append(table.get(pair) or table.get(words[i], ""))
        i += 2 if pair in table else 1
    return " ".join(filter(None, found))
