"""Rows of the user's own for the registry of armed actors: read from files, checked, every fault named.

Two forms are read. A tab-separated file has a header and some of the columns of ``ActorRow``; ``id`` and ``name`` are
needed. A PETRARCH actor dictionary has a name a line (``_`` for spaces), ``+`` lines for other names and codes in
brackets, with days where they are limited::

    جيش_المثال  [SYRREB]
    +قوات_المثال
    اللواء_الأول
        [LBNMIL 20001026-20041026]
        [LBNREB >20041026]

Words that name no actor by themselves (agents, ``WORD [~REB]``) are passed over. Cells are data: nothing in them is
followed or evaluated. A file has at most 16 MiB, a line at most 20,000 characters.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import ValidationError

from rasid.errors import InputError, shown
from rasid.records import GroupKind
from rasid.registry import ActorRow
from rasid.userfiles import read_text

_SHOWN = 20
"""So many faults are named in one message."""
_LARGEST = 16 << 20
_LONGEST = 20_000
# Each part begins with what the one before it cannot hold: lines made to be slow are read in linear time.
_CODE = re.compile(r"\[(?P<code>[^\s\[\]]+)(?:\s+(?P<dates>[^\s\[\]][^\[\]]*))?\]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DATES = re.compile(r"(?P<since>\d{6,8})-(?P<until>\d{6,8})|>(?P<after>\d{6,8})|<(?P<before>\d{6,8})")
_KINDS: Mapping[str, GroupKind] = MappingProxyType(
    {
        "MIL": GroupKind.STATE_MILITARY,
        "COP": GroupKind.STATE_SECURITY,
        "SPY": GroupKind.STATE_SECURITY,
        "REB": GroupKind.REBEL,
        "UAF": GroupKind.MILITIA,
    }
)


class _Faults:
    """What is wrong with a file: all faults counted, the first ones kept."""

    def __init__(self) -> None:
        self.count = 0
        self.kept: list[str] = []

    def add(self, number: int, fault: str) -> None:
        """Note a fault of a line."""
        self.count += 1
        if self.count <= _SHOWN:
            self.kept.append(f"line {number}: {fault}")


class _Phrase(NamedTuple):
    line: int
    name: str
    names: list[str]
    codes: list[tuple[int, str]]


def actor_rows(sources: Iterable[str | Path | ActorRow]) -> tuple[ActorRow, ...]:
    """Return the rows of files and rows given as they are.

    Args:
        sources: Paths of tab-separated files or PETRARCH actor dictionaries, or rows.

    Raises:
        TypeError: A source is neither path nor row.
        InputError: A file cannot be read, or rows are faulty; the message names each line and its fault.
    """
    rows: list[ActorRow] = []
    for source in sources:
        if isinstance(source, ActorRow):
            rows.append(source)
        elif isinstance(source, str | Path):
            rows.extend(_read(Path(source)))
        else:
            raise TypeError(f"actors must be paths or ActorRow, not {type(source).__name__}")
    return tuple(rows)


def _read(path: Path) -> tuple[ActorRow, ...]:
    lines = read_text(path, largest=_LARGEST).splitlines()
    faults = _Faults()
    for number, line in enumerate(lines, start=1):
        if len(line) > _LONGEST:
            faults.add(number, f"{len(line):,} characters; at most {_LONGEST:,} are read")
        elif _CONTROL.search(line):
            faults.add(number, "a control character stands in it")
    rows: dict[str, ActorRow] = {}
    columns = lines[0].split("\t") if lines and not faults.count else []
    table = "id" in columns and "name" in columns
    cells = () if faults.count else _table(lines, columns, faults) if table else _dictionary(lines, faults)
    for number, values in cells:
        try:
            row = ActorRow.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            faults.add(number, f"{'.'.join(map(str, first['loc']))[:60]}: {first['msg']}")
            continue
        if not any(letter.isalpha() for letter in row.name):
            faults.add(number, f"name: {shown(row.name)} has no letter")
        elif row.id in rows:
            faults.add(number, f"id {shown(row.id)} stands twice")
        else:
            rows[row.id] = row
    if faults.count:
        more = f"; and {faults.count - _SHOWN} more" if faults.count > _SHOWN else ""
        raise InputError(f"{path}: {'; '.join(faults.kept)}{more}")
    if not rows:
        raise InputError(f"{path}: no actor in it; expected a header with id and name, or a PETRARCH actor dictionary")
    return tuple(rows.values())


def _table(lines: list[str], columns: list[str], faults: _Faults) -> Iterator[tuple[int, dict[str, Any]]]:
    if len(set(columns)) < len(columns):
        faults.add(1, "a column stands twice")
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            faults.add(number, f"{len(cells)} cells, expected {len(columns)} ({shown(', '.join(columns))[1:-1]})")
            continue
        yield number, {c: v.strip() for c, v in zip(columns, cells, strict=True) if v.strip()}


def _dictionary(lines: list[str], faults: _Faults) -> Iterator[tuple[int, dict[str, Any]]]:
    taken: set[str] = set()
    again: Counter[str] = Counter()
    for phrase in _phrases(lines, faults):
        if not phrase.codes:
            faults.add(phrase.line, f"{shown(phrase.name)} has no code; expected [CODE] on its line or below")
        for number, inside in phrase.codes:
            code, _, dates = inside.partition(" ")
            limits = _limits(dates) if dates else {}
            if limits is None:
                told = "is no period; expected YYYYMMDD-YYYYMMDD, >YYYYMMDD or <YYYYMMDD"
                faults.add(number, f"{shown(dates)} {told}")
                continue
            name = code if code not in taken else f"{code}:{phrase.name.replace(' ', '_')}"
            if name in taken:
                again[name] += 1
                name += f"+{again[name]}"
            taken.add(name)
            kind = next(
                (k for mark, k in _KINDS.items() if mark in (code[3:6], code[:3], code[-3:])), GroupKind.UNKNOWN
            )
            yield number, {"id": name, "name": phrase.name, "variants": tuple(phrase.names), "kind": kind, **limits}


def _phrases(lines: list[str], faults: _Faults) -> Iterator[_Phrase]:
    current: _Phrase | None = None
    for number, raw in enumerate(lines, start=1):
        line = raw.split("#", 1)[0].rstrip()
        codes = [(number, " ".join(filter(None, match.groups()))) for match in _CODE.finditer(line)]
        name = _CODE.sub("", line).strip().lstrip("+").replace("_", " ").strip()
        if not line.strip() or any(code.startswith("~") for _, code in codes):
            continue
        if line[0] == "+" or not name:
            if current is None:
                faults.add(number, f"{shown(line.strip())} belongs to no name above it")
                continue
            current.codes.extend(codes)
            if name:
                current.names.append(name)
            continue
        if current is not None:
            yield current
        current = _Phrase(number, name, [], codes)
    if current is not None:
        yield current


def _limits(dates: str) -> dict[str, str] | None:
    match = _DATES.fullmatch(dates.strip())
    if match is None:
        return None
    found = {"since": match["since"] or match["after"], "until": match["until"] or match["before"]}
    return {k: "-".join(filter(None, (v[:4], v[4:6], v[6:8]))) for k, v in found.items() if v}
