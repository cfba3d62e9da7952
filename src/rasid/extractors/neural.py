"""The neural extractor of the accurate preset: a small stanza tagger that reads names from what stands around them.

It finds people, groups, organisations and places that no table lists. Its scores lie below those of the rules, so that
a rule wins where both see a name. The model comes with the package, is checked against the manifest before it is
loaded, and needs no network. torch and stanza are imported on the first extraction, not before.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rasid.document import Document
from rasid.errors import ResourceError
from rasid.extractors._neural_names import Stretch, class_nouns, names_within, without_lone_surnames
from rasid.extractors.base import Candidate, MentionType
from rasid.gazetteer import bundled as bundled_gazetteer
from rasid.matching import Lexicon, key_of
from rasid.records import PlaceKind
from rasid.resources import verify_model
from rasid.text.tokenize import Token

_SCORES = MappingProxyType(
    {MentionType.PERSON: 0.68, MentionType.PLACE: 0.66, MentionType.GROUP: 0.62, MentionType.ORG: 0.6}
)
"""Fixed priors, by how often the tagger is right about a type in held-out articles; all below those of the rules."""
_LONGEST = 150
"""Stretches without a sentence boundary are read in pieces of so many words: memory stays bounded."""
_BATCH = 64
"""Sentences that are read together."""
_TORCH = threading.Lock()
"""torch's number of threads belongs to the process: one tagger at a time changes it and puts it back."""


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
        self._processor: Any = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave the loaded model out."""
        return {**self.__dict__, "_processor": None}

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return none: the model needs no lexicon."""
        return ()

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
        stretches: list[Stretch] = []
        with _TORCH, _one_thread():
            if self._processor is None:
                self._processor = load_tagger(verify_model(self._model, models=self._models))
            for at in range(0, len(pieces), _BATCH):
                for type_, start, end in _read(self._processor, document, pieces[at : at + _BATCH]):
                    first, last = document.token_at(start), document.token_at(end - 1) + 1
                    stretches.extend(names_within(MentionType(type_), document.tokens, first, last))
        found = [self._candidate(document, stretch) for stretch in without_lone_surnames(stretches)]
        return tuple(sorted(found, key=lambda c: (c.start, c.end)))

    def _candidate(self, document: Document, name: Stretch) -> Candidate:
        """Make a candidate; a place gets the rows of the gazetteer, or a kind by its first word."""
        rule, score = f"stanza:{self._model}", _SCORES[name.type]
        if name.type is not MentionType.PLACE:
            return Candidate(name.type, name.start, name.end, rule, score)
        key = key_of(document.clean(name.start, name.end))
        rows = bundled_gazetteer().by_key.get(key) or None
        kind = max(rows, key=lambda row: row.prominence).kind if rows else class_nouns().get(key.split(" ", 1)[0])
        attributes = MappingProxyType({"kind": kind or PlaceKind.TOWN})
        return Candidate(name.type, name.start, name.end, rule, score, rows, attributes)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let torch use one thread: sums keep their order, so that results are the same on every run."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def load_tagger(folder: Path) -> Any:
    """Load the tagger of a verified folder, stanza's processor; stanza reads weights only, no pickled code.

    Raises:
        ResourceError: stanza cannot make a tagger of the files.
    """
    import stanza

    try:
        pipeline = stanza.Pipeline(
            lang="ar",
            dir=str(folder),
            processors="tokenize,ner",
            package=None,
            tokenize_pretokenized=True,
            ner_model_path=str(folder / "weights.pt"),
            download_method=None,
            allow_unknown_language=True,
            use_gpu=False,
            verbose=False,
        )
    except Exception as error:
        raise ResourceError(
            f"stanza {stanza.__version__} cannot load the model {folder}: {error}; "
            "install the version that the model's card names, or reinstall rasid"
        ) from error
    return pipeline.processors["ner"]


def _read(processor: Any, document: Document, pieces: list[range]) -> list[tuple[str, int, int]]:
    """Tag stretches of tokens; return type, start and end in the normal text."""
    import stanza

    tokens = document.tokens
    rows = [
        [
            {
                "id": number,
                "text": model_word(tokens[index]),
                "start_char": tokens[index].start,
                "end_char": tokens[index].end,
            }
            for number, index in enumerate(piece, start=1)
        ]
        for piece in pieces
    ]
    tagged = processor.process(stanza.Document(rows, text=document.text.clean))
    return [(entity.type, entity.start_char, entity.end_char) for entity in tagged.ents]
