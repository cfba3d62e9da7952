"""Arbitration: of candidates that overlap, which become mentions.

Dates are settled first (their grammar is the strictest), but for those within a name that is beyond doubt («مأرب الآن»
in a dateline). Of the rest a longer candidate beats what it covers, since a
name within a name («سوريا» in «قوات سوريا الديمقراطية») is no mention of its own; otherwise the higher score wins,
then the longer, then the earlier. The order of extractors never matters.
"""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

from rasid.extractors.base import Candidate, MentionType

_COVER_MARGIN = 0.25
"""A longer candidate loses to one within it only where its score is lower by more than this."""

_CERTAIN = 0.98
"""From this score on a name is kept though a word of it says a time."""


def settle(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates that do not overlap, in text order."""
    # An extractor's fault must not reach the later stages, which walk from a mention's start to its end.
    found = [c for c in candidates if 0 <= c.start < c.end]
    certain = _Names(c for c in found if c.score >= _CERTAIN and c.type is not MentionType.DATE)
    ordered = sorted((c for c in found if c.type is not MentionType.DATE or not certain.hold(c)), key=_rank)
    taken: list[Candidate] = []
    occupied = bytearray(max((c.end for c in ordered), default=0))
    for candidate in ordered:
        if not any(occupied[candidate.start : candidate.end]):
            occupied[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
            taken.append(candidate)
    return tuple(sorted(taken, key=lambda c: c.start))


class _Names:
    """Names that are beyond doubt."""

    def __init__(self, names: Iterable[Candidate]) -> None:
        reach: dict[int, int] = {}
        for name in names:
            reach[name.start] = max(name.end, reach.get(name.start, 0))
        self._reach = reach
        self._starts = sorted(reach)
        self._farthest = list(accumulate((reach[start] for start in self._starts), max))

    def hold(self, date: Candidate) -> bool:
        """Tell whether a date is a part of a name."""
        before = bisect_left(self._starts, date.start)
        inside = before > 0 and self._farthest[before - 1] >= date.end
        return inside or self._reach.get(date.start, 0) > date.end


def _rank(candidate: Candidate) -> tuple[bool, float, float, int, str]:
    length = candidate.end - candidate.start
    weight = candidate.score + _COVER_MARGIN * min(length, 60) / 20
    return (candidate.type is not MentionType.DATE, -weight, -candidate.score, candidate.start, candidate.rule)
