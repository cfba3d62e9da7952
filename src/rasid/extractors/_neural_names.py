"""From a tagged stretch of words to names: what is cut off, parted and refused before a candidate is made.

A tagger sees words, not letters, and has no tables. Clitics before a name, two names joined by «و» and common nouns
that stand where names stand are told here, from the bundled tables.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from pydantic import ConfigDict

from rasid.extractors.base import MentionType
from rasid.gazetteer import bundled as bundled_gazetteer
from rasid.lexicon import Items, Row, load
from rasid.matching import key_of
from rasid.records import PlaceKind
from rasid.registry import bundled as bundled_registry
from rasid.registry import nationalities, organizations
from rasid.text.morphology import affixes, without_li
from rasid.text.normalize import fold
from rasid.text.tokenize import Token, is_bracket_or_quote

_GENERIC = MappingProxyType(
    {
        MentionType.PERSON: (),
        MentionType.GROUP: ("generic_names",),
        MentionType.ORG: ("generic_names", "place_generic"),
        MentionType.PLACE: ("generic_names", "place_generic"),
    }
)
"""Tables of words of which a name of a type does not consist alone."""
_HEADS = MappingProxyType(
    {
        MentionType.PERSON: (),
        MentionType.GROUP: ("group_heads",),
        MentionType.ORG: ("group_heads", "organization_heads"),
        MentionType.PLACE: ("group_heads",),
    }
)
"""Tables of nouns that head names of a type, or are mistaken for them, and are none without what follows."""
_SURE = 0.95
"""Confidence that lets a place of one unlisted word stand where nothing before it announces a place."""


class _Loose(Row):
    """A row of a table of another module: only some columns matter here."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class NameRow(_Loose):
    """A name."""

    name: str
    variants: Items = ()


class ClassRow(_Loose):
    """A noun that says what sort of place a name is."""

    forms: Items
    kind: PlaceKind


class WordRow(_Loose):
    """A word of a closed list."""

    word: str
    kind: str = ""


class TitleRow(_Loose):
    """A title or trade before names of persons."""

    title: str
    variants: Items = ()


class HeadRow(_Loose):
    """A noun that heads names of armed actors or of organisations."""

    head: str


class Stretch(NamedTuple):
    """A name: its type, its span in the normal text, its folded words and how sure the tagger is."""

    type: MentionType
    start: int
    end: int
    words: tuple[str, ...]
    confidence: float


@cache
def class_nouns() -> Mapping[str, PlaceKind]:
    """Return kinds of places by the noun that names begin with («حقل», «مطار»), folded."""
    nouns: dict[str, PlaceKind] = {}
    for row in load("place_classes", ClassRow):
        for form in row.forms:
            nouns.setdefault(fold(form), row.kind)
    return MappingProxyType(nouns)


@cache
def _given_names() -> frozenset[str]:
    rows = load("given_names", NameRow)
    return frozenset(key_of(name).split(" ", 1)[0] for row in rows for name in (row.name, *row.variants))


@cache
def _place_words() -> frozenset[str]:
    return frozenset(key.split(" ", 1)[0] for key in bundled_gazetteer().by_key)


@cache
def _first_words() -> frozenset[str]:
    """Return the words that names of the bundled tables begin with."""
    keys = [*bundled_registry().by_key, *organizations()]
    keys += [key_of(row.name) for row in load("family_names", NameRow)]
    return frozenset(key.split(" ", 1)[0] for key in keys if key) | _given_names() | _place_words()


@cache
def _common_words(type_: MentionType) -> frozenset[str]:
    """Return words of which a name of the type does not consist alone («القرى», «اللجنة الأمنية»), folded."""
    words = {fold(row.word) for table in _GENERIC[type_] for row in load(table, WordRow)}
    words |= {fold(row.head) for table in _HEADS[type_] for row in load(table, HeadRow)}
    if type_ is MentionType.PLACE:
        words |= set(class_nouns())
    return frozenset(words | {f"ال{word}" for word in words})


def _is_listed(key: str) -> bool:
    """Tell whether a table holds the name; a village named by a common word does not count."""
    rows = bundled_gazetteer().by_key.get(key, ())
    if any(row.prominence > 2 or " " in key for row in rows):
        return True
    return key in bundled_registry().by_key or key in organizations()


@cache
def _not_in_name(kind: str | None = None) -> frozenset[str]:
    return frozenset(fold(row.word) for row in load("not_in_name", WordRow) if kind in (None, row.kind))


@cache
def _titles() -> frozenset[str]:
    """Return titles of one word, folded, with and without the article («الناشط»)."""
    keys = {key_of(title) for row in load("titles", TitleRow) for title in (row.title, *row.variants)}
    words = {key for key in keys if " " not in key}
    return frozenset(words | {f"ال{word}" for word in words}) - _given_names()


@cache
def _clitics() -> tuple[str, ...]:
    """Return the clitics that may stand before a name, the longer first."""
    return tuple(sorted(affixes("noun_prefix") - {""}, key=lambda form: (-len(form), form)))


def strip_clitic(word: str) -> int:
    """Tell how many letters of a name's first word are clitics.

    Args:
        word: A folded word at which a name begins.

    Returns:
        The length of the clitics; 0 where the word is a listed beginning itself («واشنطن», «لبنان»), or where nothing
        says that its first letter does not belong to the name. «للتحالف» stays whole: its ل is also the article's.
    """
    first_words = _first_words()
    if word in first_words:
        return 0
    for clitic in _clitics():
        rest = word[len(clitic) :]
        listed = len(rest) > 1 and rest in first_words
        if word.startswith(clitic) and (listed or (rest.startswith("ال") and len(rest) > 4)):
            return len(clitic)
    # A name of foreign or unlisted form: «و» nearly always joins it, the other clitics are as often its own letters.
    return 1 if word.startswith("و") and len(word) > 4 else 0


def names_within(
    type_: MentionType, tokens: Sequence[Token], first: int, last: int, confidence: float = 1.0
) -> Iterator[Stretch]:
    """Yield the names in a tagged stretch of tokens ``[first, last)``.

    Args:
        type_: Type that the stretch is tagged with.
        tokens: All tokens of the text.
        first: Index of its first token.
        last: One past the index of its last token.
        confidence: How sure the tagger is, 0 to 1.
    """
    start = first
    for index in range(first + 1, last + 1):
        if index == last or _joins(type_, tokens[index].text):
            name = _name(type_, tokens[start:index], confidence)
            if name is not None and _is_plausible(name) and _is_announced(name, tokens[max(start - 3, 0) : start]):
                yield name
            start = index


def _joins(type_: MentionType, word: str) -> bool:
    """Tell whether another name begins at a word: «سامر ووليد» are two, «وادي» is one word."""
    if not word.startswith("و") or word in _first_words():
        return False
    listed = {MentionType.PERSON: _given_names, MentionType.PLACE: _place_words}.get(type_)
    return listed is not None and word[1:] in listed()


def _name(type_: MentionType, tokens: Sequence[Token], confidence: float) -> Stretch | None:
    """Cut off signs at the edges and clitics; None where nothing is left or a quotation mark lacks its partner."""
    first, last = 0, len(tokens)
    while first < last and tokens[first].kind == "p":
        first += 1
    while first < last and tokens[last - 1].kind == "p":
        last -= 1
    if sum(map(is_bracket_or_quote, tokens[first:last])) % 2:
        # «قوات "قسد"»: the closing mark belongs to what was opened within the name.
        if last == len(tokens) or not is_bracket_or_quote(tokens[last]):
            return None
        last += 1
    tokens = tokens[first:last]
    if not tokens:
        return None
    head = tokens[0]
    size = strip_clitic(head.text) if head.kind == "w" else 0
    if type_ is MentionType.PERSON and head.text[size:] in _titles():
        return _name(type_, tokens[1:], confidence)
    words = (head.text[size:], *(token.text for token in tokens[1:] if token.kind != "p"))
    return Stretch(type_, head.start + size, tokens[-1].end, words, confidence)


def _is_plausible(name: Stretch) -> bool:
    """Refuse what no name can be: common nouns alone, single letters, function words at an edge."""
    words = name.words
    if all(len(word) < 2 or word.isdigit() for word in words):
        return False
    if words[0] in _not_in_name("function") or words[-1] in _not_in_name("function"):
        return False
    if name.type is MentionType.PERSON:
        return not any(word in _not_in_name() for word in words)
    key = " ".join(words)
    # «السورية», «الكورية الجنوبية»: what is left of a longer name. «السعودية» is listed.
    if name.type in (MentionType.ORG, MentionType.PLACE) and words[0] in nationalities():
        return key in bundled_gazetteer().by_key
    return _is_listed(key) or not all(word in _common_words(name.type) for word in map(without_li, words))


def _is_announced(name: Stretch, before: Sequence[Token]) -> bool:
    """Tell whether a place of one word is listed, definite, announced by a class noun before it, or beyond doubt.

    «لجلب», «بإسناد», «حلفائه»: a tagger that reads «في», «ب» and «ل» as signs of places takes common nouns for unknown
    villages.
    """
    word = name.words[0]
    if name.type is not MentionType.PLACE or len(name.words) > 1 or word in bundled_gazetteer().by_key:
        return True
    if word.startswith("ال") and len(word) > 4:
        return True
    previous = next((token.text for token in reversed(before) if not is_bracket_or_quote(token)), "")
    if any(previous[size:] in class_nouns() for size in range(3)):
        return True
    return name.confidence >= _SURE and not word.startswith(_clitics())


def without_lone_surnames(names: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Leave out persons of one word that no fuller name in the text holds: most such guesses are wrong."""
    names = tuple(names)
    known = {word for name in names if name.type is MentionType.PERSON and len(name.words) > 1 for word in name.words}
    return tuple(n for n in names if n.type is not MentionType.PERSON or len(n.words) > 1 or n.words[0] in known)
