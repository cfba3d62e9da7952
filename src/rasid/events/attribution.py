"""Sources: who says so, with what stance, and how far their word reaches."""

from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from rasid.document import Document
from rasid.events.facts import Source
from rasid.events.scene import Scene
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Items, Row, load
from rasid.matching import Hit, Lexicon, key_of
from rasid.records import ParticipantCategory, PlaceKind, Stance
from rasid.spans import Span
from rasid.text.morphology import affixes, noun_forms, verb_forms
from rasid.text.tokenize import is_bracket_or_quote

_REACH = 12
"""The source stands within this many tokens of the verb of speech."""


_TALKING = frozenset({ParticipantCategory.CIVILIANS, ParticipantCategory.COMBATANTS})
_ONE_OF = frozenset({"احد", "احدي"})
_OPENING = 3
"""A verb without a subject carries on for who spoke before only at the head of a sentence («وأضاف …»)."""


class SpeechRow(Row):
    """A verb, noun or phrase of speech.

    Attributes:
        word: Dictionary form.
        forms: Imperfect and irregular forms, or wordings.
        pos: Verb, noun or phrase.
        stance: How the source stands to what follows.
        frame: Where the source stands.
    """

    word: str
    forms: Items = ()
    pos: Literal["verb", "noun", "phrase"]
    stance: Stance
    frame: str


class SourceNounRow(Row):
    """A common noun for a source (مصدر، شهود عيان)."""

    word: str
    forms: Items = ()
    note: str = ""


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Return the lexicons of speech words and source nouns."""
    speech: list[tuple[str, SpeechRow]] = []
    for row in load("speech", SpeechRow):
        if row.pos == "verb":
            speech.extend((form, row) for form in verb_forms(row.word, row.forms))
        elif row.pos == "noun":
            speech.extend((key_of(form), row) for form in noun_forms(row.word, row.forms))
        else:
            speech.extend((key_of(form), row) for form in (row.word, *row.forms))
    nouns = [(key_of(form), row) for row in load("sources", SourceNounRow) for form in (row.word, *row.forms)]
    return (
        Lexicon("speech", speech, affixes("verb_prefix", "noun_prefix"), affixes("enclitic")),
        Lexicon("sources", nouns, affixes("noun_prefix", "article_prefix"), affixes("enclitic")),
    )


def _first(noun: Hit) -> int:
    """Return where a source noun begins, with its article."""
    return noun.start - 2 if noun.prefix.endswith("ال") else noun.start


def _past_quotes(scene: Scene, at: int) -> int:
    """Return the first token from ``at`` on that is no bracket or quotation mark."""
    while at < scene.sentence.last and is_bracket_or_quote(scene.tokens[at]):
        at += 1
    return at


class Statement(NamedTuple):
    """Somebody's word within a sentence.

    Attributes:
        source: Whose it is.
        at: Index of the word of speech.
        verb: It is a verb: what follows is said. A phrase («بحسب») goes with what is told around it.
        joined: A conjunction parts it from what was told before («، فيما قال X إن …»).
    """

    source: Source
    at: int
    verb: bool
    joined: bool

    def covers(self, index: int) -> bool:
        """Tell whether what is told at a token may be told by this source."""
        return self.at <= index or not (self.verb and self.joined)


class SourceReader:
    """Finds the sources of a sentence; immutable."""

    def __init__(self) -> None:
        """Read the closed lists."""
        self._that = words("role_words", "that")
        self._joins = words("role_words", "joins")
        self._outside = words("role_words", "outside")
        self._origin = words("links", "agent")
        self._impersonal = words("role_words", "impersonal")
        self._of_body = words("role_words", "of body")
        self._beside = words("role_words", "spokes") | words("role_words", "beside speech")
        self._accuses = words("role_words", "accuse")

    def read(self, scene: Scene) -> tuple[Source | None, bool]:
        """Return the source that a sentence names, and whether the sentence is speech at all.

        A speech verb without a named subject («وأضاف») gives ``(None, True)``: the speaker before goes on.
        """
        if opening := self._opening(scene):
            return opening, True
        speaks = False
        for hit, source in self._heard(scene):
            speaks = speaks or hit.first - scene.sentence.first <= _OPENING
            if source is not None:
                return source, True
        return None, speaks

    def statements(self, scene: Scene) -> list[Statement]:
        """Return all that is said in a sentence by somebody named, in text order."""
        found = []
        for hit, source in self._heard(scene):
            if source is not None:
                before = scene.text(hit.first - 1)
                joined = before in self._joins or (hit.prefix.startswith("و") and hit.first > scene.sentence.first)
                found.append(Statement(source, hit.first, hit.row.pos == "verb", joined))
        return found

    def _heard(self, scene: Scene) -> Iterator[tuple[Hit, Source | None]]:
        """Yield the words of speech of a sentence, each with whose word it is, if the sentence says so."""
        document = scene.document
        start, end = scene.tokens[scene.sentence.first].start, scene.tokens[scene.sentence.last - 1].end
        for hit in document.hits_in("speech", start, end):
            if scene.by_token.get(hit.first) is None and scene.tokens[hit.first].text not in self._impersonal:
                yield hit, self._before(document, scene, hit) or self._source(document, scene, hit)

    @staticmethod
    def _opening(scene: Scene) -> Source | None:
        """«قسد: …», «المرصد السوري: …»: a name and a colon at the head of a sentence."""
        for index in range(scene.sentence.first, min(scene.sentence.first + 3, scene.sentence.last)):
            mention = scene.first_of.get(index)
            if mention is not None and mention.type is not MentionType.DATE:
                if mention.type is MentionType.PLACE:
                    return None
                after = _past_quotes(scene, scene.last_of(mention))
                return (
                    Source(Span(mention.start, mention.end), Stance.REPORTS, mention)
                    if scene.text(after) == ":"
                    else None
                )
        return None

    def _before(self, document: Document, scene: Scene, hit: Hit) -> Source | None:
        """«مصدر يكشف …», «المرصد السوري يوثق …»: the subject before its verb."""
        at = hit.first - 1
        if hit.row.pos != "verb" or hit.prefix or at < scene.sentence.first:
            return None
        if scene.text(at) == "قد" and at - 1 > scene.sentence.first:
            at -= 1  # «وكانت الفصائل قد أعلنت»
            date = scene.by_token.get(at)
            if date is not None and date.type is MentionType.DATE:
                at = document.token_at(date.start) - 1
        mention = scene.by_token.get(at)
        speaker = mention is not None and mention.type in (MentionType.ORG, MentionType.PERSON, MentionType.GROUP)
        if mention is not None and speaker and scene.prefix_of(mention) in ("", "و"):
            return Source(Span(mention.start, mention.end), hit.row.stance, mention)
        for noun in document.hits_in("sources", scene.tokens[at].start, scene.tokens[at].end):
            if not noun.prefix or noun.prefix == "ال":
                return Source(Span(_first(noun), noun.end), hit.row.stance)
        return None

    def _source(self, document: Document, scene: Scene, hit: Hit) -> Source | None:
        row: SpeechRow = hit.row
        if scene.text(hit.last - 1) in self._that:
            return None  # «أضاف أن …»: he who spoke before
        generic: Source | None = None
        at = hit.last
        stop = min(hit.last + _REACH, scene.sentence.last)
        starts = (document.tokens[at].start if at < stop else 0, document.tokens[stop - 1].end)
        found = sorted(document.hits_in("sources", *starts), key=lambda h: h.last) if at < stop else ()
        # The longest at each token: «شهود عيان»; but «مصدره قوات X» says who fired.
        nouns = {h.first: h for h in found if scene.text(h.first) not in self._origin}
        commas = 0
        named = 0
        # «نقلت سانا عن مصدر»: without «عن» the verb carries something else than words.
        carries = row.frame == "from_after" and hit.last - hit.first == 1
        if carries and all(t.text != "عن" for t in scene.tokens[at:stop]):
            return None
        while at < stop:
            token = scene.tokens[at]
            if token.text in self._that or token.text == ":":
                break
            if token.text == "،":
                commas += 1
                if (commas > 1 and generic is not None) or row.frame != "subject_after":
                    break
            mention = scene.first_of.get(at)
            if row.frame == "subject_after" and self._is_complement(token.text) and mention is None and at not in nouns:
                break  # «طالبت بإسقاط النظام»: what is demanded
            quoted = is_bracket_or_quote(token) and not (at == named and at + 1 in scene.first_of)
            if generic is not None and (at - named > 2 or quoted):
                break
            if is_bracket_or_quote(token) and at + 1 < stop and at + 1 not in scene.first_of and at + 1 not in nouns:
                break
            if mention is not None:
                last = scene.last_of(mention)
                speaking = row.frame == "subject_after" or scene.text(hit.last - 1).endswith(("ه", "ها"))
                if speaking and "ل" in (scene.prefix_of(mention), scene.text(at - 1)):
                    at = last  # «في حديثه لأورينت», «قال مصدر لنورث برس»: whom he told
                    continue
                apart = generic and at != named
                if apart and mention.type is MentionType.GROUP and not self._is_of_body(scene, mention, at):
                    break  # «وثّق التقرير قصف طيران X»: what is told
                if mention.type in (MentionType.ORG, MentionType.PERSON, MentionType.GROUP):
                    first = self._quoted(scene, last, stop) or self._spokesman(scene, mention, last) or mention
                    return Source(Span(first.start, first.end), row.stance, first)
                country = mention.type is MentionType.PLACE and mention.attributes["kind"] is PlaceKind.COUNTRY
                if country and not generic and at == hit.last and not scene.prefix_of(mention):
                    return Source(Span(mention.start, mention.end), row.stance, mention)
                at = last
                continue
            noun = nouns.get(at)
            if row.frame == "subject_after" and token.text == "عن" and at > hit.last:
                break  # «أعلنت عن مقتل عنصر من قوات X»: what is announced
            if generic is None and (noun is not None or self._is_subject(scene, hit, at)):
                start, after = (_first(noun), noun.last) if noun is not None else (token.start, at + 1)
                after += self._one_of(scene, at) if noun is None else 0
                generic = self._unnamed(scene, row, Span(start, self._phrase_end(scene, after, stop)))
                if generic.mention is not None or row.word in self._accuses:
                    return generic  # «اتهم ناشطون قوات X»: whom they accuse says nothing
                named = document.token_at(generic.span.end - 1) + 1
            at += 1
        return generic

    def _is_of_body(self, scene: Scene, mention: Candidate, at: int) -> bool:
        """«المتحدث باسم «الجيش الحر»», «قيادي بقوات X»: the body for which somebody speaks."""
        before = at - 1
        while before > scene.sentence.first and is_bracket_or_quote(scene.tokens[before]):
            before -= 1
        return scene.text(before) in self._of_body or scene.prefix_of(mention) in ("ب", "ل")

    def _is_complement(self, word: str) -> bool:
        """«بإسقاط», «بوقف»: what a verb of speech is about; not «باسم», «بدوره»."""
        return word.startswith("ب") and len(word) > 3 and word not in self._beside

    def _is_subject(self, scene: Scene, hit: Hit, at: int) -> bool:
        """«أعلنت الفصائل العسكرية»: a definite noun right after the verb of speech, whatever it is."""
        if at != hit.last or hit.row.pos != "verb" or hit.suffix or at in scene.by_token:
            return False
        written = scene.document.text.clean[scene.tokens[at].start : scene.tokens[at].end]
        people = scene.nouns.get(at)
        if people is not None and people.row.category in _TALKING:
            return not scene.text(at).startswith(("ب", "ل"))
        if scene.text(at) in _ONE_OF:
            return self._one_of(scene, at) > 0
        return written.startswith("ال") and scene.text(at) not in self._outside

    @staticmethod
    def _one_of(scene: Scene, at: int) -> int:
        """Return how many words behind «أحد» say of whom it is one: «أحد الأعيان», «أحد شيوخ المعسكر»."""
        if scene.text(at) not in _ONE_OF:
            return 0
        return next((size for size in (1, 2) if scene.text(at + size).startswith("ال")), 0)

    def _unnamed(self, scene: Scene, row: SpeechRow, phrase: Span) -> Source:
        """Return a source without name, with the body that it is of; the person, where one is named behind that."""
        body = self._body(scene, scene.document.token_at(phrase.end - 1) + 1)
        if body is None:
            return Source(phrase, row.stance)
        person = self._spokesman(scene, body, scene.last_of(body))
        if person is not None:
            return Source(Span(person.start, person.end), row.stance, person)
        return Source(Span(phrase.start, body.end), row.stance)

    @staticmethod
    def _body(scene: Scene, at: int) -> Candidate | None:
        """«مصدر طبي في مستشفى X», «القيادي في «قسد» فلان»: what an unnamed source, or a person named later, is of."""
        if scene.text(at) not in ("في", "من"):
            return None
        mention = scene.first_of.get(_past_quotes(scene, at + 1))
        if mention is None or mention.type in (MentionType.DATE, MentionType.PERSON):
            return None
        place = mention.type is MentionType.PLACE and mention.attributes["kind"] is not PlaceKind.FACILITY
        return None if place else mention

    @staticmethod
    def _spokesman(scene: Scene, mention: Candidate, at: int) -> Candidate | None:
        """«المتحدث باسم الجيش فلان», «وزير الداخلية التركي فلان»: the person whose post the body is named for."""
        if mention.type is MentionType.PERSON:
            return None
        at = _past_quotes(scene, at)
        headed = scene.text(scene.document.token_at(mention.start) - 1) in words("role_words", "head")
        if scene.text(at) == "،" and (headed or at + 1 not in scene.first_of):
            at += 1  # «رئيس المركز، اللواء فلان», «مدير المرصد، فلان»
        if at not in scene.first_of and scene.text(at).startswith("ال"):
            at += 1
        person = scene.first_of.get(at)
        if person is None or person.type is not MentionType.PERSON or scene.prefix_of(person):
            return None
        return person

    @staticmethod
    def _quoted(scene: Scene, at: int, stop: int) -> Candidate | None:
        """«وكالة فرانس برس عن المرصد السوري»: whom an outlet quotes by name says it."""
        while at < stop and (is_bracket_or_quote(scene.tokens[at]) or scene.tokens[at].text == "،"):
            at += 1
        mention = scene.first_of.get(at + 1) if at < stop and scene.tokens[at].text == "عن" else None
        return mention if mention is not None and mention.type in (MentionType.ORG, MentionType.PERSON) else None

    def _phrase_end(self, scene: Scene, at: int, stop: int) -> int:
        """«مصدر طبي», «وسائل إعلام سورية»: adjectives after the noun belong to it."""
        end = scene.tokens[at - 1].end
        taken = 0
        while at < stop and taken < 2 and scene.tokens[at].kind == "w" and at not in scene.first_of:
            word = scene.tokens[at].text
            if (
                not word.endswith(("ي", "يه", "ين", "ون", "ه"))
                or len(word) < 3
                or is_bracket_or_quote(scene.tokens[at])
                or word in self._outside
                or scene.document.text.clean[scene.tokens[at].end - 1] == "ى"
            ):
                break
            end = scene.tokens[at].end
            at += 1
            taken += 1
        return end
