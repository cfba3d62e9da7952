"""How much speaks for two tellings being one happening, and what forbids it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rasid.corpus.merge.tellings import Party, Spot, Telling
from rasid.corpus.merge.times import apart, clocks_differ, gap
from rasid.linking.resolution import distance_km
from rasid.records import CasualtyKind, PlaceKind

THRESHOLD = 4.75
"""Tellings whose score is not below it may be one happening."""
_SAME_SPOT = 3.0
"""Kilometres within which places of one name are one place."""
_WITHIN = 6.0
"""Kilometres around a town within which its quarters, camps and facilities lie."""
_SHARED_NAMES = 30.0
"""Kilometres within which one dead person may be told at two places."""


class Evidence(NamedTuple):
    """The score of a pair, and its reasons in words."""

    score: float
    reasons: tuple[str, ...]


def compare(one: Telling, other: Telling) -> Evidence | None:
    """Weigh two tellings.

    Returns:
        What speaks for one happening; None where it cannot be one: another family, another day, another place, two
        events of one report.
    """
    if one.report == other.report or one.family != other.family or one.kind != other.kind:
        return None
    if one.days is None or other.days is None:
        return None
    if apart(one.days, other.days):
        return None
    names = shared_names(one, other)
    where = _where(one, other, bool(names))
    if where is None:
        return None
    found = [where, *_when(one, other), *_what(one, other), *_who(one, other), *_tolls(one, other)]
    if names:
        found.append((4.0, f"both name {'، '.join(names)}"))
    elif one.victims and other.victims:
        found.append((-1.0, "they name other victims"))
    return Evidence(round(sum(score for score, _ in found), 3), tuple(reason for _, reason in found if reason))


def shared_names(one: Telling, other: Telling) -> list[str]:
    """Return the persons that both name among those hit, as the one writes them."""
    found = []
    for key, name in one.victims:
        parts = key.split()
        if any(same_person(parts, theirs.split()) for theirs, _ in other.victims):
            found.append(name)
    return found


def same_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two names may be of one person: the shorter is the longer with parts left out, not the first."""
    short, long = sorted((one, other), key=len)
    parts = iter(long)
    return short[0] == long[0] and all(part in parts for part in short)


def distance(one: Spot, other: Spot) -> float | None:
    """Return the kilometres between two places, None where one has no coordinates of its own."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return distance_km(one.lat, one.lon, other.lat, other.lon)


def same_spot(one: Spot, other: Spot) -> bool:
    """Tell whether two places are one."""
    if one.key == other.key:
        return True
    away = distance(one, other)
    governorates = {one.place.admin.governorate, other.place.admin.governorate} - {None}
    return one.name == other.name and (away is None or away <= _SAME_SPOT) and len(governorates) <= 1


def holds(town: Spot, part: Spot) -> bool:
    """Tell whether a quarter, camp or facility lies in a town."""
    if not part.part or town.part or town.place.kind not in (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE):
        return False
    away = distance(town, part)
    return away is not None and away <= _WITHIN


def _where(one: Telling, other: Telling, names: bool) -> tuple[float, str] | None:
    points, others = one.points, other.points
    for a in points:
        for b in others:
            if same_spot(a, b):
                return 3.0, f"the same place, {a.place.name}"
    for a in points:
        for b in others:
            if holds(a, b) or holds(b, a):
                return 1.75, f"{b.place.name} and {a.place.name}: one lies in the other"
    if points and others:
        near = [away for a in points for b in others if (away := distance(a, b)) is not None]
        if names and near and min(near) <= _SHARED_NAMES:
            return 0.0, f"places {min(near):.0f} km from each other"
        return None
    if one.areas & other.areas:
        return 0.75, f"both in {sorted(one.areas & other.areas)[0]}"
    if one.areas and other.areas and not _reaches(one, other):
        return None
    return (0.25, "both in the same country") if one.countries & other.countries else ((0.0, "") if names else None)


def _reaches(one: Telling, other: Telling) -> bool:
    """Tell whether one names no more than a country in which the other lies."""
    return bool(one.countries & other.countries) and (one.areas <= one.countries or other.areas <= other.countries)


def _when(one: Telling, other: Telling) -> Iterable[tuple[float, str]]:
    if one.sure and other.sure:
        yield 1.5, f"both on {(one.start or '')[:10]}"
    else:
        yield 0.25, "one tells no day; it was published within two days"
    if one.hours is not None and other.hours is not None:
        if gap(one.hours, other.hours) <= 0:
            yield 0.5, "at one time of the day"
        elif clocks_differ(one.hours, other.hours):
            yield -2.5, "at other times of the day"


def _what(one: Telling, other: Telling) -> Iterable[tuple[float, str]]:
    if one.member.type is other.member.type:
        yield 1.0, f"both {one.member.type.value}"
    if one.facilities and other.facilities:
        if one.facilities & other.facilities:
            yield 1.0, f"both hit a {sorted(one.facilities & other.facilities)[0]}"
        else:
            yield -2.5, f"one hit a {sorted(one.facilities)[0]}, the other a {sorted(other.facilities)[0]}"
    common = len(one.words & other.words)
    if common and common / min(len(one.words), len(other.words)) >= 0.5:
        yield 0.5, "told in the same words"


def _who(one: Telling, other: Telling) -> Iterable[tuple[float, str]]:
    for slot, weight in (("actors", 1.0), ("targets", 0.75)):
        mine, theirs = getattr(one, slot), getattr(other, slot)
        match = next((a.name for a in mine for b in theirs if allied(a, b)), None)
        if match is not None:
            yield weight, f"{slot}: {match}"
        elif slot == "actors" and any(a.row for a in mine) and any(b.row for b in theirs):
            # Who did it is what reports contradict each other in most.
            yield -0.5, "they name other actors"


def allied(one: Party, other: Party) -> bool:
    """Tell whether two parties are one, or one fights for or under the other."""
    return one.key == other.key or other.key in one.allies or one.key in other.allies


def _tolls(one: Telling, other: Telling) -> Iterable[tuple[float, str]]:
    for kind, weight in ((CasualtyKind.KILLED, 1.0), (CasualtyKind.WOUNDED, 0.5)):
        mine, theirs = one.most(kind), other.most(kind)
        if mine is None or theirs is None:
            continue
        low, high = sorted((mine, theirs))
        if low == high:
            yield weight, f"{kind.value}: {low} in both"
        elif high - low <= max(2, high // 2):
            yield weight / 4, f"{kind.value}: {low} and {high}"
        elif high > 3 * low and high - low > 5:
            yield -0.75 * weight, f"{kind.value}: {low} against {high}"
