"""Triggers: the words that name happenings, told apart from their homographs and typed by the cues around them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from rasid.document import Document
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Items, Row, load
from rasid.matching import Hit, Lexicon, key_of
from rasid.records import EventType
from rasid.registry import nationalities
from rasid.text.morphology import affixes, noun_forms, verb_forms
from rasid.text.normalize import fold
from rasid.text.tokenize import Sentence, Token, is_bracket_or_quote

Frame = Literal[
    "agent_verb", "patient_verb", "undergo", "agent_noun", "patient_noun", "reciprocal", "motion", "bare"
]  # fmt: skip
ARTICLES = ("ال", "وال", "بال", "لل", "ولل", "فال", "كال")
"""What a word with the article begins with."""
_PARTED = 14
"""The rest of a verbal phrase stands within this many tokens after its verb."""
_ASIDE = 7
"""Tokens of a phrase between two commas («نصبت القوات، الأحد الماضي، ثلاثة حواجز»)."""
_STATEMENT = 10
"""A word of speech governs a noun within this many tokens after it."""
_SUBJECT = 7
"""The subject of a verb of judging takes fewer tokens than this."""
_THAT = frozenset({"ان", "التي", "الذي", "الذين", "ثم"})
_CUE_WINDOW = 12
"""Cues count within this many tokens of the trigger, and within its stretch between commas."""


class TriggerRow(Row):
    """A word or phrase that names a happening.

    Attributes:
        type: Event type where no cue says otherwise.
        pos: Verb (lemma: perfect), noun (lemma: singular) or phrase.
        lemma: Dictionary form.
        forms: Imperfect and irregular forms, plurals, or wordings.
        frame: Where actor and target stand.
        strength: ``strong`` names an event by itself, ``weak`` with an armed actor, a weapon or a toll beside it,
            ``toll`` belongs to another event where there is one near.
        cues: ``cue:type`` pairs; the first cue that stands near sets the type.
        unless: Words beside it that make it no event; with ``<``, only before it.
        note: What to know about the row.
        needs: ``cue`` where only one of its cues makes it an event («توجهت» an army, «ألقت» a bomb); ``statement``
            where somebody has to announce or deny it («أعلنت سيطرة مقاتليها», but «مناطق سيطرة النظام»).
    """

    type: EventType
    pos: Literal["verb", "noun", "phrase"]
    lemma: str
    forms: Items = ()
    frame: Frame
    strength: Literal["strong", "weak", "toll"]
    cues: Items = ()
    unless: Items = ()
    note: str = ""
    needs: Literal["", "cue", "statement"] = ""


class CueRow(Row):
    """A word that tells what sort of attack is meant."""

    text: str
    cue: str


class Trigger(NamedTuple):
    """A trigger in a text.

    Attributes:
        row: Its row.
        type: Event type after cues.
        cue: The cue that set the type.
        first: Index of its first token.
        last: One past the index of its last token.
        start: First code point in the normal text, proclitics included (the word as written).
        end: One past the last.
        definite: It has the article or a possessor (الهجوم, هجومه): it may refer back.
        noun: It is used as a noun.
        missiles: Missiles are the only weapon near; they are fired from the ground and from the air.
        ground: Artillery stands right after it.
    """

    row: TriggerRow
    type: EventType
    cue: str | None
    first: int
    last: int
    start: int
    end: int
    definite: bool
    noun: bool
    missiles: bool
    ground: bool

    @property
    def rule(self) -> str:
        """The row, with the cue that set the type: ``triggers:trigger-001+air``."""
        return f"triggers:{self.row.id}" + (f"+{self.cue}" if self.cue else "")


@cache
def trigger_rows() -> tuple[TriggerRow, ...]:
    """Return the rows of the lexicon of triggers."""
    return load("triggers", TriggerRow)


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Return the lexicons of triggers and cues."""
    verbs: list[tuple[str, TriggerRow]] = []
    nouns: list[tuple[str, TriggerRow]] = []
    for row in trigger_rows():
        if row.pos == "verb":
            verbs.extend((form, row) for form in verb_forms(row.lemma, row.forms))
        elif row.pos == "noun":
            nouns.extend((key_of(form), row) for form in noun_forms(row.lemma, row.forms))
            nouns.extend((definite, row) for form in (row.lemma, *row.forms) if (definite := _definite(form)))
        else:
            verbs.extend((key_of(form), row) for form in (row.lemma, *row.forms))
            nouns.extend((key_of(form), row) for form in (row.lemma, *row.forms))
            nouns.extend((definite, row) for form in (row.lemma, *row.forms) if (definite := _definite(form)))
    cues = [(key_of(row.text), row) for row in load("event_cues", CueRow)]
    particles = affixes("noun_prefix", "article_prefix")
    enclitics = affixes("enclitic")
    return (
        Lexicon("trigger_verbs", verbs, affixes("verb_prefix"), enclitics | {"وه", "وها", "وهم"}),
        Lexicon("trigger_nouns", nouns, particles, enclitics),
        Lexicon("cues", cues, particles | affixes("verb_prefix"), enclitics),
    )


@cache
def _parted() -> Mapping[str, tuple[tuple[tuple[str, ...], TriggerRow], ...]]:
    """Return verbal phrases by their first word, which their subject may part from the rest («نصبت قوات X حاجزا»)."""
    found: dict[str, list[tuple[tuple[str, ...], TriggerRow]]] = {}
    for row in trigger_rows():
        if row.pos == "phrase" and row.frame in ("agent_verb", "patient_verb"):
            for form in (row.lemma, *row.forms):
                first, *rest = fold(form).split()
                if rest and not first.startswith("ال"):
                    found.setdefault(first, []).append((tuple(rest), row))
    return MappingProxyType({first: tuple(rows) for first, rows in found.items()})


@cache
def _parted_openers() -> Mapping[str, int]:
    """Return the words with which those phrases begin, «و» or «ف» before them, and how long that is."""
    joined = {conjunction + first: 1 for first in _parted() for conjunction in "وف"}
    return MappingProxyType(joined | dict.fromkeys(_parted(), 0))


def _definite(phrase: str) -> str | None:
    """«هجوم صاروخي» → «الهجوم الصاروخي»; None for single words and longer phrases."""
    words = fold(phrase).split()
    return " ".join("ال" + word for word in words) if len(words) == 2 and words[1][:1] not in "بل" else None


class TriggerFinder:
    """Finds triggers in sentences; immutable."""

    def __init__(self) -> None:
        """Read the closed lists that tell nouns from verbs."""
        self._before_noun: Mapping[str, str] = MappingProxyType(
            {fold(row.word): row.role for row in load("noun_signs", SignRow)}
        )
        self._beside = words("role_words", "beside")
        self._adjectives = words("role_words", "adjective")
        self._nationalities = nationalities()
        self._unless = MappingProxyType({row.id: tuple(map(fold, row.unless)) for row in trigger_rows() if row.unless})
        self._stops = frozenset(fold(row.word) for row in load("trigger_stops", StopRow))

    def find(self, document: Document, sentence: Sentence, taken: Mapping[int, Candidate]) -> tuple[Trigger, ...]:
        """Return the triggers of a sentence in text order; the longest of those that overlap.

        Args:
            document: The article.
            sentence: The sentence.
            taken: Tokens that belong to names and dates («فجر الأربعاء» blows nothing up).
        """
        tokens = document.tokens
        start, end = tokens[sentence.first].start, tokens[sentence.last - 1].end
        verbs = document.hits_in("trigger_verbs", start, end)
        nouns = document.hits_in("trigger_nouns", start, end)
        cues = [cue for cue in _heard(document.hits_in("cues", start, end)) if not _in_place(taken, cue.first)]
        best: dict[int, tuple[Hit, bool]] = {}
        for hit, noun in [*((h, True) for h in nouns), *((h, False) for h in verbs)]:
            if noun == (hit.row.pos == "verb") or hit.first in taken or self._misread(document, hit):
                continue
            known = best.get(hit.first)
            if known is None or self._prefer(document, hit, noun, known):
                best[hit.first] = (hit, noun)
        for hit in self._parted_hits(document, sentence, taken):
            known = best.get(hit.first)
            if known is None or known[0].row.needs or known[0].row.strength == "weak":
                best[hit.first] = (hit, False)
        found: list[Trigger] = []
        covered = -1
        joined = [first for first in sorted(best) if tokens[first].text.startswith("و")]
        for first in sorted(best):
            hit, noun = best[first]
            if first < covered or self._excluded(document, hit, sentence) or self._governs(hit, noun, best):
                continue
            beside = self._own(first, joined, cues)
            trigger = self._trigger(document, sentence, hit, noun, beside, taken)
            if self._needed(document, sentence, trigger):
                found.append(trigger)
                covered = hit.last
        return tuple(found)

    @staticmethod
    def _governs(hit: Hit, noun: bool, best: Mapping[int, tuple[Hit, bool]]) -> bool:
        """«عملية تحرير المدينة», «محاولة اقتحام»: the noun that a weak one stands before says what happened."""
        after = best.get(hit.last)
        if after is None or not noun or hit.row.strength != "weak" or hit.prefix.endswith("ال"):
            return False
        named, other = after
        return other and not named.prefix

    @staticmethod
    def _needed(document: Document, sentence: Sentence, trigger: Trigger) -> bool:
        if trigger.row.needs == "cue":
            return trigger.cue is not None
        if trigger.row.needs == "statement":
            tokens = document.tokens
            low = max(sentence.first, trigger.first - _STATEMENT)
            near = any(t.text in ("،", "ان", "إن") for t in tokens[low : trigger.first])
            return not near and bool(document.hits_in("speech", tokens[low].start, tokens[trigger.first].start))
        return True

    @staticmethod
    def _parted_hits(document: Document, sentence: Sentence, taken: Mapping[int, Candidate]) -> Iterator[Hit]:
        """«أقامت قوات الدعم السريع حواجز»: a verbal phrase with its subject, named or a common noun, in the middle."""
        tokens, phrases = document.tokens, _parted()
        openers = _parted_openers()
        opening = [
            (index, openers[word])
            for index in range(sentence.first, sentence.last - 2)
            if (word := tokens[index].text) in openers
        ]
        if not opening:
            return
        start, end = tokens[sentence.first].start, tokens[sentence.last - 1].end
        people = {hit.first for hit in document.hits_in("participants", start, end)}
        for index, size in opening:
            word = tokens[index].text
            if index in taken:
                continue
            named, aside = False, -1
            for at in range(index + 1, min(index + _PARTED, sentence.last)):
                text = tokens[at].text
                if text == "،" and at != aside:
                    aside = next(
                        (k for k in range(at + 1, min(at + _ASIDE, sentence.last)) if tokens[k].text == text), -1
                    )
                    if aside < 0:
                        break
                elif text in (":", "؛"):
                    break
                if at in taken:
                    named = True
                    continue
                named = named or at in people
                row = next((r for rest, r in phrases[word[size:]] if named and _stands(tokens, at, rest)), None)
                if row is not None:
                    token = tokens[index]
                    yield Hit(row, index, index + 1, token.start + size, token.end, word[:size], "")
                    break

    @staticmethod
    def _own(first: int, joined: Sequence[int], cues: Sequence[Hit]) -> list[Hit]:
        """Leave out the cues of triggers that «و» joins: «قصف … وغارات جوية»."""
        at = bisect_right(joined, first)
        low = joined[at - 1] if at else -1
        high = joined[at] if at < len(joined) else 1 << 60
        return [cue for cue in cues if low <= cue.first < high]

    def _misread(self, document: Document, hit: Hit) -> bool:
        """«أسرة» is not «أسر» with a pronoun, «أصابت» no form of «إصابة»; some words are never triggers."""
        token = document.tokens[hit.last - 1]
        row: TriggerRow = hit.row
        if row.pos == "noun" and not hit.suffix and row.lemma.endswith("ة") and token.text.endswith("ت"):
            return token.text[len(hit.prefix) :] not in {fold(form) for form in row.forms}
        if hit.suffix.startswith("ه") and document.text.clean[token.end - 1] == "ة":
            return True
        if row.pos == "noun" and row.lemma.startswith("إ"):
            written = document.text.clean[document.tokens[hit.first].start + len(hit.prefix)]
            if written == "أ" and not any(form.startswith("أ") for form in row.forms):
                return True  # «أبطال» (heroes) is not «إبطال»
        return hit.last - hit.first == 1 and (token.text in self._stops or token.text[1:] in self._stops)

    def _prefer(self, document: Document, hit: Hit, noun: bool, known: tuple[Hit, bool]) -> bool:
        other, other_noun = known
        if hit.last != other.last:
            return hit.last > other.last
        if noun != other_noun:
            return noun == self._reads_as_noun(document, hit.first)
        if len(hit.prefix) + len(hit.suffix) != len(other.prefix) + len(other.suffix):
            return len(hit.prefix) + len(hit.suffix) < len(other.prefix) + len(other.suffix)
        return False

    def _reads_as_noun(self, document: Document, index: int) -> bool:
        """«قصف» after a preposition or a governing word, or with an article, is the noun."""
        text = document.tokens[index].text
        if text.startswith(("ال", "بال", "لل", "وال", "ب")):
            return True
        after = document.tokens[index + 1].text if index + 1 < len(document.tokens) else ""
        if after in self._adjectives or after == "علي" or (after in self._nationalities and not after.startswith("ال")):
            # «قصف مدفعي», «قصف تركي», «قصف على»
            return True
        at = index - 1
        while at >= 0 and is_bracket_or_quote(document.tokens[at]):
            at -= 1
        if at < 0:
            return False
        return self._before_noun.get(document.tokens[at].text) == "noun" or self._is_judged(document, index)

    def _is_judged(self, document: Document, index: int) -> bool:
        """«أدان مجلس الأمن قصف الجيش»: the object of a verb of judging, behind its subject."""
        for at in range(index - 1, max(index - _SUBJECT, 0) - 1, -1):
            token = document.tokens[at]
            if self._before_noun.get(token.text) == "judging":
                return True
            if token.kind == "p" or token.text in _THAT:
                return False
        return False

    def _excluded(self, document: Document, hit: Hit, sentence: Sentence) -> bool:
        """A listed neighbour makes it no event («قصف ذهني»)."""
        row: TriggerRow = hit.row
        if not row.unless:
            return False
        tokens = document.tokens
        before = _bare(t.text for t in tokens[max(hit.first - 2, sentence.first) : hit.first])
        after = _bare(t.text for t in tokens[hit.last : min(hit.last + 2, sentence.last)])
        pairs = " ".join(t.text for t in tokens[hit.last : min(hit.last + 2, sentence.last)])
        for word in self._unless[row.id]:
            if word.startswith("<"):
                if word[1:] in before:
                    return True
            elif word in before or word in after or word == pairs:
                return True
        return False

    def _trigger(
        self,
        document: Document,
        sentence: Sentence,
        hit: Hit,
        noun: bool,
        cues: Sequence[Hit],
        taken: Mapping[int, Candidate],
    ) -> Trigger:
        row: TriggerRow = hit.row
        tokens = document.tokens
        word = tokens[hit.first].text
        definite = word.startswith(ARTICLES) or (noun and bool(hit.suffix))
        left, right = self._window(document, sentence, hit, noun, taken)
        if definite and noun and row.strength == "weak":
            # «الهجوم» refers back: what follows soon qualifies it, the rest of the clause tells something else.
            left, right = hit.first, min(right, hit.last + 3)
        near = {cue.row.cue for cue in cues if left <= cue.first < right and not hit.first <= cue.first < hit.last}
        near |= {cue.row.cue for cue in cues if hit.first <= cue.first < hit.last}
        ordnance = [cue for cue in cues if left <= cue.first < right and cue.row.cue == "rocket"]
        missiles = bool(ordnance) and all(map(_is_missile, ordnance))
        # «قصف مدفعي … بالتزامن مع غارات»: the adjective says which.
        ground = any(cue.first == hit.last and cue in ordnance and not _is_missile(cue) for cue in cues)
        if ground:
            near -= {"air", "drone", "barrel"}
        type_, chosen = row.type, None
        for pair in row.cues:
            cue, _, result = pair.partition(":")
            if cue in near:
                type_, chosen = EventType(result), cue
                break
        if row.pos == "phrase":
            noun = row.frame not in ("agent_verb", "patient_verb", "undergo", "motion")
        return Trigger(
            row,
            type_,
            chosen,
            hit.first,
            hit.last,
            tokens[hit.first].start,
            tokens[hit.last - 1].end,
            definite,
            noun,
            missiles,
            ground,
        )

    def _window(
        self, document: Document, sentence: Sentence, hit: Hit, noun: bool, taken: Mapping[int, Candidate]
    ) -> tuple[int, int]:
        """Return where cues count: not beyond «بالتزامن مع», nor, for nouns, beyond a comma.

        A name counts as one token, so that nothing depends on how long the name of a party is.
        """
        tokens = document.tokens

        def ends(index: int) -> bool:
            text = tokens[index].text
            return text in self._beside or (text == "،" and noun)

        left, steps = hit.first, 0
        while left > sentence.first and steps < _CUE_WINDOW and not (ends(left - 1) or tokens[left - 1].text == "،"):
            left -= 1
            steps += not (left in taken and left + 1 in taken)
        right, steps = hit.last, 0
        while right < sentence.last and steps < _CUE_WINDOW and not ends(right):
            steps += not (right in taken and right - 1 in taken)
            right += 1
        return left, right


def _bare(words: Iterable[str]) -> set[str]:
    """Words with and without article, preposition and the accusative's alif («للاتهامات», «هجوما كلاميا»)."""
    near = set(words)
    near |= {word.removeprefix(start) for word in near for start in ("ال", "بال", "لل", "وال")}
    return near | {word.removesuffix("ا") for word in near}


def _stands(tokens: Sequence[Token], at: int, words: Sequence[str]) -> bool:
    """Tell whether words stand at a token, the first with or without the accusative's alif and «ب»."""
    if at + len(words) > len(tokens):
        return False
    first = tokens[at].text
    same = first in (words[0], words[0] + "ا", "ب" + words[0]) or first + "ا" == words[0]
    return same and all(tokens[at + k].text == word for k, word in enumerate(words) if k)


def _is_missile(cue: Hit) -> bool:
    return str(cue.row.text).removeprefix("ب").removeprefix("ال").startswith(("صاروخ", "صواريخ"))


def _in_place(taken: Mapping[int, Candidate], index: int) -> bool:
    """«قاعدة بلد الجوية»: the name of a place tells nothing of the means."""
    mention = taken.get(index)
    return mention is not None and mention.type is MentionType.PLACE


def _heard(cues: Sequence[Hit]) -> list[Hit]:
    """Leave out cues within a longer phrase that means something else («الدفاع الجوي» drops no bombs).

    «مسيّرات انتحارية» are drones, and nobody blows himself up.
    """
    deaf = [cue for cue in cues if cue.row.cue in ("ignore", "drone")]
    return [
        cue
        for cue in cues
        if cue.row.cue != "ignore"
        and not any(
            d.first <= cue.first and cue.last <= d.last and cue.last - cue.first < d.last - d.first for d in deaf
        )
    ]


class StopRow(Row):
    """A word that looks like a trigger and is none."""

    word: str
    note: str = ""


class SignRow(Row):
    """A word whose presence before a form tells how the form is used."""

    word: str
    role: Literal["noun", "verb", "judging"]
