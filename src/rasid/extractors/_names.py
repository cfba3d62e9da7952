"""The vocabulary of personal names: data rows, and what is known of a word."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from rasid.gazetteer import bundled
from rasid.lexicon import Items, Row, load
from rasid.matching import key_of

_AFFIXES = ("proclitic", "start", "ending", "plural", "opening")


class GivenName(Row):
    """A given name.

    Attributes:
        name: The name.
        variants: Other spellings that folding does not equate.
        name_en: English spelling.
        gender: ``m`` or ``f``; empty where both or unknown.
        guard: ``yes``: also a common word; ``verb``: also a verb. Such a name needs support.
    """

    name: str
    variants: Items = ()
    name_en: str
    gender: Literal["", "m", "f"] = ""
    guard: Literal["", "yes", "verb"] = ""


class FamilyName(Row):
    """A family name or nisba.

    Attributes:
        name: The name.
        guard: ``yes``: also a common word, never alone; ``title``: alone after a title only.
    """

    name: str
    guard: Literal["", "yes", "title"] = ""


class NotInName(Row):
    """A word that ends a name.

    Attributes:
        word: The word.
        kind: ``verb``; ``speech``: verb of speech, or what else stands before a speaker (بحسب); ``function``:
            preposition, conjunction, pronoun; empty: noun or adjective.
    """

    word: str
    kind: Literal["", "verb", "speech", "function"] = ""


class Particle(Row):
    """A word that makes one name part together with the next or the one before.

    Attributes:
        word: The word.
        kind: ``kunya`` (أبو X), ``mother`` (أم X), ``link`` (بن X، آل X), ``servant`` (عبد X), ``tail`` (X الدين),
            ``age`` (50 عاماً, after a name); ``proclitic``: what may be written together with a name; ``start``,
            ``ending``, ``plural``: how unlisted words that are no names begin and end; ``opening``: how they begin
            where a name is to begin.
    """

    word: str
    kind: Literal[
        "kunya", "mother", "link", "servant", "tail", "age", "proclitic", "start", "ending", "plural", "opening"
    ]


class HeadWord(Row):
    """A noun after which a person's name names something else (مدينة الشهيد X، كتيبة X، نظام X).

    Attributes:
        word: The noun.
        kind: What the whole is.
    """

    word: str
    kind: Literal["place", "group", "state"]


class Flag:
    """What is known of a word: bits of an int (an enum.IntFlag would cost more than all else in the scan)."""

    GIVEN: Final = 1
    GUARD: Final = 2
    FAMILY: Final = 4
    FAMILY_GUARD: Final = 8
    STOP: Final = 16
    VERB: Final = 32
    PLACE: Final = 64
    HEAD: Final = 128
    FEMALE: Final = 256
    ALONE: Final = 512
    FOREIGN: Final = 1024
    VERBAL: Final = 2048
    FUNCTION: Final = 4096
    SPEECH: Final = 8192


_WORD_FLAGS = {"": 0, "verb": Flag.VERB, "speech": Flag.VERB | Flag.SPEECH, "function": Flag.FUNCTION}


class Vocabulary(NamedTuple):
    """Words by folded form.

    Attributes:
        flags: What is known of a word.
        starts: Given names with a proclitic: folded word to length of the proclitic.
        places: Keys of places that read like names (صلاح الدين، الشيخ مقصود).
        particles: Kind of a particle.
        affixes: Affixes by kind (``proclitic``, ``start``, ``ending``, ``plural``, ``opening``).
    """

    flags: Mapping[str, int]
    starts: Mapping[str, int]
    places: frozenset[str]
    particles: Mapping[str, str]
    affixes: Mapping[str, tuple[str, ...]]


@cache
def vocabulary() -> Vocabulary:
    """Return the bundled vocabulary."""
    flags: dict[str, int] = {}

    def add(word: str, flag: int) -> None:
        flags[word] = flags.get(word, 0) | flag

    _add_names(add)
    for word in load("not_in_name", NotInName):
        add(key_of(word.word), Flag.STOP | _WORD_FLAGS[word.kind])
    for head in load("not_before_person", HeadWord):
        add(key_of(head.word), Flag.HEAD)
    places = set()
    for key, rows in bundled().by_key.items():
        if " " in key:
            places.add(key)
        elif any(row.prominence >= 3 for row in rows):
            add(key, Flag.PLACE)
    for key, flag in flags.items():
        if flag & Flag.STOP and flag & Flag.GIVEN:
            flags[key] = flag | Flag.GUARD
    particles: dict[str, str] = {}
    affixes: dict[str, list[str]] = {}
    for row in load("name_particles", Particle):
        if row.kind in _AFFIXES:
            affixes.setdefault(row.kind, []).append(key_of(row.word))
        else:
            particles[key_of(row.word)] = row.kind
    return Vocabulary(
        MappingProxyType(flags),
        MappingProxyType(_starts(flags, particles, affixes["proclitic"])),
        frozenset(places),
        MappingProxyType(particles),
        MappingProxyType({kind: tuple(forms) for kind, forms in affixes.items()}),
    )


def _add_names(add: Callable[[str, int], None]) -> None:
    """Enter given and family names of one word; longer ones are made by the grammar."""
    for row in load("given_names", GivenName):
        doubt = (Flag.GUARD if row.guard else 0) | (Flag.VERBAL if row.guard == "verb" else 0)
        sort = {"f": Flag.FEMALE, "": Flag.FOREIGN}.get(row.gender, 0)
        for key in map(key_of, (row.name, *row.variants)):
            if " " not in key:
                add(key, Flag.GIVEN | doubt | sort)
    for family in load("family_names", FamilyName):
        key = key_of(family.name)
        if " " not in key:
            alone = 0 if family.guard == "yes" else Flag.ALONE
            add(key, Flag.FAMILY | (Flag.FAMILY_GUARD if family.guard else 0) | alone)


def _starts(flags: Mapping[str, int], particles: Mapping[str, str], proclitics: Sequence[str]) -> dict[str, int]:
    """Return words that are a proclitic and the beginning of a name; guarded names take و only."""
    starts: dict[str, int] = {}
    taken = Flag.GIVEN | Flag.FAMILY | Flag.STOP
    for key, flag in flags.items():
        if flag & Flag.GIVEN:
            for prefix in proclitics if not flag & Flag.GUARD else ("و",):
                if not flags.get(prefix + key, 0) & taken:
                    starts.setdefault(prefix + key, len(prefix))
    for key, kind in particles.items():
        for prefix in proclitics if kind in ("kunya", "servant") else ():
            starts.setdefault(prefix + key, len(prefix))
    return starts
