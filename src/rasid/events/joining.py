"""What several triggers of one clause tell of one happening, and what one happening hands on to the next."""

from collections.abc import Sequence

from rasid.events.draft import ATTACKS, Draft
from rasid.events.facts import Party
from rasid.events.scene import Scene
from rasid.events.statements import INTENDED
from rasid.events.triggers import Trigger
from rasid.events.verb_forms import carries
from rasid.events.where import PlaceFinder
from rasid.events.words import words
from rasid.records import EventType
from rasid.text.normalize import fold

_WRECKING = frozenset({EventType.RIOT, EventType.PROPERTY_DESTRUCTION})
_SETTLED = frozenset({EventType.ARREST, EventType.ABDUCTION, EventType.WEAPONS_DISRUPTED})
"""However they were carried out, they stay what they are."""


class Joiner:
    """Joins the drafts of a sentence; immutable."""

    def __init__(self, places: PlaceFinder) -> None:
        """Load the words that join and part."""
        self._places = places
        self._reaches = words("role_words", "reaches")
        self._other = words("role_words", "other")
        self._light = words("links", "light")
        self._to = words("role_words", "to")
        self._adjuncts = words("role_words", "adjunct")
        self._purposes = words("role_words", "purpose")
        self._led = frozenset(phrase.split()[0] for phrase in words("links", "result"))

    def is_same(self, current: Scene, before: Draft, trigger: Trigger) -> bool:
        """Tell whether a further word of a clause names the same happening («شنت غارات استهدفت»)."""
        gap = trigger.first - before.trigger.last
        if before.type is EventType.ARREST and fold(trigger.row.lemma) in self._reaches:
            return True  # «حملة اعتقالات طالت 15 مواطنا»
        if trigger.noun and not trigger.definite and current.text(trigger.last) in self._other:
            return False  # «في غارة ثانية»
        if gap == 0 and before.trigger.noun and not trigger.noun and current.text(trigger.first).endswith(("ه", "ها")):
            return True  # «رصاص أطلقه محتفلون», «غارات شنتها …»
        plain = current.text(trigger.first - 1) != "و" and not current.tokens[trigger.first].text.startswith("و")
        if plain and trigger.noun and not before.trigger.noun and before.trigger.row.strength == "weak" and gap <= 6:
            return True
        during = trigger.row.strength == "weak" and current.text(trigger.first - 1) in self._adjuncts
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
        if before.type is trigger.type or _means(current, before, trigger):
            return True
        return "weak" in (before.trigger.row.strength, trigger.row.strength) or trigger.first - before.trigger.last <= 3

    def absorb(self, before: Draft, more: Draft) -> None:
        """Take what a further word of the clause tells into the draft of the same happening."""
        current, trigger = before.scene, more.trigger
        subject = self._is_subject(current, before, trigger)
        before.reach = max(before.reach, trigger.last)
        if subject:
            # «تبنى هجوماً استهدف حافلة للجيش»: the attack is the subject, who stands behind the verb is hit.
            hit = [p for p in more.actors if p.span.start > trigger.start and not self._did_it(current, p)]
            more.actors = [party for party in more.actors if party not in hit]
            more.targets = [*hit, *more.targets]
        told = before.trigger.cue is not None and trigger.cue is None and trigger.row.strength == "weak"
        if told:
            pass  # «استهدفت صواريخ القاعدة … ولم تتبن أي جهة الهجوم»
        elif (
            before.type not in _SETTLED and _outranks(trigger, before.trigger) and not _means(current, before, trigger)
        ):
            before.trigger = trigger
            before.type = more.type
        elif trigger.cue is not None and before.trigger.cue is None and before.trigger.row.strength == "weak":
            before.type = before.type if _fallen(before, trigger) else more.type
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
            before.places = self._places.ranked(current, both)
        before.time = before.time or more.time

    def _did_it(self, current: Scene, party: Party) -> bool:
        """«حملة اعتقالات طالت عشرين شاباً، نفذها الأمن»: a light verb with a pronoun has a subject of its own."""
        word = current.text(current.document.token_at(party.span.start) - 1)
        return carries(word, self._light)

    def _is_subject(self, current: Scene, before: Draft, verb: Trigger) -> bool:
        """«القصف الذي استهدف»; but «بعد القصف استهدف الجيش» and «بعد القصف، استهدف الجيش»."""
        if not before.trigger.noun or verb.noun or current.text(verb.first) not in self._to:
            return False
        between = {current.text(i) for i in range(before.reach, verb.first)}
        return "،" not in between and current.text(before.trigger.first - 1) not in self._adjuncts

    def follow(self, before: Draft, draft: Draft) -> None:
        """«هجوماً أسفر عن السيطرة»: what an attack led to was done by the attackers."""
        current = draft.scene
        plural = current.text(draft.trigger.first).endswith("وا")
        if before.actors and plural and _goes_on(current, draft.trigger):
            draft.actors[:] = before.actors  # «هاجم مستوطنون بحماية قوات X البلدة وأحرقوا …»
        left, taken = draft.type is EventType.TERRITORY_LEFT, before.type is EventType.TERRITORY_CAPTURED
        if left and taken and draft.actors and not draft.places_told and not _same_party(draft, before):
            draft.places = list(before.places)  # «سيطرت X على القرية دون مقاومة من Y، التي انسحبت»
        if before.actors and current.text(draft.trigger.first - 1) in self._purposes:
            draft.actors[:] = before.actors  # «انسحبت بنية استقدام تعزيزات»: who acts has the aim
        met = draft.trigger.row.frame == "reciprocal" and current.text(draft.trigger.last) == "مع"
        if met and len(draft.actors) == 1 and before.clause == draft.clause and not _same_party(draft, before):
            draft.actors[:] = [*before.actors, *draft.actors]  # «سيطر X على البلدة بعد معارك مع Y»
        if draft.actors:
            return
        if _goes_on(current, draft.trigger):
            draft.actors.extend(before.actors)
            return
        if draft.type not in (EventType.TERRITORY_CAPTURED, EventType.TERRITORY_LEFT):
            return
        between = current.tokens[before.trigger.last : draft.trigger.first]
        if before.type in ATTACKS and any(t.text.lstrip("ف") in self._led for t in between):
            draft.actors.extend(before.actors)


def without_purposes(drafts: Sequence[Draft]) -> list[Draft]:
    """«شن هجوماً لاستعادة المدينة» tells of an attack, «يستعد لشن عملية لاستعادة المدينة» plans to retake it."""
    kept: list[Draft] = []
    for draft in drafts:
        word = draft.scene.text(draft.trigger.first)
        aim = draft.type is EventType.TERRITORY_CAPTURED and draft.trigger.noun and word.startswith("ل")
        before = kept[-1] if kept else None
        if not aim or before is None or before.type not in ATTACKS or before.clause != draft.clause:
            kept.append(draft)
        elif before.modality in INTENDED:
            draft.modality = before.modality
            draft.actors = draft.actors or before.actors
            kept[-1] = draft
    return kept


def _same_party(draft: Draft, other: Draft) -> bool:
    return not {party.span for party in draft.actors}.isdisjoint(party.span for party in other.actors)


def _goes_on(current: Scene, trigger: Trigger) -> bool:
    """«قصفت قوات X البلدة … واعتقلت سبعة»: a verb joined to the one before, with no subject of its own."""
    word = current.tokens[trigger.first].text
    if trigger.noun or trigger.row.frame not in ("agent_verb", "motion"):
        return False
    return word.startswith(("و", "ف")) or current.text(trigger.first - 1) in ("ثم", "ان")


def _means(current: Scene, before: Draft, trigger: Trigger) -> bool:
    """«اغتالوه بإطلاق الرصاص»: a noun under «ب» says how it was done."""
    told = before.trigger.row
    word = current.tokens[trigger.first].text
    return trigger.noun and word.startswith("ب") and told.frame == "agent_verb" and told.strength == "strong"


def _fallen(before: Draft, trigger: Trigger) -> bool:
    """«عدوان … مستهدفاً بالصواريخ …»: missiles fall from the air too."""
    return trigger.missiles and before.type is EventType.AIR_STRIKE


def _outranks(trigger: Trigger, before: Trigger) -> bool:
    return (trigger.row.strength == "strong", trigger.noun) > (before.row.strength == "strong", before.noun)
