"""English names of groups and organisations that no table lists: ministries, forces and units by what they are.

«وزارة الصحة اليمنية» is the Yemeni Ministry of Health, «الفرقة المدرعة التاسعة» the 9th Armoured Division.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Literal

from rasid.lexicon import Row, load
from rasid.linking.base import English
from rasid.linking.transliterate import capitalized, transliterate
from rasid.registry import nationalities
from rasid.text.normalize import normalize
from rasid.text.numbers import read_ordinal
from rasid.text.tokenize import Token, tokens_of_name


class BodyEnglish(Row):
    """Words of a body's name and their English.

    Attributes:
        form: The Arabic words.
        role: ``body``: a whole name but for the nationality; ``unit``: the sort of a numbered unit; ``arm``: what such
            a unit fights with.
        english: The English words, as they stand within a sentence.
    """

    form: str
    role: Literal["body", "unit", "arm"]
    english: str


@cache
def _words(role: str) -> Mapping[str, str]:
    rows = load("body_english", BodyEnglish)
    return MappingProxyType({normalize(row.form).folded: row.english for row in rows if row.role == role})


def english_of_body(name: str) -> English:
    """Return the English name of a group or organisation that is not listed itself, as its Arabic name has it."""
    tokens = tokens_of_name(name)
    said = nationalities().get(tokens[-1].text) if len(tokens) > 1 else None
    named = tokens if said is None else tokens[:-1]
    english = _words("body").get(" ".join(token.text for token in named)) or _unit(named)
    if english is None:
        return English(transliterate(name), listed=False)
    text = f"{said.english} {english}" if said is not None else english
    return English(capitalized(text), listed=True)


def is_public_body(name: str) -> bool:
    """Tell whether a name without its nationality is one that forces and offices of many states bear."""
    return normalize(name).folded in _words("body")


def _unit(tokens: Sequence[Token]) -> str | None:
    """«اللواء 71», «الفرقة المدرعة التاسعة»."""
    unit = _words("unit").get(tokens[0].text) if tokens else None
    if unit is None:
        return None
    for at in range(1, len(tokens)):
        number, last = _number(tokens, at)
        if number:
            arm = " ".join(token.text for token in (*tokens[1:at], *tokens[last:]))
            english = _words("arm").get(arm, "" if not arm else None)
            return None if english is None else " ".join(filter(None, (_nth(number), english, unit)))
    return None


def _number(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """Return a number or ordinal and one past its last token; 0 where there is none."""
    if tokens[at].text.isdecimal():
        return int(tokens[at].text), at + 1
    return read_ordinal(tokens, at) or (0, at)


def _nth(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    teens = 10 < number % 100 < 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
