"""Groups and organisations: which mentions are one entity, and which registry row it is."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from rasid.document import Document
from rasid.extractors.base import Candidate, MentionType
from rasid.gazetteer import PlaceRow
from rasid.linking.base import POLICE, English, Entity
from rasid.linking.context import Context, key_of_name, nationality_behind
from rasid.linking.english_bodies import english_of_body, is_public_body
from rasid.records import GroupKind
from rasid.registry import ActorRow, OrganizationRow, Registry, nationalities, organization_namesakes, organizations
from rasid.text.morphology import without_li
from rasid.text.normalize import fold

_SURE = 2
"""Weight of a place that can only be in one country; others weigh 1."""
_STATE = frozenset({GroupKind.STATE_MILITARY, GroupKind.STATE_SECURITY})
_KNOWN = 3
"""Prominence of places whose namesakes elsewhere are passed over."""


def link_groups(
    document: Document, candidates: Sequence[Candidate], registry: Registry, context: Context
) -> tuple[Entity, ...]:
    """Group mentions of armed actors into entities, in order of first mention.

    A name that several actors bear is given to the one whose theatre the article is about and that bore the name at
    the time. Where nothing tells which, it is nobody's in particular. One that bore it at the time, elsewhere, while
    another of them is of the article's country, is not meant.
    """
    clusters: dict[str, list[Candidate]] = defaultdict(list)
    rows: dict[str, ActorRow | None] = {}
    homes = _homes(document, candidates, context)
    for candidate in candidates:
        row = _actor(document, candidate, registry, homes, document.published)
        arm = candidate.attributes.get("arm")
        if row is not None:
            # A coalition fights from the air: its aircraft are no second actor.
            whole = arm != "air" or row.id.endswith("air-force") or row.kind is GroupKind.COALITION
            key = row.id if whole else f"{row.id}/air"
        else:
            key = key_of_name(_written(document, candidate))
        clusters[key].append(candidate)
        rows[key] = row
    return tuple(_entity(document, MentionType.GROUP, mentions, rows[key]) for key, mentions in clusters.items())


def _homes(document: Document, candidates: Sequence[Candidate], context: Context) -> Counter[str]:
    """Weigh countries: by places, less by places that could be in several, and by actors that can only be one."""
    homes: Counter[str] = Counter({code: _SURE * weight for code, weight in context.countries.items()})
    for hit in document.hits.get("places", ()):
        rows: tuple[PlaceRow, ...] = hit.row
        best = max(row.prominence for row in rows)
        countries = {row.country for row in rows if row.prominence == best and row.country}
        if best >= _KNOWN and len(countries) == 1:
            homes.update(countries)
    for found in (candidate.row for candidate in candidates):
        if found and len(found) == 1:
            homes.update(set(found[0].theatres) or ({found[0].country} if found[0].country else ()))
    return homes


def _actor(
    document: Document, candidate: Candidate, registry: Registry, homes: Counter[str], day: date | None
) -> ActorRow | None:
    rows: tuple[ActorRow, ...] = candidate.row or ()
    if not rows:
        military = candidate.attributes.get("military") or candidate.attributes.get("holder")
        if not military:
            return None
        arm = candidate.attributes.get("arm")
        if arm in POLICE and "العسكري" not in document.clean(candidate.start, candidate.end):
            return None  # «قوات الأمن الفرنسية» are no part of the army
        row = registry.by_id.get(military)
        if arm == "air":
            force = registry.by_id.get(military.removesuffix("-army") + "-air-force")
            row = force if force is not None and force.is_active(day) else row
        return registry.namesake(row, day) if row is not None else None
    rows = _of_nationality(document, candidate, rows)
    if len(rows) < 2:
        return rows[0] if rows else None

    weights = {row.id: _weight(row, homes) for row in rows}
    best = max(rows, key=lambda row: (row.is_active(day), weights[row.id]))
    # «الأمن العام» in Syria in 2018: who bears it there did not yet; who bore it then, in Lebanon, is not meant.
    fits = 2 * weights[best.id] >= max(weights.values())
    # «الجيش» of an article on Tunisia, or on nowhere, is none of those that the table knows.
    told = weights[best.id] > 0 or len({row.country for row in rows}) == 1
    return best if fits and told else None


def _weight(row: ActorRow, homes: Counter[str]) -> int:
    """Weigh how much of the article lies where the actor fights, and where it is at home."""
    return 2 * max((homes[code] for code in row.theatres), default=0) + (homes[row.country] if row.country else 0)


def _of_nationality(document: Document, candidate: Candidate, rows: tuple[ActorRow, ...]) -> tuple[ActorRow, ...]:
    """Keep the actors of the country that the text names with them («الحرس الجمهوري اليمني» is not the Syrian one).

    Forces of a state are its own; others are also of the countries that they fight in.
    """
    words = document.clean(candidate.start, candidate.end).split()
    said = nationalities().get(fold(words[-1]))
    if said is not None:
        words = words[:-1]
    else:
        said = nationality_behind(document, candidate)
    if said is None:
        return rows
    fitting = tuple(row for row in rows if said.country == row.country or _fights_in(row, said.country))
    public = is_public_body(" ".join(words)) or any(row.kind in _STATE for row in rows)
    return fitting or (() if public else rows)


def _fights_in(row: ActorRow, country: str) -> bool:
    return row.kind not in _STATE and country in row.theatres


def link_organizations(document: Document, candidates: Sequence[Candidate], context: Context) -> tuple[Entity, ...]:
    """Group mentions of organisations by row, else by name.

    A name that several bear is given to the one of the country that the mention names, else of the country that most
    of the article's places lie in; without either it is nobody's in particular.
    """
    clusters: dict[str, list[Candidate]] = defaultdict(list)
    rows: dict[str, OrganizationRow | None] = {}
    for candidate in candidates:
        row = _organization(document, candidate, context)
        key = row.id if row is not None else key_of_name(_written(document, candidate))
        clusters[key].append(candidate)
        rows[key] = row
    return tuple(_entity(document, MentionType.ORG, mentions, rows[key]) for key, mentions in clusters.items())


def _organization(document: Document, candidate: Candidate, context: Context) -> OrganizationRow | None:
    row: OrganizationRow | None = candidate.row
    if row is None:
        return None
    words = _written(document, candidate).split()
    whole = key_of_name(" ".join(words))
    said = nationalities().get(fold(words[-1]))
    shared = organization_namesakes()
    if said is not None and whole not in organizations():
        # «الحكومة المصرية» where the table has «الحكومة» alone: the Egyptian one, or none that is known.
        rows = shared.get(key_of_name(" ".join(words[:-1]))) or (row,)
        meant = next((other for other in rows if other.country == said.country), None)
        return meant or (row if row.country is None else None)
    rows = shared.get(whole) or (organizations().get(whole, row),)
    if said is not None:
        rows = tuple(other for other in rows if other.country == said.country) or rows
    weights = {other.id: context.countries[other.country] for other in rows if other.country}
    best = max(rows, key=lambda other: weights.get(other.id, 0))
    return best if len(rows) == 1 or said is not None or weights.get(best.id) else None


def _written(document: Document, candidate: Candidate) -> str:
    return without_li(document.clean(candidate.start, candidate.end))


def _entity(document: Document, type_: MentionType, mentions: Sequence[Candidate], row: Any) -> Entity:
    longest = max(mentions, key=lambda m: (m.end - m.start, -m.start))
    written = _written(document, longest)
    attributes: Mapping[str, Any] = longest.attributes
    name = row.name if row is not None else written
    english = English(row.name_en, listed=True) if row is not None and row.name_en else english_of_body(name)
    return Entity(type_, name, english.text, english.rule, row, tuple(mentions), MappingProxyType(dict(attributes)))
