"""The registry of armed actors and the lexicon of organisations: rows, and the names under which texts mention them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Annotated

from pydantic import StringConstraints

from rasid.lexicon import Items, Row, load
from rasid.matching import key_of
from rasid.records import GroupKind

Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
"""A year, month or day in ISO 8601."""


class ActorRow(Row):
    """An armed actor.

    Attributes:
        name: Canonical Arabic name.
        variants: Other neutral names and spellings.
        partisan: Hostile or laudatory names, kept apart from the neutral ones.
        acronyms: Short names.
        name_en: English name.
        kind: Sort of actor.
        country: ISO 3166 alpha-2 code of its home.
        theatres: Countries in which it fights; they decide between actors of one name.
        sides: Actors that it fights for or under.
        parent: Actor that it is a part of.
        since: First year, month or day under this name.
        until: Last one.
    """

    name: str
    variants: Items = ()
    partisan: Items = ()
    acronyms: Items = ()
    name_en: str | None = None
    kind: GroupKind = GroupKind.UNKNOWN
    country: str | None = None
    theatres: Items = ()
    sides: Items = ()
    parent: str | None = None
    since: Moment | None = None
    until: Moment | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the canonical one first."""
        return (self.name, *self.variants, *self.partisan, *self.acronyms)

    def is_active(self, day: date | None) -> bool:
        """Tell whether the actor bore its name on a day; without a day it may have."""
        if day is None:
            return True
        iso = day.isoformat()
        begun = self.since is None or iso[: len(self.since)] >= self.since
        return begun and (self.until is None or iso[: len(self.until)] <= self.until)


class OrganizationRow(Row):
    """An unarmed organisation: outlet, NGO, government, party.

    Attributes:
        name: Canonical Arabic name.
        variants: Other names and spellings.
        name_en: English name.
        kind: Sort of organisation.
        country: ISO 3166 alpha-2 code of its home.
        guarded: Names that are also common words: they count beside a cue only («مراسل الجزيرة»).
    """

    name: str
    variants: Items = ()
    name_en: str | None = None
    kind: str = "other"
    country: str | None = None
    guarded: Items = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the canonical one first."""
        return (self.name, *self.variants)


class NationalityRow(Row):
    """A nationality adjective, masculine singular indefinite, and the state's armed forces in the actor registry.

    Attributes:
        adjective: The Arabic adjective.
        country: ISO 3166 code.
        military_id: Row of the armed forces.
        english: The English adjective.
    """

    adjective: str
    country: str
    military_id: str | None = None
    english: str


class Registry:
    """Actors by id and by matching key; immutable."""

    def __init__(self, rows: Iterable[ActorRow]) -> None:
        """Index the rows."""
        by_id: dict[str, ActorRow] = {}
        by_key: dict[str, list[ActorRow]] = defaultdict(list)
        for row in rows:
            by_id[row.id] = row
            for key in dict.fromkeys(map(key_of, row.names)):
                by_key[key].append(row)
        self.by_id: Mapping[str, ActorRow] = MappingProxyType(by_id)
        self.by_key: Mapping[str, tuple[ActorRow, ...]] = MappingProxyType({k: tuple(v) for k, v in by_key.items()})

    def __reduce__(self) -> tuple[type["Registry"], tuple[tuple[ActorRow, ...]]]:
        """Pickle as the rows."""
        return (Registry, (tuple(self.by_id.values()),))

    def with_rows(self, rows: Iterable[ActorRow]) -> "Registry":
        """Return a registry with more rows: they replace rows of their id, and take their names from all others."""
        more = {row.id: row for row in rows}
        taken = {key_of(name) for row in more.values() for name in row.names}
        kept = []
        for row in self.by_id.values():
            if row.id in more:
                continue
            cells = {
                column: tuple(name for name in getattr(row, column) if key_of(name) not in taken)
                for column in ("variants", "partisan", "acronyms")
            }
            kept.append(row.model_copy(update=cells))
        registry = Registry((*kept, *more.values()))
        registry.by_key = MappingProxyType(
            {
                key: tuple(row for row in found if row.id in more) if key in taken else found
                for key, found in registry.by_key.items()
            }
        )
        return registry

    def namesake(self, row: ActorRow, day: date | None) -> ActorRow:
        """Return the actor that bears a row's name on a day: «الجيش السوري» is another army since December 2024."""
        if row.is_active(day):
            return row
        others = (other for other in self.by_key.get(key_of(row.name), ()) if other.country == row.country)
        return next((other for other in others if other.is_active(day)), row)


@cache
def bundled() -> Registry:
    """Return the registry of data/lexicons/actors.tsv."""
    return Registry(load("actors", ActorRow))


@cache
def organizations() -> Mapping[str, OrganizationRow]:
    """Return organisations by matching key; of two with one name the first row wins."""
    by_key: dict[str, OrganizationRow] = {}
    for row in load("organizations", OrganizationRow):
        for name in row.names:
            by_key.setdefault(key_of(name), row)
    return MappingProxyType(by_key)


@cache
def organization_namesakes() -> Mapping[str, tuple[OrganizationRow, ...]]:
    """Return organisations that share a name («الحكومة», «الدفاع المدني») by matching key, as the table has them."""
    found: dict[str, list[OrganizationRow]] = {}
    for row in load("organizations", OrganizationRow):
        for key in dict.fromkeys(map(key_of, row.names)):
            found.setdefault(key, []).append(row)
    return MappingProxyType({key: tuple(rows) for key, rows in found.items() if len(rows) > 1})


@cache
def nationalities() -> Mapping[str, NationalityRow]:
    """Return nationality adjectives, folded, in all genders, numbers and states."""
    found: dict[str, NationalityRow] = {}
    for row in load("nationalities", NationalityRow):
        stem = key_of(row.adjective)
        for ending in ("", "ه", "ا", "ين", "ون", "ان", "تين", "تان"):
            found.setdefault(stem + ending, row)
            found.setdefault("ال" + stem + ending, row)
    return MappingProxyType(found)
