"""One event as one flat row: names instead of ids, numbers for each kind of toll."""

from collections.abc import Iterable, Iterator
from typing import Any

from rasid.export.common import Index
from rasid.export.numbered import events_of
from rasid.export.sheet import joined, lines, one_line
from rasid.export.sites import site_of
from rasid.export.tolls import tolls_of
from rasid.records import CasualtyKind, Event, Participant, Precision, Report

COLUMNS: dict[str, str] = {
    "report_id": "string",
    "event_id": "string",
    "type": "string",
    "acled_event_type": "string",
    "acled_sub_event_type": "string",
    "plover": "string",
    "start": "string",
    "end": "string",
    "modality": "string",
    "background": "bool",
    "actors": "string",
    "targets": "string",
    "place": "string",
    "place_en": "string",
    "place_kind": "string",
    "lat": "float",
    "lon": "float",
    "precision": "string",
    "governorate": "string",
    "country": "string",
    "other_places": "string",
    **{f"{kind.value}_{end}": "int" for kind in CasualtyKind for end in ("low", "high")},
    "weapons": "string",
    "source": "string",
    "stance": "string",
    "evidence": "string",
    "evidence_start": "int",
    "evidence_end": "int",
    "trigger": "string",
    "trigger_start": "int",
    "trigger_end": "int",
    "score": "float",
    "published": "string",
    "outlet": "string",
    "title": "string",
    "url": "string",
}
"""Columns and their kinds: ``string``, ``int``, ``float`` or ``bool``."""


def dump(reports: Iterable[Report], *, bom: bool = False) -> Iterator[str]:
    r"""Write the events of reports as CSV, one report in memory at a time.

    Args:
        reports: What to write. A report without id is known by its position, counted from 1.
        bom: Begin with a byte order mark, by which Excel knows UTF-8.

    Yields:
        Lines with their ends (``\r\n``), the header first.
    """
    return lines(list(COLUMNS), (row_of(*told) for told in events_of(reports)), bom=bom)


def row_of(identifier: str | None, index: Index, event: Event) -> dict[str, Any]:
    """Return an event as one value a column; None where the article tells none.

    Several names in one cell are parted by ``; ``. A toll's ``high`` is None where the text leaves it open.
    """
    report, site = index.report, site_of(index, event)
    return {
        "report_id": identifier,
        "event_id": event.id,
        "type": event.type.value,
        "acled_event_type": event.acled_event_type,
        "acled_sub_event_type": event.acled_sub_event_type,
        "plover": event.plover,
        "start": event.start,
        "end": event.end,
        "modality": event.modality.value,
        "background": event.background,
        "actors": _parties(index, event.actors),
        "targets": _parties(index, event.targets),
        "place": site.place.name if site else None,
        "place_en": site.place.name_en if site else None,
        "place_kind": site.place.kind.value if site else None,
        "lat": site.lat if site else None,
        "lon": site.lon if site else None,
        "precision": site.precision.value if site else Precision.NONE.value,
        "governorate": site.governorate if site else None,
        "country": site.country_name if site else None,
        "other_places": joined(place.name for place in site.others) if site else None,
        **_tolls(index, event),
        "weapons": joined(one_line(weapon.text) for weapon in event.weapons),
        "source": one_line(event.source.text) if event.source else None,
        "stance": event.source.stance.value if event.source else None,
        "evidence": event.evidence.text,
        "evidence_start": event.evidence.start,
        "evidence_end": event.evidence.end,
        "trigger": event.trigger.text,
        "trigger_start": event.trigger.start,
        "trigger_end": event.trigger.end,
        "score": event.score,
        "published": report.published,
        "outlet": report.outlet,
        "title": report.title,
        "url": report.url,
    }


def _parties(index: Index, parties: Iterable[Participant]) -> str | None:
    """Return the names of parties: that of the entity, else the words."""
    return joined(e.name if (e := index.entity_of(party)) else one_line(party.text) for party in parties)


def _tolls(index: Index, event: Event) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for kind in CasualtyKind:
        count = tolls_of(index, event, kind).total
        found[f"{kind.value}_low"] = count.low if count else None
        found[f"{kind.value}_high"] = None if count is None or count.open else count.high
    return found
