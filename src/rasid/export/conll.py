"""Mentions as BIO labels, one token a line, after the manner of CoNLL-2003.

Four columns parted by tabs: token, its first code point in ``Report.text``, one past its last, label (``B-PLACE``,
``I-PLACE`` … ``O``; the types are PERSON, GROUP, ORG, PLACE and DATE). Tokens are Rasid's own: whole words, so a word
with a proclitic («لقوات») has the label of the name in it. Of nested mentions the outermost counts. An empty line ends
a sentence; sentences are those of headline and body. ``-DOCSTART-`` begins an article and names it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from rasid.export.numbered import numbered
from rasid.export.spans import outermost
from rasid.records import Report
from rasid.spans import Span
from rasid.text.normalize import normalize
from rasid.text.tokenize import tokenize


def dump(reports: Iterable[Report]) -> Iterator[str]:
    """Write reports, one in memory at a time.

    Args:
        reports: What to write. A report without id is known by its position, counted from 1.

    Yields:
        Lines with their ends, a sentence at a time.
    """
    for identifier, report in numbered(reports):
        yield f"-DOCSTART-\t{'_'.join(identifier.split()) or '_'}\t_\tO\n\n"
        yield from _sentences(report)


def tokens(report: Report) -> Iterator[Span]:
    """Return the tokens of a report's text as spans of code points, in text order; none overlap.

    Several words that one character holds («ﷺ») are one token.
    """
    normal = normalize(report.text)
    end = 0
    for token in tokenize(normal):
        span = normal.span(token.start, token.end)
        if span.end > end:
            yield Span(max(span.start, end), span.end)
            end = span.end


def _sentences(report: Report) -> Iterator[str]:
    spans = list(tokens(report))
    starts = [span.start for span in spans]
    labels = _labels(report, spans)
    for sentence in report.sentences:
        lines = [
            f"{''.join(report.text[spans[i].start : spans[i].end].split()) or '_'}"
            f"\t{spans[i].start}\t{spans[i].end}\t{labels[i]}\n"
            for i in range(bisect_left(starts, sentence.start), bisect_left(starts, sentence.end))
        ]
        if lines:
            yield "".join(lines) + "\n"


def _labels(report: Report, spans: list[Span]) -> list[str]:
    """Return the label of each token: that of the first mention that holds a part of it."""
    labels = ["O"] * len(spans)
    ends = [span.end for span in spans]
    for mention in outermost(report):
        index, mark = bisect_left(ends, mention.start + 1), "B"
        while index < len(spans) and spans[index].start < mention.end:
            if labels[index] == "O":
                labels[index] = f"{mark}-{mention.label}"
                mark = "I"
            index += 1
    return labels
