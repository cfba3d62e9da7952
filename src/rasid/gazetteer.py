"""The gazetteer: rows about places, and the names under which texts mention them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Annotated, Protocol

from pydantic import Field

from rasid.lexicon import Items, Row, load
from rasid.matching import Hit, key_of
from rasid.records import PlaceKind
from rasid.text.normalize import fold
from rasid.text.tokenize import Token


class PlaceRow(Row):
    """A place.

    Attributes:
        name: Arabic name alone, without a class noun unless the noun is part of the name.
        variants: Other spellings and names.
        name_en: English name.
        kind: Sort of place.
        governorate: Arabic name of the first-level division.
        country: ISO 3166 alpha-2 code.
        lat: Latitude, WGS84 degrees.
        lon: Longitude, WGS84 degrees.
        prominence: 5 country or world region, 4 big city, 3 district centre, 2 town, 1 village.
        source: Where the row comes from; ``own`` for the bundled ones.
    """

    name: str
    variants: Items = ()
    name_en: str | None = None
    kind: PlaceKind
    governorate: str | None = None
    country: str | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    prominence: Annotated[int, Field(ge=1, le=5)] = 1
    source: str = "own"

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its variants."""
        return (self.name, *self.variants)

    @property
    def own(self) -> bool:
        """Whether the row is one of the bundled ones."""
        return self.source.startswith("own")


class TheatreRow(Row):
    """A bundled file of places."""

    file: str


class CompoundRow(Row):
    """A first word of names of several words; ``joins`` where it is also written with the next as one word."""

    word: str
    role: str = ""


class PlaceTable(Protocol):
    """A further table of places, such as a pack."""

    @property
    def heads(self) -> Mapping[str, int]:
        """First words of keys, each with the most words that a key beginning with it has."""
        ...

    def rows(self, key: str) -> tuple[PlaceRow, ...]:
        """Return the places of a matching key."""
        ...


class Gazetteer:
    """Places by id and by matching key; immutable."""

    def __init__(self, rows: Iterable[PlaceRow], packs: Sequence[PlaceTable] = ()) -> None:
        """Index the rows.

        Args:
            rows: Places held in memory, whose names the text automaton finds.
            packs: Larger tables, looked up word by word.
        """
        by_id: dict[str, PlaceRow] = {}
        by_key: dict[str, list[PlaceRow]] = defaultdict(list)
        joined: dict[str, list[PlaceRow]] = defaultdict(list)
        for row in rows:
            by_id[row.id] = row
            for key in dict.fromkeys(map(key_of, row.names)):
                by_key[key].append(row)
                if other := _respelled(key):
                    joined[other].append(row)
        for key, others in joined.items():
            by_key[key].extend(row for row in others if row not in by_key[key])
        self.by_id: Mapping[str, PlaceRow] = MappingProxyType(by_id)
        self.by_key: Mapping[str, tuple[PlaceRow, ...]] = MappingProxyType({k: tuple(v) for k, v in by_key.items()})
        self.packs = tuple(packs)
        self._countries = {
            row.country: row.name for row in by_id.values() if row.kind is PlaceKind.COUNTRY and row.country
        }
        by_loose: dict[str, list[str]] = defaultdict(list)
        for key in self.by_key:
            by_loose[_loose(key)].append(key)
        self._by_loose: Mapping[str, tuple[str, ...]] = MappingProxyType({k: tuple(v) for k, v in by_loose.items()})

    def with_packs(self, packs: Sequence[PlaceTable]) -> "Gazetteer":
        """Return a gazetteer of the same rows and further tables."""
        return Gazetteer(self.by_id.values(), (*self.packs, *packs))

    def rows(self, key: str) -> tuple[PlaceRow, ...]:
        """Return the places of a matching key, the bundled ones first."""
        found = self.by_key.get(key, ())
        for pack in self.packs:
            found = (*found, *pack.rows(key))
        return found

    def loosely(self, key: str) -> tuple[PlaceRow, ...]:
        """Return places whose name differs in the article, in a last ا or ه, or in what is written together."""
        loose = _loose(key)
        found = [row for other in self._by_loose.get(loose, ()) for row in self.by_key[other]]
        if self.packs:
            found += [row for other in _spellings(key) for pack in self.packs for row in pack.rows(other)]
        return tuple(dict.fromkeys(found))

    def find(self, tokens: Sequence[Token], prefixes: frozenset[str]) -> list[Hit]:
        """Find the names of the packs, the longest that starts at each token.

        Args:
            tokens: The tokens of a text.
            prefixes: What may stand before a name within its first word.
        """
        if not self.packs:
            return []
        found: list[Hit] = []
        for index, token in enumerate(tokens):
            if token.kind != "w":
                continue
            for size in (0, 1, 2):
                head = token.text[size:]
                if token.text[:size] not in prefixes:
                    continue
                most = max((pack.heads.get(head, 0) for pack in self.packs), default=0)
                if most and (hit := self._longest(tokens, index, size, most)):
                    found.append(hit)
                    break
        return found

    def _longest(self, tokens: Sequence[Token], index: int, size: int, most: int) -> Hit | None:
        words = [tokens[index].text[size:]]
        while len(words) < most and index + len(words) < len(tokens) and tokens[index + len(words)].kind == "w":
            words.append(tokens[index + len(words)].text)
        while words:
            key = " ".join(words)
            rows = tuple(row for pack in self.packs for row in pack.rows(key))
            if rows:
                last = index + len(words)
                prefix = tokens[index].text[:size]
                return Hit(rows, index, last, tokens[index].start + size, tokens[last - 1].end, prefix, "")
            words.pop()
        return None

    def country_name(self, code: str | None) -> str | None:
        """Return the Arabic name of a country."""
        return self._countries.get(code) if code else None


@cache
def _joining() -> tuple[str, ...]:
    return tuple(fold(row.word) for row in load("place_compounds", CompoundRow) if row.role == "joins")


def _respelled(key: str) -> str | None:
    """Return a compound written as one word, or as two: «كفر نوران», «كفرنوران»."""
    head, _, rest = key.partition(" ")
    if rest:
        return head + rest if head in _joining() and " " not in rest and len(rest) >= 3 else None
    for head in _joining():
        if key.startswith(head) and len(key) - len(head) >= 3:
            return f"{head} {key[len(head) :]}"
    return None


@lru_cache(maxsize=65536)
def _loose(key: str) -> str:
    """Return what spellings share: articles, a last ا or ه, and spaces are left out."""
    words = [word.removeprefix("ال") if len(word) > 4 else word for word in key.split(" ")]
    joined = "".join(words)
    return joined[:-1] if joined.endswith(("ا", "ه")) and len(joined) > 3 else joined


def _spellings(key: str) -> Iterable[str]:
    """Yield likely other spellings of a name: the article on or off each end word, the last letter, joined or apart."""
    words = key.split(" ")
    heads = {words[0], words[0].removeprefix("ال"), "ال" + words[0].removeprefix("ال")}
    for head in sorted(heads):
        changed = " ".join((head, *words[1:]))
        ends = {changed}
        if changed.endswith(("ا", "ه")):
            ends |= {changed[:-1] + "ا", changed[:-1] + "ه"}
        if len(words) > 1:
            last = words[-1]
            other = last[2:] if last.startswith("ال") else "ال" + last
            ends.add(" ".join((head, *words[1:-1], other)))
        for spelled in sorted(ends):
            if spelled != key:
                yield spelled
            if other_way := _respelled(spelled):
                yield other_way


@cache
def bundled() -> Gazetteer:
    """Return the gazetteer of data/gazetteers.

    Raises:
        ResourceError: A file is missing or damaged.
    """
    files = load("theatres", TheatreRow)
    return Gazetteer(row for theatre in files for row in load(theatre.file, PlaceRow, folder="gazetteers"))
