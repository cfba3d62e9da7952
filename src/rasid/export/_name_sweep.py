"""Where the names of given people stand in a text: in any spelling, in full or in part, recognised as mentions or not.

Names are compared as strings of folded letters without spaces, so that «عبد الله» and «عبدالله», or a name with a
quoted kunya in it, are one. A name in full is looked for everywhere; what it may be shortened to only where no other
name goes on or begins, and where no record says that the words name something else.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from enum import IntEnum
from functools import cache
from itertools import combinations, product
from typing import NamedTuple
from urllib.parse import unquote

from rasid.extractors._name_context import Title
from rasid.extractors._names import Flag, vocabulary
from rasid.lexicon import load
from rasid.linking.people import parts_of
from rasid.matching import key_of
from rasid.text.mend import mend
from rasid.text.morphology import affixes, is_clitic
from rasid.text.normalize import NormalText, normalize
from rasid.text.tokenize import Token, is_bracket_or_quote, tokenize

ADDRESS = "[رابط]"
"""Stands for a web or mail address that spells a name."""

_MOST_PARTS = 6
"""Of a longer name only the whole is looked for."""
_DOUBTFUL = Flag.STOP | Flag.PLACE | Flag.GUARD | Flag.HEAD | Flag.FAMILY_GUARD
_BINDING = frozenset(("kunya", "mother", "link", "servant"))
_KUNYA = 3
"""Letters of each case of a kunya's first word."""
_ARTICLES = frozenset(("al", "el"))
_NO_LETTER = re.compile(r"[\W\d_]+")


class Reach(IntEnum):
    """How far a form of a name is trusted to mean its bearer."""

    FULL = 0
    """Everywhere."""
    SHORT = 1
    """Where the words next to it belong to no other name, and no record says that it names something else."""
    FURNITURE = 2
    """So too, and only outside headline and running text: there the extractor looked, and took it for no name."""


class Guard(IntEnum):
    """What a code point of the text belongs to, so far as it bears on names."""

    NONE = 0
    UNLISTED = 1
    """A mention of something that no table lists: it gives way to a name in full (منزل فلان الفلاني)."""
    LISTED = 2
    """A date, a mention of a public figure or of something that a table lists: it stays as it is."""
    MENTION = 3
    """A mention of one of the people looked for."""


class Name(NamedTuple):
    """How the article writes one person.

    Attributes:
        texts: The name and all mentions, as written.
        english: The name in Latin letters.
        starts: Where its mentions start, ascending.
    """

    texts: tuple[str, ...]
    english: str | None = None
    starts: tuple[int, ...] = ()


class Found(NamedTuple):
    """A name in a text.

    Attributes:
        start: First code point, proclitics left out.
        end: One past the last.
        person: Index of the person.
        latin: It is written in Latin letters.
        address: It is a web or mail address that spells the name.
    """

    start: int
    end: int
    person: int
    latin: bool = False
    address: bool = False


class _Form(NamedTuple):
    person: int
    reach: Reach
    latin: bool


class NameSweep:
    """Finds the names of people in texts; immutable."""

    def __init__(self, names: Sequence[Name], others: Collection[str], staying: Collection[str]) -> None:
        """Derive the forms to look for.

        Args:
            names: The people.
            others: Names of everything else that the article names: nobody here is meant by what is short for them.
            staying: Those of them that stay wherever they stand («محمد علي الحوثي», where a «محمد علي» goes).
        """
        taken = frozenset(form for parts in map(parts_of, others) for form in ("".join(parts), *parts[-1:]))
        forms: dict[str, list[_Form]] = defaultdict(list)
        for person, name in enumerate(names):
            mine: dict[str, _Form] = {}
            for form, reach, latin in _forms(name, taken):
                if form not in mine or reach < mine[form].reach:
                    mine[form] = _Form(person, reach, latin)
            for form, one in mine.items():
                forms[form].append(one)
        self._starts = [name.starts for name in names]
        self._forms = dict(forms)
        self.staying = frozenset("".join(parts_of(name)) for name in staying) - self._forms.keys()
        self._heads = frozenset(form[:2] for form in (*forms, *self.staying))
        self._longest = max(map(len, (*forms, *self.staying)), default=0)
        self._words = frozenset(
            word for name in names for text in name.texts for word in key_of(text).split() if len(word) > 2
        )

    def find(
        self, text: str, mentions: Sequence[Found] = (), guards: bytes = b"", running: bytes = b""
    ) -> tuple[Found, ...]:
        """Find the names in a text.

        Args:
            text: Any text; its spelling may be damaged as ``rasid.text`` repairs it.
            mentions: What is known to be names of these people.
            guards: For each code point of ``text`` a ``Guard``; empty for none.
            running: For each code point 1 where it belongs to headline or running text; empty for nowhere.

        Returns:
            The mentions and all other names, in text order, without overlaps. A name goes on as long as words of names
            follow, for what an extractor leaves off a name gives it away.
        """
        if not self._forms:
            return tuple(mentions)
        normal = normalize(text)
        normal, tokens = mend(normal, tokenize(normal), self._words)
        search = _Search(self, normal, tokens, guards, running)
        known = [search.with_tail(mention) for mention in mentions]
        starts, ends = sorted(m.start for m in mentions), sorted(m.end for m in mentions)
        # What runs over two mentions is the name of neither.
        found = (one for one in search.found() if bisect_left(starts, one.end) - bisect_right(ends, one.start) < 2)
        return tuple(_apart([*known, *found]))

    def spells(self, words: str) -> int | None:
        """Return who is named in full in words in which anything may stand between letters, e.g. an address."""
        tokens = tokenize(normalize(_NO_LETTER.sub(" ", unquote(words))))
        for i in range(len(tokens)):
            for text, _, _ in joined(tokens, i, tokens[i].text, self._longest):
                for form in self._forms.get(text, ()):
                    if form.reach is Reach.FULL:
                        return form.person
        return None

    def at(self, text: str, start: int) -> list[_Form]:
        """Return the forms that a string of letters is, the most trusted and the last named before ``start`` first."""

        def order(form: _Form) -> tuple[int, int]:
            starts = self._starts[form.person]
            at = bisect_right(starts, start)
            return form.reach, -starts[at - 1] if at else 1

        return sorted(self._forms.get(text, ()), key=order)

    def may_begin(self, word: str) -> bool:
        """Tell whether a form may begin with a word."""
        return word[:2] in self._heads

    @property
    def longest(self) -> int:
        """Letters of the longest form."""
        return self._longest


class _Search:
    """One pass over one text."""

    def __init__(
        self, sweep: NameSweep, text: NormalText, tokens: Sequence[Token], guards: bytes, running: bytes
    ) -> None:
        self.sweep = sweep
        self.text = text
        self.tokens = tokens
        self.starts = [token.start for token in tokens]
        self.guards = guards
        self.running = running

    def found(self) -> Iterator[Found]:
        i = 0
        while i < len(self.tokens):
            found, i = self.read(i)
            if found is not None:
                yield found

    def read(self, i: int) -> tuple[Found | None, int]:
        """Return the name that begins at token ``i``, if any, and the token at which to go on."""
        token = self.tokens[i]
        if token.kind == "u":
            return self.address(token), i + 1
        if token.kind not in "wl":
            return None, i + 1
        best: tuple[int, Found | None] | None = None
        for skip, head in _readings(token.text):
            if not self.sweep.may_begin(head):
                continue
            for text, last, marks in joined(self.tokens, i, head, self.sweep.longest):
                if best is not None and last <= best[0]:
                    continue
                if text in self.sweep.staying:
                    best = (last, None)
                for form in self.sweep.at(text, token.start):
                    end = self.closed(last, marks)
                    span = self.text.span(token.start + skip, self.tokens[end].end)
                    if self.is_meant(form, span.start, span.end) and (
                        form.reach is Reach.FULL or self.is_free(i, last, bare=not skip, single=i == last)
                    ):
                        found = Found(span.start, span.end, form.person, form.latin)
                        best = (last, found if form.latin else self.grown(found, end))
                        break
        return (best[1], best[0] + 1) if best is not None else (None, i + 1)

    def with_tail(self, found: Found) -> Found:
        """Return a mention with the words of names that follow it."""
        last = bisect_left(self.starts, self.text.position(found.end)) - 1
        return self.grown(found, last) if last >= 0 and not found.latin else found

    def grown(self, found: Found, last: int) -> Found:
        """Return a name that ends with token ``last`` with the words of names that follow it."""
        end = last
        while end + 1 < len(self.tokens) and self.is_beside(self.tokens[end], self.tokens[end + 1]):
            token = self.tokens[end + 1]
            start, stop = self.text.span(token.start, token.end)
            if not self.is_name(token, Flag.GIVEN | Flag.FAMILY, Flag.VERBAL) or any(self.guards[start:stop]):
                break
            end += 1
        if end == last:
            return found
        return found._replace(end=self.text.span(self.tokens[end].start, self.tokens[end].end).end)

    def address(self, token: Token) -> Found | None:
        start, end = self.text.span(token.start, token.end)
        person = self.sweep.spells(self.text.original[start:end])
        if person is None or Guard.LISTED in self.guards[start:end]:
            return None
        return Found(start, end, person, address=True)

    def closed(self, last: int, marks: int) -> int:
        """Return the last token with the quotation mark that closes what was opened within the name."""
        after = last + 1
        return after if marks % 2 and after < len(self.tokens) and is_bracket_or_quote(self.tokens[after]) else last

    def is_meant(self, form: _Form, start: int, end: int) -> bool:
        """Tell whether the records leave room for the form to mean its bearer."""
        held = self.guards[start:end]
        if Guard.LISTED in held:
            return False
        if form.reach is Reach.FULL:
            return True
        return Guard.UNLISTED not in held and not (form.reach is Reach.FURNITURE and 1 in self.running[start:end])

    def is_free(self, i: int, last: int, *, bare: bool, single: bool) -> bool:
        """Tell whether the words around tokens ``i`` to ``last`` belong to no other name."""
        words = vocabulary()
        before = self.tokens[i - 1] if i and bare else None
        if before is not None and self.is_beside(before, self.tokens[i]):
            if words.flags.get(before.text, 0) & Flag.HEAD or self.is_name(before, Flag.GIVEN):
                return False
            if words.particles.get(before.text) in _BINDING:
                return False
            # «الريف الحموي» is an adjective, «الشهيد الحموي» a name.
            both = before.text.startswith("ال") and self.tokens[i].text.startswith("ال")
            if both and single and before.text not in _title_words():
                return False
        after = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        if after is None or not self.is_beside(self.tokens[last], after):
            return True
        return not self.is_name(after, Flag.GIVEN | Flag.FAMILY)

    def is_name(self, token: Token, kinds: int, never: int = 0) -> bool:
        """Tell whether a word may belong to a name; «على» is no «علي»."""
        flag = vocabulary().flags.get(token.text, 0)
        if token.text == "علي" and self.text.clean[token.end - 1] == "ى":
            return False
        return bool(flag & kinds) and not flag & (Flag.STOP | never)

    def is_beside(self, one: Token, other: Token) -> bool:
        """Tell whether two neighbours are words of one line."""
        return one.kind == other.kind == "w" and "\n" not in self.text.clean[one.end : other.start]


def _apart(found: list[Found]) -> Iterator[Found]:
    """Yield names in text order; those that overlap as one, under the name that starts first."""
    waiting: Found | None = None
    for one in sorted(found, key=lambda one: one.start):  # stable: a mention comes before what else starts there
        if waiting is None:
            waiting = one
        elif one.start < waiting.end:
            waiting = waiting._replace(end=max(waiting.end, one.end))
        else:
            yield waiting
            waiting = one
    if waiting is not None:
        yield waiting


def joined(tokens: Sequence[Token], i: int, head: str, longest: int) -> Iterator[tuple[str, int, int]]:
    """Yield the letters from token ``i`` on, one word more each time.

    Args:
        tokens: Tokens of a text.
        i: The first one.
        head: What of it counts.
        longest: Letters at which to stop.

    Yields:
        The letters, the index of their last token, and how many quotation marks, brackets and hyphens were passed over;
        Latin articles count for nothing.
    """
    text, marks = head, 0
    yield text, i, marks
    for j in range(i + 1, len(tokens)):
        token = tokens[j]
        if is_bracket_or_quote(token):
            marks += 1
        elif token.kind == "l" and token.text in _ARTICLES:
            continue
        elif token.kind in "wl":
            text += token.text
            if len(text) > longest:
                return
            yield text, j, marks
        else:
            return


def _readings(word: str) -> Iterator[tuple[int, str]]:
    """Yield the word whole and without proclitics: how many code points those are, and the rest."""
    yield 0, word
    for prefix in affixes("noun_prefix"):
        if prefix and word.startswith(prefix) and is_clitic(prefix, word):
            yield len(prefix), word[len(prefix) :]
    # ل + ال is written لل: the name keeps the second letter, the first one is the preposition.
    for prefix in ("", "و", "ف"):
        if word.startswith(f"{prefix}لل"):
            yield len(prefix) + 1, f"ال{word[len(prefix) + 2 :]}"


# -- forms -----------------------------------------------------------------------------------------------------------


def _forms(name: Name, taken: Collection[str]) -> Iterator[tuple[str, Reach, bool]]:
    """Yield the strings of letters that may mean a person, each with its reach and whether its letters are Latin."""
    for text in dict.fromkeys(name.texts):
        parts = parts_of(text)
        if len(parts) > 1:
            yield from ((spelling, Reach.FULL, False) for spelling in _spellings(parts))
        shorter = [*_shortened(parts), *_last(parts, key_of(text).split())]
        for form, reach in shorter:
            yield from ((spelling, reach, False) for spelling in _spellings(form) if spelling not in taken)
    yield from ((form, Reach.FULL, True) for form in _latin(name.english or ""))


def _latin(english: str) -> Iterator[str]:
    """Yield an English name, and its first and last word, with and without articles."""
    words = [token.text for token in tokenize(normalize(english)) if token.kind == "l"]
    bare = [word for word in words if word not in _ARTICLES]
    if len(bare) < 2:
        return
    article = words[-2] if words[-2] in _ARTICLES else ""
    yield from ("".join(words), "".join(bare), bare[0] + bare[-1], bare[0] + article + bare[-1])


def _shortened(parts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Reach]]:
    """Yield what agrees with a name of several parts: some of them in order, or all but the first."""
    if not 2 < len(parts) <= _MOST_PARTS:
        return
    yield parts[1:], Reach.SHORT
    for size in range(1, len(parts) - 1):
        for chosen in combinations(parts[1:], size):
            yield (parts[0], *chosen), Reach.FULL if chosen[-1] == parts[-1] else Reach.SHORT


def _last(parts: tuple[str, ...], words: Collection[str]) -> Iterator[tuple[tuple[str, ...], Reach]]:
    """Yield the last part of a name, or its only one, where it may stand for the whole."""
    part = parts[-1] if parts else ""
    if not part:
        return
    # What is no single word is a kunya or the like («أبو ناصر»).
    reach = _single(part, said=len(parts) == 1) if part in words else Reach.SHORT
    if reach is not None:
        yield (part,), reach


def _spellings(parts: Sequence[str]) -> Iterator[str]:
    """Yield the letters of a name in all cases of its kunyas (أبو ناصر، أبي ناصر، أبا ناصر)."""
    kunyas = _kunyas()
    choices = [
        [kunya + part[_KUNYA:] for kunya in kunyas] if part.startswith(kunyas) and len(part) > _KUNYA + 2 else [part]
        for part in parts
    ]
    return map("".join, product(*choices))


def _single(word: str, *, said: bool) -> Reach | None:
    """Return how far one word is trusted to mean its bearer.

    Args:
        word: The word, folded.
        said: The article calls the person by it alone; else it is the last part of a longer name.
    """
    flag = vocabulary().flags.get(word, 0)
    if flag & _DOUBTFUL or len(word) < 3:
        return None
    if flag & Flag.FAMILY:
        return Reach.SHORT
    if flag & Flag.GIVEN:
        return Reach.SHORT if said else None
    return Reach.SHORT if said else Reach.FURNITURE


@cache
def _kunyas() -> tuple[str, ...]:
    words = vocabulary().particles.items()
    return tuple(word for word, kind in words if kind == "kunya" and len(word) == _KUNYA)


@cache
def _title_words() -> frozenset[str]:
    forms = (form for row in load("titles", Title) for form in (row.title, *row.variants))
    return frozenset(key_of(form).split()[-1] for form in forms)
