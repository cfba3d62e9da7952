"""Builds event facts: by sentence from triggers, roles, tolls, source, time and place; then one event a happening."""

from collections.abc import Sequence

from rasid.document import Document
from rasid.events import attribution, kinds, modality, scene, standing, toll_words, triggers
from rasid.events.assign import TollAssigner
from rasid.events.attribution import SourceReader
from rasid.events.casualties import TollReader
from rasid.events.clauses import Clause, ClauseCutter
from rasid.events.containers import Towns
from rasid.events.draft import ATTACKS, Draft
from rasid.events.facts import Fact, Party, Toll
from rasid.events.joining import Joiner, without_purposes
from rasid.events.known import Known
from rasid.events.leads import LeadFinder, is_target
from rasid.events.merge import merge_drafts
from rasid.events.modality import modality_of
from rasid.events.roles import RoleFiller
from rasid.events.scene import Scene
from rasid.events.sections import Sections
from rasid.events.speakers import Speakers
from rasid.events.standing import Standing
from rasid.events.statements import (
    by_blame,
    by_claim,
    by_first_person,
    by_intent,
    by_responsibility,
    by_source,
    told_by,
    without_blame,
)
from rasid.events.timing import TimeFinder, split_by_time
from rasid.events.triggers import Trigger, TriggerFinder
from rasid.events.when import frame_of, lasting
from rasid.events.where import PlaceFinder
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Items, Row, load
from rasid.linking.base import Entity
from rasid.matching import Lexicon, key_of
from rasid.records import EventType, Modality, ParticipantCategory
from rasid.spans import Span
from rasid.text.morphology import affixes


class WeaponRow(Row):
    """A weapon or means."""

    name: str
    variants: Items = ()
    name_en: str = ""
    cue: str = ""


_NEAR = 5
"""A word for a mishap this near a toll says how people died."""


class EventBuilder:
    """Builds the events of an article; immutable."""

    def __init__(self) -> None:
        """Load the event lexicons."""
        self._finder = TriggerFinder()
        self._tolls = TollReader()
        self._sources = SourceReader()
        self._roles = RoleFiller()
        self._cutter = ClauseCutter()
        self._places = PlaceFinder()
        self._times = TimeFinder()
        self._leads = LeadFinder()
        self._joiner = Joiner(self._places)
        self._assigner = TollAssigner()
        self._background = words("links", "background")
        self._archive = words("role_words", "archive")
        self._additive = words("role_words", "additive")
        self._anaphors = words("role_words", "anaphor")
        self._again = words("role_words", "again")
        self._other = words("role_words", "other")
        self._mishaps = words("role_words", "mishap")

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return all lexicons of the event stage."""
        weapons = [(key_of(name), row) for row in load("weapons", WeaponRow) for name in (row.name, *row.variants)]
        return (
            *triggers.lexicons(),
            *scene.lexicons(),
            *toll_words.lexicons(),
            *attribution.lexicons(),
            *modality.lexicons(),
            *standing.lexicons(),
            Lexicon("weapons", weapons, affixes("noun_prefix", "article_prefix")),
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
        self.speakers = Speakers(rules._sources, self.known)
        self.sections = Sections()
        self.places: list[Candidate] = []
        self.named: dict[str, Candidate] = {}
        self.standing = Standing(document, mentions)
        self.mishap = any(hit.row.cue == "accident" for hit in document.hits.get("cues", ()))

    def facts(self) -> tuple[Fact, ...]:
        position = 0
        for sentence in self.document.sentences:
            inside: list[Candidate] = []
            while position < len(self.mentions) and self.mentions[position].start < sentence.end:
                if self.mentions[position].start >= sentence.start:
                    inside.append(self.mentions[position])
                position += 1
            current = Scene(self.document, sentence, inside, self.named)
            self._sentence(current)
            self._name(current, inside)
            self.places.extend(m for m in inside if m.type is MentionType.PLACE)
        merged = merge_drafts(self.drafts, self.frame, self.known)
        towns = Towns(self.places, self.known)
        return tuple(towns.contained(fact) for fact in merged)

    def _name(self, current: Scene, mentions: Sequence[Candidate]) -> None:
        """Remember the groups named with a head noun («تنظيم الدولة») for when the noun stands alone («التنظيم»)."""
        for mention in mentions:
            if mention.type is MentionType.GROUP:
                head = current.tokens[self.document.token_at(mention.start)].text
                for word in self.rules._anaphors:
                    if head.endswith(word.removeprefix("ال")) and len(head) <= len(word) + 1:
                        self.named[word] = mention

    # -- one sentence ------------------------------------------------------------------------------------------------

    def _sentence(self, current: Scene) -> None:
        rules = self.rules
        found = rules._finder.find(self.document, current.sentence, current.by_token)
        tolls = [toll for toll in rules._tolls.read(current) if not self._by_accident(current, toll)]
        source = self.speakers.hear(current)
        self.speakers.note_issuer(current, source)
        section = self.sections.read(current)
        if (not found and not tolls) or self._is_archive(current):
            return
        background = self._is_background(current)
        clauses = rules._cutter.cut(current, found)
        drafts = self._drafts(current, found, clauses, tolls, background)
        rules._assigner.assign(current, drafts, self.drafts, tolls)
        statements = rules._sources.statements(current) if drafts else []
        for draft in drafts:
            draft.source = told_by(statements, source, draft.trigger.first) or self.speakers.issuer(current)
            by_claim(current, draft)
            by_first_person(current, draft)
            by_responsibility(current, draft)
            by_blame(current, draft)
            without_blame(current, draft)
            draft.places.extend(place for place in section if place not in draft.places)
            if draft.time is None and not draft.vague and self.sections.day is not None:
                draft.time, draft.time_told = self.sections.day, True
            kinds.by_people(draft, self.drafts)
            by_source(current, draft)
        self.drafts.extend(draft for draft in drafts if self.standing.tells(current, drafts, draft))

    def _is_archive(self, current: Scene) -> bool:
        """«صورة أرشيفية لغارات …» tells no event."""
        first = current.sentence.first
        return any(t.text in self.rules._archive for t in current.tokens[first : first + 4])

    def _is_background(self, current: Scene) -> bool:
        first = current.sentence.first
        opening = [t.text for t in current.tokens[first : first + 4] if t.kind == "w"]
        return any(
            " ".join(opening[i : i + size]) in self.rules._background
            for i in (0, 1)
            for size in (1, 2, 3)
            if i + size <= len(opening)
        )

    def _drafts(
        self,
        current: Scene,
        found: Sequence[Trigger],
        clauses: Sequence[Clause],
        tolls: Sequence[Toll],
        background: bool,
    ) -> list[Draft]:
        rules, drafts = self.rules, list[Draft]()
        leading = rules._leads.find(current, found)
        firsts = frozenset(t.first for t in leading)
        for trigger in leading:
            clause = next(c for c in clauses if c.first <= trigger.first < c.last)
            real = modality_of(current, trigger, clause.first, clause.last)
            if real is None or is_target(current, trigger):
                continue
            before = drafts[-1] if drafts else None
            if before is not None and not trigger.noun and real is Modality.ACTUAL is not before.modality:
                before = None  # «هدد بقصفها، قصف البلدة»: what was done is no more of what was threatened
            if before is not None and before.clause == clause and rules._joiner.is_same(current, before, trigger):
                more = self._draft(current, trigger, clause, firsts, before.modality, before.background)
                rules._joiner.absorb(before, more)
                continue
            draft = self._draft(current, trigger, clause, firsts, real, background)
            if before is not None:
                rules._joiner.follow(before, draft)
            drafts.append(draft)
        drafts = [part for draft in without_purposes(drafts) for part in split_by_time(current, draft)]
        if tolls:  # «المركز الخاص باستعادة سرت … ستة جنود قتلوا»: they are no toll of what nobody did
            drafts = [draft for draft in drafts if not draft.lacks_force]
        if not drafts and tolls:
            drafts.extend(self._killings(current, found, clauses, tolls, background))
        if not drafts and not tolls:
            drafts.extend(self._threats(current, found, clauses, background))
        return drafts

    def _threats(
        self, current: Scene, found: Sequence[Trigger], clauses: Sequence[Clause], background: bool
    ) -> list[Draft]:
        """«هدد X بقتل كل معلم»: what nobody has suffered yet has no toll."""
        for trigger in found:
            clause = next(c for c in clauses if c.first <= trigger.first < c.last)
            real = modality_of(current, trigger, clause.first, clause.last)
            if trigger.row.strength == "toll" and real is Modality.THREATENED:
                return [self._draft(current, trigger, clause, frozenset(), real, background)]
        return []

    def _draft(
        self, current: Scene, trigger: Trigger, clause: Clause, firsts: frozenset[int], real: Modality, background: bool
    ) -> Draft:
        roles = self.rules._roles.fill(current, trigger, clause, firsts - {trigger.first})
        draft = Draft(current, trigger, clause, trigger.type, real, background, reach=trigger.last)
        draft.actors.extend(roles.actors)
        draft.targets.extend(roles.targets)
        around = current.tokens[max(trigger.first - 2, clause.first) : min(trigger.last + 2, clause.last)]
        draft.fresh = any(t.text in self.rules._again or t.text[1:] in self.rules._again for t in around)
        if not trigger.definite and current.text(trigger.last) in self.rules._other:
            draft.fresh = True  # «سقطت قذيفة أخرى»
        opening = {t.text for t in current.tokens[current.sentence.first : current.sentence.first + 4]}
        if opening & self.rules._additive and not trigger.definite and trigger.row.strength != "toll":
            # «كما استهدفت …», «وفي سياق متصل …»: something else than was told before.
            draft.fresh = True
        by_intent(current, draft)
        draft.time, draft.time_told, draft.vague = self.rules._times.find(current, trigger, clause)
        kinds.by_actor(draft)
        kinds.by_story(draft, self.drafts, self.known)
        if draft.type is EventType.WEAPONS_DISRUPTED:
            self._weapons_hit(current, draft)
        draft.places, draft.places_told = self.rules._places.find(
            current, trigger, clause, used=roles.acting, firsts=firsts, before=self.places
        )
        if not draft.places:
            draft.places_later = self.rules._places.later(current, trigger, used=roles.acting)
        draft.weapons.extend(
            Span(h.start, h.end)
            for h in self.document.hits_in(
                "weapons", current.tokens[clause.first].start, current.tokens[clause.last - 1].end
            )
            if h.first not in current.by_token
        )
        return draft

    def _weapons_hit(self, current: Scene, draft: Draft) -> None:
        """«اعترضت الصواريخ»: what was intercepted."""
        if draft.targets:
            return
        start, end = draft.trigger.end, current.tokens[draft.clause.last - 1].end
        for hit in self.document.hits_in("weapons", start, end)[:1]:
            draft.targets.append(Party(Span(hit.start, hit.end), ParticipantCategory.OTHER))

    def _killings(
        self,
        current: Scene,
        found: Sequence[Trigger],
        clauses: Sequence[Clause],
        tolls: Sequence[Toll],
        background: bool,
    ) -> list[Draft]:
        """A sentence that tells of deaths and of no other happening."""
        if all(toll.low == 0 for toll in tolls):
            return []
        for trigger in found:
            if trigger.row.strength != "toll":
                continue
            clause = next(c for c in clauses if c.first <= trigger.first < c.last)
            real = modality_of(current, trigger, clause.first, clause.last)
            if real is None:
                return []
            draft = self._draft(current, trigger, clause, frozenset(), real, background)
            if draft.time is not None and lasting(draft.time) and not draft.actors:
                draft.type = EventType.OTHER  # «مقتل 89 مدنيا خلال كانون الثاني»: a count of many happenings
            if self.drafts and not draft.actors and not draft.time_told:
                before = self.drafts[-1]
                goes_on = before.scene.sentence.paragraph == current.sentence.paragraph and before.type in ATTACKS
                if trigger.cue is None or (goes_on and not draft.places):
                    return []
            return [draft]
        return []

    def _by_accident(self, current: Scene, toll: Toll) -> bool:
        """«نتج عن الحادث مقتل طاقم الطائرة», in an article that tells how it crashed."""
        if not self.mishap:
            return False
        at = self.document.token_at(toll.anchor.start)
        return any(current.text(i) in self.rules._mishaps for i in range(at - _NEAR, at + _NEAR))
