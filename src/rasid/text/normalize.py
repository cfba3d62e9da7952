"""Normal text: what matching sees, with an exact map back to the original.

Two layers of equal length are kept. ``clean`` is the original without tatweel, diacritics and invisible marks, with
presentation forms and foreign letter variants written as plain Arabic letters. ``folded`` further unifies letters that
writers confuse (أ إ آ → ا, ى → ي, ة → ه, ؤ → و, ئ → ي) by camel-tools' length-preserving normalisers.
"""

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import regex
from camel_tools.utils.normalize import (
    normalize_alef_ar,
    normalize_alef_maksura_ar,
    normalize_teh_marbuta_ar,
)

from rasid.spans import Span

# Marks that carry no letter: Quranic signs, tashkeel, tatweel, zero-width and bidi controls, byte order mark.
_INVISIBLE = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\ufe0f"
_LETTER = "\u0621-\u063a\u0641-\u064a"
_DROP = regex.compile(
    # Letters pulled apart to evade filters: «مـ ـقـ ـتـ ـل», «قـ.ـصف», «قصـ.ف» …
    rf"(?<=[{_LETTER}])\u0640+[ .·•*]\u0640+(?=[{_LETTER}])"
    rf"|(?<=[{_LETTER}])\u0640+[.·•*](?=[{_LETTER}])|(?<=[{_LETTER}])[ .·•*]\u0640+(?=[{_LETTER}])"
    # … and «ق.ص.ف»: at least three single letters, each followed by a dot.
    rf"|(?<=(?<![{_LETTER}])[{_LETTER}])\.(?=[{_LETTER}]\.[{_LETTER}](?![{_LETTER}]))"
    rf"|(?<=(?<![{_LETTER}])[{_LETTER}]\.[{_LETTER}])\.(?=[{_LETTER}](?![{_LETTER}]))"
    rf"|[{_INVISIBLE}]+"
)
_HAS_SPECIAL = regex.compile(
    rf"[{_INVISIBLE}\ufb50-\ufdff\ufe70-\ufefc]|(?<=(?<![{_LETTER}])[{_LETTER}]\.[{_LETTER}])\."
)
_TRAILING = regex.compile(rf"[{_INVISIBLE}]*")

# One code point to one code point. Sources: Unicode names; Persian, Kurdish and Urdu keyboards; Windows-1256 habits.
_PLAIN = {
    **dict(zip("\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669", "0123456789", strict=True)),
    **dict(zip("\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9", "0123456789", strict=True)),
    **dict.fromkeys(
        "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f", " "
    ),
    **dict.fromkeys("\u2028\u2029\x85\r", "\n"),
    **dict.fromkeys("\u06a9\u06aa\u06ab\u06ac", "ك"),
    **dict.fromkeys("\u06cc\u06d0\u06d2\u06ce", "ي"),
    **dict.fromkeys("\u06c0\u06c1\u06be\u06d5", "ه"),
    **dict.fromkeys("\u06c6\u06c7\u06c8\u06cb", "و"),
    "\u0671": "ا",
    "\u06af": "گ",
}
_PLAIN_TABLE = str.maketrans(_PLAIN)
_HAMZA_TABLE = str.maketrans("ؤئABCDEFGHIJKLMNOPQRSTUVWXYZ", "ويabcdefghijklmnopqrstuvwxyz")


def fold(text: str) -> str:
    """Unify letters that writers confuse, Latin capitals among them; the length stays.

    This is what lexicon keys and texts are compared by. Diacritics are not removed here.
    """
    return normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(text))).translate(_HAMZA_TABLE)  # type: ignore[no-any-return]


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
        after = _TRAILING.match(self.original, last + 1)
        return Span(self.starts[start], after.end() if after else last + 1)

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
    clean = text
    if _HAS_SPECIAL.search(text):
        clean, starts = _strip(text)
    clean = clean.translate(_PLAIN_TABLE)
    return NormalText(text, clean, fold(clean), starts)


def _strip(text: str) -> tuple[str, Sequence[int]]:
    """Drop invisible marks and split ligatures; return the text and its offsets (one more than its length)."""
    parts: list[str] = []
    starts = array("i")
    position = 0
    for match in _DROP.finditer(text):
        if match.start() > position:
            _keep(text, position, match.start(), parts, starts)
        position = match.end()
    _keep(text, position, len(text), parts, starts)
    starts.append(len(text))
    return "".join(parts), starts


_PRESENTATION = regex.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")


def _keep(text: str, start: int, end: int, parts: list[str], starts: "array[int]") -> None:
    """Append a stretch without marks, presentation forms written out."""
    position = start
    for match in _PRESENTATION.finditer(text, start, end):
        parts.append(text[position : match.start()])
        starts.extend(range(position, match.start()))
        letters = "".join(
            c for c in unicodedata.normalize("NFKC", match.group()) if not regex.match(rf"[{_INVISIBLE}]", c)
        )
        parts.append(letters)
        starts.extend([match.start()] * len(letters))
        position = match.end()
    parts.append(text[position:end])
    starts.extend(range(position, end))
