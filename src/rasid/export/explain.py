"""Why an event says what it says: the trigger row, its frame, and the characters behind each slot."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from rasid.errors import InputError
from rasid.events.triggers import Frame, TriggerRow, trigger_rows
from rasid.export.common import Index, Spanned
from rasid.records import (
    Attribution,
    Casualty,
    Event,
    Explanation,
    Ground,
    Mention,
    Participant,
    Place,
    Relation,
    Report,
)

_FRAMES: dict[Frame, str] = {
    "agent_verb": "a verb whose subject acts and whose object is hit; in the passive its subject is hit",
    "patient_verb": "a verb whose subject is what it happens to",
    "undergo": "a verb whose subject suffers what «لـ» or «إلى» names",
    "agent_noun": "a noun whose owner, «شنّته» or «من قبل» tells who acts, and «على» what is hit",
    "patient_noun": "a noun whose owner is what it happens to, and «على يد» or «من قبل» tells who acts",
    "reciprocal": "sides that fight or agree with each other («بين X وY»)",
    "motion": "a party that moves, leaves or arrives",
    "bare": "a happening without parties of its own",
}
_WHERE = {
    Relation.EVIDENCE: "in the sentence of the trigger",
    Relation.RETELLING: "in another sentence that tells the same event",
    Relation.CONTEXT: "taken over from another sentence of the article",
    Relation.FURNITURE: "outside headline and running text",
}


@cache
def _rows() -> dict[str, TriggerRow]:
    return {row.id: row for row in trigger_rows()}


def explain(report: Report, event_id: str) -> Explanation:
    """Say what each slot of an event rests on.

    Args:
        report: The report that holds the event.
        event_id: Its identifier, e.g. ``e1``.

    Raises:
        TypeError: ``event_id`` is no string.
        InputError: The report has no such event; the message names those it has.
    """
    if not isinstance(event_id, str):
        raise TypeError(f"event_id must be a str such as 'e1', not {type(event_id).__name__}")
    event = next((event for event in report.events if event.id == event_id), None)
    if event is None:
        known = ", ".join(event.id for event in report.events[:20]) or "none"
        raise InputError(f"no event {event_id!r} in this report; expected one of its events: {known}")
    return Explainer(Index(report)).explain(event)


class Explainer:
    """Explains the events of one report; what it looks up is indexed once."""

    def __init__(self, index: Index) -> None:
        """Take a report with its records by id."""
        self.index = index
        self.sentences = index.report.sentences
        self.starts = [sentence.start for sentence in self.sentences]

    def explain(self, event: Event) -> Explanation:
        """Say what each slot of one of the report's events rests on."""
        return _Explained(self, event).explanation()

    def sentence_at(self, start: int) -> int | None:
        """Return the number of the sentence that holds a code point."""
        at = bisect_right(self.starts, start) - 1
        return at if at >= 0 and start < self.sentences[at].end else None


class _Explained:
    """Explains one event."""

    def __init__(self, report: Explainer, event: Event) -> None:
        self.report = report
        self.event = event
        lexicon, _, rest = event.trigger.rule.partition(":")
        row_id, _, self.cue = rest.partition("+")
        # A report made with another version of the tables may name a row that this one has not.
        self.row = _rows().get(row_id) if lexicon == "triggers" else None
        self.told = {report.sentence_at(mention.start) for mention in event.mentions} - {None}

    def explanation(self) -> Explanation:
        row = self.row
        grounds = [self._trigger(), *self._slots()]
        empty = {slot: reason for slot, reason in self.event.reasons.items() if not self._filled(slot)}
        return Explanation(
            event_id=self.event.id,
            type=self.event.type,
            rule=self.event.trigger.rule,
            lemma=row.lemma if row else None,
            frame=row.frame if row else None,
            strength=row.strength if row else None,
            cue=self.cue or None,
            grounds=tuple(grounds),
            empty=empty,
            words="\n".join(self._words(grounds, empty)),
        )

    # -- grounds -----------------------------------------------------------------------------------------------------

    def _trigger(self) -> Ground:
        return self._ground("type", self.event.type.value, self.event.trigger, self.event.trigger.rule)

    def _slots(self) -> Iterator[Ground]:
        event, index = self.event, self.report.index
        for slot, parties in (("actors", event.actors), ("targets", event.targets)):
            for party in parties:
                yield self._ground(slot, index.name_of(party), party, self._rule(party))
        for place in index.places_of(event):
            mention = self._nearest(place.mentions)
            yield self._ground("places", self._place(place), mention, mention.rule)
        for date in index.dates_of(event):
            yield self._ground("time", date.value or date.text, date, date.rule)
        if event.start and not event.date_ids:
            yield Ground(slot="time", value=event.start, relation=Relation.CONTEXT)
        for toll in event.casualties:
            yield self._ground("casualties", _count(toll), toll, None)
        for weapon in event.weapons:
            yield self._ground("weapons", weapon.text, weapon, weapon.rule)
        if event.source:
            value = f"{index.name_of(event.source)} ({event.source.stance.value})"
            yield self._ground("source", value, event.source, self._rule(event.source))
        for mention in event.mentions:
            yield self._ground("mentions", mention.text, mention, mention.rule)

    def _ground(self, slot: str, value: str, span: Spanned, rule: str | None) -> Ground:
        return Ground(
            slot=slot,
            value=value,
            start=span.start,
            end=span.end,
            text=span.text,
            rule=rule,
            relation=self._relation(span.start),
        )

    def _relation(self, start: int) -> Relation:
        if self.event.evidence.start <= start < self.event.evidence.end:
            return Relation.EVIDENCE
        at = self.report.sentence_at(start)
        if at in self.told:
            return Relation.RETELLING
        return Relation.CONTEXT if at is not None else Relation.FURNITURE

    def _nearest(self, mentions: Sequence[Mention]) -> Mention:
        """The mention that counts: of the evidence, else of another telling, else the nearest one."""
        order = list(Relation)
        trigger = self.event.trigger.start
        return min(mentions, key=lambda m: (order.index(self._relation(m.start)), abs(m.start - trigger)))

    def _rule(self, party: Participant | Attribution) -> str | None:
        entity = self.report.index.entity_of(party)
        if entity is None:
            return None
        return next((m.rule for m in entity.mentions if m.start < party.end and party.start < m.end), None)

    @staticmethod
    def _place(place: Place) -> str:
        if place.lat is None or place.lon is None:
            return f"{place.name} (no coordinates: {place.reason or 'unknown'})"
        return f"{place.name} ({place.lat:.4f}, {place.lon:.4f}; {place.precision.value})"

    def _filled(self, slot: str) -> bool:
        return bool(getattr(self.event, slot, None))

    # -- words -------------------------------------------------------------------------------------------------------

    def _words(self, grounds: Sequence[Ground], empty: dict[str, str]) -> Iterator[str]:
        event, row = self.event, self.row
        yield f"{event.id}: {event.type.value}, {event.modality.value}{', background' if event.background else ''}"
        yield f"  evidence [{event.evidence.start}:{event.evidence.end}]: {event.evidence.text}"
        yield f"  trigger [{event.trigger.start}:{event.trigger.end}]: {event.trigger.text}, rule {event.trigger.rule}"
        if row is None:
            yield "    the tables of this version have no such row"
        else:
            yield f"    row: {row.pos} «{row.lemma}», by itself {row.type.value}; {row.strength}"
            yield f"    frame {row.frame}: {_FRAMES[row.frame]}"
            if row.type is not event.type:
                yield f"    {event.type.value} instead, by {self._retyped(row)}"
        for ground in grounds[1:]:  # the first is the trigger
            yield f"  {ground.slot}: {ground.value}{_place_in_text(ground)}"
        for slot, reason in empty.items():
            yield f"  {slot}: empty, {reason}"

    def _retyped(self, row: TriggerRow) -> str:
        if f"{self.cue}:{self.event.type.value}" in row.cues:
            return f"a word of the sort '{self.cue}' beside it (data/lexicons/event_cues.tsv)"
        return "who took part, what it led to, or the other sentences that tell it"


def _count(toll: Casualty) -> str:
    if toll.low is None and toll.high is None:
        number = "some"
    elif toll.low == toll.high:
        number = str(toll.low)
    else:
        number = f"{toll.low if toll.low is not None else '?'} to {toll.high if toll.high is not None else '?'}"
    return f"{toll.kind.value} {'about ' if toll.approximate else ''}{number}"


def _place_in_text(ground: Ground) -> str:
    where = _WHERE[ground.relation]
    rule = f"; {ground.rule}" if ground.rule else ""
    if ground.start is None:
        return f" ({where})"
    return f" <- [{ground.start}:{ground.end}] {ground.text} ({where}{rule})"
