"""Who did it, where only the statement tells: who announces, claims, threatens, plans or denies it."""

from rasid.events import modality
from rasid.events.draft import Draft
from rasid.events.roles import RoleFiller
from rasid.events.scene import Scene
from rasid.extractors.base import MentionType
from rasid.records import EventType, Modality, ParticipantCategory, Stance

INTENDED = frozenset({Modality.THREATENED, Modality.PLANNED})


def by_intent(scene: Scene, draft: Draft) -> None:
    """«هدد X بمهاجمة …», «تعتزم قوات X استعادة …»: who threatens or plans would do it."""
    if draft.modality in INTENDED and not draft.actors:
        who = RoleFiller.speaker(scene, draft.trigger.first)
        draft.actors.extend([scene.party(who)] if who is not None else [])


def by_claim(current: Scene, draft: Draft) -> None:
    """«ادعى الناطق باسم الحوثيين السيطرة على …»: who announces that a place was taken took it."""
    taken = draft.type in (EventType.TERRITORY_CAPTURED, EventType.TERRITORY_LEFT, EventType.BASE_ESTABLISHED)
    told = draft.source is not None and draft.trigger.noun and draft.trigger.row.strength == "strong"
    if not taken or draft.actors or not told:
        return
    who = RoleFiller.speaker(current, draft.trigger.first)
    if who is not None and who.type is MentionType.GROUP:
        draft.actors.append(current.party(who))


def by_source(current: Scene, draft: Draft) -> None:
    """«أعلنت وزارة الداخلية توقيف …»: who announces arrests made them, unless the text says otherwise."""
    mention = draft.source.mention if draft.source is not None else None
    if draft.type is not EventType.ARREST or draft.actors or mention is None:
        return
    if mention.type in (MentionType.GROUP, MentionType.ORG):
        party = current.party(mention)
        if party.category is ParticipantCategory.GROUP:
            draft.actors.append(party)


def without_blame(current: Scene, draft: Draft) -> None:
    """«نفى X مسؤولية قواته عن القصف»: it happened, and who did it is not told."""
    denied = draft.source is not None and draft.source.stance is Stance.DENIES
    blame = modality.blame_denied(current, current.sentence.first, draft.trigger.first)
    if denied and blame and draft.modality is Modality.ACTUAL:
        draft.actors.clear()
