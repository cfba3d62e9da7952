"""Events as a table with the columns of the UCDP Georeferenced Event Dataset.

All columns of GED stand in its order, then five of our own: report_id, event_id, event_type, modality and deaths_open.
What one article cannot tell stays empty: ids of conflicts, dyads and actors, adm_2, country_id where the state has no
number. The records line up with GED's; they are not UCDP's coding, which weighs several sources.

* One row an event of violence (fighting, strikes, shelling, explosions, attacks on civilians) that the text asserts or
  alleges. GED itself keeps events with at least one death: those with ``high`` of 1 or more.
* ``type_of_violence``: 1 between armed actors of which one is a state, 2 between armed actors without a state, 3 an
  armed actor against civilians. Empty where the text does not name both sides; then the row may belong to any.
* ``side_a``, ``side_b``: of a state its government (``Government of Syria``), first where it fights others; the first
  actor of each side. Where civilians are hit by one side alone, ``side_b`` is ``Civilians``.
* ``best``, ``low``, ``high``: the killed; see ``rasid.export.tolls`` for several numbers. «At least 3» gives 3 for all,
  with ``deaths_open`` 1, as the text sets no upper bound. Empty where no number is told, and so are the deaths of
  either side. ``deaths_unknown`` are those of ``best`` of whom the text does not tell whose they were.
* ``where_prec``: 1 the settlement, 2 near it, 3 a district, 4 a governorate, 5 a region, road or landmark, 6 a country.
* ``date_prec``: 1 a day, 2 two to six days or «about» a day, 3 a week, 4 up to a month, 5 more.
* ``event_clarity``: 2 where the text tells several days as one event, else 1.
* ``region``, ``country_id``: UCDP's region and Gleditsch and Ward's number. Palestine has none; UCDP counts it with
  Israel, which is left to the user.
"""

from collections.abc import Iterable, Iterator

from rasid.export.codes import countries
from rasid.export.common import Index, days_of, is_vague, length_of, source_name
from rasid.export.numbered import events_of
from rasid.export.sheet import Cell, lines, one_line
from rasid.export.sides import Party, Sides, sides_of
from rasid.export.sites import SETTLED, Site, english, site_of
from rasid.export.tolls import Tolls, armed, tolls_of
from rasid.records import CasualtyKind, Event, EventType, Modality, PlaceKind, Precision, Report

COLUMNS = (
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
    "report_id",
    "event_id",
    "event_type",
    "modality",
    "deaths_open",
)
_VIOLENCE = frozenset(
    {
        EventType.ARMED_CLASH,
        EventType.TERRITORY_CAPTURED,
        EventType.AIR_STRIKE,
        EventType.SHELLING,
        EventType.EXPLOSION,
        EventType.SUICIDE_BOMBING,
        EventType.CHEMICAL_ATTACK,
        EventType.ATTACK_ON_CIVILIANS,
    }
)
_TOLD = frozenset({Modality.ACTUAL, Modality.ALLEGED})
_CIVILIAN = Party("Civilians", "civilians")
_PRECISION = {
    PlaceKind.DISTRICT: 3,
    PlaceKind.GOVERNORATE: 4,
    PlaceKind.REGION: 5,
    PlaceKind.ROAD: 5,
    PlaceKind.NATURAL: 5,
    PlaceKind.COUNTRY: 6,
}
_COARSE = {Precision.NEAR: 2, Precision.GOVERNORATE: 4, Precision.COUNTRY: 6}
_DATE_PRECISION = ((1, 1), (6, 2), (7, 3), (31, 4))
"""Greatest number of days, and the precision."""


def dump(reports: Iterable[Report], *, bom: bool = False) -> Iterator[str]:
    r"""Write reports as a GED-style CSV, one report in memory at a time.

    Args:
        reports: What to write. A report without id is known by its position, counted from 1.
        bom: Begin with a byte order mark, by which Excel knows UTF-8.

    Yields:
        Lines with their ends (``\r\n``), the header first.
    """
    return lines(COLUMNS, rows(reports), bom=bom)


def rows(reports: Iterable[Report]) -> Iterator[dict[str, Cell]]:
    """Return the rows as dictionaries with the keys ``COLUMNS``."""
    for identifier, index, event in events_of(reports):
        if event.type in _VIOLENCE and event.modality in _TOLD:
            yield _row(identifier, index, event)


def _row(identifier: str, index: Index, event: Event) -> dict[str, Cell]:
    report, site = index.report, site_of(index, event)
    country = countries().get((site.country if site else None) or "")
    a, b = _sides(event, sides_of(index, event))
    return {
        **dict.fromkeys(COLUMNS),
        "id": f"{one_line(identifier)}-{event.id}",
        "type_of_violence": _violence(a, b),
        "dyad_name": f"{_name(a)} - {_name(b)}" if a and b else None,
        "side_a": _name(a),
        "side_b": _name(b),
        "number_of_sources": 1,
        "source_article": ", ".join(f'"{one_line(part)}"' for part in _article(report)) or None,
        "source_office": report.outlet,
        "source_date": report.published[:10] if report.published else None,
        "source_headline": report.title or (one_line(report.headline.text) if report.headline else None),
        "source_original": source_name(index, event),
        **(_where(site) if site else {}),
        "country": country.name if country else site.country_name if site else None,
        "country_id": country.gwno if country else None,
        "region": country.ucdp_region if country else None,
        **_when(index, event),
        **_deaths(index, event, a, b),
        "gwnoa": _state_number(a),
        "gwnob": _state_number(b),
        "report_id": identifier,
        "event_id": event.id,
        "event_type": event.type.value,
        "modality": event.modality.value,
    }


_Side = tuple[Party, ...]


def _sides(event: Event, sides: Sides) -> tuple[_Side, _Side]:
    """Return the armed actors of both sides, a state's first; or civilians alone on the second."""
    first = tuple(party for party in sides.first if party.organized)
    second = tuple(party for party in sides.second if party.organized)
    if not second and _on_civilians(event, sides):
        return first, (_CIVILIAN,)
    if second and any(party.state for party in second[:1]) and not any(party.state for party in first[:1]):
        return second, first
    return first, second


def _on_civilians(event: Event, sides: Sides) -> bool:
    return event.type is EventType.ATTACK_ON_CIVILIANS or any(party.sort == "civilians" for party in sides.second)


def _violence(a: _Side, b: _Side) -> int | None:
    if not a or not b:
        return None
    if b[0] is _CIVILIAN:
        return 3
    return 1 if a[0].state or b[0].state else 2


def _name(side: _Side) -> str | None:
    if not side:
        return None
    country = countries().get(side[0].country or "") if side[0].state else None
    return f"Government of {country.name}" if country else side[0].name


def _state_number(side: _Side) -> int | None:
    country = countries().get(side[0].country or "") if side and side[0].state else None
    return country.gwno if country else None


def _article(report: Report) -> tuple[str, ...]:
    parts = (report.outlet, report.published[:10] if report.published else None, report.title, report.url)
    return tuple(part for part in parts if part)


def _where(site: Site) -> dict[str, Cell]:
    described = "; ".join(english(place) for place in (site.place, *site.others))
    cells: dict[str, Cell] = {
        "where_prec": _where_precision(site),
        "where_coordinates": english(site.point) if site.point else None,
        "where_description": described,
        "adm_1": site.governorate_en,
    }
    if site.lat is None or site.lon is None:
        return cells
    return {
        **cells,
        "latitude": site.lat,
        "longitude": site.lon,
        "geom_wkt": f"POINT ({site.lon} {site.lat})",
        "priogrid_gid": priogrid(site.lat, site.lon),
    }


def priogrid(lat: float, lon: float) -> int:
    """Return the number of the PRIO-GRID cell (half a degree wide, counted from the south-west) that holds a point."""
    row = min(int((lat + 90) * 2), 359)
    column = min(int((lon + 180) * 2), 719)
    return row * 720 + column + 1


def _where_precision(site: Site) -> int | None:
    if site.point is None:
        return None
    by_kind = 1 if site.point.kind in SETTLED else _PRECISION[site.point.kind]
    coarse = _COARSE.get(site.precision, 1)
    return max(by_kind, coarse)


def _when(index: Index, event: Event) -> dict[str, Cell]:
    days = days_of(event)
    if days is None:
        return {"event_clarity": 1}
    length = length_of(days)
    precision = next((precision for most, precision in _DATE_PRECISION if length <= most), 5)
    return {
        "year": days[0].year,
        "event_clarity": 2 if length > 1 else 1,
        "date_prec": 2 if length == 1 and is_vague(index, event) else precision,
        "date_start": days[0].isoformat(),
        "date_end": days[1].isoformat(),
    }


def _deaths(index: Index, event: Event, a: _Side, b: _Side) -> dict[str, Cell]:
    """Return the dead; nothing where the text gives no number."""
    tolls = tolls_of(index, event, CasualtyKind.KILLED)
    whole = tolls.total
    if whole is None:
        return {}
    unnamed = [side for side in (a, b) if any(party.sort == "combatants" for party in side)]
    ours, theirs = (_of(index, tolls, side, unnamed=unnamed == [side]) for side in (a, b))
    civilians = tolls.civilians.best if tolls.civilians else 0
    if event.type is EventType.ATTACK_ON_CIVILIANS and not (ours or theirs):
        civilians = whole.best  # what the type says of all who were hit
    known = ours + theirs + civilians
    best = max(whole.best, known)
    return {
        "deaths_a": ours,
        "deaths_b": theirs,
        "deaths_civilians": civilians,
        "deaths_unknown": best - known,
        "best": best,
        "high": max(whole.high, best),
        "low": whole.low,
        "deaths_open": int(whole.open),
    }


def _of(index: Index, tolls: Tolls, side: _Side, *, unnamed: bool) -> int:
    """Return the dead of a side: those of its groups, and fighters of no named group where only it has such."""
    groups = {identifier for party in side for identifier in party.ids}
    named = {group: count for group, count in tolls.groups.items() if group in groups}
    count = armed(index, named, tolls.combatants if unnamed else None)
    return count.best if count else 0
