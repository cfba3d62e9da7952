"""Speakers: who goes on talking from sentence to sentence of an article."""

from dataclasses import replace

from rasid.events.attribution import SourceReader
from rasid.events.facts import Source
from rasid.events.known import Known
from rasid.events.scene import Scene
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.spans import Span


class Speakers:
    """Follows the speakers of one article; belongs to the article that is being read."""

    def __init__(self, reader: SourceReader, known: Known) -> None:
        """Start with nobody speaking.

        Args:
            reader: Reads the sources of single sentences.
            known: Which mentions are one entity.
        """
        self._reader = reader
        self._known = known
        self._titles = words("role_words", "head")
        self._speaker: Source | None = None
        self._heads: dict[int, Candidate] = {}

    def hear(self, scene: Scene) -> Source | None:
        """Return who says what the sentence tells; None where nobody is named."""
        source, speaks = self._reader.read(scene)
        self._note_heads(scene)
        if source is not None:
            source = self._spoken_by_head(scene, source)
            if source.mention is None and self._speaker is not None and self._anaphoric(scene, source):
                source = self._speaker
            self._speaker = source
        elif speaks:
            source = self._speaker
        return source

    def _note_heads(self, scene: Scene) -> None:
        """«صهيب الجابر مدير شبكة فرات بوست»: later «مدير الشبكة» speaks for him."""
        for index, mention in scene.first_of.items():
            if mention.type is not MentionType.ORG or scene.text(index - 1) not in self._titles:
                continue
            for back in range(index - 2, max(index - 6, scene.sentence.first) - 1, -1):
                person = scene.by_token.get(back)
                if person is not None and person.type is MentionType.PERSON:
                    key = self._known.key(mention)
                    if key is not None:
                        self._heads[key] = person

    def _spoken_by_head(self, scene: Scene, source: Source) -> Source:
        mention = source.mention
        if mention is None or mention.type is not MentionType.ORG:
            return source
        first = scene.document.token_at(mention.start)
        if scene.text(first - 1) in self._titles:
            key = self._known.key(mention)
            person = self._heads.get(key) if key is not None else None
            if person is not None:
                return replace(source, span=Span(scene.tokens[first - 1].start, source.span.end), mention=person)
        return source

    def _anaphoric(self, scene: Scene, source: Source) -> bool:
        """«وأضاف المصدر»: the source before."""
        token = scene.tokens[scene.document.token_at(source.span.start)]
        return (
            token.text.startswith(("ال", "لل"))
            and scene.document.clean(source.span.start, source.span.end).count(" ") == 0
        )
