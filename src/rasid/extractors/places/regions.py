"""Regions named after a place or a country: «ريف حلب الشمالي», «الشمال السوري», «الحدود السورية التركية»."""

from rasid.document import Document
from rasid.extractors.base import Candidate
from rasid.extractors.places.candidates import make, named
from rasid.extractors.places.names import NameReader
from rasid.extractors.places.rules import Rules
from rasid.matching import Hit
from rasid.records import PlaceKind
from rasid.text.morphology import without_li
from rasid.text.tokenize import is_bracket_or_quote

Found = tuple[list[Candidate], int]


class Regions:
    """The grammar of regions over one document; each method returns what it found and the token after."""

    def __init__(self, rules: Rules, document: Document, hits: dict[int, Hit], names: NameReader) -> None:
        """Share the readers of the scan."""
        self.rules = rules
        self.document = document
        self.tokens = document.tokens
        self.hits = hits
        self.names = names

    def countryside(self, index: int, end: int) -> Found:
        """«ريف X [الشمالي]», «الريف الشمالي لمدينة X», «ريفي X وY» (two names)."""
        word, size = self.rules.bare(self.tokens[index].text)
        if word not in self.rules.countryside:
            return [], index
        start = self.tokens[index].start + size
        if word.startswith("ال"):
            return self._definite(index, end, start)
        listed = self.hits.get(index)
        if listed is not None and any(row.kind is PlaceKind.GOVERNORATE for row in listed.row):
            # «ريف دمشق» is a governorate itself, and no part of the one named «دمشق».
            last, stop = self.names.directions(listed.last, end, listed.end)
            return ([self._around(start, stop, start, listed.end)], last) if stop > listed.end else ([], index)
        at = self.names.skip_noun(index + 1)
        name = self.names.read(at, end, capture=True)
        if name is None:
            return [], index
        names = self.names.several(at, end, capture=False) if word != "ريف" else []
        if len(names) > 1:
            found = [named(n, self.hits, PlaceKind.GOVERNORATE, "countryside-2", weak=True) for n in names]
            return found, names[-1].last
        last, stop = self.names.directions(name.last, end, name.end)
        return [self._around(start, stop, name.start, name.end)], last

    def _definite(self, index: int, end: int, start: int) -> Found:
        """«الريف الشرقي لمحافظة دير الزور», «الريف الشمالي لحلب»."""
        tokens = self.tokens
        at, _ = self.names.directions(index + 1, end, tokens[index].end)
        if at == index + 1 or at >= end:
            return [], index
        head = at
        listed = self.hits.get(at)
        if listed is None or listed.last == at + 1:  # «دير» is no monastery in «لدير الزور»
            at += self.rules.bare(tokens[at].text)[0] in self.rules.nouns
        while at < end and is_bracket_or_quote(tokens[at]):
            at += 1
        name = self.names.read(at, end, capture=True) if at < end else None
        if name is None or not tokens[head].text.startswith("ل"):
            return [], index
        return [self._around(start, name.end, name.start, name.end)], name.last

    def _around(self, start: int, stop: int, core_start: int, core_end: int) -> Candidate:
        core = self.document.clean(core_start, core_end)
        return make(start, stop, PlaceKind.REGION, "countryside", 0.93, core=core)

    def region(self, index: int, end: int) -> Found:
        """«الشمال السوري», «الحدود السورية التركية», «المنطقة الجنوبية»."""
        token, rules = self.tokens[index], self.rules
        size, head = self._head(token.text)
        if not head:
            return [], index
        at = index + 1
        following = self.tokens[at].text if at < end else ""
        past, _ = self.names.directions(at, end, 0)  # «الشمال الغربي السوري»
        said = past < end and self.tokens[past].text in rules.nationalities
        if said and head in rules.region_heads:
            at = past + 1
            while at < end and (
                self.tokens[at].text in rules.nationalities or self.tokens[at].text in rules.region_tails
            ):
                at += 1
            if at + 1 < end and self.tokens[at].text in ("-", "–") and self.tokens[at + 1].text in rules.nationalities:
                at += 2
        elif following in rules.adjectives and head in rules.quarter_heads:
            at, _ = self.names.directions(at, end, 0)
        else:
            return [], index
        if index in self.hits and self.hits[index].last >= at:
            return [], index
        return [make(token.start + size, self.tokens[at - 1].end, PlaceKind.REGION, "region", 0.88)], at

    def _head(self, text: str) -> tuple[int, str]:
        rules = self.rules
        for size in (0, 1, 2):
            head = text[size:]
            if text[:size] in rules.prefixes and (head in rules.region_heads or head in rules.quarter_heads):
                return size, head
            if (whole := without_li(head)) in rules.region_heads:
                return size, whole
        return 0, ""
