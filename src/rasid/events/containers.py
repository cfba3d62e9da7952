"""Containers: the town that a quarter, a hospital or a bridge lies in, where the sentence leaves it to the article."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rasid.events.facts import Fact
from rasid.events.known import Known
from rasid.extractors.base import Candidate
from rasid.linking.resolution import distance_km
from rasid.records import PlaceKind

_WITHIN = frozenset({PlaceKind.NEIGHBOURHOOD})
_TOWNS = frozenset({PlaceKind.CITY, PlaceKind.TOWN})
_CITY_KM = 20.0
"""Quarters lie no farther from the middle of their town."""


def contained(fact: Fact, places: Sequence[Candidate], known: Known) -> Fact:
    """Return the event with the town of its places added, if it names only places within towns.

    Args:
        fact: The event.
        places: All place mentions of the article, in text order.
        known: What linking found out about them.
    """
    if not fact.places or any(place.attributes["kind"] not in _WITHIN for place in fact.places):
        return fact
    town = _town(fact, places, known)
    return fact if town is None else replace(fact, places=(*fact.places, town))


def _town(fact: Fact, places: Sequence[Candidate], known: Known) -> Candidate | None:
    """Return the town that places lie in: the nearest by its coordinates, else by its governorate, else the theatre."""
    towns = [place for place in places if place.attributes["kind"] in _TOWNS]
    spots = [spot for place in fact.places if (spot := known.spot(place)) is not None]
    near = [
        (min(distance_km(*spot, *home) for spot in spots), -place.start, place)
        for place in towns
        if spots and (home := known.spot(place)) is not None
    ]
    if near and min(near)[0] <= _CITY_KM:
        return min(near)[2]
    homes = {known.governorate(place) for place in fact.places} - {None}
    if homes:
        towns = [place for place in towns if known.governorate(place) in homes]
        before = [place for place in towns if place.start < fact.trigger.end]
        return before[-1] if before else towns[0] if towns else None
    told = Counter(known.key(place) for place in towns)
    return max(towns, key=lambda place: (told[known.key(place)], -place.start), default=None)
