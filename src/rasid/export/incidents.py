"""Incidents as other programs read them: JSON Lines, a flat table, GeoJSON, and rows in the manner of ACLED and UCDP.

ACLED and UCDP rows are those of the member told first, with what all members tell together: the dead, the sources, the
contradictions. Numbers that contradict each other are all in ``contested``.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from rasid.export import acled, ged, geojson
from rasid.export.sheet import Cell, joined, lines
from rasid.incidents import Claim, Contested, Incident, IncidentToll
from rasid.records import CasualtyKind, Report

COUNTED = (CasualtyKind.KILLED, CasualtyKind.WOUNDED, CasualtyKind.CAPTURED, CasualtyKind.ARRESTED)
"""Tolls with columns of their own."""
PARTS = ("best", "low", "high")
"""The columns of each of them."""
COLUMNS = (
    "incident_id",
    "type",
    "start",
    "end",
    "place",
    "place_en",
    "place_kind",
    "lat",
    "lon",
    "precision",
    "governorate",
    "country",
    "other_places",
    "actors",
    "targets",
    *(f"{kind.value}_{part}" for kind in COUNTED for part in PARTS),
    "victims",
    "reports",
    "outlets",
    "sources",
    "first_published",
    "contested",
    "confidence",
    "members",
)


def rows(incidents: Iterable[Incident]) -> Iterator[dict[str, Cell]]:
    """Yield one row an incident, by ``COLUMNS``; lists are separated by semicolons."""
    for item in incidents:
        place = item.places[0] if item.places else None
        tolls = {toll.kind: toll for toll in item.casualties}
        counted = {
            f"{kind.value}_{part}": getattr(tolls[kind], part) if kind in tolls else None
            for kind in COUNTED
            for part in PARTS
        }
        yield {
            "incident_id": item.id,
            "type": item.type.value,
            "start": item.start,
            "end": item.end,
            "place": place.name if place else None,
            "place_en": place.name_en if place else None,
            "place_kind": place.kind.value if place else None,
            "lat": item.lat,
            "lon": item.lon,
            "precision": item.precision.value,
            "governorate": place.admin.governorate if place else None,
            "country": place.admin.country if place else None,
            "other_places": joined(place.name for place in item.places[1:]),
            "actors": joined(claim.value for claim in item.actors),
            "targets": joined(claim.value for claim in item.targets),
            **counted,
            "victims": joined(claim.value for claim in item.victims),
            "reports": len(item.members),
            "outlets": joined(member.outlet for member in item.members),
            "sources": joined(member.source for member in item.members),
            "first_published": item.members[item.first_report].published,
            "contested": joined(map(_told, item.contested)),
            "confidence": item.confidence,
            "members": joined(_name(item, index) for index in range(len(item.members))),
        }


def dump_jsonl(incidents: Iterable[Incident]) -> Iterator[str]:
    """Yield one line of JSON an incident; each reads back with ``Incident.model_validate_json``."""
    for item in incidents:
        yield item.model_dump_json() + "\n"


def dump_csv(incidents: Iterable[Incident], *, bom: bool = False) -> Iterator[str]:
    """Yield the flat table as CSV that spreadsheets open without harm."""
    return lines(COLUMNS, rows(incidents), bom=bom)


def feature_collection(incidents: Iterable[Incident]) -> dict[str, Any]:
    """Return incidents as a GeoJSON FeatureCollection (RFC 7946): points in WGS84 degrees, longitude first."""
    features = [geojson.feature(str(row["incident_id"]), row) for row in rows(incidents)]
    return {"type": "FeatureCollection", "features": features}


def dump_geojson(incidents: Iterable[Incident]) -> Iterator[str]:
    """Yield the FeatureCollection as text."""
    yield json.dumps(feature_collection(incidents), ensure_ascii=False, allow_nan=False) + "\n"


def dump_acled(incidents: Iterable[Incident], reports: Sequence[Report], *, bom: bool = False) -> Iterator[str]:
    """Yield rows with ACLED's columns, one an incident that ACLED records.

    Args:
        incidents: What to write.
        reports: The reports that were merged, in their order.
        bom: Begin with a byte order mark.
    """
    return lines(acled.COLUMNS, _coded(incidents, reports, acled.rows, _as_acled), bom=bom)


def dump_ged(incidents: Iterable[Incident], reports: Sequence[Report], *, bom: bool = False) -> Iterator[str]:
    """Yield rows in the manner of UCDP GED, one an incident of violence; the arguments are those of ``dump_acled``."""
    return lines(ged.COLUMNS, _coded(incidents, reports, ged.rows, _as_ged), bom=bom)


_Row = dict[str, Cell]


def _coded(
    incidents: Iterable[Incident],
    reports: Sequence[Report],
    code: Callable[[Iterable[Report]], Iterator[_Row]],
    told_together: Callable[[Incident, _Row], _Row],
) -> Iterator[_Row]:
    for item in incidents:
        for member in item.members:
            report = reports[member.report_index]
            event = next(event for event in report.events if event.id == member.event_id)
            # The coder sees the one event: what else its report tells has rows of its own.
            row = next(code([report.model_copy(update={"id": item.id, "events": (event,)})]), None)
            if row is not None:
                yield {**row, **told_together(item, row)}
                break


def _as_acled(item: Incident, row: Mapping[str, Cell]) -> _Row:
    killed = _toll(item, CasualtyKind.KILLED)
    contested = [f"contested={_told(slot)}" for slot in item.contested]
    return {
        "event_id_cnty": "-".join(str(row["event_id_cnty"]).split("-")[:-1]),
        "fatalities": killed.best if killed and killed.best is not None else row["fatalities"],
        "source": joined(name for member in item.members for name in (member.outlet, member.source)),
        "tags": joined([str(row["tags"] or ""), f"reports={len(item.members)}", *contested]),
    }


def _as_ged(item: Incident, row: Mapping[str, Cell]) -> _Row:
    killed = _toll(item, CasualtyKind.KILLED)
    numbers: _Row = {}
    if killed and killed.best is not None:
        high = killed.high if killed.high is not None else max(c.low or 0 for c in killed.claims)
        numbers = {"best": killed.best, "low": killed.low, "high": max(high, killed.best)}
    outlets = joined(member.outlet or member.report_id for member in item.members)
    return {"number_of_sources": len({m.report_index for m in item.members}), "source_article": outlets, **numbers}


def _toll(item: Incident, kind: CasualtyKind) -> IncidentToll | None:
    return next((toll for toll in item.casualties if toll.kind is kind), None)


def _told(slot: Contested) -> str:
    """«casualties.killed: 3 (2), 5 (1)»: values and how many members give each."""
    return f"{slot.slot}: {', '.join(map(_supported, slot.claims))}"


def _supported(claim: Claim) -> str:
    return f"{claim.value} ({len(claim.members)})"


def _name(item: Incident, index: int) -> str:
    member = item.members[index]
    return f"{member.report_id or member.report_index}/{member.event_id}"
