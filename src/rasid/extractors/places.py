"""Places: gazetteer names, and the grammar of class nouns that finds names nobody listed.

«قرية X» is a village whether a table lists X or not; «قرى (X، Y وZ)» are several; «ريف X الشمالي» is one region;
«مطار X العسكري» is one facility, class noun included. Names that are common words (الحصان, النور) need such a noun, here or
elsewhere in the article, or a place beside them.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from rasid.document import Document
from rasid.extractors.base import Candidate, MentionType
from rasid.gazetteer import Gazetteer, PlaceRow, bundled
from rasid.lexicon import Items, Row, load
from rasid.matching import Hit, Lexicon
from rasid.records import PlaceKind
from rasid.registry import nationalities
from rasid.text.morphology import affixes
from rasid.text.normalize import fold
from rasid.text.tokenize import Sentence, is_bracket_or_quote

_MOST_NAMES = 12
"""No list of names after one class noun is longer in practice; a bound keeps the scan linear."""


class ClassRow(Row):
    """A noun that says what sort of place a name is."""

    forms: Items
    kind: PlaceKind
    in_name: Literal["yes", "no"]
    capture: Literal["yes", "known", "quoted"]
    number: Literal["one", "many"]


class WordRow(Row):
    """A word of a closed list."""

    word: str
    role: str = ""


class GuardRow(Row):
    """A place name that is also a common word."""

    word: str
    note: str = ""


class _Name(NamedTuple):
    """A name read from tokens: token range, span in the normal text, gazetteer key if listed."""

    first: int
    last: int
    start: int
    end: int
    listed: bool
    quoted: bool


@cache
def _class_nouns() -> Mapping[str, ClassRow]:
    nouns: dict[str, ClassRow] = {}
    for row in load("place_classes", ClassRow):
        for form in row.forms:
            nouns.setdefault(fold(form), row)
    return MappingProxyType(nouns)


@cache
def _words(name: str, role: str | None = None) -> frozenset[str]:
    return frozenset(fold(row.word) for row in load(name, WordRow) if role is None or row.role == role)


class PlaceExtractor:
    """Finds names of places."""

    name = "places"

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        """Use the bundled gazetteer unless another is given."""
        self._gazetteer = gazetteer or bundled()
        self._nouns = _class_nouns()
        self._function_words = _words("function_words")
        self._generic = _words("place_generic")
        self._compounds = _words("place_compounds")
        self._adjectives = _words("directions", "adjective")
        self._relations = _words("directions", "relation")
        self._bearings = frozenset(w for w in self._relations if w.startswith(("شمال", "جنوب", "شرق", "غرب")))
        self._facility_modifiers = _words("place_modifiers", "facility")
        self._settlement_modifiers = _words("place_modifiers", "settlement")
        self._guards = frozenset(fold(row.word) for row in load("place_guards", GuardRow))
        self._prefixes = frozenset(p for p in affixes("noun_prefix") if not p.endswith("ك"))
        self._region_heads = _words("region_heads", "country")
        self._quarter_heads = _words("region_heads", "direction")
        self._region_tails = _words("region_heads", "tail")
        self._nationalities = frozenset(word for word in nationalities() if word.startswith("ال"))

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return the names of the gazetteer."""
        entries = [(key, rows) for key, rows in self._gazetteer.by_key.items()]
        return (Lexicon("places", entries, self._prefixes),)

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return place candidates; ``attributes`` hold ``kind`` and, for regions around a place, ``core``."""
        scan = _Scan(self, document)
        found: list[Candidate] = []
        for sentence in document.sentences:
            found.extend(scan.sentence(sentence))
        found.extend(scan.again(found))
        return tuple(sorted(found, key=lambda c: (c.start, -c.end)))


class _Scan:
    """One pass over one document."""

    def __init__(self, rules: PlaceExtractor, document: Document) -> None:
        self.rules = rules
        self.document = document
        self.tokens = document.tokens
        self.hits: dict[int, Hit] = {}
        for hit in document.hits.get("places", ()):
            known = self.hits.get(hit.first)
            if known is None or hit.end > known.end or (hit.end == known.end and hit.start < known.start):
                self.hits[hit.first] = hit

    # -- sentences ---------------------------------------------------------------------------------------------------

    def sentence(self, sentence: Sentence) -> Iterator[Candidate]:
        index = sentence.first
        end = sentence.last
        while index < end:
            token = self.tokens[index]
            if token.kind != "w" and index not in self.hits:
                index += 1
                continue
            found, after = self._countryside(index, end)
            if not found:
                found, after = self._region(index, end)
            if not found:
                found, after = self._after_class_noun(index, end)
            if not found:
                found, after = self._listed(index)
            yield from found
            index = max(after, index + 1)

    def _countryside(self, index: int, end: int) -> tuple[list[Candidate], int]:
        """«ريف X [الشمالي]», «الريف الشمالي لمدينة X», «ريفي X وY» (two names)."""
        word, start = self._bare(index)
        tokens = self.tokens
        if word in ("ريف", "ارياف", "ريفي"):
            at = self._skip_noun(index + 1)
            name = self._name(at, end, capture=True)
            if name is None:
                return [], index
            if word != "ريف":
                names = self._list(at, end, capture=False)
                if len(names) > 1:
                    return [self._candidate(n, PlaceKind.GOVERNORATE, "ريفي") for n in names], names[-1].last
            last, stop = self._directions(name.last, end, name.end)
            core = self.document.clean(name.start, name.end)
            return [self._make(start, stop, PlaceKind.REGION, "countryside", 0.93, core=core, core_span=name)], last
        if word == "الريف" and index + 1 < end and tokens[index + 1].text in self.rules._adjectives:
            at, _ = self._directions(index + 1, end, tokens[index].end)
            at = self._skip_noun(at) if at < end and self._bare(at)[0] in self.rules._nouns else at
            while at < end and is_bracket_or_quote(tokens[at]):
                at += 1
            name = self._name(at, end, capture=True)
            if name is not None and (tokens[at].text.startswith("ل") or at > index + 2):
                core = self.document.clean(name.start, name.end)
                return [
                    self._make(start, name.end, PlaceKind.REGION, "countryside", 0.93, core=core, core_span=name)
                ], name.last
        return [], index

    def _region(self, index: int, end: int) -> tuple[list[Candidate], int]:
        """«الشمال السوري», «الحدود السورية التركية», «المنطقة الجنوبية»."""
        token, rules = self.tokens[index], self.rules
        for size in (0, 1, 2):
            head = token.text[size:]
            if token.text[:size] in rules._prefixes and (head in rules._region_heads or head in rules._quarter_heads):
                break
            if head.startswith("لل") and "ال" + head[2:] in rules._region_heads:
                head = "ال" + head[2:]
                break
        else:
            return [], index
        at = index + 1
        if at < end and self.tokens[at].text in rules._nationalities and head in rules._region_heads:
            at += 1
            while at < end and (
                self.tokens[at].text in rules._nationalities or self.tokens[at].text in rules._region_tails
            ):
                at += 1
            if at + 1 < end and self.tokens[at].text in ("-", "–") and self.tokens[at + 1].text in rules._nationalities:
                at += 2
        elif at < end and self.tokens[at].text in rules._adjectives and head in rules._quarter_heads:
            at, _ = self._directions(at, end, 0)
        else:
            return [], index
        if index in self.hits and self.hits[index].last >= at:
            return [], index
        return [self._make(token.start + size, self.tokens[at - 1].end, PlaceKind.REGION, "region", 0.88)], at

    def _after_class_noun(self, index: int, end: int) -> tuple[list[Candidate], int]:
        word, start = self._bare(index)
        row = self.rules._nouns.get(word)
        if row is None or (index in self.hits and self.hits[index].end > self.tokens[index].end):
            return [], index
        if not self._spelled(self.document.clean(start, self.tokens[index].end), row):
            return [], index
        at = index + 1
        if row.number == "many":
            names = self._list(at, end, capture=row.capture == "yes")
            return [self._candidate(n, row.kind, row.id) for n in names], names[-1].last if names else index
        name = self._name(
            at, end, capture=row.capture == "yes", quoted=row.capture == "quoted", strict=row.in_name == "yes"
        )
        if name is None:
            return [], index
        if row.in_name == "no":
            return [self._candidate(name, row.kind, row.id)], name.last
        last, stop = name.last, name.end
        while last < end and self.tokens[last].text in self.rules._facility_modifiers:
            stop = self.tokens[last].end
            last += 1
        return [self._make(start, stop, row.kind, row.id, 0.9 if name.listed else 0.8)], last

    @staticmethod
    def _spelled(written: str, row: ClassRow) -> bool:
        """A written hamza must be one of the noun: «وأدى» is not «وادي»."""
        return any(
            all(w == f or w not in "أإآؤئ" for w, f in zip(written, form, strict=True))
            for form in row.forms
            if fold(form) == fold(written)
        )

    def _listed(self, index: int) -> tuple[list[Candidate], int]:
        hit = self.hits.get(index)
        if hit is None:
            return [], index
        if self._guarded(hit):
            return [], index
        last, stop = hit.last, hit.end
        rows: tuple[PlaceRow, ...] = hit.row
        before = self.tokens[hit.first - 1].text if hit.first else ""
        kind = best_kind(rows, division=before in self.rules._bearings and not hit.prefix)
        return [self._make(hit.start, stop, kind, f"gazetteer-{rows[0].id}", 0.85, row=rows)], last

    def _guarded(self, hit: Hit) -> bool:
        """A common word, or a quarter's bare name, needs a relation word before it («شمالي الباب»)."""
        word = self.tokens[hit.first].text[len(hit.prefix) :]
        before = self.tokens[hit.first - 1].text if hit.first else ""
        if word == "سوريه" and not hit.prefix:
            # «وسائل إعلام سورية» is the adjective, «في سورية» the country.
            return before not in self.rules._function_words and before not in self.rules._relations and before.isalpha()
        quarter = all(row.kind is PlaceKind.NEIGHBOURHOOD and row.prominence <= 2 for row in hit.row)
        if hit.last - hit.first > 1 or not (quarter or word in self.rules._guards):
            return False
        return before not in self.rules._relations or bool(hit.prefix)

    # -- names -------------------------------------------------------------------------------------------------------

    def _bare(self, index: int) -> tuple[str, int]:
        """Return the token's text without conjunction and preposition where a class noun remains, and its start."""
        token = self.tokens[index]
        nouns = self.rules._nouns
        for size in (0, 1, 2):
            rest = token.text[size:]
            if (rest in nouns or rest in ("ريف", "ريفي", "ارياف", "الريف")) and token.text[
                :size
            ] in self.rules._prefixes:
                return rest, token.start + size
        return token.text, token.start

    def _skip_noun(self, index: int) -> int:
        """Step over a class noun that is no part of a name («ريف مدينة X»)."""
        if index < len(self.tokens):
            word = self.tokens[index].text
            row = self.rules._nouns.get(word) or self.rules._nouns.get(word[1:] if word[:1] == "ل" else "")
            if (
                row is not None
                and row.in_name == "no"
                and not (index in self.hits and self.hits[index].last > index + 1)
            ):
                return index + 1
        return index

    def _name(
        self, index: int, end: int, *, capture: bool, quoted: bool = False, strict: bool = False, inner: bool = False
    ) -> _Name | None:
        """Read one name: listed, quoted, or captured word by word.

        Args:
            index: First token.
            end: Where the sentence ends.
            capture: Take names that no table lists.
            quoted: Take unlisted names in quotation marks only.
            strict: The captured word must be definite or part of a compound («مشفى ميداني» names nothing).
            inner: The name continues a list, so a conjunction before it is no part of it.
        """
        tokens = self.tokens
        opened = index
        while index < end and is_bracket_or_quote(tokens[index]) and index - opened < 3:
            index += 1
        if index >= end:
            return None
        hit = self.hits.get(index)
        if hit is not None and hit.last <= end and (not hit.prefix or inner or hit.prefix in ("ل", "و")):
            last, stop = self._settled(hit.last, end, hit.end)
            return _Name(index, last, hit.start, stop, True, index > opened)
        is_quoted = index > opened
        if is_quoted and (capture or quoted):
            close = next((j for j in range(index, min(index + 5, end)) if is_bracket_or_quote(tokens[j])), None)
            if close is not None and all(t.kind in "wn" for t in tokens[index:close]) and close - index <= 3:
                start = tokens[index].start + self._conjunction(index, inner)
                return _Name(index, close, start, tokens[close - 1].end, False, True)
        if not capture:
            return None
        return self._captured(index, end, strict=strict, inner=inner)

    def _captured(self, index: int, end: int, *, strict: bool, inner: bool) -> _Name | None:
        tokens = self.tokens
        token = tokens[index]
        skip = self._conjunction(index, inner)
        word = token.text[skip:]
        if token.kind != "w" or len(word) < 3 or word in self.rules._function_words or word in self.rules._generic:
            return None
        if self._bare(index)[0] != token.text or word in self.rules._nouns:
            return None
        if word.startswith("لل") or word.endswith(("تها", "تهم", "وها", "وهم")):
            # «للنازحين»; «بلدات دخلتها»: a verb with its object.
            return None
        last = index + 1
        compound = word in self.rules._compounds or word.removeprefix("ال") in self.rules._compounds
        while compound and last < end and last < index + 3 and tokens[last].kind == "w":
            compound = tokens[last].text in self.rules._compounds
            last += 1
        if strict and last == index + 1 and not word.startswith("ال"):
            # «مشفى ميداني», «جسر معلق»: an indefinite adjective names nothing; «سد تشرين» is listed.
            follows = tokens[last].text if last < end else ""
            if word.endswith(("ي", "يه", "ه")) or (follows.startswith(("في", "ب")) is False and self._indefinite(word)):
                return None
        last, stop = self._settled(last, end, tokens[last - 1].end)
        if inner and last < end and not self._item_ends(last):
            return None
        return _Name(index, last, token.start + skip, stop, False, False)

    def _item_ends(self, index: int) -> bool:
        """After an unlisted name in a list comes a sign, a conjunction, or a word of place."""
        token = self.tokens[index]
        if token.kind == "p" or token.text.startswith("و"):
            return True
        word, _ = self._bare(index)
        return word in self.rules._nouns or word in ("ريف", "في") or word in self.rules._relations

    def _indefinite(self, word: str) -> bool:
        """A word that looks like a common noun without article: participles and plurals."""
        return (word.startswith(("م", "ت")) and len(word) == 4) or word.endswith(("ات", "ين", "ون"))

    def _conjunction(self, index: int, inner: bool) -> int:
        return 1 if inner and self.tokens[index].text.startswith("و") and len(self.tokens[index].text) > 3 else 0

    def _settled(self, last: int, end: int, stop: int) -> tuple[int, int]:
        """Take in «الكبيرة», «الفوقاني», «البلد» after a name."""
        if last < end and self.tokens[last].text in self.rules._settlement_modifiers:
            return last + 1, self.tokens[last].end
        return last, stop

    def _list(self, index: int, end: int, *, capture: bool) -> list[_Name]:
        """Read «X وY», «(X، Y، وZ ومنطقة W)»."""
        names: list[_Name] = []
        tokens = self.tokens
        at = index
        while at < end and len(names) < _MOST_NAMES:
            inner = bool(names)
            at = self._over_separators(at, end, inner)
            if at is None or at >= end:
                break
            bare, _ = self._bare(at)
            if bare in self.rules._nouns and (inner or self.tokens[at].text.startswith("و")):
                at += 1
            name = self._name(at, end, capture=capture, inner=inner)
            if name is None or (inner and not self._joined(names[-1], name)):
                break
            names.append(name)
            at = name.last
        return names

    def _over_separators(self, index: int, end: int, inner: bool) -> int:
        tokens = self.tokens
        while index < end and (is_bracket_or_quote(tokens[index]) or (inner and tokens[index].text in ("،", ",", "و"))):
            index += 1
        return index

    def _joined(self, before: _Name, name: _Name) -> bool:
        """A list goes on only after a comma or with «و»."""
        between = self.document.text.folded[before.end : name.start]
        return "و" in between or "،" in between or "," in between or "-" in between

    def _directions(self, index: int, end: int, stop: int) -> tuple[int, int]:
        while index < end and self.tokens[index].text in self.rules._adjectives:
            stop = self.tokens[index].end
            index += 1
        return index, stop

    # -- candidates --------------------------------------------------------------------------------------------------

    def _candidate(self, name: _Name, kind: PlaceKind, rule: str) -> Candidate:
        rows = self.hits[name.first].row if name.listed else None
        return self._make(name.start, name.end, kind, rule, 0.95 if name.listed else 0.85, row=rows)

    def _make(
        self, start: int, end: int, kind: PlaceKind, rule: str, score: float, *, row: Any = None, **more: Any
    ) -> Candidate:
        attributes = MappingProxyType({"kind": kind, **more})
        return Candidate(MentionType.PLACE, start, end, f"places:{rule}", score, row, attributes)

    def again(self, found: list[Candidate]) -> Iterator[Candidate]:
        """Find names that a class noun introduced elsewhere in the article, where they stand alone."""
        names: dict[tuple[str, ...], Candidate] = {}
        taken = sorted((c.start, c.end) for c in found)
        for candidate in found:
            if candidate.attributes.get("core") or candidate.rule.startswith("places:gazetteer"):
                continue
            first, last = self.document.token_at(candidate.start), self.document.token_at(candidate.end - 1) + 1
            words = tuple(t.text for t in self.tokens[first:last] if not is_bracket_or_quote(t))
            if words:
                skip = candidate.start - self.tokens[first].start
                names.setdefault((words[0][skip:], *words[1:]), candidate)
        if not names:
            return
        heads = {words[0]: words for words in sorted(names, key=len)}
        covered = {
            t for start, end in taken for t in range(self.document.token_at(start), self.document.token_at(end - 1) + 1)
        }
        for sentence in self.document.sentences:
            for index in range(sentence.first, sentence.last):
                if index in covered or self.tokens[index].kind != "w":
                    continue
                text = self.tokens[index].text
                for size in (0, 1, 2):
                    words = heads.get(text[size:])
                    if words and text[:size] in self.rules._prefixes:
                        rest = tuple(t.text for t in self.tokens[index + 1 : index + len(words)])
                        if rest == words[1:]:
                            first = names[words]
                            yield Candidate(
                                MentionType.PLACE,
                                self.tokens[index].start + size,
                                self.tokens[index + len(words) - 1].end,
                                "places:again",
                                0.8,
                                first.row,
                                first.attributes,
                            )
                            break


def best_kind(rows: tuple[PlaceRow, ...], *, division: bool = False) -> PlaceKind:
    """Return the kind of the most prominent row.

    Args:
        rows: Places of one name.
        division: «شرقي حلب»: the governorate is meant where there is one; else the city goes first.
    """
    ranked = sorted(rows, key=lambda row: ((row.kind is PlaceKind.GOVERNORATE) != division, -row.prominence, row.id))
    if not division:
        ranked.sort(
            key=lambda row: (-row.prominence if row.kind is not PlaceKind.GOVERNORATE else -row.prominence + 1, row.id)
        )
    return ranked[0].kind
