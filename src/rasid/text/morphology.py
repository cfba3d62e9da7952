"""The affix grammar: clitics around words, and the inflected forms of verbs and nouns.

Written without a morphological database: forms are generated from a lemma and matched as whole words with clitics, so
that a wrong split can only arise where a generated form happens to be another word. Source of the paradigms: any school
grammar of Modern Standard Arabic; vowels are not written, so active and passive coincide.
"""

from collections.abc import Iterable
from functools import cache
from typing import Literal

from rasid.lexicon import Row, load
from rasid.text.normalize import fold

AffixKind = Literal["noun_prefix", "article_prefix", "verb_prefix", "enclitic"]


class AffixRow(Row):
    """A string of clitics as written."""

    form: str
    kind: AffixKind


class WholeRow(Row):
    """A word whose first letter looks like a clitic and is none (وادي, كبير, لبنان)."""

    word: str


@cache
def _whole_words() -> frozenset[str]:
    return frozenset(fold(row.word) for row in load("whole_words", WholeRow))


def without_li(name: str) -> str:
    """Return a definite name without the preposition ل: «للباب» is «الباب», whose alif is not written after it."""
    return "ال" + name[2:] if name.startswith("لل") else name


def is_clitic(prefix: str, word: str) -> bool:
    """Tell whether the first letters of a word may be clitics, not letters of its root.

    Args:
        prefix: The first letters.
        word: The whole word, folded.
    """
    whole = _whole_words()
    return word not in whole and not (len(prefix) > 1 and word[0] in "وف" and word[1:] in whole)


@cache
def affixes(*kinds: AffixKind) -> frozenset[str]:
    """Return the affixes of the kinds, the empty one among them, folded."""
    rows = load("affixes", AffixRow)
    return frozenset({""} | {fold(row.form) for row in rows if row.kind in kinds})


def verb_forms(perfect: str, imperfects: Iterable[str]) -> tuple[str, ...]:
    """Generate third-person forms of a verb, folded.

    Args:
        perfect: Third person masculine singular perfect (استهدف, اعتدى).
        imperfects: Third person masculine singular imperfect (يستهدف); words that do not begin with ي are taken as
            irregular forms and kept as they are.

    Returns:
        Perfect and imperfect forms with their subject endings, without clitics, without doubles.
    """
    forms: list[str] = list(_perfect(fold(perfect)))
    for imperfect in map(fold, imperfects):
        if imperfect.startswith("ي"):
            forms.extend(_imperfect(imperfect))
        else:
            forms.extend(_perfect(imperfect))
    return tuple(dict.fromkeys(forms))


def _perfect(stem: str) -> tuple[str, ...]:
    head, space, rest = stem.partition(" ")
    forms: tuple[str, ...]
    if head.endswith("ي") and len(head) > 3:
        base = head[:-1]
        forms = (head, base + "ت", base + "وا", head + "ا", base + "تا", head + "ن", base + "ا", base + "و")
    elif head.endswith("ا") and len(head) <= 4:
        base = head[:-1]
        forms = (head, base + "ت", base + "وا")
    else:
        forms = (head, head + "ت", head + "وا", head + "ا", head + "تا", head + "ن", head + "و", head + "نا")
    return tuple(form + space + rest for form in forms)


def _imperfect(stem: str) -> tuple[str, ...]:
    head, space, rest = stem.partition(" ")
    core = head[1:]
    plural = core[:-1] if core.endswith(("ي", "و", "ا")) and len(core) > 2 else core
    forms = [person + core for person in "يتن"]
    forms += [person + plural + ending for person in "يت" for ending in ("ون", "وا")]
    forms += [person + core + ending for person in "يت" for ending in ("ان", "ا")]
    return tuple(form + space + rest for form in forms)


def noun_forms(lemma: str, plurals: Iterable[str] = ()) -> tuple[str, ...]:
    """Generate forms of a noun, folded: singular, dual, the given plurals, construct and accusative endings.

    Args:
        lemma: Singular indefinite (غارة).
        plurals: Plurals and variants (غارات).
    """
    forms: list[str] = []
    for word in map(fold, (lemma, *plurals)):
        head, space, _ = word.partition(" ")
        forms.append(word)
        if space:
            continue
        if head.endswith("ه"):
            stem = head[:-1] + "ت"
            forms += [stem, stem + "ان", stem + "ين", stem + "ي", stem + "ا"]
        elif not head.endswith(("ات", "ون", "ين", "ي", "ا")):
            forms += [head + "ا", head + "ان", head + "ين", head + "ي"]
        elif head.endswith(("ون", "ين")):
            forms += [head[:-2] + "ون", head[:-2] + "ين", head[:-2] + "و", head[:-2] + "ي"]
    return tuple(dict.fromkeys(forms))
