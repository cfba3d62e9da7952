"""Where an event is put on a map: its most specific place, and the coordinates that stand for it."""

from typing import NamedTuple

from rasid.export.codes import country_codes, governorates
from rasid.export.common import Index
from rasid.records import Event, Place, PlaceKind, Precision

SETTLED = frozenset(
    {
        PlaceKind.VILLAGE,
        PlaceKind.TOWN,
        PlaceKind.CITY,
        PlaceKind.NEIGHBOURHOOD,
        PlaceKind.CAMP,
        PlaceKind.FACILITY,
    }
)
"""Kinds of places that a point can stand for."""


class Site(NamedTuple):
    """Where one event is put.

    Attributes:
        place: The most specific place that the article names.
        point: The place that gives the coordinates: ``place`` itself, or where that is not located, the next of the
            event's places that is; None where none is.
        others: The event's other places.
    """

    place: Place
    point: Place | None
    others: tuple[Place, ...]

    @property
    def lat(self) -> float | None:
        """Latitude, WGS84 degrees."""
        return self.point.lat if self.point else None

    @property
    def lon(self) -> float | None:
        """Longitude, WGS84 degrees."""
        return self.point.lon if self.point else None

    @property
    def precision(self) -> Precision:
        """What the coordinates stand for, seen from ``place``."""
        if self.point is None:
            return Precision.NONE
        if self.point is not self.place and self.point.precision is Precision.EXACT:
            return Precision.NEAR
        return self.point.precision

    @property
    def country(self) -> str | None:
        """Alpha-2 code of the country."""
        return country_codes().get(self.country_name or "")

    @property
    def country_name(self) -> str | None:
        """Arabic name of the country: that of the place, else of another of the event's places."""
        return next((place.admin.country for place in (self.place, *self.others) if place.admin.country), None)

    @property
    def governorate(self) -> str | None:
        """Arabic name of the governorate."""
        told = (self.place.admin.governorate, self.point.admin.governorate if self.point else None)
        return next(filter(None, told), None)

    @property
    def governorate_en(self) -> str | None:
        """English name of the governorate, the Arabic one where no table has it."""
        name = self.governorate
        return governorates().get((self.country or "", name), name) if name else None


def site_of(index: Index, event: Event) -> Site | None:
    """Return where an event is put; None where the article names no place for it.

    Of several places the first counts: an event's places stand from the most specific to the widest. Where it has no
    coordinates, but another of its kind has («قريتي كذا وكذا»), that one counts instead.
    """
    places = index.places_of(event)
    if not places:
        return None
    located = [place for place in places if place.lat is not None and place.lon is not None]
    first = next((place for place in located if place.kind is places[0].kind), places[0])
    point = first if first in located else next(iter(located), None)
    return Site(first, point, tuple(place for place in places if place is not first))


def english(entity: Place) -> str:
    """Return a place's English name, the Arabic one where it has none."""
    return entity.name_en or entity.name
