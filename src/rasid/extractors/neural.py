"""The neural extractor of the accurate preset: a small stanza tagger that reads names from what stands around them.

It finds people, groups, organisations and places that no table lists. Its scores lie below those of the rules, so that
a rule wins where both see a name. The model comes with the package, is checked against the manifest before it is
loaded, and needs no network. torch and stanza are imported on the first extraction, not before.
"""

from pathlib import Path
from types import MappingProxyType
from typing import Any

from rasid.document import Document
from rasid.extractors._neural_names import Stretch, class_nouns, names_within, without_lone_surnames
from rasid.extractors._tagger import InputWord, Tagger, one_thread
from rasid.extractors.base import Candidate, MentionType
from rasid.gazetteer import bundled as bundled_gazetteer
from rasid.matching import Lexicon, key_of
from rasid.records import PlaceKind
from rasid.resources import verify_model
from rasid.text.tokenize import Token

_SCORES = MappingProxyType(
    {MentionType.PERSON: 0.68, MentionType.PLACE: 0.66, MentionType.GROUP: 0.62, MentionType.ORG: 0.6}
)
"""Priors by type, below the scores of the rules; a candidate's score is the prior times the tagger's confidence."""
_LEAST = MappingProxyType(
    {MentionType.PERSON: 0.75, MentionType.PLACE: 0.75, MentionType.GROUP: 0.99, MentionType.ORG: 0.99}
)
"""How sure the tagger must be. On the articles that picked the step in training, what lay below 0.7 was right half the
time; where rules see nothing it is right less often. Groups and organisations that no table or grammar knows are few:
there it must be beyond doubt."""
_LONGEST = 150
"""Stretches without a sentence boundary are read in pieces of so many words: memory stays bounded."""
_BATCH = 64
"""Sentences that are read together."""


def model_word(token: Token) -> str:
    """Return a token as the model reads it: folded, all numbers alike."""
    return "0" if token.kind == "n" else token.text


class NeuralExtractor:
    """Finds names by the bundled stanza model. Threads may share it; pickled, it leaves the loaded model behind."""

    name = "stanza"
    uses_models = True
    """The report's provenance then holds the digest of the models."""

    def __init__(self, model: str = "ner-stanza", *, models: Path | None = None) -> None:
        """Load nothing yet.

        Args:
            model: Folder of the model below ``models``.
            models: Folder with ``MANIFEST.json``; the bundled one by default.
        """
        self._model = model
        self._models = models
        self._tagger: Tagger | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave the loaded model out."""
        return {**self.__dict__, "_tagger": None}

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return none: the model needs no lexicon."""
        return ()

    def check(self) -> None:
        """Look at the model's files; a pipeline asks for it when it is made.

        Raises:
            ResourceError: The model is missing or damaged.
        """
        verify_model(self._model, models=self._models)

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return candidates in text order; those of places hold ``kind`` among their attributes.

        Raises:
            ResourceError: The model is missing or damaged.
        """
        pieces = [
            range(first, min(first + _LONGEST, sentence.last))
            for sentence in document.sentences
            for first in range(sentence.first, sentence.last, _LONGEST)
        ]
        if not pieces:
            return ()
        tokens = document.tokens
        found: list[Stretch] = []
        with one_thread():
            if self._tagger is None:
                self._tagger = Tagger(verify_model(self._model, models=self._models))
            for at in range(0, len(pieces), _BATCH):
                sentences = [
                    [InputWord(model_word(token), token.start, token.end) for token in tokens[piece.start : piece.stop]]
                    for piece in pieces[at : at + _BATCH]
                ]
                for mention in self._tagger.read(document.text.clean, sentences):
                    if mention.confidence < _LEAST[MentionType(mention.type)]:
                        continue
                    first, last = document.token_at(mention.start), document.token_at(mention.end - 1) + 1
                    found.extend(names_within(MentionType(mention.type), tokens, first, last, mention.confidence))
        candidates = [self._candidate(document, name) for name in without_lone_surnames(found)]
        return tuple(sorted(candidates, key=lambda c: (c.start, c.end)))

    def _candidate(self, document: Document, name: Stretch) -> Candidate:
        """Make a candidate; a place gets the rows of the gazetteer, or a kind by its first word."""
        rule, score = f"stanza:{self._model}", round(_SCORES[name.type] * name.confidence, 3)
        if name.type is not MentionType.PLACE:
            return Candidate(name.type, name.start, name.end, rule, score)
        key = key_of(document.clean(name.start, name.end))
        rows = bundled_gazetteer().by_key.get(key) or None
        kind = max(rows, key=lambda row: row.prominence).kind if rows else class_nouns().get(key.split(" ", 1)[0])
        attributes = MappingProxyType({"kind": kind or PlaceKind.TOWN})
        return Candidate(name.type, name.start, name.end, rule, score, rows, attributes)
