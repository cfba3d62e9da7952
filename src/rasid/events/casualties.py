"""Tolls: who was killed, wounded, held or driven out, and how many.

«مقتل 3 مدنيين وإصابة آخرين», «أصيبت امرأة وطفلها», «6 قتلى و13 جريحاً», «عشرة عسكريين قتلوا», «دون وقوع إصابات».
People that «بينهم» singles out are part of the number before it and are not counted again.
"""

from dataclasses import replace
from typing import NamedTuple

from rasid.events.facts import Party, Toll
from rasid.events.scene import Noun, Scene, counts_by_form
from rasid.events.toll_words import CasualtyRow, WordRow, count_of, grammar_words, parted_verbs
from rasid.extractors.base import MentionType
from rasid.lexicon import load
from rasid.matching import Hit
from rasid.records import CasualtyKind, ParticipantCategory
from rasid.registry import nationalities
from rasid.spans import Span
from rasid.text.normalize import fold
from rasid.text.numbers import Number, read_number
from rasid.text.tokenize import is_bracket_or_quote

_PEOPLE = frozenset({ParticipantCategory.CIVILIANS, ParticipantCategory.COMBATANTS})
_TWO = frozenset({"اثنين", "اثنان", "اثنتين", "اثنتان"})
_STATES = frozenset({CasualtyKind.CAPTURED, CasualtyKind.ARRESTED, CasualtyKind.ABDUCTED, CasualtyKind.DISPLACED})
"""What people can be already («بينهم أسرى»)."""
_OBJECT_REACH = 9
"""How many tokens of a subject and its adjuncts may stand between a verb and its object."""
_PARTED = 14
"""The noun of a verbal phrase stands within this many tokens after its verb."""
_BACK = 12
"""How many tokens before «اختطافهم» those may stand whom it counts."""
_REACH = 6
"""How many tokens (commas, dates and adverbs) may stand between a verb and the people it counts."""


class _People(NamedTuple):
    """People read from tokens: bounds of their number, and who they are."""

    low: int | None
    high: int | None
    approximate: bool
    who: Party | None
    last: int
    counted: bool


class TollReader:
    """Reads the tolls of a sentence; immutable."""

    def __init__(self) -> None:
        """Read the closed lists."""
        grammar = grammar_words()
        self._among = grammar["among"]
        self._others = grammar["others"]
        self._one = grammar["one"]
        self._vague = grammar["vague"]
        self._measures = grammar["measure"]
        self._skip = grammar["skip"]
        self._transitive = grammar["transitive"]
        self._prepositions = grammar["preposition"]
        self._alone = grammar["alone"]
        self._exceeds = grammar["exceeds"]
        self._ordinals = grammar["ordinal"]
        self._jussive = grammar["jussive"]
        self._with = grammar["with"]
        self._recover = grammar["recover"]
        self._made_of = grammar["made of"]
        self._rising = grammar["rising"]
        self._nationalities = nationalities()
        self._counts = counts_by_form()
        self._function_words = frozenset(fold(row.word) for row in load("function_words", WordRow))

    def countrymen(self, word: str) -> int | None:
        """Return how many «فلسطيني» (1) and «فلسطينيان» (2) are; None for other words and the plural."""
        if word in self._nationalities and not word.startswith("ال") and word.endswith(("ي", "يه")):
            return 1
        return 2 if word.endswith("يان") and word.removesuffix("ان") in self._nationalities else None

    def of_country(self, word: str) -> bool:
        """Tell whether a counted word is a nationality: «18 فلسطينيا», «ثلاثة سوريين»."""
        stems = {word.removesuffix(ending) for ending in ("ا", "ين", "ون", "ه", "ات", "")}
        return not word.startswith("ال") and not stems.isdisjoint(self._nationalities)

    def read(self, scene: Scene) -> tuple[Toll, ...]:
        """Return the tolls of a sentence in text order."""
        return _Reading(self, scene).tolls()


class _Reading:
    def __init__(self, rules: TollReader, scene: Scene) -> None:
        self.rules = rules
        self.scene = scene
        self.tokens = scene.tokens
        self.end = scene.sentence.last
        self.clean = scene.document.text.clean
        self.used: set[int] = set()
        self.cache: dict[int, Number | None] = {}

    def tolls(self) -> tuple[Toll, ...]:
        scene, document = self.scene, self.scene.document
        start = self.tokens[scene.sentence.first].start
        stop = self.tokens[self.end - 1].end
        hits = [*document.hits_in("toll_verbs", start, stop), *document.hits_in("toll_nouns", start, stop)]
        hits.sort(key=lambda h: (h.first, -h.last, h.row.role not in ("none", "unknown")))
        found: list[Toll] = []
        covered = -1
        for position, hit in enumerate(hits):
            if hit.first < covered or hit.first in self.used or scene.by_token.get(hit.first):
                continue
            row: CasualtyRow = hit.row
            same = [h for h in hits[position:] if h.first == hit.first and h.last == hit.last and not self._misread(h)]
            if not same:
                continue
            made = self._read(same[0].row, same[0], same)
            found.extend(made)
            covered = hit.last if made or row.role == "unknown" else covered
        found.extend(self._parted())
        found = [toll for toll in found if not self._included(toll, found)]
        return tuple(sorted(found, key=lambda toll: toll.span.start))

    def _included(self, toll: Toll, told: list[Toll]) -> bool:
        """«ارتفعت الحصيلة إلى خمسة بعد وفاة سيدة», «18 فلسطينيا بينهم أسرى»: counted in the number before."""
        first = self.scene.document.token_at(toll.anchor.start)
        before = [other for other in told if other.span.start < toll.span.start]
        same = any(other.kind is toll.kind and other.low is not None for other in before)
        rising = any(self.tokens[i].text in self.rules._rising for i in range(self.scene.sentence.first, first))
        if same and rising and self.scene.text(first - 1) == "بعد":
            return True
        among = self.scene.text(first - 1) in self.rules._among
        return among and bool(before) and toll.kind in _STATES and toll.low is None

    def _parted(self) -> list[Toll]:
        """«لقيت امرأة وابنتاها حتفهن», «أودى انفجار بحياة ثلاثة أطفال»: a verbal phrase with words in its middle."""
        found: list[Toll] = []
        phrases = parted_verbs()
        for index in range(self.scene.sentence.first, self.end - 2):
            word = self.tokens[index].text
            bare = word if word in phrases else word[1:]
            if (
                index in self.used
                or index + 1 in self.used
                or bare not in phrases
                or (bare != word and word[0] not in "وف")
            ):
                continue
            for at in range(index + 2, min(index + _PARTED, self.end)):
                if self.tokens[at].text in ("،", ":", "؛"):
                    break
                row = next((r for rest, r in phrases[bare] if _same_noun(self.tokens[at].text, rest)), None)
                if row is None:
                    continue
                if at in self.used:
                    break  # «لقوا مصرعهم»: told by the noun
                start = at + 1 if self.tokens[at].text.startswith("ب") else self._skip(index + 1, verb=True)
                items = [item for item in self._list(start) if item.counted]
                if items and not self.used.intersection(range(start, items[-1].last)):
                    found.append(self._toll(row.kind, _sum(items), index, max(items[-1].last, at + 1)))
                break
        return found

    def _misread(self, hit: Hit) -> bool:
        """«إصابة» is not «أصاب» with a pronoun, nor «أصابت» a form of «إصابة»."""
        if not hit.suffix and hit.row.word.endswith("ة") and self.tokens[hit.last - 1].text.endswith("ت"):
            written = self.tokens[hit.last - 1].text[len(hit.prefix) if hit.last - hit.first == 1 else 0 :]
            return written not in {fold(form) for form in hit.row.forms}
        if hit.suffix and hit.prefix.endswith(("ال", "لل")):
            return True  # «القتلى» is not «my killing»
        return hit.suffix == "ه" and self.clean[self.tokens[hit.last - 1].end - 1] == "ة"

    def _read(self, row: CasualtyRow, hit: Hit, same: list[Hit]) -> list[Toll]:
        if row.role == "unknown":
            self.used.update(range(hit.first, hit.last))
            return []
        if row.role == "none":
            return [self._toll(row.kind, _People(0, 0, False, None, hit.last, True), hit.first, hit.last)]
        # «إصابة» is both: «إصابة 3 مدنيين» tells of them, «3 إصابات» counts them.
        roles = {h.row.role: h.row for h in same}
        if "event_noun" in roles or "verb" in roles:
            made = self._after(roles.get("event_noun") or roles["verb"], hit)
            if made or "count_noun" not in roles:
                return made
        return self._counted_noun(roles["count_noun"], hit)

    # -- «6 قتلى», «قتيلان», «سقوط قتلى» -------------------------------------------------------------------------------

    def _counted_noun(self, row: CasualtyRow, hit: Hit) -> list[Toll]:
        if hit.prefix.endswith(("ال", "لل")) and not self._number_ending(hit.first):
            return self._total(row, hit)
        number = self._number_ending(hit.first)
        first = number.first if number else hit.first
        if number is None and row.kind is CasualtyKind.DISPLACED:
            return []  # «تؤوي نازحين»: who they are, not what happened
        if number is None and self._negated(hit):
            return [self._toll(row.kind, _People(0, 0, False, None, hit.last, True), hit.first, hit.last)]
        if number is None and self._either(hit):
            return [self._toll(row.kind, _People(None, None, False, None, hit.last, False), hit.first, hit.last)]
        if number is None:
            low = count_of(self.tokens[hit.first].text[len(hit.prefix) :], fold(row.word), row.forms)
            people = _People(low, low, False, None, hit.last, low is not None)
            those = self._people(hit.last) if low is None and self._recovered(hit) else None
            if those is not None and those.counted:
                return [self._toll(row.kind, those, first, those.last)]
        else:
            number = self._hedged_after(number, hit.last)  # «22 قتيلا على الأقل»
            people = _People(number.low, number.high, number.approximate, None, hit.last, True)
        who = self._who_after(hit.last)
        return [self._toll(row.kind, people._replace(who=who), first, hit.last)]

    def _negated(self, hit: Hit) -> bool:
        """«لم يسفر القصف على المدينة عن إصابات»: nobody."""
        if hit.prefix.endswith(("ال", "لل")):
            return False
        for at in range(hit.first - 1, max(hit.first - _BACK, self.scene.sentence.first - 1), -1):
            text = self.tokens[at].text
            if text in ("،", "؛", ":"):
                return False
            if text in self.rules._jussive:
                return self.scene.text(at - 1).endswith("لم")
        return False

    def _recovered(self, hit: Hit) -> bool:
        """«انتشال جثث تسعة مدنيين»: the dead are counted behind the word."""
        before = {self.scene.text(at) for at in range(hit.first - 5, hit.first)}
        return bool(before & self.rules._recover) and self._number(hit.last) is not None

    def _either(self, hit: Hit) -> bool:
        """«بين قتيل وجريح»: both words stand for any number."""
        before = {self.scene.text(hit.first - 1), self.scene.text(hit.first - 2)}
        return "بين" in before and (hit.prefix == "و" or self.scene.text(hit.last).startswith("و"))

    def _total(self, row: CasualtyRow, hit: Hit) -> list[Toll]:
        """«عدد القتلى 544 شخصاً», «حصيلة الشهداء إلى 23»."""
        for at in range(hit.last, min(hit.last + 5, self.end)):
            number = self._number(at)
            if number is not None and self.scene.text(number.last) not in self.rules._measures:
                before = {self.scene.text(i) for i in range(max(hit.first - 3, self.scene.sentence.first), hit.first)}
                if before & self.rules._vague or self.scene.text(at - 1) in ("الي", "بلغ", "بلغت"):
                    self.used.update(range(number.first, number.last))
                    exceeded = bool(before & self.rules._exceeds)
                    high = None if exceeded else number.high
                    people = _People(number.low, high, number.approximate, None, number.last, True)
                    return [self._toll(row.kind, people, hit.first, number.last)]
        return []

    def _number_ending(self, index: int) -> Number | None:
        """Return the number that ends right before a token."""
        found: Number | None = None
        for back in range(1, 8):
            start = index - back
            if start < self.scene.sentence.first or self.tokens[start].text in ("،", "."):
                break
            number = self._number(start)
            if number is not None and number.last == index:
                found = number
        return found

    # -- «مقتل 3 مدنيين», «أصيبت امرأة وطفلها», «عشرة عسكريين قتلوا» ---------------------------------------------------

    def _after(self, row: CasualtyRow, hit: Hit) -> list[Toll]:
        if self.tokens[hit.last - 1].text.endswith("وا") and (made := self._subject_before(row, hit)):
            # «5 مدنيين قتلوا»: the subject of a verb in the plural stands before it.
            return made
        if row.role == "verb" and self._is_whom(hit):
            return [self._toll(row.kind, _People(1, 1, False, None, hit.last, True), hit.first, hit.last)]
        at = self._skip(hit.last, verb=row.role == "verb")
        at = self._each(at)
        # «مقتل وإصابة 45 مدنياً», «قتل وجرح أكثر من 30 شخصاً»: the number is of both together.
        other = self._paired(at) if not self._has_pronoun(row, hit) else None
        if other is not None:
            people = self._people(self._skip(other.last, verb=False))
            if people is not None:
                self.used.update(range(other.first, other.last))
                shared = _People(None, None, True, people.who, people.last, False)
                return [self._toll(kind, shared, hit.first, people.last) for kind in (row.kind, other.row.kind)]
        at = self._object(at) if fold(row.word) in self.rules._transitive else at
        items = self._list(at) or self._wounded(row, at)
        if len(items) == 1 and self._is_subject(row, items[0]):
            return []
        if not items:
            return self._subject_before(row, hit) or self._pronoun(row, hit)
        counted = [item for item in items if item.low is not None or item.high is not None]
        if not counted:
            return [self._toll(row.kind, item, hit.first, item.last) for item in items[:2]]
        total = _sum(counted)
        return [self._toll(row.kind, total, hit.first, items[-1].last)]

    def _is_whom(self, hit: Hit) -> bool:
        """«المهندس الذي خطفته جماعة»: one person, told before."""
        pronouns = {"الذي": ("ه",), "التي": ("ها",)}.get(self.scene.text(hit.first - 1), ())
        one = self.scene.nouns.get(hit.first - 2) or self.scene.nouns.get(hit.first - 3)
        who = self.scene.by_token.get(hit.first - 2)
        person = who is not None and who.type is MentionType.PERSON
        alone = one is not None and self._size(one)[0] == 1 and one.row.category in _PEOPLE
        return hit.suffix in pronouns and (person or alone)

    def _each(self, at: int) -> int:
        """«قُتل كل من فلان وفلان»: return where the names stand."""
        return at + 2 if self.scene.text(at) in ("كل", "كلا") and self.scene.text(at + 1) == "من" else at

    @staticmethod
    def _is_subject(row: CasualtyRow, people: _People) -> bool:
        """«اعتقلت قوات الأمن …» with no people behind it: an armed group is not arrested as a whole."""
        mention = people.who.mention if people.who is not None else None
        held = row.kind in (CasualtyKind.ARRESTED, CasualtyKind.ABDUCTED) and row.role == "verb"
        return held and not people.counted and mention is not None and mention.type is MentionType.GROUP

    def _object(self, at: int) -> int:
        """«اعتقلت مجموعة مسلحة في شرق البلاد ستة شبان»: return where the people stand that the subject did it to.

        The subject is an armed party without number; adjuncts may follow it. ``at`` where there is no such object.
        """
        scene = self.scene
        subject = scene.first_of.get(at)
        noun = scene.nouns.get(at)
        if subject is not None and subject.type in (MentionType.GROUP, MentionType.ORG):
            here = scene.last_of(subject)
        elif noun is not None and noun.row.category is ParticipantCategory.COMBATANTS:
            people = self._people(at)
            if people is None or people.counted:
                return self._next_people(at, noun.last)
            here = noun.last
        elif noun is None and scene.text(at).startswith("ال") and at not in scene.by_token:
            return self._next_people(at, at + 1)  # «أعدم التنظيم ثلاثة شبان»
        else:
            return at
        limit = min(here + _OBJECT_REACH, self.end)
        while here < limit:
            text = self.tokens[here].text
            if self._each(here) > here:
                return self._each(here)
            if text.startswith("و") and text not in self.rules._prepositions:
                return at
            people = self._people(here)
            civil = (
                people is not None and people.who is not None and people.who.category is ParticipantCategory.CIVILIANS
            )
            if people is not None and (people.counted or civil):
                return here
            mention = scene.first_of.get(here)
            if mention is not None and mention.type is not MentionType.PERSON:
                here = scene.last_of(mention)
            elif here in scene.nouns or is_bracket_or_quote(self.tokens[here]) or self._adjunct(here):
                here += 1
            else:
                return at
        return at

    def _next_people(self, at: int, after: int) -> int:
        """«اغتال مسلحان ضابطا»: return where a second noun stands right behind the subject, else ``at``."""
        scene = self.scene
        while after < self.end and scene.text(after).endswith(("ان", "ون", "ي")) and after not in scene.nouns:
            after += 1  # «مسلحان مجهولان»
        if (person := self._person_after(after)) > after:
            return person
        noun = scene.nouns.get(after)
        object_ = noun is not None and scene.text(after)[:2] not in ("وا", "بر") and noun.row.category in _PEOPLE
        prefixed = scene.text(after).startswith(("و", "ب", "ل", "ف")) and not scene.text(after).startswith("ولد")
        counted = self._number(after) is not None and self._people(after) is not None
        return after if not prefixed and (object_ or counted) else at

    def _person_after(self, at: int) -> int:
        """«اغتال مسلحان كانا يستقلان دراجة الشيخ فلان»: return where the person stands, else ``at``."""
        for index in range(at, min(at + _OBJECT_REACH, self.end)):
            mention = self.scene.first_of.get(index)
            if self.tokens[index].text in ("،", ":") or self.tokens[index].text.startswith(("ف", "ثم")):
                break
            if mention is not None and mention.type is MentionType.PERSON and not self.scene.prefix_of(mention):
                return index
        return at

    def _adjunct(self, at: int) -> bool:
        """A preposition, or an adjective or noun that it governs."""
        text = self.tokens[at].text
        if text in self.rules._prepositions or text in self.rules._skip:
            return True
        return (
            self.scene.text(at - 1) in self.rules._prepositions
            or text.startswith("ال")
            or text.endswith(("يه", "ه", "ون", "ين", "ي", "يا"))
        )

    def _wounded(self, row: CasualtyRow, at: int) -> list[_People]:
        """«توفي جريحان»: they are counted as dead."""
        if row.kind is not CasualtyKind.KILLED or at >= self.end:
            return []
        for hit in self.scene.document.hits_in("toll_nouns", self.tokens[at].start, self.tokens[at].end):
            if hit.row.role == "count_noun" and hit.row.kind is CasualtyKind.WOUNDED and not hit.prefix:
                low = count_of(self.tokens[at].text, fold(hit.row.word), hit.row.forms)
                return [_People(low, low, False, None, hit.last, low is not None)]
        return []

    def _subject_before(self, row: CasualtyRow, hit: Hit) -> list[Toll]:
        before = self._before(hit.first) if row.role == "verb" else None
        return [self._toll(row.kind, before[0], before[1], hit.last)] if before is not None else []

    def _has_pronoun(self, row: CasualtyRow, hit: Hit) -> bool:
        """«لقي شرطي مصرعه وأصيب آخر»: the word has its own people, and shares none with the next."""
        endings = tuple(_stem(row) + ending for ending in ("ه", "ها", "هم", "هن", "هما"))
        return row.role == "event_noun" and self.tokens[hit.last - 1].text.endswith(endings)

    def _pronoun(self, row: CasualtyRow, hit: Hit) -> list[Toll]:
        """«أدى لوفاته»: one person, told before; «بعد اختطافهم»: those counted before."""
        word = self.tokens[hit.last - 1].text
        stem = _stem(row)
        if row.role != "event_noun" or hit.last - hit.first > 1:
            return []
        if word.endswith((stem + "ه", stem + "ها")):
            alone = _People(1, 1, False, None, hit.last, True)
            also = self._companions(hit.last + 1) if self.scene.text(hit.last) in self.rules._with else None
            total = _sum([alone, also]) if also is not None else alone  # «مقتله مع مرافقه»
            return [self._toll(row.kind, total._replace(who=None), hit.first, total.last)]
        if word.endswith((stem + "هم", stem + "هن")):
            for at in range(hit.first - 1, max(hit.first - _BACK, self.scene.sentence.first) - 1, -1):
                people = self._people(at) if self._number(at) is not None else None
                if people is not None and people.who is not None and at not in self.used:
                    return [self._toll(row.kind, people._replace(last=hit.last), hit.first, hit.last)]
        return []

    def _paired(self, at: int) -> Hit | None:
        if at >= self.end or not self.tokens[at].text.startswith("و"):
            return None
        start, stop = self.tokens[at].start, self.tokens[at].end
        for lexicon in ("toll_nouns", "toll_verbs"):
            for hit in self.scene.document.hits_in(lexicon, start, stop):
                if hit.prefix == "و" and hit.row.role in ("event_noun", "verb"):
                    return hit
        return None

    def _skip(self, at: int, *, verb: bool) -> int:
        """Step over dates, commas and adverbs between a verb and its people."""
        limit = min(at + _REACH, self.end)
        while at < limit:
            mention = self.scene.first_of.get(at)
            if mention is not None and mention.type is MentionType.DATE:
                at = self.scene.last_of(mention)
                limit = min(at + 3, self.end)
            elif (place := self._place_adjunct(at)) > at:
                at = place
                limit = min(at + 3, self.end)
            elif (
                is_bracket_or_quote(self.tokens[at])
                or self.tokens[at].text in self.rules._skip
                or (verb and self.tokens[at].text == "،")
            ):
                at += 1
            else:
                break
        return at

    def _place_adjunct(self, at: int) -> int:
        """«نزح داخل السودان 700 ألف»: return one past «preposition + place», or ``at``."""
        mention = self.scene.first_of.get(at + 1)
        if self.tokens[at].text not in self.rules._prepositions or mention is None:
            return at
        return self.scene.last_of(mention) if mention.type is MentionType.PLACE else at

    def _list(self, at: int) -> list[_People]:
        """Read «طفل وامرأة», «3 مدنيين وجندي»; a second toll word ends the list."""
        items: list[_People] = []
        while at < self.end and len(items) < 8:
            if self.tokens[at].text in self.rules._among:
                break
            people = self._people(at)
            if people is None:
                break
            items.append(people)
            at = people.last
            follows = self.scene.text(at)
            if follows in self.rules._with and (also := self._companions(at + 1)) is not None:
                items.append(also)
                break
            if follows == "،" and self.scene.text(at + 1).startswith("و"):
                at += 1
                follows = self.scene.text(at)
            if not follows.startswith("و") or self._paired(at) is not None:
                break
            if follows == "و":
                at += 1
        return items

    def _companions(self, at: int) -> _People | None:
        """«مع اثنين من مرافقيه», «مع طفليها»: those who died with somebody."""
        people = self._people(at)
        if people is None or not people.counted:
            return None
        near = [self.scene.nouns[i] for i in range(at, people.last + 1) if i in self.scene.nouns]
        return people if any(noun.owned or noun.form.endswith("ه") for noun in near) else None

    def _people(self, at: int) -> _People | None:
        scene, rules = self.scene, self.rules
        if at >= self.end:
            return None
        text = self.tokens[at].text
        bare = text[1:] if text.startswith("و") and len(text) > 3 else text
        number = self._number(at)
        if number is not None:
            return self._numbered(number)
        mention = scene.first_of.get(at)
        if mention is not None:
            if mention.type is MentionType.PERSON:
                return _People(1, 1, False, scene.party(mention), scene.last_of(mention), True)
            if mention.type is MentionType.GROUP:
                return _People(None, None, False, scene.party(mention), scene.last_of(mention), False)
            return None
        if text in rules._one or bare in rules._one:
            noun = scene.nouns.get(at + 1)
            return _People(1, 1, False, scene.noun_party(noun) if noun else None, noun.last if noun else at + 1, True)
        noun = scene.nouns.get(at)
        if noun is not None and noun.row.category not in _PEOPLE:
            return None
        if noun is not None:
            named = scene.first_of.get(noun.last)
            if named is None and scene.text(noun.last).startswith("ال"):
                named = scene.first_of.get(noun.last + 1)  # «الأسير المحرر فلان»
            if named is not None and named.type is MentionType.PERSON:
                return _People(1, 1, False, scene.party(named), scene.last_of(named), True)
            low, last = self._size(noun)
            return _People(low, low, False, scene.noun_party(noun), last, low is not None)
        low = rules.countrymen(bare)
        if low is not None:
            token = self.tokens[at]
            span = Span(token.start + len(text) - len(bare), token.end)
            return _People(low, low, False, Party(span, ParticipantCategory.CIVILIANS), at + 1, True)
        if bare in rules._others or bare in rules._ordinals:
            low = 1 if bare in rules._ordinals else {"اخر": 1, "اخري": 1, "اخران": 2, "اخرتان": 2}.get(bare)
            token = self.tokens[at]
            span = Span(token.start + len(text) - len(bare), token.end)
            return _People(low, low, False, Party(span, ParticipantCategory.OTHER), at + 1, low is not None)
        return None

    def _size(self, noun: Noun) -> tuple[int | None, int]:
        """Return how many a noun stands for by its form or a number behind it, and one past its last token.

        «مواطنين تونسيين اثنين», «أطفالهما الأربعة».
        """
        scene, rules = self.scene, self.rules
        last = noun.last
        if noun.last - noun.first > 1:
            phrase = scene.document.text.folded[noun.span.start : noun.span.end]
            low = 1 if phrase == fold(noun.row.word) else rules._counts.get(phrase.partition(" ")[0])
        else:
            low = count_of(noun.form, fold(noun.row.word), noun.row.forms, plural=noun.row.plural)
        at = last
        while at < last + 2 and scene.text(at).endswith(("ين", "ان")) and scene.text(at) not in _TWO:
            at += 1  # its adjectives
        if scene.text(at) in _TWO:
            return 2, at + 1
        if low is None and scene.text(last).startswith("ال"):
            number = self._number(last)
            if number is not None and number.low is not None and number.low > 2:
                return number.low, number.last
        if low is None and scene.text(last) in rules._made_of and scene.text(last + 1) == "من":
            number = self._number(last + 2)  # «طاقمها المؤلف من خمسة أفراد»
            if number is not None and number.low is not None:
                return number.low, number.last
        if scene.text(last) in rules._alone:
            last += 1
        return low, last

    def _numbered(self, number: Number) -> _People | None:
        scene, rules = self.scene, self.rules
        at = number.last
        follows = scene.text(at)
        if follows in rules._measures:
            return None
        if follows in ("منهم", "منهن"):
            return _People(number.low, number.high, number.approximate, None, at + 1, True)
        if follows == "من":
            at += 1
        elif follows in ("علي",) and scene.text(at + 1) in ("الاقل", "الاكثر"):
            at += 2
        who: Party | None = None
        last = number.last
        noun = scene.nouns.get(at)
        mention = scene.first_of.get(at)
        if noun is not None and noun.row.category not in _PEOPLE:
            return None
        if noun is not None:
            who, last = scene.noun_party(noun), noun.last
            number = self._hedged_after(number, last)
        elif mention is not None and mention.type in (MentionType.GROUP, MentionType.PERSON):
            who, last = scene.party(mention), scene.last_of(mention)
        elif scene.text(at) in rules._others:
            last = at + 1
        elif self.tokens[at].kind == "w" if at < self.end else False:
            if self._toll_word(at):
                return None
            word = scene.text(at)
            if follows == "من":  # «أربعة من منتسبيها»
                return _People(number.low, number.high, number.approximate, None, at + 1, True)
            if rules.of_country(word):
                token = self.tokens[at]
                party = Party(Span(token.start, token.end), ParticipantCategory.CIVILIANS)
                return _People(number.low, number.high, number.approximate, party, at + 1, True)
            if word.endswith(("ين", "ون")) and len(word) > 4:  # «سبعة مهربين»: a sound plural is of people
                token = self.tokens[at]
                party = Party(Span(token.start, token.end), ParticipantCategory.OTHER)
                return _People(number.low, number.high, number.approximate, party, at + 1, True)
            if not (word.startswith(("و", "ب", "ل")) or word in rules._among or word in rules._function_words):
                return None
        return _People(number.low, number.high, number.approximate, who, last, True)

    def _hedged_after(self, number: Number, at: int) -> Number:
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

    def _before(self, index: int) -> tuple[_People, int] | None:
        """«عشرة عسكريين قتلوا», «أن 5 مدنيين من عائلة واحدة أصيبوا»."""
        verb = self.tokens[index].text
        if not verb.endswith(("وا", "ا", "ت", "ون")):
            return None
        for back in range(1, 9):
            start = index - back
            if start < self.scene.sentence.first or self.tokens[start].text in ("،", "."):
                return None
            number = self._number(start)
            if number is not None and start in self.used:
                return None  # «جثث 155 شخصا فقدوا حياتهم»
            if number is not None:
                for wider in filter(None, (self._number(i) for i in range(start - 3, start))):
                    number = wider if wider.last >= number.last and wider.first < number.first else number
                people = self._numbered(number)
                others = people is not None and self.scene.text(people.last - 1) in self.rules._others
                if people is not None and (people.who is not None or others):
                    return people, number.first
                return None
        return None

    def _who_after(self, at: int) -> Party | None:
        """«قتلى من قوات النظام», «9 قتلى مدنيين»."""
        if self.scene.text(at) in ("من", "بين", "صفوف", "بصفوف", "في"):
            at += 1
        if self.scene.text(at) == "صفوف":
            at += 1
        noun = self.scene.nouns.get(at)
        if noun is not None:
            return self.scene.noun_party(noun)
        mention = self.scene.first_of.get(at)
        if mention is not None and mention.type is MentionType.GROUP:
            return self.scene.party(mention)
        return None

    # -- helpers -----------------------------------------------------------------------------------------------------

    def _number(self, index: int) -> Number | None:
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

    def _toll(self, kind: CasualtyKind, people: _People, first: int, last: int) -> Toll:
        self.used.update(range(first, last))
        span = Span(self.tokens[first].start, self.tokens[max(last, first + 1) - 1].end)
        anchor = Span(self.tokens[first].start, self.tokens[first].end)
        return Toll(kind, people.low, people.high, people.approximate, people.who, span, anchor)


def _stem(row: CasualtyRow) -> str:
    """Return the form of a noun that pronouns are written to («وفاة» → «وفات»)."""
    base = fold(row.word)
    return base[:-1] + "ت" if base.endswith("ه") else base


def _same_noun(word: str, noun: str) -> bool:
    """«حتفهن» is «حتفه», «مصرعهما» is «مصرعه», «بحياة» itself."""
    stems = (noun.removesuffix("ه"), noun.removesuffix("ها"), noun.removesuffix("هم"))
    return word == noun or any(
        len(stem) > 2 and word in {stem + e for e in ("ه", "ها", "هم", "هن", "هما")} for stem in stems
    )


def _sum(items: list[_People]) -> _People:
    low = sum(item.low or 0 for item in items) if all(item.low is not None for item in items) else None
    high = sum(item.high or 0 for item in items) if all(item.high is not None for item in items) else None
    return _People(low, high, any(i.approximate for i in items), items[0].who, items[-1].last, True)
