"""The vocabulary of armed groups: head nouns, branches of forces, units, owners and patrons."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from rasid.lexicon import Flag, Items, Row, load
from rasid.matching import key_of
from rasid.registry import NationalityRow, nationalities
from rasid.text.morphology import affixes
from rasid.text.normalize import fold


class HeadRow(Row):
    """A noun that heads names of armed groups.

    Attributes:
        head: The noun.
        article: Whether it is generic once it has the article (الميليشيا).
        min_words: How many words an unlisted name after it has at least.
        name: What may follow: ``any`` name, a ``listed`` or quoted one, a listed ``place``, nothing (``none``: the noun
            itself is the name); ``never``: it stays outside («عناصر قسد»).
        support: It also heads names of other things (فرقة المسرح الوطني): it counts where the text has armed groups.
    """

    head: str
    article: Flag = True
    min_words: int = 1
    name: Literal["any", "listed", "place", "none", "never"] = "any"
    support: Flag = False
    note: str = ""


class WordRow(Row):
    """A word of a closed list."""

    word: str
    note: str = ""
    role: str = ""


class ForceRow(Row):
    """A noun for a branch of a state's forces, fixed by a nationality («الطيران الحربي الروسي»).

    Attributes:
        head: The noun or phrase.
        arm: Branch.
        modifiers: Adjectives that may stand between noun and nationality.
    """

    head: str
    arm: str
    modifiers: Items = ()


class Force(NamedTuple):
    """A force noun: its words and the adjectives that may follow."""

    words: tuple[str, ...]
    row: ForceRow
    modifiers: frozenset[tuple[str, ...]]


@cache
def _forces() -> Mapping[str, tuple[Force, ...]]:
    """Return force nouns by their first word, the longest first."""
    found: dict[str, list[Force]] = {}
    for row in load("force_heads", ForceRow):
        words = tuple(key_of(row.head).split())
        modifiers = frozenset(tuple(key_of(m).split()) for m in row.modifiers)
        found.setdefault(words[0], []).append(Force(words, row, modifiers))
    return MappingProxyType({w: tuple(sorted(f, key=lambda x: -len(x.words))) for w, f in found.items()})


class GroupWords(NamedTuple):
    """All words of the grammar, folded.

    Attributes:
        prefixes: Clitics before a noun.
        heads: Head nouns of named groups.
        phrases: Heads of several words, the longest first, by the first of them.
        generic: Words that fix no actor.
        function_words: Prepositions, conjunctions and the like.
        units: Nouns of numbered units.
        ordinals: Ordinals («الخامس»).
        arms: What may stand between a unit and its number («الفرقة المدرعة التاسعة»).
        theatres: What may stand between a command and its place («قيادة عمليات غرب نينوى»).
        holders: Who owns forces («قوات النظام»), and the actor that is meant.
        aliases: Nouns that stand for a group named in full, by the noun that its name begins with.
        patrons: What stands between a client and its patron («الموالية ل»).
        clients: Who has patrons («الفصائل»).
        clubs: Nouns after which a group's name is a club's («نادي الجيش»).
        nationalities: Adjectives of nationality.
        forces: Nouns for branches of forces, by their first word.
        openers: Every form that a group of the grammar can begin with: nearly all tokens are passed over by it.
    """

    prefixes: frozenset[str]
    heads: Mapping[str, HeadRow]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], HeadRow], ...]]
    generic: frozenset[str]
    function_words: frozenset[str]
    units: frozenset[str]
    ordinals: frozenset[str]
    arms: frozenset[str]
    theatres: frozenset[str]
    holders: Mapping[str, str | None]
    aliases: Mapping[str, str]
    patrons: frozenset[str]
    clients: frozenset[str]
    clubs: frozenset[str]
    nationalities: Mapping[str, NationalityRow]
    forces: Mapping[str, tuple[Force, ...]]
    openers: frozenset[str]

    def size_of_prefix(self, word: str, known: frozenset[str] | Mapping[str, object]) -> int:
        """Return the length of the clitics before a known word, -1 where the word is not known."""
        return next((n for n in (0, 1, 2) if word[n:] in known and word[:n] in self.prefixes), -1)


@cache
def group_words() -> GroupWords:
    """Return the bundled vocabulary."""
    roles: dict[str, dict[str, str]] = {}
    for word in load("unit_words", WordRow):
        roles.setdefault(word.role, {})[fold(word.word)] = fold(word.note)
    rows = {tuple(key_of(row.head).split()): row for row in load("group_heads", HeadRow) if row.name != "never"}
    heads = MappingProxyType({words[0]: row for words, row in rows.items() if len(words) == 1})
    phrases: dict[str, list[tuple[tuple[str, ...], HeadRow]]] = {}
    for words, row in sorted(rows.items(), key=lambda item: -len(item[0])):
        if len(words) > 1:
            phrases.setdefault(words[0], []).append((words, row))
    return GroupWords(
        affixes("noun_prefix"),
        heads,
        MappingProxyType({first: tuple(found) for first, found in phrases.items()}),
        frozenset(fold(row.word) for row in load("generic_names", WordRow)),
        frozenset(fold(row.word) for row in load("function_words", WordRow)),
        frozenset(roles["unit"]),
        frozenset(roles["ordinal"]),
        frozenset(roles["arm"]),
        frozenset(roles["theatre"]),
        MappingProxyType({key: note or None for key, note in roles["holder"].items()}),
        MappingProxyType(roles["alias"]),
        frozenset(roles["patron"]),
        frozenset(roles["client"]),
        frozenset(roles["club"]),
        nationalities(),
        _forces(),
        _openers(affixes("noun_prefix"), (*heads, *phrases, *roles["unit"], *roles["client"], *_forces())),
    )


def _openers(prefixes: frozenset[str], words: Iterable[str]) -> frozenset[str]:
    """Return words with the clitics before them; ل + ال is written لل."""
    short = [prefix for prefix in prefixes if len(prefix) <= 2]
    written = {form for word in words for form in (word, "لل" + word[2:] if word.startswith("ال") else word)}
    return frozenset(prefix + form for form in written for prefix in short)
