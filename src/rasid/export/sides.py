"""The parties of an event, as datasets of two sides want them."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from rasid.events.triggers import trigger_rows
from rasid.export.codes import countries, country_codes
from rasid.export.common import Index
from rasid.export.tolls import allied
from rasid.lexicon import load
from rasid.records import (
    ArmedGroup,
    Event,
    GroupKind,
    Organization,
    Participant,
    ParticipantCategory,
    Person,
    Place,
)
from rasid.registry import OrganizationRow

_STATES = frozenset({GroupKind.STATE_MILITARY, GroupKind.STATE_SECURITY})
_RULING = frozenset({"government", "ministry"})


class Party(NamedTuple):
    """One party to an event.

    Attributes:
        name: English name where one is known, else as the article writes it.
        sort: ``group``, ``civilians``, ``combatants`` (fighters of no named group), ``person`` or ``organization``.
        ids: Ids of the entities that the words name.
        group: The armed group, if it is one of the report's.
        kind: Kind of armed group; a state's government counts as its armed forces.
        country: Alpha-2 code of its home.
        person: Name of the person who stands for the group.
    """

    name: str
    sort: str
    ids: tuple[str, ...] = ()
    group: ArmedGroup | None = None
    kind: GroupKind | None = None
    country: str | None = None
    person: str | None = None

    @property
    def state(self) -> bool:
        """Whether it belongs to a state, or is a coalition of states."""
        return self.kind in _STATES or (self.kind is GroupKind.COALITION and self.country is None)

    @property
    def organized(self) -> bool:
        """Whether it is an armed actor."""
        return self.kind is not None or self.sort == "combatants"


class Sides(NamedTuple):
    """The parties of an event: who acts, or the first side of a fight, and who is hit, or its other side."""

    first: tuple[Party, ...]
    second: tuple[Party, ...]


def sides_of(index: Index, event: Event) -> Sides:
    """Return the two sides of an event.

    Sides that fight or agree with each other («بين كذا وكذا») all stand in ``Event.actors``: the first one and its
    allies make one side, the others the second. Things that were hit are no parties.
    """
    first, second = _parties(index, event.actors), _parties(index, event.targets)
    if not second and len(first) > 1 and _is_mutual(event):
        ours = [party for party in first if party is first[0] or _together(party, first[0])]
        theirs = [party for party in first if party not in ours]
        first, second = (ours, theirs) if theirs else (first[:1], first[1:])
    return Sides(tuple(first), tuple(second))


def _parties(index: Index, participants: Sequence[Participant]) -> list[Party]:
    found: dict[tuple[str, str], Party] = {}
    for participant in participants:
        party = _party(index, participant)
        if party is not None:
            found.setdefault((party.sort, party.name), party)
    return list(found.values())


def _party(index: Index, participant: Participant) -> Party | None:
    entity = index.entity_of(participant)
    category = participant.category
    if isinstance(entity, ArmedGroup):
        return _armed(entity)
    if isinstance(entity, Person):
        name = entity.name_en or entity.name
        affiliation = index.entities.get(entity.affiliation or "")
        if isinstance(affiliation, ArmedGroup):
            party = _armed(affiliation)
            return party._replace(ids=(affiliation.id, entity.id), person=name)
        return Party(name, "person", (entity.id,))
    if isinstance(entity, Organization):
        row = _organizations().get(entity.registry_id or "")
        country = row.country if row else None
        kind = GroupKind.STATE_SECURITY if entity.kind in _RULING else None
        return Party(entity.name_en or entity.name, "organization", (entity.id,), None, kind, country)
    if category is ParticipantCategory.CIVILIANS:
        return Party("Civilians", "civilians")
    if category is ParticipantCategory.COMBATANTS:
        return Party("Unidentified Armed Group", "combatants")
    if category is ParticipantCategory.PERSON:
        return Party(" ".join(participant.text.split()), "person")
    if category is not ParticipantCategory.GROUP:
        return None
    if isinstance(entity, Place):
        country = country_codes().get(entity.admin.country or "")
        state = countries().get(country or "")
        name = state.name if state else entity.name_en or entity.name
        return Party(name, "organization", (entity.id,), None, GroupKind.STATE_MILITARY, country)
    return Party(" ".join(participant.text.split()), "group", kind=GroupKind.UNKNOWN)


def _armed(group: ArmedGroup) -> Party:
    return Party(group.name_en or group.name, "group", (group.id,), group, group.kind, group.country)


@cache
def _organizations() -> dict[str, OrganizationRow]:
    return {row.id: row for row in load("organizations", OrganizationRow)}


@cache
def _mutual_rows() -> frozenset[str]:
    return frozenset(f"triggers:{row.id}" for row in trigger_rows() if row.frame == "reciprocal")


def _is_mutual(event: Event) -> bool:
    return event.trigger.rule.partition("+")[0] in _mutual_rows()


def _together(one: Party, other: Party) -> bool:
    if one.group and other.group:
        return allied(one.group, other.group)
    return one.sort == other.sort == "civilians" or bool(one.country and one.state and one.country == other.country)
