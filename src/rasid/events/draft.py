"""A happening while it is being put together: the one mutable value of the event stage, private to it."""

from dataclasses import dataclass, field

from rasid.events.clauses import Clause
from rasid.events.facilities import sort_of
from rasid.events.facts import Party, Source, Toll
from rasid.events.scene import Scene
from rasid.events.triggers import Trigger
from rasid.events.when import When
from rasid.extractors.base import Candidate, MentionType
from rasid.records import CasualtyKind, EventType, Modality, ParticipantCategory, PlaceKind, Stance
from rasid.spans import Span

ATTACKS = frozenset(
    {
        EventType.SHELLING,
        EventType.AIR_STRIKE,
        EventType.ARMED_CLASH,
        EventType.EXPLOSION,
        EventType.SUICIDE_BOMBING,
        EventType.CHEMICAL_ATTACK,
        EventType.ATTACK_ON_CIVILIANS,
    }
)
_NEEDS_FORCE = frozenset(
    {
        EventType.FORCE_MOVEMENT,
        EventType.BASE_ESTABLISHED,
        EventType.TERRITORY_CAPTURED,
        EventType.TERRITORY_LEFT,
    }
)
"""Only an armed party moves forces, sets up bases, takes and leaves places."""

_AHEAD = frozenset({Modality.PLANNED, Modality.THREATENED})
"""It lies ahead: statesmen plan it and threaten with it."""
_HELD = frozenset(
    {
        ParticipantCategory.CIVILIANS,
        ParticipantCategory.COMBATANTS,
        ParticipantCategory.PERSON,
        ParticipantCategory.GROUP,
    }
)


@dataclass(slots=True)
class Draft:
    """One happening as one sentence tells it.

    Attributes:
        scene: The sentence.
        trigger: The word that names it.
        clause: The clause that tells it.
        type: What happened; at first as the trigger says.
        modality: Whether it happened.
        background: The sentence recalls it as background.
    """

    scene: Scene
    trigger: Trigger
    clause: Clause
    type: EventType
    modality: Modality
    background: bool
    actors: list[Party] = field(default_factory=list)
    targets: list[Party] = field(default_factory=list)
    places: list[Candidate] = field(default_factory=list)
    places_told: bool = False
    """The places stand in the clause itself, not elsewhere in the sentence."""
    places_later: list[Candidate] = field(default_factory=list)
    """Where nothing else says where: places that the sentence tells with something else."""
    time: When | None = None
    reach: int = 0
    """One past the last token of the words that name it (several of one clause may)."""
    by_story: bool = False
    """The type was taken from what the article told before."""
    fresh: bool = False
    """The text says that it happened again («أعاد قصفه»): it is none of those told before."""
    vague: bool = False
    """The nearest temporal expression says no day («قبل أيام»): the article's frame does not hold."""
    time_told: bool = False
    """The time stands in the clause itself."""
    tolls: list[Toll] = field(default_factory=list)
    weapons: list[Span] = field(default_factory=list)
    source: Source | None = None

    @property
    def soft(self) -> bool:
        """The word alone leaves open what sort of attack it was («قصف», «هجوم», «استهداف» without a cue)."""
        row = self.trigger.row
        if row.strength == "toll":
            return not self.actors and self.trigger.cue in (None, "civilian", "combatant")
        vague = row.type is EventType.SHELLING or (
            row.type is EventType.ARMED_CLASH and row.strength == "weak" and row.frame != "reciprocal"
        )
        vague = vague and self.trigger.last - self.trigger.first == 1
        open_ = (self.trigger.cue is None and not self.trigger.ground) or self.trigger.missiles
        return vague and open_ and (self.by_story or self.trigger.missiles or self.type is self.trigger.row.type)

    @property
    def armed(self) -> bool:
        """Somebody armed takes part."""
        return any(
            party.category in (ParticipantCategory.GROUP, ParticipantCategory.COMBATANTS)
            for party in (*self.actors, *self.targets)
        )

    @property
    def empty(self) -> bool:
        """Nothing is told of it: a reference («القصف») without place, time or number of its own, or a mere word."""
        told = self.places_told or self.time_told or any(toll.low for toll in self.tolls) or self.refuted
        if self.trigger.definite and self.trigger.noun:
            return not told
        return not (told or self.actors or self.targets or self.tolls)

    @property
    def facilities(self) -> set[str]:
        """Sorts of things hit, where they tell one attack from another."""
        spans = [party.span for party in self.targets if party.category is ParticipantCategory.FACILITY]
        spans += [Span(p.start, p.end) for p in self.places if p.attributes["kind"] is PlaceKind.FACILITY]
        text = self.scene.document.text.clean
        return {sort for start, end in spans if (sort := sort_of(text[start:end])) is not None}

    @property
    def targets_armed(self) -> bool:
        """A named armed group is among the targets."""
        return any(party.category is ParticipantCategory.GROUP for party in self.targets)

    @property
    def _force(self) -> bool:
        if self.type is EventType.BASE_ESTABLISHED:  # «تتخذ الحكومة من عدن مقرا»
            return any(p.mention is None or p.mention.type is not MentionType.ORG for p in self._forces)
        return bool(self._forces)

    @property
    def _forces(self) -> list[Party]:
        armed = (ParticipantCategory.GROUP, ParticipantCategory.COMBATANTS)
        return [party for party in self.actors if party.category in armed]

    @property
    def lacks_force(self) -> bool:
        """Nobody armed is told to have moved, taken or left anything; statesmen plan it and threaten with it."""
        return self.type in _NEEDS_FORCE and not self._force and self.modality not in _AHEAD

    @property
    def refuted(self) -> bool:
        """A named source denies it: there was talk of it."""
        return self.modality is Modality.DENIED and self.source is not None and self.source.stance is Stance.DENIES

    @property
    def stands(self) -> bool:
        """A weak trigger needs an armed party, a cue or a toll beside it."""
        if self.refuted:
            return True
        if self.lacks_force:
            return False
        if self.trigger.row.strength != "weak":
            return True
        if self.type is EventType.ARREST:
            return self.takes_people
        if self.modality in _AHEAD and self.aims_at_place:
            return True
        return bool(self.tolls) or self.armed or self.trigger.cue is not None or bool(self.weapons)

    @property
    def aims_at_place(self) -> bool:
        """«خطة لاستعادة مدينة مأرب», «مهددا باقتحام وسط درنة»: a place is what the word governs."""
        first = self.trigger.last
        return any(first <= self.scene.document.token_at(place.start) <= first + 1 for place in self.places)

    @property
    def takes_people(self) -> bool:
        """«أوقفت الشرطة 3 أشخاص», but not «توقف المستشفى»: people are held."""
        held = any(toll.kind in (CasualtyKind.ARRESTED, CasualtyKind.ABDUCTED) for toll in self.tolls)
        return held or self.trigger.cue is not None or any(party.category in _HELD for party in self.targets)

    @property
    def evidence(self) -> Span:
        """The sentence."""
        return Span(self.scene.sentence.start, self.scene.sentence.end)
