"""Train the conditional random field that gives the rules a second opinion.

    python -m rasid.training.crf_ner --bio train.bio --gold articles.jsonl --out models

Of every BIO file the last tenth of the sentences is held out, and every tenth article, for the figures on the card.
The result is ``OUT/ner-crf/`` (weights, card) and the manifest.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rasid.extractors._crf_features import features
from rasid.training.bio import Sentence, read_articles, read_bio, spans_of
from rasid.training.manifest import write_manifest

NAME = "ner-crf"
_HIDDEN = 0.35
"""Share of the words of names that look unlisted: the field learns from what stands around them."""
_COPIES = 2
"""How often articles enter: they are few, and what the field is for."""


def train_field(sentences: Iterable[Sentence], path: Path, *, seed: int, iterations: int) -> None:
    """Train on labelled sentences and write the weights.

    Args:
        sentences: Words with BIO labels.
        path: File of the weights.
        seed: Same data, seed and version, same file.
        iterations: Steps of the optimiser at most.
    """
    import pycrfsuite

    draw = random.Random(seed)  # noqa: S311 - not for secrets
    trainer = pycrfsuite.Trainer(verbose=False)
    for sentence in sentences:
        labels = [word.label for word in sentence]
        hidden = {i for i, label in enumerate(labels) if label.endswith("PERSON") and draw.random() < _HIDDEN}
        trainer.append(features([word.text for word in sentence], hidden), labels)
    trainer.select("lbfgs")
    trainer.set_params(
        {"c1": 0.2, "c2": 0.02, "max_iterations": iterations, "feature.minfreq": 2, "feature.possible_transitions": 1}
    )
    trainer.train(str(path))


def tag(path: Path, sentences: Iterable[Sentence]) -> list[list[str]]:
    """Return the labels that a field gives to sentences."""
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return [tagger.tag(features([word.text for word in sentence])) for sentence in sentences]


def score(path: Path, sentences: Sequence[Sentence]) -> dict[str, tuple[float, float, float, int]]:
    """Return precision, recall, F1 of exact spans and their number, by type."""
    counts: dict[str, list[int]] = {}
    for sentence, labels in zip(sentences, tag(path, sentences), strict=True):
        gold = set(spans_of([word.label for word in sentence]))
        found = set(spans_of(labels))
        for span in gold | found:
            count = counts.setdefault(span.type, [0, 0, 0])
            count[0] += span in gold and span in found
            count[1] += span in found
            count[2] += span in gold
    result = {}
    for type_, (hits, given, right) in sorted(counts.items()):
        precision, recall = hits / max(given, 1), hits / max(right, 1)
        f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
        result[type_] = (precision, recall, f1, right)
    return result
