"""What sort of place a name means, where a table lists several of that name."""

from collections.abc import Iterable, Sequence
from types import MappingProxyType

from rasid.document import Document
from rasid.extractors.base import Candidate
from rasid.extractors.places.rules import Rules
from rasid.gazetteer import PlaceRow
from rasid.records import PlaceKind

_SETTLEMENTS = frozenset({PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY})
_CENTRES = frozenset({PlaceKind.TOWN, PlaceKind.CITY})


def kind_for_noun(rows: Sequence[PlaceRow] | None, kind: PlaceKind, *, weak: bool) -> PlaceKind:
    """Return the kind of a name that stands after a class noun.

    Args:
        rows: Places of that name.
        kind: What the noun says; loosely used («بلدة» of a large village) where a settlement is meant.
        weak: The noun fits any place.
    """
    if not rows or any(row.kind is kind for row in rows):
        return kind
    best = min(rows, key=_rank)
    return best.kind if weak else kind


def best_kind(rows: Sequence[PlaceRow]) -> PlaceKind:
    """Return the kind of the most prominent row; of a city and its governorate the city's."""
    return min(rows, key=_rank).kind


def _rank(row: PlaceRow) -> tuple[int, int, str]:
    # A governorate and its city share a name, a district and its town too: the settlement goes first.
    behind = {PlaceKind.GOVERNORATE: 2, PlaceKind.DISTRICT: 1}.get(row.kind, 0)
    return (-row.prominence, behind, row.id)


class Divisions:
    """Decides whether «إدلب» alone is the governorate or its city, from how the article speaks of it.

    War reporting means the governorate by default («شرقي حلب», «في إدلب»). The city is meant beside words of built-up
    ground («وسط درعا»), for capitals, and where the article says «مدينة X» but never «ريف X» or «محافظة X».
    """

    def __init__(self, rules: Rules, document: Document) -> None:
        """Read words before mentions from the document."""
        self._rules = rules
        self._document = document

    def settle(self, found: Iterable[Candidate]) -> list[Candidate]:
        """Return the candidates, those with two readings given the right kind."""
        found = list(found)
        as_city: set[str] = set()
        as_division: set[str] = set()
        for candidate in found:
            if core := candidate.attributes.get("core"):
                as_division.add(core)
            elif not candidate.attributes.get("bare") and candidate.row:
                kind = candidate.attributes["kind"]
                (as_city if kind in _SETTLEMENTS else as_division).add(self._text(candidate))
        return [self._settled(c, as_city, as_division) if c.attributes.get("bare") else c for c in found]

    def _text(self, candidate: Candidate) -> str:
        return self._document.clean(candidate.start, candidate.end)

    def _settled(self, candidate: Candidate, as_city: set[str], as_division: set[str]) -> Candidate:
        rows: Sequence[PlaceRow] = candidate.row
        division = next((row for row in rows if row.kind is PlaceKind.GOVERNORATE), None)
        centre = next(
            (row for row in rows if row.kind in _CENTRES and division is not None and row.country == division.country),
            None,
        )
        if division is None or centre is None:
            return candidate
        kind = centre.kind if self._is_centre(candidate, division, centre, as_city, as_division) else division.kind
        attributes = MappingProxyType({**candidate.attributes, "kind": kind})
        return Candidate(
            candidate.type,
            candidate.start,
            candidate.end,
            candidate.rule,
            candidate.score,
            candidate.row,
            attributes,
        )

    def _is_centre(
        self, candidate: Candidate, division: PlaceRow, centre: PlaceRow, as_city: set[str], as_division: set[str]
    ) -> bool:
        before = self._document.token_at(candidate.start) - 1
        word = self._document.tokens[before].text if before >= 0 else ""
        if centre.prominence > division.prominence or centre.prominence == 5:
            return True
        if word in self._rules.surroundings:
            return True
        if word in self._rules.bearings:
            return False
        text = self._text(candidate)
        return text in as_city and text not in as_division
