"""Making place candidates."""

from types import MappingProxyType
from typing import Any

from rasid.extractors.base import Candidate, MentionType
from rasid.extractors.places.kinds import kind_for_noun
from rasid.extractors.places.names import Name
from rasid.matching import Hit
from rasid.records import PlaceKind


def make(
    start: int, end: int, kind: PlaceKind, rule: str, score: float, *, row: Any = None, **attributes: Any
) -> Candidate:
    """Return a place candidate.

    Args:
        start: First code point in the normal text.
        end: One past the last.
        kind: Sort of place.
        rule: Row or rule that made it.
        score: Confidence.
        row: The gazetteer rows of its name.
        attributes: ``core`` for regions around a place; ``bare`` where no class noun stands before a listed name.
    """
    stated = MappingProxyType({"kind": kind, **attributes})
    return Candidate(MentionType.PLACE, start, end, f"places:{rule}", score, row, stated)


def named(name: Name, hits: dict[int, Hit], kind: PlaceKind, rule: str, *, weak: bool = False) -> Candidate:
    """Return the candidate of a name after a class noun.

    Args:
        name: The name.
        hits: Gazetteer hits by first token.
        kind: What the noun says.
        rule: Id of the noun's row.
        weak: The noun fits any place, so a listed name keeps its own kind.
    """
    rows = hits[name.first].row if name.listed else None
    return make(
        name.start, name.end, kind_for_noun(rows, kind, weak=weak), rule, 0.96 if name.listed else 0.93, row=rows
    )
