"""What the conditional random field sees of a word: letters at both ends, what the tables say of it, its neighbours.

Training and extraction share this module, so that they cannot differ.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pydantic import ConfigDict

from rasid.extractors._names import Flag, vocabulary
from rasid.lexicon import Items, Row, load
from rasid.matching import key_of
from rasid.registry import bundled, nationalities, organizations

_MARKS = (
    (Flag.GIVEN, "G"),
    (Flag.GUARD, "g"),
    (Flag.FAMILY, "F"),
    (Flag.FAMILY_GUARD, "f"),
    (Flag.STOP, "S"),
    (Flag.VERB, "V"),
    (Flag.SPEECH, "Q"),
    (Flag.FUNCTION, "N"),
    (Flag.PLACE, "P"),
    (Flag.HEAD, "H"),
    (Flag.FOREIGN, "X"),
)
_NAMES = Flag.GIVEN | Flag.GUARD | Flag.FAMILY | Flag.FAMILY_GUARD | Flag.FOREIGN
_CLITICS = "وفبلك"


class _Loose(Row):
    """A row of a table of another module: only some columns matter here."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Title(_Loose):
    title: str
    variants: Items = ()
    kind: str


class _Head(_Loose):
    head: str


class _Tables(NamedTuple):
    titles: dict[str, str]
    heads: frozenset[str]
    fighters: frozenset[str]
    organizations: frozenset[str]
    actors: frozenset[str]


@cache
def _tables() -> _Tables:
    titles: dict[str, str] = {}
    for row in load("titles", _Title):
        for form in (row.title, *row.variants):
            titles.setdefault(key_of(form).rsplit(" ", 1)[-1], row.kind)
    return _Tables(
        titles,
        frozenset(key_of(row.head) for row in load("organization_heads", _Head)),
        frozenset(key_of(row.head) for row in load("group_heads", _Head)),
        frozenset(key.split(" ", 1)[0] for key in organizations()),
        frozenset(key.split(" ", 1)[0] for key in bundled().by_key),
    )


class Shape(NamedTuple):
    """What is seen of a word, by where it stands from the word that is labelled.

    Attributes:
        own: Features of the word itself.
        before: As the word before.
        after: As the word after.
        far: As the word two before, and two after.
        sort: What the tables say of it.
    """

    own: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    far: tuple[str, str, str, str]
    sort: str


def sort_of(word: str, *, hidden: bool = False) -> str:
    """Return what the tables say of a folded word, one letter each; ``hidden``: as if it were in no list of names."""
    flags = vocabulary().flags
    flag, clitic = flags.get(word, 0), ""
    if not flag and len(word) > 3 and word[0] in _CLITICS:
        flag, clitic = flags.get(word[1:], 0), word[0]
        if not flag:
            clitic = ""
    if hidden:
        flag &= ~_NAMES
    found = "".join(mark for bit, mark in _MARKS if flag & bit)
    tables = _tables()
    bare = word[1:] if word[0] in _CLITICS and word not in tables.titles else word
    found += next((f"T{tables.titles[form][:2]}" for form in (word, bare) if form in tables.titles), "")
    found += "K" if vocabulary().particles.get(word) else ""
    for mark, words in (("O", tables.heads), ("M", tables.fighters)):
        found += mark if word in words or bare in words else ""
    found += "o" if word in tables.organizations else ""
    found += "a" if word in tables.actors else ""
    found += "n" if word in nationalities() else ""
    return (f"{clitic}+{found}" if clitic else found) or _form(word)


def _form(word: str) -> str:
    if not word[0].isalpha():
        return "0" if word[0].isdigit() else word[:1]
    return "al" if word.startswith("ال") else "wal" if word.startswith(("وال", "بال", "فال", "كال", "لل")) else "-"


@lru_cache(maxsize=50_000)
def _shape(word: str, hidden: bool) -> Shape:
    sort = sort_of(word, hidden=hidden)
    own = (
        "1",
        f"w={word}",
        f"c={sort}",
        f"a={word[:2]}",
        f"b={word[:3]}",
        f"y={word[-2:]}",
        f"z={word[-3:]}",
        f"x={word[-1:]}",
        f"e={_form(word)}",
        f"l={min(len(word), 8)}",
        *(f"m={mark}" for mark in sort if mark.isupper()),
    )
    return Shape(
        own,
        (f"-w={word}", f"-c={sort}", f"-y={word[-2:]}", f"-a={word[:2]}"),
        (f"+w={word}", f"+c={sort}", f"+y={word[-2:]}", f"+a={word[:2]}"),
        (f"--w={word}", f"--c={sort}", f"++w={word}", f"++c={sort}"),
        sort,
    )


_EDGE = Shape((), ("-#",), ("+#",), ("--#", "--#", "++#", "++#"), "#")


def features(words: Sequence[str], hidden: Collection[int] = ()) -> list[list[str]]:
    """Return the features of each word of a sentence.

    Args:
        words: Folded words, numbers as ``0``.
        hidden: Words that are to look as if no list of names held them (in training).
    """
    look: Callable[[str, bool], Shape] = _shape
    shapes = [_EDGE, _EDGE, *(look(word, i in hidden) for i, word in enumerate(words)), _EDGE, _EDGE]
    rows: list[list[str]] = []
    for i in range(2, len(shapes) - 2):
        far, before, own, after, beyond = shapes[i - 2 : i + 3]
        rows.append(
            [
                *own.own,
                *before.before,
                *after.after,
                *far.far[:2],
                *beyond.far[2:],
                f"{before.sort}|{own.sort}",
                f"{own.sort}|{after.sort}|",
                f"{before.sort}|{own.sort}|{after.sort}",
                f"{far.sort}|{before.sort}|{own.sort}",
            ]
        )
    return rows
