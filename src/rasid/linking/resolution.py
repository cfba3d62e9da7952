"""Which row of the gazetteer a name means, and how well that fixes it on the map.

Candidates are weighed by kind, prominence, the governorate named beside the mention, and how well they fit the
article's other places: the countries and governorates they lie in, and the distance to those near the mention.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from math import asin, cos, exp, inf, radians, sin, sqrt
from types import MappingProxyType
from typing import NamedTuple

from rasid.gazetteer import Gazetteer, PlaceRow
from rasid.linking.context import Context, key_of_name
from rasid.records import PlaceKind, Precision
from rasid.registry import nationalities
from rasid.text.morphology import without_li

Division = tuple[str, str]
"""Country (ISO code) and Arabic name of a governorate."""

_TIE = 0.3
"""Two places of one name whose weights differ by less are told apart by nothing in the text."""
_APART_KM = 25.0
_NEIGHBOUR_KM = 30.0
_SPOT_KM = 5.0
_ACROSS_KM = 50.0
"""A little-known place of another country lies this near to others of the article, just over the border."""
_GOVERNORATE_KM = 100.0
"""What is said to lie in a governorate lies this near to its centre, or in it."""
_TOWN = 3
"""Prominence of a district's centre: known abroad where its country is told of."""
_TOLD = 2
"""What the mention of one such town weighs itself."""
_WITHIN_TOWNS = frozenset({PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP, PlaceKind.FACILITY})
_RECURRING = frozenset(
    {
        *(PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY, PlaceKind.DISTRICT, PlaceKind.ROAD, PlaceKind.NATURAL),
        *_WITHIN_TOWNS,
    }
)
_AREAS = frozenset({PlaceKind.REGION, PlaceKind.DISTRICT, PlaceKind.ROAD, PlaceKind.NATURAL})


class Fix(NamedTuple):
    """Where a place lies."""

    lat: float | None
    lon: float | None
    precision: Precision
    governorate: str | None
    country: str | None
    reason: str | None


class Anchor(NamedTuple):
    """A place of the article that can mean only one spot: where it is mentioned and where it lies."""

    position: int
    lat: float
    lon: float


class Surroundings(NamedTuple):
    """What the text around a mention tells about where it lies.

    Attributes:
        country: The country that is said to contain it (ISO code): «مدينة طرابلس اللبنانية».
        within: The governorate that is said to contain it («قرية الدوير بريف حمص»), and where its centre lies.
        hint: The governorate named right beside it.
        anchors: Certain places near it in the text, the nearest first.
        sentence: The governorate that the other places of its sentence lie in.
    """

    country: str | None
    within: tuple[Division, Fix] | None
    hint: Division | None
    anchors: Sequence[Anchor]
    sentence: Division | None


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance of two points given in degrees."""
    a, b, c, d = map(radians, (lat, lon, other_lat, other_lon))
    half_chord = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 12742.0 * asin(sqrt(min(1.0, half_chord)))  # of antipodes it may be rounded above 1


def choose(
    rows: Sequence[PlaceRow], kind: PlaceKind, around: Surroundings, context: Context
) -> tuple[PlaceRow | None, str | None]:
    """Return the row that fits best.

    Returns:
        The row and None, or None and why there is none.
    """
    if not rows:
        return None, "not in the gazetteer"
    told = [row for row in rows if around.country and row.country and _side(row.country) == _side(around.country)]
    rows = [row for row in told or rows if not _is_elsewhere(row, kind, around, context)]
    if not rows:
        return None, "the gazetteer knows places of that name elsewhere only"
    if len(rows) == 1:
        return rows[0], None
    weighed = sorted(((_fitness(row, kind, around, context), row) for row in rows), key=lambda x: (-x[0], x[1].id))
    best, row = weighed[0]
    for weight, other in weighed[1:]:
        if best - weight >= _TIE:
            break
        if _far_apart(row, other):
            return None, f"{len(rows)} places bear the name, and the text does not tell which is meant"
    return row, None


def _is_elsewhere(row: PlaceRow, kind: PlaceKind, around: Surroundings, context: Context) -> bool:
    """Tell whether a place cannot be meant: «زبدين» of an article on South Lebanon is not the one near Damascus."""
    main = context.main_country()
    if row.country is None or row.kind not in _RECURRING:
        return False
    if around.country is not None:
        return _side(row.country) != _side(around.country)
    if row.prominence < _TOWN and _is_outside(row, around) and _nearest(row, around.anchors) > _ACROSS_KM:
        return True
    if main is None or row.country == main:
        return False
    if kind in _WITHIN_TOWNS and row.kind in (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE):
        return True  # «حي الجنينة» of an article on Rafah is not El Geneina in Darfur
    if row.prominence > _TOWN or (row.prominence == _TOWN and context.countries[row.country] > _TOLD):
        return False
    if row.country in {division[0] for division in (around.hint, around.sentence) if division}:
        return False
    return _nearest(row, around.anchors) > _ACROSS_KM


def _is_outside(row: PlaceRow, around: Surroundings) -> bool:
    """«قرية الدوير بريف حمص» is not the one far away; but the borders of governorates are told loosely."""
    if around.within is None or row.governorate is None or row.lat is None:
        return False
    told, center = around.within
    if (row.country, row.governorate) == told or center.lat is None or center.lon is None:
        return False
    return _km(row, center.lat, center.lon) > _GOVERNORATE_KM


def _side(country: str) -> str:
    """Outlets name one place Palestinian or Israeli."""
    return "PS" if country == "IL" else country


def _nearest(row: PlaceRow, anchors: Sequence[Anchor]) -> float:
    return min((_km(row, anchor.lat, anchor.lon) for anchor in anchors), default=inf)


def _km(row: PlaceRow, lat: float, lon: float) -> float:
    """Return how far a place lies from a point, without end where the table has no coordinates."""
    return inf if row.lat is None or row.lon is None else distance_km(row.lat, row.lon, lat, lon)


def _fitness(row: PlaceRow, kind: PlaceKind, around: Surroundings, context: Context) -> float:
    score = 0.4 * row.prominence + (2.0 if row.kind is kind else 0.0) + (0.3 if row.own else 0.0)
    if around.hint is not None:
        country, governorate = around.hint
        if row.country == country and (row.governorate or row.name) == governorate:
            score += 3.0
        else:
            score -= 1.0 if row.country == country else 3.0
    if row.country:
        score += 3.0 * context.countries[row.country] / max(context.countries.total(), 2)
        if row.governorate:
            share = context.governorates[row.country, row.governorate] / max(context.governorates.total(), 2)
            score += 1.5 * share
    if row.kind not in _AREAS:
        score += 1.5 * exp(-_nearest(row, around.anchors) / _NEIGHBOUR_KM)
    return score


def one_spot(rows: Sequence[PlaceRow]) -> PlaceRow | None:
    """Return the best known of rows that lie in one spot, as a town and the district named after it do; else None."""
    best = max(rows, key=lambda row: row.prominence, default=None)
    if best is None or best.lat is None or best.lon is None:
        return None
    return best if all(_km(row, best.lat, best.lon) <= _SPOT_KM for row in rows) else None


def _far_apart(row: PlaceRow, other: PlaceRow) -> bool:
    """Tell whether it matters which of two rows is meant."""
    if {row.kind, other.kind} & {PlaceKind.GOVERNORATE, PlaceKind.COUNTRY, PlaceKind.REGION}:
        return False
    if row.lat is None or row.lon is None or other.lat is None or other.lon is None:
        return (row.country, row.governorate) != (other.country, other.governorate)
    return distance_km(row.lat, row.lon, other.lat, other.lon) > _APART_KM


def fix_of(row: PlaceRow, twins: Sequence[PlaceRow], gazetteer: Gazetteer) -> Fix:
    """Return where a row lies.

    Args:
        row: The place.
        twins: Rows of the same name; one of the same governorate may know the coordinates that the row lacks.
        gazetteer: For governorates and countries.
    """
    country = gazetteer.country_name(row.country)
    lat, lon = row.lat, row.lon
    if lat is None and row.governorate:
        same = [t for t in twins if t.lat is not None and t.governorate == row.governorate and t.kind not in _AREAS]
        if len(same) == 1 and row.kind is not PlaceKind.GOVERNORATE:
            lat, lon = same[0].lat, same[0].lon
    if lat is not None and lon is not None:
        precision, reason = Precision.EXACT, None
        if row.kind is PlaceKind.GOVERNORATE:
            precision, reason = Precision.GOVERNORATE, "a governorate: its centre"
        elif row.kind is PlaceKind.COUNTRY:
            precision, reason = Precision.COUNTRY, "a country: its centre"
        elif row.kind in _AREAS:
            precision, reason = Precision.NEAR, "an area: its centre"
        return Fix(lat, lon, precision, row.governorate, country, reason)
    if row.country and row.governorate:
        return of_division((row.country, row.governorate), gazetteer, "the gazetteer has no coordinates for it")
    if row.country and row.kind is PlaceKind.REGION:
        return of_country(row.country, gazetteer, "a region without coordinates in the gazetteer")
    return Fix(None, None, Precision.NONE, row.governorate, country, "the gazetteer has no coordinates for it")


def of_division(division: Division, gazetteer: Gazetteer, reason: str) -> Fix:
    """Return a governorate's centre, for a place that is known to lie in it."""
    country, name = division
    for row in gazetteer.by_key.get(key_of_name(name), ()):
        if row.kind is PlaceKind.GOVERNORATE and row.country == country and row.lat is not None:
            return Fix(row.lat, row.lon, Precision.GOVERNORATE, name, gazetteer.country_name(country), reason)
    return Fix(None, None, Precision.NONE, name, gazetteer.country_name(country), reason)


def of_country(code: str, gazetteer: Gazetteer, reason: str) -> Fix:
    """Return a country's centre, for a part of it."""
    name = gazetteer.country_name(code)
    for row in gazetteer.by_key.get(key_of_name(name), ()) if name else ():
        if row.kind is PlaceKind.COUNTRY and row.lat is not None:
            return Fix(row.lat, row.lon, Precision.COUNTRY, None, name, f"{reason}: the centre of the country")
    return Fix(None, None, Precision.NONE, None, name, reason)


def unlisted(
    written: str, kind: PlaceKind, why: str | None, around: Surroundings, gazetteer: Gazetteer, context: Context
) -> Fix:
    """Return where a place lies that no row was found for: the governorate that the text tells, and how it tells."""
    why = why or "not in the gazetteer"
    if around.hint is not None:
        return of_division(around.hint, gazetteer, f"{why}; placed in the governorate named beside it")
    if kind is PlaceKind.REGION and (code := _country_in(written, context)):
        return of_country(code, gazetteer, "a part or border of a country")
    if kind in (PlaceKind.COUNTRY, PlaceKind.REGION, PlaceKind.GOVERNORATE):
        return Fix(None, None, Precision.NONE, None, None, why)
    if around.sentence is not None:
        return of_division(
            around.sentence, gazetteer, f"{why}; the other places of the sentence lie in this governorate"
        )
    if division := context.main_governorate():
        return of_division(division, gazetteer, f"{why}; most places of the article lie in this governorate")
    country = context.main_country()
    return Fix(
        None,
        None,
        Precision.NONE,
        None,
        gazetteer.country_name(country),
        f"{why}, and the text names no governorate beside it",
    )


def _country_in(written: str, context: Context) -> str | None:
    """«الحدود السورية التركية»: of the countries named, the one that the article is about."""
    table = _by_adjective()
    named = [table[word] for word in map(without_li, key_of_name(written).split()) if word in table]
    return max(named, key=lambda code: context.countries[code], default=None)


@cache
def _by_adjective() -> Mapping[str, str]:
    return MappingProxyType({word: row.country for word, row in nationalities().items()})
