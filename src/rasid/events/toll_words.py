"""The words of tolls: what became of people, the function words around it, and what a noun's form counts by itself."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from rasid.lexicon import Items, Row, load
from rasid.matching import Lexicon, key_of
from rasid.records import CasualtyKind
from rasid.text.morphology import affixes, noun_forms, verb_forms
from rasid.text.normalize import fold


class CasualtyRow(Row):
    """A word that carries a toll.

    Attributes:
        word: Dictionary form.
        forms: Other forms.
        pos: Noun, verb or phrase.
        kind: What became of the people.
        role: ``count_noun`` (قتيل), ``event_noun`` (مقتل), ``verb`` (قتل), ``none`` (دون وقوع إصابات),
            ``unknown`` (دون ورود معلومات عن الخسائر: no toll).
    """

    word: str
    forms: Items = ()
    pos: Literal["noun", "verb", "phrase", "adjective"]
    kind: CasualtyKind
    role: Literal["count_noun", "event_noun", "verb", "none", "unknown"]


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Return the lexicons of toll words."""
    nouns: list[tuple[str, CasualtyRow]] = []
    verbs: list[tuple[str, CasualtyRow]] = []
    for row in load("casualty_words", CasualtyRow):
        if row.role == "verb":
            verbs.extend((form, row) for form in verb_forms(row.word, row.forms))
        elif row.role in ("none", "unknown"):
            verbs.extend((key_of(form), row) for form in (row.word, *row.forms))
        else:
            nouns.extend((key_of(form), row) for form in noun_forms(row.word, row.forms))
    particles = affixes("noun_prefix", "article_prefix")
    enclitics = affixes("enclitic")
    return (
        Lexicon("toll_nouns", nouns, particles, enclitics),
        Lexicon("toll_verbs", verbs, affixes("verb_prefix"), enclitics),
    )


@cache
def parted_verbs() -> Mapping[str, tuple[tuple[str, CasualtyRow], ...]]:
    """Return verbal phrases of two words by the first, which their subject may part («لقيت امرأة وابنتها حتفهما»)."""
    found: dict[str, list[tuple[str, CasualtyRow]]] = {}
    for row in load("casualty_words", CasualtyRow):
        if row.role == "verb":
            for form in (row.word, *row.forms):
                first, _, rest = fold(form).partition(" ")
                if rest and " " not in rest:
                    found.setdefault(first, []).append((rest, row))
    return MappingProxyType({first: tuple(rests) for first, rests in found.items()})


class GrammarRow(Row):
    """A function word of the toll grammar."""

    word: str
    role: str


class WordRow(Row):
    """A function word."""

    word: str


@cache
def grammar_words() -> Mapping[str, frozenset[str]]:
    """Return the function words of the toll grammar by role, folded."""
    found: dict[str, set[str]] = {}
    for row in load("toll_grammar", GrammarRow):
        found.setdefault(row.role, set()).add(fold(row.word))
    return {role: frozenset(words) for role, words in found.items()}


def count_of(form: str, word: str, forms: tuple[str, ...], *, plural: str = "") -> int | None:
    """Return how many a noun form counts by itself: singular 1, dual 2, plural None.

    Args:
        form: The form in the text, folded, without clitics.
        word: The singular, folded.
        forms: The other forms of the row.
        plural: Set where the word itself is a plural (أهالي).

    A row whose word is a plural («مسلحين») counts by its singular and dual forms. «مدنيين» can be dual or plural and
    counts none; «شخصين» can only be dual, since its plural is broken.
    """
    if plural:
        stem = word[:-2] if word.endswith(("ين", "ون")) else ""
        return {stem: 1, stem + "ا": 1, stem + "ان": 2}.get(form) if stem else None
    if form in (word, word + "ا"):
        return 1
    sound = any(fold(f) == word + "ون" for f in forms)
    stem = word[:-1] + "ت" if word.endswith("ه") else word
    if form in (stem + "ان", stem + "تان", stem + "تين", stem + "ا") and form != word:
        return 2
    if form in (stem + "ين", stem + "ي") and not sound:
        return 2
    if form in (word + "ه", stem if word.endswith("ه") else word + "ت"):
        return 1
    return None
