"""The second opinion of the fast preset: a small conditional random field that reads names from what stands around them.

It is asked only about sentences that may hold a name which no table lists, and only for people and organisations; its
scores lie below those of the rules. The model comes with the package and is checked against the manifest before it is
loaded.
"""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rasid.document import Document
from rasid.extractors._crf_features import features, sort_of
from rasid.extractors._neural_names import names_within, without_lone_surnames
from rasid.extractors.base import Candidate, MentionType
from rasid.matching import Lexicon
from rasid.resources import verify_model
from rasid.text.tokenize import Sentence

_PRIORS = MappingProxyType({MentionType.PERSON: 0.58, MentionType.ORG: 0.5})
"""Priors by type, below the scores of the rules; a candidate's score is the prior times the field's confidence."""
_LEAST = MappingProxyType({MentionType.PERSON: 0.6, MentionType.ORG: 0.9})
_LONGEST = 120
"""Stretches without a sentence boundary are read in pieces of so many words."""
_CUES = frozenset("GgFTQK")
"""Sorts of words beside which names stand, or that are names."""


class FieldExtractor:
    """Finds people and organisations by the bundled field. Threads may share it; pickled, it leaves the model behind."""

    name = "crf"
    uses_models = True
    """The report's provenance then holds the digest of the models."""

    def __init__(self, model: str = "ner-crf", *, models: Path | None = None) -> None:
        """Load nothing yet.

        Args:
            model: Folder of the model below ``models``.
            models: Folder with ``MANIFEST.json``; the bundled one by default.
        """
        self._model = model
        self._models = models
        self._lock = threading.Lock()
        self._tagger: Any = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as the arguments."""
        return (_remake, (self._model, self._models))

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return none: the field needs no lexicon."""
        return ()

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return candidates in text order.

        Raises:
            ResourceError: The model is missing or damaged.
        """
        found = []
        with self._lock:
            for sentence in document.sentences:
                if self._may_hold(document, sentence):
                    found.extend(self._read(document, sentence))
        rule = f"crf:{self._model}"
        return tuple(
            Candidate(n.type, n.start, n.end, rule, round(_PRIORS[n.type] * n.confidence, 3))
            for n in sorted(without_lone_surnames(found), key=lambda n: (n.start, n.end))
        )

    def _may_hold(self, document: Document, sentence: Sentence) -> bool:
        """Tell whether a sentence has a word beside which names stand."""
        tokens = document.tokens
        return any(
            not _CUES.isdisjoint(sort_of(tokens[i].text)) for i in range(sentence.first, sentence.last) if tokens[i].kind == "w"
        )

    def _read(self, document: Document, sentence: Sentence) -> Iterator[Any]:
        tokens = document.tokens
        tagger = self._open()
        for begin in range(sentence.first, sentence.last, _LONGEST):
            end = min(begin + _LONGEST, sentence.last)
            words = ["0" if tokens[i].kind == "n" else tokens[i].text for i in range(begin, end)]
            labels = tagger.tag(features(words))
            at = 0
            while at < len(labels):
                mark, _, kind = labels[at].partition("-")
                last = at + 1
                while mark != "O" and last < len(labels) and labels[last] == f"I-{kind}":
                    last += 1
                if kind in ("PERSON", "ORG"):
                    type_ = MentionType(kind)
                    confidence = min(tagger.marginal(labels[k], k) for k in range(at, last))
                    if confidence >= _LEAST[type_]:
                        yield from names_within(type_, tokens, begin + at, begin + last, confidence)
                at = last

    def _open(self) -> Any:
        if self._tagger is None:
            import pycrfsuite

            tagger = pycrfsuite.Tagger()
            tagger.open(str(verify_model(self._model, models=self._models) / "weights.crf"))
            self._tagger = tagger
        return self._tagger


def _remake(model: str, models: Path | None) -> FieldExtractor:
    return FieldExtractor(model, models=models)
