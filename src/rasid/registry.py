"""The registry of armed actors and the lexicon of organisations: rows, and the names under which texts mention them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from rasid.lexicon import Items, Row, load
from rasid.matching import key_of
from rasid.records import GroupKind


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
        since: First year under this name.
        until: Last year under this name.
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
    since: int | None = None
    until: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the canonical one first."""
        return (self.name, *self.variants, *self.partisan, *self.acronyms)


class OrganizationRow(Row):
    """An unarmed organisation: outlet, NGO, government, party."""

    name: str
    variants: Items = ()
    name_en: str | None = None
    kind: str = "other"
    country: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the canonical one first."""
        return (self.name, *self.variants)


class NationalityRow(Row):
    """A nationality adjective, masculine singular indefinite, and the state's armed forces in the actor registry."""

    adjective: str
    country: str
    military_id: str | None = None


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
def nationalities() -> Mapping[str, NationalityRow]:
    """Return nationality adjectives, folded, in all genders, numbers and states."""
    found: dict[str, NationalityRow] = {}
    for row in load("nationalities", NationalityRow):
        stem = key_of(row.adjective)
        for ending in ("", "ه", "ا", "ين", "ون", "ان", "تين", "تان"):
            found.setdefault(stem + ending, row)
            found.setdefault("ال" + stem + ending, row)
    return MappingProxyType(found)
