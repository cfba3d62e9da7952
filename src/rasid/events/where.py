"""The place of an event: from its clause, from what «these villages» refers to, or from the rest of its sentence."""

from bisect import bisect_left
from collections.abc import Container, Sequence
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from rasid.events.clauses import Clause
from rasid.events.draft import ATTACKS
from rasid.events.scene import Scene
from rasid.events.triggers import Trigger
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Items, Row, load
from rasid.records import EventType, PlaceKind
from rasid.text.morphology import affixes
from rasid.text.normalize import fold

_SPECIFICITY = {
    PlaceKind.FACILITY: 0,
    PlaceKind.CAMP: 1,
    PlaceKind.NEIGHBOURHOOD: 1,
    PlaceKind.VILLAGE: 2,
    PlaceKind.TOWN: 3,
    PlaceKind.CITY: 4,
    PlaceKind.ROAD: 5,
    PlaceKind.NATURAL: 5,
    PlaceKind.DISTRICT: 6,
    PlaceKind.REGION: 7,
    PlaceKind.GOVERNORATE: 8,
    PlaceKind.COUNTRY: 9,
}
_MOVING = frozenset({EventType.FORCE_MOVEMENT, EventType.AID_BLOCKED_OR_SIEGE})
"""What moves, or is kept from moving: where it is heading is where it happens."""
_TOWN = 3
_REACH = 7
"""«القرى المذكورة» stands within this many tokens of the trigger."""
_MEMORY = 40
"""Places named longer ago (in mentions) are not referred to."""


_WITHIN = frozenset({PlaceKind.NEIGHBOURHOOD, PlaceKind.FACILITY, PlaceKind.ROAD})
"""What lies in a town that the same clause may name by its class alone («في شارع X وسط المدينة»)."""


class AnaphorRow(Row):
    """Nouns that point back to a place by its class («المدينة»), and the kinds of place that they can mean."""

    words: Items
    kinds: Items


@cache
def _anaphors() -> MappingProxyType[str, frozenset[str]]:
    """Return the kinds of place by the noun that points back to them, with the clitics that it takes."""
    kinds: dict[str, frozenset[str]] = {}
    for row in load("place_anaphors", AnaphorRow):
        for word in row.words:
            bare = fold(word).removeprefix("ال")
            kinds.update({prefix + bare: frozenset(row.kinds) for prefix in affixes("article_prefix") if prefix})
    return MappingProxyType(kinds)


def ordered(places: Sequence[Candidate]) -> list[Candidate]:
    """Return places, the most specific first."""
    return sorted(places, key=lambda m: (_SPECIFICITY[m.attributes["kind"]], m.start))


class PlaceFinder:
    """Finds the places of an event; immutable."""

    def __init__(self) -> None:
        """Read the closed lists."""
        self._pointers = words("role_words", "pointer")
        self._settlements = words("role_words", "settlement")
        self._origins = words("role_words", "origin")
        self._headings = words("role_words", "heading")
        self._whither = words("role_words", "whither")
        self._directions = words("role_words", "direction")
        self._carried = words("role_words", "carried")
        self._purposes = words("role_words", "purpose")

    def find(
        self,
        scene: Scene,
        trigger: Trigger,
        clause: Clause,
        *,
        used: Container[int],
        firsts: frozenset[int],
        before: Sequence[Candidate],
    ) -> tuple[list[Candidate], bool]:
        """Return the places of an event, the most specific first, and whether its own clause tells them.

        Args:
            scene: The sentence.
            trigger: The trigger.
            clause: Its clause.
            used: Starts of the mentions that are parties.
            firsts: First tokens of all triggers of the sentence.
            before: Place mentions of the article up to this sentence, in text order.
        """
        if anaphor := self._referred(scene, trigger, clause, before):
            return anaphor, True
        after = min((f for f in firsts if f > trigger.last), default=clause.last)
        ranges = (
            (trigger.first, min(after, clause.last)),
            (clause.first, trigger.first),
            (scene.sentence.first, clause.first),
        )
        left = trigger.type is EventType.TERRITORY_LEFT
        for first, last in ranges:
            chosen = [m for m in self._between(scene, first, last, trigger, left=left) if m.start not in used]
            # «حشد قواته في X تمهيداً لدخول Y»: Y is the aim. Where no place stands before the aim, the aim tells it.
            chosen = _before(scene, trigger.last, self._purposes, chosen)
            if all(m.attributes["kind"] in _WITHIN for m in chosen):
                meant = self._meant(scene, first, last, before)
                chosen.extend(m for m in meant if m not in chosen)
            if chosen:
                fled = trigger.type is EventType.DISPLACEMENT
                if fled and not self._between(scene, first, last, trigger, left=True):
                    chosen = [*self._fled(scene, trigger, ranges), *chosen]
                return self.ranked(scene, chosen), first >= clause.first
        return [], False

    def _fled(self, scene: Scene, trigger: Trigger, ranges: Sequence[tuple[int, int]]) -> list[Candidate]:
        """«هجوم على بلدة X أدى إلى نزوح السكان إلى Y»: from where they fled, where Y alone stands with the trigger."""
        found = (self._between(scene, first, last, trigger, left=True) for first, last in ranges)
        return next((places for places in found if places), [])

    def later(self, scene: Scene, trigger: Trigger, *, used: Container[int]) -> list[Candidate]:
        """Return the places told after a trigger, in whatever clause («قُتل تحت التعذيب بعد احتجازه في مدينة X»).

        Where a conjunction turns to something else («، وهذه الضربات …») its places are not those of the trigger.
        """
        at = bisect_left(scene.turns, trigger.last)
        last = scene.turns[at] if at < len(scene.turns) else scene.sentence.last
        if trigger.type is EventType.TERRITORY_LEFT:  # «انسحبت بنية استقدام تعزيزات من X»: X is not what was left
            last = next((i for i in range(trigger.last, last) if scene.text(i) in self._purposes), last)
        chosen = self._between(scene, trigger.last, last, trigger, left=False)
        return self.ranked(scene, [m for m in chosen if m.start not in used])

    def _referred(self, scene: Scene, trigger: Trigger, clause: Clause, before: Sequence[Candidate]) -> list[Candidate]:
        """«القرى المذكورة», «هذه القرى»: the places named last."""
        for index in range(trigger.last, min(trigger.last + _REACH, clause.last)):
            mention = scene.first_of.get(index)
            if mention is not None and mention.type is MentionType.PLACE:
                return []
            word = scene.tokens[index].text
            pointed = scene.text(index - 1) in self._pointers or scene.text(index + 1) in self._pointers
            if word.removeprefix("ب") in self._settlements and pointed:
                start = scene.tokens[index].start
                named = [*before[-_MEMORY:], *(m for m in scene.mentions if m.type is MentionType.PLACE)]
                fine = [m for m in named if m.start < start and _SPECIFICITY[m.attributes["kind"]] <= _TOWN]
                last = scene.document.sentence_at(fine[-1].start) if fine else None
                return [m for m in fine if last is not None and last.start <= m.start < last.end]
        return []

    @staticmethod
    def _meant(scene: Scene, first: int, last: int, before: Sequence[Candidate]) -> list[Candidate]:
        """«في المدينة», «اقتحمت القرية»: the place of that class that was named last."""
        for index in range(first, last):
            kinds = _anaphors().get(scene.tokens[index].text)
            if kinds is None or index in scene.by_token or index + 1 in scene.by_token:
                continue
            if scene.text(index + 1).startswith("ال"):
                continue  # «المدينة الجامعية»
            start = scene.tokens[index].start
            named = [*before[-_MEMORY:], *(m for m in scene.mentions if m.type is MentionType.PLACE)]
            fitting = [m for m in named if m.start < start and m.attributes["kind"] in kinds]
            if fitting:
                return fitting[-1:]
        return []

    def ranked(self, scene: Scene, chosen: Sequence[Candidate]) -> list[Candidate]:
        """«بلدة سلوان جنوب المسجد الأقصى»: what follows a direction says where the place before it lies."""
        landmarks = [m for before, m in pairwise(chosen) if self._lies(scene, before, m)]
        return [*ordered([m for m in chosen if m not in landmarks]), *ordered(landmarks)]

    def _lies(self, scene: Scene, place: Candidate, other: Candidate) -> bool:
        """Tell whether the other place says where the one before it lies («معين بالعاصمة صنعاء»)."""
        first = scene.document.token_at(other.start)
        if scene.text(first - 1) in self._directions:
            return True
        within = scene.prefix_of(other) == "ب" or scene.text(first - 1) == "في"
        return within and scene.last_of(place) >= first - 1

    def _between(self, scene: Scene, first: int, last: int, trigger: Trigger, *, left: bool) -> list[Candidate]:
        """Return the places of a stretch but those that say from where, next to what or, when ``left``, whereto."""
        elsewhere = self._origins | (self._whither if left else frozenset())
        if trigger.type not in _MOVING:
            elsewhere |= self._headings  # «السيارة المتجهة إلى X»
        found = []
        for index in scene.places[bisect_left(scene.places, first) : bisect_left(scene.places, last)]:
            near = {scene.text(at) for at in range(max(first, index - 3), index)}
            # «الطريق بين X وY», but «اشتباكات بين نازحين داخل مخيم X».
            beside = scene.text(index - 1) == "بين" or (scene.text(index - 2) == "بين" and index - 1 not in scene.nouns)
            if not near & elsewhere and not beside:
                found.append(scene.first_of[index])
        # «قصف بلدة X ونقل الجرحى إلى مشفى في Y»: Y, unless nothing else is told.
        return _before(scene, first, self._carried, found) if trigger.type in ATTACKS else found


def _before(scene: Scene, first: int, marks: Container[str], places: list[Candidate]) -> list[Candidate]:
    """Return the places before the first of some words; all of them where none stands before it."""
    last = scene.document.token_at(places[-1].start) if places else first
    for at in range(first, last):
        if scene.text(at) in marks:
            return [place for place in places if place.start < scene.tokens[at].start] or places
    return places
