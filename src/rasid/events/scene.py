"""A sentence prepared for role filling: which token belongs to which mention, and which common nouns can be parties."""

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from types import MappingProxyType
from typing import NamedTuple

from rasid.document import Document
from rasid.events.facts import Party
from rasid.events.toll_words import count_of
from rasid.events.words import words
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Items, Row, load
from rasid.matching import Hit, Lexicon, key_of
from rasid.records import ParticipantCategory, PlaceKind
from rasid.spans import Span
from rasid.text.morphology import affixes
from rasid.text.normalize import fold
from rasid.text.tokenize import Sentence, is_bracket_or_quote


class ParticipantRow(Row):
    """A common noun that can be actor, target or people counted.

    Attributes:
        word: Singular.
        forms: Its other forms.
        category: Sort of party.
        plural: ``yes`` where the word itself is a plural or collective (أهالي، سكان).
    """

    word: str
    forms: Items = ()
    category: ParticipantCategory
    plural: str = ""


class Noun(NamedTuple):
    """A participant noun in a sentence; ``owned``: it has a possessive pronoun."""

    row: ParticipantRow
    first: int
    last: int
    span: Span
    form: str
    owned: bool
    owner: Candidate | None = None


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Return the lexicon of participant nouns."""
    entries = [(key_of(form), row) for row in _participants() for form in (row.word, *row.forms, *_bound(row))]
    return (Lexicon("participants", entries, _particles(), frozenset({"", "ه", "ها", "هم", "هما", "هن"})),)


@cache
def _participants() -> tuple[ParticipantRow, ...]:
    return load("participants", ParticipantRow)


def _bound(row: ParticipantRow) -> list[str]:
    """Return the forms that pronouns are written to: «طفلين» → «طفليها», «حفيدة» → «حفيدته»."""
    singles = [form for form in (row.word, *row.forms) if " " not in form]
    duals = [form[:-1] for form in singles if form.endswith("ين")]
    return duals + [form[:-1] + "ت" for form in singles if form.endswith("ة")]


@cache
def counts_by_form() -> Mapping[str, int]:
    """Return how many a single form of a participant noun stands for, by the form («رجل» 1, «امرأتين» 2)."""
    found: dict[str, int] = {}
    for row in _participants():
        for form in map(fold, (row.word, *row.forms)):
            count = count_of(form, fold(row.word), row.forms, plural=row.plural)
            if count is not None and " " not in form:
                found.setdefault(form, count)
    return MappingProxyType(found)


def _particles() -> frozenset[str]:
    """Clitics before a noun; not «ك», which would find «بئر» in «كبير»."""
    return frozenset(p for p in affixes("noun_prefix", "article_prefix") if not p.endswith("ك"))


_ANAPHOR = ParticipantRow(id="anaphor", word="", category=ParticipantCategory.COMBATANTS)
_THINGS = frozenset({ParticipantCategory.FACILITY, ParticipantCategory.VEHICLE})
_OWNED = frozenset({ParticipantCategory.COMBATANTS, ParticipantCategory.FACILITY, ParticipantCategory.VEHICLE})
ACTING = frozenset({"government", "party", "ministry"})
"""Organisations that act and are hit; outlets and monitors tell."""
_CATEGORIES: Mapping[MentionType, ParticipantCategory] = MappingProxyType(
    {
        MentionType.PERSON: ParticipantCategory.PERSON,
        MentionType.GROUP: ParticipantCategory.GROUP,
        MentionType.ORG: ParticipantCategory.GROUP,
        MentionType.PLACE: ParticipantCategory.OTHER,
    }
)


class Scene:
    """One sentence, its mentions and participant nouns by token index."""

    def __init__(
        self,
        document: Document,
        sentence: Sentence,
        mentions: Sequence[Candidate],
        named: Mapping[str, Candidate] = MappingProxyType({}),
    ) -> None:
        """Index the sentence.

        Args:
            document: The article.
            sentence: One of its sentences.
            mentions: Settled mentions within the sentence, in text order.
            named: For «التنظيم», «الجماعة» … the group last named with that noun.
        """
        self.document = document
        self.sentence = sentence
        self.tokens = document.tokens
        self.mentions = mentions
        self._of = words("role_words", "of")
        self._vague = words("role_words", "vague")
        self.by_token: dict[int, Candidate] = {}
        self.first_of: dict[int, Candidate] = {}
        for mention in mentions:
            first = document.token_at(mention.start)
            self.first_of[first] = mention
            for index in range(first, document.token_at(mention.end - 1) + 1):
                self.by_token[index] = mention
        self.places = sorted(at for at, mention in self.first_of.items() if mention.type is MentionType.PLACE)
        self.nouns: dict[int, Noun] = {}
        start, end = self.tokens[sentence.first].start, self.tokens[sentence.last - 1].end
        for hit in document.hits_in("participants", start, end):
            if self._is_adjective(hit) or self._other_hamza(hit):
                continue
            if hit.first not in self.by_token and (
                hit.first not in self.nouns or hit.last > self.nouns[hit.first].last
            ):
                self.nouns[hit.first] = Noun(
                    hit.row, hit.first, hit.last, self._span(hit), _form(self, hit), bool(hit.suffix)
                )
        self._join()
        if named:
            self._refer(named)

    def _join(self) -> None:
        """«منازل المدنيين», «منزل للمدنيين»: one party, the things that are theirs."""
        for first in sorted(self.nouns):
            noun = self.nouns.get(first)
            whose = self.nouns.get(noun.last) if noun is not None else None
            if noun is None or whose is None or noun.row.category not in _THINGS:
                continue
            word = self.tokens[whose.first].text
            if whose.row.category is ParticipantCategory.CIVILIANS and word.startswith(("ال", "لل")):
                del self.nouns[whose.first]
                self.nouns[first] = noun._replace(last=whose.last, span=Span(noun.span.start, whose.span.end))

    def _refer(self, named: Mapping[str, Candidate]) -> None:
        """«استولى التنظيم على …»: the group last named so."""
        for index in range(self.sentence.first, self.sentence.last):
            token = self.tokens[index]
            word = token.text.removeprefix("و")
            if word in named and index not in self.by_token:
                span = Span(token.start + len(token.text) - len(word), token.end)
                self.nouns[index] = Noun(_ANAPHOR, index, index + 1, span, word, False, named[word])

    def _is_adjective(self, hit: Hit) -> bool:
        """«التنظيمات الإرهابية», «قصف صاروخي»: an adjective after its noun is no party."""
        token = self.tokens[hit.last - 1]
        word = token.text
        if hit.suffix == "ه" and self.document.text.clean[token.end - 1] == "ة":
            return True
        if hit.last - hit.first > 1 or hit.first == self.sentence.first or not word.endswith(("ي", "يه", "ه", "يا")):
            return False
        before = self.tokens[hit.first - 1]
        if before.kind != "w" or hit.prefix not in ("", "ال"):
            return False
        if word.endswith("يا") and before.text.endswith("ا") and len(before.text) > 2:
            return True  # «زيا عسكريا»
        return (
            word.startswith("ال")
            and before.text.startswith(("ال", "وال", "بال", "لل"))
            and word.endswith(("يه", "ي", "ه"))
        )

    def _other_hamza(self, hit: Hit) -> bool:
        """«أمام» (in front of) is not «إمام»; a writer may leave the hamza out, but does not write the other one."""
        written = self.document.text.clean[self.tokens[hit.first].start + len(hit.prefix)]
        return {written, hit.row.word[0]} == {"أ", "إ"}

    def _span(self, hit: Hit) -> Span:
        head = self.tokens[hit.first]
        skip = len(hit.prefix) - 2 if hit.prefix.endswith("ال") else 0 if hit.prefix.endswith("لل") else len(hit.prefix)
        return Span(head.start + max(skip, 0), self.tokens[hit.last - 1].end)

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """The tokens at which the sentence turns to something else: «، و», «؛ و»."""
        asides = words("role_words", "aside")
        signs = (i for i in range(self.sentence.first, self.sentence.last) if self.tokens[i].text in ("،", "؛"))
        return tuple(i for i in signs if (word := self.text(i + 1)).startswith("و") and word not in asides)

    def last_of(self, mention: Candidate) -> int:
        """Return one past the index of a mention's last token."""
        return self.document.token_at(mention.end - 1) + 1

    def party(self, mention: Candidate) -> Party:
        """Return a mention as a party."""
        category = _CATEGORIES[mention.type]
        if mention.type is MentionType.ORG and mention.attributes.get("kind") not in ACTING:
            category = ParticipantCategory.OTHER
        if mention.type is MentionType.PLACE:
            kind = mention.attributes["kind"]
            if kind in (PlaceKind.FACILITY, PlaceKind.CAMP):
                category = ParticipantCategory.FACILITY
            elif kind in (PlaceKind.COUNTRY, PlaceKind.CITY):
                category = ParticipantCategory.GROUP
        return Party(Span(mention.start, mention.end), category, mention)

    def noun_party(self, noun: Noun) -> Party:
        """Return a common noun as a party; «قواته» are those of whom the sentence named before."""
        if noun.owned and noun.row.category is ParticipantCategory.COMBATANTS:
            for index in range(noun.first - 1, self.sentence.first - 1, -1):
                mention = self.by_token.get(index)
                if mention is not None and (
                    mention.type is MentionType.GROUP or mention.attributes.get("kind") == "government"
                ):
                    return Party(noun.span, ParticipantCategory.GROUP, mention)
        if noun.owner is not None:
            return Party(noun.span, ParticipantCategory.GROUP, noun.owner)
        owner = self.owner_of(noun)
        if owner is not None and noun.row.category in _OWNED:
            return Party(Span(owner.start, owner.end), ParticipantCategory.GROUP, owner)
        return Party(noun.span, noun.row.category, vague=noun.row.word in self._vague)

    def owner_of(self, noun: Noun) -> Candidate | None:
        """«عناصر من قوات X», «مواقع لقسد», «حاجز قسد»: the group whose they are."""
        at = noun.last
        if self.text(at).endswith(("ه", "ي", "ين", "يه")) and self.text(at + 1) in self._of and at not in self.first_of:
            at += 1  # «قوة خاصة من جيش الاحتلال»
        while at < self.sentence.last and at < noun.last + 4 and self.tokens[at].text in self._of:
            at += 1
        while at < self.sentence.last and is_bracket_or_quote(self.tokens[at]):
            at += 1
        mention = self.first_of.get(at)
        if mention is None or mention.type is not MentionType.GROUP:
            return None
        direct = at == noun.last
        return mention if not direct or self.prefix_of(mention) in ("", "ل") else None

    def prefix_of(self, mention: Candidate) -> str:
        """Return the clitics written before a mention («لقوات النظام» → ل; «للتحالف» → ل)."""
        token = self.tokens[self.document.token_at(mention.start)]
        before = token.text[: mention.start - token.start]
        return before + "ل" if token.text[mention.start - token.start :].startswith("لل") else before

    def text(self, index: int) -> str:
        """Return a token's folded text, empty outside the sentence."""
        return self.tokens[index].text if self.sentence.first <= index < self.sentence.last else ""


def _form(scene: Scene, hit: Hit) -> str:
    word = scene.tokens[hit.last - 1].text
    return word[len(hit.prefix) if hit.last - hit.first == 1 else 0 : len(word) - len(hit.suffix)]
