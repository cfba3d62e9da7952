"""Guards: listed names that are also words, persons or operations, and what must stand beside them to be places."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rasid.document import Document
from rasid.extractors.places.rules import Need, Rules
from rasid.gazetteer import PlaceRow
from rasid.matching import Hit
from rasid.records import PlaceKind
from rasid.text.tokenize import is_bracket_or_quote

_TANWIN = "\u064b"
_SMALL = frozenset({PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.NEIGHBOURHOOD, PlaceKind.NATURAL, PlaceKind.FACILITY})


class Guards:
    """Decides whether a listed name that stands alone is a place."""

    def __init__(self, rules: Rules) -> None:
        """Use the lists of the grammar."""
        self._rules = rules

    def allow(
        self, document: Document, hit: Hit, end: int, *, after_place: bool, before_place: bool, told: frozenset[str]
    ) -> bool:
        """Tell whether a hit without a class noun before it is a place.

        Args:
            document: The text.
            hit: The listed name.
            end: Where the sentence ends (token).
            after_place: A place stands right before it, joined by «و» or a comma.
            before_place: A listed name stands right after it, so joined.
            told: Countries that the text speaks of.
        """
        tokens, rules = document.tokens, self._rules
        words = _words(document, hit)
        before = tokens[hit.first - 1].text if hit.first else ""
        if self._is_adjective(document, hit, words, before) or self._in_person(document, hit, before):
            return False
        if words[-1] == "علي" and _is_on(document, hit.last - 1):
            # «شدد الشيخ على …»: the preposition, no village of that name.
            return False
        need, listed = self._need(words, hit.row)
        if need is None and self._doubtful(document, hit, words, told):
            need = "relation"
        if (
            need == "country"
            and hit.last < end
            and (self._is_person(words) or (len(words) == 1 and words[0][:2] == "ال"))
        ):
            # «القطاع السياحي», «صلاح الدين الأحمد»: an adjective or a family name follows, so it is no place.
            return not tokens[hit.last].text.startswith("ال")
        if need is None or need == "country":
            return True
        if need == "noun":
            return False
        if not hit.prefix and before in rules.relations:
            return True
        known = not listed or any(row.prominence >= 3 for row in hit.row)
        if known and hit.last < end and rules.bare(tokens[hit.last].text)[0] == "ريف":
            return True
        return after_place and (not listed or before_place)

    def common_word(self, document: Document, hit: Hit) -> bool:
        """Tell whether a name of a large table is a class noun or a word that names nothing («القرى», «مدرسة»)."""
        words = _words(document, hit)
        if len(words) > 1:
            return False
        plain = words[0].removeprefix("ال")
        rules = self._rules
        return len(words[0]) < 3 or any(
            w in rules.nouns or rules.nameless(w) or w in rules.relations for w in (words[0], plain)
        )

    def supported(self, document: Document, hits: dict[int, Hit]) -> dict[int, Hit]:
        """Leave out names that mean a place only in an article about its country («الضفة الغربية» of the Euphrates)."""
        doubtful = {i for i, hit in hits.items() if self._rules.guards.get(_key(document, hit)) == "country"}
        if not doubtful:
            return hits
        told = self.countries(document, {i: hit for i, hit in hits.items() if i not in doubtful})
        told |= self._borne_out([hits[i] for i in doubtful])
        return {i: h for i, h in hits.items() if i not in doubtful or any(row.country in told for row in h.row)}

    @staticmethod
    def _borne_out(hits: Iterable[Hit]) -> frozenset[str]:
        """Return the countries of two such places: they bear each other out, two names of one place do not."""
        counts = Counter(country for _, country in {(row.id, row.country) for hit in hits for row in hit.row})
        return frozenset(country for country, count in counts.items() if country and count >= 2)

    def countries(self, document: Document, hits: Mapping[int, Hit]) -> frozenset[str]:
        """Return the countries that a text speaks of: by nationality, by one well-known place or two others."""
        table = self._rules.by_nationality
        told = {table[token.text] for token in document.tokens if token.text in table}
        little: dict[str, set[str]] = defaultdict(set)
        for hit in hits.values():
            homes = {row.country for row in hit.row if row.country}
            key = _key(document, hit)
            if len(homes) != 1 or key in self._rules.guards:
                continue
            if max(row.prominence for row in hit.row) >= 4 or " " in key:
                told |= homes
            elif not hit.prefix:
                little[homes.pop()].add(key)
        return frozenset(told | {country for country, keys in little.items() if len(keys) >= 2})

    def _need(self, words: Sequence[str], rows: Sequence[PlaceRow]) -> tuple[Need | None, bool]:
        """Return what the name needs, and whether the list of guards says so."""
        listed = self._rules.guards.get(" ".join(words))
        if listed is not None:
            return listed, True
        if len(words) == 1 and all(row.kind is PlaceKind.NEIGHBOURHOOD and row.prominence <= 2 for row in rows):
            return "relation", True
        if all(row.prominence <= 2 and row.kind in _SMALL for row in rows):
            if len(words) == 1 and not any(row.own for row in rows):
                return "relation", False
            if self._is_person(words):
                return "relation", False
        return None, False

    def _is_person(self, words: Sequence[str]) -> bool:
        """«عبد السلام», «شمس الدين», «علي»."""
        signs = self._rules.person_signs
        return words[0] in signs or words[-1] in signs or all(word in self._rules.given_names for word in words)

    def _doubtful(self, document: Document, hit: Hit, words: Sequence[str], told: frozenset[str]) -> bool:
        """A little-known name of one word that may well be another word.

        In an article that never speaks of its country; read out of a longer word («ف» + «ارا»); or a word with the
        pronoun «ه» where the name ends in «ة» («حواره»).
        """
        if len(words) > 1 or max(row.prominence for row in hit.row) >= 4:
            return False
        if not any(row.country in told for row in hit.row):
            return True
        letters = len(words[0])
        if hit.prefix and (letters <= 3 or (letters == 4 and hit.prefix[-1] in "فك")):
            return True
        if hit.prefix and (hit.prefix + words[0]) in self._rules.guards:
            return True
        written_h = words[0].endswith("ه") and document.clean(hit.end - 1, hit.end) == "ه"
        return written_h and all(row.name.endswith("ة") for row in hit.row)

    def _is_adjective(self, document: Document, hit: Hit, words: Sequence[str], before: str) -> bool:
        """«وسائل إعلام سورية», «موقعاً سورياً»: the adjective, not the country."""
        if len(words) > 1:
            return False
        if words[0] == "سوريه" and not hit.prefix:
            rules = self._rules
            return before not in rules.function_words and before not in rules.relations and before.isalpha()
        if words[0].endswith("ا"):
            start, stop = document.text.span(hit.start, hit.end)
            return _TANWIN in document.text.original[max(start, stop - 3) : stop]
        return False

    def _in_person(self, document: Document, hit: Hit, before: str) -> bool:
        """«أمجد العايد»: a given name before a small place makes it a person."""
        names = self._rules.given_names
        if hit.prefix or (before not in names and before.removeprefix("و") not in names):
            return False
        if _is_on(document, hit.first - 1):
            return False
        small = all(row.prominence <= 2 and row.kind in _SMALL for row in hit.row)
        return small or _key(document, hit) in self._rules.guards


def _words(document: Document, hit: Hit) -> list[str]:
    tokens = document.tokens[hit.first : hit.last]
    return [tokens[0].text[len(hit.prefix) :], *(t.text for t in tokens[1:] if not is_bracket_or_quote(t))]


def _is_on(document: Document, index: int) -> bool:
    """The token is written «على», not «علي»."""
    end = document.tokens[index].end
    return document.clean(end - 1, end) == "ى"


def _key(document: Document, hit: Hit) -> str:
    return " ".join(_words(document, hit))
