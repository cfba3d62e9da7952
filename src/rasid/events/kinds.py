"""What sort of event it was, where its trigger leaves it open: by who did it, who suffered, what was told before."""

from collections.abc import Sequence

from rasid.events.draft import ATTACKS, Draft
from rasid.events.known import Known
from rasid.events.when import lasting
from rasid.records import CasualtyKind, EventType, ParticipantCategory

_PEOPLE = frozenset({ParticipantCategory.CIVILIANS, ParticipantCategory.COMBATANTS, ParticipantCategory.PERSON})
_HARMLESS = frozenset({ParticipantCategory.CIVILIANS, ParticipantCategory.PERSON})
_FIRED = frozenset({EventType.SHELLING, EventType.AIR_STRIKE})


def by_actor(draft: Draft) -> None:
    """Air forces bomb from the air whatever the verb says, unless it is artillery."""
    if draft.trigger.ground:
        return
    if draft.type is EventType.SHELLING or (
        draft.type is EventType.ARMED_CLASH
        and (draft.trigger.row.strength == "weak" or draft.trigger.row.type is not EventType.ARMED_CLASH)
    ):
        for party in draft.actors:
            if party.mention is not None and party.mention.attributes.get("arm") == "air":
                draft.type = EventType.AIR_STRIKE


def by_people(draft: Draft, before: Sequence[Draft]) -> None:
    """Shooting at civilians is an attack on them; soldiers killed by an unnamed means fell in a clash."""
    people = [party.category for party in draft.targets if party.category in _PEOPLE]
    if not people:
        return
    trigger = draft.trigger
    captured = any(toll.kind is CasualtyKind.CAPTURED for toll in draft.tolls)
    if draft.type is EventType.ABDUCTION and captured and ParticipantCategory.COMBATANTS in people:
        draft.type = EventType.ARMED_CLASH  # «أسرت القوات أربعة من عناصر التنظيم»: taken in battle
    fired = trigger.cue == "smallarms" or "civilian:attack_on_civilians" in trigger.row.cues
    shot = draft.type is EventType.ARMED_CLASH and fired and not draft.targets_armed
    if shot and ParticipantCategory.COMBATANTS not in people:
        draft.type = EventType.ATTACK_ON_CIVILIANS
    self_told = draft.type is EventType.ARMED_CLASH and trigger.row.strength == "weak" and trigger.cue is None
    killed = any(toll.kind is CasualtyKind.KILLED and toll.low for toll in draft.tolls)
    told = trigger.noun and any(d.type in _FIRED for d in before)  # «هجمات» of an article on shelling
    refers = trigger.row.frame == "reciprocal" or trigger.definite or told
    if self_told and killed and not refers and not draft.targets_armed and set(people) <= _HARMLESS:
        draft.type = EventType.ATTACK_ON_CIVILIANS  # «هجوم على قرية قُتل فيه 12 مدنيا»
    unsaid = draft.type is EventType.SHELLING and trigger.row.strength == "weak" and trigger.cue is None
    if unsaid and draft.soft and people[0] is ParticipantCategory.COMBATANTS:
        draft.type = EventType.ARMED_CLASH


def by_story(draft: Draft, before: Sequence[Draft], known: Known) -> None:
    """«الاستهداف», «الهجوم» without a cue are what the article told before."""
    trigger = draft.trigger
    generic = trigger.row.type in (EventType.SHELLING, EventType.ARMED_CLASH) and len(trigger.row.cues) > 1
    if generic and trigger.row.strength == "weak" and trigger.cue is None and draft.type in ATTACKS and before:
        last = next((d for d in reversed(before) if d.type in ATTACKS), None)
        counted = draft.time is not None and draft.time_told and lasting(draft.time)
        if last is not None and (trigger.definite or counted or not draft.actors) and not differ(last, draft, known):
            draft.type = last.type
            draft.by_story = True


def differ(before: Draft, draft: Draft, known: Known) -> bool:
    """Both name who did it, and nobody in common."""
    mine = {name for party in before.actors for name in known.actor(party)}
    theirs = {name for party in draft.actors for name in known.actor(party)}
    return bool(mine and theirs and not mine & theirs)
