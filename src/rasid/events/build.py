"""Builds event facts: per sentence from triggers, roles, tolls, source, time and place; then one happening, one event."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rasid.document import Document
from rasid.events import attribution, casualties, modality, scene, triggers
from rasid.events.attribution import SourceReader
from rasid.events.casualties import TollReader
from rasid.events.draft import Draft
from rasid.events.facts import Fact, Source, Toll
from rasid.events.merge import Known, merge_drafts
from rasid.events.modality import modality_of
from rasid.events.roles import Clause, RoleFiller
from rasid.events.scene import RoleRow, Scene, words
from rasid.events.triggers import Trigger, TriggerFinder
from rasid.events.when import frame_of, usable, when
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Items, Row, load
from rasid.linking.base import Entity
from rasid.matching import Lexicon, key_of
from rasid.records import EventType, Modality, ParticipantCategory, PlaceKind
from rasid.spans import Span
from rasid.text.morphology import affixes

_ATTACKS = frozenset(
    {
        EventType.SHELLING,
        EventType.AIR_STRIKE,
        EventType.ARMED_CLASH,
        EventType.EXPLOSION,
        EventType.SUICIDE_BOMBING,
        EventType.CHEMICAL_ATTACK,
        EventType.ATTACK_ON_CIVILIANS,
    }
)
_SPECIFICITY = {
    PlaceKind.FACILITY: 0,
    PlaceKind.CAMP: 0,
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


class WeaponRow(Row):
    """A weapon or means."""

    name: str
    variants: Items = ()
    name_en: str = ""
    cue: str = ""


class EventBuilder:
    """Builds the events of an article; immutable."""

    def __init__(self) -> None:
        """Load the event lexicons."""
        self._finder = TriggerFinder()
        self._tolls = TollReader()
        self._sources = SourceReader()
        self._roles = RoleFiller()
        self._breaks = words("role_words", "stop") - {".", "؛", ":"}
        self._background = words("links", "background")
        self._causes = words("links", "cause")
        self._archive = words("role_words", "archive")
        self._resumes = words("role_words", "resume")
        self._pointers = words("role_words", "pointer")
        self._settlements = words("role_words", "settlement")
        self._relative = words("role_words", "relative")
        self._heads = words("role_words", "head")
        self._again = words("role_words", "again")
        self._led = frozenset(phrase.split()[0] for phrase in words("links", "result"))
        self._origins = words("role_words", "origin")

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return all lexicons of the event stage."""
        weapons = [(key_of(name), row) for row in load("weapons", WeaponRow) for name in (row.name, *row.variants)]
        return (
            *triggers.lexicons(),
            *scene.lexicons(),
            *casualties.lexicons(),
            *attribution.lexicons(),
            *modality.lexicons(),
            Lexicon("weapons", weapons, affixes("noun_prefix", "article_prefix")),
            Lexicon("habitual", [(key_of(row.text), row) for row in load("habitual", RoleRow)], affixes("noun_prefix")),
        )

    def build(self, document: Document, mentions: Sequence[Candidate], entities: Sequence[Entity]) -> tuple[Fact, ...]:
        """Return the events of an article in text order.

        Args:
            document: The article.
            mentions: Settled mentions of all types, in text order.
            entities: Linked entities; they tell which mentions are one party.
        """
        return _Article(self, document, mentions, entities).facts()


class _Article:
    def __init__(
        self, rules: EventBuilder, document: Document, mentions: Sequence[Candidate], entities: Sequence[Entity]
    ) -> None:
        self.rules = rules
        self.document = document
        self.mentions = mentions
        self.known = Known(entities)
        dates = [m for m in mentions if m.type is MentionType.DATE]
        self.frame = frame_of(document, dates)
        self.drafts: list[Draft] = []
        self.speaker: Source | None = None
        self.speaker_paragraph = -1
        self.heads: dict[int, Candidate] = {}

    def facts(self) -> tuple[Fact, ...]:
        position = 0
        for sentence in self.document.sentences:
            inside: list[Candidate] = []
            while position < len(self.mentions) and self.mentions[position].start < sentence.end:
                if self.mentions[position].start >= sentence.start:
                    inside.append(self.mentions[position])
                position += 1
            self._sentence(Scene(self.document, sentence, inside))
        return merge_drafts(self.drafts, self.frame, self.known)

    # -- one sentence ------------------------------------------------------------------------------------------------

    def _sentence(self, current: Scene) -> None:
        rules = self.rules
        found = rules._finder.find(self.document, current.sentence, current.by_token)
        tolls = rules._tolls.read(current)
        source, speaks = rules._sources.read(current)
        paragraph = current.sentence.paragraph
        self._note_heads(current)
        if source is not None:
            source = self._spoken_by_head(current, source)
            if source.mention is None and self.speaker is not None and self._anaphoric(current, source):
                source = self.speaker
            self.speaker, self.speaker_paragraph = source, paragraph
        elif speaks and self.speaker is not None:
            source = self.speaker
            self.speaker_paragraph = paragraph
        if (not found and not tolls) or self._is_archive(current):
            return
        background = self._is_background(current)
        clauses = self._clauses(current, found)
        drafts = self._drafts(current, found, clauses, tolls, background)
        self._attach_tolls(current, drafts, tolls)
        for draft in drafts:
            draft.source = source
        self.drafts.extend(draft for draft in drafts if self._tells(current, drafts, draft))

    def _tells(self, current: Scene, drafts: Sequence[Draft], draft: Draft) -> bool:
        """Tell whether a draft is an event: not a habit, not mere damage done by an attack of the same sentence."""
        if not draft.stands:
            return False
        if self._in_relative_clause(current, draft):
            held = draft.type in (EventType.TERRITORY_CAPTURED, EventType.BASE_ESTABLISHED)
            later = draft.time is not None and draft.time_told and draft.time.dates[0].start > draft.trigger.end
            if held or not (later or any(toll.low for toll in draft.tolls)):
                return False
        if draft.type is EventType.PROPERTY_DESTRUCTION and not draft.actors:
            return not any(other.type in _ATTACKS for other in drafts)
        if draft.type is EventType.OTHER and draft.trigger.row.strength == "weak" and not draft.actors:
            return False
        habitual = self.document.hits_in("habitual", current.sentence.start, current.sentence.end)
        if habitual and not any(toll.low for toll in draft.tolls):
            clause = range(draft.clause.first, draft.clause.last)
            dated = draft.time is not None and draft.time_told
            return dated or not any(hit.first in clause for hit in habitual)
        return True

    def _in_relative_clause(self, current: Scene, draft: Draft) -> bool:
        """«العناصر الذين قتلوا باستهداف …», «الحقل الذي يسيطر عليه …» say who or which, not what happened."""
        first = draft.trigger.first
        words_before = [current.text(i) for i in range(max(first - 2, current.sentence.first), first)]
        return any(word in self.rules._relative for word in words_before)

    def _is_archive(self, current: Scene) -> bool:
        """«صورة أرشيفية لغارات …» tells no event."""
        first = current.sentence.first
        return any(t.text in self.rules._archive for t in current.tokens[first : first + 4])

    def _note_heads(self, current: Scene) -> None:
        """«صهيب الجابر مدير شبكة فرات بوست»: later «مدير الشبكة» speaks for him."""
        for index, mention in current.first_of.items():
            if mention.type is not MentionType.ORG or current.text(index - 1) not in self.rules._heads:
                continue
            for back in range(index - 2, max(index - 6, current.sentence.first) - 1, -1):
                person = current.by_token.get(back)
                if person is not None and person.type is MentionType.PERSON:
                    key = self.known.key(mention)
                    if key is not None:
                        self.heads[key] = person

    def _spoken_by_head(self, current: Scene, source: Source) -> Source:
        mention = source.mention
        if mention is None or mention.type is not MentionType.ORG:
            return source
        first = self.document.token_at(mention.start)
        if current.text(first - 1) in self.rules._heads:
            key = self.known.key(mention)
            person = self.heads.get(key) if key is not None else None
            if person is not None:
                return replace(source, span=Span(current.tokens[first - 1].start, source.span.end), mention=person)
        return source

    def _anaphoric(self, current: Scene, source: Source) -> bool:
        """«وأضاف المصدر»: the source before."""
        token = current.tokens[self.document.token_at(source.span.start)]
        return (
            token.text.startswith(("ال", "لل"))
            and current.document.clean(source.span.start, source.span.end).count(" ") == 0
        )

    def _is_background(self, current: Scene) -> bool:
        first = current.sentence.first
        opening = [t.text for t in current.tokens[first : first + 4] if t.kind == "w"]
        return any(
            " ".join(opening[i : i + size]) in self.rules._background
            for i in (0, 1)
            for size in (1, 2, 3)
            if i + size <= len(opening)
        )

    def _clauses(self, current: Scene, found: Sequence[Trigger]) -> list[Clause]:
        starts = {current.sentence.first}
        verbs = {t.first for t in found if not t.noun}
        tokens = current.tokens
        for index in range(current.sentence.first + 1, current.sentence.last):
            text = tokens[index].text
            if (text in self.rules._breaks and text not in ("ان", "انه", "انها", "بان") and index not in verbs) or (index in verbs and text.startswith(("و", "ف")) and tokens[index - 1].text in ("،", '"', "”", "»")) or (tokens[index - 1].text == "،" and text in self.rules._resumes) or (
                tokens[index - 1].text == "،"
                and text.startswith("و")
                and self.document.hits_in("speech", tokens[index].start, tokens[index].end)
            ):
                starts.add(index)
        edges = [*sorted(starts), current.sentence.last]
        return [Clause(a, b) for a, b in pairwise(edges)]

    def _drafts(
        self,
        current: Scene,
        found: Sequence[Trigger],
        clauses: Sequence[Clause],
        tolls: Sequence[Toll],
        background: bool,
    ) -> list[Draft]:
        drafts: list[Draft] = []
        core = [t for t in found if t.row.strength != "toll"]
        firsts = frozenset(t.first for t in core)
        for trigger in core:
            clause = next(c for c in clauses if c.first <= trigger.first < c.last)
            real = modality_of(current, trigger, clause.first, clause.last)
            if real is None:
                continue
            before = drafts[-1] if drafts else None
            if before is not None and before.clause == clause and self._same_happening(current, before, trigger):
                self._absorb(current, before, trigger, clause, firsts)
                continue
            draft = self._draft(current, trigger, clause, firsts, real, background)
            self._follow(current, drafts, draft)
            drafts.append(draft)
        drafts = [part for draft in drafts for part in self._by_time(current, draft)]
        if not drafts and tolls:
            drafts.extend(self._killings(current, found, clauses, tolls, background))
        return drafts

    def _draft(
        self, current: Scene, trigger: Trigger, clause: Clause, firsts: frozenset[int], real: Modality, background: bool
    ) -> Draft:
        roles = self.rules._roles.fill(current, trigger, clause, firsts - {trigger.first})
        draft = Draft(current, trigger, clause, trigger.type, real, background, reach=trigger.last)
        draft.actors.extend(roles.actors)
        draft.targets.extend(roles.targets)
        around = current.tokens[max(trigger.first - 2, clause.first) : min(trigger.last + 2, clause.last)]
        draft.fresh = any(t.text in self.rules._again or t.text[1:] in self.rules._again for t in around)
        self._type_by_actor(draft)
        self._type_by_story(draft)
        self._place(current, draft, roles.used, firsts)
        self._time(current, draft)
        draft.weapons.extend(
            Span(h.start, h.end)
            for h in self.document.hits_in(
                "weapons", current.tokens[clause.first].start, current.tokens[clause.last - 1].end
            )
            if h.first not in current.by_token
        )
        return draft

    def _follow(self, current: Scene, drafts: Sequence[Draft], draft: Draft) -> None:
        """«هجوماً أسفر عن السيطرة»: what an attack led to was done by the attackers."""
        if draft.actors or not drafts or draft.type not in (EventType.TERRITORY_CAPTURED, EventType.TERRITORY_LEFT):
            return
        before = drafts[-1]
        between = current.tokens[before.trigger.last : draft.trigger.first]
        if before.type in _ATTACKS and any(t.text.lstrip("ف") in self.rules._led for t in between):
            draft.actors.extend(before.actors)

    def _by_time(self, current: Scene, draft: Draft) -> list[Draft]:
        """«طالت A الليلة الماضية، وB الشهر الماضي»: places with times of their own are happenings of their own."""
        if draft.type not in _ATTACKS:
            return [draft]
        parts: list[tuple[list[Candidate], Candidate]] = []
        places: list[Candidate] = []
        after = current.tokens[draft.reach - 1].end
        for mention in current.mentions:
            if mention.start < after or mention.start >= current.tokens[draft.clause.last - 1].end:
                continue
            if mention.type is MentionType.PLACE:
                places.append(mention)
            elif usable(mention) and places:
                parts.append((places, mention))
                places = []
        if len(parts) < 2 or len({c.attributes["value"] for _, c in parts}) < 2:
            return [draft]
        made = []
        for chosen, date in parts:
            part = replace(
                draft, places=self._ordered(chosen), actors=list(draft.actors), targets=list(draft.targets), tolls=[]
            )
            part.places_told = part.time_told = True
            part.time = when([date], date.start)
            made.append(part)
        return made

    @staticmethod
    def _type_by_actor(draft: Draft) -> None:
        """Air forces bomb from the air whatever the verb says."""
        if draft.type is EventType.SHELLING or (
            draft.type is EventType.ARMED_CLASH and draft.trigger.row.strength == "weak"
        ):
            for party in draft.actors:
                if party.mention is not None and party.mention.attributes.get("arm") == "air":
                    draft.type = EventType.AIR_STRIKE

    def _type_by_story(self, draft: Draft) -> None:
        """«الاستهداف», «الهجوم» without a cue are what the article told before."""
        trigger = draft.trigger
        generic = trigger.row.type in (EventType.SHELLING, EventType.ARMED_CLASH)
        if (
            generic
            and trigger.row.strength == "weak"
            and trigger.cue is None
            and draft.type in _ATTACKS
            and self.drafts
        ):
            before = next((d for d in reversed(self.drafts) if d.type in _ATTACKS), None)
            if before is not None and (trigger.definite or not draft.actors) and not self._differ(before, draft):
                draft.type = before.type
                draft.by_story = True

    def _differ(self, before: Draft, draft: Draft) -> bool:
        """Both name who did it, and nobody in common."""
        mine = {name for party in before.actors for name in self.known.actor(party)}
        theirs = {name for party in draft.actors for name in self.known.actor(party)}
        return bool(mine and theirs and not mine & theirs)

    def _same_happening(self, current: Scene, before: Draft, trigger: Trigger) -> bool:
        """«شنت غارات استهدفت»: several words of one clause for one attack."""
        gap = trigger.first - before.trigger.last
        plain = current.text(trigger.first - 1) != "و" and not current.tokens[trigger.first].text.startswith("و")
        if plain and trigger.noun and not before.trigger.noun and before.trigger.row.strength == "weak" and gap <= 6:
            return True
        if before.type not in _ATTACKS or trigger.type not in _ATTACKS:
            return before.type is trigger.type and not current.tokens[trigger.first].text.startswith("و")
        joined = current.tokens[trigger.first].text.startswith("و") or current.text(trigger.first - 1) == "و"
        if joined:
            return False
        if before.type is trigger.type:
            return True
        return "weak" in (before.trigger.row.strength, trigger.row.strength) or trigger.first - before.trigger.last <= 3

    def _absorb(self, current: Scene, before: Draft, trigger: Trigger, clause: Clause, firsts: frozenset[int]) -> None:
        more = self._draft(current, trigger, clause, firsts, before.modality, before.background)
        before.reach = max(before.reach, trigger.last)
        if self._outranks(trigger, before.trigger):
            before.trigger = trigger
            before.type = more.type
        elif trigger.cue is not None and before.trigger.cue is None and before.trigger.row.strength == "weak":
            before.type = more.type
        if not before.actors:
            before.actors.extend(more.actors)
        known = {party.span for party in (*before.actors, *before.targets)}
        before.targets.extend(party for party in more.targets if party.span not in known)
        if before.type is EventType.SHELLING and more.type is EventType.AIR_STRIKE:
            before.type = EventType.AIR_STRIKE
        before.places = list(dict.fromkeys((*before.places, *more.places)))
        before.time = before.time or more.time

    @staticmethod
    def _outranks(trigger: Trigger, before: Trigger) -> bool:
        return (trigger.row.strength == "strong", trigger.noun) > (before.row.strength == "strong", before.noun)

    def _killings(
        self,
        current: Scene,
        found: Sequence[Trigger],
        clauses: Sequence[Clause],
        tolls: Sequence[Toll],
        background: bool,
    ) -> list[Draft]:
        """A sentence that tells of deaths and of no other happening."""
        for trigger in found:
            if trigger.row.strength != "toll":
                continue
            clause = next(c for c in clauses if c.first <= trigger.first < c.last)
            real = modality_of(current, trigger, clause.first, clause.last)
            if real is None:
                return []
            draft = self._draft(current, trigger, clause, frozenset(), real, background)
            if self.drafts and not draft.actors and trigger.cue is None and not draft.time_told:
                return []
            return [draft]
        return []

    # -- arguments ---------------------------------------------------------------------------------------------------

    def _place(self, current: Scene, draft: Draft, used: set[int], firsts: frozenset[int]) -> None:
        clause, trigger = draft.clause, draft.trigger
        if anaphor := self._anaphoric_places(current, trigger, clause):
            draft.places = anaphor
            draft.places_told = True
            return
        after = min((f for f in firsts if f > trigger.last), default=clause.last)
        ranges = [
            (trigger.first, min(after, clause.last)),
            (clause.first, trigger.first),
            (current.sentence.first, clause.first),
        ]
        for first, last in ranges:
            chosen = [m for m in self._places_between(current, first, last) if m.start not in used]
            if chosen:
                draft.places_told = first >= clause.first and last <= clause.last
                draft.places = self._ordered(chosen)
                return

    @staticmethod
    def _ordered(places: Sequence[Candidate]) -> list[Candidate]:
        return sorted(places, key=lambda m: (_SPECIFICITY[m.attributes["kind"]], m.start))

    def _anaphoric_places(self, current: Scene, trigger: Trigger, clause: Clause) -> list[Candidate]:
        """«القرى المذكورة», «هذه القرى»: the places named last."""
        for index in range(trigger.last, min(trigger.last + 7, clause.last)):
            if index in current.first_of and current.first_of[index].type is MentionType.PLACE:
                return []
            word = current.tokens[index].text
            pointed = current.text(index - 1) in self.rules._pointers or current.text(index + 1) in self.rules._pointers
            if word.removeprefix("ب") in self.rules._settlements and pointed:
                start = current.tokens[index].start
                before = [m for m in self.mentions if m.type is MentionType.PLACE and m.start < start]
                fine = [m for m in before if _SPECIFICITY[m.attributes["kind"]] <= 3]
                if not fine:
                    return []
                last = self.document.sentence_at(fine[-1].start)
                return [m for m in fine if last is not None and last.start <= m.start < last.end]
        return []

    def _places_between(self, current: Scene, first: int, last: int) -> list[Candidate]:
        found = []
        for index in range(first, last):
            mention = current.first_of.get(index)
            if mention is None or mention.type is not MentionType.PLACE:
                continue
            before = {t.text for t in current.tokens[max(first, index - 3) : index]}
            if not before & self.rules._origins:
                found.append(mention)
        return found

    def _time(self, current: Scene, draft: Draft) -> None:
        clause = draft.clause
        anchor = current.tokens[draft.trigger.first].start
        low, high = current.tokens[clause.first].start, current.tokens[clause.last - 1].end
        dates = [m for m in current.mentions if m.type is MentionType.DATE]
        draft.time = when([m for m in dates if low <= m.start < high], anchor)
        draft.time_told = draft.time is not None
        near = [m for m in dates if low <= m.start < high]
        nearest = min(near, key=lambda m: min(abs(m.start - anchor), abs(m.end - anchor)), default=None)
        if nearest is not None and not usable(nearest) and str(nearest.attributes.get("value") or "").startswith("PX"):
            draft.time, draft.time_told, draft.vague = None, False, True
            return
        # A date of another clause holds where it stands at the head of the sentence («اليوم، قال … إن»).
        draft.time = draft.time or when([m for m in dates if m.start < low], anchor)

    # -- tolls -------------------------------------------------------------------------------------------------------

    def _attach_tolls(self, current: Scene, drafts: list[Draft], tolls: Sequence[Toll]) -> None:
        if not drafts:
            self._attach_back(current, tolls)
            return
        for toll in tolls:
            self._owner(current, drafts, toll).tolls.append(toll)
        for draft in drafts:
            for toll in draft.tolls:
                who = toll.who
                if who is not None and who.span not in {p.span for p in (*draft.targets, *draft.actors)}:
                    if toll.low != 0 and who.category is not ParticipantCategory.OTHER:
                        draft.targets.append(who)

    def _owner(self, current: Scene, drafts: list[Draft], toll: Toll) -> Draft:
        """«مقتل 3 بقصف …» goes with what follows a word of cause; else with what was told before."""
        start = self.document.token_at(toll.anchor.start)
        after = [d for d in drafts if d.trigger.first > start]
        before = [d for d in drafts if d.trigger.first <= start]
        if after:
            target = after[0]
            last = self.document.token_at(toll.span.end - 1) + 1
            between = [t.text for t in current.tokens[last : target.trigger.first]]
            word = current.tokens[target.trigger.first].text
            if not before or any(w in self.rules._causes for w in between) or word.startswith(("ب", "لق", "له")):
                if not before or len(between) <= 25:
                    return target
        return before[-1] if before else drafts[0]

    def _attach_back(self, current: Scene, tolls: Sequence[Toll]) -> None:
        """Tolls of a sentence without an event belong to the event told before."""
        if self.drafts and current.sentence.paragraph - self.drafts[-1].scene.sentence.paragraph <= 2:
            self.drafts[-1].tolls.extend(tolls)
