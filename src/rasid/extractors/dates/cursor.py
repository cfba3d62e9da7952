"""Access to the tokens and vocabulary of one sentence, shared by the parts of the grammar."""

from collections.abc import Sequence

from rasid.extractors.dates.model import Parts
from rasid.extractors.dates.vocabulary import Match, Vocabulary
from rasid.text.numbers import Number, begins_number, proclitics, read_hedge, read_number, read_ordinal
from rasid.text.tokenize import Token

_LEADS = frozenset(
    {"since", "until", "before", "after", "range_from", "range_between", "every", "this", "for_period", "last_n"}
    | {"edge", "edge_half", "clock_hedge", "moment", "writing", "earlier", "month_noun", "day_noun", "year_noun"}
)
"""Parts of the grammar that begin an expression only with another after them."""


class Cursor:
    """Looks up words at token indices of one sentence.

    A proclitic (و ف ب ل ك) is looked through at one token only, the head of the expression being read, and only one of
    the given length, so that the start of the expression is known.
    """

    def __init__(self, tokens: Sequence[Token], first: int, end: int, clean: str, words: Vocabulary) -> None:
        """Look at ``tokens[first:end]``.

        Args:
            tokens: The tokens of the text.
            first: Index of the sentence's first token.
            end: One past the index of its last.
            clean: The normal text.
            words: The vocabulary.
        """
        self.tokens = tokens
        self.first = first
        self.end = end
        self.clean = clean
        self.words = words
        self.memo: dict[tuple[int, bool, bool], tuple[Parts, int] | None] = {}
        self.dates: dict[tuple[int, bool], tuple[Parts, int] | None] = {}
        """Calendar expressions that were read since the head was set."""
        self._head = -1
        self._shift = 0
        # What stands at a token does not depend on the head, and is looked up once for a sentence.
        self._matches: dict[int, tuple[Match, ...]] = {}
        self._kinds: dict[int, frozenset[str]] = {}
        self._opens: dict[int, bool] = {}
        self._numbers: dict[int, Number | None] = {}

    def begin(self, head: int, shift: int) -> None:
        """Set where the expression starts and how many code points of its first token are proclitics."""
        self._head = head
        self._shift = shift
        self.memo.clear()
        self.dates.clear()

    def matches(self, index: int) -> tuple[Match, ...]:
        """Return all entries at a token, with any proclitics."""
        found = self._matches.get(index)
        if found is None:
            inside = self.first <= index < self.end
            found = self._matches[index] = self.words.at(self.tokens, index, self.end) if inside else ()
        return found

    def kinds(self, index: int) -> frozenset[str]:
        """Return the parts of the grammar that the entries at a token are of, with any proclitics."""
        found = self._kinds.get(index)
        if found is None:
            found = self._kinds[index] = frozenset([match.entry.kind for match in self.matches(index)])
        return found

    def find(self, index: int, *kinds: str, shift: int = 0) -> Match | None:
        """Return the longest entry of these kinds at a token.

        Args:
            index: The token.
            kinds: Parts of the grammar.
            shift: Code points of proclitics allowed when the token is not the head.
        """
        found = self._matches.get(index)
        if found is None:
            found = self.matches(index)
        if not found:
            return None
        wanted = self._shift if index == self._head else shift
        best: Match | None = None
        for match in found:
            if match.shift == wanted and match.entry.kind in kinds and (best is None or match.last > best.last):
                best = match
        return best

    def has(self, index: int, *kinds: str) -> bool:
        """Tell whether an entry of these kinds stands at a token, with any proclitics."""
        found = self.kinds(index)
        return bool(found) and not found.isdisjoint(kinds)

    def ends_before(self, index: int, *kinds: str) -> bool:
        """Tell whether an entry of these kinds ends just before a token, with any proclitics."""
        for start in (index - 1, index - 2, index - 3):
            for match in self.matches(start):
                if match.last == index and match.entry.kind in kinds:
                    return True
        return False

    def opens(self, index: int) -> bool:
        """Tell whether an expression can begin at a token."""
        found = self._opens.get(index)
        if found is None:
            found = self._opens[index] = self._can_open(index)
        return found

    def _can_open(self, index: int) -> bool:
        if not self.first <= index < self.end:
            return False
        token = self.tokens[index]
        if token.kind == "n":
            return self.digits(index, 1900, 2100) is not None or self._counts_time(index)
        if token.kind == "p":
            return False
        if self.words.opens(token.text):
            kinds = self.kinds(index) - self.words.inner
            if kinds and (not _LEADS.issuperset(kinds) or self._leads(index)):
                return True
        return begins_number(self.tokens, index) and self._counts_time(index)

    def _counts_time(self, index: int) -> bool:
        """Tell whether something of the grammar may follow a number; most numbers count other things."""
        number = self.any_number(index)
        ordinal = None if number else read_ordinal(self.tokens, index)
        if number is None and ordinal is None:
            return True
        last = number.last if number else ordinal[1] if ordinal else index + 1
        if last >= self.end:
            return ordinal is not None
        token = self.tokens[last]
        return token.kind != "w" or token.text[0] == "و" or bool(self.kinds(last)) or self.counts(last)

    def _leads(self, index: int) -> bool:
        """Tell whether something of the grammar follows a word that only leads to it («بعد», «من», «هذه»)."""
        for match in self.matches(index):
            last = match.last
            if last < self.end and (self.kinds(last) or self.counts(last) or self.tokens[last].kind == "p"):
                return True
        return False

    def counts(self, index: int) -> bool:
        """Tell whether a number or an ordinal can begin at a token."""
        return self.first <= index < self.end and begins_number(self.tokens, index)

    def text(self, index: int) -> str:
        """Return the folded text of a token, empty outside the sentence."""
        return self.tokens[index].text if self.first <= index < self.end else ""

    def spelled(self, index: int) -> str:
        """Return the unfolded text of a token."""
        token = self.tokens[index]
        return self.clean[token.start : token.end]

    def adjacent(self, index: int) -> bool:
        """Tell whether no space stands between a token and the one before it."""
        return index > self.first and self.tokens[index].start == self.tokens[index - 1].end

    def digits(self, index: int, low: int, high: int) -> int | None:
        """Return the value of a token in digits if it lies within bounds."""
        if self.first <= index < self.end:
            token = self.tokens[index]
            if token.kind == "n" and token.text.isdecimal() and len(token.text) <= 4:
                value = int(token.text)
                return value if low <= value <= high else None
        return None

    def number(self, index: int) -> Number | None:
        """Return the number that starts at a token; proclitics at the head only."""
        if not self.first <= index < self.end or not self._allowed(index):
            return None
        return self.any_number(index)

    def any_number(self, index: int) -> Number | None:
        """Return the number that starts at a token, whatever proclitics it has."""
        if index in self._numbers:
            return self._numbers[index]
        number = read_number(self.tokens, index, self.clean) if self.first <= index < self.end else None
        self._numbers[index] = number = number if number and number.last <= self.end else None
        return number

    def ordinal(self, index: int) -> tuple[int, int] | None:
        """Return value and end of the definite ordinal that starts at a token; proclitics at the head only."""
        if not self.first <= index < self.end:
            return None
        found = read_ordinal(self.tokens, index)
        if found is None or found[1] > self.end:
            return None
        text = self.tokens[index].text
        prefix = 0 if text.startswith(("ال", "لل")) else 1 if text[1:3] in ("ال", "لل") else 2
        return found if prefix == (self._shift if index == self._head else 0) else None

    def second_ordinal(self, index: int) -> tuple[int, int] | None:
        """Return value and end of an ordinal after و: «والثالث»."""
        found = read_ordinal(self.tokens, index) if self.first <= index < self.end else None
        return found if found and found[1] <= self.end else None

    def is_head(self, index: int) -> bool:
        """Tell whether the expression being read starts at a token."""
        return index == self._head

    def head_prefix(self, index: int) -> str:
        """Return the proclitics of the head, empty at other tokens."""
        return self.tokens[index].text[: self._shift] if index == self._head else ""

    def after_conjunction(self, index: int) -> "Cursor":
        """Return a cursor whose head is a token that begins with و."""
        other = Cursor(self.tokens, self.first, self.end, self.clean, self.words)
        other._matches, other._kinds = self._matches, self._kinds
        other._opens, other._numbers = self._opens, self._numbers
        other.begin(index, 1)
        return other

    def hedge(self, index: int) -> tuple[str, int] | None:
        """Return kind and end of the hedge that starts at a token; proclitics at the head only."""
        if not self.first <= index < self.end or not self._allowed(index):
            return None
        found = read_hedge(self.tokens, index)
        return found if found and found[1] < self.end else None

    def _allowed(self, index: int) -> bool:
        return proclitics(self.tokens[index]) == (self._shift if index == self._head else 0)
