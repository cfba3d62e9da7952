"""Code tables of other datasets: countries, ACLED's types and its labels of actors."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from rasid.gazetteer import bundled
from rasid.lexicon import Items, Row, load
from rasid.records import GroupKind, PlaceKind


class CountryRow(Row):
    """A country; ``id`` is its ISO 3166 alpha-2 code.

    Attributes:
        name: English name as ACLED writes it.
        iso3: ISO 3166 alpha-3 code.
        numeric: ISO 3166 numeric code, three digits; None where ISO gives none.
        acled_region: ACLED's region.
        ucdp_region: UCDP's region.
        gwno: Number of the state in Gleditsch and Ward's list, as UCDP uses it; None where it has none.
    """

    name: str
    iso3: str
    numeric: str | None = None
    acled_region: str
    ucdp_region: str
    gwno: int | None = None


class TypeRow(Row):
    """An ACLED sub-event type, and the disorder type that ACLED counts it under."""

    event_type: str
    sub_event_type: str
    disorder_type: str


class InterRow(Row):
    """ACLED's label of a sort of actor; the rows stand in the order of ACLED's codes.

    Attributes:
        label: The label, e.g. ``State forces``.
        kinds: Kinds of armed groups that it covers.
        where: ``home``, ``abroad`` or ``unknown``: the group's country is the event's, another, or one is not known.
    """

    label: str
    kinds: Items = ()
    where: Items = ()


@cache
def countries() -> Mapping[str, CountryRow]:
    """Return countries by alpha-2 code."""
    return MappingProxyType({row.id: row for row in load("countries", CountryRow)})


@cache
def country_codes() -> Mapping[str, str]:
    """Return the alpha-2 codes of countries by the Arabic name that reports give them."""
    rows = bundled().by_id.values()
    return MappingProxyType({row.name: row.country for row in rows if row.kind is PlaceKind.COUNTRY and row.country})


@cache
def governorates() -> Mapping[tuple[str, str], str]:
    """Return the English names of governorates by country code and Arabic name."""
    rows = bundled().by_id.values()
    found = {(row.country, row.name): row.name_en for row in rows if row.kind is PlaceKind.GOVERNORATE}
    return MappingProxyType({(code, name): english for (code, name), english in found.items() if code and english})


@cache
def disorder_types() -> Mapping[tuple[str, str], str]:
    """Return ACLED's disorder types by event type and sub-event type."""
    rows = load("acled_types", TypeRow)
    return MappingProxyType({(row.event_type, row.sub_event_type): row.disorder_type for row in rows})


@cache
def inter_labels() -> tuple[str, ...]:
    """Return ACLED's labels of actors in the order of its codes."""
    return tuple(dict.fromkeys(row.label for row in load("acled_inter", InterRow)))


@cache
def inter_of(kind: GroupKind, where: str) -> str | None:
    """Return ACLED's label of an armed group.

    Args:
        kind: Its kind.
        where: ``home``, ``abroad`` or ``unknown``, see ``InterRow``.
    """
    rows = load("acled_inter", InterRow)
    return next((row.label for row in rows if kind.value in row.kinds and where in row.where), None)
