"""Who takes part in what a trigger names, as it is being found out."""

from dataclasses import dataclass, field

from rasid.events.facts import Party
from rasid.events.scene import ACTING, Noun, Scene
from rasid.extractors.base import Candidate, MentionType
from rasid.records import EventType, ParticipantCategory, PlaceKind

CROWDS = frozenset({EventType.PROTEST, EventType.RIOT})
"""What civilians do themselves."""
DONE_TO = frozenset({EventType.ARREST, EventType.ABDUCTION, EventType.ATTACK_ON_CIVILIANS})
"""What is done to people."""
TAKING = frozenset({EventType.TERRITORY_CAPTURED, EventType.TERRITORY_LEFT})
"""«استعادة قسد للقرى»: an armed party in the genitive is the one who takes, whatever the noun's frame."""
MOVING = TAKING | {EventType.FORCE_MOVEMENT, EventType.BASE_ESTABLISHED}
"""What forces do that go somewhere."""
LEAVING = frozenset({EventType.TERRITORY_LEFT, EventType.FORCE_MOVEMENT})
"""What forces do that is done to nobody: the base that they leave is a place."""
_MOST = 6
"""Parties of one role."""


@dataclass(slots=True)
class Roles:
    """What was found; filled in place, then read."""

    actors: list[Party] = field(default_factory=list)
    targets: list[Party] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    """Starts (normal text) of the mentions that play a role."""
    suffered: bool = False
    """Who suffers it stands before the trigger («تعرض X لقصف من Y»)."""

    @property
    def acting(self) -> set[int]:
        """Starts of the mentions that are parties and no places: a dam that was hit is where it was hit."""
        hit = {p.mention.start for p in self.targets if p.category is ParticipantCategory.FACILITY and p.mention}
        return self.used - hit

    def add(self, scene: Scene, mention: Candidate, role: str) -> None:
        """Give a mention a role (``agent`` or ``patient``), unless it has one."""
        chosen = self.actors if role == "agent" else self.targets
        if mention.start not in self.used and len(chosen) < _MOST:
            chosen.append(scene.party(mention))
            self.used.add(mention.start)


def noun_prefix(scene: Scene, noun: Noun) -> str:
    """Return the clitics written before a common noun."""
    token = scene.tokens[noun.first]
    return token.text[: noun.span.start - token.start]


def is_country(mention: Candidate) -> bool:
    """Tell whether a mention is a state, which can act."""
    return mention.type is MentionType.PLACE and mention.attributes["kind"] is PlaceKind.COUNTRY


def can_act(mention: Candidate) -> bool:
    """Tell whether a mention is an armed group, a state, or an organisation that acts."""
    if mention.type is MentionType.ORG:
        return mention.attributes.get("kind") in ACTING
    return mention.type is MentionType.GROUP or is_country(mention)
