"""The closed word lists that the place grammar reads, all from data/lexicons."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from pydantic import ConfigDict

from rasid.lexicon import Flag, Items, Row, load
from rasid.matching import key_of
from rasid.records import PlaceKind
from rasid.registry import nationalities
from rasid.text.morphology import affixes, noun_forms, verb_forms
from rasid.text.normalize import fold

Need = Literal["noun", "relation", "country"]


class ClassRow(Row):
    """A noun that says what sort of place a name is.

    Attributes:
        forms: How it is written.
        kind: Kind of the places it introduces.
        in_name: Whether the noun is part of the name («جبل الزاوية») or stands before it («قرية الجنينة»).
        capture: Whether names that no table lists are taken: all, none, or those in quotation marks.
        number: Whether one name follows or a list.
        weak: The noun fits places of any kind («محور»); a listed name keeps its own kind.
    """

    forms: Items
    kind: PlaceKind
    in_name: Literal["yes", "no"]
    capture: Literal["yes", "known", "quoted"]
    number: Literal["one", "many"]
    weak: Flag = False


class WordRow(Row):
    """A word of a closed list."""

    word: str
    role: str = ""


class GuardRow(Row):
    """A place name that is also a common word or another name.

    Attributes:
        word: The name.
        needs: What makes it a place: a class noun before it («حي المحافظة»), at least a relation word («شمالي الباب»),
            or an article that names another place of its country («الضفة الغربية»).
        note: Why.
    """

    word: str
    needs: Need = "relation"
    note: str = ""


class GivenRow(Row):
    """A given name; what else its row says is left to the grammar of persons."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    variants: Items = ()


@cache
def class_nouns() -> Mapping[str, ClassRow]:
    """Return class nouns by folded form."""
    nouns: dict[str, ClassRow] = {}
    for row in load("place_classes", ClassRow):
        for form in row.forms:
            nouns.setdefault(fold(form), row)
    return MappingProxyType(nouns)


@cache
def words(name: str, role: str | None = None) -> frozenset[str]:
    """Return the folded words of a list, of one role or all."""
    return frozenset(fold(row.word) for row in load(name, WordRow) if role is None or row.role == role)


class _LooseRow(Row):
    """A row of another stage's list, of which one or two columns are read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    word: str = ""
    forms: Items = ()
    lemma: str = ""
    pos: str = ""


@cache
def ordinary_words() -> frozenset[str]:
    """Return words of reporting that are no second word of a place name: events, times, adjectives."""
    found: set[str] = set()
    for name in ("not_in_name", "generic_names", "noun_signs", "function_words", "place_generic"):
        found.update(fold(row.word) for row in load(name, _LooseRow))
    for row in load("time_words", _LooseRow):
        found.update(word for form in row.forms for word in fold(form).split())
    for row in load("triggers", _LooseRow):
        found.update(verb_forms(row.lemma, row.forms) if row.pos == "verb" else noun_forms(row.lemma, row.forms))
    return frozenset(found)


@cache
def given_names() -> frozenset[str]:
    """Return given names of one word, folded."""
    rows = load("given_names", GivenRow)
    return frozenset(fold(name) for row in rows for name in (row.name, *row.variants) if " " not in name)


class Rules:
    """All word lists of the place grammar; immutable."""

    def __init__(self) -> None:
        """Load them."""
        self.nouns = class_nouns()
        self.function_words = words("function_words")
        self.generic = words("place_generic")
        self.compounds = words("place_compounds")
        self.adjectives = words("directions", "adjective")
        self.relations = words("directions", "relation")
        self.bearings = frozenset(w for w in self.relations if w.startswith(("شمال", "جنوب", "شرق", "غرب")))
        self.surroundings = self.relations - self.bearings
        self.countryside = words("directions", "countryside")
        self.facility_modifiers = words("place_modifiers", "facility")
        self.settlement_modifiers = words("place_modifiers", "settlement")
        self.guards: Mapping[str, Need] = MappingProxyType(
            {key_of(row.word): row.needs for row in load("place_guards", GuardRow)}
        )
        self.ordinary = ordinary_words()
        self.prefixes = frozenset(p for p in affixes("noun_prefix") if not p.endswith("ك"))
        self.region_heads = words("region_heads", "country")
        self.quarter_heads = words("region_heads", "direction")
        self.region_tails = words("region_heads", "tail")
        heads = (*self.nouns, *self.countryside, *self.region_heads, *self.quarter_heads)
        self.openers = frozenset(p + head for head in heads for p in self.prefixes if len(p) <= 2)
        self.nationalities = frozenset(word for word in nationalities() if word.startswith("ال"))
        self.given_names = given_names()
        self.person_signs = words("place_modifiers", "person")
        self.before_road = words("place_modifiers", "before_road")
        self.titles = words("place_modifiers", "title")
        self.by_nationality = MappingProxyType({word: row.country for word, row in nationalities().items()})

    def bare(self, text: str) -> tuple[str, int]:
        """Return a token's text without conjunction and preposition where a class noun remains, and how much went."""
        for size in (0, 1, 2):
            rest = text[size:]
            if (rest in self.nouns or rest in self.countryside) and text[:size] in self.prefixes:
                return rest, size
        return text, 0

    def opens(self, text: str) -> bool:
        """Tell whether a token may begin a place: a class noun, «ريف», a region. Nearly all are passed over by this."""
        return text in self.openers or "لل" in text[:4]

    def continues(self, word: str) -> bool:
        """Tell whether a word may be a further word of an unlisted name: it is no word of reporting."""
        if len(word) < 2 or word in self.relations or self.nameless(word) or self.bare(word)[1]:
            return False
        if (word in self.nouns and word not in self.compounds) or word.startswith(
            ("و", "است", "يست", "تست", "يت", "تت", "بال")
        ):
            return False
        if word in self.compounds:
            return True
        return not word.endswith(("وا", "تا", "تها", "ته")) and not self.is_ordinary(word)

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a word, clitics and article aside, is one of reporting («ومقتل», «قصفا»)."""
        forms = {word, word.removeprefix("ال"), "ال" + word}
        if word[0] == "ل" or (len(word) > 4 and word[0] in "بف"):
            forms.add(word[1:])
        if word.endswith("ا"):
            # «قصفا», with the accusative's alif.
            forms.add(word[:-1])
        return bool(forms & self.ordinary)

    def nameless(self, word: str) -> bool:
        """Tell whether a word names no place: a function word, a common adjective, either with a pronoun."""
        if word in self.function_words or word in self.generic or word in self.countryside:
            return True
        if word.endswith("ا") and len(word) > 4 and word[:-1] in self.generic:
            return True  # «حيا سكنيا»
        for ending in ("ها", "هم", "ه", "نا"):
            stem = word.removesuffix(ending)
            if stem != word and ending != "ه" and len(stem) <= 3 and stem in self.function_words:
                return True
            known = stem in self.generic or stem in self.countryside
            if stem != word and len(stem) >= 3 and (known or stem.removesuffix("ت") + "ه" in self.generic):
                return True
        if word[0] in "بل" and word[1:] in self.relations:
            return True
        # «للنازحين»; «بلدات دخلتها»: a verb with its object.
        return word.startswith("لل") or word.endswith(("تها", "تهم", "وها", "وهم"))
