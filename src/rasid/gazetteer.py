"""The gazetteer: rows about places, and the names under which texts mention them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from rasid.lexicon import Items, Row, load
from rasid.matching import key_of
from rasid.records import PlaceKind


class PlaceRow(Row):
    """A place.

    Attributes:
        name: Arabic name alone, without a class noun unless the noun is part of the name.
        variants: Other spellings and names.
        name_en: English name.
        kind: Sort of place.
        governorate: Arabic name of the first-level division.
        country: ISO 3166 alpha-2 code.
        lat: Latitude, WGS84 degrees.
        lon: Longitude, WGS84 degrees.
        prominence: 5 country or world region, 4 big city, 3 district centre, 2 town, 1 village.
        source: Where the row comes from.
    """

    name: str
    variants: Items = ()
    name_en: str | None = None
    kind: PlaceKind
    governorate: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    prominence: int = 1
    source: str = "own"

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its variants."""
        return (self.name, *self.variants)


class TheatreRow(Row):
    """A bundled file of places."""

    file: str


class Gazetteer:
    """Places by id and by matching key; immutable."""

    def __init__(self, rows: Iterable[PlaceRow]) -> None:
        """Index the rows."""
        by_id: dict[str, PlaceRow] = {}
        by_key: dict[str, list[PlaceRow]] = defaultdict(list)
        for row in rows:
            by_id[row.id] = row
            for key in dict.fromkeys(map(key_of, row.names)):
                by_key[key].append(row)
        self.by_id: Mapping[str, PlaceRow] = MappingProxyType(by_id)
        self.by_key: Mapping[str, tuple[PlaceRow, ...]] = MappingProxyType({k: tuple(v) for k, v in by_key.items()})
        self._countries = {
            row.country: row.name for row in by_id.values() if row.kind is PlaceKind.COUNTRY and row.country
        }

    def country_name(self, code: str | None) -> str | None:
        """Return the Arabic name of a country."""
        return self._countries.get(code) if code else None


@cache
def bundled() -> Gazetteer:
    """Return the gazetteer of data/gazetteers.

    Raises:
        ResourceError: A file is missing or damaged.
    """
    files = load("theatres", TheatreRow)
    return Gazetteer(row for theatre in files for row in load(theatre.file, PlaceRow, folder="gazetteers"))
