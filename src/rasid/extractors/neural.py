"""The neural extractor of the accurate preset: a small stanza tagger that reads names from what stands around them.

It finds people, groups, organisations and places that no table lists. Its scores lie below those of the rules, so that
a rule wins where both see a name. The model comes with the package, is checked against the manifest before it is
loaded, and needs no network. torch and stanza are imported on the first extraction, not before.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ConfigDict

from rasid.document import Document
from rasid.errors import ResourceError
from rasid.extractors.base import Candidate, MentionType
from rasid.gazetteer import bundled as bundled_gazetteer
from rasid.lexicon import Items, Row, load
from rasid.matching import Lexicon, key_of
from rasid.records import PlaceKind
from rasid.registry import bundled as bundled_registry
from rasid.registry import organizations
from rasid.resources import verify_model
from rasid.text.morphology import affixes
from rasid.text.normalize import fold
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


class NameRow(Row):
    """A row of which only the names matter here; other columns are left to their own module."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    variants: Items = ()


def model_word(token: Token) -> str:
    """Return a token as the model reads it: folded, all numbers alike."""
    return "0" if token.kind == "n" else token.text


class ClassRow(Row):
    """A noun that says what sort of place a name is; other columns are left to the rules for places."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    forms: Items
    kind: PlaceKind


class WordRow(Row):
    """A word of a closed list."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    word: str


@cache
def _class_nouns() -> Mapping[str, PlaceKind]:
    """Return kinds of places by the noun that names begin with («حقل», «مطار»), folded."""
    nouns: dict[str, PlaceKind] = {}
    for row in load("place_classes", ClassRow):
        for form in row.forms:
            nouns.setdefault(fold(form), row.kind)
    return MappingProxyType(nouns)


@cache
def _common_words(type_: MentionType) -> frozenset[str]:
    """Return words that alone are no name of the type («القرى», «المسلحين»), folded."""
    if type_ is MentionType.PERSON:
        return frozenset()
    table = "place_generic" if type_ is MentionType.PLACE else "generic_names"
    words = {fold(row.word) for row in load(table, WordRow)}
    if type_ is MentionType.PLACE:
        words |= set(_class_nouns())
    return frozenset(words | {f"ال{word}" for word in words})


@cache
def _first_words() -> frozenset[str]:
    """Return the words that names of the bundled tables begin with."""
    keys = [*bundled_gazetteer().by_key, *bundled_registry().by_key, *organizations()]
    keys += [key_of(name) for table in ("given_names", "family_names") for row in load(table, NameRow)
             for name in (row.name, *row.variants)]  # fmt: skip
    return frozenset(key.split(" ", 1)[0] for key in keys if key)


@cache
def _clitics() -> tuple[str, ...]:
    """Return the clitics that may stand before a name, the longer first."""
    return tuple(sorted(affixes("noun_prefix") - {""}, key=lambda form: (-len(form), form)))


def strip_clitic(word: str) -> int:
    """Tell how many letters of a name's first word are clitics.

    Args:
        word: A folded word at which a name begins.

    Returns:
        The length of the clitics; 0 where the word is a listed beginning itself («واشنطن», «لبنان»), or where nothing
        says that its first letter does not belong to the name. «للتحالف» stays whole: its ل is also the article's.
    """
    first_words = _first_words()
    if word in first_words:
        return 0
    for clitic in _clitics():
        rest = word[len(clitic) :]
        if word.startswith(clitic) and (rest in first_words or (rest.startswith("ال") and len(rest) > 4)):
            return len(clitic)
    # A name of foreign or unlisted form: «و» nearly always joins it, the other clitics are as often its own letters.
    return 1 if word.startswith("و") and len(word) > 4 else 0


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
        found: list[Candidate] = []
        with _TORCH, _one_thread():
            if self._processor is None:
                self._processor = load_tagger(verify_model(self._model, models=self._models))
            for at in range(0, len(pieces), _BATCH):
                for type_, start, end in _read(self._processor, document, pieces[at : at + _BATCH]):
                    found.extend(self._candidates(document, type_, start, end))
        return tuple(sorted(found, key=lambda c: (c.start, c.end)))

    def _candidates(self, document: Document, type_: str, start: int, end: int) -> Iterator[Candidate]:
        """Make a candidate of a tagged stretch: signs at its edges and clitics before it are cut off."""
        tokens = document.tokens
        first, last = document.token_at(start), document.token_at(end - 1)
        while first <= last and tokens[first].kind == "p":
            first += 1
        while first <= last and tokens[last].kind == "p":
            last -= 1
        if first > last or not any(token.kind in "wl" and len(token.text) > 1 for token in tokens[first : last + 1]):
            return
        head = tokens[first]
        start = head.start + (strip_clitic(head.text) if head.kind == "w" else 0)
        end = tokens[last].end
        mention = MentionType(type_)
        key = key_of(document.clean(start, end))
        if key in _common_words(mention):
            return
        rule, score = f"stanza:{self._model}", _SCORES[mention]
        if mention is MentionType.PLACE:
            rows = bundled_gazetteer().by_key.get(key) or None
            kind = max(rows, key=lambda row: row.prominence).kind if rows else _class_nouns().get(key.split(" ", 1)[0])
            attributes = MappingProxyType({"kind": kind or PlaceKind.TOWN})
            yield Candidate(mention, start, end, rule, score, rows, attributes)
        else:
            yield Candidate(mention, start, end, rule, score)


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
