"""Which triggers of a sentence tell a happening of their own, and which tell only how, where or why it was."""

from collections.abc import Sequence

from rasid.events.draft import ATTACKS
from rasid.events.scene import Scene
from rasid.events.triggers import Trigger
from rasid.events.words import words
from rasid.extractors.base import MentionType
from rasid.records import EventType


class LeadFinder:
    """Finds the leading triggers of a sentence; immutable."""

    def __init__(self) -> None:
        """Load the words for shots."""
        self._shots = words("role_words", "shot")

    def find(self, current: Scene, found: Sequence[Trigger]) -> list[Trigger]:
        """Return those of the triggers of a sentence, in text order, that tell a happening.

        Deaths are what others led to, unless nothing else is told.
        """
        shot = self._shot(current, found)
        killing = shot or _killing(current, found)
        return [
            trigger
            for trigger in found
            if (trigger.row.strength != "toll" or trigger is killing) and not (shot and _is_raid(shot, trigger))
        ]

    def _shot(self, current: Scene, found: Sequence[Trigger]) -> Trigger | None:
        """«استشهد الشاب فلان برصاص قوات X خلال اقتحامها …»: the death is what is told."""
        for trigger in found:
            if trigger.row.strength == "toll" and trigger.type is EventType.ATTACK_ON_CIVILIANS:
                after = next((t.first for t in found if t.first > trigger.first), current.sentence.last)
                if any(current.text(i) in self._shots for i in range(trigger.last, after)):
                    return trigger
        return None


def _killing(current: Scene, found: Sequence[Trigger]) -> Trigger | None:
    """«قتل التنظيم 322 شخصاً … منذ سيطرته على …»: the main verb, where the sentence tells of no attack."""
    if any(t.type in ATTACKS and t.row.strength != "toll" for t in found):
        return None
    for trigger in found:
        verb = trigger.row.strength == "toll" and trigger.row.frame == "agent_verb" and not trigger.noun
        mention = current.first_of.get(trigger.last)
        noun = current.nouns.get(trigger.last)
        named = mention is not None and mention.type is MentionType.GROUP and not current.prefix_of(mention)
        if verb and (named or (noun is not None and noun.owner is not None)):
            return trigger
    return None


def _is_raid(shot: Trigger, other: Trigger) -> bool:
    """The raid during which somebody was shot says where, and is not told for itself."""
    return other.first > shot.first and other.type is EventType.ARMED_CLASH and other.row.strength == "weak"


def is_target(current: Scene, trigger: Trigger) -> bool:
    """«غارة على تعزيزات للحوثيين»: forces that are hit do not move."""
    return trigger.noun and trigger.type is EventType.FORCE_MOVEMENT and current.text(trigger.first - 1) == "علي"
