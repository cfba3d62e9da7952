"""Which event a toll belongs to."""

from collections.abc import Sequence
from dataclasses import replace

from rasid.events import modality
from rasid.events.draft import Draft
from rasid.events.facts import Toll
from rasid.events.scene import Scene
from rasid.events.words import words
from rasid.records import CasualtyKind, EventType, ParticipantCategory

_CAUSE_REACH = 25
"""The cause stands within this many tokens after the toll."""
_OF_ITSELF = {
    EventType.ABDUCTION: (CasualtyKind.ABDUCTED, CasualtyKind.ARRESTED),
    EventType.ARREST: (CasualtyKind.ARRESTED,),
    EventType.DISPLACEMENT: (CasualtyKind.DISPLACED,),
}
"""What these events do to people is their own toll, whatever else the sentence tells."""
_HARMLESS = frozenset(
    {
        EventType.PROTEST,
        EventType.AGREEMENT,
        EventType.FORCE_MOVEMENT,
        EventType.BASE_ESTABLISHED,
        EventType.DISPLACEMENT,
        EventType.ARREST,
        EventType.ABDUCTION,
    }
)
"""Nobody is killed in these where the sentence tells of something else."""
_PARAGRAPHS = 2
"""A sentence with tolls alone speaks of an event at most this many paragraphs before."""


class TollAssigner:
    """Gives tolls to events; immutable."""

    def __init__(self) -> None:
        """Read the closed list of causal words."""
        self._causes = words("links", "cause")

    def assign(self, scene: Scene, drafts: Sequence[Draft], told: Sequence[Draft], tolls: Sequence[Toll]) -> None:
        """Add each toll to its event, and the people it counts to the event's targets.

        Args:
            scene: The sentence.
            drafts: Its events.
            told: The events of the sentences before.
            tolls: Its tolls.
        """
        if not drafts:
            if told and scene.sentence.paragraph - told[-1].scene.sentence.paragraph <= _PARAGRAPHS:
                told[-1].tolls.extend(tolls)
            return
        for toll in tolls:
            owner = self._owner(scene, drafts, toll)
            if self._answered(scene, owner, toll):
                continue
            if owner.type is EventType.ABDUCTION and toll.kind is CasualtyKind.ARRESTED:
                toll = replace(toll, kind=CasualtyKind.ABDUCTED)  # «اقتاد مجهولون …»
            owner.tolls.append(toll)
            who = toll.who
            if who is None or toll.low == 0 or who.category is ParticipantCategory.OTHER:
                continue
            if toll.low:
                # «قُتل جندي واحد»: he is no actor.
                owner.actors[:] = [party for party in owner.actors if party.span != who.span]
            if who.span not in {party.span for party in (*owner.targets, *owner.actors)}:
                owner.targets.append(who)

    @staticmethod
    def _answered(scene: Scene, owner: Draft, toll: Toll) -> bool:
        """«ردا على مقتل جندي، قصفت …»: he did not die in the shelling."""
        start, last = scene.document.token_at(toll.anchor.start), scene.document.token_at(toll.span.end - 1) + 1
        apart = owner.trigger.first < start or "،" in (t.text for t in scene.tokens[last : owner.trigger.first])
        named = owner.trigger.first <= start < owner.trigger.last
        return apart and not named and modality.answered(scene, start)

    def _owner(self, scene: Scene, drafts: Sequence[Draft], toll: Toll) -> Draft:
        """«مقتل 3 بقصف …» goes with what follows a word of cause; else with what was told before."""
        start = scene.document.token_at(toll.anchor.start)
        named = next((d for d in drafts if d.trigger.first <= start < d.trigger.last), None)
        if named is not None and toll.kind in _OF_ITSELF.get(named.type, ()):
            return named
        if toll.kind in (CasualtyKind.KILLED, CasualtyKind.WOUNDED):
            # «تظاهر السكان احتجاجا على مقتل …»: people die in attacks.
            drafts = [d for d in drafts if d.type not in _HARMLESS] or drafts
        before = [d for d in drafts if d.trigger.first <= start]
        after = next((d for d in drafts if d.trigger.first > start), None)
        if after is not None:
            last = scene.document.token_at(toll.span.end - 1) + 1
            between = [t.text for t in scene.tokens[last : after.trigger.first]]
            word = scene.tokens[after.trigger.first].text
            means = word.startswith(("ب", "لق", "له")) and "،" not in between
            caused = means or any(w in self._causes for w in between)
            if not before or (caused and len(between) <= _CAUSE_REACH):
                return after
        return before[-1] if before else drafts[0]
