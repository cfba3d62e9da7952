"""Tolls: who was killed, wounded, held or driven out, and how many.

«مقتل 3 مدنيين وإصابة آخرين», «أصيبت امرأة وطفلها», «6 قتلى و13 جريحاً», «عشرة عسكريين قتلوا», «دون وقوع إصابات».
People that «بينهم» singles out are part of the number before it and are not counted again.
"""

from rasid.events.behind import behind_adjuncts, behind_each, behind_subject
from rasid.events.facts import Party, Toll
from rasid.events.people import PERSONS, People, PeopleReader, PeopleWords
from rasid.events.scene import Scene
from rasid.events.toll_words import CasualtyRow, count_of, grammar_words, parted_verbs
from rasid.events.words import words
from rasid.extractors.base import MentionType
from rasid.matching import Hit
from rasid.records import CasualtyKind
from rasid.spans import Span
from rasid.text.normalize import fold
from rasid.text.numbers import Number

_STATES = frozenset({CasualtyKind.CAPTURED, CasualtyKind.ARRESTED, CasualtyKind.ABDUCTED, CasualtyKind.DISPLACED})
"""What people can be already («بينهم أسرى»)."""
_PARTED = 14
"""The noun of a verbal phrase stands within this many tokens after its verb."""
_CAMPAIGN = 8
"""The verb of a campaign of arrests stands within this many tokens after the noun."""
_BACK = 12
"""How many tokens before «اختطافهم» those may stand whom it counts."""


class TollReader:
    """Reads the tolls of a sentence; immutable."""

    def __init__(self) -> None:
        """Read the closed lists."""
        grammar = grammar_words()
        self.people = PeopleWords()
        self._vague = grammar["vague"]
        self._transitive = grammar["transitive"]
        self._exceeds = grammar["exceeds"]
        self._jussive = grammar["jussive"]
        self._recover = grammar["recover"]
        self._rising = grammar["rising"]
        self._campaign = grammar["campaign"]

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
        self.people = PeopleReader(rules.people, scene)

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
        among = self.scene.text(first - 1) in self.rules.people.among
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
                start = at + 1 if self.tokens[at].text.startswith("ب") else self.people.skip(index + 1, verb=True)
                items = [item for item in self.people.listed(start) if item.counted]
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
            return [self._toll(row.kind, People(0, 0, False, None, hit.last, True), hit.first, hit.last)]
        # «إصابة» is both: «إصابة 3 مدنيين» tells of them, «3 إصابات» counts them.
        roles = {h.row.role: h.row for h in same}
        if "event_noun" in roles or "verb" in roles:
            made = self._after(roles.get("event_noun") or roles["verb"], hit, either="verb" in roles)
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
            return [self._toll(row.kind, People(0, 0, False, None, hit.last, True), hit.first, hit.last)]
        if number is None and self._either(hit):
            return [self._toll(row.kind, People(None, None, False, None, hit.last, False), hit.first, hit.last)]
        if number is None:
            low = count_of(self.tokens[hit.first].text[len(hit.prefix) :], fold(row.word), row.forms)
            people = People(low, low, False, None, hit.last, low is not None)
            those = self.people.people(hit.last) if low is None and self._recovered(hit) else None
            if those is not None and those.counted:
                return [self._toll(row.kind, those, first, those.last)]
        else:
            number = self.people.hedged_after(number, hit.last)  # «22 قتيلا على الأقل»
            people = People(number.low, number.high, number.approximate, None, hit.last, True)
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
        return bool(before & self.rules._recover) and self.people.number(hit.last) is not None

    def _either(self, hit: Hit) -> bool:
        """«بين قتيل وجريح»: both words stand for any number."""
        before = {self.scene.text(hit.first - 1), self.scene.text(hit.first - 2)}
        return "بين" in before and (hit.prefix == "و" or self.scene.text(hit.last).startswith("و"))

    def _total(self, row: CasualtyRow, hit: Hit) -> list[Toll]:
        """«عدد القتلى 544 شخصاً», «حصيلة الشهداء إلى 23»."""
        for at in range(hit.last, min(hit.last + 5, self.end)):
            number = self.people.number(at)
            if number is not None and self.scene.text(number.last) not in self.rules.people.measures:
                before = {self.scene.text(i) for i in range(max(hit.first - 3, self.scene.sentence.first), hit.first)}
                if before & self.rules._vague or self.scene.text(at - 1) in ("الي", "بلغ", "بلغت"):
                    self.used.update(range(number.first, number.last))
                    exceeded = bool(before & self.rules._exceeds)
                    high = None if exceeded else number.high
                    people = People(number.low, high, number.approximate, None, number.last, True)
                    return [self._toll(row.kind, people, hit.first, number.last)]
        return []

    def _number_ending(self, index: int) -> Number | None:
        """Return the number that ends right before a token."""
        found: Number | None = None
        for back in range(1, 8):
            start = index - back
            if start < self.scene.sentence.first or self.tokens[start].text in ("،", "."):
                break
            number = self.people.number(start)
            if number is not None and number.last == index:
                found = number
        return found

    # -- «مقتل 3 مدنيين», «أصيبت امرأة وطفلها», «عشرة عسكريين قتلوا» ---------------------------------------------------

    def _after(self, row: CasualtyRow, hit: Hit, *, either: bool) -> list[Toll]:
        """Read whom a verb or verbal noun counts; ``either``: the word can be a verb («قتل»)."""
        if self.tokens[hit.last - 1].text.endswith("وا") and (made := self._subject_before(row, hit)):
            # «5 مدنيين قتلوا»: the subject of a verb in the plural stands before it.
            return made
        if row.role == "verb" and self._is_whom(hit):
            return [self._toll(row.kind, People(1, 1, False, None, hit.last, True), hit.first, hit.last)]
        at = self.people.skip(hit.last, verb=row.role == "verb")
        at = behind_each(self.scene, at)
        # «مقتل وإصابة 45 مدنياً», «قتل وجرح أكثر من 30 شخصاً»: the number is of both together.
        other = self.people.paired(at) if not self._has_pronoun(row, hit) else None
        if other is not None:
            people = self.people.people(self.people.skip(other.last, verb=False))
            if people is not None:
                self.used.update(range(other.first, other.last))
                shared = People(None, None, True, people.who, people.last, False)
                return [self._toll(kind, shared, hit.first, people.last) for kind in (row.kind, other.row.kind)]
        at = behind_subject(self.scene, self.people, at) if fold(row.word) in self.rules._transitive else at
        items = (
            self.people.listed(at)
            or self._wounded(row, at)
            or (self._late(at) if either else self._campaign(row, hit, at))
        )
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
        alone = one is not None and self.people.size(one)[0] == 1 and one.row.category in PERSONS
        return hit.suffix in pronouns and (person or alone)

    @staticmethod
    def _is_subject(row: CasualtyRow, people: People) -> bool:
        """«اعتقلت قوات الأمن …» with no people behind it: an armed group is not arrested as a whole."""
        mention = people.who.mention if people.who is not None else None
        held = row.kind in (CasualtyKind.ARRESTED, CasualtyKind.ABDUCTED) and row.role == "verb"
        return held and not people.counted and mention is not None and mention.type is MentionType.GROUP

    def _wounded(self, row: CasualtyRow, at: int) -> list[People]:
        """«توفي جريحان»: they are counted as dead."""
        if row.kind is not CasualtyKind.KILLED or at >= self.end:
            return []
        for hit in self.scene.document.hits_in("toll_nouns", self.tokens[at].start, self.tokens[at].end):
            if hit.row.role == "count_noun" and hit.row.kind is CasualtyKind.WOUNDED and not hit.prefix:
                low = count_of(self.tokens[at].text, fold(hit.row.word), hit.row.forms)
                return [People(low, low, False, None, hit.last, low is not None)]
        return []

    def _campaign(self, row: CasualtyRow, hit: Hit, at: int) -> list[People]:
        """«حملة اعتقالات واسعة طالت 15 مواطناً»: adjectives and a verb that reaches people stand between."""
        if row.kind is not CasualtyKind.ARRESTED or row.role != "event_noun":
            return []
        for index in range(at, min(at + _CAMPAIGN, self.end)):
            if self.tokens[index].text in self.rules._campaign:
                return [
                    people for people in self.people.listed(self.people.skip(index + 1, verb=True)) if people.counted
                ]
            if self.tokens[index].text in ("،", ":", "؛"):
                break
        return []

    def _late(self, at: int) -> list[People]:
        """«قُتل في مدينة إدلب أمس 13 مدنياً»."""
        behind = behind_adjuncts(self.scene, self.people, at)
        return self.people.listed(behind) if behind is not None else []

    def _subject_before(self, row: CasualtyRow, hit: Hit) -> list[Toll]:
        before = self._before(hit.first) if row.role == "verb" else None
        return [self._toll(row.kind, before[0], before[1], hit.last)] if before is not None else []

    def _has_pronoun(self, row: CasualtyRow, hit: Hit) -> bool:
        """«لقي شرطي مصرعه وأصيب آخر»: the word has its own people, and shares none with the next."""
        return row.role == "event_noun" and self.tokens[hit.last - 1].text.endswith(_possessed(_stem(row)))

    def _pronoun(self, row: CasualtyRow, hit: Hit) -> list[Toll]:
        """«أدى لوفاته»: one person, told before; «بعد اختطافهم»: those counted before."""
        word = self.tokens[hit.last - 1].text
        stem = _stem(row)
        if row.role != "event_noun" or hit.last - hit.first > 1:
            return []
        if word.endswith((stem + "ه", stem + "ها")):
            alone = People(1, 1, False, None, hit.last, True)
            also = (
                self.people.companions(hit.last + 1)
                if self.scene.text(hit.last) in self.rules.people.together
                else None
            )
            total = _sum([alone, also]) if also is not None else alone  # «مقتله مع مرافقه»
            return [self._toll(row.kind, total._replace(who=None), hit.first, total.last)]
        if word.endswith((stem + "هم", stem + "هن")):
            for at in range(hit.first - 1, max(hit.first - _BACK, self.scene.sentence.first) - 1, -1):
                people = self.people.people(at) if self.people.number(at) is not None else None
                if people is not None and people.who is not None and at not in self.used:
                    return [self._toll(row.kind, people._replace(last=hit.last), hit.first, hit.last)]
        return []

    def _before(self, index: int) -> tuple[People, int] | None:
        """«عشرة عسكريين قتلوا», «أن 5 مدنيين من عائلة واحدة أصيبوا»."""
        verb = self.tokens[index].text
        if not verb.endswith(("وا", "ا", "ت", "ون")):
            return None
        for back in range(1, 9):
            start = index - back
            if start < self.scene.sentence.first or self.tokens[start].text in ("،", "."):
                return None
            number = self.people.number(start)
            if number is not None and start in self.used:
                return None  # «جثث 155 شخصا فقدوا حياتهم»
            if number is not None:
                for wider in filter(None, (self.people.number(i) for i in range(start - 3, start))):
                    number = wider if wider.last >= number.last and wider.first < number.first else number
                people = self.people.numbered(number)
                others = people is not None and self.scene.text(people.last - 1) in self.rules.people.others
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

    def _toll(self, kind: CasualtyKind, people: People, first: int, last: int) -> Toll:
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
    return word == noun or any(len(stem) > 2 and word in _possessed(stem) for stem in stems)


def _possessed(stem: str) -> tuple[str, ...]:
    """Return a noun's forms with a pronoun, which say whose death or wound it is."""
    return tuple(stem + pronoun for pronoun in words("role_words", "object_pronoun"))


def _sum(items: list[People]) -> People:
    low = sum(item.low or 0 for item in items) if all(item.low is not None for item in items) else None
    high = sum(item.high or 0 for item in items) if all(item.high is not None for item in items) else None
    return People(low, high, any(i.approximate for i in items), items[0].who, items[-1].last, True)
