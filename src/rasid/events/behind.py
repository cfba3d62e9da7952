"""People whom a verb counts and does not stand next to: its adjuncts or its subject part them from it.

«قُتل في مدينة إدلب أمس 13 مدنياً», «أصيب إثر انفجار لغم بريف حماة طفلان», «اعتقلت مجموعة مسلحة في شرق البلاد ستة شبان».
"""

from rasid.events.people import PERSONS, People, PeopleReader
from rasid.events.scene import Scene
from rasid.extractors.base import MentionType
from rasid.records import ParticipantCategory
from rasid.text.tokenize import is_bracket_or_quote

_REACH = 18
"""How many tokens of adjuncts may stand between."""
_OBJECT_REACH = 9
"""How many tokens of a subject and its adjuncts may stand between a verb and its object."""
_COUNTABLE = PERSONS | {ParticipantCategory.OTHER, ParticipantCategory.GROUP, ParticipantCategory.PERSON}


def behind_adjuncts(scene: Scene, people: PeopleReader, at: int) -> int | None:
    """Return where the people stand whom a verb counts, if adjuncts part them from it.

    Args:
        scene: The sentence.
        people: Its people.
        at: One past the verb.
    """
    if not _leads(scene, people, at):
        return None
    index = at + 1
    limit = min(at + _REACH, scene.sentence.last)
    while index < limit:
        text = scene.text(index)
        if _stops(scene, people, index):
            return None
        mention = scene.first_of.get(index)
        if mention is not None and mention.type is not MentionType.PERSON:
            index = scene.last_of(mention)
            continue
        found = people.people(index)
        if found is not None and _is_subject(scene, people, index, found):
            return index
        number = people.number(index)
        index = number.last if number is not None else index + 1
        if text in people.rules.among:
            return None
    return None


def _leads(scene: Scene, people: PeopleReader, index: int) -> bool:
    """Tell whether an adjunct begins: a preposition, or «ب» before a thing («بنيران», «برصاص»)."""
    rules, text = people.rules, scene.text(index)
    if text in rules.prepositions or text in rules.before_dates or text in rules.leads:
        return True
    return text.startswith("ب") and len(text) > 3 and index not in scene.nouns and people.people(index) is None


def _stops(scene: Scene, people: PeopleReader, index: int) -> bool:
    """Tell whether the clause ends: a sign that no further adjunct follows, another toll, «و» before another verb."""
    text = scene.text(index)
    if text in ("؛", ":", "."):
        return True
    if text == "،":
        after = scene.first_of.get(index + 1)
        dated = after is not None and after.type is MentionType.DATE
        return not (dated or _leads(scene, people, index + 1) or people.number(index + 1) is not None)
    return text in people.rules.clause_starts or people.is_toll_word(index)


def _is_subject(scene: Scene, people: PeopleReader, index: int, found: People) -> bool:
    """Tell whether people are no part of the adjunct before them («من 5 أشخاص», «منزل طفل»)."""
    before = scene.text(index - 1)
    rules = people.rules
    if before in rules.prepositions or before in rules.leads or before in rules.before_dates:
        return False
    if scene.text(index).startswith(("و", "ب", "ل", "ال")) and people.number(index) is None:
        return False
    if found.who is not None and found.who.category not in _COUNTABLE:
        return False
    if people.number(index) is not None:
        return found.who is not None or scene.text(found.last - 1) in rules.others
    # A bare noun behind an indefinite one is that one's owner: «منزل طفل».
    ended = (
        index - 1 in scene.by_token or before.startswith(("ال", "بال", "لل", "وال")) or before in ("،", ")", "»", '"')
    )
    return ended and found.counted


def behind_each(scene: Scene, at: int) -> int:
    """«قُتل كل من فلان وفلان»: return where the names stand, ``at`` without such words."""
    return at + 2 if scene.text(at) in ("كل", "كلا") and scene.text(at + 1) == "من" else at


def behind_subject(scene: Scene, people: PeopleReader, at: int) -> int:
    """Return where the people stand to whom the subject did it.

    The subject is an armed party without number; adjuncts may follow it.

    Args:
        scene: The sentence.
        people: Its people.
        at: One past the verb.

    Returns:
        ``at`` where there is no such object.
    """
    subject = scene.first_of.get(at)
    noun = scene.nouns.get(at)
    if subject is not None and subject.type in (MentionType.GROUP, MentionType.ORG):
        return _behind_party(scene, people, scene.last_of(subject)) or at
    if noun is not None and noun.row.category is ParticipantCategory.COMBATANTS:
        who = people.people(at)
        if who is None or who.counted:
            return _next_to(scene, people, noun.last) or at
        return _behind_party(scene, people, noun.last) or at
    if noun is None and scene.text(at).startswith("ال") and at not in scene.by_token:
        return _next_to(scene, people, at + 1) or at  # «أعدم التنظيم ثلاثة شبان»
    return at


def _behind_party(scene: Scene, people: PeopleReader, at: int) -> int:
    """Return where people stand behind a subject and its adjuncts; 0 if none do."""
    limit = min(at + _OBJECT_REACH, scene.sentence.last)
    while at < limit:
        text = scene.tokens[at].text
        if (names := behind_each(scene, at)) > at:
            return names
        if text.startswith("و") and text not in people.rules.prepositions:
            return 0
        found = people.people(at)
        if found is not None and (found.counted or _is_civilian(found)):
            return at
        mention = scene.first_of.get(at)
        if mention is not None and mention.type is not MentionType.PERSON:
            at = scene.last_of(mention)
        elif at in scene.nouns or is_bracket_or_quote(scene.tokens[at]) or _is_adjunct(scene, people, at):
            at += 1
        else:
            return 0
    return 0


def _is_civilian(people: People) -> bool:
    return people.who is not None and people.who.category is ParticipantCategory.CIVILIANS


def _next_to(scene: Scene, people: PeopleReader, after: int) -> int:
    """«اغتال مسلحان ضابطا»: return where a second noun stands right behind the subject; 0 if none does."""
    while after < scene.sentence.last and scene.text(after).endswith(("ان", "ون", "ي")) and after not in scene.nouns:
        after += 1  # «مسلحان مجهولان»
    if (person := _person_after(scene, after)) > after:
        return person
    noun = scene.nouns.get(after)
    object_ = noun is not None and scene.text(after)[:2] not in ("وا", "بر") and noun.row.category in PERSONS
    prefixed = scene.text(after).startswith(("و", "ب", "ل", "ف")) and not scene.text(after).startswith("ولد")
    counted = people.number(after) is not None and people.people(after) is not None
    return after if not prefixed and (object_ or counted) else 0


def _person_after(scene: Scene, at: int) -> int:
    """«اغتال مسلحان كانا يستقلان دراجة الشيخ فلان»: return where the person stands; 0 if there is none."""
    for index in range(at, min(at + _OBJECT_REACH, scene.sentence.last)):
        mention = scene.first_of.get(index)
        if scene.tokens[index].text in ("،", ":") or scene.tokens[index].text.startswith(("ف", "ثم")):
            break
        if mention is not None and mention.type is MentionType.PERSON and not scene.prefix_of(mention):
            return index
    return 0


def _is_adjunct(scene: Scene, people: PeopleReader, at: int) -> bool:
    """Tell whether a token is a preposition, or an adjective or noun that it governs."""
    text = scene.tokens[at].text
    if text in people.rules.prepositions or text in people.rules.skip:
        return True
    return (
        scene.text(at - 1) in people.rules.prepositions
        or text.startswith("ال")
        or text.endswith(("يه", "ه", "ون", "ين", "ي", "يا"))
    )
