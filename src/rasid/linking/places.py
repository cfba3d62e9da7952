"""Places: which mentions are one place, which gazetteer row it is, and how well that fixes it on the map.

Never a bare guess: every place says how precise its coordinates are and, where they are missing or coarse, why.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from itertools import islice
from math import inf
from types import MappingProxyType
from typing import Any

from rasid.document import Document
from rasid.extractors.base import Candidate, MentionType
from rasid.gazetteer import Gazetteer, PlaceRow
from rasid.linking.base import English, Entity
from rasid.linking.context import Context, key_of_name, key_of_place, nationality_behind, rows_of
from rasid.linking.english_places import directions_of, english_countryside, english_of
from rasid.linking.resolution import (
    Anchor,
    Division,
    Fix,
    Surroundings,
    choose,
    fix_of,
    of_division,
    one_spot,
    unlisted,
)
from rasid.records import PlaceKind, Precision
from rasid.text.morphology import without_li

__all__ = ["Fix", "link_places"]

_SETTLEMENTS = frozenset(
    {PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY, PlaceKind.DISTRICT, PlaceKind.NEIGHBOURHOOD}
)
_LOCAL = frozenset({*_SETTLEMENTS, PlaceKind.CAMP, PlaceKind.FACILITY})
_KNOWN = 3
"""Prominence of places that stand for themselves in an article on another country."""
_NEAR = 60
"""A governorate named within this many code points after a place is taken to contain it («الجنينة بريف دير الزور»)."""
_MOST_ANCHORS = 6
_INSIDE = frozenset({"في", "ب", "(", "داخل"})
"""What stands between a place and the country or governorate that it lies in."""


def link_places(
    document: Document, candidates: Sequence[Candidate], gazetteer: Gazetteer, context: Context
) -> tuple[Entity, ...]:
    """Group mentions into places, in order of first mention, and resolve each.

    Returns:
        Entities whose ``attributes`` hold ``kind`` and ``fix`` (a ``Fix``).
    """
    return _Linker(document, candidates, gazetteer, context).entities()


class _Linker:
    """Resolves the places of one article."""

    def __init__(
        self, document: Document, candidates: Sequence[Candidate], gazetteer: Gazetteer, context: Context
    ) -> None:
        self.document = document
        self.candidates = candidates
        self.gazetteer = gazetteer
        self.context = context
        self.rows = {c.start: rows_of(c, gazetteer) or self._listed(c) for c in candidates}
        self.hints, self.within = self._hints()
        self.anchors = self._anchors()

    def entities(self) -> tuple[Entity, ...]:
        clusters: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        for candidate in self.candidates:
            kind: PlaceKind = candidate.attributes["kind"]
            sort = "settlement" if kind in _SETTLEMENTS else kind.value
            clusters[self._key(candidate), sort].append(candidate)
        return tuple(map(self._entity, clusters.values()))

    def _written(self, candidate: Candidate) -> str:
        return self.document.clean(candidate.start, candidate.end)

    def _listed(self, candidate: Candidate) -> tuple[PlaceRow, ...]:
        if candidate.attributes.get("core"):
            return ()
        rows = self.gazetteer.rows(key_of_place(self._written(candidate)))
        if candidate.rule == "places:region":
            # «الضفة الغربية» of the Euphrates is not the West Bank.
            return tuple(row for row in rows if row.country is None or self.context.countries[row.country])
        return rows

    def _key(self, candidate: Candidate) -> str:
        """Variants of one listed place share a key: its best row's id."""
        rows = self.rows[candidate.start]
        core: str | None = candidate.attributes.get("core")
        if core is None:
            return rows[0].id if rows else key_of_place(self._written(candidate))
        return f"{directions_of(self._written(candidate), core)} of {rows[0].id if rows else key_of_place(core)}"

    # -- what stands around ------------------------------------------------------------------------------------------

    def _hints(self) -> tuple[dict[int, Division], dict[int, Division]]:
        """Return for the start of a mention the (country, governorate) named after it, and the one that contains it."""
        found: dict[int, Division] = {}
        within: dict[int, Division] = {}
        pairs = list(zip(self.candidates, self.candidates[1:], strict=False))
        for before, after in pairs:
            if after.start - before.end <= _NEAR and (hint := self._division(after)):
                found[before.start] = hint
                if self._between(before, after) in _INSIDE:
                    within[before.start] = hint
        # From the end backwards, so that «الجنينة والجيعة بريف دير الزور» passes the hint on.
        for before, after in reversed(pairs):
            for known in (found, within) if after.start - before.end < 4 else ():
                if before.start not in known and after.start in known:
                    known[before.start] = known[after.start]
        return found, within

    def _between(self, before: Candidate, after: Candidate) -> str:
        return self.document.text.folded[before.end : after.start].strip()

    def _division(self, mention: Candidate) -> Division | None:
        rows = self.rows[mention.start]
        for row in rows:
            if row.kind is PlaceKind.GOVERNORATE and row.country:
                return (row.country, row.name)
        if mention.attributes.get("core") or mention.attributes["kind"] in (PlaceKind.DISTRICT, PlaceKind.CITY):
            divisions = {
                (row.country, row.governorate)
                for row in rows
                if row.country and row.governorate and row.prominence >= 2
            }
            if len(divisions) == 1:
                return divisions.pop()
        return None

    def _anchors(self) -> list[Anchor]:
        """Return the places that can mean only one spot."""
        found = []
        main = self.context.main_country()
        for candidate in self.candidates:
            row = one_spot([row for row in self.rows[candidate.start] if row.kind in _LOCAL])
            if row is None or row.lat is None or row.lon is None:
                continue
            if main in (None, row.country) or row.prominence >= _KNOWN:
                found.append(Anchor(candidate.start, row.lat, row.lon))
        return found

    def _surroundings(self, mentions: Sequence[Candidate]) -> Surroundings:
        first = mentions[0]
        hint = next((self.hints[m.start] for m in mentions if m.start in self.hints), None)
        own = {m.start for m in mentions}
        near = tuple(islice(self._nearest(first.start, own), _MOST_ANCHORS))
        country = next((code for m in mentions if (code := self._country_behind(m))), None)
        told = next((self.within[m.start] for m in mentions if m.start in self.within), None)
        within = (told, of_division(told, self.gazetteer, "")) if told is not None else None
        return Surroundings(country, within, hint, near, self._of_sentence(first))

    def _country_behind(self, mention: Candidate) -> str | None:
        """«مدينة طرابلس اللبنانية», «بلدة سراقب في سوريا»: the country named right behind a place."""
        said = nationality_behind(self.document, mention)
        if said is not None:
            return said.country
        index = bisect_left(self.candidates, mention.end, key=lambda candidate: candidate.start)
        if index < len(self.candidates):
            after = self.candidates[index]
            rows = self.rows[after.start]
            if self._between(mention, after) in _INSIDE and rows and all(row.kind is PlaceKind.COUNTRY for row in rows):
                return rows[0].country
        return None

    def _nearest(self, position: int, own: Container[int]) -> Iterator[Anchor]:
        """Yield the anchors but a place's own, the nearest in the text first."""
        right = bisect_left(self.anchors, position, key=lambda anchor: anchor.position)
        left = right - 1
        while left >= 0 or right < len(self.anchors):
            before = position - self.anchors[left].position if left >= 0 else inf
            after = self.anchors[right].position - position if right < len(self.anchors) else inf
            at, left, right = (left, left - 1, right) if before <= after else (right, left, right + 1)
            if self.anchors[at].position not in own:
                yield self.anchors[at]

    def _of_sentence(self, mention: Candidate) -> Division | None:
        sentence = self.document.sentence_at(mention.start)
        if sentence is None:
            return None
        divisions: Counter[Division] = Counter()
        low = bisect_left(self.candidates, sentence.start, key=lambda candidate: candidate.start)
        high = bisect_left(self.candidates, sentence.end, key=lambda candidate: candidate.start)
        for other in self.candidates[low:high]:
            if other is not mention:
                homes = {(r.country, r.governorate) for r in self.rows[other.start] if r.country and r.governorate}
                if len(homes) == 1:
                    divisions[homes.pop()] += 1
        top = divisions.most_common(2)
        return top[0][0] if top and (len(top) == 1 or top[0][1] > top[1][1]) else None

    # -- entities ----------------------------------------------------------------------------------------------------

    def _entity(self, mentions: list[Candidate]) -> Entity:
        explicit = [m for m in mentions if not m.attributes.get("bare")]
        kind: PlaceKind = (explicit or mentions)[0].attributes["kind"]
        longest = max(mentions, key=lambda m: (m.end - m.start, -m.start))
        written = self._written(longest)
        around = self._surroundings(mentions)
        region = next((m for m in mentions if m.attributes.get("core")), None)
        row = center = None
        if region is not None:
            center, fix = self._around(region, around)
        else:
            row, fix = self._resolved(mentions, written, kind, around)
            if row is not None and not explicit:
                kind = row.kind
        name = row.name if row is not None else without_li(written)
        english = English(row.name_en, listed=True) if row and row.name_en else self._english(name, region, center)
        attributes: dict[str, Any] = {"kind": kind, "fix": fix}
        return Entity(
            MentionType.PLACE, name, english.text, english.rule, row, tuple(mentions), MappingProxyType(attributes)
        )

    def _english(self, name: str, region: Candidate | None, center: PlaceRow | None) -> English:
        if region is None:
            return english_of(name, self._listed_english, self._country_english)
        core = without_li(region.attributes["core"])
        directions = directions_of(name, region.attributes["core"])
        return english_countryside(directions, core, center.name_en if center else self._listed_english(core))

    def _listed_english(self, name: str) -> str | None:
        """Return the English name that most places of a name bear, those of the article's countries first."""
        rows = self.gazetteer.rows(key_of_name(name))
        near = [row for row in rows if row.country and self.context.countries[row.country]] or rows
        best = Counter(row.name_en for row in near if row.name_en).most_common(1)
        return best[0][0].partition(",")[0] if best else None  # «Kastana, Idlib»

    def _country_english(self, code: str) -> str | None:
        return self._listed_english(self.gazetteer.country_name(code) or "")

    def _resolved(
        self, mentions: Sequence[Candidate], written: str, kind: PlaceKind, around: Surroundings
    ) -> tuple[PlaceRow | None, Fix]:
        rows = next((self.rows[m.start] for m in mentions if self.rows[m.start]), ())
        row, why = choose(rows, kind, around, self.context)
        if not rows and kind in _LOCAL:
            # Another spelling of a listed name, if it lies where the text says.
            near = [
                r for r in self.gazetteer.loosely(key_of_name(written)) if r.kind in _LOCAL and self._fits(r, around)
            ]
            row, _ = choose(near, kind, around, self.context)
            rows = tuple(near)
        if row is None:
            return None, unlisted(written, kind, why, around, self.gazetteer, self.context)
        return row, fix_of(row, rows, self.gazetteer)

    def _fits(self, row: PlaceRow, around: Surroundings) -> bool:
        if around.hint is not None:
            return (row.country, row.governorate) == around.hint
        return row.country is not None and row.country == self.context.main_country()

    def _around(self, region: Candidate, around: Surroundings) -> tuple[PlaceRow | None, Fix]:
        """«ريف X»: X, and around it."""
        rows = self.rows[region.start]
        row, why = choose(rows, PlaceKind.GOVERNORATE, around, self.context)
        if row is None:
            return None, unlisted(self._written(region), PlaceKind.VILLAGE, why, around, self.gazetteer, self.context)
        fix = fix_of(row, rows, self.gazetteer)
        if fix.lat is None:
            return row, fix
        governorate = row.name if row.kind is PlaceKind.GOVERNORATE else fix.governorate
        coarse = row.kind is PlaceKind.GOVERNORATE or fix.precision is Precision.GOVERNORATE
        precision = Precision.GOVERNORATE if coarse else Precision.NEAR
        why = f"the countryside of {row.name}: its centre"
        return row, Fix(fix.lat, fix.lon, precision, governorate, fix.country, why)
