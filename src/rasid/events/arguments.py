"""Who and what stands behind a trigger: a walk from left to right through its clause.

The walk knows whether it looks for who did it (``agent``), for whom it was done to (``patient``) or passes through an
adjunct that says where (``place``). Markers change that («من قبل», «على», «في»); names and nouns take a role by it.
"""

from rasid.events.choice import NounChooser, is_object, role_of
from rasid.events.clauses import Clause
from rasid.events.facts import Party
from rasid.events.parties import CROWDS, MOVING, TAKING, Roles, can_act, is_country, noun_prefix
from rasid.events.scene import Noun, Scene
from rasid.events.subjects import Subjects
from rasid.events.triggers import ARTICLES, Trigger
from rasid.events.verb_forms import is_passive
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.records import EventType, ParticipantCategory
from rasid.registry import nationalities
from rasid.spans import Span
from rasid.text.normalize import fold
from rasid.text.tokenize import is_bracket_or_quote

FAR = 28
"""Arguments are looked for within this many tokens after the trigger."""
_MEANS = frozenset({"air", "drone", "barrel", "rocket"})
"""Cues that name what it was done with."""
_BY = frozenset({"من", "علي"})
"""What marks of the agent of a passive begin with («من قبل», «على يد»)."""
_OWNER = 1
"""At most so many tokens stand between a thing that was hit and its owner («نقطتي تفتيش للجيش»)."""


class ArgumentReader:
    """Reads the arguments behind triggers; immutable."""

    def __init__(self, subjects: Subjects) -> None:
        """Read the closed lists."""
        self.subjects = subjects
        self.nouns = NounChooser()
        self.agent_marks = words("links", "agent")
        self.agent_openers = frozenset(mark.split()[0] for mark in self.agent_marks)
        self.crowds = words("role_words", "crowd")
        self.to = words("role_words", "to")
        self.within = words("role_words", "in")
        self.stop = words("role_words", "stop")
        self.relative = words("role_words", "relative")
        self.grips = words("role_words", "grip")
        self.belonging = words("role_words", "belonging")
        self.amounts = words("role_words", "amount")
        self.counting = self.amounts | words("role_words", "counting")
        self.reaches = words("role_words", "reaches")
        self.escorts = words("role_words", "escort")
        self.suffered = words("role_words", "suffered")
        self.leaving = words("role_words", "leaving")
        self.nationalities = nationalities()
        self.adjectives = words("role_words", "adjective")

    def read(self, scene: Scene, trigger: Trigger, clause: Clause, others: frozenset[int], roles: Roles) -> None:
        """Add the parties behind a trigger.

        Args:
            scene: The sentence.
            trigger: The trigger.
            clause: Where to look.
            others: First tokens of the clause's other triggers; they bound the search.
            roles: What was found before the trigger; filled in place.
        """
        _Walk(self, scene, trigger, clause, others, roles).go()

    def is_by_means(self, scene: Scene, trigger: Trigger) -> bool:
        """«استهدفت طائرة مسيرة مركزا لقوات X», «طالت مقرات X»: what it was done with is the subject, nobody's name."""
        if fold(trigger.row.lemma) in self.reaches:
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
        while scene.text(at) in self.adjectives:
            at += 1
        mention = scene.first_of.get(at)
        # «طائرات لقوات X», «مروحيات الجيش», «طائرات تابعة لـ»: somebody's.
        return mention is None and scene.text(at) not in self.belonging and scene.text(at) not in self.nationalities


class _Walk:
    """One walk. Each step returns the index of the token to go on with, 0 where it has nothing to say."""

    def __init__(
        self,
        rules: ArgumentReader,
        scene: Scene,
        trigger: Trigger,
        clause: Clause,
        others: frozenset[int],
        roles: Roles,
    ) -> None:
        self.rules = rules
        self.scene = scene
        self.trigger = trigger
        self.others = others
        self.roles = roles
        self.frame = trigger.row.frame
        self.agentive = self.frame in ("agent_verb", "agent_noun", "motion")
        self.verb = self.frame == "agent_verb" and not trigger.noun
        self.passive = self.verb and is_passive(scene, trigger)
        self.stop = min(clause.last, trigger.last + FAR)
        self.at = self._start()
        self.mode = self._first_mode()
        self.resumed = self.mode
        """The mode after an adjunct."""
        self.seen = False
        """A party was found."""
        self.last_party, self.last_role = -1, ""
        self.last_noun = -1
        self.last_category: ParticipantCategory | None = None
        self.carried = False
        """A light verb carries the trigger («كمين نصبه مسلحون»)."""
        self.doer = -1
        """The token behind a marker of the agent."""

    def go(self) -> None:
        while self.at < self.stop and not self._at_other_trigger():
            following = self._passed_over()
            if not following:
                if self._at_end():
                    return
                following = (
                    self._marker()
                    or self._mention()
                    or self._nationality()
                    or self._crowd()
                    or self._noun()
                    or self._word()
                )
            self.at = following

    # -- where it begins and ends ------------------------------------------------------------------------------------

    def _start(self) -> int:
        """Return where to begin: inside the trigger where it holds a party («سحبت عناصرها»), else behind it."""
        scene, trigger = self.scene, self.trigger
        # «سيطرت قواته» says who took it; who «سحب قواته» is named elsewhere.
        takes = trigger.type is EventType.TERRITORY_CAPTURED
        for i in range(trigger.first + 1, trigger.last):
            noun = scene.nouns.get(i)
            party = noun is not None and (takes or not noun.owned) and self.frame != "agent_noun"
            if i in scene.first_of or party:
                return i  # but «رصاص قناص» is the means
        return trigger.last

    def _first_mode(self) -> str:
        scene, trigger = self.scene, self.trigger
        if self.verb:
            plural = scene.text(trigger.last - 1).endswith("وا")  # its subject stands before it, or in it
            suffered = scene.text(trigger.first).lstrip("وف") in self.rules.suffered
            if plural or suffered or self.passive or self.rules.is_by_means(scene, trigger):
                return "patient"
        return "agent" if self.agentive and not self.roles.actors else "patient"

    def _at_other_trigger(self) -> bool:
        return self.at in self.others and (self.seen or self.at > self.trigger.last + 1)

    def _at_end(self) -> bool:
        text = self.scene.tokens[self.at].text
        return text in self.rules.stop or (text in self.rules.relative and self.at > self.trigger.last)

    # -- function words ----------------------------------------------------------------------------------------------

    def _passed_over(self) -> int:
        scene, rules, at = self.scene, self.rules, self.at
        text = scene.tokens[at].text
        if text == "ما" and scene.text(at + 1) == "لا":  # «ما لا يقل عن 30»
            return at + 4
        if text == "ما" and scene.text(at + 1) in rules.amounts:  # «ما يقارب 30»
            return at + 2
        pronoun = text.endswith(("ه", "ها"))
        carried = (self.frame == "agent_noun" or self.passive) and not self.roles.actors
        if carried and pronoun and rules.subjects.is_light(text.removesuffix("ها") if self.passive else text):
            self.carried = True  # «كمين نصبه مسلحون», «استُهدفت آلية بصاروخ أطلقه مسلحون»
            self.mode = "agent"
            return at + 1
        if text in rules.relative and rules.subjects.is_light(scene.text(at + 1)):
            return at + 2  # «الهجوم الواسع الذي تشنه الهيئة»
        return 0

    def _marker(self) -> int:
        scene, rules, at = self.scene, self.rules, self.at
        text = scene.tokens[at].text
        if marked := self._agent_marked():
            self.mode = "agent"
            party = marked in scene.first_of or marked in scene.nouns  # but «من جانب واحد»
            toll = self.trigger.row.strength == "toll" and not self.roles.used and not self.trigger.noun
            if (self.verb and party) if text in _BY else toll:
                # «قُتل متظاهر برصاص قوات X», «قُصفت مواقع X من قبل Y»: the subject of the passive suffers.
                self.roles.targets, self.roles.actors = [*self.roles.targets, *self.roles.actors], []
            self.doer = marked
            return marked
        if text in rules.escorts and (guard := scene.first_of.get(at + 1)) is not None:
            return scene.last_of(guard)  # «هاجم مستوطنون بحماية قوات X البلدة»: neither did it nor was hit
        counts = text in rules.counting and at + 1 < self.stop and scene.tokens[at + 1].kind == "n"
        if text in rules.to and not counts:
            self.mode = "patient"
            return at + 1
        if text in rules.within:
            if self.mode != "place":
                self.resumed, self.mode = self.mode, "place"
            return at + 1
        return 0

    def _agent_marked(self) -> int:
        """Return the index after «من قبل», «على يد», «برصاص», «مصدره»; 0 if there is none."""
        scene, at = self.scene, self.at
        if scene.tokens[at].text not in self.rules.agent_openers:
            return 0
        for size in (3, 2, 1):
            phrase = " ".join(t.text for t in scene.tokens[at : at + size])
            if at + size <= self.stop and phrase in self.rules.agent_marks:
                return at + size
        return 0

    # -- names -------------------------------------------------------------------------------------------------------

    def _mention(self) -> int:
        scene, roles, at = self.scene, self.roles, self.at
        mention = scene.first_of.get(at)
        if mention is None:
            return 0
        last = scene.last_of(mention)
        if mention.type is MentionType.DATE or (self.mode == "place" and mention.type is MentionType.PLACE):
            # «قصف في وقت سابق قوات X»: the adjunct is over, its clause goes on.
            self.mode = self.resumed if self.mode == "place" else self.mode
            return last
        prefix = scene.prefix_of(mention)
        if prefix.endswith("ل") and self.frame == "agent_noun" and self._of_another():
            return last  # «غارات استهدفت تعزيزات للمليشيا»: whose the reinforcements are
        if self.mode == "place" and mention.type is MentionType.PERSON and not prefix:
            self.mode = self.resumed  # nothing happens in a person
        owned = prefix.endswith("ل") and bool(roles.targets) and 0 <= at - self.last_noun <= _OWNER
        if owned and self.trigger.type is not EventType.BASE_ESTABLISHED:
            prefix = ""  # «نقطتي تفتيش للجيش»: whose they are
            self.mode = "patient"
        role = self._mention_role(mention, prefix, last)
        if role is not None:
            roles.add(scene, mention, role)
            self.seen = True
            self.last_party, self.last_role = last, role
            if role == "agent" and self.frame in ("agent_verb", "agent_noun", "patient_noun"):
                self.mode = "patient"
        return last

    def _mention_role(self, mention: Candidate, prefix: str, last: int) -> str | None:
        scene, roles, type_, at = self.scene, self.roles, self.trigger.type, self.at
        belongs = mention.type is MentionType.GROUP and scene.text(at - 1) in self.rules.belonging
        role: str | None
        if belongs and self.mode == "agent" and not roles.actors and type_ in MOVING:
            role = "agent"  # «تحرك أرتال تابعة لكتائب X»
        elif type_ in TAKING and scene.text(at - 1) in self.rules.grips and scene.text(at - 2) == "من":
            role = "patient"  # «استعيدت من قبضة تنظيم X»
        elif (
            (roles.suffered or self.frame == "undergo")
            and can_act(mention)
            and (at == self.trigger.last or scene.text(at - 1) == "من")
        ):
            role = "agent"  # «تعرضت لاستهداف طائرات X», «لقصف من قوات X»
        elif self._loses(mention):
            role = "patient"  # «سيطرت على القرى دون مقاومة من X»; but «سيطرت مجموعة من X على القرى»
        else:
            role = role_of(mention, prefix, self.mode, self.trigger, roles)
        if role is None and self.last_party == at and prefix == "و" and is_country(mention):
            role = self.last_role
        if role == "patient" and self.frame == "patient_noun" and not roles.targets:
            stop = self.stop if at == self.trigger.last else last
            role = "agent" if _does_it(scene, mention, last, stop) else role
        return role

    def _loses(self, mention: Candidate) -> bool:
        """Tell whether a group stands under «من» behind what was taken."""
        scene, trigger = self.scene, self.trigger
        taken = trigger.type is EventType.TERRITORY_CAPTURED and mention.type is MentionType.GROUP
        if not taken or scene.text(self.at - 1) != "من":
            return False
        return any(scene.text(i) in self.rules.to or i in scene.places for i in range(trigger.last, self.at))

    def _of_another(self) -> bool:
        """Tell whether another noun than the trigger stands before «ل» and a name; adjectives and places may."""
        scene, trigger, at = self.scene, self.trigger, self.at
        before = scene.by_token.get(at - 1)
        word = scene.text(at - 1)
        adjective = word in self.rules.adjectives or word in self.rules.belonging
        if at == trigger.last or before is not None or adjective or at - 1 < trigger.last:
            return False
        noun = scene.nouns.get(at - 1)
        if noun is not None and noun.row.category is ParticipantCategory.COMBATANTS:
            return False  # «برصاص قناص لقوات X»
        return not word.endswith(("ي", "ه", "يا", "يين"))

    # -- nouns and adjectives ----------------------------------------------------------------------------------------

    def _nationality(self) -> int:
        """«قصف مدفعي تركي»: a state by its adjective; «استهدفت الضربات الإيرانيين»: whom they hit."""
        text = self.scene.tokens[self.at].text
        state = self.rules.nationalities.get(text)
        if state is None or not self.agentive or self.roles.actors or text.endswith(("يين", "يون")):
            return 0
        if not self._follows_adjectives():
            return 0
        token = self.scene.tokens[self.at]
        conjunction = 1 if text.startswith("وال") else 0
        span = Span(token.start + conjunction, token.end)
        self.roles.actors.append(Party(span, ParticipantCategory.GROUP, None, state.country))
        self.mode = "patient"
        return self.at + 1

    def _follows_adjectives(self) -> bool:
        """«قصف مدفعي تركي»: adjectives alone stand between noun and nationality."""
        trigger, adjectives = self.trigger, self.rules.adjectives
        if not (trigger.noun or trigger.row.pos == "phrase") or self.at - trigger.last > 3:
            return False
        between = [t.text for t in self.scene.tokens[trigger.last : self.at] if not is_bracket_or_quote(t)]
        return all(word in adjectives or word.removeprefix("ال") in adjectives for word in between)

    def _crowd(self) -> int:
        """«تظاهر عشرات الآلاف», «خرج المئات»: people whom the text gives no noun but a number."""
        if self.trigger.type not in CROWDS or self.roles.actors:
            return 0
        scene, last = self.scene, self.at
        while last < min(self.at + 2, self.stop) and scene.text(last) in self.rules.crowds:
            last += 1
        if last == self.at or last in scene.nouns:
            return 0
        span = Span(scene.tokens[self.at].start, scene.tokens[last - 1].end)
        self.roles.actors.append(Party(span, ParticipantCategory.CIVILIANS))
        self.mode = "patient"
        return last

    def _noun(self) -> int:
        scene, roles, at = self.scene, self.roles, self.at
        noun = scene.nouns.get(at)
        if noun is None:
            return 0
        left = scene.text(at - 1) == "من" and scene.text(at - 2) in self.rules.leaving
        if left or scene.text(at - 1).startswith(("يستقل", "تستقل")):
            return noun.last  # «يستقلان دراجة نارية», «أثناء خروجهم من مسجد»
        prefix = noun_prefix(scene, noun)
        role = self._noun_role(noun, prefix)
        if role is None or self.rules.nouns.stands_for_name(scene, noun, role, self.trigger, self.stop):
            return noun.last
        again = at == self.last_noun and not prefix and noun.row.category is self.last_category
        self.last_noun, self.last_category = noun.last, noun.row.category
        if again:
            return noun.last  # «مسلحون متشددون»: the second describes the first
        party = scene.noun_party(noun)
        (roles.actors if role == "agent" else roles.targets).append(party)
        if party.mention is not None:
            roles.used.add(party.mention.start)
        self.seen = True
        self.mode = "patient" if self.mode == "agent" else self.mode
        return noun.last

    def _noun_role(self, noun: Noun, prefix: str) -> str | None:
        if self.at == self.doer and not self.roles.actors and noun.row.category is ParticipantCategory.COMBATANTS:
            return "agent"  # «برصاص دورية لقوات X»
        frame = "agent_verb" if self.carried else self.frame
        mode = self.mode
        if mode == "agent" and is_object(noun, frame, self.trigger):
            mode = "patient"  # «اعتقلت محتجين»: who follows in the accusative is no subject
        return self.rules.nouns.role_of(self.scene, noun, prefix, mode, frame, self.roles, self.trigger)

    def _word(self) -> int:
        scene, at = self.scene, self.at
        token = scene.tokens[at]
        object_ = self.verb and self.mode == "agent" and at == self.trigger.last and token.text.endswith("ا")
        if object_ and token.kind == "w" and scene.text(at + 1).startswith("ل"):
            self.mode = "patient"  # «استهدف تجمعا لقيادات X»: an object, and whose it is
        return at + 1


def _does_it(scene: Scene, mention: Candidate, last: int, stop: int) -> bool:
    """«استهداف مسيّرة تركية لسيارة»: the genitive is the agent where an object with ل follows, or it flies."""
    if mention.attributes.get("arm") == "air":
        return True
    place = last + 1 in scene.places and f"ال{scene.text(last)}" in words("role_words", "settlement")
    if mention.type is MentionType.GROUP and last < stop and (last in scene.first_of or last in scene.nouns or place):
        # «اقتحام قوات الاحتلال مخيم بلاطة», «استهداف الجيش بلدة سراقب»: an object follows.
        return True
    return mention.type is MentionType.GROUP and any(
        scene.tokens[i].text.startswith("ل") and (i in scene.nouns or i in scene.first_of)
        for i in range(last, min(last + 2, stop))
    )
