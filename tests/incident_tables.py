"""The tables of the invented incidents (``cases/incidents``): theatres, places, sides, wording."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from rasid.gazetteer import PlaceRow, bundled
from rasid.lexicon import Items, Row, load_file
from rasid.matching import key_of

FOLDER = Path(__file__).parent / "cases" / "incidents"
_CHOICE = re.compile(r"\[([^\]]*)\]")
_MEANS = re.compile(r"<([^/>]*)/([^>]*)>")
_FIELD = re.compile(r"\{(\w+)\}")
_WITHIN = re.compile(r" \{W\} (?=\S)")
_NEEDS = {
    **dict.fromkeys(("TH", "TU", "TA", "TM", "TC", "K", "KN"), "toll"),
    **dict.fromkeys(("A", "Ao", "Al"), "actor"),
    **dict.fromkeys(("O", "Ol"), "opponent"),
    **dict.fromkeys(("X", "x"), "target"),
    **dict.fromkeys(("K", "KN"), "killed"),
    **dict.fromkeys(("D", "Da"), "means"),
    **{name: name for name in ("names", "single", "surname", "clock", "hurt", "dead", "many", "T2", "N1")},
}


class TheatreRow(Row):
    since: date
    until: date
    months: str
    types: Items
    quoted: Items


class AreaRow(Row):
    theatre: str
    country: str
    governorate: str
    centre: str | None = None
    within: Items
    beside: Items = ()


class PlaceRole(Row):
    area: str
    role: str = ""


class SideRow(Row):
    theatre: str
    camp: str
    arms: Items
    registry: str
    neutral: Items
    own: Items
    hostile: Items


class SourceRow(Row):
    theatres: Items
    camp: str = ""
    gender: str
    form: str
    oblique: str


class OutletRow(Row):
    theatres: Items
    camp: str = ""
    name: str


class TargetRow(Row):
    families: Items
    indefinite: str
    accusative: str
    definite: str


class MeansRow(Row):
    type: str
    gender: str
    form: str
    accusative: str


class NameRow(Row):
    kind: str
    country: str = ""
    name: str


class HeadRow(Row):
    word: str
    gender: str
    oblique: str = ""


class FrameRow(Row):
    scope: str
    part: str
    text: str


_TABLES = ("theatres", "areas", "places", "sides", "heads", "sources", "outlets", "targets", "means", "names", "frames")
_MODELS: tuple[type[Row], ...] = (
    *(TheatreRow, AreaRow, PlaceRole, SideRow, HeadRow, SourceRow),
    *(OutletRow, TargetRow, MeansRow, NameRow, FrameRow),
)


class Party(NamedTuple):
    """A name of a side as a subject: nominative, other cases, gender (``m``, ``f``, ``p`` for men in the plural)."""

    name: str
    oblique: str
    gender: str


class Spot(NamedTuple):
    """A place, its area and where in the area it lies («الجنوبي», «جنوبي»; empty where nothing tells)."""

    row: PlaceRow
    area: AreaRow
    homonym: bool
    adjective: str
    direction: str


class Frame(NamedTuple):
    """A sentence with gaps: one text for each gender of the actor and of the means, and what it needs to be filled."""

    id: str
    texts: Mapping[str, str]
    needs: frozenset[str]


def party(name: str) -> Party:
    """Return a side's name with its gender, which the first word decides."""
    for row in table("heads"):
        if name == row.word or name.startswith(row.word + " "):
            return Party(name, (row.oblique or row.word) + name[len(row.word) :], row.gender)
    return Party(name, name, "m")


@cache
def table(name: str) -> tuple[Any, ...]:
    """Return the rows of one table."""
    models = dict(zip(_TABLES, _MODELS, strict=True))
    return load_file(FOLDER / f"{name}.tsv", models[name])


@cache
def by_id(name: str) -> Mapping[str, Any]:
    """Return the rows of one table by id."""
    return {row.id: row for row in table(name)}


@cache
def spots() -> Mapping[str, tuple[Spot, ...]]:
    """Return the places of each theatre."""
    gazetteer, found = bundled(), defaultdict(list)
    for role in table("places"):
        row, area = gazetteer.by_id[role.id], by_id("areas")[role.area]
        centre = gazetteer.by_id[area.centre] if area.centre else None
        adjective, direction = _side(row, centre) if centre else ("", "")
        found[area.theatre].append(Spot(row, area, role.role == "homonym", adjective, direction))
    return {theatre: tuple(rows) for theatre, rows in found.items()}


@cache
def neighbours(place: str, kilometres: float) -> tuple[Spot, ...]:
    """Return the places of the theatre within a distance, the nearest first."""
    for rows in spots().values():
        here = next((spot for spot in rows if spot.row.id == place), None)
        if here:
            far = sorted(((distance(here.row, spot.row), spot.row.id, spot) for spot in rows), key=lambda x: x[:2])
            return tuple(spot for d, name, spot in far if d <= kilometres and name != place)
    return ()


@cache
def namesakes() -> Mapping[str, tuple[Spot, ...]]:
    """Return the places that share a name with one in another area, by the id of each."""
    groups = defaultdict(list)
    for rows in spots().values():
        for spot in rows:
            if spot.homonym:
                groups[key_of(spot.row.name)].append(spot)
    return {
        spot.row.id: tuple(other for other in rows if other.area.id != spot.area.id)
        for rows in groups.values()
        for spot in rows
        if any(other.area.id != spot.area.id for other in rows)
    }


def distance(one: PlaceRow, other: PlaceRow) -> float:
    """Return the great-circle distance in kilometres."""
    a, b, c, d = map(radians, (one.lat or 0, one.lon or 0, other.lat or 0, other.lon or 0))
    return 12742 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


def _side(row: PlaceRow, centre: PlaceRow) -> tuple[str, str]:
    north = (row.lat or 0) - (centre.lat or 0)
    east = ((row.lon or 0) - (centre.lon or 0)) * cos(radians(centre.lat or 0))
    if max(abs(north), abs(east)) < 0.03:
        return "", ""
    if abs(north) >= abs(east):
        return ("الشمالي", "شمالي") if north > 0 else ("الجنوبي", "جنوبي")
    return ("الشرقي", "شرقي") if east > 0 else ("الغربي", "غربي")


@cache
def frames(scope: str, part: str) -> tuple[Frame, ...]:
    """Return the sentences for one sort of event and one part of a report (see ``cases/incidents/frames.tsv``)."""
    return tuple(_compile(row) for row in table("frames") if row.scope == scope and row.part == part)


def _compile(row: FrameRow) -> Frame:
    needs = {_NEEDS[name] for name in _FIELD.findall(row.text) if name in _NEEDS}
    if "[" in row.text:
        needs.add("actor")
    plain, texts = _WITHIN.sub(" {Wc} ", row.text), {}
    for number, gender in enumerate("mfp"):
        for means in "mf":
            text = _CHOICE.sub(lambda match, n=number: _pick(match[1].split("/"), n), plain)
            texts[gender + means] = _MEANS.sub(r"\1" if means == "m" else r"\2", text)
    return Frame(row.id, texts, frozenset(needs))


def _pick(forms: list[str], number: int) -> str:
    # A verb before its subject is singular: two forms, and men in the plural take the first.
    return forms[number] if number < len(forms) else forms[0]
