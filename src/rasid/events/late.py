"""People behind the adjuncts of their verb: «قُتل في مدينة إدلب أمس 13 مدنياً», «أصيب إثر انفجار لغم بريف حماة طفلان»."""

from rasid.events.people import PERSONS, People, PeopleReader
from rasid.events.scene import Scene
from rasid.extractors.base import MentionType
from rasid.records import ParticipantCategory

_REACH = 18
"""How many tokens of adjuncts may stand between."""
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
