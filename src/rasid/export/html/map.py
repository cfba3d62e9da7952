"""The map without tiles: coordinates on a plane, with the names of governorates and countries, and a scale."""

from collections.abc import Iterable, Sequence
from functools import cache
from math import cos, floor, log10, radians
from typing import NamedTuple

from rasid.gazetteer import PlaceRow, bundled
from rasid.records import PlaceKind

WIDTH, HEIGHT = 1000, 640
_MARGIN = 70
_KM = 111.195
"""Kilometres of one degree of latitude on a sphere of the mean radius."""
_LEAST = 24.0
"""No view is narrower than so many kilometres: single places need surroundings."""
_LABEL, _CONTEXT = 18, 20
"""Sizes of the letters, in units of the drawing."""
_SHOWN = 260.0
"""A governorate is named where the view is not wider than its multiple of kilometres."""


class Spot(NamedTuple):
    """A place to draw.

    Attributes:
        id: Of the place.
        name: Its name.
        lat: Degrees.
        lon: Degrees.
        coarse: The coordinates are those of the governorate or country.
        events: How many events happened there.
    """

    id: str
    name: str
    lat: float
    lon: float
    coarse: bool
    events: int


class Mark(NamedTuple):
    """A drawn place: position, size, and where its label stands (None: it would cover another)."""

    spot: Spot
    x: float
    y: float
    radius: float
    label: tuple[float, float, str] | None


class Context(NamedTuple):
    """The name of a governorate or country."""

    name: str
    x: float
    y: float
    kind: str
    shown: bool


class GridLine(NamedTuple):
    """A meridian or parallel."""

    x1: float
    y1: float
    x2: float
    y2: float
    label: str
    meridian: bool


class Map(NamedTuple):
    """A drawing of ``WIDTH`` by ``HEIGHT`` units, north up.

    Attributes:
        marks: Places, those of events last, so that they lie on top.
        contexts: Governorates and countries in view and around it.
        grid: Meridians and parallels.
        unit: Kilometres of one unit at the middle of the drawing.
        scale: Kilometres that the bar stands for.
    """

    marks: tuple[Mark, ...]
    contexts: tuple[Context, ...]
    grid: tuple[GridLine, ...]
    unit: float
    scale: float


def draw(spots: Sequence[Spot]) -> Map | None:
    """Draw places; the view holds all places of events (all places, where no event has one).

    Returns:
        The map, or None where nothing has coordinates.
    """
    if not spots:
        return None
    focus = [s for s in spots if s.events and not s.coarse] or [s for s in spots if s.events] or list(spots)
    plane = _Plane(focus)
    boxes: list[tuple[float, float, float, float]] = []
    marks = []
    for spot in sorted(spots, key=lambda s: (-s.events, s.coarse, s.name, s.id)):
        x, y = plane.at(spot.lat, spot.lon)
        radius = min(6 + 2.5 * spot.events, 14) if spot.events else 5
        marks.append(Mark(spot, x, y, radius, None))
        boxes.append((x - radius, y - radius, x + radius, y + radius))
    labelled = [mark._replace(label=_label(mark, boxes)) if plane.holds(mark.x, mark.y) else mark for mark in marks]
    contexts = tuple(_contexts(plane, boxes))
    return Map(tuple(reversed(labelled)), contexts, tuple(_grid(plane)), plane.unit, _round(plane.unit * WIDTH / 5))


class _Plane:
    """An equirectangular projection whose scale is true at the middle of the view."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        south, north = min(s.lat for s in spots), max(s.lat for s in spots)
        west, east = min(s.lon for s in spots), max(s.lon for s in spots)
        self.lat, self.lon = (south + north) / 2, (west + east) / 2
        # Near the poles the cosine vanishes; a map there would have no width.
        self.shrink = max(cos(radians(self.lat)), 0.05)
        width = max((east - west) * self.shrink * _KM, _LEAST)
        height = max((north - south) * _KM, _LEAST * HEIGHT / WIDTH)
        self.unit = max(width / (WIDTH - 2 * _MARGIN), height / (HEIGHT - 2 * _MARGIN))

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Return where coordinates lie on the drawing."""
        x = WIDTH / 2 + (lon - self.lon) * self.shrink * _KM / self.unit
        y = HEIGHT / 2 - (lat - self.lat) * _KM / self.unit
        return round(x, 1), round(y, 1)

    def holds(self, x: float, y: float, around: float = 0) -> bool:
        """Tell whether a point lies on the drawing, or ``around`` times its size beside it."""
        return -around * WIDTH <= x <= (1 + around) * WIDTH and -around * HEIGHT <= y <= (1 + around) * HEIGHT


def _label(mark: Mark, boxes: list[tuple[float, float, float, float]]) -> tuple[float, float, str] | None:
    """Return where a name stands beside its mark without covering anything; take the room."""
    width, gap = _width(mark.spot.name, _LABEL), mark.radius + 4
    for dx, dy, anchor in ((gap, 5, "start"), (-gap, 5, "end"), (0, -gap - 2, "middle"), (0, gap + _LABEL, "middle")):
        x, y = mark.x + dx, mark.y + dy
        if _take(boxes, x, y, width, _LABEL, anchor):
            return round(x, 1), round(y, 1), anchor
    return None


def _take(
    boxes: list[tuple[float, float, float, float]], x: float, y: float, width: float, size: int, anchor: str
) -> bool:
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    box = (left, y - size, left + width, y + size * 0.3)
    if box[0] < 0 or box[2] > WIDTH or box[1] < 0 or box[3] > HEIGHT:
        return False
    if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes):
        return False
    boxes.append(box)
    return True


def _width(text: str, size: int) -> float:
    """Estimate the width of a text: what draws it is not known here."""
    return 0.58 * size * len(text) + 4


def _contexts(plane: _Plane, boxes: list[tuple[float, float, float, float]]) -> Iterable[Context]:
    near = plane.unit * WIDTH <= _SHOWN * 4
    for row in _divisions():
        x, y = plane.at(row.lat or 0, row.lon or 0)
        if not plane.holds(x, y, around=1):
            continue
        wanted = row.kind is PlaceKind.COUNTRY or near
        shown = wanted and _take(boxes, x, y, _width(row.name, _CONTEXT), _CONTEXT, "middle")
        yield Context(row.name, x, y, row.kind.value, shown)


@cache
def _divisions() -> tuple[PlaceRow, ...]:
    """Return the bundled countries and governorates, each name of a country once."""
    kinds = (PlaceKind.COUNTRY, PlaceKind.GOVERNORATE)
    rows = [row for row in bundled().by_id.values() if row.kind in kinds and row.lat is not None]
    return tuple(sorted(rows, key=lambda row: (row.kind is not PlaceKind.COUNTRY, row.id)))


def _grid(plane: _Plane) -> Iterable[GridLine]:
    """Yield meridians and parallels over the view and as much again on every side."""
    degrees = plane.unit * WIDTH / _KM / plane.shrink
    step = _round(degrees / 5)
    digits = max(0, -floor(log10(step))) if step < 1 else 0
    west, east = plane.lon - 1.5 * degrees, plane.lon + 1.5 * degrees
    tall = plane.unit * HEIGHT / _KM
    south, north = plane.lat - 1.5 * tall, plane.lat + 1.5 * tall
    for number in range(floor(west / step) + 1, floor(east / step) + 1):
        lon = number * step
        if -180 <= lon <= 180:
            x = plane.at(plane.lat, lon)[0]
            yield GridLine(x, -HEIGHT, x, 2 * HEIGHT, _degrees(lon, digits, "E", "W"), True)
    for number in range(floor(south / step) + 1, floor(north / step) + 1):
        lat = number * step
        if -90 <= lat <= 90:
            y = plane.at(lat, plane.lon)[1]
            yield GridLine(-WIDTH, y, 2 * WIDTH, y, _degrees(lat, digits, "N", "S"), False)


def _degrees(value: float, digits: int, positive: str, negative: str) -> str:
    return f"{abs(value):.{digits}f}°{positive if value >= 0 else negative}"


def _round(value: float) -> float:
    """Return the greatest of 1, 2 and 5 times a power of ten that is not above a value."""
    power = 10.0 ** floor(log10(value))
    return next(factor * power for factor in (5, 2, 1) if factor * power <= value)
