"""Lines of a page and their features: what the zones are decided by.

A line may be several lines of the original where hard line breaks (PDF exports, mails) run through a sentence.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

from pydantic import ConfigDict

from rasid.lexicon import Items, Row, load
from rasid.text.morphology import is_clitic
from rasid.text.normalize import NormalText, fold, normalize

Role = Literal["line", "tail", "end", "next", "keep", "byline", "caption"]

LONG = 140
"""A line of this many code points is running text even without a sentence mark."""
SHORT = 60
"""A shorter line is running text in no case."""
_LINE = re.compile(r"[^\n]+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_CLOSING = r"[\s\"'»”’)\]]*$"
_SENTENCE_END = re.compile(r"[.!?؟…:؛]" + _CLOSING)
# One full stop, «!» or «:»; two and more only where an article is cut short («…», «[...]»).
_FULL_STOP = re.compile(r"(?:[^.].|^|\.\s)[.!:]" + _CLOSING + r"|[^.\s][.!:]" + _CLOSING)
_CUT = re.compile(r"(?:\.\.|…)" + _CLOSING)
_ITEM = re.compile(r"\s*(?:[-–—•*●▪■◾◼🔴🔻🔹🔸·»]|\d{1,2}\s*[-.)–]|\d\d:\d\d\s*[-–—|])")
_LABEL = re.compile(r"\s*([\u0621-\u064a][\u0621-\u064a ]{1,30}?)\s*(?:::+|:\s*[-–—]|\s[:|]{2})")
_POSTED = re.compile(r"\s*[—–-]{1,3} ?[^\s—–-].{0,120}?\(@\w{1,40}\)")
_SEGMENTS = re.compile(r"(?<!\s)\s*[|/»>›•·,،\\–-]+\s*")
_MENU = re.compile(r"[|»>›•·]")
_INNER_MARK = re.compile(r"[،.؛]\s")
_HASHTAGS = re.compile(r"(?:\s*#[\w\u0640]+)+\s*")
_STAMPED = 70
"""A line with the page's date is no longer."""
_BYLINE = 3
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_GAP = re.compile(r"\s*[-–—|•·]\s+|\s+")
_CREDIT = re.compile(r"(?:[-–—/|(]|\s)\s*[^-–—/|(]{0,25}$")
_WORDS = re.compile(r"[^\W\d_]+")
_STEMS = re.compile(r"(?<![\u0621-\u064a])(?=[\u0621-\u064a]{4})(?:وال|بال|لل|ال|[وبل])?([\u0621-\u064a]{3,})")
_DIGIT = re.compile(r"\d")
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_CLOCK = re.compile(r"\d:\d")
_PIECES = re.compile(r"[^\W\d_]+|\d+")


class BoilerplateRow(Row):
    """A marker of page furniture, or of what belongs to the article though it looks like furniture.

    Attributes:
        text: The words.
        match: Where they stand. ``whole``: they are the line. ``label``: they are the line, or a sign follows them.
            ``prefix``, ``suffix``: the line begins or ends with them. ``contains``: they stand in it.
            ``stamp``: the line holds a number and nothing but such words and names of months and days.
            ``ago``: the same, without a number.
        role: ``line``: the line is furniture. ``tail``: so is what follows until running text (other articles).
            ``end``: so is what follows (comments, imprint). ``next``: so is the next line. ``keep``, ``byline``: the
            line is part of the article. ``caption``: a picture's source.
    """

    text: str
    match: Literal["whole", "label", "prefix", "suffix", "contains", "stamp", "ago"]
    role: Role


class _Forms(Row):
    """The spelling column of another lexicon."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    forms: Items


class _Edge(Row):
    """A word that no line of its own ends with, or that opens a sentence which goes on from another."""

    kind: Literal["end", "start"]
    word: str


class Line(NamedTuple):
    """A line of the page.

    Attributes:
        start: First code point in the normal text.
        end: One past the last.
        text: Folded text.
        role: What a marker says, if one stands in it.
    """

    start: int
    end: int
    text: str
    role: Role | None

    @property
    def words(self) -> frozenset[str]:
        """Longer words without clitics, for comparing lines."""
        return frozenset(_STEMS.findall(self.text))

    @property
    def size(self) -> int:
        """How many words and numbers it has."""
        return len(_PIECES.findall(self.text))

    @property
    def length(self) -> int:
        """Code points."""
        return self.end - self.start

    @property
    def stopped(self) -> bool:
        """Ends as a sentence does; headlines end in nothing, in «…» or in «؟»."""
        return _FULL_STOP.search(self.text, max(0, len(self.text) - 12)) is not None

    @property
    def cut(self) -> bool:
        """Ends in dots: a teaser, or a text cut short."""
        return _CUT.search(self.text, max(0, len(self.text) - 12)) is not None

    @property
    def ended(self) -> bool:
        """Ends in any mark that closes a sentence."""
        return _SENTENCE_END.search(self.text, max(0, len(self.text) - 12)) is not None

    @property
    def running(self) -> bool:
        """Long, or of some length and ended by a full stop."""
        return self.length >= LONG or (self.length >= SHORT and self.stopped)

    @property
    def connected(self) -> bool:
        """Opens as a sentence that goes on from another: «وأضاف», «كما». Headlines do not."""
        match = _WORDS.search(self.text)
        word = match.group() if match else ""
        return word in _markers().openers or (len(word) > 3 and word[0] == "و" and is_clitic("و", word))

    @property
    def dated(self) -> bool:
        """Says a day and nothing else: «الثلاثاء 13 أكتوبر 2015», «السبت 10 تشرين الأول:»."""
        bare = _EDGES.sub("", self.text).casefold()
        return (
            len(bare) < _STAMPED
            and _DAY.search(bare) is not None
            and any(word in _markers().months for word in _WORDS.findall(bare))
            and _CLOCK.search(bare) is None
            and _stamp(bare, True, _markers())
        )

    @property
    def item(self) -> bool:
        """Begins as an item of a list does."""
        return _ITEM.match(self.text) is not None

    @property
    def posted(self) -> bool:
        """Names the author of an embedded post: «— name (@handle) date»."""
        return _POSTED.match(self.text) is not None

    @property
    def credited(self) -> bool:
        """Ends in a picture's source: «(أ ف ب)», «- أرشيف»."""
        if self.length > 2 * LONG or self.stopped:
            return False
        match = _CREDIT.search(self.text.rstrip(" )\"'»”"))
        return match is not None and _markers().caption.search(self.text, match.start()) is not None

    @property
    def dateline(self) -> bool:
        """Short, of two parts: «إدلب – وكالة», «حماة / مراسل»."""
        return self.length < 45 and self.size <= 7 and re.search(r"\S ?[-–—/]", self.text) is not None

    def label(self) -> tuple[int, int] | None:
        """Return the span of the words that open a bulletin's item: «حلب:: …»."""
        match = _LABEL.match(self.text) if ":" in self.text[:36] else None
        return (self.start + match.start(1), self.start + match.end(1)) if match else None


class _Markers(NamedTuple):
    whole: dict[str, Role]
    prefix: "tuple[re.Pattern[str], dict[str, tuple[str, Role]]]"
    suffix: re.Pattern[str]
    contains: re.Pattern[str]
    caption: re.Pattern[str]
    credit: re.Pattern[str]
    stamp: frozenset[str]
    months: frozenset[str]
    ago: frozenset[str]
    open_ends: frozenset[str]
    openers: frozenset[str]


@cache
def _markers() -> _Markers:
    rows = [(normalize(row.text).folded.casefold(), row) for row in load("boilerplate", BoilerplateRow)]
    months, weekdays = (
        {word for row in load(name, _Forms) for form in row.forms for word in fold(form).casefold().split()}
        for name in ("months", "weekdays")
    )
    days = months | weekdays
    edges = load("sentence_edges", _Edge)
    prefixes: dict[str, tuple[str, Role]] = {}
    for text, row in rows:
        if row.match in ("prefix", "label"):
            prefixes[text] = (row.match, row.role)
    contains = [text for text, row in rows if row.match == "contains" and row.role == "line"]
    captions = [text for text, row in rows if row.role == "caption"]
    return _Markers(
        {text: row.role for text, row in rows if row.match in ("whole", "label", "prefix")},
        (_any_of(prefixes, "^", r"(?![^\W\d_])"), prefixes),
        _any_of([text for text, row in rows if row.match == "suffix"], r"(?<![^\W\d_])", "$"),
        _any_of(contains, r"(?<![^\W\d_])", r"(?![^\W\d_])"),
        _any_of(captions, r"(?<![^\W\d_])(?:و?ال)?", r"(?![^\W\d_])"),
        _any_of(
            [text for text, row in rows if row.role == "keep"],
            r"(?<![^\W\d_])",
            r"(?![^\W\d_])",
        ),
        frozenset(text for text, row in rows if row.match in ("stamp", "ago")) | days,
        frozenset(months),
        frozenset(text for text, row in rows if row.match == "ago"),
        frozenset(fold(row.word) for row in edges if row.kind == "end"),
        frozenset(fold(row.word) for row in edges if row.kind == "start"),
    )


def _any_of(texts: "Sequence[str] | dict[str, tuple[str, Role]]", before: str, after: str) -> re.Pattern[str]:
    """Return a pattern of one of the texts, the longest first."""
    ordered = sorted(texts, key=len, reverse=True)
    return re.compile(rf"{before}(?:{'|'.join(map(re.escape, ordered))}){after}", re.IGNORECASE)


def role_of(line: str) -> Role | None:
    """Tell what the markers say about a line of folded text."""
    if len(line) > 2 * LONG:
        return None if _WORDS.search(line) else "line"
    markers = _markers()
    bare = _EDGES.sub("", line).casefold()
    if not _WORDS.search(bare):
        return "line"
    if role := markers.whole.get(bare):
        return role
    length = len(bare)
    if length > 250:
        return None
    if _HASHTAGS.fullmatch(line):
        return "line"
    pattern, roles = markers.prefix
    if (found := pattern.match(bare)) and (role := _prefixed(bare, line, found.end(), *roles[found.group()])):
        return role
    numbered = _DIGIT.search(bare) is not None
    if length < 40 and numbered and markers.suffix.search(bare) and len(_WORDS.findall(bare)) <= 4:
        return "line"
    if length < 70 and _stamp(bare, numbered, markers):
        return "line"
    if length < LONG and markers.contains.search(bare) and not (length >= SHORT and _FULL_STOP.search(line)):
        return "line"
    return "line" if _menu(bare, markers.whole) else None


def _prefixed(bare: str, line: str, end: int, match: str, role: Role) -> Role | None:
    """Return the role of a line that begins with a marker, unless it goes on as a sentence or a headline."""
    rest = bare[end:].strip()
    signed = not rest or not rest[0].isalpha()
    ended = len(rest) > 40 and _FULL_STOP.search(line[-12:]) is not None
    if role in ("keep", "byline"):
        known = len(_markers().credit.findall(bare))
        return role if len(bare) < LONG and not ended and (len(rest.split()) <= 5 or known > 1) else None
    if match == "label":
        return role if signed and len(rest) < SHORT else None
    if ended or (not signed and len(rest) > (25 if role == "tail" or " " not in bare[:end] else LONG)):
        return None
    if role in ("tail", "end"):
        return role if len(rest) < 40 else "line"
    return role


def _stamp(bare: str, numbered: bool, markers: _Markers) -> bool:
    """Tell whether a line is a date, a time or an age: a number, names of days and months, nothing else."""
    words = _WORDS.findall(bare)
    if not numbered and (len(words) < 2 or markers.ago.isdisjoint(words)):
        return False
    return len(words) <= 9 and all(word in markers.stamp or word.removeprefix("ال") in markers.stamp for word in words)


def _menu(bare: str, whole: dict[str, Role]) -> bool:
    """Tell whether a line is a row of sections: «الرئيسية | أخبار | رياضة», «الأخبار, سوريا»."""
    segments = [segment for segment in _SEGMENTS.split(bare) if segment]
    if len(segments) < 2 or any(len(segment.split()) > 3 for segment in segments):
        return False
    known = sum(whole.get(segment) == "line" for segment in segments)
    return known * 2 >= len(segments) or (len(segments) > 3 and (known > 0 or len(_MENU.findall(bare)) > 2))


def lines_of(text: NormalText) -> list[Line]:
    """Cut a text into its non-empty lines, those that a hard break parts put together.

    Args:
        text: The normal text.
    """
    folded = text.folded
    return [Line(start, end, folded[start:end], role_of(folded[start:end])) for start, end in _unwrapped(folded)]


def _dated(folded: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Part a byline from the page date that follows it on its line: «فلان الفلاني - 12 مايو 2020»."""
    if end - start < _STAMPED and _YEAR.search(folded, start, end):
        for gap in _GAP.finditer(folded, start, end):
            head, tail = folded[start : gap.start()], folded[gap.end() : end]
            if ":" in head or not head or not _YEAR.search(tail) or role_of(tail) != "line":
                continue
            short = not gap.group().isspace() and len(head.split()) <= _BYLINE
            if short or role_of(head) in ("keep", "byline"):
                return (start, gap.start()), (gap.end(), end)
    return ((start, end),)


def _unwrapped(folded: str) -> list[tuple[int, int]]:
    """Return the spans of lines; a line that cannot end where it does goes on in the next."""
    whole = [(m.start(), m.end()) for m in _LINE.finditer(folded) if not m.group().isspace()]
    spans = [part for index, span in enumerate(whole) for part in (_dated(folded, *span) if index else (span,))]
    joined: list[tuple[int, int]] = []
    wrapped = _hard_wrapped(folded, spans)
    open_ends = _markers().open_ends
    go_on = False
    for index, (start, end) in enumerate(spans):
        if go_on and role_of(folded[start:end]) is None:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        line = folded[start:end].rstrip()
        last = line[-24:].rsplit(None, 1)[-1].lstrip("\"'«“(")
        go_on = (end - start > 12 and (line.endswith(("،", ",")) or last in open_ends)) or index in wrapped
    return joined


def _hard_wrapped(folded: str, spans: list[tuple[int, int]]) -> frozenset[int]:
    """Return the lines broken at a margin: the full ones of a block of at least five without an empty line."""
    found: set[int] = set()
    first = 0
    for index in range(1, len(spans) + 1):
        if index < len(spans) and folded.count("\n", spans[index - 1][1], spans[index][0]) == 1:
            continue
        block = spans[first:index]
        if len(block) >= 5:
            lengths = sorted(end - start for start, end in block)
            width = lengths[-1]
            full = [i for i, (start, end) in enumerate(block, first) if end - start >= 0.8 * width]
            unended = [i for i in full if not _SENTENCE_END.search(folded[spans[i][0] : spans[i][1]][-12:])]
            marked = sum(_INNER_MARK.search(folded, start, end) is not None for start, end in block)
            prose = marked >= 0.4 * len(block)
            if prose and 40 <= width <= 130 and len(full) >= 0.6 * len(block) and len(unended) >= 0.6 * len(full):
                found.update(i for i in unended if i + 1 < index and not _ITEM.match(folded, spans[i + 1][0]))
        first = index
    return frozenset(found)
