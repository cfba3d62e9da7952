"""Speakers: who goes on talking from sentence to sentence of an article."""

from dataclasses import replace

from rasid.events.attribution import SourceReader
from rasid.events.facts import Source
from rasid.events.known import Known
from rasid.events.scene import Scene
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.records import Stance
from rasid.spans import Span

_HEAD = 60
"""A body named within so many tokens may be whose communiqué the page is."""
_HEADING = 8
"""A line of so many tokens is a heading."""


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
        self._spokes = words("role_words", "spokes")
        self._heralds = words("role_words", "herald")
        self._speaker: Source | None = None
        self._heads: dict[int, Candidate] = {}
        self._above: Candidate | None = None
        self._issuer: Source | None = None
        self._until: int | None = None

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
        return source or self.issuer(scene)

    def issuer(self, scene: Scene) -> Source | None:
        """Return whose communiqué or report a sentence is part of; None where the article is none.

        «صدر عن قيادة الجيش البيان الآتي: …», «وثّقت لجان التنسيق الأحداث الآتية: …», a body's name above «بيان إلى الرأي
        العام»: what follows is its word, to the end of the quotation where it stands in one.
        """
        first = scene.sentence.start
        if self._until is not None and first >= self._until:
            self._issuer = self._until = None
        return self._issuer

    def note_issuer(self, scene: Scene, source: Source | None) -> None:
        """Look whether a sentence says that a communiqué follows.

        Args:
            scene: The sentence.
            source: Who speaks in it, if somebody does.
        """
        bodies = [m for m in scene.mentions if m.type in (MentionType.ORG, MentionType.GROUP)]
        short = scene.sentence.last - scene.sentence.first <= _HEADING
        if self._heralding(scene, short=short):
            issued = (m for m in bodies if scene.text(scene.document.token_at(m.start) - 1) == "عن")
            body = next(issued, None) or self._spokesman(scene) or (self._above if short else None)
            if source is None and body is not None:
                source = Source(Span(body.start, body.end), Stance.REPORTS, body)
            if source is not None and source.mention is not None:
                self._issuer, self._until = source, self._quoted(scene)
        elif short and scene.sentence.first < _HEAD and bodies:
            self._above = bodies[0]

    def _heralding(self, scene: Scene, *, short: bool) -> bool:
        """«… البيان الآتي:», or a line that says no more than «بيان صحفي»."""
        first, last = scene.sentence.first, scene.sentence.last
        texts = [scene.text(index) for index in range(first, last)]
        spoken = first < _HEAD and not self._spokes.isdisjoint(texts)
        return any(
            " ".join(texts[at : at + size]) in self._heralds and (short or spoken or ":" in texts[at + size :])
            for size in (1, 2, 3, 4)
            for at in range(len(texts) - size + 1)
        )

    def _spokesman(self, scene: Scene) -> Candidate | None:
        """«إيجاز صحفي للناطق باسم الجيش العقيد فلان»: who speaks for a body."""
        indices = range(scene.sentence.first, scene.sentence.last)
        start = next((index for index in indices if scene.text(index) in self._spokes), None)
        people = (m for m in scene.mentions if m.type is MentionType.PERSON)
        return next((m for m in people if start is not None and m.start > scene.tokens[start].start), None)

    @staticmethod
    def _quoted(scene: Scene) -> int | None:
        """Return where the quotation ends that opens behind a sentence, None where none does."""
        end = scene.sentence.end
        return next((q.end for q in scene.document.quotations() if end - 2 <= q.start <= end + 4 and q.closed), None)

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
