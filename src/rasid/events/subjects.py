"""Who stands before a trigger: its subject, the subject of its light verb, the owner, the accused, the speaker."""

from rasid.events.clauses import Clause
from rasid.events.parties import Roles, can_act, is_country, noun_prefix
from rasid.events.scene import ACTING, Scene
from rasid.events.triggers import Trigger
from rasid.events.verb_forms import is_feminine, is_masculine_light_verb, is_masculine_verb, is_passive
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.records import ParticipantCategory
from rasid.text.tokenize import is_bracket_or_quote

_PARTS = frozenset({ParticipantCategory.COMBATANTS, ParticipantCategory.VEHICLE})
_FAR = 28
"""A light verb stands within this many tokens before its noun."""
_BEFORE = 14
"""The subject of a verb stands within this many."""


def speaker(scene: Scene, at: int) -> Candidate | None:
    """Return the armed party or state that a pronoun in a statement stands for: the one named first."""
    for index in range(scene.sentence.first, at):
        mention = scene.first_of.get(index)
        if mention is not None and (
            mention.type is MentionType.GROUP
            or is_country(mention)
            or mention.attributes.get("kind") in ("government", "ministry")
        ):
            return mention
    return None


class Subjects:
    """Looks for parties before a trigger; immutable."""

    def __init__(self) -> None:
        """Read the closed lists."""
        self._light = words("links", "light")
        self._forcing = words("links", "forcing")
        self._forced_to = words("role_words", "forced_to")
        self._undergoing = words("role_words", "undergoing")
        self._falling = words("role_words", "falling")
        self._allowing = words("role_words", "allowing")
        self._object_pronouns = words("role_words", "object_pronoun")
        self._accuses = words("role_words", "accuse")
        self._charges = words("role_words", "charge")
        self._to = words("role_words", "to")
        self._in = words("role_words", "in")
        self._stop = words("role_words", "stop")
        self._relative = words("role_words", "relative")
        self._belonging = words("role_words", "belonging")
        self._before_verb = words("role_words", "before_verb")
        self._pronouns = words("role_words", "pronoun")
        self._preceded = words("role_words", "preceded")

    def before_verb(self, scene: Scene, trigger: Trigger, clause: Clause, roles: Roles) -> None:
        """«طيران التحالف قصف», «القوات التي انسحبت»: a subject right before its verb."""
        at = trigger.first - 1
        relative = False
        while at >= clause.first and (
            scene.tokens[at].text in self._relative
            or scene.text(at) in self._before_verb
            or is_bracket_or_quote(scene.tokens[at])
        ):
            relative = relative or scene.tokens[at].text in self._relative
            at -= 1
        if at >= clause.first and scene.text(at) in self._pronouns:
            # «ادعت مليشيا X أنها سيطرت على …»
            who = speaker(scene, at)
            if who is not None:
                roles.add(scene, who, "agent")
            return
        mention = scene.by_token.get(at) if at >= clause.first else None
        group = mention if mention is not None and mention.type is MentionType.GROUP else None
        before = scene.text(scene.document.token_at(group.start) - 1) if group is not None else ""
        if group is not None and before in self._belonging and not is_passive(scene, trigger):
            roles.add(scene, group, "agent")  # «طائرة تابعة للجيش تستهدف»
            return
        noun = scene.nouns.get(at) if at >= clause.first else None
        if noun is not None and noun.row.category is ParticipantCategory.COMBATANTS and not noun_prefix(scene, noun):
            # «أن وحداته استعادت …», «مسلحين مجهولين أطلقوا …»
            head = next(
                (n for n in scene.nouns.values() if n.last == noun.first and n.row.category is noun.row.category), noun
            )
            party = scene.noun_party(head)
            if party.mention is not None or head is not noun:
                roles.actors.append(party)
            return
        if mention is None or (scene.tokens[trigger.first].text.startswith("و") and not relative):
            return
        first = scene.document.token_at(mention.start)
        preceded = scene.text(first - 1) in self._preceded or scene.text(first - 2) in self._preceded
        if preceded and can_act(mention) and scene.text(first - 1) not in self._in:
            # «سبق لطيران التحالف أن ضرب», but «سبق في شباط أن ضرب»
            roles.add(scene, mention, "agent")
            return
        if relative and mention.type is MentionType.GROUP:
            roles.add(scene, mention, "agent")
        elif is_masculine_verb(scene, trigger) and is_feminine(scene, mention, first):
            return
        elif mention.type in (MentionType.GROUP, MentionType.PLACE) and self._subject(
            scene, mention, first, actor=True
        ):
            roles.add(scene, mention, "agent")
            self._coordinated(scene, first, clause.first, "agent", roles)

    def owner(self, scene: Scene, trigger: Trigger, clause: Clause, roles: Roles) -> None:
        """«الدعم السريع تشدد حصارها»: whose the siege is."""
        for at in range(trigger.first - 1, clause.first - 1, -1):
            mention = scene.by_token.get(at)
            if mention is not None and mention.type is MentionType.GROUP:
                roles.add(scene, mention, "agent")
                return

    def held(self, scene: Scene, trigger: Trigger, roles: Roles) -> None:
        """«فُقد الاتصال بفلانة بعد أن اقتادها ملثمون»: the person told before."""
        for at in range(trigger.first - 1, scene.sentence.first - 1, -1):
            mention = scene.by_token.get(at)
            if mention is not None and mention.type is MentionType.PERSON:
                roles.add(scene, mention, "patient")
                return

    def backward(self, scene: Scene, trigger: Trigger, clause: Clause, roles: Roles, *, actor: bool) -> None:
        """The subject before the verb, or around the light verb of a noun («شن الطيران غارات»)."""
        if trigger.noun and actor:
            self.around_light_verb(scene, trigger, clause, roles)
            return
        limit = max(clause.first, trigger.first - _BEFORE)
        role = "agent" if actor else "patient"
        masculine = actor and is_masculine_verb(scene, trigger)
        at = trigger.first - 1
        while at >= limit:
            mention = scene.by_token.get(at)
            if mention is not None:
                first = scene.document.token_at(mention.start)
                fits = not (masculine and is_feminine(scene, mention, first))
                if fits and self._subject(scene, mention, first, actor=actor):
                    roles.add(scene, mention, role)
                    self._coordinated(scene, first, limit, role, roles)
                    return
                at = first - 1
                continue
            if scene.tokens[at].text in self._stop:
                return
            noun = scene.nouns.get(at)
            if noun is not None and not noun_prefix(scene, noun):
                if not actor:
                    roles.targets.append(scene.noun_party(noun))
                    return
                if noun.row.category is ParticipantCategory.COMBATANTS:
                    roles.actors.append(scene.noun_party(noun))
                    return
            at -= 1

    def accused(self, scene: Scene, trigger: Trigger, clause: Clause, roles: Roles) -> None:
        """«اتهم X قوات Y بقصف»: the one named last before the charge is the accused."""
        head = scene.tokens[trigger.first].text
        if not head.startswith("ب") and scene.text(trigger.first - 1) not in self._charges:
            return
        verb = next(
            (i for i in range(trigger.first - 1, clause.first - 1, -1) if scene.text(i).lstrip("و") in self._accuses),
            -1,
        )
        if verb < 0:
            return
        for at in range(trigger.first - 1, verb, -1):
            mention = scene.by_token.get(at)
            if mention is not None and (mention.type is MentionType.GROUP or is_country(mention)):
                roles.add(scene, mention, "agent")
                return

    def forced(self, scene: Scene, trigger: Trigger, clause: Clause, roles: Roles) -> bool:
        """«أجبر الطيران الفصائل على الانسحاب»: of the parties after a verb of forcing the last one moves.

        With a pronoun («أرغمها الطيران على الانسحاب») the nearest party forces, and the one named before it moves.
        Tells whether such a verb was found.
        """
        if trigger.row.frame not in ("agent_noun", "motion"):
            return False
        to = scene.text(trigger.first - 1)
        if to not in self._forced_to and not scene.tokens[trigger.first].text.startswith("ل"):
            return False
        limit = max(clause.first, trigger.first - _FAR)
        verb = next((i for i in range(trigger.first - 1, limit - 1, -1) if self._forces(scene.text(i))), -1)
        if verb < 0:
            return False
        forces = not self._forces(scene.text(verb), bare=True)
        at = trigger.first - 1
        first = scene.sentence.first if forces else limit
        while at >= first:
            mention = scene.by_token.get(at)
            noun = scene.nouns.get(at)
            if mention is not None:
                at = scene.document.token_at(mention.start)
                if mention.type is not MentionType.PLACE and self._subject(scene, mention, at, actor=True):
                    if not forces:
                        roles.add(scene, mention, "agent")
                        self._coordinated(scene, at, max(first, verb), "agent", roles)
                        return True
                    forces = False
            elif noun is not None and noun.row.category is ParticipantCategory.COMBATANTS:
                at = noun.first
                if not noun_prefix(scene, noun):
                    if not forces:
                        roles.actors.append(scene.noun_party(noun))
                        return True
                    forces = False
            at -= 1
        return True

    def allowed(self, scene: Scene, trigger: Trigger, clause: Clause, roles: Roles) -> bool:
        """«السماح لقوات X بمد جسور وإنشاء نقطة»: who is allowed to do it does it.

        Tells whether somebody is.
        """
        limit = max(clause.first, trigger.first - _FAR)
        verb = trigger.row.pos == "verb" and not trigger.noun
        if verb or not scene.tokens[trigger.first].text.startswith(("ب", "و")):
            return False
        for at in range(trigger.first - 2, limit - 1, -1):
            if scene.text(at) in self._allowing and (mention := scene.first_of.get(at + 1)) is not None:
                party = mention.type is MentionType.GROUP and scene.prefix_of(mention) == "ل"
                if party:
                    roles.add(scene, mention, "agent")
                return party
        return False

    def fallen(self, scene: Scene, trigger: Trigger, clause: Clause, roles: Roles) -> bool:
        """«وقع عناصر الأمن في كمين نصبه مسلحون», «تعرض الجيش لهجوم من مسلحين»: who stands between suffers it.

        Tells whether somebody does.
        """
        verbs = self._falling if scene.text(trigger.first - 1) == "في" else frozenset()
        if scene.tokens[trigger.first].text.startswith("ل") or scene.text(trigger.first - 1) == "الي":
            verbs = self._undergoing
        if not trigger.noun or not verbs:
            return False
        limit = max(clause.first, trigger.first - _BEFORE)
        verb = next((i for i in range(trigger.first - 1, limit - 1, -1) if scene.text(i) in verbs), -1)
        for at in range(verb + 1, trigger.first) if verb >= 0 else ():
            mention, noun = scene.first_of.get(at), scene.nouns.get(at)
            if mention is not None and can_act(mention):
                roles.add(scene, mention, "patient")
                roles.suffered = True
            elif noun is not None:
                roles.targets.append(scene.noun_party(noun))
                roles.suffered = True
            if roles.suffered:
                return True
        return False

    def sufferer(self, scene: Scene, trigger: Trigger, clause: Clause, roles: Roles) -> None:
        """«كان الجيش قد تعرض لهجوم»: the party before a verb of undergoing."""
        for at in range(trigger.first - 1, max(clause.first, trigger.first - _BEFORE) - 1, -1):
            mention = scene.by_token.get(at)
            first = scene.document.token_at(mention.start) if mention is not None else at
            if mention is not None and self._subject(scene, mention, first, actor=True):
                roles.add(scene, mention, "patient")
                return

    def _forces(self, text: str, *, bare: bool = False) -> bool:
        """Tell whether a word is a verb of forcing, with its object as a pronoun or, ``bare``, without."""
        stems = [text, text[1:]] if text[:1] in ("و", "ف") else [text]
        if not bare:
            stems += [stem.removesuffix(pronoun) for stem in stems for pronoun in self._object_pronouns]
        return any(stem in self._forcing for stem in stems)

    def around_light_verb(self, scene: Scene, trigger: Trigger, clause: Clause, roles: Roles) -> None:
        """«شنت قوات X وميليشيا Y هجوماً», «قوات X شنت هجوماً»."""
        limit = max(clause.first, trigger.first - _FAR)
        light = next((i for i in range(trigger.first - 1, limit - 1, -1) if self.is_light(scene.tokens[i].text)), -1)
        if light < 0:
            return
        at = light + 1
        while at < trigger.first and len(roles.actors) < 4:
            mention = scene.first_of.get(at)
            if mention is not None:
                joined = bool(roles.actors) or scene.text(at - 1) in self._belonging
                if (joined and mention.type is MentionType.GROUP) or self._subject(scene, mention, at, actor=True):
                    roles.add(scene, mention, "agent")
                at = scene.last_of(mention)
                continue
            noun = scene.nouns.get(at)
            if noun is not None and noun.row.category is ParticipantCategory.COMBATANTS and not roles.actors:
                roles.actors.append(scene.noun_party(noun))
            at += 1
        at = light - 1
        masculine = is_masculine_light_verb(scene.text(light), self._light)
        while at >= limit and not roles.actors:
            mention = scene.by_token.get(at)
            if mention is not None:
                first = scene.document.token_at(mention.start)
                fits = not (masculine and is_feminine(scene, mention, first))
                if fits and self._subject(scene, mention, first, actor=True):
                    roles.add(scene, mention, "agent")
                    self._coordinated(scene, first, limit, "agent", roles)
                at = first - 1
                continue
            if scene.tokens[at].text in self._stop:
                return
            at -= 1

    def _subject(self, scene: Scene, mention: Candidate, first: int, *, actor: bool) -> bool:
        """Tell whether a mention can be the subject: the right sort, and under no preposition."""
        if mention.type is MentionType.DATE:
            return False
        prefix = scene.prefix_of(mention)
        if any(clitic in prefix for clitic in "بلك"):
            return False
        before = scene.text(first - 1)
        part = scene.nouns.get(first - 2)
        if before == "من" and part is not None and part.row.category in _PARTS:
            before = ""  # «رتلا من قوات الجيش انسحب»
        if before in self._in or before in self._to or before in ("من", "عن", "مع", "بين", "الي", "ل", "لـ"):
            return False
        return can_act(mention) if actor else mention.type is MentionType.PERSON

    def is_light(self, text: str) -> bool:
        """Tell whether a word is a light verb («شن», «نفذ»), which a noun says more of."""
        return text in self._light or text[1:] in self._light

    def _coordinated(self, scene: Scene, first: int, limit: int, role: str, roles: Roles) -> None:
        """«قوات X وميليشيا Y استهدفت»: the names joined before the one found."""
        current = first
        while scene.tokens[current].text.startswith("و") and current > limit:
            before = scene.by_token.get(current - 1)
            acting = before is not None and before.attributes.get("kind") in ACTING
            if before is None or (before.type not in (MentionType.GROUP, MentionType.PLACE) and not acting):
                return
            current = scene.document.token_at(before.start)
            if before.type is MentionType.GROUP or acting:
                roles.add(scene, before, role)
