"""How many people an event's tolls come to.

A toll may count people whom another toll of the event counts too: a part of them («عشرة مدنيين … ثلاثة أطفال»), or the
same by another source. Numbers are added only where they count people of different sorts: of two groups that are not
each other's, or of a group and civilians. Otherwise the greatest one stands.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rasid.export.common import Index
from rasid.incidents import IncidentToll
from rasid.records import ArmedGroup, Casualty, CasualtyKind, Event, ParticipantCategory, Person


class Count(NamedTuple):
    """A number of people.

    Attributes:
        low: Least number told.
        best: The number told; where sources differ, that of the event's own source.
        high: Greatest number told; never below ``best``.
        open: The text leaves the greatest number open («ما لا يقل عن»).
    """

    low: int
    best: int
    high: int
    open: bool = False


class Tolls(NamedTuple):
    """The people of one kind (killed, wounded …) that an event's tolls count; None where no number is told.

    Attributes:
        total: All of them.
        groups: Those of armed groups, by the group's id.
        combatants: Fighters of no named group.
        civilians: Civilians.
        people: Named individuals of no group.
        unknown: People of whom the text does not say what they are.
    """

    total: Count | None
    groups: dict[str, Count]
    combatants: Count | None
    civilians: Count | None
    people: Count | None
    unknown: Count | None


def told(event: Event, kind: CasualtyKind) -> bool:
    """Tell whether an event has a toll of a kind, with a number or without."""
    return any(toll.kind is kind for toll in event.casualties)


def hedged(toll: IncidentToll) -> bool:
    """Tell whether everybody who gives the best number hedges it; «dozens» is no number but an open range."""
    closed = [claim for claim in toll.claims if claim.high is not None]
    given = [claim for claim in closed if toll.best == (claim.high if claim.low is None else claim.low)]
    return bool(given) and all(claim.approximate for claim in given)


def tolls_of(index: Index, event: Event, kind: CasualtyKind) -> Tolls:
    """Count the people of one kind."""
    groups = index.groups
    by_group: dict[str, list[Casualty]] = {}
    by_person: dict[str, list[Casualty]] = {}
    rest: dict[ParticipantCategory | None, list[Casualty]] = {}
    for toll in event.casualties:
        if toll.kind is not kind or (toll.low is None and toll.high is None):
            continue
        entity = toll.who.entity_id if toll.who else None
        person = index.people.get(entity or "")
        group = _group(entity, person, groups)
        if group is not None:
            by_group.setdefault(group, []).append(toll)
        elif person is not None:
            by_person.setdefault(person.id, []).append(toll)
        else:
            rest.setdefault(_category(toll), []).append(toll)
    counts = {group: count for group, tolls in by_group.items() if (count := _merged(tolls))}
    combatants = _merged(rest.get(ParticipantCategory.COMBATANTS, ()))
    civilians = _merged(rest.get(ParticipantCategory.CIVILIANS, ()))
    individuals = total(_merged(tolls) for tolls in by_person.values())
    unknown = _merged(rest.get(None, ()))
    whole = greatest((unknown, individuals, total((armed(index, counts, combatants), civilians))))
    return Tolls(whole, counts, combatants, civilians, individuals, unknown)


def armed(index: Index, groups: dict[str, Count], combatants: Count | None) -> Count | None:
    """Count the people of armed groups, and fighters of no named group who may be of them."""
    return greatest((total(_apart(groups, index.groups)), combatants))


def total(counts: Iterable[Count | None]) -> Count | None:
    """Add counts of people who cannot be the same."""
    return _combined(sum, counts)


def greatest(counts: Iterable[Count | None]) -> Count | None:
    """Join counts of people who may be the same."""
    return _combined(max, counts)


def _combined(combine: Callable[[Iterable[int]], int], counts: Iterable[Count | None]) -> Count | None:
    found = [count for count in counts if count is not None]
    if not found:
        return None
    return Count(
        combine(count.low for count in found),
        combine(count.best for count in found),
        combine(count.high for count in found),
        any(count.open for count in found),
    )


def _group(entity: str | None, person: Person | None, groups: dict[str, ArmedGroup]) -> str | None:
    if entity in groups:
        return entity
    return person.affiliation if person is not None and person.affiliation in groups else None


def _category(toll: Casualty) -> ParticipantCategory | None:
    """Return ``civilians`` or ``combatants`` where the text says which."""
    known = (ParticipantCategory.CIVILIANS, ParticipantCategory.COMBATANTS)
    return toll.who.category if toll.who and toll.who.category in known else None


def _merged(tolls: Sequence[Casualty]) -> Count | None:
    """Join tolls of one sort of people: a smaller one is part of a greater, one by another source contests it."""
    if not tolls:
        return None
    own = [_count(toll) for toll in tolls if toll.source is None]
    other = [_count(toll) for toll in tolls if toll.source is not None]
    base = greatest(own) or other[0]
    every = (base, *other)
    return Count(
        min(count.low for count in every),
        base.best,
        max(count.high for count in every),
        any(count.open for count in every),
    )


def _count(toll: Casualty) -> Count:
    low, high = toll.low, toll.high
    best = low if low is not None else high or 0
    return Count(low or 0, best, max(best, high or 0), high is None)


def _apart(counts: dict[str, Count], groups: dict[str, ArmedGroup]) -> list[Count | None]:
    """Return one count for each cluster of groups that fight for or under one another."""
    clusters: list[list[str]] = []
    for group in counts:
        related = [cluster for cluster in clusters if any(allied(groups[group], groups[other]) for other in cluster)]
        clusters = [cluster for cluster in clusters if cluster not in related]
        clusters.append([group, *(other for cluster in related for other in cluster)])
    return [greatest(counts[group] for group in cluster) for cluster in clusters]


def allied(one: ArmedGroup, other: ArmedGroup) -> bool:
    """Tell whether one of two groups fights for or under the other, or both for a third."""
    ours, theirs = {one.registry_id, *one.sides} - {None}, {other.registry_id, *other.sides} - {None}
    return bool(ours & theirs)
