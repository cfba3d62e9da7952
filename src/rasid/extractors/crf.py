"""A second opinion for the rules: a small conditional random field that reads names from what stands around them.

It is asked only about stretches around given names, titles and roles, and only for people and organisations; its scores
lie below those of the rules. The model comes with the package and is checked against the manifest before it is
loaded.
"""

import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rasid.document import Document
from rasid.errors import ResourceError
from rasid.extractors._crf_features import features, sort_of
from rasid.extractors._neural_names import Stretch, names_within, without_lone_surnames
from rasid.extractors.base import Candidate, MentionType
from rasid.matching import Lexicon
from rasid.resources import REMEDY, verify_model
from rasid.text.tokenize import Sentence, Token

_PRIORS = MappingProxyType({MentionType.PERSON: 0.58, MentionType.ORG: 0.5})
"""Priors by type, below the scores of the rules; a candidate's score is the prior times the field's confidence."""
_LEAST = MappingProxyType({MentionType.PERSON: 0.5, MentionType.ORG: 0.9})
_BEFORE, _AFTER = 5, 8
"""So many words around a cue are read; windows that meet are read as one."""
_CUES = frozenset("GT")
"""Sorts of words that are given names, or titles and roles beside which names stand."""
_LONGEST = 120
"""A window is cut where it gets longer: memory stays bounded."""


class FieldExtractor:
    """Finds people and organisations by the bundled field. Threads may share it; pickled, it leaves the model out."""

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

    def check(self) -> None:
        """Look at the model's files; a pipeline asks for it when it is made.

        Raises:
            ResourceError: The model is missing or damaged.
        """
        verify_model(self._model, models=self._models)

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return candidates in text order.

        Raises:
            ResourceError: The model is missing or damaged.
        """
        found: list[Stretch] = []
        with self._lock:
            for sentence in document.sentences:
                found.extend(self._read(document, sentence))
        rule = f"crf:{self._model}"
        return tuple(
            Candidate(n.type, n.start, n.end, rule, round(_PRIORS[n.type] * n.confidence, 3))
            for n in sorted(without_lone_surnames(found), key=lambda n: (n.start, n.end))
        )

    def _read(self, document: Document, sentence: Sentence) -> Iterator[Stretch]:
        tokens = document.tokens
        for begin, end in _windows(tokens, sentence):
            tagger = self._open()
            words = ["0" if token.kind == "n" else token.text for token in tokens[begin:end]]
            labels = tagger.tag(features(words))
            at = 0
            while at < len(labels):
                mark, _, kind = labels[at].partition("-")
                last = at + 1
                while mark != "O" and last < len(labels) and labels[last] == f"I-{kind}":
                    last += 1
                if kind in _PRIORS:
                    type_ = MentionType(kind)
                    confidence = min(tagger.marginal(labels[k], k) for k in range(at, last))
                    if confidence >= _LEAST[type_]:
                        yield from names_within(type_, tokens, begin + at, begin + last, confidence)
                at = last

    def _open(self) -> Any:
        if self._tagger is None:
            import pycrfsuite

            weights = verify_model(self._model, models=self._models) / "weights.crf"
            tagger = pycrfsuite.Tagger()
            try:
                tagger.open(str(weights))
            except (ValueError, OSError) as error:
                raise ResourceError(f"{weights} is no model of CRFsuite: {error}; {REMEDY}") from error
            self._tagger = tagger
        return self._tagger


@lru_cache(maxsize=50_000)
def _is_cue(word: str) -> bool:
    return not _CUES.isdisjoint(sort_of(word))


def _windows(tokens: Sequence[Token], sentence: Sentence) -> list[tuple[int, int]]:
    """Return the stretches of a sentence that may hold a name."""
    found: list[tuple[int, int]] = []
    for i in range(sentence.first, sentence.last):
        if tokens[i].kind == "w" and _is_cue(tokens[i].text):
            begin, end = max(sentence.first, i - _BEFORE), min(sentence.last, i + _AFTER)
            if found and begin <= found[-1][1] and end - found[-1][0] <= _LONGEST:
                found[-1] = (found[-1][0], end)
            else:
                found.append((max(begin, found[-1][1]) if found else begin, end))
    return found


def _remake(model: str, models: Path | None) -> FieldExtractor:
    return FieldExtractor(model, models=models)
