"""What stands around a possible name: titles, roles, class nouns, quotation marks, ages, its neighbours in a list."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple

from rasid.document import Document
from rasid.extractors._name_grammar import NameGrammar, Parsed
from rasid.extractors._names import Flag
from rasid.lexicon import Flag as YesNo
from rasid.lexicon import Items, Row
from rasid.matching import Hit
from rasid.text.tokenize import Sentence, is_bracket_or_quote

TITLES = "people.titles"
_ROLE_REACH = 9
"""A role phrase spans at most this many tokens (المتحدث باسم وزارة الدفاع …)."""
_AGE_REACH = 6
_MOST_TITLES = 3
_PAUSES = "،,:-–—/"
_EDGES = ' «»"“”()'


class Title(Row):
    """A word that stands before names.

    Attributes:
        title: The word or words.
        variants: Other forms.
        kind: ``rank``, ``honorific``, ``role``, ``victim`` (what befell or describes a private person), ``cue`` (يدعى:
            announces a name), ``byline`` (إعداد: does so with a colon), ``credit`` (agency beside a photographer's
            Latin name).
        name_en: English title.
        private: Nobody of public standing is called so (الطفل، الشاب، النازح).
    """

    title: str
    variants: Items = ()
    kind: Literal["rank", "honorific", "role", "victim", "cue", "byline", "credit"]
    name_en: str
    private: YesNo = False


class Context(NamedTuple):
    """What stands before a possible name.

    Attributes:
        title: Title directly before.
        titles: Titles as written, in text order.
        head: The name belongs to a class noun before it.
        quoted: A quotation mark or bracket opens right before it.
        comma: A comma, colon or dash stands before it.
        boundary: Nothing that could belong to it stands before.
        listed: The name before it is its neighbour in a list.
    """

    title: Hit | None = None
    titles: tuple[str, ...] = ()
    head: bool = False
    quoted: bool = False
    comma: bool = False
    boundary: bool = True
    listed: bool = False


class Surroundings:
    """Answers questions about the tokens around a name in one document."""

    def __init__(self, document: Document, grammar: NameGrammar) -> None:
        """Index the titles of the document by where they start and end."""
        self.document = document
        self.tokens = document.tokens
        self.clean = document.text.clean
        self.flag = grammar.flag
        self.particles = grammar.words.particles
        self.title_ending: dict[int, Hit] = {}
        self.title_starting: dict[int, Hit] = {}
        for hit in document.hits.get(TITLES, ()):
            ending, starting = self.title_ending.get(hit.last - 1), self.title_starting.get(hit.first)
            if ending is None or hit.first < ending.first:
                self.title_ending[hit.last - 1] = hit
            if starting is None or hit.last > starting.last:
                self.title_starting[hit.first] = hit

    def before(self, i: int, sentence: Sentence, previous: Parsed | None) -> Context:
        """Return what stands before a name that starts at token ``i``; ``previous`` is the last name found."""
        tokens, first = self.tokens, sentence.first
        k = i - 1
        quoted = comma = False
        while k >= first and tokens[k].kind == "p":
            if tokens[k].text in _PAUSES:
                comma = True
            elif is_bracket_or_quote(tokens[k]):
                quoted = True
            else:
                break
            k -= 1
        boundary = k < first or tokens[k].kind == "p" or quoted or comma
        nearest, titles, j = self._titles(k, first, previous, comma=comma)
        while j >= first and is_bracket_or_quote(tokens[j]):
            j -= 1
        head = j >= first and not comma and self.is_head(j)
        listed = previous is not None and 0 <= i - previous.last <= 8 and self.is_list(previous.last, i)
        return Context(nearest, tuple(titles), head, quoted, comma, boundary, listed)

    def _titles(self, k: int, first: int, previous: Parsed | None, *, comma: bool) -> tuple[Hit | None, list[str], int]:
        """Return the title that ends at token ``k``, all titles before the name, and the index before them."""
        nearest: Hit | None = None
        titles: list[str] = []
        j = k
        while j >= first and len(titles) < _MOST_TITLES:
            hit, end = self.title_ending.get(j), j
            if hit is None and j > first and self._is_adjective(j):
                hit = self.title_ending.get(j - 1)
            # A title that is the end of the name before (خليفة، الرائد) is none.
            if hit is None or hit.row.kind == "credit" or (previous is not None and previous.last > hit.first):
                break
            nearest = nearest or hit
            if hit.row.kind not in ("cue", "byline"):
                titles.insert(0, self.clean[hit.start : self.tokens[end].end])
            j = hit.first - 1
        if comma and nearest is not None and nearest.row.kind in ("rank", "honorific", "victim"):
            return None, [], k
        return nearest, titles, j

    def has_title(self, i: int, first: int) -> bool:
        """Tell whether a title stands directly before token ``i``, quotes and pauses aside."""
        k = i - 1
        while (
            k >= first and (token := self.tokens[k]).kind == "p" and (token.text in ":،" or is_bracket_or_quote(token))
        ):
            k -= 1
        return k >= first and k in self.title_ending

    def _is_adjective(self, i: int) -> bool:
        """Tell whether the word may qualify the title before it (الرئيس التركي، المسؤولة المحلية)."""
        word = self.tokens[i].text
        return word.startswith("ال") and word.endswith(("ي", "يه")) and len(word) > 4

    def is_head(self, i: int) -> bool:
        """Tell whether token ``i`` is a class noun, proclitic aside."""
        return self._has(self.tokens[i].text, "وفبلك", Flag.HEAD)

    def is_verb(self, word: str) -> bool:
        """Tell whether a folded word is a listed verb, conjunction aside."""
        return self._has(word, "وف", Flag.VERB)

    def is_speech(self, i: int, first: int) -> bool:
        """Tell whether token ``i`` is a verb of speech, or introduces a speaker."""
        return i >= first and self._has(self.tokens[i].text, "وف", Flag.SPEECH)

    def _has(self, word: str, proclitics: str, flag: int) -> bool:
        return bool(self.flag(word) & flag or (len(word) > 3 and word[0] in proclitics and self.flag(word[1:]) & flag))

    def is_list(self, start: int, end: int) -> bool:
        """Tell whether only signs, و and an age stand between two tokens."""
        between = self.tokens[start:end]
        return all(t.kind in "pn" or t.text == "و" or self.particles.get(t.text) == "age" for t in between)

    def ages(self, sentence: Sentence) -> tuple[int, ...]:
        """Return for each age (50 عام، (15 عاماً)) the index of the token at which the name before it ends."""
        found = []
        for i in range(sentence.first + 1, sentence.last - 1):
            if self.tokens[i].kind == "n" and self.particles.get(self.tokens[i + 1].text) == "age":
                k = i
                while k > sentence.first and is_bracket_or_quote(self.tokens[k - 1]):
                    k -= 1
                found.append(k)
        return tuple(found)

    def before_age(self, ages: Sequence[int], i: int) -> bool:
        """Tell whether an age follows token ``i`` closely."""
        index = bisect_right(ages, i)
        return index < len(ages) and ages[index] - i <= _AGE_REACH

    def has_handle(self, last: int, sentence: Sentence) -> bool:
        """Tell whether an account's handle in brackets follows (signatures of quoted posts)."""
        tokens = self.tokens
        return last + 1 < sentence.last and tokens[last].text == "(" and tokens[last + 1].text == "@"

    def role_before(self, i: int, sentence: Sentence) -> tuple[str, ...]:
        """Return the role phrase that ends before the name (المتحدث باسم الجيش، مدير المرصد،)."""
        tokens = self.tokens
        for k in range(i - 1, max(sentence.first, i - _ROLE_REACH) - 1, -1):
            token = tokens[k]
            if token.kind == "p" and not is_bracket_or_quote(token) and not (k == i - 1 and token.text in "،:"):
                break
            hit = self.title_starting.get(k)
            if hit is not None and hit.row.kind == "role":
                end = i - 1
                while end > k and tokens[end].kind == "p":
                    end -= 1
                return (self.clean[hit.start : tokens[end].end],)
            if self.is_verb(token.text):
                break
        return ()

    def role_after(self, last: int, sentence: Sentence) -> tuple[str, ...]:
        """Return the role phrase in apposition (مظلوم عبدي، قائد …)."""
        tokens, stop = self.tokens, sentence.last
        k, comma = last, False
        while k < stop and (is_bracket_or_quote(tokens[k]) or tokens[k].text == "،"):
            comma = comma or tokens[k].text == "،"
            k += 1
        hit = self.title_starting.get(k) if k < stop else None
        if hit is None or hit.row.kind != "role" or hit.prefix or not (comma or tokens[k].text.startswith("ال")):
            return ()
        end = hit.last
        while end < min(stop, k + _ROLE_REACH):
            token = tokens[end]
            if token.kind == "p" and not is_bracket_or_quote(token):
                break
            if self.flag(token.text) & (Flag.VERB | Flag.FUNCTION) and token.text != "في":
                break
            end += 1
        return (self.clean[tokens[k].start : tokens[end - 1].end],)
