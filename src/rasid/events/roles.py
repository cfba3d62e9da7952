"""Roles: who did it and who or what was hit, read from the trigger's frame.

Arabic puts the actor after the verb (قصفت قوات X قرية Y) or before it (قوات X قصفت Y), in the genitive of a verbal noun
(قصف قوات X), as a nationality adjective (قصف تركي), or behind a marker (من قبل، على يد، مصدره). The frame of the
trigger row says which of these hold for it.
"""

from rasid.events.arguments import FAR, ArgumentReader
from rasid.events.clauses import Clause
from rasid.events.facts import Party
from rasid.events.parties import DONE_TO, Roles, is_country
from rasid.events.scene import Scene
from rasid.events.subjects import Subjects
from rasid.events.triggers import Trigger
from rasid.events.words import words
from rasid.extractors.base import MentionType
from rasid.records import EventType, ParticipantCategory
from rasid.text.normalize import fold

_TAKEN = frozenset({EventType.ARREST, EventType.ABDUCTION})
_PEOPLE = frozenset({ParticipantCategory.PERSON, ParticipantCategory.CIVILIANS, ParticipantCategory.COMBATANTS})


class RoleFiller:
    """Fills roles; immutable."""

    def __init__(self) -> None:
        """Read the closed lists."""
        self._subjects = Subjects()
        self._arguments = ArgumentReader(self._subjects)
        self._stop = words("role_words", "stop")
        self._passive = words("role_words", "passive")
        self._escorts = words("role_words", "escort")
        self._assailants = words("role_words", "assailant")

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
        forced = forced or self._subjects.allowed(scene, trigger, clause, roles)
        forced = forced or self._subjects.fallen(scene, trigger, clause, roles)
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
            self._arguments.read(scene, trigger, clause, others, roles)
        if trigger.noun and not roles.actors:
            self._subjects.accused(scene, trigger, clause, roles)
            if frame == "agent_noun" and not roles.actors and _has_pronoun(scene, trigger):
                self._subjects.owner(scene, trigger, clause, roles)
        if trigger.type in DONE_TO and not roles.targets and _has_pronoun(scene, trigger):
            self._subjects.held(scene, trigger, roles)
        closed = forced or scene.text(trigger.first - 1) in self._passive
        if not closed and not roles.actors and frame in ("agent_verb", "agent_noun", "motion", "patient_noun", "bare"):
            self._subjects.backward(scene, trigger, clause, roles, actor=True)
        if frame in ("patient_verb", "undergo") and not roles.targets:
            self._subjects.backward(scene, trigger, clause, roles, actor=False)
        if frame == "undergo" and not roles.targets:
            self._subjects.sufferer(scene, trigger, clause, roles)
        if trigger.type in _TAKEN and any(party.category in _PEOPLE for party in roles.targets):
            # «اعتقلوا فلانا بعد مداهمة منزله»: people are taken, their houses are not.
            things = (ParticipantCategory.FACILITY, ParticipantCategory.VEHICLE)
            roles.targets = [party for party in roles.targets if party.category not in things]
        return roles

    def _reciprocal(self, scene: Scene, trigger: Trigger, clause: Clause, roles: Roles) -> None:
        """«اشتباكات بين X وY», «معارك X ضد Y»: both act."""
        sides: list[Party] = []
        at = trigger.last
        stop = min(clause.last, trigger.last + FAR)
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
