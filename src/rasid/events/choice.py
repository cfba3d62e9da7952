"""Which role a name or a common noun takes behind a trigger, as the trigger's frame and the words before it have it."""

from rasid.events.parties import CROWDS, DONE_TO, LEAVING, MOVING, TAKING, Roles
from rasid.events.scene import ACTING, Noun, Scene
from rasid.events.triggers import Trigger
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.records import EventType, ParticipantCategory, PlaceKind
from rasid.text.tokenize import is_bracket_or_quote

_POST = 8
"""A name follows the post of its bearer within this many tokens."""


def role_of(mention: Candidate, prefix: str, mode: str, trigger: Trigger, roles: Roles) -> str | None:
    """Return the role of a name (``agent``, ``patient``), None if it has none.

    Args:
        mention: The name.
        prefix: The clitics written before it.
        mode: What the walk is looking for: ``agent``, ``patient``, or ``place`` for nothing.
        trigger: The trigger.
        roles: What was found so far.
    """
    frame, type_ = trigger.row.frame, trigger.type
    if mention.type is MentionType.DATE:
        return None
    if mention.type is MentionType.PLACE:
        kind: PlaceKind = mention.attributes["kind"]
        if kind is PlaceKind.COUNTRY and mode == "agent" and not prefix and not roles.actors and frame != "motion":
            return "agent"
        hit = kind in (PlaceKind.FACILITY, PlaceKind.CAMP) and mode in ("agent", "patient")
        return "patient" if hit and type_ not in LEAVING else None
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
        return "patient" if type_ in DONE_TO and frame == "agent_verb" else None
    if mode == "agent":
        return "agent"
    if mode == "patient":
        if type_ in TAKING and not roles.actors and not prefix:
            return "agent"
        if prefix.startswith("و") and roles.actors and not roles.targets and frame in ("agent_verb", "agent_noun"):
            return "agent"
        return "patient"
    return None


def is_object(noun: Noun, frame: str, trigger: Trigger) -> bool:
    """Tell whether a noun right behind a verb is in the accusative («اعتقلت محتجين»)."""
    verb = frame == "agent_verb" and not trigger.noun and trigger.row.pos == "verb"
    return verb and noun.form.endswith("ين") and not noun.row.word.endswith("ين") and noun.first == trigger.last


class NounChooser:
    """Chooses the roles of common nouns; immutable."""

    def __init__(self) -> None:
        """Read the closed lists."""
        self._doers = words("role_words", "doer")
        self._stop = words("role_words", "stop")
        self._relative = words("role_words", "relative")
        self._counting = words("role_words", "amount") | words("role_words", "counting")

    def role_of(
        self, scene: Scene, noun: Noun, prefix: str, mode: str, frame: str, roles: Roles, trigger: Trigger
    ) -> str | None:
        """Return the role of a common noun (``agent``, ``patient``), None if it has none.

        Args:
            scene: The sentence.
            noun: The noun.
            prefix: The clitics written before it.
            mode: What the walk is looking for: ``agent``, ``patient``, or ``place`` for nothing.
            frame: The frame of the trigger, or that of the light verb that carries it.
            roles: What was found so far.
            trigger: The trigger.
        """
        category = noun.row.category
        if (
            mode == "agent"
            and not roles.actors
            and not prefix.startswith("ل")
            and self._acts(scene, noun, frame, trigger)
        ):
            return "agent"
        behind = trigger.noun and noun.first == trigger.last and prefix == "ل" and not roles.actors
        if behind and frame == "agent_noun" and category is ParticipantCategory.COMBATANTS:
            return "agent"  # «كمين لمسلحين مجهولين»
        if trigger.type in CROWDS and category is ParticipantCategory.CIVILIANS and mode != "place":
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
        base = category is ParticipantCategory.FACILITY and trigger.type in LEAVING
        if mode == "place" or category is ParticipantCategory.OTHER or base:
            return None
        if mode == "patient" or frame in ("agent_verb", "agent_noun"):
            told = {party.category for party in roles.targets if party.mention is None}
            return "patient" if len(told) < 2 and category not in told else None
        return None

    def stands_for_name(self, scene: Scene, noun: Noun, role: str, trigger: Trigger, stop: int) -> bool:
        """Tell whether a noun is the title or post of somebody named behind it, who is the party."""
        return _is_title(scene, noun) or (role == "patient" and self._names_later(scene, noun, trigger, stop))

    def _names_later(self, scene: Scene, noun: Noun, trigger: Trigger, stop: int) -> bool:
        """«اغتال مجهولون القيادي السابق في الجيش الحر فلان»: his post before his name."""
        if trigger.type not in DONE_TO or noun.first - trigger.last > 3:
            return False
        for at in range(noun.last, min(noun.last + _POST, stop)):
            text = scene.text(at)
            mention = scene.first_of.get(at)
            if mention is not None and mention.type is MentionType.PERSON:
                return not scene.prefix_of(mention)
            if text == "،" or text in self._stop or text in self._relative or at in scene.nouns:
                return False
        return False

    def _acts(self, scene: Scene, noun: Noun, frame: str, trigger: Trigger) -> bool:
        """«انسحاب مقاتلي X», «اعتدى مستوطنون على», «تمنع حواجز الفرقة الرابعة»: a common noun that does it."""
        category = noun.row.category
        if trigger.noun and trigger.row.frame in ("agent_noun", "motion"):
            return category is ParticipantCategory.COMBATANTS and trigger.type in MOVING
        if trigger.noun or frame != "agent_verb" or self._far(scene, noun, trigger):
            return False
        if category in (ParticipantCategory.FACILITY, ParticipantCategory.VEHICLE):
            return noun.first == trigger.last and scene.owner_of(noun) is not None
        return noun.row.word in self._doers and trigger.row.frame == "agent_verb"

    def _far(self, scene: Scene, noun: Noun, trigger: Trigger) -> bool:
        """Tell whether more than a word, or a number, parts a noun from its verb («هاجم نحو 30 مستوطناً»)."""
        between = scene.tokens[trigger.last : noun.first]
        return len(between) > 1 and not all(t.kind == "n" or t.text in self._counting for t in between)


def _is_title(scene: Scene, noun: Noun) -> bool:
    """«الشاب رامي», «المزارع "فلان"»: the person named is the party."""
    at = noun.last
    while at < scene.sentence.last and is_bracket_or_quote(scene.tokens[at]):
        at += 1
    if at not in scene.first_of and scene.text(at).startswith("ال"):
        at += 1  # «الأسير المحرر فلان»
    mention = scene.first_of.get(at)
    return mention is not None and mention.type is MentionType.PERSON and not scene.prefix_of(mention)
