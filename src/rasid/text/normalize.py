"""Normal text: what matching sees, with an exact map back to the original.

Two layers of equal length are kept. ``clean`` is the original without tatweel, diacritics and invisible marks, with
HTML entities decoded and presentation forms and foreign letter variants written as plain Arabic letters. ``folded``
further unifies letters that writers confuse (أ إ آ → ا, ى → ي, ة → ه, ؤ → و, ئ → ي) by camel-tools' length-preserving
normalisers.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from html.entities import html5

import regex
from camel_tools.utils.normalize import (
    normalize_alef_ar,
    normalize_alef_maksura_ar,
    normalize_teh_marbuta_ar,
)

from rasid.spans import Span

# Marks that carry no letter: Quranic signs, tashkeel, tatweel, zero-width and bidi controls, byte order mark.
_INVISIBLE = (
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\ufe0f"
)
_LETTER = "\u0621-\u063a\u0641-\u064a"
# The standard library's engine is several times faster than ``regex`` where a pattern begins with a set of characters.
_MARKS = re.compile(rf"[{_INVISIBLE}]+")
_FORM = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")
_SPECIAL = re.compile(rf"[{_INVISIBLE}\ufb50-\ufdff\ufe70-\ufefc]")
_DOTTED = re.compile(rf"\.[{_LETTER}]\.")
_TORN = re.compile(r"\u0640[ .·•*]|[ .·•*]\u0640")
_DROP = regex.compile(
    # Letters pulled apart to evade filters: «مـ ـقـ ـتـ ـل», «قـ.ـصف», «قصـ.ف» …
    rf"(?<=[{_LETTER}])\u0640+[ .·•*]\u0640+(?=[{_LETTER}])"
    rf"|(?<=[{_LETTER}])\u0640+[.·•*](?=[{_LETTER}])|(?<=[{_LETTER}])[ .·•*]\u0640+(?=[{_LETTER}])"
    # … and «ق.ص.ف»: at least three single letters, each followed by a dot.
    rf"|(?<=(?<![{_LETTER}])[{_LETTER}])\.(?=[{_LETTER}]\.[{_LETTER}](?![{_LETTER}]))"
    rf"|(?<=(?<![{_LETTER}])[{_LETTER}]\.[{_LETTER}])\.(?=[{_LETTER}](?![{_LETTER}]))"
    rf"|[{_INVISIBLE}]+"
)
# «&quot;», «&#1602;», and what was encoded twice: «&amp;quot;».
_ENTITY = regex.compile(r"&(?:amp;|#38;){0,4}(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,30}));")
_PASSES = 6
"""What an entity or a removed mark uncovers is looked at again, so often at most."""
_THOUSANDS = re.compile(r"(?<=\d)\u060c(?=\d{3}(?!\d))")
_TRAILING = re.compile(rf"[{_INVISIBLE}]*")

# One code point to one code point. Sources: Unicode names; Persian, Kurdish and Urdu keyboards; Windows-1256 habits.
_PLAIN = {
    **dict(
        zip(
            "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669",
            "0123456789",
            strict=True,
        )
    ),
    **dict(
        zip(
            "\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9",
            "0123456789",
            strict=True,
        )
    ),
    **dict.fromkeys(
        "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f",
        " ",
    ),
    **dict.fromkeys("\u2028\u2029\x85\r", "\n"),
    **dict.fromkeys("\u06a9\u06aa\u06ab\u06ac\u06ad", "ك"),
    **dict.fromkeys("\u06cc\u06cd\u06ce\u06d0\u06d1\u06d2\u06d3", "ي"),
    **dict.fromkeys("\u06be\u06c0\u06c1\u06c2\u06d5", "ه"),
    **dict.fromkeys("\u06c4\u06c5\u06c6\u06c7\u06c8\u06c9\u06ca\u06cb", "و"),
    **dict.fromkeys("\u0679\u067a\u067c", "ت"),
    **dict.fromkeys("\u0688\u0689", "د"),
    **dict.fromkeys("\u0691\u0692\u0693\u0695", "ر"),
    **dict.fromkeys("\u06b5\u06b6\u06b7", "ل"),
    **dict.fromkeys("\u06ba\u06bb\u06bc", "ن"),
    "\u06c3": "ة",
    "\u0671": "ا",
    "\u0672": "أ",
    "\u0673": "إ",
    "\u066a": "%",
    "\u066b": ".",
    "\u066c": ",",
}
_NOT_PLAIN = re.compile(f"[{''.join(_PLAIN)}]")
# Letters for sounds that Arabic has no letter for stand beside their usual Arabic spelling: «پوتين», «بوتين».
_ALIKE = {"ؤ": "و", "ئ": "ي", "پ": "ب", "چ": "ج", "ژ": "ج", "ڤ": "ف", "گ": "ك"}
_CAPITAL = re.compile("[A-Z]")


def fold(text: str) -> str:
    """Unify letters that writers confuse, Latin capitals among them; the length stays.

    This is what lexicon keys and texts are compared by. Diacritics are not removed here.
    """
    text = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(text)))
    text = text.replace("ئو", "وو")  # «مسئول», «شئون» beside «مسؤول», «شؤون»
    for letter, other in _ALIKE.items():
        text = text.replace(letter, other)
    for capital in set(_CAPITAL.findall(text)):
        text = text.replace(capital, capital.lower())
    return text


def _plain(text: str) -> str:
    """Write variants of letters, digits and spaces plainly; the length stays."""
    for variant in set(_NOT_PLAIN.findall(text)):
        text = text.replace(variant, _PLAIN[variant])
    return text


@dataclass(frozen=True, slots=True)
class NormalText:
    """A text in normal form and the way back to the original.

    Attributes:
        original: The text as given.
        clean: The text without invisible marks, letters plain.
        folded: ``clean`` with confusable letters unified; same length as ``clean``.
        starts: For each code point of ``clean`` its offset in the original, and the original's length at the end;
            None where both are equal throughout.
    """

    original: str
    clean: str
    folded: str
    starts: Sequence[int] | None

    def span(self, start: int, end: int) -> Span:
        """Map a span of the normal text to the original, trailing marks of its last letter included.

        Args:
            start: First code point in ``clean``.
            end: One past the last; ``end > start``.

        Returns:
            The span in the original whose normal form is ``clean[start:end]``.
        """
        if self.starts is None:
            return Span(start, end)
        last = self.starts[end - 1]
        # A ligature gives several letters at one offset: its end is the next offset, not one past its first letter.
        stop = self._ampersand_end(last, end) if self.original[last] == "&" else last + 1
        after = _TRAILING.match(self.original, stop)
        return Span(self.starts[start], after.end() if after else stop)

    def _ampersand_end(self, last: int, end: int) -> int:
        """Return where what an ampersand of the original begins ends: an entity, or several that marks held apart.

        Args:
            last: The offset of the ampersand.
            end: One past the code point of ``clean`` that came of it.
        """
        if self.starts is None:
            return last + 1
        while self.starts[end] == last:
            end += 1
        stop = self.starts[end]
        while stop > last + 1 and _MARKS.match(self.original, stop - 1):
            stop -= 1
        return stop

    def position(self, offset: int) -> int:
        """Map an offset of the original to the normal text: the first code point at or after it."""
        return offset if self.starts is None else bisect_left(self.starts, offset)


def normalize(text: str) -> NormalText:
    """Bring a text into normal form.

    Args:
        text: Any text. Runs in linear time.

    Returns:
        The normal text with its map. ``normalize(result.clean).clean == result.clean``.
    """
    starts: Sequence[int] | None = None
    clean = _plain(text)
    for _ in range(_PASSES):
        before = clean
        if "&" in clean and _ENTITY.search(clean):
            clean, starts = _through(starts, *_decode(clean))
        if _SPECIAL.search(clean) or _DOTTED.search(clean):
            clean, starts = _through(starts, *_strip(clean))
        if clean == before:
            break
        clean = _plain(clean)
    clean = _THOUSANDS.sub(",", clean)
    return NormalText(text, clean, fold(clean), starts)


def _through(outer: Sequence[int] | None, text: str, inner: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Return a text and its offsets in the original, given those in an earlier form and that form's own."""
    return text, inner if outer is None else array("i", (outer[i] for i in inner))


def _decode(text: str) -> tuple[str, Sequence[int]]:
    """Put characters for HTML entities; return the text and its offsets (one more than its length)."""
    parts: list[str] = []
    starts = array("i")
    position = 0
    for match in _ENTITY.finditer(text):
        character = _character(match)
        if character is None:
            continue
        parts += (text[position : match.start()], character)
        starts.extend(range(position, match.start()))
        starts.extend([match.start()] * len(character))
        position = match.end()
    parts.append(text[position:])
    starts.extend(range(position, len(text) + 1))
    return "".join(parts), starts


def _character(match: "regex.Match[str]") -> str | None:
    """Return the character that an entity stands for, or None where there is none."""
    decimal, hexadecimal, name = match.groups()
    if name:
        return html5.get(f"{name};")
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


def _strip(text: str) -> tuple[str, Sequence[int]]:
    """Drop invisible marks and split ligatures; return the text and its offsets (one more than its length)."""
    pattern = _DROP if _DOTTED.search(text) or _TORN.search(text) else _MARKS
    keep = _written_out if _FORM.search(text) else _as_it_is
    parts: list[str] = []
    starts = array("i")
    position = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        if start > position:
            keep(text, position, start, parts, starts)
        position = end
    keep(text, position, len(text), parts, starts)
    starts.append(len(text))
    return "".join(parts), starts


def _as_it_is(text: str, start: int, end: int, parts: list[str], starts: "array[int]") -> None:
    """Append a stretch."""
    parts.append(text[start:end])
    starts.extend(range(start, end))


def _written_out(text: str, start: int, end: int, parts: list[str], starts: "array[int]") -> None:
    """Append a stretch, presentation forms written out."""
    position = start
    for match in _FORM.finditer(text, start, end):
        _as_it_is(text, position, match.start(), parts, starts)
        letters = _MARKS.sub("", unicodedata.normalize("NFKC", match.group()))
        if " " in letters.strip():
            letters = match.group()  # «ﷺ»: several words at one place of the original would be mentions at one place
        parts.append(letters)
        starts.extend([match.start()] * len(letters))
        position = match.end()
    _as_it_is(text, position, end, parts, starts)
