"""Builds event facts: by sentence from triggers, roles, tolls, source, time and place; then one event a happening."""

from collections.abc import Sequence
from dataclasses import replace

from rasid.document import Document
from rasid.events import attribution, kinds, modality, scene, standing, toll_words, triggers
from rasid.events.assign import TollAssigner
from rasid.events.attribution import SourceReader
from rasid.events.casualties import TollReader
from rasid.events.clauses import Clause, ClauseCutter
from rasid.events.containers import Towns
from rasid.events.draft import ATTACKS, Draft
from rasid.events.facts import Fact, Party, Toll
from rasid.events.known import Known
from rasid.events.merge import merge_drafts
from rasid.events.modality import modality_of
from rasid.events.roles import RoleFiller
from rasid.events.scene import Scene
from rasid.events.sections import Sections
from rasid.events.speakers import Speakers
from rasid.events.standing import Standing
from rasid.events.statements import INTENDED, by_claim, by_first_person, by_intent, by_source, told_by, without_blame
from rasid.events.triggers import Trigger, TriggerFinder
from rasid.events.when import When, frame_of, lasting, usable, when
from rasid.events.where import PlaceFinder, ordered
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Items, Row, load
from rasid.linking.base import Entity
from rasid.matching import Lexicon, key_of
from rasid.records import EventType, Modality, ParticipantCategory
from rasid.spans import Span
from rasid.text.morphology import affixes
from rasid.text.normalize import fold


class WeaponRow(Row):
    """A weapon or means."""

    name: str
    variants: Items = ()
    name_en: str = ""
    cue: str = ""


_NEAR = 5
"""A word for a mishap this near a toll says how people died."""
_WRECKING = frozenset({EventType.RIOT, EventType.PROPERTY_DESTRUCTION})


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
        self._assigner = TollAssigner()
        self._background = words("links", "background")
        self._archive = words("role_words", "archive")
        self._additive = words("role_words", "additive")
        self._anaphors = words("role_words", "anaphor")
        self._again = words("role_words", "again")
        self._shots = words("role_words", "shot")
        self._other = words("role_words", "other")
        self._since = words("role_words", "since")
        self._adjuncts = words("role_words", "adjunct")
        self._memory = words("role_words", "memory")
        self._mishaps = words("role_words", "mishap")
        self._reaches = words("role_words", "reaches")
        self._led = frozenset(phrase.split()[0] for phrase in words("links", "result"))

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
        drafts: list[Draft] = []
        shot = self._shot(current, found)
        killing = shot or self._killing(current, found)
        core = [t for t in found if (t.row.strength != "toll" or t is killing) and not (shot and self._raid(shot, t))]
        firsts = frozenset(t.first for t in core)
        for trigger in core:
            clause = next(c for c in clauses if c.first <= trigger.first < c.last)
            real = modality_of(current, trigger, clause.first, clause.last)
            if real is None or self._is_target(current, trigger):
                continue
            before = drafts[-1] if drafts else None
            if before is not None and before.clause == clause and self._same_happening(current, before, trigger):
                self._absorb(current, before, trigger, clause, firsts)
                continue
            draft = self._draft(current, trigger, clause, firsts, real, background)
            self._follow(current, drafts, draft)
            drafts.append(draft)
        drafts = self._without_purposes(current, drafts)
        drafts = [part for draft in drafts for part in self._by_time(current, draft)]
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

    @staticmethod
    def _without_purposes(current: Scene, drafts: Sequence[Draft]) -> list[Draft]:
        """«شن هجوماً لاستعادة المدينة» tells of an attack, «يستعد لشن عملية لاستعادة المدينة» plans to retake it."""
        kept: list[Draft] = []
        for draft in drafts:
            word = current.text(draft.trigger.first)
            aim = draft.type is EventType.TERRITORY_CAPTURED and draft.trigger.noun and word.startswith("ل")
            before = kept[-1] if kept else None
            if not aim or before is None or before.type not in ATTACKS or before.clause != draft.clause:
                kept.append(draft)
            elif before.modality in INTENDED:
                draft.modality = before.modality
                draft.actors = draft.actors or before.actors
                kept[-1] = draft
        return kept

    @staticmethod
    def _is_target(current: Scene, trigger: Trigger) -> bool:
        """«غارة على تعزيزات للحوثيين»: forces that are hit do not move."""
        return trigger.noun and trigger.type is EventType.FORCE_MOVEMENT and current.text(trigger.first - 1) == "علي"

    def _shot(self, current: Scene, found: Sequence[Trigger]) -> Trigger | None:
        """«استشهد الشاب فلان برصاص قوات X خلال اقتحامها …»: the death is what is told."""
        for trigger in found:
            if trigger.row.strength == "toll" and trigger.type is EventType.ATTACK_ON_CIVILIANS:
                after = next((t.first for t in found if t.first > trigger.first), current.sentence.last)
                if any(current.text(i) in self.rules._shots for i in range(trigger.last, after)):
                    return trigger
        return None

    @staticmethod
    def _killing(current: Scene, found: Sequence[Trigger]) -> Trigger | None:
        """«قتل التنظيم 322 شخصاً … منذ سيطرته على …»: the main verb, where the sentence tells of no attack."""
        if any(t.type in ATTACKS and t.row.strength != "toll" for t in found):
            return None
        for trigger in found:
            verb = trigger.row.strength == "toll" and trigger.row.frame == "agent_verb" and not trigger.noun
            mention = current.first_of.get(trigger.last)
            noun = current.nouns.get(trigger.last)
            named = mention is not None and mention.type is MentionType.GROUP and not current.prefix_of(mention)
            if verb and (named or (noun is not None and noun.owner is not None)):
                return trigger
        return None

    @staticmethod
    def _raid(shot: Trigger, other: Trigger) -> bool:
        """The raid during which somebody was shot says where, and is not told for itself."""
        return other.first > shot.first and other.type is EventType.ARMED_CLASH and other.row.strength == "weak"

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
        self._time(current, draft)
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

    def _follow(self, current: Scene, drafts: Sequence[Draft], draft: Draft) -> None:
        """«هجوماً أسفر عن السيطرة»: what an attack led to was done by the attackers."""
        before = drafts[-1] if drafts else None
        plural = current.text(draft.trigger.first).endswith("وا")
        if before is not None and before.actors and plural and self._goes_on(current, draft.trigger):
            draft.actors[:] = before.actors  # «هاجم مستوطنون بحماية قوات X البلدة وأحرقوا …»
        if draft.actors or before is None:
            return
        if self._goes_on(current, draft.trigger):
            draft.actors.extend(before.actors)
            return
        if draft.type not in (EventType.TERRITORY_CAPTURED, EventType.TERRITORY_LEFT):
            return
        between = current.tokens[before.trigger.last : draft.trigger.first]
        if before.type in ATTACKS and any(t.text.lstrip("ف") in self.rules._led for t in between):
            draft.actors.extend(before.actors)

    @staticmethod
    def _goes_on(current: Scene, trigger: Trigger) -> bool:
        """«قصفت قوات X البلدة … واعتقلت سبعة»: a verb joined to the one before, with no subject of its own."""
        word = current.tokens[trigger.first].text
        if trigger.noun or trigger.row.frame not in ("agent_verb", "motion"):
            return False
        return word.startswith(("و", "ف")) or current.text(trigger.first - 1) in ("ثم", "ان")

    def _by_time(self, current: Scene, draft: Draft) -> list[Draft]:
        """«طالت A الليلة الماضية، وB الشهر الماضي»: places with times of their own are happenings of their own."""
        if draft.type not in ATTACKS:
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
                draft, places=ordered(chosen), actors=list(draft.actors), targets=list(draft.targets), tolls=[]
            )
            part.places_told = part.time_told = True
            part.time = when([date], date.start)
            made.append(part)
        return made

    def _same_happening(self, current: Scene, before: Draft, trigger: Trigger) -> bool:
        """«شنت غارات استهدفت»: several words of one clause for one attack."""
        gap = trigger.first - before.trigger.last
        if before.type is EventType.ARREST and fold(trigger.row.lemma) in self.rules._reaches:
            return True  # «حملة اعتقالات طالت 15 مواطنا»
        if trigger.noun and not trigger.definite and current.text(trigger.last) in self.rules._other:
            return False  # «في غارة ثانية»
        if gap == 0 and before.trigger.noun and not trigger.noun and current.text(trigger.first).endswith(("ه", "ها")):
            return True  # «رصاص أطلقه محتفلون», «غارات شنتها …»
        plain = current.text(trigger.first - 1) != "و" and not current.tokens[trigger.first].text.startswith("و")
        if plain and trigger.noun and not before.trigger.noun and before.trigger.row.strength == "weak" and gap <= 6:
            return True
        during = trigger.row.strength == "weak" and current.text(trigger.first - 1) in self.rules._adjuncts
        raid = trigger.type is EventType.ARMED_CLASH and trigger.noun
        raid = raid and (during or trigger.row.frame == "patient_noun")
        if (
            before.type in (EventType.ARREST, EventType.ABDUCTION)
            and raid
            and not current.text(trigger.first).startswith("و")
        ):
            return True  # «اعتقلت 18 شخصا خلال مداهمات»: a raid with arrests is the arrest
        if before.type is trigger.type is EventType.AID_BLOCKED_OR_SIEGE:
            return True  # «أطبقت الحصار على المدينة … وقطعت طرق الإمداد»
        if before.type is EventType.ARREST and trigger.type is EventType.ABDUCTION and trigger.row.strength == "weak":
            return True  # «اعتقال سبعة واقتيادهم إلى جهة مجهولة»
        if before.type is EventType.WEAPONS_DISRUPTED and trigger.noun and trigger.type is EventType.EXPLOSION:
            return True  # «فكك خبراء … لغما وعبوة ناسفة»
        if {before.type, trigger.type} <= _WRECKING and before.trigger.noun and trigger.noun and gap == 0:
            return True  # «تعرضت للتخريب وسرقة محتوياتها»
        if before.type not in ATTACKS or trigger.type not in ATTACKS:
            return before.type is trigger.type and not current.tokens[trigger.first].text.startswith("و")
        joined = current.tokens[trigger.first].text.startswith("و") or current.text(trigger.first - 1) == "و"
        if joined:
            return False
        if before.type is trigger.type or self._means(current, before, trigger):
            return True
        return "weak" in (before.trigger.row.strength, trigger.row.strength) or trigger.first - before.trigger.last <= 3

    def _absorb(self, current: Scene, before: Draft, trigger: Trigger, clause: Clause, firsts: frozenset[int]) -> None:
        more = self._draft(current, trigger, clause, firsts, before.modality, before.background)
        before.reach = max(before.reach, trigger.last)
        settled = before.type in (
            EventType.ARREST,
            EventType.ABDUCTION,
            EventType.WEAPONS_DISRUPTED,
        )
        told = before.trigger.cue is not None and trigger.cue is None and trigger.row.strength == "weak"
        if told:
            pass  # «استهدفت صواريخ القاعدة … ولم تتبن أي جهة الهجوم»
        elif not settled and self._outranks(trigger, before.trigger) and not self._means(current, before, trigger):
            before.trigger = trigger
            before.type = more.type
        elif trigger.cue is not None and before.trigger.cue is None and before.trigger.row.strength == "weak":
            before.type = before.type if self._fallen(before, trigger) else more.type
        if not before.actors:
            before.actors.extend(more.actors)
        known = {party.span for party in (*before.actors, *before.targets)}
        before.targets.extend(party for party in more.targets if party.span not in known)
        if before.type is EventType.SHELLING and more.type is EventType.AIR_STRIKE:
            before.type = EventType.AIR_STRIKE
        if more.places_told and not before.places_told:
            before.places, before.places_told = more.places, True
        elif more.places_told or not before.places_told:
            both = sorted({*before.places, *more.places}, key=lambda place: place.start)
            before.places = self.rules._places.ranked(current, both)
        before.time = before.time or more.time

    @staticmethod
    def _means(current: Scene, before: Draft, trigger: Trigger) -> bool:
        """«اغتالوه بإطلاق الرصاص»: a noun under «ب» says how it was done."""
        told = before.trigger.row
        word = current.tokens[trigger.first].text
        return trigger.noun and word.startswith("ب") and told.frame == "agent_verb" and told.strength == "strong"

    @staticmethod
    def _fallen(before: Draft, trigger: Trigger) -> bool:
        """«عدوان … مستهدفاً بالصواريخ …»: missiles fall from the air too."""
        return trigger.missiles and before.type is EventType.AIR_STRIKE

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

    # -- arguments ---------------------------------------------------------------------------------------------------

    def _time(self, current: Scene, draft: Draft) -> None:
        clause = draft.clause
        anchor = current.tokens[draft.trigger.first].start
        low, high = current.tokens[clause.first].start, current.tokens[clause.last - 1].end
        dates = [m for m in current.mentions if m.type is MentionType.DATE and not self._commemorates(current, m)]
        draft.time = when([m for m in dates if low <= m.start < high], anchor)
        draft.time_told = draft.time is not None
        near = [m for m in dates if low <= m.start < high]
        nearest = min(near, key=lambda m: min(abs(m.start - anchor), abs(m.end - anchor)), default=None)
        if (
            nearest is not None
            and not usable(nearest)
            and str(nearest.attributes.get("value") or "").startswith(("PX", "PAST_REF"))
        ):
            draft.time, draft.time_told, draft.vague = None, False, True
            return
        # A date of another clause holds where it stands at the head of the sentence («اليوم، قال … إن»).
        draft.time = draft.time or when([m for m in dates if m.start < low], anchor)
        if draft.time is not None:
            draft.time = self._until_now(draft.time)

    def _commemorates(self, current: Scene, mention: Candidate) -> bool:
        """«تحيي المدينة اليوم ذكرى الهجوم»: not the day of the attack."""
        return current.text(current.last_of(mention)) in self.rules._memory

    def _until_now(self, time: When) -> When:
        """«تحاصر قوات X المدينة منذ 2013»: what has gone on since then goes on on the day of publication."""
        published, since = self.document.published, time.dates[0]
        phrase = self.document.tokens[self.document.token_at(since.start)].text
        if published is None or phrase.removeprefix("و") not in self.rules._since:
            return time
        today = published.isoformat()
        return time._replace(end=today) if time.start[:10] < today and time.end[:10] <= today else time

    # -- tolls -------------------------------------------------------------------------------------------------------
