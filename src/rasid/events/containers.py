"""Containers: the town that a quarter, a hospital or a bridge lies in, where the sentence leaves it to the article."""

from collections.abc import Sequence
from dataclasses import replace

from rasid.events.facts import Fact
from rasid.events.known import Known
from rasid.extractors.base import Candidate
from rasid.records import PlaceKind

_WITHIN = frozenset({PlaceKind.NEIGHBOURHOOD})
_TOWNS = frozenset({PlaceKind.CITY, PlaceKind.TOWN})


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
    """Return the town named last before the event, or else first after it, in the same governorate."""
    homes = {known.governorate(place) for place in fact.places} - {None}
    towns = [
        place
        for place in places
        if place.attributes["kind"] in _TOWNS and (not homes or known.governorate(place) in {None, *homes})
    ]
    before = [place for place in towns if place.start < fact.trigger.end]
    return before[-1] if before else towns[0] if towns else None
