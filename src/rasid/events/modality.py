"""Modality: whether the text says that an event happened, was planned, threatened, denied or only alleged."""

from functools import cache
from typing import Literal

from rasid.events.scene import Scene
from rasid.events.triggers import Trigger
from rasid.events.words import words
from rasid.lexicon import Row, load
from rasid.matching import Hit, Lexicon, key_of
from rasid.records import Modality
from rasid.text.morphology import affixes

_REACH = 7
"""A cue counts within this many tokens before (or after) the trigger."""


class ModalityRow(Row):
    """A word or phrase that says how real an event is; ``none`` means that there is no event (wishes, conditions)."""

    text: str
    modality: Literal["planned", "threatened", "denied", "alleged", "none"]
    position: Literal["before", "after"]


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
    low = max(first, trigger.first - _REACH)
    high = min(last, trigger.last + _REACH)
    best: Hit | None = None
    for hit in scene.document.hits_in("modality", tokens[low].start, tokens[high - 1].end):
        row: ModalityRow = hit.row
        if row.position == "before":
            if not low <= hit.first < trigger.first or _crosses(scene, hit.last, trigger.first):
                continue
            # Particles of negation and of the future bind the next word only, and take no clitics but و and ف.
            between = trigger.first - hit.last
            light = between == 1 and trigger.noun and scene.text(hit.last) in words("links", "light")
            particle = row.text in words("role_words", "particle")
            if particle and (not (between == 0 or light) or hit.suffix or hit.prefix not in ("", "و", "ف")):
                continue
        elif hit.first < trigger.last or hit.first - trigger.last > 3:
            continue
        if best is None or hit.first > best.first:
            best = hit
    if best is None:
        return Modality.ACTUAL
    return None if best.row.modality == "none" else Modality(best.row.modality)


def _crosses(scene: Scene, first: int, last: int) -> bool:
    return any(token.text in ("،", ":", "؛") for token in scene.tokens[first:last])
