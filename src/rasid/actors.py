"""Rows of the user's own for the registry of armed actors: read from files, checked, every fault named.

Two forms are read. A tab-separated file has a header and some of the columns of ``ActorRow``; ``id`` and ``name`` are
needed. A PETRARCH actor dictionary has a name a line (``_`` for spaces), ``+`` lines for other names and codes in
brackets, with days where they are limited::

    جيش_المثال  [SYRREB]
    +قوات_المثال
    اللواء_الأول
        [LBNMIL 20001026-20041026]
        [LBNREB >20041026]

Words that name no actor by themselves (agents, ``WORD [~REB]``) are passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import ValidationError

from rasid.errors import InputError
from rasid.records import GroupKind
from rasid.registry import ActorRow

_SHOWN = 20
"""So many faults are named in one message."""
_CODE = re.compile(r"\[(?P<code>[^\s\[\]]+)(?:\s+(?P<dates>[^\[\]]+))?\]")
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
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the actors in {path}: {error}") from error
    faults: list[str] = []
    columns = lines[0].split("\t") if lines else []
    cells = _table(lines, faults) if "id" in columns and "name" in columns else _dictionary(lines, faults)
    rows: dict[str, ActorRow] = {}
    for number, values in cells:
        try:
            row = ActorRow.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            faults.append(f"line {number}: {'.'.join(map(str, first['loc']))}: {first['msg']}")
            continue
        if not any(letter.isalpha() for letter in row.name):
            faults.append(f"line {number}: name: {row.name!r} has no letter")
        elif row.id in rows:
            faults.append(f"line {number}: id {row.id!r} stands twice")
        else:
            rows[row.id] = row
    if not rows and not faults:
        faults.append("no actor in it; expected a header with id and name, or a PETRARCH actor dictionary")
    if faults:
        shown = "; ".join(faults[:_SHOWN])
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise InputError(f"{path}: {shown}{more}")
    return tuple(rows.values())


def _table(lines: list[str], faults: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    columns = lines[0].split("\t")
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            faults.append(f"line {number}: {len(cells)} cells, expected {len(columns)} ({', '.join(columns)})")
            continue
        yield number, {c: v.strip() for c, v in zip(columns, cells, strict=True) if v.strip()}


def _dictionary(lines: list[str], faults: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    taken: set[str] = set()
    for phrase in _phrases(lines, faults):
        if not phrase.codes:
            faults.append(f"line {phrase.line}: {phrase.name!r} has no code; expected [CODE] on its line or below")
        for number, inside in phrase.codes:
            code, _, dates = inside.partition(" ")
            limits = _limits(dates) if dates else {}
            if limits is None:
                faults.append(
                    f"line {number}: {dates!r} is no period; expected YYYYMMDD-YYYYMMDD, >YYYYMMDD or <YYYYMMDD"
                )
                continue
            name = code if code not in taken else f"{code}:{phrase.name.replace(' ', '_')}"
            while name in taken:
                name += "+"
            taken.add(name)
            kind = next(
                (k for mark, k in _KINDS.items() if mark in (code[3:6], code[:3], code[-3:])), GroupKind.UNKNOWN
            )
            yield number, {"id": name, "name": phrase.name, "variants": "|".join(phrase.names), "kind": kind, **limits}


def _phrases(lines: list[str], faults: list[str]) -> Iterator[_Phrase]:
    current: _Phrase | None = None
    for number, raw in enumerate(lines, start=1):
        line = raw.split("#", 1)[0].rstrip()
        codes = [(number, " ".join(filter(None, match.groups()))) for match in _CODE.finditer(line)]
        name = _CODE.sub("", line).strip().lstrip("+").replace("_", " ").strip()
        if not line.strip() or any(code.startswith("~") for _, code in codes):
            continue
        if line[0] == "+" or not name:
            if current is None:
                faults.append(f"line {number}: {line.strip()!r} belongs to no name above it")
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
