"""Groups and organisations: which mentions are one entity, and which registry row it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from rasid.document import Document
from rasid.extractors.base import Candidate, MentionType
from rasid.linking.base import Entity
from rasid.linking.context import Context
from rasid.linking.transliterate import transliterate
from rasid.matching import key_of
from rasid.registry import ActorRow, Registry


def link_groups(
    document: Document, candidates: Sequence[Candidate], registry: Registry, context: Context
) -> tuple[Entity, ...]:
    """Group mentions of armed actors into entities, in order of first mention.

    A name that several actors bear is given to the one whose theatre the article is about and that bore the name at
    the time; without either, to the first row.
    """
    clusters: dict[str, list[Candidate]] = defaultdict(list)
    rows: dict[str, ActorRow | None] = {}
    for candidate in candidates:
        row = _actor(candidate, registry, context, document.published)
        arm = candidate.attributes.get("arm")
        if row is not None:
            key = row.id if arm != "air" or row.id.endswith("air-force") else f"{row.id}/air"
        else:
            key = key_of(document.clean(candidate.start, candidate.end))
        clusters[key].append(candidate)
        rows[key] = row
    return tuple(_entity(document, MentionType.GROUP, mentions, rows[key]) for key, mentions in clusters.items())


def _actor(candidate: Candidate, registry: Registry, context: Context, day: date | None) -> ActorRow | None:
    rows: tuple[ActorRow, ...] = candidate.row or ()
    if not rows:
        military = candidate.attributes.get("military") or candidate.attributes.get("holder")
        if not military:
            return None
        if candidate.attributes.get("arm") == "air":
            force = registry.by_id.get(military.removesuffix("-army") + "-air-force")
            if force is not None:
                return force
        return registry.by_id.get(military)
    if len(rows) == 1:
        return rows[0]

    def fitness(row: ActorRow) -> tuple[int, int]:
        weight = max((context.countries[code] for code in row.theatres), default=0)
        in_time = day is None or (row.since or 0) <= day.year <= (row.until or 9999)
        home = context.countries[row.country] if row.country else 0
        return (int(in_time), 2 * weight + home)

    return max(rows, key=fitness)


def link_organizations(document: Document, candidates: Sequence[Candidate]) -> tuple[Entity, ...]:
    """Group mentions of organisations by row, else by name."""
    clusters: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        key = candidate.row.id if candidate.row is not None else key_of(document.clean(candidate.start, candidate.end))
        clusters[key].append(candidate)
    return tuple(_entity(document, MentionType.ORG, mentions, mentions[0].row) for mentions in clusters.values())


def _entity(document: Document, type_: MentionType, mentions: Sequence[Candidate], row: Any) -> Entity:
    longest = max(mentions, key=lambda m: (m.end - m.start, -m.start))
    written = document.clean(longest.start, longest.end)
    attributes: Mapping[str, Any] = longest.attributes
    name = row.name if row is not None else written
    name_en, rule = (
        (row.name_en, "table") if row is not None and row.name_en else (transliterate(name), "transliteration")
    )
    return Entity(type_, name, name_en, rule, row, tuple(mentions), MappingProxyType(dict(attributes)))
