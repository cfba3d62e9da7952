"""What the form of a verb tells of its subject: that it suffers («قُصفت مواقع»), that it is masculine («دهس»)."""

import re
from collections.abc import Container
from functools import cache

from rasid.events.parties import is_country
from rasid.events.scene import Scene
from rasid.events.triggers import Trigger, trigger_rows
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.text.normalize import fold

_FEMININE = ("ه", "ات")
_PRONOUNS = ("", "ه", "ها", "هم")
# The first letter of a perfect, past a conjunction, bears a damma in the passive alone; of «استفعل» the third.
# Imperfects («يُطلق») bear one in the active too.
_HEAD = "(?:[وف]\u064e?)?(?:[ا\u0671]?س\u0652?ت|(?![يتن])[\u0621-\u064a])\u064f"
_PASSIVE = re.compile(_HEAD)
_FULL = re.compile(_HEAD + "(?:[\u0621-\u064a]\u0652)?[\u0621-\u064a](?:\u0651\u0650|\u0650\u0651?)")
"""«قُصِفت», «أُطْلِقت»: with the kasra that follows."""
_VOWEL = re.compile("[\u064e-\u0650\u0652]")
_SOME, _MOST = 4, 0.5
"""With fewer vowels around, a damma is set to tell a passive; with most letters voweled, it is one of many that are
right. Texts between the two are strewn with marks that say nothing."""


def is_passive(scene: Scene, trigger: Trigger) -> bool:
    """Tell whether a verb is a passive by its vowels, where the text writes them."""
    if trigger.noun:
        return False
    text = scene.document.text
    if text.starts is None:
        return False  # no vowel was left out of the normal text
    token = scene.tokens[trigger.first]
    word = text.span(token.start, token.end)
    if _PASSIVE.match(text.original, word.start, word.end) is None:
        return False
    full = _FULL.match(text.original, word.start, word.end) is not None
    sentence = text.span(scene.sentence.start, scene.sentence.end)
    own = len(_VOWEL.findall(text.original, word.start, word.end))
    around = len(_VOWEL.findall(text.original, sentence.start, sentence.end)) - own
    if around < _SOME:
        return full or own == 1
    return full and around > _MOST * (scene.sentence.end - scene.sentence.start)


def is_imperfect(scene: Scene, trigger: Trigger) -> bool:
    """Tell whether a trigger is a verb in the imperfect («يقصف», «تقصف»); «تقدم» is a perfect."""
    if trigger.noun or trigger.row.pos != "verb":
        return False
    text = scene.text(trigger.first)
    perfect = fold(trigger.row.lemma)
    forms = [form[1:] for form in map(fold, trigger.row.forms) if form.startswith("ي")]
    stems = [f"{prefix}{form}" for form in forms for prefix in "يتن"]
    return not text.startswith(perfect) and any(text.startswith(stem) for stem in stems)


def is_masculine_verb(scene: Scene, trigger: Trigger) -> bool:
    """Tell whether a trigger is a verb with a masculine subject; not «قصف», which is a noun too."""
    if trigger.noun or trigger.row.pos != "verb" or fold(trigger.row.lemma) in _nouns():
        return False
    perfect = fold(trigger.row.lemma)
    text = scene.text(trigger.first)
    stems = (perfect, *(form for form in map(fold, trigger.row.forms) if form.startswith("ي")))
    return any(word.startswith(stem) and word[len(stem) :] in _PRONOUNS for word in (text, text[1:]) for stem in stems)


def is_masculine_light_verb(word: str, light: Container[str]) -> bool:
    """Tell whether the subject of a light verb is masculine: «قام», «شن», but not «قامت»."""
    bare = word if word in light else word[1:]
    return f"{bare}ت" in light and not (bare.endswith("ت") and bare[:-1] in light)


def carries(word: str, light: Container[str]) -> bool:
    """Tell whether a word is a light verb with a pronoun for the noun before it: «نفذها», «يشنه»."""
    return any(word.endswith(pronoun) and word.removesuffix(pronoun) in light for pronoun in ("ه", "ها"))


def is_feminine(scene: Scene, mention: Candidate, first: int) -> bool:
    """Tell whether a state or an office of one is feminine: states are, but for a few.

    Args:
        scene: The sentence.
        mention: The name.
        first: Index of its first token.
    """
    head = scene.tokens[first].text
    if is_country(mention):
        return head.lstrip("و") not in words("role_words", "masculine")
    return mention.type is MentionType.ORG and head.endswith(_FEMININE)


@cache
def _nouns() -> frozenset[str]:
    rows = trigger_rows()
    return frozenset(fold(form) for row in rows if row.pos == "noun" for form in (row.lemma, *row.forms))
