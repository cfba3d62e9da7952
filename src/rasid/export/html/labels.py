"""The words of the page, in the languages that it speaks (data/lexicons/labels.tsv)."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, get_args

from rasid.errors import InputError
from rasid.lexicon import Row, load

Language = Literal["ar", "en"]


class LabelRow(Row):
    """A text of the page; ``id`` is its sort and code, e.g. ``event.air_strike``."""

    ar: str
    en: str


class Labels:
    """The texts of one language; immutable."""

    def __init__(self, language: Language) -> None:
        """Read the texts.

        Raises:
            InputError: The page does not speak that language.
        """
        if language not in get_args(Language):
            raise InputError(f"language={language!r} is not offered; expected one of {', '.join(get_args(Language))}")
        self.language = language
        self.direction = "rtl" if language == "ar" else "ltr"
        self._texts = _texts(language)

    def __call__(self, sort: str, code: str) -> str:
        """Return a text; a code that the table does not list stands for itself."""
        return self._texts.get(f"{sort}.{code}", code)


@cache
def _texts(language: Language) -> Mapping[str, str]:
    return MappingProxyType({row.id: getattr(row, language) for row in load("labels", LabelRow)})
