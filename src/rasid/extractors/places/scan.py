"""One pass over the sentences of a document."""

from collections.abc import Iterator

from rasid.document import Document
from rasid.extractors.base import Candidate
from rasid.extractors.places.candidates import make, named
from rasid.extractors.places.guards import Guards
from rasid.extractors.places.kinds import best_kind, kind_for_noun
from rasid.extractors.places.names import Name, NameReader
from rasid.extractors.places.regions import Regions
from rasid.extractors.places.rules import ClassRow, Rules
from rasid.gazetteer import Gazetteer, PlaceRow
from rasid.matching import Hit
from rasid.records import PlaceKind
from rasid.text.normalize import fold
from rasid.text.tokenize import Sentence, is_bracket_or_quote

_TRIMMED = frozenset(
    {
        PlaceKind.VILLAGE,
        PlaceKind.TOWN,
        PlaceKind.CITY,
        PlaceKind.DISTRICT,
        PlaceKind.GOVERNORATE,
        PlaceKind.NEIGHBOURHOOD,
    }
)


class Scan:
    """Reads one document, sentence by sentence."""

    def __init__(self, rules: Rules, guards: Guards, gazetteer: Gazetteer, document: Document) -> None:
        """Keep the longest gazetteer name that starts at each token."""
        self.rules = rules
        self.guards = guards
        self.document = document
        self.tokens = document.tokens
        self.hits: dict[int, Hit] = {}
        further = (h for h in gazetteer.find(document.tokens, rules.prefixes) if not guards.common_word(document, h))
        for hit in (*document.hits.get("places", ()), *further):
            known = self.hits.get(hit.first)
            if known is None or _rank(hit) > _rank(known):
                self.hits[hit.first] = hit
            elif hit.start == known.start and hit.end == known.end:
                self.hits[hit.first] = known._replace(row=(*known.row, *hit.row))
        self.hits = guards.supported(document, self.hits)
        self.told = guards.countries(document, self.hits)
        self.names = NameReader(rules, document, self.hits)
        self.regions = Regions(rules, document, self.hits, self.names)
        self._last: Candidate | None = None

    def sentence(self, sentence: Sentence) -> Iterator[Candidate]:
        """Yield the candidates of a sentence."""
        index, end = sentence.first, sentence.last
        self._last = None
        while index < end:
            if index not in self.hits and not self.rules.opens(self.tokens[index].text):
                index += 1
                continue
            found, after = self.regions.countryside(index, end)
            if not found:
                found, after = self.regions.region(index, end)
            if not found:
                found, after = self._after_class_noun(index, end)
            if not found:
                found, after = self._listed(index, end)
            if found:
                self._last = found[-1]
            yield from found
            index = max(after, index + 1)

    def _after_class_noun(self, index: int, end: int) -> tuple[list[Candidate], int]:
        token = self.tokens[index]
        word, size = self.rules.bare(token.text)
        row = self.rules.nouns.get(word)
        if row is None or self._is_whole_name(index, token.end):
            return [], index
        start = token.start + size
        if not self._is_noun(index, start, row):
            return [], index
        at = index + 1
        if row.number == "many":
            # «القرى المحيطة»: after the article no name follows, unless in brackets.
            opened = at < end and self.tokens[at].text in ("(", ":", "«", '"')
            capture = row.capture == "yes" and (opened or not word.startswith("ال"))
            names = self.names.several(at, end, capture=capture, definite=_is_area(row), settlement=_is_settlement(row))
            found = [named(n, self.hits, row.kind, row.id, weak=row.weak) for n in names]
            return found, names[-1].last if names else index
        name = self.names.read(
            at,
            end,
            capture=row.capture == "yes",
            quoted=row.capture == "quoted",
            strict=row.in_name == "yes",
            settlement=_is_settlement(row),
            village=_is_settlement(row) and row.kind is PlaceKind.VILLAGE,
            definite=_is_area(row),
        )
        if name is None:
            return [], index
        if row.in_name == "no":
            return [named(name, self.hits, self._unlisted_kind(row, name), row.id, weak=row.weak)], name.last
        return self._whole(start, row, name, end)

    def _is_noun(self, index: int, start: int, row: ClassRow) -> bool:
        """The word is spelled like the noun, and not part of a set phrase («عن طريق», «خارطة طريق»)."""
        token = self.tokens[index]
        if row.kind is PlaceKind.ROAD and index and self.tokens[index - 1].text in self.rules.before_road:
            return False
        written = self.document.clean(start, token.end)
        if written.endswith("ه") and index + 1 not in self.hits and written not in row.forms:
            # «لبلده»: «his country», unless a listed name follows.
            return False
        return _spelled(written, row)

    def _is_whole_name(self, index: int, end: int) -> bool:
        """The noun begins a listed name that is not a listed name without it."""
        hit = self.hits.get(index)
        if hit is None or hit.end <= end:
            return False
        start, noun = self._trimmed(hit)
        inner = self.hits.get(self._second(hit))
        return noun is None or inner is None or inner.start != start or inner.end < hit.end

    def _unlisted_kind(self, row: ClassRow, name: Name) -> PlaceKind:
        """«منطقة X» of an unlisted X is most often a village or a spot near one."""
        if _is_area(row) and not name.listed:
            return PlaceKind.VILLAGE
        return row.kind

    def _whole(self, start: int, row: ClassRow, name: Name, end: int) -> tuple[list[Candidate], int]:
        """A name with its class noun: «مطار X العسكري», «طريق X - Y»."""
        last, stop = name.last, name.end
        if row.kind is PlaceKind.ROAD and last + 1 < end and self.tokens[last].text in ("-", "–", "ـ"):
            further = self.names.read(last + 1, end, capture=False)
            if further is not None:
                last, stop = further.last, further.end
        while last < end and self.tokens[last].text in self.rules.facility_modifiers:
            stop = self.tokens[last].end
            last += 1
        stop = self.names.balanced(start, stop)
        return [make(start, stop, row.kind, row.id, 0.9 if name.listed else 0.8)], last

    def _listed(self, index: int, end: int) -> tuple[list[Candidate], int]:
        hit = self.hits.get(index)
        if hit is None:
            return [], index
        after, before = self._after_place(hit), self._before_place(hit, end)
        if not self.guards.allow(self.document, hit, end, after_place=after, before_place=before, told=self.told):
            return [], index
        rows: tuple[PlaceRow, ...] = hit.row
        rule = f"gazetteer-{rows[0].id}"
        start, noun = self._trimmed(hit)
        if noun is not None:
            kind = kind_for_noun(rows, noun.kind, weak=noun.weak)
            return [make(start, hit.end, kind, rule, 0.9, row=rows)], hit.last
        stop = self.names.balanced(hit.start, hit.end)
        return [make(hit.start, stop, best_kind(rows), rule, 0.85, row=rows, bare=True)], hit.last

    def _trimmed(self, hit: Hit) -> tuple[int, ClassRow | None]:
        """The name alone where the listed form begins with a class noun («حي الشيخ رضوان»)."""
        if hit.last - hit.first < 2:
            return hit.start, None
        noun = self.rules.nouns.get(self.tokens[hit.first].text[len(hit.prefix) :])
        inner = self.hits.get(self._second(hit))
        alone = any(row.kind in _TRIMMED for row in hit.row) or (
            noun is not None and noun.weak and inner is not None and inner.end == hit.end
        )
        if noun is None or noun.in_name == "yes" or not alone:
            return hit.start, None
        if self.tokens[self._second(hit)].text in self.rules.nationalities:
            # «العاصمة الليبية»: no name stands without the noun.
            return hit.start, None
        if noun.kind is PlaceKind.CITY and all(row.kind is PlaceKind.NEIGHBOURHOOD for row in hit.row):
            return hit.start, None
        return self.tokens[self._second(hit)].start, noun

    def _second(self, hit: Hit) -> int:
        """Index of the second word of a name, past quotes and brackets."""
        index = hit.first + 1
        while index < hit.last - 1 and is_bracket_or_quote(self.tokens[index]):
            index += 1
        return index

    def _after_place(self, hit: Hit) -> bool:
        """«X وY», «X، Y»: joined to the place before."""
        last = self._last
        if last is None or last.attributes.get("core"):
            return False
        between = self.document.text.folded[last.end : hit.start].strip()
        return between in ("و", "،", ",", "، و")

    def _before_place(self, hit: Hit, end: int) -> bool:
        """«X وY», «X، Y»: joined to a listed name after it."""
        index = hit.last
        if index < end and self.tokens[index].text in ("،", ","):
            index += 1
            return index < end and index in self.hits
        return index < end and index in self.hits and self.hits[index].prefix == "و"


def _is_settlement(row: ClassRow) -> bool:
    """«قرية», «قرى», «بلدة», «ناحية»: names of several words follow."""
    return row.kind in (PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.DISTRICT) and row.in_name == "no" and not row.weak


def _rank(hit: Hit) -> tuple[int, bool, int]:
    """The longer name goes first, then a well-known one («ب» + «روما»), then the one that needs no prefix."""
    return (hit.end, max(row.prominence for row in hit.row) >= 4, -hit.start)


def _is_area(row: ClassRow) -> bool:
    """«منطقة», «مناطق»: what follows is a name less often than not."""
    return row.weak and row.kind is PlaceKind.DISTRICT


def _spelled(written: str, row: ClassRow) -> bool:
    """A written hamza must be one of the noun: «وأدى» is not «وادي»."""
    return any(
        all(w == f or w not in "أإآؤئ" for w, f in zip(written, form, strict=True))
        for form in row.forms
        if fold(form) == fold(written)
    )
