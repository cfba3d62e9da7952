"""A text made ready for extraction: normal text, zones, sentences, tokens and lexicon hits."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasid.matching import Hit, Matcher
from rasid.text.mend import mend
from rasid.text.normalize import NormalText, normalize
from rasid.text.quotations import Quotation, quotations
from rasid.text.tokenize import Sentence, Token, split_sentences, tokenize
from rasid.text.zones import Zone, zones_of


@dataclass(frozen=True, slots=True)
class Document:
    """One article between the stages. All offsets refer to the normal text, half-open.

    Attributes:
        text: Normal text and its map to the original.
        published: Publication day, if known.
        zones: What each line is, in text order.
        tokens: All tokens, furniture included.
        sentences: Sentences of headline and body.
        hits: Lexicon hits within sentences, by lexicon name.
    """

    text: NormalText
    published: date | None
    zones: tuple[Zone, ...]
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    hits: Mapping[str, tuple[Hit, ...]]
    _hit_starts: Mapping[str, tuple[int, ...]]
    _token_starts: tuple[int, ...]
    _sentence_starts: tuple[int, ...]

    def token_at(self, offset: int) -> int:
        """Return the index of the token that holds ``offset``, or of the next one."""
        index = bisect_right(self._token_starts, offset) - 1
        return index if index >= 0 and self.tokens[index].end > offset else index + 1

    def sentence_at(self, offset: int) -> Sentence | None:
        """Return the sentence that holds ``offset``."""
        index = bisect_right(self._sentence_starts, offset) - 1
        if index >= 0 and offset < self.sentences[index].end:
            return self.sentences[index]
        return None

    def continues(self, offset: int, index: int) -> bool:
        """Tell whether a token stands in the sentence that holds ``offset``."""
        sentence = self.sentence_at(offset)
        return sentence is not None and sentence.first <= index < sentence.last

    def words_end(self, sentence: Sentence) -> int:
        """Return one past the last token of a sentence that is no sign; its first token where all are."""
        last = sentence.last
        while last > sentence.first and self.tokens[last - 1].kind == "p":
            last -= 1
        return last

    def hits_in(self, lexicon: str, start: int, end: int) -> tuple[Hit, ...]:
        """Return a lexicon's hits that start within ``[start, end)``."""
        starts = self._hit_starts.get(lexicon)
        if not starts:
            return ()
        low = bisect_left(starts, start)
        high = bisect_left(starts, end, low)
        return self.hits[lexicon][low:high] if low < high else ()

    def quotations(self) -> tuple[Quotation, ...]:
        """Return what stands between quotation marks and brackets in headline and body."""
        return quotations(self.text, [(z.start, z.end) for z in self.zones if z.kind != "boilerplate"])

    def clean(self, start: int, end: int) -> str:
        """Return the text of a span, letters plain but not folded."""
        return self.text.clean[start:end]


def read(text: str, matcher: Matcher, *, published: date | None = None) -> Document:
    """Make a text ready for extraction.

    Args:
        text: The original text.
        matcher: The automaton over the lexicons of all stages.
        published: Publication day, if known.
    """
    normal = normalize(text)
    normal, tokens = mend(normal, tokenize(normal), matcher.words)
    zones = zones_of(normal)
    stretches = [(z.start, z.end, z.kind, z.line) for z in zones if z.kind != "boilerplate"]
    sentences = split_sentences(normal, tokens, stretches)
    hits = _within(matcher.find(tokens), sentences)
    return Document(
        normal,
        published,
        zones,
        tokens,
        sentences,
        hits,
        {name: tuple([hit.start for hit in found]) for name, found in hits.items()},
        tuple(token.start for token in tokens),
        tuple(sentence.start for sentence in sentences),
    )


def _within(hits: Mapping[str, tuple[Hit, ...]], sentences: tuple[Sentence, ...]) -> dict[str, tuple[Hit, ...]]:
    """Keep the hits that lie within one sentence."""
    starts = [sentence.first for sentence in sentences]

    def inside(hit: Any) -> bool:
        index = bisect_right(starts, hit.first) - 1
        return index >= 0 and hit.last <= sentences[index].last

    return {name: tuple(hit for hit in found if inside(hit)) for name, found in hits.items()}
