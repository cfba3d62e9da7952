"""People: public figures by table, everyone else by the grammar of names and what stands around it.

Spans are the names alone: titles, quotation marks and proclitics stay outside, kunya and laqab belong to the name. A name
after a class noun (مدينة، كتيبة، نظام …) names something else and is no person.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from rasid.document import Document
from rasid.extractors._names import Flag, NameGrammar, Parsed
from rasid.extractors.base import Candidate, MentionType
from rasid.lexicon import Items, Row, load
from rasid.matching import Hit, Lexicon, key_of
from rasid.text.tokenize import Sentence, is_bracket_or_quote

_TITLES = "people.titles"
_FIGURES = "people.figures"
_PREFIXES = frozenset(("", "و", "ف", "ب", "ل", "ك", "ول", "وب", "فل"))
_ROLE_REACH = 9
"""A role phrase spans at most this many tokens (المتحدث باسم وزارة الدفاع …)."""


class Title(Row):
    """A word that stands before names.

    Attributes:
        title: The word or words.
        variants: Other forms.
        kind: ``rank``, ``honorific``, ``role``, ``victim`` (what befell or describes a private person), ``cue`` (يدعى,
            إعداد: announces a name), ``credit`` (agency beside a photographer's Latin name).
        name_en: English title.
    """

    title: str
    variants: Items = ()
    kind: Literal["rank", "honorific", "role", "victim", "cue", "credit"]
    name_en: str


class PublicFigure(Row):
    """A public figure.

    Attributes:
        name: Full Arabic name.
        variants: Other spellings, and one-word forms that mean nobody else.
        name_en: English name.
        roles: What the person is or was.
        country: ISO 3166 alpha-2 code.
    """

    name: str
    variants: Items = ()
    name_en: str
    roles: Items = ()
    country: str | None = None


class _Context(NamedTuple):
    """What stands around a possible name.

    Attributes:
        title: Title directly before.
        titles: Titles as written, nearest last.
        head: The name belongs to a class noun before it.
        quoted: A quotation mark or bracket opens right before it.
        comma: A comma, colon or dash stands between title and name.
        boundary: Nothing that could belong to it stands before.
        listed: The name before it is its neighbour in a list.
    """

    title: Hit | None
    titles: tuple[str, ...]
    head: bool
    quoted: bool
    comma: bool
    boundary: bool
    listed: bool


class PersonExtractor:
    """Finds people; immutable."""

    name = "people"

    def __init__(self) -> None:
        """Load names, titles and public figures."""
        self._grammar = NameGrammar()
        self._titles = tuple((key_of(form), row) for row in load("titles", Title) for form in (row.title, *row.variants))
        figures = load("public_figures", PublicFigure)
        self._figures = tuple((key_of(form), row) for row in figures for form in (row.name, *row.variants))

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return titles and public figures."""
        return (Lexicon(_TITLES, self._titles, _PREFIXES), Lexicon(_FIGURES, self._figures, _PREFIXES))

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return people in text order; offsets refer to the normal text."""
        return _Reading(document, self._grammar).people()


class _Reading:
    """One pass over one document."""

    def __init__(self, document: Document, grammar: NameGrammar) -> None:
        self.document = document
        self.tokens = document.tokens
        self.clean = document.text.clean
        self.grammar = grammar
        self.particles = grammar.words.particles
        self.title_ending: dict[int, Hit] = {}
        self.title_starting: dict[int, Hit] = {}
        for hit in document.hits.get(_TITLES, ()):
            if hit.last - 1 not in self.title_ending or hit.first < self.title_ending[hit.last - 1].first:
                self.title_ending[hit.last - 1] = hit
            if hit.first not in self.title_starting or hit.last > self.title_starting[hit.first].last:
                self.title_starting[hit.first] = hit
        self.figures: dict[int, Hit] = {}
        for hit in document.hits.get(_FIGURES, ()):
            if hit.first not in self.figures or hit.last > self.figures[hit.first].last:
                self.figures[hit.first] = hit
        self.found: list[Candidate] = []
        self.parsed: list[Parsed] = []

    def people(self) -> tuple[Candidate, ...]:
        for sentence in self.document.sentences:
            self.read(sentence)
        later = self.later_mentions()
        return tuple(sorted((*self.found, *later), key=lambda c: (c.start, c.end)))

    # -- first pass: full names -------------------------------------------------------------------------------------------

    def read(self, sentence: Sentence) -> None:
        tokens, grammar = self.tokens, self.grammar
        flags, starts = grammar.words.flags, grammar.words.starts
        i, stop = sentence.first, sentence.last
        ages = self.ages(sentence)
        while i < stop:
            token = tokens[i]
            if token.kind != "w":
                i = self.latin(i, sentence) if token.kind == "l" else i + 1
                continue
            word = token.text
            flag = flags.get(word, 0)
            figure = self.figures.get(i)
            skip = 0
            known = bool(flag & Flag.GIVEN) or self.particles.get(word) in ("kunya", "mother", "servant") or word.startswith("عبدال")
            if not known and word in starts:
                skip, known = starts[word], True
            if not known and figure is None:
                title = self.title_before(i, sentence.first)
                if title is None and not (ages and self.near(ages, i)):
                    i += 1
                    continue
            i = self.at(i, skip, known, figure, sentence, ages)

    def at(self, i: int, skip: int, known: bool, figure: Hit | None, sentence: Sentence, ages: Sequence[int]) -> int:
        """Try a name at token ``i``; return the index at which to go on."""
        context = self.context(i, sentence)
        loose = not known and (context.title is not None or context.boundary)
        parsed = None
        if known or loose:
            parsed = self.grammar.parse(self.tokens, self.clean, i, sentence.last, skip=skip, loose=loose)
        if parsed is not None and parsed.first == i and not (figure and figure.last >= parsed.last):
            judged = self.judge(parsed, skip, context, known, sentence, ages)
            if judged is not None:
                score, rule = judged
                self.add(parsed, self.tokens[i].start + skip, score, rule, context, None, sentence)
                return parsed.last
        if figure is not None and not context.head and self.is_figure(figure, context):
            exact = self.grammar.parse(self.tokens, self.clean, i, figure.last, skip=len(figure.prefix))
            if exact is not None and exact.last == figure.last:
                parsed = exact
            else:
                parsed = Parsed(figure.first, figure.last, tuple((k, k + 1, 3) for k in range(figure.first, figure.last)))
            self.add(parsed, figure.start, 0.95, f"figures:{figure.row.id}", context, figure.row, sentence)
            return figure.last
        if not known and context.title is not None and not context.comma and not context.head:
            return self.family(i, context, sentence)
        return i + 1

    def is_figure(self, figure: Hit, context: _Context) -> bool:
        """Tell whether a figure's name is used as one: a kunya alone may be anybody's or a village's."""
        word = self.tokens[figure.first].text
        return figure.last - figure.first > 2 or self.particles.get(word[len(figure.prefix) :]) != "kunya" or context.title is not None or context.boundary

    def family(self, i: int, context: _Context, sentence: Sentence) -> int:
        """Try a family name alone after a title (الرئيس الأسد)."""
        token = self.tokens[i]
        title = context.title
        if (
            title is not None
            and title.row.kind in ("rank", "honorific", "role")
            and self.tokens[title.first].text.lstrip("وفبلك").startswith(("ال", "ل"))
            and self.grammar.flag(token.text) & Flag.ALONE
        ):
            self.add(Parsed(i, i + 1, ((i, i + 1, 3),)), token.start, 0.7, "family", context, None, sentence)
        return i + 1

    def judge(
        self, parsed: Parsed, skip: int, context: _Context, known: bool, sentence: Sentence, ages: Sequence[int]
    ) -> tuple[float, str] | None:
        """Return score and rule if the run is a person here."""
        if context.head or self.is_place(parsed, skip, context):
            return None
        strengths = [part[2] for part in parsed.parts]
        first, rest = strengths[0], strengths[1:]
        title = context.title
        aged = parsed.last in ages
        alone = self.stands_alone(parsed, sentence)
        quoted = context.quoted and self.closed(parsed.last, sentence)
        support = title is not None or aged or alone or quoted or context.listed or self.is_handle(parsed.last, sentence)
        support = support or (context.comma and bool(self.role_before(parsed.first, sentence)))
        word = self.tokens[parsed.first].text[skip:]
        flag = self.grammar.flag(word)
        if flag & Flag.STOP and (
            not support or (flag & Flag.VERBAL and not (aged or quoted or (title is not None and title.row.kind != "role")))
        ):
            return None
        if not rest:
            following = self.tokens[parsed.last] if parsed.last < sentence.last else None
            if following is not None and following.kind == "w" and not self.grammar.is_stop(following.text):
                return None
            return self.judge_single(parsed, first, title, context, quoted=quoted)
        best = max(rest)
        if not known:
            cue = title is not None and title.row.kind in ("cue", "victim") and (best >= 1 or quoted)
            definite = title is not None and self.clean[title.start : title.end].startswith("ال") and (best >= 2 or quoted)
            return (0.7, "loose") if aged or cue or definite else None
        if first == 3:
            if best == 0 and skip and not support:
                return None
            return (0.9 if best >= 2 else 0.8 if best == 1 else 0.7), "given"
        if best == 3 or (support and (best >= 1 or title is not None or aged)):
            return 0.75, "guarded"
        return None

    def judge_single(
        self, parsed: Parsed, strength: int, title: Hit | None, context: _Context, *, quoted: bool
    ) -> tuple[float, str] | None:
        if title is None or title.row.kind == "credit" or context.comma:
            return None
        kunya = parsed.parts[0][1] - parsed.parts[0][0] > 1
        if kunya or quoted:
            return 0.7, "kunya" if kunya else "quoted"
        return (0.6, "single") if strength == 3 and title.row.kind in ("victim", "honorific", "rank") else None

    def is_place(self, parsed: Parsed, skip: int, context: _Context) -> bool:
        """Tell whether the run, with or without its title, is a place's name (صلاح الدين، الشيخ مقصود)."""
        words = " ".join(token.text for token in self.tokens[parsed.first : parsed.last])[skip:]
        places = self.grammar.words.places
        if context.title is None:
            return words in places
        title = self.tokens[context.title.last - 1].text
        return f"{title} {words}" in places or f"{title[1:]} {words}" in places

    def stands_alone(self, parsed: Parsed, sentence: Sentence) -> bool:
        """Tell whether the name fills its sentence, which is a line (lists of the dead, bylines)."""
        return parsed.first == sentence.first and parsed.last == sentence.last

    def is_handle(self, last: int, sentence: Sentence) -> bool:
        """Tell whether an account's handle follows in brackets (signatures of quoted posts)."""
        tokens = self.tokens
        return last + 1 < sentence.last and tokens[last].text == "(" and tokens[last + 1].text == "@"

    def closed(self, last: int, sentence: Sentence) -> bool:
        return last < sentence.last and is_bracket_or_quote(self.tokens[last])

    def add(
        self, parsed: Parsed, start: int, score: float, rule: str, context: _Context, row: Any, sentence: Sentence
    ) -> None:
        """Add a person with titles and roles."""
        roles = [*self.role_before(parsed.first, sentence), *self.role_after(parsed.last, sentence)]
        attributes: Mapping[str, Any] = MappingProxyType({"titles": context.titles, "roles": tuple(dict.fromkeys(roles))})
        end = self.tokens[parsed.last - 1].end
        self.found.append(Candidate(MentionType.PERSON, start, end, f"people:{rule}", score, row, attributes))
        self.parsed.append(parsed)

    # -- context -----------------------------------------------------------------------------------------------------------

    def ages(self, sentence: Sentence) -> tuple[int, ...]:
        """Return for each age (50 عام، (15 عاماً)) the index of the token at which its name ends."""
        found = []
        for i in range(sentence.first + 1, sentence.last - 1):
            if self.tokens[i].kind == "n" and self.particles.get(self.tokens[i + 1].text) == "age":
                k = i
                while k > sentence.first and is_bracket_or_quote(self.tokens[k - 1]):
                    k -= 1
                found.append(k)
        return tuple(found)

    def near(self, ages: Sequence[int], i: int) -> bool:
        index = bisect_right(ages, i)
        return index < len(ages) and ages[index] - i <= 6

    def title_before(self, i: int, first: int) -> Hit | None:
        """Return the title directly before token ``i``, quotes and one sign aside."""
        k = i - 1
        while k >= first and (is_bracket_or_quote(self.tokens[k]) or self.tokens[k].text in ":،"):
            k -= 1
        return self.title_ending.get(k) if k >= first else None

    def context(self, i: int, sentence: Sentence) -> _Context:
        tokens, first = self.tokens, sentence.first
        k = i - 1
        quoted = comma = False
        while k >= first and tokens[k].kind == "p":
            if is_bracket_or_quote(tokens[k]) and tokens[k].text not in "-–—/":
                quoted = True
            elif tokens[k].text in "،,:-–—/":
                comma = True
            else:
                break
            k -= 1
        boundary = k < first or tokens[k].kind == "p" or quoted or comma
        titles: list[str] = []
        nearest = None
        j = k
        while j >= first and len(titles) < 3:
            hit = self.title_ending.get(j)
            if hit is None and self.is_adjective(j) and j > first:
                hit = self.title_ending.get(j - 1)
            if hit is None or (titles and comma) or hit.row.kind == "credit" or self.is_name(hit):
                break
            if nearest is None:
                nearest = hit
            if hit.row.kind != "cue":
                titles.insert(0, self.clean[hit.start : tokens[j].end])
            j = hit.first - 1
        if comma and nearest is not None and nearest.row.kind in ("rank", "honorific", "victim"):
            nearest, titles, j = None, [], k
        while j >= first and is_bracket_or_quote(tokens[j]):
            j -= 1
        head = j >= first and not comma and self.is_head(j)
        listed = bool(self.parsed) and 0 <= i - self.parsed[-1].last <= 8 and self.is_list(self.parsed[-1].last, i)
        return _Context(nearest, tuple(titles), head, quoted, comma, boundary, listed)

    def is_name(self, hit: Hit) -> bool:
        """Tell whether a title is the end of the name before it (خليفة، الرائد as names)."""
        return bool(self.parsed) and self.parsed[-1].last > hit.first

    def is_adjective(self, i: int) -> bool:
        """Tell whether the word qualifies the title before it (الرئيس التركي، الوزيرة الألمانية، المسؤول المحلي)."""
        word = self.tokens[i].text
        return word.startswith("ال") and word.endswith(("ي", "يه")) and len(word) > 4

    def is_head(self, i: int) -> bool:
        word = self.tokens[i].text
        flag = self.grammar.flag
        return bool((flag(word) | (flag(word[1:]) if word[0] in "وفبلك" and len(word) > 3 else 0)) & Flag.HEAD)

    def is_list(self, start: int, end: int) -> bool:
        """Tell whether only signs and an age stand between two tokens, or nothing but و."""
        return all(t.kind in "pn" or t.text == "و" or self.particles.get(t.text) == "age" for t in self.tokens[start:end])

    def role_before(self, i: int, sentence: Sentence) -> list[str]:
        """Return the role phrase that ends before the name (المتحدث باسم الجيش، مدير المرصد،)."""
        tokens = self.tokens
        for k in range(i - 1, max(sentence.first, i - _ROLE_REACH) - 1, -1):
            token = tokens[k]
            if token.kind == "p" and not is_bracket_or_quote(token) and not (k == i - 1 and token.text in "،:"):
                break
            hit = self.title_starting.get(k)
            if hit is not None and hit.row.kind == "role":
                return [self.clean[hit.start : tokens[i - 1].start if tokens[i - 1].kind == "p" else tokens[i - 1].end].strip(" «\"“")]
            if self.grammar.flag(token.text) & Flag.VERB:
                break
        return []

    def role_after(self, last: int, sentence: Sentence) -> list[str]:
        """Return the role phrase in apposition (مظلوم عبدي، قائد …)."""
        tokens, stop = self.tokens, sentence.last
        k, comma = last, False
        while k < stop and (is_bracket_or_quote(tokens[k]) or tokens[k].text == "،"):
            comma = comma or tokens[k].text == "،"
            k += 1
        hit = self.title_starting.get(k) if k < stop else None
        if hit is None or hit.row.kind != "role" or hit.prefix or not (comma or tokens[k].text.startswith("ال")):
            return []
        end = hit.last
        while end < min(stop, k + _ROLE_REACH):
            token = tokens[end]
            if (token.kind == "p" and not is_bracket_or_quote(token)) or self.grammar.flag(token.text) & Flag.STOP:
                break
            end += 1
        return [self.clean[tokens[k].start : tokens[end - 1].end].strip(" «»\"“”")]

    def latin(self, i: int, sentence: Sentence) -> int:
        """Try a photographer's name in Latin letters beside an agency; return where to go on."""
        tokens, stop = self.tokens, sentence.last
        k = i
        while k < stop and tokens[k].kind == "l" and k not in self.title_starting and self.clean[tokens[k].start].isupper():
            k += 1
        before = i - 2 >= sentence.first and tokens[i - 1].text in "-/:" and self.is_credit(self.title_ending.get(i - 2))
        after = k + 1 < stop and tokens[k].text in "-/" and self.is_credit(self.title_starting.get(k + 1))
        if 2 <= k - i <= 4 and (before or after):
            parsed = Parsed(i, k, tuple((n, n + 1, 3) for n in range(i, k)))
            context = _Context(None, (), False, False, False, True, False)
            self.add(parsed, tokens[i].start, 0.7, "credit", context, None, sentence)
        return max(k, i + 1)

    def is_credit(self, hit: Hit | None) -> bool:
        return hit is not None and hit.row.kind == "credit"

    # -- second pass: later mentions by one name ------------------------------------------------------------------------------

    def later_mentions(self) -> list[Candidate]:
        """Find later mentions of a full name's last part, or of a woman's first name, alone."""
        tokens, flags = self.tokens, self.grammar.words.flags
        unnamed = self.words_before()
        wanted: dict[str, tuple[int, Candidate, bool]] = {}
        firsts: dict[str, set[str]] = {}
        for candidate, parsed in zip(self.found, self.parsed, strict=True):
            if len(parsed.parts) < 2 or tokens[parsed.first].kind == "l":
                continue
            begin, end, _ = parsed.parts[-1]
            key = " ".join(token.text for token in tokens[begin:end])
            if " " in key or key not in unnamed:
                wanted.setdefault(key, (parsed.first, candidate, False))
            first_end = parsed.parts[0][1]
            head = self.document.text.folded[candidate.start : tokens[first_end - 1].end]
            firsts.setdefault(head, set()).add(key)
            flag = flags.get(head, 0)
            if flag & Flag.FEMALE and not flag & Flag.GUARD:
                wanted.setdefault(head, (parsed.first, candidate, True))
        wanted = {k: v for k, v in wanted.items() if not v[2] or len(firsts.get(k, ())) == 1}
        taken = bytearray(len(self.clean) + 1)
        for candidate in self.found:
            taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
        found: list[Candidate] = []
        if not wanted:
            return found
        by_word: dict[str, list[tuple[list[str], int, Candidate]]] = {}
        for key, (index, candidate, _) in wanted.items():
            words = key.split(" ")
            by_word.setdefault(words[0], []).append((words, index, candidate))
        for sentence in self.document.sentences:
            for i in range(sentence.first, sentence.last):
                token = tokens[i]
                if token.kind != "w" or taken[token.start]:
                    continue
                for word, skip in self.readings(token.text):
                    for words, index, candidate in by_word.get(word, ()):
                        if (i > index or sentence.zone == "headline") and self.is_later(i, words, skip, sentence, taken):
                            end = tokens[i + len(words) - 1].end
                            attributes = MappingProxyType({"antecedent": candidate.start})
                            found.append(
                                Candidate(MentionType.PERSON, token.start + skip, end, "people:later", 0.7, candidate.row, attributes)
                            )
        return found

    def words_before(self) -> frozenset[str]:
        """Return the unlisted last names that the body uses before it names anyone so: common words most likely."""
        tokens, flags = self.tokens, self.grammar.words.flags
        lasts: dict[str, int] = {}
        for parsed in self.parsed:
            begin, end, _ = parsed.parts[-1]
            if len(parsed.parts) > 1 and end - begin == 1 and not flags.get(tokens[begin].text, 0):
                lasts.setdefault(tokens[begin].text, begin)
        if not lasts:
            return frozenset()
        body = (s for s in self.document.sentences if s.zone != "headline")
        seen = (tokens[i].text for s in body for i in range(s.first, s.last) if lasts.get(tokens[i].text, -1) > i)
        return frozenset(seen)

    def readings(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return the word whole and without a proclitic; «للقذافي» is «القذافي» whole."""
        if word.startswith("لل"):
            return ((word, 0), ("ال" + word[2:], 0))
        return ((word, 0), (word[1:], 1)) if word[0] in "وفبلك" else ((word, 0),)

    def is_later(self, i: int, words: list[str], skip: int, sentence: Sentence, taken: bytearray) -> bool:
        """Tell whether the name stands alone at token ``i`` and is used as one."""
        tokens, flag = self.tokens, self.grammar.flag
        last = i + len(words)
        if last > sentence.last or [t.text for t in tokens[i + 1 : last]] != words[1:]:
            return False
        before = tokens[i - 1] if i > sentence.first else None
        after = tokens[last] if last < sentence.last else None
        if before is not None and before.kind == "w" and (self.is_head(i - 1) or taken[before.start] or before.text in self.particles):
            return False
        if before is not None and before.kind == "w" and flag(before.text) & Flag.GIVEN and not flag(before.text) & Flag.STOP:
            return False
        if after is not None and after.kind == "w" and flag(after.text) & (Flag.GIVEN | Flag.FAMILY) and not flag(after.text) & Flag.STOP:
            return False
        own = flag(words[0]) if len(words) == 1 else 0
        doubtful = own & (Flag.STOP | Flag.PLACE | Flag.FAMILY_GUARD | Flag.GUARD)
        if len(words) == 1 and (doubtful or not own):
            if before is not None and self.is_verb(before.text):
                return True
            if before is not None and is_bracket_or_quote(before) and after is not None and is_bracket_or_quote(after):
                return True
            if doubtful or not words[0].startswith("ال"):
                return i - 1 in self.title_ending or (after is not None and self.is_verb(after.text) and before is None)
            return after is None or after.kind == "p" or not after.text.startswith("ال")
        return True

    def is_verb(self, word: str) -> bool:
        flag = self.grammar.flag
        return bool((flag(word) | (flag(word[1:]) if word[0] in "وف" else 0)) & Flag.VERB)
