"""Events on a map: GeoJSON (RFC 7946), as QGIS, Leaflet and web maps read it.

One feature an event, whatever its modality: properties tell what was denied, threatened or recalled. The geometry is
the point of the event's most specific place, or null where none has coordinates; WGS84, longitude first. A point may
stand for a governorate or a country: ``precision`` says so (exact, near, governorate, country, none). Properties are
those of the table ``events`` (``rasid.export.flat``), coordinates left out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rasid.export.flat import row_of
from rasid.export.numbered import events_of
from rasid.records import Report


def feature_collection(reports: Iterable[Report]) -> dict[str, Any]:
    """Return all events of reports as one FeatureCollection.

    Args:
        reports: What to draw. A report without id is known by its position, counted from 1.

    Returns:
        A dictionary that ``json.dumps`` takes.
    """
    return {"type": "FeatureCollection", "features": list(features(reports))}


def features(reports: Iterable[Report]) -> Iterator[dict[str, Any]]:
    """Return one Feature an event, one report in memory at a time."""
    for identifier, index, event in events_of(reports):
        yield feature(f"{identifier}/{event.id}", row_of(identifier, index, event))


def feature(identifier: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a table as a Feature: its ``lat`` and ``lon`` (WGS84 degrees) as geometry, the rest as it is."""
    lat, lon = row["lat"], row["lon"]
    located = lat is not None and lon is not None
    return {
        "type": "Feature",
        "id": identifier,
        "geometry": {"type": "Point", "coordinates": [lon, lat]} if located else None,
        "properties": {name: value for name, value in row.items() if name not in ("lat", "lon")},
    }


def dump(reports: Iterable[Report]) -> Iterator[str]:
    """Write a FeatureCollection, one report in memory at a time.

    Yields:
        Pieces of text, one feature a line, which together are one JSON document.
    """
    yield '{"type": "FeatureCollection", "features": ['
    separator = "\n"
    for feature in features(reports):
        yield separator + json.dumps(feature, ensure_ascii=False, allow_nan=False)
        separator = ",\n"
    yield "\n]}\n"
