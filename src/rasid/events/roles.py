"""Roles: who did it and who or what was hit, read from the trigger's frame.

Arabic puts the actor after the verb (قصفت قوات X قرية Y) or before it (قوات X قصفت Y), in the genitive of a verbal noun
(قصف قوات X), as a nationality adjective (قصف تركي), or behind a marker (من قبل، على يد، مصدره). The frame of the
trigger row says which of these hold for it.
"""

from rasid.events.clauses import Clause
from rasid.events.facts import Party
from rasid.events.parties import ACTING, Roles, is_country, noun_prefix
from rasid.events.scene import Noun, Scene
from rasid.events.subjects import Subjects
from rasid.events.triggers import ARTICLES, Trigger
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.records import EventType, ParticipantCategory, PlaceKind
from rasid.registry import nationalities
from rasid.spans import Span
from rasid.text.morphology import affixes
from rasid.text.normalize import fold
from rasid.text.tokenize import is_bracket_or_quote

_CROWDS = frozenset({EventType.PROTEST, EventType.RIOT})
"""What civilians do themselves."""
_DONE_TO = frozenset({EventType.ARREST, EventType.ABDUCTION, EventType.ATTACK_ON_CIVILIANS})
_TAKEN = frozenset({EventType.ARREST, EventType.ABDUCTION})
_PEOPLE = frozenset({ParticipantCategory.PERSON, ParticipantCategory.CIVILIANS, ParticipantCategory.COMBATANTS})
_TAKING = frozenset({EventType.TERRITORY_CAPTURED, EventType.TERRITORY_LEFT})
"""«استعادة قسد للقرى»: an armed party in the genitive is the one who takes, whatever the noun's frame."""
_MOVING = _TAKING | {EventType.FORCE_MOVEMENT, EventType.BASE_ESTABLISHED}
_MEANS = frozenset({"air", "drone", "barrel", "rocket"})
"""Cues that name what it was done with."""
_FAR = 28
"""Arguments are looked for within this many tokens after the trigger."""
_OWNER = 1
"""At most so many tokens stand between a thing that was hit and its owner («نقطتي تفتيش للجيش»)."""
_POST = 8
"""A name follows the post of its bearer within this many tokens."""


class RoleFiller:
    """Fills roles; immutable."""

    def __init__(self) -> None:
        """Read the closed lists."""
        self._agent_marks = words("links", "agent")
        self._agent_openers = frozenset(mark.split()[0] for mark in self._agent_marks)
        self._subjects = Subjects()
        self._crowds = words("role_words", "crowd")
        self._to = words("role_words", "to")
        self._in = words("role_words", "in")
        self._stop = words("role_words", "stop")
        self._relative = words("role_words", "relative")
        self._doers = words("role_words", "doer")
        self._grips = words("role_words", "grip")
        self._belonging = words("role_words", "belonging")
        self._amounts = words("role_words", "amount")
        self._reaches = words("role_words", "reaches")
        self._passive = words("role_words", "passive")
        self._counting = self._amounts | words("role_words", "counting")
        self._escorts = words("role_words", "escort")
        self._assailants = words("role_words", "assailant")
        self._suffered = words("role_words", "suffered")
        self._leaving = words("role_words", "leaving")
        self._nationalities = nationalities()
        self._noun_adjectives = words("role_words", "adjective")
        self._prefixes = affixes("noun_prefix")

    def fill(self, scene: Scene, trigger: Trigger, clause: Clause, others: frozenset[int]) -> Roles:
        """Return actors and targets of one trigger.

        Args:
            scene: The sentence.
            trigger: The trigger.
            clause: Where to look.
            others: First tokens of the clause's other triggers; they bound the search.
        """
        roles = Roles()
        frame = trigger.row.frame
        forced = self._subjects.forced(scene, trigger, clause, roles)
        inside = (scene.nouns[i] for i in range(trigger.first, trigger.last) if i in scene.nouns)
        roles.actors.extend(scene.noun_party(noun) for noun in inside if noun.row.word in self._assailants)
        if frame == "reciprocal":
            self._reciprocal(scene, trigger, clause, roles)
        else:
            if _is_control(scene, trigger):
                self._subjects.owner(scene, trigger, clause, roles)
            elif frame in ("agent_verb", "motion") and not trigger.noun and not forced:
                self._subjects.before_verb(scene, trigger, clause, roles)
            elif frame == "agent_noun" and trigger.noun and not forced:
                self._subjects.around_light_verb(scene, trigger, clause, roles)
            self._forward(scene, trigger, clause, others, roles)
        if trigger.noun and not roles.actors:
            self._subjects.accused(scene, trigger, clause, roles)
            if frame == "agent_noun" and not roles.actors and _has_pronoun(scene, trigger):
                self._subjects.owner(scene, trigger, clause, roles)
        if trigger.type in _DONE_TO and not roles.targets and _has_pronoun(scene, trigger):
            self._subjects.held(scene, trigger, roles)
        closed = forced or scene.text(trigger.first - 1) in self._passive
        if not closed and not roles.actors and frame in ("agent_verb", "agent_noun", "motion", "patient_noun", "bare"):
            self._subjects.backward(scene, trigger, clause, roles, actor=True)
        if frame in ("patient_verb", "undergo") and not roles.targets:
            self._subjects.backward(scene, trigger, clause, roles, actor=False)
        if trigger.type in _TAKEN and any(party.category in _PEOPLE for party in roles.targets):
            # «اعتقلوا فلانا بعد مداهمة منزله»: people are taken, their houses are not.
            things = (ParticipantCategory.FACILITY, ParticipantCategory.VEHICLE)
            roles.targets = [party for party in roles.targets if party.category not in things]
        return roles

    # -- after the trigger -------------------------------------------------------------------------------------------

    def _forward(self, scene: Scene, trigger: Trigger, clause: Clause, others: frozenset[int], roles: Roles) -> None:
        frame = trigger.row.frame
        agentive = frame in ("agent_verb", "agent_noun", "motion")
        mode = "agent" if agentive and not roles.actors else "patient"
        if frame == "agent_verb" and not trigger.noun and scene.text(trigger.last - 1).endswith("وا"):
            mode = "patient"  # a verb in the plural has its subject behind it
        suffered = scene.text(trigger.first).lstrip("وف") in self._suffered
        if frame == "agent_verb" and not trigger.noun and (suffered or self._by_means(scene, trigger)):
            mode = "patient"
        inner = [
            i
            for i in range(trigger.first + 1, trigger.last)
            # «سحبت عناصرها»: hers; «رصاص قناص»: the means
            if i in scene.first_of or (i in scene.nouns and not scene.nouns[i].owned and frame != "agent_noun")
        ]
        at = inner[0] if inner else trigger.last
        stop = min(clause.last, trigger.last + _FAR)
        seen_party = False
        last_party, last_role, last_noun = -1, "", -1
        last_category: ParticipantCategory | None = None
        carried = False
        doer = -1
        resumed = mode
        while at < stop:
            token = scene.tokens[at]
            text = token.text
            if at in others and not seen_party and at > trigger.last + 1:
                break
            if at in others and seen_party:
                break
            if text == "ما" and scene.text(at + 1) == "لا":  # «ما لا يقل عن 30»
                at += 4
                continue
            if text == "ما" and scene.text(at + 1) in self._amounts:  # «ما يقارب 30»
                at += 2
                continue
            if (
                frame == "agent_noun"
                and not roles.actors
                and self._subjects.is_light(text)
                and text.endswith(("ه", "ها"))
            ):
                carried = True  # «كمين نصبه مسلحون»
                at += 1
                continue
            if text in self._relative and self._subjects.is_light(scene.text(at + 1)):
                # «الهجوم الواسع الذي تشنه الهيئة»
                at += 2
                continue
            if text in self._stop or (text in self._relative and at > trigger.last):
                break
            if marked := self._agent_marked(scene, at, stop):
                mode = "agent"
                if trigger.row.strength == "toll" and not trigger.noun and not roles.used:
                    # «قُتل متظاهر برصاص قوات X»: the subject of the passive suffers.
                    roles.targets, roles.actors = [*roles.targets, *roles.actors], []
                at = doer = marked
                continue
            if text in self._escorts and (guard := scene.first_of.get(at + 1)) is not None:
                at = scene.last_of(guard)  # «هاجم مستوطنون بحماية قوات X البلدة»: neither did it nor was hit
                continue
            if text in self._to and not (text in self._counting and at + 1 < stop and scene.tokens[at + 1].kind == "n"):
                mode = "patient"
                at += 1
                continue
            if text in self._in:
                if mode != "place":
                    resumed, mode = mode, "place"
                at += 1
                continue
            mention = scene.first_of.get(at)
            if mention is not None:
                last = scene.last_of(mention)
                if mention.type is MentionType.DATE or (mode == "place" and mention.type is MentionType.PLACE):
                    # «قصف في وقت سابق قوات X»: the adjunct is over, its clause goes on.
                    mode = resumed if mode == "place" else mode
                    at = last
                    continue
                prefix = scene.prefix_of(mention)
                if prefix.endswith("ل") and frame == "agent_noun" and self._of_another(scene, trigger, at):
                    at = last  # «غارات استهدفت تعزيزات للمليشيا»: whose the reinforcements are
                    continue
                if mode == "place" and mention.type is MentionType.PERSON and not prefix:
                    mode = resumed  # nothing happens in a person
                role: str | None
                owned = prefix.endswith("ل") and bool(roles.targets) and 0 <= at - last_noun <= _OWNER
                if owned and trigger.type is not EventType.BASE_ESTABLISHED:
                    prefix = ""  # «نقطتي تفتيش للجيش»: whose they are
                    mode = "patient"
                belongs = mention.type is MentionType.GROUP and scene.text(at - 1) in self._belonging
                if belongs and mode == "agent" and not roles.actors and trigger.type in _MOVING:
                    role = "agent"  # «تحرك أرتال تابعة لكتائب X»
                elif trigger.type in _TAKING and scene.text(at - 1) in self._grips and scene.text(at - 2) == "من":
                    role = "patient"  # «استعيدت من قبضة تنظيم X»
                else:
                    role = self._role_of(mention, prefix, mode, frame, roles, trigger.type)
                if role is None and last_party == at and prefix == "و" and is_country(mention):
                    role = last_role
                if (
                    role == "patient"
                    and frame == "patient_noun"
                    and not roles.targets
                    and self._does_it(scene, mention, last, stop if at == trigger.last else last)
                ):
                    role = "agent"
                if role is not None:
                    roles.add(scene, mention, role)
                    seen_party = True
                    last_party, last_role = last, role
                    if role == "agent" and frame in ("agent_verb", "agent_noun", "patient_noun"):
                        mode = "patient"
                at = last
                continue
            people = text.endswith(("يين", "يون"))  # «استهدفت الضربات الإيرانيين»: whom they hit
            adjectival = text in self._nationalities and not people and self._adjectival(scene, trigger, at)
            if adjectival and not roles.actors and agentive:
                span = Span(token.start + self._article_offset(text), token.end)
                state = self._nationalities[text].country
                roles.actors.append(Party(span, ParticipantCategory.GROUP, None, state))
                mode = "patient"
                at += 1
                continue
            if trigger.type in _CROWDS and not roles.actors and (crowd := self._crowd(scene, at, stop)):
                roles.actors.append(crowd)
                mode = "patient"
                at = scene.document.token_at(crowd.span.end - 1) + 1
                continue
            noun = scene.nouns.get(at)
            if noun is not None:
                prefix = noun_prefix(scene, noun)
                left = scene.text(at - 1) == "من" and scene.text(at - 2) in self._leaving
                if left or scene.text(at - 1).startswith(("يستقل", "تستقل")):
                    at = noun.last  # «يستقلان دراجة نارية», «أثناء خروجهم من مسجد»
                    continue
                verb = "agent_verb" if carried else frame
                role = self._noun_role(scene, noun, prefix, mode, verb, roles, trigger)
                if at == doer and not roles.actors and noun.row.category is ParticipantCategory.COMBATANTS:
                    role = "agent"  # «برصاص دورية لقوات X»
                if role is not None:
                    if self._is_title(scene, noun) or (
                        role == "patient" and self._names_later(scene, noun, trigger, stop)
                    ):
                        at = noun.last
                        continue
                    if at == last_noun and not prefix and noun.row.category is last_category:
                        at = last_noun = noun.last  # «مسلحون متشددون»: the second describes the first
                        continue
                    last_noun, last_category = noun.last, noun.row.category
                    party = scene.noun_party(noun)
                    (roles.actors if role == "agent" else roles.targets).append(party)
                    if party.mention is not None:
                        roles.used.add(party.mention.start)
                    seen_party = True
                    mode = "patient" if mode == "agent" else mode
                at = noun.last
                continue
            verbal = frame == "agent_verb" and not trigger.noun and mode == "agent" and at == trigger.last
            if verbal and token.kind == "w" and text.endswith("ا") and scene.text(at + 1).startswith("ل"):
                mode = "patient"  # «استهدف تجمعا لقيادات X»: an object, and whose it is
            at += 1

    def _of_another(self, scene: Scene, trigger: Trigger, at: int) -> bool:
        """Tell whether another noun than the trigger stands before «ل» and a name; adjectives and places may."""
        before = scene.by_token.get(at - 1)
        word = scene.text(at - 1)
        adjective = word in self._noun_adjectives or word in self._belonging
        if at == trigger.last or before is not None or adjective or at - 1 < trigger.last:
            return False
        noun = scene.nouns.get(at - 1)
        if noun is not None and noun.row.category is ParticipantCategory.COMBATANTS:
            return False  # «برصاص قناص لقوات X»
        return not word.endswith(("ي", "ه", "يا", "يين"))

    def _by_means(self, scene: Scene, trigger: Trigger) -> bool:
        """«استهدفت طائرة مسيرة مركزا لقوات X», «طالت مقرات X»: what it was done with is the subject, nobody's name."""
        if fold(trigger.row.lemma) in self._reaches:
            return True
        first = trigger.last - (trigger.last - trigger.first > 1)  # «استهدفت طائرة» is one trigger, «قصفت» another
        if first >= scene.sentence.last or first in scene.by_token:
            return False
        hits = scene.document.hits_in("cues", scene.tokens[first].start, scene.sentence.end)
        at = max((hit.last for hit in hits if hit.first == first and hit.row.cue in _MEANS), default=0)
        if not at:
            return False
        if scene.text(first).startswith(ARTICLES):
            return True
        while scene.text(at) in self._noun_adjectives:
            at += 1
        mention = scene.first_of.get(at)
        # «طائرات لقوات X», «مروحيات الجيش», «طائرات تابعة لـ»: somebody's.
        return mention is None and scene.text(at) not in self._belonging and scene.text(at) not in self._nationalities

    def _agent_marked(self, scene: Scene, at: int, stop: int) -> int:
        """Return the index after «من قبل», «على يد», «برصاص», «مصدره»; 0 if there is none."""
        if scene.tokens[at].text not in self._agent_openers:
            return 0
        for size in (3, 2, 1):
            phrase = " ".join(t.text for t in scene.tokens[at : at + size])
            if at + size <= stop and phrase in self._agent_marks:
                return at + size
        return 0

    @staticmethod
    def _does_it(scene: Scene, mention: Candidate, last: int, stop: int) -> bool:
        """«استهداف مسيّرة تركية لسيارة»: the genitive is the agent where an object with ل follows, or it flies."""
        if mention.attributes.get("arm") == "air":
            return True
        if mention.type is MentionType.GROUP and last < stop and (last in scene.first_of or last in scene.nouns):
            # «اقتحام قوات الاحتلال مخيم بلاطة»: an object follows.
            return True
        return mention.type is MentionType.GROUP and any(
            scene.tokens[i].text.startswith("ل") and (i in scene.nouns or i in scene.first_of)
            for i in range(last, min(last + 2, stop))
        )

    def _role_of(
        self, mention: Candidate, prefix: str, mode: str, frame: str, roles: Roles, type_: EventType
    ) -> str | None:
        if mention.type is MentionType.DATE:
            return None
        if mention.type is MentionType.PLACE:
            kind: PlaceKind = mention.attributes["kind"]
            if kind is PlaceKind.COUNTRY and mode == "agent" and not prefix and not roles.actors and frame != "motion":
                return "agent"
            if kind in (PlaceKind.FACILITY, PlaceKind.CAMP) and mode in ("agent", "patient"):
                return "patient"
            return None
        posted = type_ is EventType.BASE_ESTABLISHED and mode == "agent"  # «أقيمت ثكنة لمليشيا X»
        if prefix.endswith("ل") and (frame in ("agent_noun", "motion") or posted) and not roles.actors:
            # «قصف لقوات النظام», «غارة للتحالف»: the possessor is the agent.
            return "agent"
        if mention.type is MentionType.ORG and mention.attributes.get("kind") not in ACTING:
            return None
        if prefix.endswith("ب") or (prefix.endswith("ل") and mode == "agent"):
            return None
        if mention.type is MentionType.PERSON and mode == "agent":
            # A person named after «اعتقلت», «اختطف», «اغتال» is the one it was done to.
            return "patient" if type_ in _DONE_TO and frame == "agent_verb" else None
        if mode == "agent":
            return "agent"
        if mode == "patient":
            if type_ in _TAKING and not roles.actors and not prefix:
                return "agent"
            if prefix.startswith("و") and roles.actors and not roles.targets and frame in ("agent_verb", "agent_noun"):
                return "agent"
            return "patient"
        return None

    @staticmethod
    def _is_title(scene: Scene, noun: Noun) -> bool:
        """«الشاب رامي», «المزارع "فلان"»: the person named is the party."""
        at = noun.last
        while at < scene.sentence.last and is_bracket_or_quote(scene.tokens[at]):
            at += 1
        if at not in scene.first_of and scene.text(at).startswith("ال"):
            at += 1  # «الأسير المحرر فلان»
        mention = scene.first_of.get(at)
        return mention is not None and mention.type is MentionType.PERSON and not scene.prefix_of(mention)

    def _names_later(self, scene: Scene, noun: Noun, trigger: Trigger, stop: int) -> bool:
        """«اغتال مجهولون القيادي السابق في الجيش الحر فلان»: his post before his name."""
        if trigger.type not in _DONE_TO or noun.first - trigger.last > 3:
            return False
        for at in range(noun.last, min(noun.last + _POST, stop)):
            text = scene.text(at)
            mention = scene.first_of.get(at)
            if mention is not None and mention.type is MentionType.PERSON:
                return not scene.prefix_of(mention)
            if text == "،" or text in self._stop or text in self._relative or at in scene.nouns:
                return False
        return False

    def _crowd(self, scene: Scene, at: int, stop: int) -> Party | None:
        """«تظاهر عشرات الآلاف», «خرج المئات»: people whom the text gives no noun but a number."""
        last = at
        while last < min(at + 2, stop) and scene.text(last) in self._crowds:
            last += 1
        if last == at or last in scene.nouns:
            return None
        return Party(Span(scene.tokens[at].start, scene.tokens[last - 1].end), ParticipantCategory.CIVILIANS)

    def _noun_role(
        self, scene: Scene, noun: Noun, prefix: str, mode: str, frame: str, roles: Roles, trigger: Trigger
    ) -> str | None:
        category = noun.row.category
        if mode == "agent" and self._accusative(noun, frame, trigger):
            mode = "patient"  # «اعتقلت محتجين»: who follows in the accusative is no subject
        if (
            mode == "agent"
            and not roles.actors
            and not prefix.startswith("ل")
            and self._acts(scene, noun, frame, trigger)
        ):
            return "agent"
        if trigger.type in _CROWDS and category is ParticipantCategory.CIVILIANS and mode != "place":
            return "agent" if not roles.actors else None
        if "ب" in prefix:
            return None
        if (
            mode == "agent"
            and not roles.actors
            and frame == "agent_verb"
            and category is ParticipantCategory.COMBATANTS
        ):
            return "agent" if not trigger.noun or frame != trigger.row.frame else "patient"
        if mode == "agent" and category is ParticipantCategory.COMBATANTS and frame == "motion":
            return "agent"
        if mode == "place" or category is ParticipantCategory.OTHER:
            return None
        if mode == "patient" or frame in ("agent_verb", "agent_noun"):
            told = {party.category for party in roles.targets if party.mention is None}
            return "patient" if len(told) < 2 and category not in told else None
        return None

    @staticmethod
    def _accusative(noun: Noun, frame: str, trigger: Trigger) -> bool:
        verb = frame == "agent_verb" and not trigger.noun and trigger.row.pos == "verb"
        return verb and noun.form.endswith("ين") and not noun.row.word.endswith("ين") and noun.first == trigger.last

    def _acts(self, scene: Scene, noun: Noun, frame: str, trigger: Trigger) -> bool:
        """«انسحاب مقاتلي X», «اعتدى مستوطنون على», «تمنع حواجز الفرقة الرابعة»: a common noun that does it."""
        category = noun.row.category
        if trigger.noun and trigger.row.frame in ("agent_noun", "motion"):
            return category is ParticipantCategory.COMBATANTS and trigger.type in _MOVING
        if trigger.noun or frame != "agent_verb" or self._far(scene, noun, trigger):
            return False
        if category in (ParticipantCategory.FACILITY, ParticipantCategory.VEHICLE):
            return noun.first == trigger.last and scene.owner_of(noun) is not None
        return noun.row.word in self._doers and trigger.row.frame == "agent_verb"

    def _far(self, scene: Scene, noun: Noun, trigger: Trigger) -> bool:
        """Tell whether more than a word, or a number, parts a noun from its verb («هاجم نحو 30 مستوطناً»)."""
        between = scene.tokens[trigger.last : noun.first]
        return len(between) > 1 and not all(t.kind == "n" or t.text in self._counting for t in between)

    def _adjectival(self, scene: Scene, trigger: Trigger, at: int) -> bool:
        """«قصف مدفعي تركي»: adjectives alone stand between noun and nationality."""
        if not (trigger.noun or trigger.row.pos == "phrase") or at - trigger.last > 3:
            return False
        between = [t.text for t in scene.tokens[trigger.last : at] if not is_bracket_or_quote(t)]
        return all(
            word in self._noun_adjectives or word.removeprefix("ال") in self._noun_adjectives for word in between
        )

    @staticmethod
    def _article_offset(text: str) -> int:
        return 1 if text.startswith("وال") else 0

    # -- both sides --------------------------------------------------------------------------------------------------

    def _reciprocal(self, scene: Scene, trigger: Trigger, clause: Clause, roles: Roles) -> None:
        """«اشتباكات بين X وY», «معارك X ضد Y»: both act."""
        sides: list[Party] = []
        at = trigger.last
        stop = min(clause.last, trigger.last + _FAR)
        between = False
        while at < stop and len(sides) < 4:
            text = scene.tokens[at].text
            if text in self._stop:
                break
            if text in self._escorts and (guard := scene.first_of.get(at + 1)) is not None:
                at = scene.last_of(guard)  # «برعاية الأمم المتحدة»
                continue
            if text in ("بين", "مع", "ضد"):
                between = True
            mention = scene.first_of.get(at)
            country = mention is not None and between and is_country(mention)
            if mention is not None and (country or mention.type in (MentionType.GROUP, MentionType.ORG)):
                if between or at - trigger.last <= 3:
                    sides.append(scene.party(mention))
                    roles.used.add(mention.start)
                at = scene.last_of(mention)
                continue
            noun = scene.nouns.get(at)
            if noun is not None and between and noun.row.category is ParticipantCategory.COMBATANTS:
                sides.append(scene.noun_party(noun))
            at += 1
        if len(sides) < 2 and trigger.type is EventType.AGREEMENT:
            # «توصلت X وY إلى اتفاق»
            self._subjects.around_light_verb(scene, trigger, clause, roles)
        if not sides:
            if not roles.actors:
                self._subjects.backward(scene, trigger, clause, roles, actor=True)
            return
        roles.actors.extend(sides)


def _has_pronoun(scene: Scene, trigger: Trigger) -> bool:
    """The trigger's word ends in a pronoun («حصارها», «اقتادها»)."""
    word = scene.text(trigger.last - 1)
    if trigger.noun and word.endswith("ه") and word.lstrip("وبلف")[:-1] == fold(trigger.row.lemma).lstrip("وبلف"):
        return True  # «اختطافه»
    return not word.startswith("ال") and word.endswith(("ها", "هم", "ته", "وه")) and not trigger.row.lemma.endswith("ه")


def _is_control(scene: Scene, trigger: Trigger) -> bool:
    """«أعلنت قوات X سيطرتها على مقر الفرقة Y»: the pronoun says whose control it is."""
    word = scene.text(trigger.first).lstrip("وبلف")
    return word.startswith("سيطرت") and word.endswith(("ها", "ه", "هم"))
