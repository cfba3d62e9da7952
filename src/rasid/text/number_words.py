"""The words of numbers, from ``data/lexicons/numbers.tsv``, indexed by the forms that running text shows."""

from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from rasid.lexicon import Items, Row, load
from rasid.text.normalize import normalize

PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك")
DEFINITE = ("ال", "وال", "فال", "بال", "كال", "لل", "وبال", "ولل", "فلل")
_NO_ARTICLE = frozenset({1, 2, 100})
"""«الأحد», «الاثنين» are weekdays and «بالمئة» is per cent."""


class NumberRow(Row):
    """Words of one part of the number grammar.

    Attributes:
        kind: Part of the grammar.
        forms: Spellings without proclitics and article.
        value: What the words count, or by what they multiply.
        value_high: The upper bound of a vague number.
    """

    kind: Literal[
        "unit", "unit_before_noun", "teen_stem", "teen", "ten", "hundred", "hundreds", "scale", "scale_plural",
        "scale_dual", "fraction", "few", "plural", "indefinite", "approx", "approx_after", "least", "least_after",
        "most", "most_after", "between", "from", "to", "or", "percent", "ordinal", "ordinal_stem",
    ]  # fmt: skip
    forms: Items
    value: int | None = None
    value_high: int | None = None


class Word(NamedTuple):
    """A form of a number word.

    Attributes:
        kinds: Value and upper value by part of the grammar.
        prefix: Proclitics and article that the form begins with.
    """

    kinds: Mapping[str, tuple[int, int]]
    prefix: str


class NumberWords(NamedTuple):
    """The index.

    Attributes:
        words: Number words by form.
        joined: Number words after و: «واحد» is here و + «أحد».
        phrases: Hedges and links by first word, the longest first.
        ordinals: Kind and value of ordinals by form without the article.
        definite: Kind and value of ordinals by form with the article and proclitics.
        hedged: Length of the proclitics by form of a hedge or link word with proclitics.
        teens: Forms of «عشر» in 11 to 19.
    """

    words: Mapping[str, Word]
    joined: Mapping[str, Word]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    ordinals: Mapping[str, tuple[str, int]]
    definite: Mapping[str, tuple[str, int]]
    hedged: Mapping[str, int]
    teens: frozenset[str]

    def definite_ordinal(self, text: str) -> tuple[str, int] | None:
        """Return kind and value of a word like «والثالث», one word of an ordinal."""
        return self.definite.get(text)


_WORD_KINDS = frozenset(
    {"unit", "unit_before_noun", "teen_stem", "teen", "ten", "hundred", "hundreds", "scale", "scale_plural"}
    | {"scale_dual", "fraction", "few", "plural"}
)


@cache
def number_words() -> NumberWords:
    """Return the index of the bundled lexicon."""
    plain: dict[str, dict[str, tuple[int, int]]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    ordinals: dict[str, tuple[str, int]] = {}
    for row in load("numbers", NumberRow):
        for form in row.forms:
            words = tuple(normalize(form).folded.split())
            if row.kind in _WORD_KINDS:
                plain.setdefault(words[0], {})[row.kind] = (row.value or 0, row.value_high or 0)
            elif row.kind in ("ordinal", "ordinal_stem"):
                ordinals[words[0]] = (row.kind, row.value or 0)
            else:
                phrases.setdefault(words[0], []).append((words, row.kind))
    found: dict[str, Word] = {}
    for prefix in (*PREFIXES, *DEFINITE):
        for word, kinds in plain.items():
            definite = prefix.endswith(("ال", "لل"))
            if definite and any(kind != "plural" and value in _NO_ARTICLE for kind, (value, _) in kinds.items()):
                continue
            if prefix in ("ل", "ف", "ك") and "unit_before_noun" in kinds:
                continue  # «لست» is mostly «I am not»
            found.setdefault(prefix + word, Word(kinds, prefix))
    for row in load("numbers", NumberRow):
        if row.kind == "ten":
            ordinals.update((normalize(form).folded, ("ten", row.value or 0)) for form in row.forms)
    return NumberWords(
        found,
        {prefix + word: Word(kinds, prefix) for prefix in ("و", "وال") for word, kinds in plain.items()},
        {word: tuple(sorted(options, key=lambda o: -len(o[0]))) for word, options in phrases.items()},
        ordinals,
        {prefix + word: found for prefix in reversed(DEFINITE) for word, found in ordinals.items()},
        {prefix + word: len(prefix) for prefix in sorted(PREFIXES[1:], key=len, reverse=True) for word in phrases},
        frozenset(word for word, kinds in plain.items() if "teen" in kinds),
    )


def opening_words() -> frozenset[str]:
    """Return the forms that a number, a hedge or a definite ordinal can begin with."""
    words = number_words()
    return frozenset((*words.words, *words.phrases, *words.hedged, *words.definite, *DEFINITE))
