"""Who did it, where only the statement tells: who announces, claims, threatens, plans or denies it."""

from collections.abc import Sequence

from rasid.events import modality
from rasid.events.attribution import Statement
from rasid.events.draft import ATTACKS, Draft
from rasid.events.facts import Source
from rasid.events.scene import Scene
from rasid.events.subjects import speaker
from rasid.events.words import words
from rasid.extractors.base import MentionType
from rasid.records import EventType, Modality, ParticipantCategory, Stance
from rasid.spans import Span

_BLAMED = ATTACKS | {EventType.ARREST, EventType.ABDUCTION, EventType.PROPERTY_DESTRUCTION}
_CLAIM = 10
"""A claim stands within this many tokens before what is claimed."""
INTENDED = frozenset({Modality.THREATENED, Modality.PLANNED})


def told_by(statements: Sequence[Statement], speaker: Source | None, index: int) -> Source | None:
    """Return who tells what stands at a token.

    The last verb of speech before it; else a phrase («بحسب X») or a verb after it, unless a conjunction makes that a
    statement of its own («تظاهر المئات، فيما قال X إن …»).

    Args:
        statements: What is said in the sentence, in text order.
        speaker: Who goes on talking where the sentence names nobody.
        index: The token.
    """
    if not statements:
        return speaker
    covering = [statement for statement in statements if statement.covers(index)]
    before = [statement for statement in covering if statement.at < index]
    verbs = [statement for statement in before if statement.verb]
    chosen = verbs[-1] if verbs else next((s for s in covering if s.at > index), before[-1] if before else None)
    if chosen is None:
        return None
    return speaker if chosen is statements[0] else chosen.source


def by_intent(scene: Scene, draft: Draft) -> None:
    """«هدد X بمهاجمة …», «تعتزم قوات X استعادة …»: who threatens or plans would do it."""
    if draft.modality in INTENDED and not draft.actors:
        who = speaker(scene, draft.trigger.first)
        draft.actors.extend([scene.party(who)] if who is not None else [])


def by_claim(current: Scene, draft: Draft) -> None:
    """«ادعى الناطق باسم الحوثيين السيطرة على …»: who announces that a place was taken took it."""
    taken = draft.type in (EventType.TERRITORY_CAPTURED, EventType.TERRITORY_LEFT, EventType.BASE_ESTABLISHED)
    told = draft.source is not None and draft.trigger.noun and draft.trigger.row.strength == "strong"
    if not taken or draft.actors or not told:
        return
    who = speaker(current, draft.trigger.first)
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


def by_responsibility(current: Scene, draft: Draft) -> None:
    """«تبنى X تفجيراً», «أعلن X مسؤوليته عن هجوم»: who claims it did it, unless the text says otherwise."""
    source = draft.source
    if source is None or source.mention is None or source.stance is Stance.DENIES or draft.actors:
        return
    near = range(max(draft.trigger.first - _CLAIM, current.sentence.first), draft.trigger.first)
    claims = any(current.text(i) in words("role_words", "claiming") for i in near)
    if claims and source.mention.type is MentionType.GROUP:
        draft.actors.append(current.party(source.mention))


def by_blame(current: Scene, draft: Draft) -> None:
    """«حمّل X الجيش مسؤولية القصف»: X says that the army did it."""
    first = draft.trigger.first
    if current.text(first - 1) not in words("role_words", "blame"):
        return
    near = range(first - 2, max(first - _CLAIM, current.sentence.first) - 1, -1)
    verb = next((i for i in near if current.text(i) in words("role_words", "blaming")), None)
    if verb is None:
        return
    told = [current.first_of[i] for i in range(verb + 1, first - 1) if i in current.first_of]
    blaming = [mention for mention in told if mention.type is not MentionType.DATE]
    if draft.modality is Modality.ACTUAL:
        draft.modality = Modality.ALLEGED
    if draft.source is None and len(blaming) > 1:
        draft.source = Source(Span(blaming[0].start, blaming[0].end), Stance.CLAIMS, blaming[0])


def by_first_person(current: Scene, draft: Draft) -> None:
    """«سرايا القدس: دككنا بقذائف الهاون …»: whose statement it is did it."""
    mention = draft.source.mention if draft.source is not None else None
    word = current.text(draft.trigger.first)
    we = not draft.trigger.noun and word.endswith("نا") and len(word) > len(draft.trigger.row.lemma)
    if we and not draft.actors and mention is not None and mention.type is MentionType.GROUP:
        draft.actors.append(current.party(mention))


def without_blame(current: Scene, draft: Draft) -> None:
    """«نفى X مسؤولية قواته عن القصف»: it happened, and who did it is not told."""
    denied = draft.source is not None and draft.source.stance is Stance.DENIES
    if denied and draft.modality is Modality.DENIED and draft.type in _BLAMED:
        # «نفى الجيش قصف المشفى»: who denies his own deed is not the one who did it.
        own = {draft.source.mention if draft.source else None, speaker(current, draft.trigger.first)}
        draft.actors[:] = [party for party in draft.actors if party.mention is None or party.mention not in own]
    blame = modality.blame_denied(current, current.sentence.first, draft.trigger.first)
    if denied and blame and draft.modality is Modality.ACTUAL:
        draft.actors.clear()
