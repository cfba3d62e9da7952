"""Arbitration: of candidates that overlap, which become mentions.

Dates are settled first (their grammar is the strictest), but for those within a name that is beyond doubt («مأرب الآن»
in a dateline). Of the rest a longer candidate beats what it covers, since a
name within a name («سوريا» in «قوات سوريا الديمقراطية») is no mention of its own; otherwise the higher score wins,
then the longer, then the earlier. The order of extractors never matters.
"""

from collections.abc import Iterable

from rasid.extractors.base import Candidate, MentionType

_COVER_MARGIN = 0.25
"""A longer candidate loses to one within it only where its score is lower by more than this."""

_CERTAIN = 0.98
"""From this score on a name is kept though a word of it says a time."""


def settle(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates that do not overlap, in text order."""
    found = list(candidates)
    certain = [c for c in found if c.score >= _CERTAIN and c.type is not MentionType.DATE]
    ordered = sorted((c for c in found if not _within(c, certain)), key=_rank)
    taken: list[Candidate] = []
    occupied = bytearray(max((c.end for c in ordered), default=0))
    for candidate in ordered:
        if not any(occupied[candidate.start : candidate.end]):
            occupied[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
            taken.append(candidate)
    return tuple(sorted(taken, key=lambda c: c.start))


def _within(candidate: Candidate, certain: Iterable[Candidate]) -> bool:
    """Tell whether a date is a part of a name."""
    return candidate.type is MentionType.DATE and any(
        name.start <= candidate.start and candidate.end < name.end + (name.start < candidate.start) for name in certain
    )


def _rank(candidate: Candidate) -> tuple[bool, float, float, int, str]:
    length = candidate.end - candidate.start
    weight = candidate.score + _COVER_MARGIN * min(length, 60) / 20
    return (candidate.type is not MentionType.DATE, -weight, -candidate.score, candidate.start, candidate.rule)
