"""Number grammar over tokens: cardinals, hedges, ranges and ordinals, in digits and in words.

Both temporal expressions and casualty tolls read their numbers here; the words are in ``number_words.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import regex

from rasid.text.number_words import DEFINITE, PREFIXES, Word, number_words
from rasid.text.tokenize import Token

_THOUSANDS = regex.compile(r"\d{1,3}(?:[.,\u066c]\d{3})+")
_DECIMAL = regex.compile(r"(\d+)[.,\u066b](\d{1,2})")
_LONGEST = 20
"""Tokens that one number may span, hedges included."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from tokens.

    Attributes:
        low: The least it may mean; None where the text leaves it open.
        high: The greatest it may mean; None where the text leaves it open.
        approximate: The text hedges the number or the word is vague.
        first: Index of its first token, hedge words included.
        last: One past the index of its last token.
    """

    low: int | None
    high: int | None
    approximate: bool
    first: int
    last: int


class _Part(NamedTuple):
    low: int
    high: int | None
    vague: bool
    last: int


def read_number(tokens: Sequence[Token], index: int, clean: str) -> Number | None:
    """Read the longest number that starts at a token.

    Args:
        tokens: The tokens of a text.
        index: Where the number has to start; its first word may carry و ف ب ل ك and the article.
        clean: The normal text that the tokens were cut from; a number ends where the line ends.

    Returns:
        The number with the hedges around it, or None. Percentages are no numbers.
    """
    if not 0 <= index < len(tokens):
        return None
    window = tokens[index : index + _LONGEST]
    number = _Reader(window).read(0)
    if number is not None and "\n" in clean[window[0].start : window[number.last - 1].end]:
        line_end = clean.index("\n", window[0].start)
        number = _Reader([token for token in window if token.end <= line_end]).read(0)
    return replace(number, first=index, last=number.last + index) if number else None


def read_ordinal(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Read a definite ordinal («الأول» … «الحادي والثلاثين», «العشرين») that starts at a token.

    Args:
        tokens: The tokens of a text.
        index: Where the ordinal has to start; its word may carry و ف ب ل ك.

    Returns:
        Its value and one past the index of its last token, or None.
    """
    words = number_words()
    found = words.definite_ordinal(tokens[index].text) if 0 <= index < len(tokens) else None
    if found is None:
        return None
    kind, value = found
    if kind == "ten":
        return value, index + 1
    following = tokens[index + 1].text if index + 1 < len(tokens) else ""
    if following in words.teens:
        return value + 10, index + 2
    if following.startswith("وال"):
        ten = words.ordinals.get(following[3:])
        if ten and ten[0] == "ten":
            return value + ten[1], index + 2
    return None if kind == "ordinal_stem" else (value, index + 1)


def read_hedge(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """Read the words that hedge a following number or noun («نحو», «أكثر من»).

    Args:
        tokens: The tokens of a text.
        index: Where the hedge has to start; its first word may carry و ف ب ل ك.

    Returns:
        ``approx``, ``least`` or ``most`` and one past the index of its last token, or None.
    """
    found = _Reader(tokens).phrase(index)
    return found if found and found[0] in ("approx", "least", "most") else None


def begins_number(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a number, a hedge or a definite ordinal can begin at a token, proclitics included."""
    token = tokens[index]
    if token.kind == "n":
        return True
    words, text = number_words(), token.text
    if text in words.words or text in words.definite or text in DEFINITE:
        return True
    if text not in words.phrases and text not in words.hedged:
        return False
    phrase = _Reader(tokens).phrase(index)
    if phrase is None or phrase[0] not in ("between", "from"):
        return phrase is not None and phrase[0] in ("approx", "least", "most", "indefinite")
    return phrase[1] < len(tokens) and (tokens[phrase[1]].kind == "n" or tokens[phrase[1]].text in words.words)


def proclitics(token: Token) -> int:
    """Count the code points of و ف ب ل ك that stand before the number or hedge a token begins; the article stays."""
    words = number_words()
    word = words.words.get(token.text)
    if word:
        return len(word.prefix.removesuffix("ال").removesuffix("لل"))
    return 0 if token.text in words.phrases else _hedge_prefix(token.text)


def _hedge_prefix(text: str) -> int:
    """Return the length of the proclitics before a hedge or link word, 0 if there are none."""
    return number_words().hedged.get(text, 0)


class _Reader:
    """Reads numbers from one token sequence; keeps no state between reads."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._vocabulary = number_words()

    def read(self, index: int) -> Number | None:
        """Read the longest number at a token."""
        if not 0 <= index < len(self._tokens):
            return None
        token = self._tokens[index]
        if token.kind == "n":
            return self._hedged_after(self._plain(index))
        if token.kind != "w":
            return None
        hedge = self.phrase(index)
        if hedge:
            kind, after = hedge
            if kind == "indefinite":
                return Number(None, None, True, index, after)
            found = self._after_hedge(kind, index, after)
            if found:
                return found
        return self._hedged_after(self._plain(index))

    def _after_hedge(self, kind: str, index: int, after: int) -> Number | None:
        if kind in ("between", "from"):
            return self._range(kind, index, after)
        if kind not in ("approx", "least", "most"):
            return None
        inner = self.read(after)
        if inner is None or (inner.low is None and inner.high is None):
            return None
        return _apply(kind, inner, index, inner.last)

    def _range(self, kind: str, index: int, after: int) -> Number | None:
        """Read «بين 5 و7», «من 3 إلى 5»."""
        for first in self._options(after):
            if kind == "between":
                second = self._cardinal(first.last, joined=True)
            else:
                link = self.phrase(first.last, bare=True)
                second = self._cardinal(link[1]) if link and link[0] == "to" else None
            if second and not first.vague and not second.vague and second.low > first.low:
                return Number(_same_scale(first.low, second.low), second.low, False, index, second.last)
        return None

    def _options(self, index: int) -> list[_Part]:
        """Return the readings of a cardinal, the longest first: «خمسة وعشرين» may be two numbers."""
        longest = self._cardinal(index)
        if longest is None:
            return []
        simple = self._word_number(index, compound=False)
        return [longest] if simple is None or simple.last == longest.last else [longest, simple]

    def _plain(self, index: int) -> Number | None:
        part = self._cardinal(index)
        if part is None:
            return None
        number = Number(part.low, part.high, part.vague, index, part.last)
        link = self.phrase(part.last, bare=True)
        if link and not part.vague:
            kind, after = link
            dash = not self._tokens[part.last].text.isalpha()
            if kind in ("or", "to") and (kind != "to" or after == part.last + 1):
                second = self._cardinal(after)
                if second and not second.vague and part.low < second.low and not (dash and self._goes_on(second.last)):
                    low = _same_scale(part.low, second.low)
                    number = Number(low, second.low, False, index, second.last)
        return None if self._is_percent(number.last) else number

    def _goes_on(self, index: int) -> bool:
        """Tell whether a dash or slash follows: «3-5-2017» is no range."""
        return (
            index < len(self._tokens)
            and self._tokens[index].text in "-/–."
            and (index + 1 < len(self._tokens) and self._tokens[index + 1].kind == "n")
        )

    def _is_percent(self, index: int) -> bool:
        phrase = self.phrase(index, bare=True)
        return phrase is not None and phrase[0] == "percent"

    def _hedged_after(self, number: Number | None) -> Number | None:
        if number is None:
            return None
        phrase = self.phrase(number.last, bare=True, wanted=("approx_after", "least_after", "most_after"))
        if phrase:
            return _apply(phrase[0].removesuffix("_after"), number, number.first, phrase[1])
        return number

    def phrase(self, index: int, *, bare: bool = False, wanted: tuple[str, ...] = ()) -> tuple[str, int] | None:
        """Return kind and end of the longest hedge or link phrase at a token."""
        if index >= len(self._tokens):
            return None
        text = self._tokens[index].text
        options = self._vocabulary.phrases.get(text)
        if options is None and not bare and (prefix := _hedge_prefix(text)):
            options = self._vocabulary.phrases[text[prefix:]]
        for words, kind in options or ():
            if wanted and kind not in wanted:
                continue
            if not wanted and kind.endswith("_after"):
                continue
            end = index + len(words)
            if end <= len(self._tokens) and all(self._tokens[index + k].text == words[k] for k in range(1, len(words))):
                return kind, end
        return None

    def _cardinal(self, index: int, *, joined: bool = False) -> _Part | None:
        """Read a cardinal: terms of falling scale, each joined by و to the last."""
        first = self._term(index, joined=joined)
        if first is None or first.vague:
            return first
        value, position, scale = first.low, first.last, _scale_of(first.low)
        while scale >= 1000:
            term = self._term(position, joined=True)
            if term is None or term.vague or not 0 < term.low < scale:
                break
            value, position, scale = value + term.low, term.last, _scale_of(term.low)
        if position < len(self._tokens) - 1 and value >= 1000:
            half = self._fraction_after(position, _scale_of(value))
            if half:
                value, position = value + half[0], half[1]
        return _Part(value, value, False, self._in_figures(position, value))

    def _in_figures(self, index: int, value: int) -> int:
        """Skip the same number in brackets: «خمسة (5)»."""
        if index + 2 < len(self._tokens):
            opening, figure, closing = self._tokens[index : index + 3]
            if opening.text == "(" and closing.text == ")" and figure.text == str(value):
                return index + 3
        return index

    def _fraction_after(self, index: int, scale: int) -> tuple[int, int] | None:
        """Read «ونصف (المليون)» after a scale."""
        word = self._vocabulary.words.get(self._tokens[index].text)
        if word is None or word.prefix != "و" or "fraction" not in word.kinds:
            return None
        following = self._word(index + 1)
        ends = index + 2 if following and "scale" in following.kinds else index + 1
        return scale // word.kinds["fraction"][0], ends

    def _word(self, index: int, *, joined: bool = False) -> Word | None:
        """Look a token up; where it has to be ``joined``, «واحد» is و + «أحد»."""
        words = self._vocabulary.joined if joined else self._vocabulary.words
        return words.get(self._tokens[index].text) if index < len(self._tokens) else None

    def _term(self, index: int, *, joined: bool) -> _Part | None:
        """Read one term: «20 ألف», «ثلاثة ملايين», «ألفين», «مئة وخمسة», «عشرات الآلاف», 17."""
        digits = self._digits(index, joined=joined)
        if digits:
            value, decimals, position = digits
            following = self._word(position)
            if following and not following.prefix:
                for kind in ("scale", "scale_plural"):
                    if kind in following.kinds:
                        scale = following.kinds[kind][0]
                        total = value * scale + decimals * scale // 100
                        return _Part(total, total, False, position + 1)
            return None if decimals else _Part(value, value, False, position)
        word = self._word(index, joined=joined)
        if word is None:
            return None
        if "few" in word.kinds or "plural" in word.kinds or "scale_plural" in word.kinds:
            return self._vague(index, word)
        if "scale_dual" in word.kinds:  # «ألفا» is the dual here, after a multiplier the accusative
            value = word.kinds["scale_dual"][0]
            return _Part(value, value, False, index + 1)
        following = self._word(index + 1)
        if "fraction" in word.kinds:
            if following and "scale" in following.kinds and following.prefix in ("", "ال"):
                value = following.kinds["scale"][0] // word.kinds["fraction"][0]
                return _Part(value, value, False, index + 2)
            return None
        if "scale" in word.kinds:
            value = word.kinds["scale"][0]
            return _Part(value, value, False, index + 1)
        below = self._word_number(index, compound=True, joined=joined)
        if below is None:
            return None
        following = self._word(below.last)
        if following and following.prefix in ("", "ال"):
            for kind in ("scale", "scale_plural"):
                if kind in following.kinds:
                    value = below.low * following.kinds[kind][0]
                    return _Part(value, value, False, below.last + 1)
        return below

    def _digits(self, index: int, *, joined: bool) -> tuple[int, int, int] | None:
        """Return whole part, hundredths and end of a number in digits, proclitics apart («و7», «الـ24»)."""
        token = self._tokens[index] if index < len(self._tokens) else None
        if token is None:
            return None
        position = index
        if token.kind == "w":
            article = token.text in DEFINITE
            if not (article or (token.text in PREFIXES)) or (joined and not token.text.startswith("و")):
                return None
            position += 1
            if position >= len(self._tokens) or self._tokens[position].start - token.end > 1:
                return None
            token = self._tokens[position]
        elif joined:
            return None
        if token.kind != "n":
            return None
        text = token.text
        if text.isdecimal():
            return (int(text), 0, position + 1) if len(text) <= 9 else None
        if _THOUSANDS.fullmatch(text) and len(text) <= 13:
            return int("".join(c for c in text if c.isdecimal())), 0, position + 1
        if match := _DECIMAL.fullmatch(text):
            return int(match[1][:9]), int(match[2].ljust(2, "0")), position + 1
        return None

    def _vague(self, index: int, word: Word) -> _Part:
        """Read «بضعة», «عشرات», «مئات الآلاف», «بضع عشرات»."""
        if "few" in word.kinds:
            low, top = word.kinds["few"]
            high: int | None = top
        else:
            unit = (word.kinds.get("plural") or word.kinds["scale_plural"])[0]
            low, high = 2 * unit, None
        position = index + 1
        following = self._word(position)
        while (
            following
            and following.prefix in ("", "ال")
            and ("plural" in following.kinds or "scale_plural" in following.kinds)
        ):
            unit = (following.kinds.get("plural") or following.kinds["scale_plural"])[0]
            low, high = low * unit, high * unit if high else None
            position += 1
            following = self._word(position)
        return _Part(low, high, True, position)

    def _word_number(self, index: int, *, compound: bool, joined: bool = False) -> _Part | None:
        """Read a number below a thousand in words."""
        word = self._word(index, joined=joined)
        if word is None:
            return None
        kinds, position = word.kinds, index + 1
        following = self._word(position)
        if "hundreds" in kinds:
            return self._with_rest(kinds["hundreds"][0], position, compound)
        if "hundred" in kinds:
            return self._with_rest(100, position, compound)
        if "ten" in kinds:
            return _part(kinds["ten"][0], position)
        plain_next = following is not None and following.prefix in ("", "ال")
        stem = kinds.get("teen_stem")
        unit = kinds.get("unit") or kinds.get("unit_before_noun") or stem
        if unit is None:
            return _part(kinds["teen"][0], position) if "teen" in kinds else None
        value = unit[0]
        if following is not None and plain_next:
            if "teen" in following.kinds and value < 10:
                return _part(value + 10, position + 1)
            if "hundred" in following.kinds and 3 <= value <= 9:
                return self._with_rest(value * 100, position + 1, compound)
        tens = following.kinds.get("ten") if following and following.prefix in ("و", "وال") else None
        if compound and tens and value < 10:
            return _part(value + tens[0], position + 1)
        if stem and "unit" not in kinds:
            return None
        if "unit" not in kinds and "unit_before_noun" in kinds and not self._noun_at(position, word.prefix):
            return None
        return _part(value, position)

    def _with_rest(self, hundreds: int, index: int, compound: bool) -> _Part:
        """Add «وخمسة وعشرين» or «و25» to hundreds."""
        following = self._word(index, joined=True)
        if compound and following:
            rest = self._word_number(index, compound=True, joined=True)
            if rest and rest.low < 100:
                return _part(hundreds + rest.low, rest.last)
        return _part(hundreds, index)

    def _noun_at(self, index: int, prefix: str) -> bool:
        """Tell whether a word follows that «ست» can count."""
        if index >= len(self._tokens):
            return False
        token = self._tokens[index]
        definite = prefix.endswith("ال")  # «السنوات الست الماضية»
        return token.kind == "w" and len(token.text) > 2 and (definite or not token.text.startswith("ال"))


def _part(value: int, last: int) -> _Part:
    return _Part(value, value, False, last)


def _scale_of(value: int) -> int:
    """Return the scale of a term: the greatest power of a thousand that divides it, 1 for the rest."""
    for scale in (10**9, 10**6, 1000):
        if value and value % scale == 0:
            return scale
    return 1


def _same_scale(low: int, high: int) -> int:
    """Scale the first of two numbers like the second: «من 3 إلى 5 آلاف»."""
    scale = _scale_of(high)
    return low * scale if scale > 1 and low < 1000 and low * scale < high else low


def _apply(kind: str, number: Number, first: int, last: int) -> Number:
    if kind == "least":
        return Number(number.low, None, number.approximate, first, last)
    if kind == "most":
        return Number(None, number.high if number.high is not None else number.low, number.approximate, first, last)
    return replace(number, approximate=True, first=first, last=last)
