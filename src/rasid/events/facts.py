"""What the event stages pass on: plain frozen values over the normal text."""

from dataclasses import dataclass, field

from rasid.extractors.base import Candidate
from rasid.records import CasualtyKind, EventType, Modality, ParticipantCategory, Stance
from rasid.spans import Span


@dataclass(frozen=True, slots=True)
class Party:
    """A participant: a mention, or a short noun phrase.

    Attributes:
        span: Where it stands.
        category: Sort of party.
        mention: The entity mention, if it is one.
        state: ISO country code where a nationality adjective names the party («قصف تركي»).
        vague: The noun says no more than that there were people (شخص، آخرون).
    """

    span: Span
    category: ParticipantCategory
    mention: Candidate | None = None
    state: str | None = None
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so, and how."""

    span: Span
    stance: Stance
    mention: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Toll:
    """A number of people and what became of them.

    Attributes:
        kind: What became of them.
        low: Least number.
        high: Greatest number.
        approximate: The number is hedged.
        who: The people counted.
        span: The whole expression.
        anchor: The word that says what became of them.
    """

    kind: CasualtyKind
    low: int | None
    high: int | None
    approximate: bool
    who: Party | None
    span: Span
    anchor: Span


@dataclass(frozen=True, slots=True)
class Fact:
    """One happening before it becomes a record.

    Attributes:
        type: What happened.
        trigger: The word that names it.
        rule: The trigger row.
        evidence: The sentence or clause.
        actors: Who did it.
        targets: Who or what was hit.
        places: Place mentions, most specific first.
        dates: Temporal expressions that give its time.
        start: First day or moment (ISO).
        end: Last day or moment (ISO).
        tolls: Casualties.
        weapons: Weapons and means.
        source: Who says so.
        modality: Whether it happened.
        background: Recalled as background.
        references: Other mentions of the same happening.
        reasons: Why a slot is empty.
        score: Confidence.
    """

    type: EventType
    trigger: Span
    rule: str
    evidence: Span
    actors: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    places: tuple[Candidate, ...] = ()
    dates: tuple[Candidate, ...] = ()
    start: str | None = None
    end: str | None = None
    tolls: tuple[Toll, ...] = ()
    weapons: tuple[Span, ...] = ()
    source: Source | None = None
    modality: Modality = Modality.ACTUAL
    background: bool = False
    references: tuple[Span, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)
    score: float = 0.8
