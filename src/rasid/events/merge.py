"""One happening, one event: the headline, the lead and later references of an article are put together."""

from collections.abc import Mapping, Sequence

from rasid.events.draft import Draft
from rasid.events.facts import Fact, Party, Source, Toll
from rasid.events.when import When, bounds, clash
from rasid.extractors.base import Candidate, MentionType
from rasid.records import CasualtyKind, EventType, Modality, ParticipantCategory, PlaceKind
from rasid.spans import Span

_FINE = frozenset(
    {PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY, PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP, PlaceKind.FACILITY}
)
_ATTACKS = frozenset(
    {EventType.SHELLING, EventType.AIR_STRIKE, EventType.ARMED_CLASH, EventType.EXPLOSION, EventType.ATTACK_ON_CIVILIANS}
)
Keys = Mapping[tuple[MentionType, int], int]


def merge_drafts(drafts: Sequence[Draft], frame: Candidate | None, keys: Keys) -> tuple[Fact, ...]:
    """Put together the drafts that tell one happening.

    Args:
        drafts: In text order.
        frame: The expression that dates the article's story.
        keys: For each mention (type, start) its entity.
    """
    events: list[_Event] = []
    for draft in drafts:
        match = next((event for event in reversed(events) if event.takes(draft, keys)), None)
        if match is None:
            events.append(_Event(draft, keys))
        else:
            match.add(draft, keys)
    _pass_on(events)
    return tuple(event.fact(frame) for event in events)


def _pass_on(events: Sequence["_Event"]) -> None:
    """An event without a place happened where the one told right before it did (civilians fled from there)."""
    for before, event in zip(events, events[1:], strict=False):
        near = event.lead.scene.sentence.paragraph - before.lead.scene.sentence.paragraph <= 1
        if not event.places and near and not event.lead.background:
            event.places = list(before.places)


class _Event:
    def __init__(self, draft: Draft, keys: Keys) -> None:
        self.lead = draft
        self.drafts = [draft]
        self.type = draft.type
        self.actors: list[Party] = []
        self.targets: list[Party] = []
        self.places: list[Candidate] = []
        self.tolls: list[Toll] = []
        self.weapons: list[Span] = []
        self.time: When | None = None
        self.source: Source | None = None
        self._take(draft, keys)

    # -- may they be one? --------------------------------------------------------------------------------------------

    def takes(self, draft: Draft, keys: Keys) -> bool:
        """Tell whether a later draft tells the same happening."""
        if (self.lead.modality is Modality.ACTUAL) != (draft.modality is Modality.ACTUAL):
            return False
        refers = draft.trigger.definite and draft.trigger.row.strength == "weak"
        if self.type is not draft.type and not (refers and {self.type, draft.type} <= _ATTACKS):
            return False
        if draft.time and self.time and clash((draft.time.start, draft.time.end), (self.time.start, self.time.end)):
            return False
        if self._apart(draft, keys) or self._other_actors(draft, keys):
            return False
        if draft.background != self.lead.background and draft.time is None:
            return False
        return not self._other_tolls(draft)

    def _apart(self, draft: Draft, keys: Keys) -> bool:
        """Both name settlements, and none in common."""
        mine, theirs = _fine(self.places, keys), _fine(draft.places, keys)
        if mine and theirs:
            return not mine & theirs
        if not mine and not theirs:
            a, b = _coarse(self.places, keys), _coarse(draft.places, keys)
            return bool(a and b and not a & b)
        return False

    def _other_actors(self, draft: Draft, keys: Keys) -> bool:
        mine, theirs = _parties(self.actors, keys), _parties(draft.actors, keys)
        return bool(mine and theirs and not mine & theirs)

    def _other_tolls(self, draft: Draft) -> bool:
        """Different numbers without a common place are different happenings."""
        if draft.places and self.places:
            return False
        for toll in draft.tolls:
            same = [t for t in self.tolls if t.kind is toll.kind and t.low is not None]
            if toll.low is not None and same and all(t.low != toll.low for t in same) and not draft.trigger.definite:
                return True
        return False

    # -- putting together --------------------------------------------------------------------------------------------

    def add(self, draft: Draft, keys: Keys) -> None:
        """Take in another telling; the fuller one leads, the body before the headline."""
        self.drafts.append(draft)
        if _weight(draft) > _weight(self.lead) or (
            self.lead.scene.sentence.zone == "headline" and draft.scene.sentence.zone != "headline"
        ):
            self.lead = draft
        if self.type is EventType.SHELLING and draft.type is EventType.AIR_STRIKE:
            self.type = draft.type
        self._take(draft, keys)

    def _take(self, draft: Draft, keys: Keys) -> None:
        _union(self.actors, draft.actors, keys)
        _union(self.targets, draft.targets, keys)
        known = {keys.get((p.type, p.start)) for p in self.places}
        self.places.extend(p for p in draft.places if keys.get((p.type, p.start)) not in known)
        self.tolls = _merge_tolls(self.tolls, draft.tolls)
        self.weapons.extend(draft.weapons)
        self.time = self.time or draft.time
        self.source = self.source or draft.source

    def fact(self, frame: Candidate | None) -> Fact:
        """Return the finished fact."""
        lead = self.lead
        reasons: dict[str, str] = {}
        time = self.time
        if time is None and frame is not None and not lead.background:
            time = When(*bounds(frame), (frame,))
        checks = (("actors", self.actors), ("targets", self.targets), ("places", self.places), ("casualties", self.tolls))
        for slot, value in checks:
            if not value:
                reasons[slot] = "the text names none with this event"
        if time is None:
            reasons["start"] = "background without a date of its own" if lead.background else "the text gives no time"
        if self.source is None:
            reasons["source"] = "the text names nobody who says so"
        return Fact(
            type=self.type,
            trigger=Span(lead.trigger.start, lead.trigger.end),
            rule=f"triggers:{lead.trigger.row.id}",
            evidence=lead.evidence,
            actors=tuple(self.actors),
            targets=tuple(self.targets),
            places=tuple(self.places),
            dates=time.dates if time else (),
            start=time.start if time else None,
            end=time.end if time else None,
            tolls=tuple(self.tolls),
            weapons=tuple(dict.fromkeys(self.weapons)),
            source=self.source,
            modality=lead.modality,
            background=lead.background,
            references=tuple(Span(d.trigger.start, d.trigger.end) for d in self.drafts if d is not lead),
            reasons=reasons,
            score=0.9 if lead.trigger.row.strength == "strong" else 0.7,
        )


def _weight(draft: Draft) -> int:
    return 2 * bool(draft.places) + bool(draft.actors) + bool(draft.targets) + bool(draft.tolls) + bool(draft.time)


def _fine(places: Sequence[Candidate], keys: Keys) -> set[int | None]:
    return {keys.get((p.type, p.start)) for p in places if p.attributes["kind"] in _FINE}


def _coarse(places: Sequence[Candidate], keys: Keys) -> set[int | None]:
    return {keys.get((p.type, p.start)) for p in places if p.attributes["kind"] is not PlaceKind.COUNTRY}


def _parties(parties: Sequence[Party], keys: Keys) -> set[int]:
    found = {keys.get((p.mention.type, p.mention.start)) for p in parties if p.mention is not None}
    return {key for key in found if key is not None}


def _union(known: list[Party], more: Sequence[Party], keys: Keys) -> None:
    for party in more:
        if party.mention is not None:
            key = keys.get((party.mention.type, party.mention.start))
            if key is not None and key in _parties(known, keys):
                continue
        elif any(party.category is p.category and p.mention is None for p in known):
            if party.category in (ParticipantCategory.CIVILIANS, ParticipantCategory.COMBATANTS):
                continue
        known.append(party)


def _merge_tolls(known: list[Toll], more: Sequence[Toll]) -> list[Toll]:
    """Of one kind the fuller telling stays; numbers beat none."""
    result = list(known)
    for kind in CasualtyKind:
        new = [toll for toll in more if toll.kind is kind]
        old = [toll for toll in result if toll.kind is kind]
        if not new:
            continue
        if not old or (_numbered(new), len(new)) > (_numbered(old), len(old)):
            result = [toll for toll in result if toll.kind is not kind] + new
    return result


def _numbered(tolls: Sequence[Toll]) -> int:
    return sum(toll.low is not None or toll.high is not None for toll in tolls)
