"""The pack file: compact, checksummed, read through a memory map.

Layout: 8 bytes ``RASIDPK1``; 4 bytes little-endian length of a JSON header; the header; the sections that it lists.
Names are held in memory, rows are read from the map when a text mentions them. The same input gives the same bytes.
Nothing in it is packed or executed. The checksum tells damage, not who wrote it: what a pack says is checked as well.
"""

import hashlib
import json
import mmap
import os
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from rasid.errors import InputError, ResourceError
from rasid.gazetteer import PlaceRow
from rasid.matching import key_of
from rasid.records import PlaceKind

_MAGIC = b"RASIDPK1"
_FIELDS = ("id", "name", "variants", "name_en", "kind", "governorate", "country", "lat", "lon", "prominence", "source")
_SECTIONS = ("keys", "key_starts", "key_rows", "row_starts", "rows")
_REMEDY = "build it again with `rasid gazetteer build`"
_LARGEST_HEADER = 1 << 20
_MOST_WORDS = 12
"""Longer names are not looked for; none has so many words, and a text would be read over and over for them."""


def write(path: Path, rows: Iterable[PlaceRow], *, origin: str, licence: str) -> int:
    """Write a pack.

    Args:
        path: File to write; replaced only when all is written.
        rows: Places; of two with one id the first is kept.
        origin: Where the rows come from, for ``inspect``.
        licence: Licence of the rows and whom to name.

    Returns:
        How many places it holds.
    """
    kept = {row.id: row for row in reversed(list(rows))}
    ordered = [kept[identifier] for identifier in sorted(kept)]
    by_key: dict[str, list[int]] = defaultdict(list)
    lines: list[bytes] = []
    row_starts = array("I", [0])
    for number, row in enumerate(ordered):
        for key in dict.fromkeys(map(key_of, row.names)):
            if key:
                by_key[key].append(number)
        lines.append(_line(row))
        row_starts.append(row_starts[-1] + len(lines[-1]))
    keys = sorted(by_key)
    key_starts, key_rows = array("I", [0]), array("I")
    for key in keys:
        key_rows.extend(by_key[key])
        key_starts.append(len(key_rows))
    sections = ("\n".join(keys).encode(), _packed(key_starts), _packed(key_rows), _packed(row_starts), b"".join(lines))
    payload = b"".join(sections)
    stated: dict[str, Any] = {
        "places": len(ordered),
        "names": len(keys),
        "origin": origin,
        "licence": licence,
        "sections": dict(zip(_SECTIONS, map(len, sections), strict=True)),
    }
    header = _dumped({**stated, "sha256": hashlib.sha256(_dumped(stated) + payload).hexdigest()})
    temporary = path.with_name(path.name + ".part")
    try:
        temporary.write_bytes(_MAGIC + len(header).to_bytes(4, "little") + header + payload)
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return len(ordered)


def _dumped(header: Mapping[str, Any]) -> bytes:
    return json.dumps(header, ensure_ascii=False, sort_keys=True).encode()


def _line(row: PlaceRow) -> bytes:
    values = {**row.model_dump(mode="json"), "variants": "|".join(row.variants)}
    cells = ("" if values[f] is None else str(values[f]) for f in _FIELDS)
    return ("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells) + "\n").encode()


def _packed(numbers: "array[int]") -> bytes:
    if sys.byteorder == "big":  # pragma: no cover
        numbers = array("I", numbers)
        numbers.byteswap()
    return numbers.tobytes()


class Pack:
    """A pack opened for reading; safe to share between threads, picklable by its path."""

    def __init__(self, path: str | Path) -> None:
        """Open and check a pack.

        Args:
            path: The file.

        Raises:
            InputError: There is no such file.
            ResourceError: The file is no pack, or damaged.
        """
        self.path = Path(path)
        if self.path.exists() and not self.path.is_file():
            raise InputError(f"gazetteer {str(path)!r} is no file; expected a pack of `rasid gazetteer build`")
        try:
            with self.path.open("rb") as stream:
                self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise InputError(
                f"gazetteer {str(path)!r} does not exist; expected a pack of `rasid gazetteer build`"
            ) from None
        except (OSError, ValueError) as error:
            raise ResourceError(f"cannot read the gazetteer {path}: {error}; {_REMEDY}") from error
        header, start = self._header()
        self.header: Mapping[str, Any] = MappingProxyType(header)
        try:
            self._index_names(header, start)
        except (ValueError, OverflowError) as error:
            raise ResourceError(f"the gazetteer {path} is damaged: {error}; {_REMEDY}") from error
        self._read: dict[int, PlaceRow] = {}

    def _index_names(self, header: Mapping[str, Any], start: int) -> None:
        spans: dict[str, tuple[int, int]] = {}
        for name in _SECTIONS:
            stop = start + header["sections"][name]
            spans[name] = (start, stop)
            start = stop
        digest = hashlib.sha256(_dumped({k: v for k, v in header.items() if k != "sha256"}))
        digest.update(self._map[spans["keys"][0] : spans["rows"][1]])
        if start != len(self._map) or digest.hexdigest() != header.get("sha256"):
            raise ValueError("its SHA-256 differs")
        keys = self._map[slice(*spans["keys"])].decode().split("\n") if header["names"] else []
        self._index = {key: number for number, key in enumerate(keys)}
        self._key_starts = _unpacked(self._map[slice(*spans["key_starts"])])
        self._key_rows = _unpacked(self._map[slice(*spans["key_rows"])])
        self._row_starts = _unpacked(self._map[slice(*spans["row_starts"])])
        self._rows_at = spans["rows"][0]
        self._heads = _heads(keys)
        counts = (len(self._index), len(self._key_starts) - 1, len(self))
        if counts != (header["names"], header["names"], header["places"]):
            raise ValueError("it holds another number of places or names than it says")

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as the path; the receiving process opens the file itself."""
        return (Pack, (str(self.path),))

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self._row_starts) - 1

    @property
    def heads(self) -> Mapping[str, int]:
        """First words of names, each with the most words that a name beginning with it has."""
        return self._heads

    def rows(self, key: str) -> tuple[PlaceRow, ...]:
        """Return the places of a matching key."""
        number = self._index.get(key)
        if number is None:
            return ()
        return tuple(self._row(n) for n in self._key_rows[self._key_starts[number] : self._key_starts[number + 1]])

    def all(self) -> Iterable[PlaceRow]:
        """Yield all places in the order of their ids."""
        return map(self._row, range(len(self)))

    def _row(self, number: int) -> PlaceRow:
        row = self._read.get(number)
        if row is None:
            try:
                start, stop = self._row_starts[number], self._row_starts[number + 1]
                cells = self._map[self._rows_at + start : self._rows_at + stop].decode().rstrip("\n").split("\t")
                row = PlaceRow.model_validate({f: c for f, c in zip(_FIELDS, cells, strict=True) if c})
            except ValidationError as error:
                first = error.errors()[0]
                told = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
                raise ResourceError(f"the gazetteer {self.path} has a bad row {number}: {told}; {_REMEDY}") from error
            except (ValueError, IndexError) as error:
                raise ResourceError(f"the gazetteer {self.path} has a bad row {number}; {_REMEDY}") from error
            self._read[number] = row
        return row

    def _header(self) -> tuple[dict[str, Any], int]:
        if self._map[:8] != _MAGIC:
            raise ResourceError(f"{self.path} is no gazetteer pack; {_REMEDY}")
        stop = 12 + int.from_bytes(self._map[8:12], "little")
        try:
            if stop > _LARGEST_HEADER:
                raise ValueError(f"more than {_LARGEST_HEADER:,} bytes")
            header: dict[str, Any] = json.loads(self._map[12:stop].decode())
            sizes = header["sections"]
            if {*_SECTIONS} != {*sizes}:
                raise ValueError("sections are missing")
            if not all(type(n) is int and n >= 0 for n in (*sizes.values(), header["names"], header["places"])):
                raise ValueError("sizes are no numbers")
            if not isinstance(header["origin"], str) or not isinstance(header["licence"], str):
                raise ValueError("origin or licence is missing")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ResourceError(f"the header of the gazetteer {self.path} is damaged: {error}; {_REMEDY}") from error
        return header, stop


def _unpacked(data: bytes) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(data)
    if sys.byteorder == "big":  # pragma: no cover
        numbers.byteswap()
    return numbers


def _heads(keys: Iterable[str]) -> dict[str, int]:
    heads: dict[str, int] = {}
    for key in keys:
        head, _, rest = key.partition(" ")
        words = min(rest.count(" ") + 2 if rest else 1, _MOST_WORDS)
        if words > heads.get(head, 0):
            heads[head] = words
    return heads


KINDS = frozenset(kind.value for kind in PlaceKind)
"""Kinds that a table may state."""
