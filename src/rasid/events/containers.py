"""Containers: the town that a quarter, a hospital or a bridge lies in, where the sentence leaves it to the article."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from rasid.events.facts import Fact
from rasid.events.known import Known
from rasid.extractors.base import Candidate
from rasid.linking.resolution import distance_km
from rasid.records import PlaceKind

_WITHIN = frozenset({PlaceKind.NEIGHBOURHOOD})
_TOWNS = frozenset({PlaceKind.CITY, PlaceKind.TOWN})
_CITY_KM = 20.0
"""Quarters lie no farther from the middle of their town."""


class _Town(NamedTuple):
    """A town of the article: its mentions in text order, and where it lies."""

    mentions: list[Candidate]
    starts: list[int]
    spot: tuple[float, float] | None
    governorate: str | None


class Towns:
    """The towns of one article."""

    def __init__(self, places: Iterable[Candidate], known: Known) -> None:
        """Gather them.

        Args:
            places: All place mentions of the article, in text order.
            known: What linking found out about them.
        """
        self._known = known
        towns: dict[int | None, _Town] = {}
        for place in places:
            if place.attributes["kind"] in _TOWNS:
                town = towns.setdefault(known.key(place), _Town([], [], known.spot(place), known.governorate(place)))
                town.mentions.append(place)
                town.starts.append(place.start)
        self._towns = tuple(towns.values())

    def contained(self, fact: Fact) -> Fact:
        """Return the event with the town of its places added, if it names only places within towns."""
        if not fact.places or any(place.attributes["kind"] not in _WITHIN for place in fact.places):
            return fact
        town = self._of(fact)
        return fact if town is None else replace(fact, places=(*fact.places, town))

    def _of(self, fact: Fact) -> Candidate | None:
        """The nearest town by its coordinates, else the last one named in its governorate, else the one named most."""
        spots = [spot for place in fact.places if (spot := self._known.spot(place)) is not None]
        near = [
            (min(distance_km(*spot, *town.spot) for spot in spots), -town.starts[-1], town)
            for town in self._towns
            if spots and town.spot is not None
        ]
        if near and (nearest := min(near, key=lambda found: found[:2]))[0] <= _CITY_KM:
            return nearest[2].mentions[-1]
        homes = {self._known.governorate(place) for place in fact.places} - {None}
        if homes:
            towns = [town for town in self._towns if town.governorate in homes]
            before = [t.mentions[at - 1] for t in towns if (at := bisect_left(t.starts, fact.trigger.end))]
            first = min((town.mentions[0] for town in towns), key=lambda m: m.start, default=None)
            return max(before, key=lambda m: m.start) if before else first
        told = max(self._towns, key=lambda town: (len(town.starts), -town.starts[0]), default=None)
        return told.mentions[0] if told is not None else None
