"""Places: which mentions are one place, which gazetteer row it is, and how well that fixes it on the map.

Never a bare guess: every place says how precise its coordinates are and, where they are missing or coarse, why.
"""

from collections import defaultdict
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from rasid.document import Document
from rasid.extractors.base import Candidate, MentionType
from rasid.gazetteer import Gazetteer, PlaceRow
from rasid.linking.base import Entity
from rasid.linking.context import Context, rows_of
from rasid.linking.transliterate import transliterate
from rasid.matching import key_of
from rasid.records import PlaceKind, Precision

_SETTLEMENTS = frozenset(
    {PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY, PlaceKind.DISTRICT, PlaceKind.NEIGHBOURHOOD}
)
_NEAR = 60
"""A governorate named within this many code points after a place is taken to contain it («الجنينة بريف دير الزور»)."""


class Fix(NamedTuple):
    """Where a place lies."""

    lat: float | None
    lon: float | None
    precision: Precision
    governorate: str | None
    country: str | None
    reason: str | None


def link_places(
    document: Document, candidates: Sequence[Candidate], gazetteer: Gazetteer, context: Context
) -> tuple[Entity, ...]:
    """Group mentions into places, in order of first mention, and resolve each.

    Returns:
        Entities whose ``attributes`` hold ``kind`` and ``fix`` (a ``Fix``).
    """
    clusters: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        kind: PlaceKind = candidate.attributes["kind"]
        sort = "settlement" if kind in _SETTLEMENTS else kind.value
        clusters[_key(document, candidate, gazetteer), sort].append(candidate)
    hints = _hints(candidates, gazetteer)
    return tuple(_entity(document, mentions, gazetteer, context, hints) for mentions in clusters.values())


def _key(document: Document, candidate: Candidate, gazetteer: Gazetteer) -> str:
    """Variants of one listed place share a key: its best row's id."""
    if candidate.row:
        return str(candidate.row[0].id)
    key = key_of(document.clean(candidate.start, candidate.end)).removeprefix("لل")
    rows = gazetteer.by_key.get(key)
    return rows[0].id if rows else key


def _hints(candidates: Sequence[Candidate], gazetteer: Gazetteer) -> dict[int, tuple[str, str]]:
    """Return for the start of a mention the (country, governorate) named right after it."""
    found: dict[int, tuple[str, str]] = {}
    for before, after in zip(candidates, candidates[1:], strict=False):
        if after.start - before.end > _NEAR:
            continue
        if hint := found.get(after.start) or _division(after, gazetteer):
            found[before.start] = hint
    # From the end backwards, so that «الجنينة والجيعة بريف دير الزور» passes the hint on.
    for before, after in reversed(list(zip(candidates, candidates[1:], strict=False))):
        if before.start not in found and after.start in found and after.start - before.end < 4:
            found[before.start] = found[after.start]
    return found


def _division(mention: Candidate, gazetteer: Gazetteer) -> tuple[str, str] | None:
    rows = rows_of(mention, gazetteer)
    for row in rows:
        if row.kind is PlaceKind.GOVERNORATE and row.country:
            return (row.country, row.name)
    if mention.attributes.get("core") or mention.attributes["kind"] in (PlaceKind.DISTRICT, PlaceKind.CITY):
        divisions = {
            (row.country, row.governorate) for row in rows if row.country and row.governorate and row.prominence >= 2
        }
        if len(divisions) == 1:
            return divisions.pop()  # type: ignore[return-value]
    return None


def _entity(
    document: Document,
    mentions: list[Candidate],
    gazetteer: Gazetteer,
    context: Context,
    hints: dict[int, tuple[str, str]],
) -> Entity:
    hint = next((hints[m.start] for m in mentions if m.start in hints), None)
    explicit = [m for m in mentions if not m.rule.startswith("places:gazetteer")]
    kind: PlaceKind = (explicit or mentions)[0].attributes["kind"]
    longest = max(mentions, key=lambda m: (m.end - m.start, -m.start))
    written = document.clean(longest.start, longest.end)
    region = next((m for m in mentions if m.attributes.get("core")), None)
    rows = _rows(written, mentions, gazetteer)
    row = _best(rows, kind, hint, context) if region is None else None
    if row is not None and not explicit:
        kind = mentions[0].attributes["kind"]
    fix = _fix(row, hint, gazetteer, context) if region is None else _around(region, gazetteer, hint, context)
    name = row.name if row is not None else written.removeprefix("لل") if written.startswith("لل") else written
    name_en, rule = (row.name_en, "table") if row and row.name_en else (transliterate(name), "transliteration")
    attributes: dict[str, Any] = {"kind": kind, "fix": fix}
    return Entity(MentionType.PLACE, name, name_en, rule, row, tuple(mentions), MappingProxyType(attributes))


def _rows(written: str, mentions: Sequence[Candidate], gazetteer: Gazetteer) -> tuple[PlaceRow, ...]:
    for mention in mentions:
        if mention.row:
            return tuple(mention.row)
    return gazetteer.by_key.get(key_of(written), ())


def _best(rows: Sequence[PlaceRow], kind: PlaceKind, hint: tuple[str, str] | None, context: Context) -> PlaceRow | None:
    def fitness(row: PlaceRow) -> float:
        score = 0.4 * row.prominence + (2.0 if row.kind is kind else 0.0)
        if hint is not None:
            score += (
                3.0 if (row.country, row.governorate or row.name) == hint else -1.0 if row.country == hint[0] else -3.0
            )
        if row.country:
            score += min(context.countries[row.country], 6) * 0.5
            if row.governorate:
                score += min(context.governorates[row.country, row.governorate], 4) * 0.4
        return score

    return max(rows, key=fitness, default=None)


def _fix(row: PlaceRow | None, hint: tuple[str, str] | None, gazetteer: Gazetteer, context: Context) -> Fix:
    if row is None:
        if hint is None:
            return Fix(
                None,
                None,
                Precision.NONE,
                None,
                None,
                "not in the gazetteer, and the text names no governorate beside it",
            )
        return _of_division(hint, gazetteer, "not in the gazetteer; placed in the governorate named beside it")
    country = gazetteer.country_name(row.country)
    if row.lat is not None and row.lon is not None:
        precision, reason = Precision.EXACT, None
        if row.kind is PlaceKind.GOVERNORATE:
            precision, reason = Precision.GOVERNORATE, "a governorate: its centre"
        elif row.kind is PlaceKind.COUNTRY:
            precision, reason = Precision.COUNTRY, "a country: its centre"
        elif row.kind in (PlaceKind.REGION, PlaceKind.DISTRICT, PlaceKind.ROAD, PlaceKind.NATURAL):
            precision, reason = Precision.NEAR, "an area: its centre"
        return Fix(row.lat, row.lon, precision, row.governorate, country, reason)
    if row.country and row.governorate:
        return _of_division((row.country, row.governorate), gazetteer, "the gazetteer has no coordinates for it")
    return Fix(None, None, Precision.NONE, row.governorate, country, "the gazetteer has no coordinates for it")


def _of_division(division: tuple[str, str], gazetteer: Gazetteer, reason: str) -> Fix:
    country, name = division
    for row in gazetteer.by_key.get(key_of(name), ()):
        if row.kind is PlaceKind.GOVERNORATE and row.country == country and row.lat is not None:
            return Fix(row.lat, row.lon, Precision.GOVERNORATE, name, gazetteer.country_name(country), reason)
    return Fix(None, None, Precision.NONE, name, gazetteer.country_name(country), reason)


def _around(region: Candidate, gazetteer: Gazetteer, hint: tuple[str, str] | None, context: Context) -> Fix:
    """«ريف X»: around X."""
    rows = gazetteer.by_key.get(key_of(region.attributes["core"]), ())
    row = _best(rows, PlaceKind.GOVERNORATE, hint, context)
    fix = _fix(row, hint, gazetteer, context)
    if row is None or fix.lat is None:
        return fix
    governorate = row.name if row.kind is PlaceKind.GOVERNORATE else fix.governorate
    precision = Precision.GOVERNORATE if row.kind is PlaceKind.GOVERNORATE else Precision.NEAR
    return Fix(fix.lat, fix.lon, precision, governorate, fix.country, f"the countryside of {row.name}: its centre")
