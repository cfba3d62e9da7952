"""People as a toll counts them: a number, a noun by its form, names, «وآخرون», and lists of these."""

from dataclasses import replace
from typing import NamedTuple

from rasid.events.facts import Party
from rasid.events.scene import Noun, Scene, counts_by_form
from rasid.events.toll_words import WordRow, count_of, grammar_words
from rasid.extractors.base import MentionType
from rasid.lexicon import load
from rasid.matching import Hit
from rasid.records import ParticipantCategory
from rasid.registry import nationalities
from rasid.spans import Span
from rasid.text.normalize import fold
from rasid.text.numbers import Number, read_number
from rasid.text.tokenize import is_bracket_or_quote

PERSONS = frozenset({ParticipantCategory.CIVILIANS, ParticipantCategory.COMBATANTS})
_TWO = frozenset({"اثنين", "اثنان", "اثنتين", "اثنتان"})
_REACH = 6
"""How many tokens (commas, dates and adverbs) may stand between a verb and the people it counts."""
_MOST = 8
"""Items of a list."""


class People(NamedTuple):
    """People read from tokens.

    Attributes:
        low: The least that they may be; None where the text leaves it open.
        high: The most that they may be.
        approximate: The number is hedged.
        who: Who they are.
        last: One past their last token.
        counted: A number or the form of a noun counts them.
    """

    low: int | None
    high: int | None
    approximate: bool
    who: Party | None
    last: int
    counted: bool


class PeopleWords:
    """The closed lists that people are read with; immutable."""

    def __init__(self) -> None:
        """Read them."""
        grammar = grammar_words()
        self.among = grammar["among"]
        self.others = grammar["others"]
        self.one = grammar["one"]
        self.measures = grammar["measure"]
        self.skip = grammar["skip"]
        self.prepositions = grammar["preposition"]
        self.before_dates = grammar["before date"]
        self.leads = grammar["leads adjunct"]
        self.clause_starts = grammar["clause start"]
        self.alone = grammar["alone"]
        self.ordinals = grammar["ordinal"]
        self.together = grammar["with"]
        self.made_of = grammar["made of"]
        self.nationalities = nationalities()
        self.counts = counts_by_form()
        self.function_words = frozenset(fold(row.word) for row in load("function_words", WordRow))

    def countrymen(self, word: str) -> int | None:
        """Return how many «فلسطيني» (1) and «فلسطينيان» (2) are; None for other words and the plural."""
        if word in self.nationalities and not word.startswith("ال") and word.endswith(("ي", "يه")):
            return 1
        return 2 if word.endswith("يان") and word.removesuffix("ان") in self.nationalities else None

    def of_country(self, word: str) -> bool:
        """Tell whether a counted word is a nationality: «18 فلسطينيا», «ثلاثة سوريين»."""
        stems = {word.removesuffix(ending) for ending in ("ا", "ين", "ون", "ه", "ات", "")}
        return not word.startswith("ال") and not stems.isdisjoint(self.nationalities)


class PeopleReader:
    """Reads people at tokens of one sentence."""

    def __init__(self, rules: PeopleWords, scene: Scene) -> None:
        """Read nothing yet.

        Args:
            rules: The closed lists.
            scene: The sentence.
        """
        self.rules = rules
        self.scene = scene
        self.tokens = scene.tokens
        self.end = scene.sentence.last
        self.clean = scene.document.text.clean
        self.cache: dict[int, Number | None] = {}

    def people(self, at: int) -> People | None:
        """Return the people that start at a token, if any do."""
        scene, rules = self.scene, self.rules
        if at >= self.end:
            return None
        text = self.tokens[at].text
        bare = text[1:] if text.startswith("و") and len(text) > 3 else text
        number = self.number(at)
        if number is not None:
            return self.numbered(number)
        mention = scene.first_of.get(at)
        if mention is not None:
            if mention.type is MentionType.PERSON:
                return People(1, 1, False, scene.party(mention), scene.last_of(mention), True)
            if mention.type is MentionType.GROUP:
                return People(None, None, False, scene.party(mention), scene.last_of(mention), False)
            return None
        if text in rules.one or bare in rules.one:
            noun = scene.nouns.get(at + 1)
            return People(1, 1, False, scene.noun_party(noun) if noun else None, noun.last if noun else at + 1, True)
        noun = scene.nouns.get(at)
        if noun is not None and noun.row.category not in PERSONS:
            return None
        if noun is not None:
            named = scene.first_of.get(noun.last)
            if named is None and scene.text(noun.last).startswith("ال"):
                named = scene.first_of.get(noun.last + 1)  # «الأسير المحرر فلان»
            if named is not None and named.type is MentionType.PERSON:
                return People(1, 1, False, scene.party(named), scene.last_of(named), True)
            low, last = self.size(noun)
            return People(low, low, False, scene.noun_party(noun), last, low is not None)
        low = rules.countrymen(bare)
        if low is not None:
            who = self._word_party(at, ParticipantCategory.CIVILIANS, bare)
            return People(low, low, False, who, at + 1, True)
        if bare in rules.others or bare in rules.ordinals:
            low = 1 if bare in rules.ordinals else {"اخر": 1, "اخري": 1, "اخران": 2, "اخرتان": 2}.get(bare)
            who = self._word_party(at, ParticipantCategory.OTHER, bare)
            return People(low, low, False, who, at + 1, low is not None)
        return None

    def _word_party(self, at: int, category: ParticipantCategory, bare: str) -> Party:
        """Return the people that one word names; ``bare`` is the word without the conjunction before it."""
        token = self.tokens[at]
        return Party(Span(token.start + len(token.text) - len(bare), token.end), category)

    def size(self, noun: Noun) -> tuple[int | None, int]:
        """Return how many a noun stands for by its form or a number behind it, and one past its last token.

        «مواطنين تونسيين اثنين», «أطفالهما الأربعة».
        """
        scene, rules = self.scene, self.rules
        last = noun.last
        if noun.last - noun.first > 1:
            phrase = scene.document.text.folded[noun.span.start : noun.span.end]
            low = 1 if phrase == fold(noun.row.word) else rules.counts.get(phrase.partition(" ")[0])
        else:
            low = count_of(noun.form, fold(noun.row.word), noun.row.forms, plural=noun.row.plural)
        at = last
        while at < last + 2 and scene.text(at).endswith(("ين", "ان")) and scene.text(at) not in _TWO:
            at += 1  # its adjectives
        if scene.text(at) in _TWO:
            return 2, at + 1
        if low is None and scene.text(last).startswith("ال"):
            number = self.number(last)
            if number is not None and number.low is not None and number.low > 2:
                return number.low, number.last
        if low is None and scene.text(last) in rules.made_of and scene.text(last + 1) == "من":
            number = self.number(last + 2)  # «طاقمها المؤلف من خمسة أفراد»
            if number is not None and number.low is not None:
                return number.low, number.last
        if scene.text(last) in rules.alone:
            last += 1
        return low, last

    def numbered(self, number: Number) -> People | None:
        """Return the people that a number counts; None where it counts things."""
        scene, rules = self.scene, self.rules
        at = number.last
        follows = scene.text(at)
        if follows in rules.measures:
            return None
        if follows in ("منهم", "منهن"):
            return People(number.low, number.high, number.approximate, None, at + 1, True)
        if follows == "من":
            at += 1
        elif follows == "علي" and scene.text(at + 1) in ("الاقل", "الاكثر"):
            at += 2
        who: Party | None = None
        last = number.last
        noun = scene.nouns.get(at)
        mention = scene.first_of.get(at)
        if noun is not None and noun.row.category not in PERSONS:
            return None
        if noun is not None:
            who, last = scene.noun_party(noun), noun.last
            number = self.hedged_after(number, last)
        elif mention is not None and mention.type in (MentionType.GROUP, MentionType.PERSON):
            who, last = scene.party(mention), scene.last_of(mention)
        elif scene.text(at) in rules.others:
            last = at + 1
        elif at < self.end and self.tokens[at].kind == "w":
            if self._toll_word(at):
                return None
            word = scene.text(at)
            if follows == "من":  # «أربعة من منتسبيها»
                return People(number.low, number.high, number.approximate, None, at + 1, True)
            if rules.of_country(word):
                party = self._word_party(at, ParticipantCategory.CIVILIANS, word)
                return People(number.low, number.high, number.approximate, party, at + 1, True)
            if word.endswith(("ين", "ون")) and len(word) > 4:  # «سبعة مهربين»: a sound plural is of people
                party = self._word_party(at, ParticipantCategory.OTHER, word)
                return People(number.low, number.high, number.approximate, party, at + 1, True)
            if not (word.startswith(("و", "ب", "ل")) or word in rules.among or word in rules.function_words):
                return None
        return People(number.low, number.high, number.approximate, who, last, True)

    def hedged_after(self, number: Number, at: int) -> Number:
        """«32 مدنياً على الأقل»."""
        if self.scene.text(at) != "علي" or number.low != number.high:
            return number
        bound = self.scene.text(at + 1)
        if bound == "الاقل":
            return replace(number, high=None)
        return replace(number, low=None) if bound == "الاكثر" else number

    def _toll_word(self, at: int) -> bool:
        token = self.tokens[at]
        return bool(self.scene.document.hits_in("toll_nouns", token.start, token.end))

    def is_toll_word(self, at: int) -> bool:
        """Tell whether a token says what became of people, as a noun or a verb."""
        token = self.tokens[at]
        return self._toll_word(at) or bool(self.scene.document.hits_in("toll_verbs", token.start, token.end))

    def listed(self, at: int) -> list[People]:
        """Read «طفل وامرأة», «3 مدنيين وجندي»; a second toll word ends the list."""
        items: list[People] = []
        while at < self.end and len(items) < _MOST:
            if self.tokens[at].text in self.rules.among:
                break
            people = self.people(at)
            if people is None:
                break
            items.append(people)
            at = people.last
            follows = self.scene.text(at)
            if follows in self.rules.together and (also := self.companions(at + 1)) is not None:
                items.append(also)
                break
            if follows == "،" and self.scene.text(at + 1).startswith("و"):
                at += 1
                follows = self.scene.text(at)
            if not follows.startswith("و") or self.paired(at) is not None:
                break
            if follows == "و":
                at += 1
        return items

    def companions(self, at: int) -> People | None:
        """«مع اثنين من مرافقيه», «مع طفليها»: those who died with somebody."""
        people = self.people(at)
        if people is None or not people.counted:
            return None
        near = [self.scene.nouns[i] for i in range(at, people.last + 1) if i in self.scene.nouns]
        return people if any(noun.owned or noun.form.endswith("ه") for noun in near) else None

    def paired(self, at: int) -> Hit | None:
        """Return a toll word joined with «و» at a token («مقتل وإصابة»)."""
        if at >= self.end or not self.tokens[at].text.startswith("و"):
            return None
        start, stop = self.tokens[at].start, self.tokens[at].end
        for lexicon in ("toll_nouns", "toll_verbs"):
            for hit in self.scene.document.hits_in(lexicon, start, stop):
                if hit.prefix == "و" and hit.row.role in ("event_noun", "verb"):
                    return hit
        return None

    def number(self, index: int) -> Number | None:
        """Return the number that starts at a token; none within a date."""
        if index not in self.cache:
            mention = self.scene.by_token.get(index)
            number = None
            if index < self.end and (mention is None or mention.type is not MentionType.DATE):
                number = read_number(self.tokens, index, self.clean)
                if number is not None and number.last > self.end:
                    number = None
                if number is not None and number.low is None and number.high is None and self._bare_vague(number):
                    number = None
            self.cache[index] = number
        return self.cache[index]

    def _bare_vague(self, number: Number) -> bool:
        """«عدد من» before no people is no number."""
        at = number.last + 1 if self.scene.text(number.last) == "من" else number.last
        return (
            at not in self.scene.nouns and at not in self.scene.first_of and not (at < self.end and self._toll_word(at))
        )

    def skip(self, at: int, *, verb: bool) -> int:
        """Step over dates, commas and adverbs between a verb and its people."""
        limit = min(at + _REACH, self.end)
        while at < limit:
            mention = self.scene.first_of.get(at)
            if mention is not None and mention.type is MentionType.DATE:
                at = self.scene.last_of(mention)
                limit = min(at + 3, self.end)
            elif (after := self._adjunct(at)) > at:
                at = after
                limit = min(at + 3, self.end)
            elif (
                is_bracket_or_quote(self.tokens[at])
                or self.tokens[at].text in self.rules.skip
                or (verb and self.tokens[at].text == "،")
            ):
                at += 1
            else:
                break
        return at

    def _adjunct(self, at: int) -> int:
        """«نزح داخل السودان 700 ألف», «قتل خلال الأيام الماضية 13 مدنيا»: return one past place or time, or ``at``."""
        mention = self.scene.first_of.get(at + 1)
        leads = {MentionType.PLACE: self.rules.prepositions, MentionType.DATE: self.rules.before_dates}
        if mention is None or self.tokens[at].text not in leads.get(mention.type, ()):
            return at
        return self.scene.last_of(mention)
