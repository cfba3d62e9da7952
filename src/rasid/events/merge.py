"""One happening, one event: the headline, the lead and later references of an article are put together."""

from collections.abc import Sequence

from rasid.events.draft import ATTACKS, Draft
from rasid.events.facts import Fact, Party, Source, Toll
from rasid.events.known import Known
from rasid.events.when import When, bounds, clash, lasting
from rasid.events.words import words
from rasid.extractors.base import Candidate
from rasid.records import CasualtyKind, EventType, Modality, ParticipantCategory, PlaceKind
from rasid.spans import Span

_FINE = frozenset(
    {PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY, PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP, PlaceKind.FACILITY}
)
_MEMORY = 60
"""An event with so many of its sort after it is not told again: no article is that long, and a book tells of others."""
_FEW = 3
"""A list of villages of which another telling names fewer than one in so many tells something else."""
_SAYING = ("toll", "weak", "strong")
"""Words for what happened, by how much they say of its sort."""
_SAID_TO_BE = frozenset({Modality.ACTUAL, Modality.ALLEGED})
"""Somebody says that it happened; what is planned, threatened or denied is something else."""


def merge_drafts(drafts: Sequence[Draft], frame: Candidate | None, known: Known) -> tuple[Fact, ...]:
    """Put together the drafts that tell one happening.

    Args:
        drafts: In text order.
        frame: The expression that dates the article's story.
        known: Which mentions are one entity, and where places lie.
    """
    events: list[_Event] = []
    for draft in drafts:
        match = None if draft.fresh else _told_before(events, draft, known)
        if match is not None:
            match.add(draft, known)
        elif not draft.empty:
            events.append(_Event(draft, known, frame))
    events = _without_headlines(events)
    _pass_on(events)
    _by_air(events, known)
    _by_reference(events, known)
    return tuple(event.fact(known) for event in events)


def _told_before(events: Sequence["_Event"], draft: Draft, known: Known) -> "_Event | None":
    """Return the event that a draft tells again: the last of its type that fits, else the last of another sort."""
    attack = draft.type in ATTACKS
    other: _Event | None = None
    seen = 0
    for event in reversed(events):
        if event.type is not draft.type and not (attack and event.type in ATTACKS):
            continue
        seen += 1
        if seen > _MEMORY:
            break
        if (event.type is draft.type or other is None) and event.takes(draft, known):
            if event.type is draft.type:
                return event
            other = event
    return other


def _without_headlines(events: Sequence["_Event"]) -> list["_Event"]:
    """A headline tells what the body tells, in few words: it is a reference to the first of its sort."""
    body = [event for event in events if not event.headline]
    kept = list(body)
    for event in events:
        if not event.headline:
            continue
        told = next((e for e in body if e.type is event.type), None) or next(
            (e for e in body if {e.type, event.type} <= ATTACKS), None
        )
        if told is None:
            kept.append(event)
        else:
            told.drafts.extend(event.drafts)
    return sorted(kept, key=lambda event: event.lead.trigger.start)


def _pass_on(events: Sequence["_Event"]) -> None:
    """An event without a place happened where the rest of its sentence, else the event right before it, happened."""
    before: _Event | None = None
    for event in events:
        if not event.places:
            event.places = list(event.lead.places_later)
        near = before is not None and event.lead.scene.sentence.paragraph - before.lead.scene.sentence.paragraph <= 1
        if before is not None and near and not event.places and not event.lead.background:
            event.places = list(before.places)  # «نزح السكان»: from there
        before = event


def _by_reference(events: Sequence["_Event"], known: Known) -> None:
    """«هذه الضربات» without an actor are those of whoever was told to strike before, if it was one party alone."""
    for number, event in enumerate(events):
        lead = event.lead
        if event.actors or not lead.trigger.definite:
            continue
        pointed = lead.scene.text(lead.trigger.first - 1).removeprefix("و") in words("role_words", "pointer")
        before = [
            e
            for e in events[:number]
            if e.type is event.type
            and e.actors
            and (pointed or not (event.time and e.time and clash(event.time[:2], e.time[:2])))
        ]
        names = [{name for party in e.actors for name in known.actor(party)} for e in before]
        if names and set.intersection(*names):
            event.actors = list(before[-1].actors)


def _by_air(events: Sequence["_Event"], known: Known) -> None:
    """Unspecified «قصف» by a coalition that strikes from the air elsewhere in the article is an air strike."""
    fliers = {
        name for e in events if e.type is EventType.AIR_STRIKE for party in e.actors for name in known.coalition(party)
    }
    for event in events:
        names = {name for party in event.actors for name in known.coalition(party)}
        if event.type is EventType.SHELLING and event.soft and fliers & names:
            event.type = EventType.AIR_STRIKE


def _vague_about(draft: Draft, event: "_Event") -> bool:
    """One of the two words leaves the sort of attack open, and the other is one that it can mean."""
    for soft, word, other in ((draft.soft, draft.trigger, event.type), (event.soft, event.lead.trigger, draft.type)):
        if soft and (word.row.strength in ("weak", "toll") or other in (EventType.AIR_STRIKE, EventType.SHELLING)):
            return True
    return False


def _may_set(draft: Draft, event: "_Event") -> bool:
    """The draft says more of the sort of attack than was known: «قصف» can turn out an air strike, and no brawl."""
    if draft.soft and not event.soft:
        return False
    strengths = [_SAYING.index(d.trigger.row.strength) for d in (draft, *event.drafts[:-1])]
    return not (event.soft and draft.soft) or strengths[0] >= max(strengths[1:])


def _numbers(tolls: Sequence[Toll], kind: CasualtyKind) -> set[int]:
    """Return the least numbers that tolls of one kind tell."""
    return {toll.low for toll in tolls if toll.kind is kind and toll.low is not None}


def _heard(draft: Draft, event: "_Event") -> bool:
    """Blasts that are heard and hurt nobody are those of the attack that was told."""
    blast = draft.type is EventType.EXPLOSION and draft.trigger.cue is None and not draft.tolls
    return blast and event.type in (EventType.AIR_STRIKE, EventType.SHELLING)


class _Event:
    def __init__(self, draft: Draft, known: Known, frame: Candidate | None) -> None:
        self._frame = When(*bounds(frame), (frame,)) if frame is not None else None
        self.lead = draft
        self.drafts = [draft]
        self.type = draft.type
        self.soft = draft.soft
        self.actors: list[Party] = []
        self.targets: list[Party] = []
        self.places: list[Candidate] = []
        self.tolls: list[Toll] = []
        self.weapons: list[Span] = []
        self.time: When | None = None
        self.source: Source | None = None
        self._take(draft, known)

    @property
    def headline(self) -> bool:
        """No sentence of the body tells it."""
        return all(draft.scene.sentence.zone == "headline" for draft in self.drafts)

    # -- may they be one? --------------------------------------------------------------------------------------------

    def takes(self, draft: Draft, known: Known) -> bool:
        """Tell whether a later draft tells the same happening."""
        if (self.lead.modality in _SAID_TO_BE) != (draft.modality in _SAID_TO_BE):
            return False
        attack = {self.type, draft.type} <= ATTACKS
        refers = (
            draft.trigger.definite and not (draft.places_told and _fine(draft.places, known)) and not draft.time_told
        )
        if self.type is not draft.type and not (
            attack
            and (_vague_about(draft, self) or _heard(draft, self) or (refers and draft.trigger.row.strength == "weak"))
        ):
            return False
        if self.type is not draft.type and not refers and not self._in_common(draft, known):
            return False
        if self._other_time(draft):
            return False
        if (self._apart(draft, known) and not self._same_toll(draft)) or self._other_actors(draft, known):
            return False
        if draft.background != self.lead.background and not refers:
            return False
        if not refers and attack and self._other_facilities(draft):
            return False
        return refers or not self._other_tolls(draft)

    def _other_time(self, draft: Draft) -> bool:
        """The draft tells a time of its own that the event's, or the article's, does not meet, or only surrounds."""
        mine = self.time or (None if self.lead.background or self.lead.vague else self._frame)
        if mine is None or self.lead.vague:
            return False
        if draft.vague:
            return True
        if draft.time is None or not draft.time_told:
            return False
        theirs = draft.time
        return clash(theirs[:2], mine[:2]) or (lasting(theirs) != lasting(mine))

    def _apart(self, draft: Draft, known: Known) -> bool:
        """Both name settlements and none in common, or lie in different governorates."""
        mine, theirs = _fine(self.places, known), _fine(draft.places, known)
        if mine and theirs and not _may_contain(self.places, draft.places, known):
            common = len(mine & theirs)
            return not common or common * _FEW < max(len(mine), len(theirs))
        a, b = _divisions(self.places, known), _divisions(draft.places, known)
        if not (a or b or (mine and theirs)):
            return False
        a = a or _resolved(self.places, known)
        if not (draft.trigger.definite and draft.trigger.noun):  # «الاشتباكات اندلعت في قرية X»: wherever that lies
            b = b or _resolved(draft.places, known)
        return bool(a and b and not a & b)

    def _other_facilities(self, draft: Draft) -> bool:
        """A market that was hit is no hospital."""
        theirs = draft.facilities
        mine = {sort for told in self.drafts for sort in told.facilities} if theirs else set()
        return bool(mine) and mine.isdisjoint(theirs)

    def _other_actors(self, draft: Draft, known: Known) -> bool:
        mine = {name for party in self.actors for name in known.actor(party)}
        theirs = {name for party in draft.actors for name in known.actor(party)}
        return bool(mine and theirs and not mine & theirs)

    def _in_common(self, draft: Draft, known: Known) -> bool:
        """They share an actor, or the later one does not bring an actor and a settlement of its own.

        Two that name settlements are told apart by these elsewhere.
        """
        mine, theirs = _fine(self.places, known), _fine(draft.places, known)
        if mine and theirs:
            return True
        a = {name for party in self.actors for name in known.actor(party)}
        b = {name for party in draft.actors for name in known.actor(party)}
        return bool(a & b) or not (b and theirs)

    def _same_toll(self, draft: Draft) -> bool:
        """Both count the same people: the number of one kind is the same, and no other speaks against it."""
        pairs = [
            (mine, theirs)
            for kind in CasualtyKind
            if (mine := _numbers(self.tolls, kind)) and (theirs := _numbers(draft.tolls, kind))
        ]
        return bool(pairs) and all(mine & theirs for mine, theirs in pairs) and max(pairs[0][0]) > 3

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
        if _weight(draft) > _weight(self.lead):
            self.lead = draft
        told = draft.by_story or _heard(draft, self)
        if not told and (self.lead is draft or self.soft) and _may_set(draft, self):
            self.type = draft.type
        self.soft = self.soft and draft.soft
        self._take(draft, known)

    def _take(self, draft: Draft, known: Known) -> None:
        _union(self.actors, draft.actors, known)
        acting = {name for party in self.actors for name in known.actor(party)}
        _union(self.targets, [party for party in draft.targets if not acting & known.actor(party)], known)
        mine, theirs = _fine(self.places, known), _fine(draft.places, known)
        if theirs and not mine:
            self.places = _all_places(draft.places, self.places, known)
        elif theirs & mine:
            self.places = _all_places(self.places, draft.places, known)
        elif not self.places or (self.lead is draft and bool(theirs) >= bool(mine)):
            self.places = list(draft.places)
        self.tolls = _merge_tolls(self.tolls, draft.tolls)
        self.weapons.extend(draft.weapons)
        if self.time is None or (
            draft.time is not None and "T" in draft.time.start and draft.time.start[:10] == self.time.start
        ):
            self.time = draft.time
        if self.source is None or (self.source.mention is None and draft.source is not None and draft.source.mention):
            # A named source beats «مصدر».
            self.source = draft.source
        elif self.lead is draft and draft.source is not None and draft.source.mention is not None:
            self.source = draft.source

    def fact(self, known: Known) -> Fact:
        """Return the finished fact."""
        lead = self.lead
        reasons: dict[str, str] = {}
        time = self.time
        happened = lead.modality in _SAID_TO_BE  # what is planned, threatened or denied has no day but its own
        if time is None and happened and not (lead.background or lead.vague):
            time = self._frame
        checks = (
            ("actors", self.actors),
            ("targets", self.targets),
            ("places", self.places),
            ("casualties", self.tolls),
        )
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
            rule=lead.trigger.rule,
            evidence=lead.evidence,
            actors=tuple(known.settled(self.actors)),
            targets=tuple(_told(self.targets)),
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
    """How much a telling tells; a headline's counts less than any of the body."""
    headline = draft.scene.sentence.zone == "headline"
    return (
        -9 * headline
        + 2 * bool(draft.places)
        + bool(draft.actors)
        + bool(draft.targets)
        + bool(draft.tolls)
        + bool(draft.time)
    )


def _fine(places: Sequence[Candidate], known: Known) -> set[int | None]:
    """Settlements; «في دير الزور» can mean the governorate, «في مدينة دير الزور» cannot."""
    return {
        known.key(place)
        for place in places
        if place.attributes["kind"] in _FINE
        and not (place.attributes.get("bare") and known.name(place) == known.governorate(place))
    }


def _all_places(first: Sequence[Candidate], more: Sequence[Candidate], known: Known) -> list[Candidate]:
    """Return the places of two tellings, each once."""
    keys = {known.key(place) for place in first}
    return [*first, *(place for place in more if known.key(place) not in keys)]


def _may_contain(places: Sequence[Candidate], others: Sequence[Candidate], known: Known) -> bool:
    """One names a city, the other a neighbourhood or site that may lie in it."""
    levels = [{_within(place) for place in of if _fine([place], known)} for of in (places, others)]
    return {frozenset(level) for level in levels} == {frozenset({True}), frozenset({False})}


def _within(place: Candidate) -> bool:
    return place.attributes["kind"] in (PlaceKind.NEIGHBOURHOOD, PlaceKind.FACILITY)


def _divisions(places: Sequence[Candidate], known: Known) -> set[str]:
    """Governorates that the text names, by themselves or by their countryside."""
    broad = (PlaceKind.GOVERNORATE, PlaceKind.REGION)
    found = {known.governorate(place) for place in places if place.attributes["kind"] in broad}
    found |= {known.name(place) for place in places if place.attributes["kind"] is PlaceKind.GOVERNORATE}
    found |= {known.governorate(place) for place in places if known.name(place) == known.governorate(place)}
    return {name for name in found if name}


def _resolved(places: Sequence[Candidate], known: Known) -> set[str]:
    found = {known.governorate(place) for place in places if place.attributes["kind"] in _FINE}
    return {name for name in found if name}


def _told(targets: Sequence[Party]) -> list[Party]:
    """Leave out what others say better: «منزل» beside a named place that was hit, «شخص» beside «مدنيين»."""
    named = any(p.category is ParticipantCategory.FACILITY and p.mention is not None for p in targets)
    told = []
    for party in targets:
        if named and party.category is ParticipantCategory.FACILITY and party.mention is None:
            continue
        if party.vague and len(targets) > 1:
            continue
        told.append(party)
    return told


def _union(have: list[Party], more: Sequence[Party], known: Known) -> None:
    keys = {known.key(party.mention) for party in have if party.mention is not None}
    for party in more:
        if party.mention is not None:
            if known.key(party.mention) in keys:
                continue
            keys.add(known.key(party.mention))
        elif party.state is not None:
            if any(party.state == p.state for p in have):
                continue
        elif any(party.category is p.category and p.mention is None for p in have):
            continue
        have.append(party)


def _merge_tolls(known: list[Toll], more: Sequence[Toll]) -> list[Toll]:
    """Of one kind the telling with the greater number stays; numbers beat none, and none adds nothing to numbers."""
    result = list(known)
    for kind in CasualtyKind:
        new = [toll for toll in more if toll.kind is kind]
        old = [toll for toll in result if toll.kind is kind]
        if not new:
            continue
        if not old or _total(new) > _total(old):
            result = [toll for toll in result if toll.kind is not kind] + _numbered(new)
    return result


def _numbered(tolls: Sequence[Toll]) -> list[Toll]:
    """Leave out tolls without number beside those with one."""
    counted = [toll for toll in tolls if toll.low is not None or toll.high is not None]
    return counted or list(tolls[:1])


def _total(tolls: Sequence[Toll]) -> int:
    return sum((toll.low or toll.high or 0) + 1 for toll in tolls if toll.low is not None or toll.high is not None)
