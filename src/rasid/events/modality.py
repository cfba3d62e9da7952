"""Modality: whether the text says that an event happened, was planned, threatened, denied or only alleged."""

from functools import cache
from typing import Literal

from rasid.events.parties import MOVING
from rasid.events.scene import Scene
from rasid.events.triggers import Trigger
from rasid.events.verb_forms import carries, is_imperfect
from rasid.events.words import words
from rasid.lexicon import Row, load
from rasid.matching import Hit, Lexicon, key_of
from rasid.records import Modality
from rasid.text.morphology import affixes
from rasid.text.normalize import fold

_REACH = 7
"""A cue counts within this many tokens before (or after) the trigger."""
_ASIDE = 7
"""Tokens of a phrase between two commas."""
_MAY = frozenset({"قد", "وقد"})
_STATEMENT = 24
"""A word that opens a statement counts within this many tokens before it."""


class ModalityRow(Row):
    """A word or phrase that says how real an event is.

    Attributes:
        text: The wording.
        modality: What it says; ``none`` means that there is no event (wishes, conditions).
        position: It stands ``before`` or ``after`` the trigger, near it, or it ``opens`` the statement that tells the
            event («نفى المتحدث باسم الجيش أن تكون طائراته قد قصفت …»), with its subject between.
    """

    text: str
    modality: Literal["planned", "threatened", "denied", "alleged", "none"]
    position: Literal["before", "after", "opens"]


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Return the lexicon of modality cues."""
    entries = [(key_of(row.text), row) for row in load("modality", ModalityRow)]
    return (Lexicon("modality", entries, affixes("noun_prefix", "article_prefix", "verb_prefix"), affixes("enclitic")),)


def modality_of(scene: Scene, trigger: Trigger, first: int, last: int) -> Modality | None:
    """Return the modality of a trigger; None where the text speaks of no event.

    Args:
        scene: The sentence.
        trigger: The trigger.
        first: First token of the clause.
        last: One past its last token.
    """
    tokens = scene.tokens
    if _is_future(scene, trigger):
        return Modality.PLANNED
    if _may_be(scene, trigger):
        return Modality.PLANNED
    if (demanded := _demanded(scene, trigger)) is not None:
        return None if demanded == "demanding" else Modality.PLANNED
    if answered(scene, trigger.first):
        return Modality.ACTUAL
    near = max(first, trigger.first - _REACH)
    low = max(scene.sentence.first, trigger.first - _STATEMENT)
    high = min(last, trigger.last + _REACH)
    adjunct = scene.text(trigger.first - 1) in words("role_words", "adjunct")
    best: Hit | None = None
    for hit in scene.document.hits_in("modality", tokens[low].start, tokens[high - 1].end):
        row: ModalityRow = hit.row
        if hit.prefix.endswith("ال") and row.text.startswith("ي"):
            continue  # «آليتهم» is no «يتهم»: verbs take no article
        if row.position != "after":
            start = low if row.position == "opens" and not adjunct else near
            if not start <= hit.first < trigger.first or _crosses(scene, hit.last, trigger.first):
                continue
            if row.position == "before" and any(scene.text(i) == "ثم" for i in range(hit.last, trigger.first)):
                continue  # «رفض الهدنة ثم قصف»
            if hit.first < near and _told_anew(scene, hit.last, trigger.first):
                continue
            # Particles of negation and of the future bind the next word only, and take no clitics but و and ف.
            between = trigger.first - hit.last
            light = trigger.noun and scene.text(hit.last) in words("links", "light") and _bare(scene, hit.last, trigger)
            particle = row.text in words("role_words", "particle")
            if particle and (not (between == 0 or light) or hit.suffix or hit.prefix not in ("", "و", "ف")):
                continue
        elif hit.first < trigger.last or hit.first - trigger.last > 3:
            continue
        if row.modality == "none":
            return None  # «هدد بهجوم إذا لم ينسحب»: whatever else is said of it
        if best is None or hit.first > best.first:
            best = hit
    if best is None or (best.row.modality == "denied" and blame_denied(scene, best.last, trigger.first)):
        return Modality.ACTUAL
    return Modality(best.row.modality)


def answered(scene: Scene, index: int) -> bool:
    """«هدد بالرد على قصف مواقعه», «احتجاجا على مقتل …»: what is answered happened, and is no part of the answer."""
    return scene.text(index - 1) == "علي" and scene.text(index - 2) in words("role_words", "retort")


def blame_denied(scene: Scene, first: int, last: int) -> bool:
    """«نفى X مسؤولية قواته عن القصف»: what is denied is who did it, not that it happened."""
    return any(scene.text(index) in words("role_words", "blame") for index in range(first, last))


def _is_future(scene: Scene, trigger: Trigger) -> bool:
    """«ستنسحب», «سيقصفون»: a verb in the future tense."""
    if trigger.noun or trigger.row.pos != "verb":
        return False
    word = scene.text(trigger.first).lstrip("وف")
    stem = fold(trigger.row.lemma)
    return word[:1] == "س" and word[1:2] in "يتن" and (stem[0] != "س" or word[2:3] == "س")


def _may_be(scene: Scene, trigger: Trigger) -> bool:
    """«قد يقصف الجيش البلدة», «هجوم قد يشنه الجيش»: with an imperfect it may come to be, with a perfect it has been."""
    if not trigger.noun:
        return scene.text(trigger.first - 1) in _MAY and is_imperfect(scene, trigger)
    verb = scene.text(trigger.last + 1)
    return scene.text(trigger.last) in _MAY and verb[:1] in "يت" and carries(verb, words("links", "light"))


def _demanded(scene: Scene, trigger: Trigger) -> str | None:
    """«دعا X قوات Y إلى الانسحاب», «وافق X على الانسحاب»: tell whether a withdrawal is asked for, or agreed to."""
    if not trigger.noun or trigger.type not in MOVING:
        return None
    at = trigger.first - 1
    if scene.text(at) not in ("الي", "علي") and not scene.text(trigger.first).startswith("ب"):
        return None
    at -= scene.text(at) in ("الي", "علي")
    while at >= scene.sentence.first and at in scene.by_token:
        at -= 1
    return next((role for role in ("demanding", "consenting") if scene.text(at) in words("role_words", role)), None)


def _bare(scene: Scene, light: int, trigger: Trigger) -> bool:
    """Nothing but a subject stands between a light verb and its noun («لم يشن الجيش أي هجوم»)."""
    between = scene.tokens[light + 1 : trigger.first]
    return len(between) <= _REACH and all(token.kind != "p" for token in between)


def _told_anew(scene: Scene, first: int, last: int) -> bool:
    """«نفى X الخبر وقال إن …»: another word of speech opens another statement."""
    if first >= last:
        return False
    hits = scene.document.hits_in("speech", scene.tokens[first].start, scene.tokens[last - 1].end)
    return any(hit.prefix.startswith("و") for hit in hits)


def _crosses(scene: Scene, first: int, last: int) -> bool:
    """Tell whether a statement ends between two tokens; what two commas enclose («، في بيان،») does not end it."""
    marks = [index for index in range(first, last) if scene.tokens[index].text in ("،", ":", "؛")]
    aside = len(marks) == 2 and marks[1] - marks[0] <= _ASIDE and all(scene.tokens[i].text == "،" for i in marks)
    return bool(marks) and not aside
