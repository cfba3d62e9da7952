"""Train the conditional random field that gives the rules a second opinion.

    python -m rasid.training.crf_ner --bio train.bio --gold articles.jsonl --out models

Of every BIO file the last tenth of the sentences is held out, and every tenth article, for the figures on the card.
The result is ``OUT/ner-crf/`` (weights, card) and the manifest.
"""

import json
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from rasid.extractors._crf_features import features
from rasid.training.arguments import parse, parser
from rasid.training.bio import Sentence, read_articles, read_bio, spans_of
from rasid.training.manifest import write_manifest

NAME = "ner-crf"
_HIDDEN = 0.5
"""Share of the words of names that look unlisted: the field learns from what stands around them."""
_COPIES = 3
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


_CARD = """# ner-crf

A linear-chain conditional random field for Arabic conflict news, four types: PERSON, GROUP (armed actors), ORG (unarmed
organisations) and PLACE. It serves both presets as a second opinion for people and organisations that no table lists;
GROUP and PLACE only help it to tell these apart.

* Features: word, its letters at both ends, what Rasid's tables say of it (given name, family name, title, verb of
  speech, place …), and the same of two neighbours on each side (``rasid.extractors._crf_features``).
* Input: words as Rasid's tokenizer cuts them, folded, all numbers as `0`.
* Trained with python-crfsuite {version} (L-BFGS, c1 0.2, c2 0.02, at most {iterations} iterations), seed {seed}.
  Half of the words of people's names look unlisted in training, so that the field learns from what stands around them.
  Retrain: `python -m rasid.training.crf_ner --help`.

## Data

{data}

The file holds weights of features, among them words; no running text.

## Licence of the weights

CC BY-SA 4.0, which follows from ANERcorp. Rasid's code and tables are under their own licence.

## Figures

Precision, recall and F1 of exact spans of the field alone, tables included; n is the number of mentions. Held out: the
last tenth of each corpus file and every tenth article; none of it was trained on. The tables list many names of the
articles, whichever were held out.

{figures}

## Limits

* On its own it is weaker than the rules; its scores are set so that rules win where both see a name.
* Long names of organisations are often cut short.
* It reads names, not facts: whether a name is rightly accused of anything is beyond it.
"""
_CORPORA = {
    "anercorp": "ANERcorp (Benajiba and Rosso 2007; split of Obeid et al. 2020), news, CC BY-SA 4.0",
    "wojood_sample": "a sample of Wojood (Jarrar, Khalilia and Ghanem 2022), fine types mapped to four, MIT",
}


def train(bio: Mapping[str, Sequence[Path]], gold: Sequence[Path], out: Path, *, seed: int, iterations: int) -> Path:
    """Train, score, describe and list the model.

    Args:
        bio: BIO files by corpus.
        gold: Files of annotated articles.
        out: Folder of models.
        seed: Same data, seed and version, same model.
        iterations: Steps of the optimiser at most.

    Returns:
        The model's folder.
    """
    sentences: list[Sentence] = []
    lines: list[str] = []
    held: dict[str, list[Sentence]] = {}
    for corpus, paths in bio.items():
        count = len(sentences)
        for path in paths:
            whole = read_bio(path)
            stop = len(whole) - len(whole) // 10
            sentences += whole[:stop]
            held.setdefault(corpus, []).extend(whole[stop:])
        lines.append(f"* {_CORPORA.get(corpus, corpus + ' (see its own licence)')}: {len(sentences) - count} sentences")
    articles = [article for path in gold for article in read_articles(path)]
    for number, article in enumerate(articles):
        if number % 10 == 9:
            held.setdefault("articles", []).extend(article.sentences)
        else:
            sentences += article.sentences * _COPIES
    if articles:
        lines.append(f"* annotated conflict-news articles: {len(articles) - len(articles) // 10}, {_COPIES} times each")
    folder = out / NAME
    folder.mkdir(parents=True, exist_ok=True)
    train_field(sentences, folder / "weights.crf", seed=seed, iterations=iterations)
    tables = []
    for name, rows in held.items():
        title = (
            "Every tenth article" if name == "articles" else f"Last tenth of {_CORPORA.get(name, name).split(' (')[0]}"
        )
        cells = [
            f"| {type_} | {p:.3f} | {r:.3f} | {f1:.3f} | {n} |"
            for type_, (p, r, f1, n) in score(folder / "weights.crf", rows).items()
        ]
        tables.append("\n".join([f"### {title}", "", "| type | P | R | F1 | n |", "|---|---|---|---|---|", *cells]))
    card = _CARD.format(
        version=version("python-crfsuite"),
        seed=seed,
        iterations=iterations,
        data="\n".join(lines),
        figures="\n\n".join(tables),
    )
    (folder / "card.md").write_text(card, encoding="utf-8", newline="\n")
    write_manifest(out)
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and train."""
    made = parser("rasid.training.crf_ner", __doc__)
    made.add_argument("--iterations", type=int, default=100)
    options, corpora = parse(made, arguments)
    folder = train(corpora, options.gold, options.out, seed=options.seed, iterations=options.iterations)
    size = (folder / "weights.crf").stat().st_size
    sys.stderr.write(json.dumps({"model": str(folder), "bytes": size}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
