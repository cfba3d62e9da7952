"""Sections of bulletins: lines such as «محافظة دير الزور:» and «الثلاثاء 13 أكتوبر 2015» say where and when.

What the items below them tell took place there and then, unless they say otherwise.
"""

from rasid.events.scene import Scene
from rasid.events.when import When, bounds, specific
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType

_LONGEST = 8
"""A heading has at most this many tokens."""


class Sections:
    """Follows the headings of one article; belongs to the article that is being read.

    Attributes:
        day: The day of the section that was read last.
    """

    def __init__(self) -> None:
        """Start outside any section."""
        self._classes = words("role_words", "section")
        self.day: When | None = None
        self._places: tuple[Candidate, ...] = ()
        self._paragraph = -1

    def read(self, scene: Scene) -> tuple[Candidate, ...]:
        """Return the places of the section that a sentence stands in; headings open one, running text ends it."""
        self.day = self._day(scene) or self.day
        places = self._heading(scene)
        if places:
            self._places = places
        elif self._places and scene.sentence.paragraph != self._paragraph and not self._item(scene):
            self._places = ()
        self._paragraph = scene.sentence.paragraph
        return () if places else self._places

    @staticmethod
    def _day(scene: Scene) -> When | None:
        """«الثلاثاء 13 أكتوبر 2015»: a line that says a day and nothing else."""
        mention = scene.first_of.get(scene.sentence.first)
        if mention is None or mention.type is not MentionType.DATE or not specific(mention):
            return None
        whole = scene.last_of(mention) >= scene.document.words_end(scene.sentence) and scene.sentence.zone == "body"
        return When(*bounds(mention), (mention,)) if whole else None

    def _heading(self, scene: Scene) -> tuple[Candidate, ...]:
        sentence = scene.sentence
        if sentence.last - sentence.first > _LONGEST or scene.text(sentence.last - 1) != ":":
            return ()
        found: list[Candidate] = []
        for index in range(sentence.first, sentence.last - 1):
            mention = scene.by_token.get(index)
            if mention is not None and mention.type is MentionType.PLACE:
                if mention not in found:
                    found.append(mention)
            elif scene.tokens[index].kind == "w" and scene.text(index) not in self._classes:
                return ()
        return tuple(found)

    @staticmethod
    def _item(scene: Scene) -> bool:
        """«- ذيبان: انفجار …», «ذيبان: …», «• قصف …»: a bullet, or a place and a colon."""
        first = scene.sentence.first
        if scene.tokens[first].kind != "w":
            return True
        mention = scene.first_of.get(first)
        return mention is not None and mention.type is MentionType.PLACE and scene.text(scene.last_of(mention)) == ":"
