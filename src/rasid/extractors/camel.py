"""The recogniser of camel-tools as an extractor, for those who have installed camel-tools' model.

It is in no preset: ask for it by name, ``Pipeline(extractors=(…, "camel"))``. camel-tools and its model are loaded on
the first extraction.
"""

import threading
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from rasid.document import Document
from rasid.errors import ResourceError
from rasid.extractors._neural_names import Stretch, names_within, without_lone_surnames
from rasid.extractors.base import Candidate, MentionType
from rasid.matching import Lexicon
from rasid.records import PlaceKind

_TYPES: Mapping[str, MentionType] = MappingProxyType(
    {"PERS": MentionType.PERSON, "LOC": MentionType.PLACE, "ORG": MentionType.ORG}
)
_SCORE = 0.55
"""Below the scores of the rules; camel-tools does not say how sure it is."""
_LONGEST = 150


class Recognizer(Protocol):
    """What is used of ``camel_tools.ner.NERecognizer``."""

    def predict_sentence(self, sentence: Sequence[str]) -> Sequence[str]:
        """Return a label (``B-PERS``, ``I-LOC``, ``O`` …) for each word."""
        ...


class CamelExtractor:
    """Finds people, places and organisations by camel-tools. Threads may share it; pickled, it leaves the model out."""

    name = "camel"
    uses_models = False
    """The bundled models are not used; camel-tools' own is the user's."""

    def __init__(self, recognizer: Recognizer | None = None) -> None:
        """Load nothing yet.

        Args:
            recognizer: Instead of camel-tools' pretrained one.
        """
        self._recognizer = recognizer
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle without the model."""
        return (CamelExtractor, ())

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return none: the recogniser needs no lexicon."""
        return ()

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return candidates in text order.

        Raises:
            ResourceError: camel-tools' model is not installed.
        """
        found: list[Stretch] = []
        with self._lock:
            for sentence in document.sentences:
                for first in range(sentence.first, sentence.last, _LONGEST):
                    found.extend(self._read(document, first, min(first + _LONGEST, sentence.last)))
        names = sorted(without_lone_surnames(found), key=lambda name: (name.start, name.end))
        return tuple(_candidate(name) for name in names)

    def _read(self, document: Document, first: int, last: int) -> list[Stretch]:
        tokens = document.tokens[first:last]
        labels = self._load().predict_sentence([document.clean(token.start, token.end) for token in tokens])
        found: list[Stretch] = []
        at = 0
        while at < len(labels):
            kind = labels[at].partition("-")[2]
            end = at + 1
            while kind and end < len(labels) and labels[end] == f"I-{kind}":
                end += 1
            if kind in _TYPES:
                found.extend(names_within(_TYPES[kind], document.tokens, first + at, first + end))
            at = end
        return found

    def _load(self) -> Recognizer:
        if self._recognizer is None:
            try:
                from camel_tools.ner import NERecognizer

                self._recognizer = NERecognizer.pretrained()
            except Exception as error:
                raise ResourceError(
                    f"camel-tools' recogniser cannot be loaded: {error}; install its model with "
                    "`camel_data -i ner-arabert`, or leave the extractor 'camel' out"
                ) from error
        return self._recognizer


def _candidate(name: Stretch) -> Candidate:
    place = name.type is MentionType.PLACE
    attributes = MappingProxyType({"kind": PlaceKind.TOWN} if place else {})
    return Candidate(name.type, name.start, name.end, "camel:ner", _SCORE, None, attributes)
