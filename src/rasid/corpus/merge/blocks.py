"""Blocks: only tellings that stand in one block are compared."""

from collections.abc import Hashable, Iterator
from itertools import product

from rasid.corpus.merge.tellings import Spot, Telling
from rasid.corpus.merge.times import Days

_CELL = 10
"""Cells of a tenth of a degree: quarters and facilities are compared with towns of the cells around them."""
_LONG = 4
"""A stretch of more days is a period: it is compared only with the same period."""
_AROUND = tuple(product((-1, 0, 1), repeat=2))

Block = tuple[Hashable, ...]


def days_of(telling: Telling) -> Iterator[int | Days]:
    """Yield the days, or the one period, on which a telling is compared; tellings of no common one never are."""
    if telling.days is None:
        return
    first, last = telling.days
    if last - first >= _LONG:
        yield telling.days
    else:
        yield from range(first, last + 1)


def keys(telling: Telling) -> Iterator[Block]:
    """Yield the blocks that a telling stands in."""
    for head in _heads(telling):
        yield from _shared(head, telling)
        for spot, cell in _cells(telling):
            yield (*head, "part" if spot.part else "town", *cell)
        for area in telling.areas | telling.countries:
            yield (*head, "point" if telling.points else "area", area)


def looked_up(telling: Telling) -> Iterator[Block]:
    """Yield the blocks with whose tellings a telling is compared."""
    for head in _heads(telling):
        yield from _shared(head, telling)
        for spot, (x, y) in _cells(telling):
            for dx, dy in _AROUND:
                yield (*head, "town" if spot.part else "part", x + dx, y + dy)
        for area in telling.areas | telling.countries:
            yield (*head, "area", area)
            if not telling.points and area in telling.areas:
                yield (*head, "point", area)


def _heads(telling: Telling) -> Iterator[Block]:
    return ((telling.family, telling.kind, day) for day in days_of(telling))


def _shared(head: Block, telling: Telling) -> Iterator[Block]:
    """Yield the blocks that are stood in and looked up alike."""
    for spot in telling.points:
        yield (*head, "name", spot.name)
        yield (*head, "key", spot.key)
    for name, _ in telling.victims:
        yield (*head, "victim", name.split()[0])


def _cells(telling: Telling) -> Iterator[tuple[Spot, tuple[int, int]]]:
    for spot in telling.points:
        if spot.lat is not None and spot.lon is not None:
            yield spot, (int(spot.lat * _CELL // 1), int(spot.lon * _CELL // 1))
