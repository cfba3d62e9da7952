"""Agreement: when two names, two places or two times are taken for the same.

These are the definitions behind ``rasid.evaluation``. They forgive what spellings of one name differ in (marks, forms
of a letter, the article, class nouns, inflectional endings), and nothing else. The words are rows of comparison.tsv.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, get_args

from rasid.lexicon import Row, load

_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPELLING = str.maketrans("أإآٱىةؤئ\u06aa\u06a9\u06cc", "اااايهويككي")


_Kind = Literal["class_noun", "keep_whole", "article", "ending"]


class _ComparisonRow(Row):
    kind: _Kind
    form: str


@dataclass(frozen=True)
class _Words:
    """The words and word parts that two spellings of a name may differ in, in unified letters."""

    class_nouns: frozenset[str]
    keep_whole: frozenset[str]
    article: re.Pattern[str]
    ending: re.Pattern[str]


@cache
def _words() -> _Words:
    forms: dict[str, list[str]] = {kind: [] for kind in get_args(_Kind)}
    for row in load("comparison", _ComparisonRow):
        forms[row.kind].append(row.form.translate(_SPELLING))
    return _Words(
        class_nouns=frozenset(forms["class_noun"]),
        keep_whole=frozenset(forms["keep_whole"]),
        article=re.compile(rf"^(?:{'|'.join(forms['article'])})(?=\w{{3}})"),
        ending=re.compile(rf"(?:{'|'.join(forms['ending'])})$"),
    )


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return what spelling variants of a name share: marks and articles off, letters unified, symbols as spaces."""
    words = _words()
    plain = re.sub(r"[^\w\s]|_", " ", _MARKS.sub("", name).translate(_SPELLING))
    return " ".join(w if w in words.keep_whole else words.article.sub("", w) for w in plain.split())


def same_place(one: str, other: str) -> bool:
    """Tell whether two place names are equal, class nouns («قرية») aside; «ريف حلب» is not «حلب»."""
    nouns = _words().class_nouns
    x, y = (" ".join(w for w in fold(name).split() if w not in nouns) or fold(name) for name in (one, other))
    return bool(x) and x.replace(" ", "") == y.replace(" ", "")


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are equal, share most words, or one is the other with at most two words more."""
    x, y = fold(one), fold(other)
    if not x or not y:
        return False
    if x.replace(" ", "") == y.replace(" ", ""):
        return True
    short, long = sorted((x, y), key=len)
    more = len(long.split()) - len(short.split())
    if len(short) >= 3 and f" {short} " in f" {long} " and more <= 2:
        return True
    a, b = ({_stem(w) for w in name.split()} for name in (x, y))
    return len(a & b) / len(a | b) > 0.5


def _stem(word: str) -> str:
    return _words().ending.sub("", word) if len(word) > 4 else word


_WEEK = re.compile(r"(\d{4})-W(\d\d)")
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_VAGUE = re.compile(r"PAST_REF|P(T?)X([YMWDHS])")
_OPEN_END = re.compile(r"/(\.\.)?$|^(\.\.)?/")
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def days(value: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of a TIMEX3 value, or None where it names no day, week, month, year or interval."""
    parts = str(value).split("/")
    spans = []
    for part in parts:
        span = _calendar_span(part.split("T")[0])
        if span:
            spans.append(span)
        elif len(parts) == 1 or part.split("T")[0] not in ("", ".."):
            return None
    return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None


def _calendar_span(value: str) -> tuple[dt.date, dt.date] | None:
    try:
        if week := _WEEK.fullmatch(value):
            first = dt.date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return first, first + dt.timedelta(days=6)
        if not (match := _DAY.fullmatch(value)):
            return None
        year, month = int(match[1]), int(match[2] or 1)
        first = dt.date(year, month, int(match[3] or 1))
        if match[3]:
            return first, first
        if not match[2]:
            return first, dt.date(year, 12, 31)
        return first, dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    except ValueError:
        return None


def same_day(gold: str, predicted: str) -> bool:
    """Tell whether two times share half of all their days, or a gold day lies in a stretch of three at most."""
    one, other = days(gold), days(predicted)
    if not one or not other:
        return False
    shared = (min(one[1], other[1]) - max(one[0], other[0])).days + 1
    either = (max(one[1], other[1]) - min(one[0], other[0])).days + 1
    short = one[0] == one[1] and (other[1] - other[0]).days <= 2
    return shared > 0 and (shared / either >= 0.5 or short)


def same_value(gold: str | None, predicted: str | None) -> bool:
    """Tell whether two TIMEX3 values agree: days to the day, vague ones by their unit, PAST_REF with any vague one."""
    if gold is None or predicted is None:
        return gold is predicted
    one, other = (_OPEN_END.sub("", str(value)) for value in (gold, predicted))
    if one == other:
        return True
    interval = "/" in one + other
    if _FULL_DAY.match(one) and _FULL_DAY.match(other) and not interval:
        return one[:10] == other[:10]
    if interval and days(one) and days(one) == days(other):
        return True
    vague, vague_too = _VAGUE.fullmatch(one), _VAGUE.fullmatch(other)
    if not (vague and vague_too):
        return False
    return "PAST_REF" in (one, other) or vague.groups() == vague_too.groups()
