"""One happening, one event: the headline, the lead and later references of an article are put together."""

from collections.abc import Sequence

from rasid.events.draft import Draft
from rasid.events.facts import Fact, Party, Source, Toll
from rasid.events.when import When, bounds, clash
from rasid.extractors.base import Candidate, MentionType
from rasid.linking.base import Entity
from rasid.records import CasualtyKind, EventType, Modality, ParticipantCategory, PlaceKind
from rasid.registry import nationalities
from rasid.spans import Span

_FINE = frozenset(
    {PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY, PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP, PlaceKind.FACILITY}
)
_ATTACKS = frozenset(
    {EventType.SHELLING, EventType.AIR_STRIKE, EventType.ARMED_CLASH, EventType.EXPLOSION, EventType.ATTACK_ON_CIVILIANS}
)


def merge_drafts(drafts: Sequence[Draft], frame: Candidate | None, known: "Known") -> tuple[Fact, ...]:
    """Put together the drafts that tell one happening.

    Args:
        drafts: In text order.
        frame: The expression that dates the article's story.
        known: Which mentions are one entity, and where places lie.
    """
    events: list[_Event] = []
    for draft in drafts:
        match = next((event for event in reversed(events) if event.takes(draft, known)), None)
        if match is None:
            events.append(_Event(draft, known))
        else:
            match.add(draft, known)
    _pass_on(events)
    return tuple(event.fact(frame) for event in events)


class Known:
    """What linking found out, as merging asks for it."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        """Index the entities by their mentions."""
        self._index = {(m.type, m.start): n for n, entity in enumerate(entities) for m in entity.mentions}
        self._entities = entities
        self._nationalities = nationalities()

    def key(self, mention: Candidate) -> int | None:
        """Return the number of the entity that a mention belongs to."""
        return self._index.get((mention.type, mention.start))

    def governorate(self, mention: Candidate) -> str | None:
        """Return the governorate that a place lies in."""
        number = self.key(mention)
        fix = self._entities[number].attributes.get("fix") if number is not None else None
        return fix.governorate if fix is not None else None

    def actor(self, draft: Draft, party: Party) -> set[str]:
        """Return under what an actor is known: its entity, and its state where it acts for one."""
        names: set[str] = set()
        if party.mention is None:
            word = draft.scene.tokens[draft.scene.document.token_at(party.span.start)].text
            row = self._nationalities.get(word.removeprefix("و"))
            if row is not None:
                names.add(f"state:{row.country}")
            return names
        number = self.key(party.mention)
        if number is None:
            return names
        names.add(str(number))
        entity = self._entities[number]
        kind = str(getattr(entity.row, "kind", ""))
        if party.mention.type is MentionType.PLACE and entity.row is not None:
            names.add(f"state:{entity.row.country}")
        elif kind.startswith(("state_", "government", "ministry")):
            names.add(f"state:{entity.row.country}")
        elif country := party.mention.attributes.get("country"):
            names.add(f"state:{country}")
        return names


def _pass_on(events: Sequence["_Event"]) -> None:
    """An event without a place happened where the one told right before it did (civilians fled from there)."""
    for before, event in zip(events, events[1:], strict=False):
        near = event.lead.scene.sentence.paragraph - before.lead.scene.sentence.paragraph <= 1
        if not event.places and near and not event.lead.background:
            event.places = list(before.places)


class _Event:
    def __init__(self, draft: Draft, known: Known) -> None:
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
        self._take(draft, known)

    # -- may they be one? --------------------------------------------------------------------------------------------

    def takes(self, draft: Draft, known: Known) -> bool:
        """Tell whether a later draft tells the same happening."""
        if (self.lead.modality is Modality.ACTUAL) != (draft.modality is Modality.ACTUAL):
            return False
        attack = {self.type, draft.type} <= _ATTACKS
        refers = draft.trigger.definite and not (draft.places_told and _fine(draft.places, known)) and not draft.time_told
        if self.type is not draft.type and not (refers and attack and draft.trigger.row.strength == "weak"):
            return False
        if draft.time and self.time and draft.time_told and clash(
            (draft.time.start, draft.time.end), (self.time.start, self.time.end)
        ):
            return False
        if self._apart(draft, known) or self._other_actors(draft, known):
            return False
        if draft.background != self.lead.background and not refers:
            return False
        return refers or not self._other_tolls(draft)

    def _apart(self, draft: Draft, known: Known) -> bool:
        """Both name settlements and none in common, or lie in different governorates."""
        mine, theirs = _fine(self.places, known), _fine(draft.places, known)
        if mine and theirs:
            return not mine & theirs
        a, b = _divisions(self.places, known), _divisions(draft.places, known)
        if a and b and not a & b:
            return True
        if not mine and not theirs:
            c, d = _coarse(self.places, known), _coarse(draft.places, known)
            return bool(c and d and not c & d and not a & b)
        return False

    def _other_actors(self, draft: Draft, known: Known) -> bool:
        mine = {name for d in self.drafts for party in d.actors for name in known.actor(d, party)}
        theirs = {name for party in draft.actors for name in known.actor(draft, party)}
        return bool(mine and theirs and not mine & theirs)

    def _other_tolls(self, draft: Draft) -> bool:
        """Different numbers without a common place are different happenings."""
        if draft.places and self.places:
            return False
        for toll in draft.tolls:
            same = [t for t in self.tolls if t.kind is toll.kind and t.low is not None]
            if toll.low is not None and same and all(t.low != toll.low for t in same):
                return True
        return False

    # -- putting together --------------------------------------------------------------------------------------------

    def add(self, draft: Draft, known: Known) -> None:
        """Take in another telling; the fuller one leads, the body before the headline."""
        self.drafts.append(draft)
        if _weight(draft) > _weight(self.lead) or (
            self.lead.scene.sentence.zone == "headline" and draft.scene.sentence.zone != "headline"
        ):
            self.lead = draft
        if self.type is EventType.SHELLING and draft.type is EventType.AIR_STRIKE:
            self.type = draft.type
        self._take(draft, known)

    def _take(self, draft: Draft, known: Known) -> None:
        _union(self.actors, draft.actors, known)
        _union(self.targets, draft.targets, known)
        have = {known.key(place) for place in self.places}
        self.places.extend(place for place in draft.places if known.key(place) not in have)
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


def _fine(places: Sequence[Candidate], known: Known) -> set[int | None]:
    return {known.key(place) for place in places if place.attributes["kind"] in _FINE}


def _coarse(places: Sequence[Candidate], known: Known) -> set[int | None]:
    return {known.key(place) for place in places if place.attributes["kind"] is not PlaceKind.COUNTRY}


def _divisions(places: Sequence[Candidate], known: Known) -> set[str]:
    found = {known.governorate(place) for place in places if place.attributes["kind"] is not PlaceKind.COUNTRY}
    return {name for name in found if name}


def _union(have: list[Party], more: Sequence[Party], known: Known) -> None:
    keys = {known.key(party.mention) for party in have if party.mention is not None}
    for party in more:
        if party.mention is not None:
            if known.key(party.mention) in keys:
                continue
        elif party.category is not ParticipantCategory.GROUP and any(
            party.category is p.category and p.mention is None for p in have
        ):
            continue
        have.append(party)


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
