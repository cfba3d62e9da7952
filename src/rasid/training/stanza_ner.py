"""Train the tagger of the accurate preset.

    python -m rasid.training.stanza_ner --bio train.bio --gold articles.jsonl --raw news.jsonl.gz --out models

Of every BIO file the last tenth of the sentences, and every tenth article, are held out for the figures on the card; a
twentieth of each serves to pick the best step. The rest is trained on: articles once as they are and some times more
with other names in them (``rasid.training.augment``). Vectors of words come from the same texts and the raw ones.
The result is ``OUT/ner-stanza/`` (weights, card, an empty resource table that stanza asks for) and the manifest.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from rasid.extractors._tagger import InputWord, Tagger, one_thread
from rasid.extractors.neural import NeuralExtractor
from rasid.resources import verify_model
from rasid.training.arguments import parse, parser
from rasid.training.augment import exchange_names, names_by_type
from rasid.training.bio import Article, Sentence, read_articles, read_bio, spans_of, write_stanza
from rasid.training.card import Figure, write_card
from rasid.training.manifest import write_manifest
from rasid.training.pack import pack, slow_down, write_vectors
from rasid.training.vectors import read_raw, word_vectors

NAME = "ner-stanza"
_DIMENSIONS = 100
_LEAST = 3
_LAST_RATE = 0.0005
"""Learning rate of the last steps, a quarter of the first."""
_COPIES = 3
"""How often articles enter with other names, beside once as they are."""


class Split(NamedTuple):
    """What is trained on, what picks the best step, and what is held out."""

    train: list[Sentence]
    pick: list[Sentence]
    held: list[Sentence]


def split_bio(sentences: Sequence[Sentence]) -> Split:
    """Split a corpus in its own order: the last tenth is held out, the twentieth before it picks."""
    held = len(sentences) - len(sentences) // 10
    pick = held - len(sentences) // 20
    return Split(list(sentences[:pick]), list(sentences[pick:held]), list(sentences[held:]))


def split_articles(articles: Sequence[Article]) -> tuple[list[Article], list[Article], list[Article]]:
    """Split articles: of twenty the fifth picks, every tenth is held out."""
    pick = [a for i, a in enumerate(articles) if i % 20 == 4]
    held = [a for i, a in enumerate(articles) if i % 10 == 9]
    return [a for i, a in enumerate(articles) if i % 20 != 4 and i % 10 != 9], pick, held


def figures(gold: Iterable[tuple[Any, ...]], found: Iterable[tuple[Any, ...]]) -> list[Figure]:
    """Compare exact spans by type.

    Args:
        gold: Tuples whose first entry is the type.
        found: The same, as found.

    Returns:
        A figure for each type of ``gold``, and one for all.
    """
    gold, found = set(gold), set(found)
    result = []
    for type_ in [*sorted({g[0] for g in gold}), "all"]:
        right = {g for g in gold if type_ in (g[0], "all")}
        given = {f for f in found if type_ in (f[0], "all")}
        hits = len(right & given)
        precision, recall = hits / max(len(given), 1), hits / max(len(right), 1)
        total = 2 * precision * recall / (precision + recall) if hits else 0.0
        result.append(Figure(type_, precision, recall, total, len(right)))
    return result


def evaluate_bio(models: Path, sentences: Sequence[Sentence]) -> list[Figure]:
    """Score a trained model on labelled sentences; groups count as organisations, as such corpora have them."""
    gold, found = set(), set()
    with one_thread():
        tagger = Tagger(verify_model(NAME, models=models))
        for number, sentence in enumerate(sentences):
            gold |= {(_coarse(s.type), number, s.first, s.last) for s in spans_of([w.label for w in sentence])}
            found |= {(_coarse(t), number, first, last) for t, first, last in tag(tagger, sentence)}
    return figures(gold, found)


def _coarse(type_: str) -> str:
    return "ORG" if type_ == "GROUP" else type_


def tag(tagger: Tagger, sentence: Sentence) -> list[tuple[str, int, int]]:
    """Tag the words of a sentence; return type, first word and one past the last."""
    words = []
    position = 0
    for word in sentence:
        words.append(InputWord(word.text, position, position + len(word.text)))
        position += len(word.text) + 1
    begins = {word.start: number for number, word in enumerate(words)}
    ends = {word.end: number + 1 for number, word in enumerate(words)}
    mentions = tagger.read(" ".join(word.text for word in sentence), [words])
    return [(m.type, begins[m.start], ends[m.end]) for m in mentions]


def evaluate_articles(models: Path, articles: Sequence[Article]) -> list[Figure]:
    """Score the extractor as it is used: exact spans of characters, clitics cut off."""
    extractor = NeuralExtractor(NAME, models=models)
    gold, found = set(), set()
    for number, article in enumerate(articles):
        gold |= {(type_, number, start, end) for type_, start, end in article.mentions}
        found |= {(c.type.value, number, c.start, c.end) for c in extractor.extract(article.document)}
    return figures(gold, found)


class Data(NamedTuple):
    """What a training reads: corpora by name, and articles to train on, to pick by and held out."""

    corpora: dict[str, Split]
    articles: list[Article]
    picking: list[Article]
    held: list[Article]


def prepare(bio: Mapping[str, Sequence[Path]], gold: Sequence[Path]) -> Data:
    """Read and split the data.

    Args:
        bio: BIO files by corpus.
        gold: Files of annotated articles.
    """
    corpora: dict[str, Split] = {}
    for corpus, paths in bio.items():
        parts = [split_bio(read_bio(path)) for path in paths]
        corpora[corpus] = Split(*(list(chain.from_iterable(column)) for column in zip(*parts, strict=True)))
    return Data(corpora, *split_articles([article for path in gold for article in read_articles(path)]))


def train(data: Data, raw: Sequence[Path], out: Path, *, seed: int, steps: int) -> Path:
    """Train, pack, describe and list the model.

    Args:
        data: What ``prepare`` read.
        raw: Files of running text for the vectors.
        out: Folder of models.
        seed: Same data, seed and versions, same model on one machine.
        steps: Batches to train on at full rate; a third as many follow at a lower one.

    Returns:
        The model's folder.
    """
    own = [sentence for article in data.articles for sentence in article.sentences]
    others = [sentence for split in data.corpora.values() for sentence in split.train]
    names = names_by_type()
    exchanged = [s for copy in range(_COPIES) for s in exchange_names(own, names, seed + copy)]
    pick = [s for split in data.corpora.values() for s in split.pick] + [s for a in data.picking for s in a.sentences]
    texts = [[word.text for word in sentence] for sentence in (*others, *own)]
    texts += [words for path in raw for words in read_raw(path)]
    words, vectors = word_vectors(texts, dimensions=_DIMENSIONS, least=_LEAST, seed=seed)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        write_stanza((*others, *own, *exchanged), work / "train.json")
        write_stanza(pick, work / "pick.json")
        write_vectors(words, vectors, work / "vectors.pt")
        _run_stanza(work, seed, steps)
        slow_down(work / "model.pt", _LAST_RATE)
        _run_stanza(work, seed, max(steps // 3, 1), again=True)
        return finish(work, data, out, raw=bool(raw), seed=seed, steps=steps)


def finish(work: Path, data: Data, out: Path, *, raw: bool, seed: int, steps: int) -> Path:
    """Pack what stanza left in ``work``, score it on what was held out, write the card and the manifest."""
    folder = out / NAME
    folder.mkdir(parents=True, exist_ok=True)
    pack(work / "model.pt", work / "vectors.pt", folder / "weights.pt")
    (folder / "resources.json").write_text("{}\n", encoding="utf-8")
    (folder / "card.md").write_text("", encoding="utf-8")
    write_manifest(out)
    scored = {corpus: evaluate_bio(out, split.held) for corpus, split in data.corpora.items()}
    if data.held:
        scored["articles"] = evaluate_articles(out, data.held)
    counts = {corpus: len(split.train) for corpus, split in data.corpora.items()}
    write_card(folder, counts, len(data.articles), raw, scored, seed=seed, steps=steps + max(steps // 3, 1))
    write_manifest(out)
    return folder


def _run_stanza(work: Path, seed: int, steps: int, *, again: bool = False) -> None:
    """Call stanza's own training program in this process, on one thread; ``again`` goes on from ``model.pt``."""
    import logging

    import torch
    from stanza.models import ner_tagger

    torch.set_num_threads(1)
    options = {
        "mode": "train",
        "train_file": work / "train.json",
        "eval_file": work / "pick.json",
        "wordvec_pretrain_file": work / "vectors.pt",
        "save_dir": work,
        "save_name": "model.pt",
        "shorthand": "ar_rasid",
        "char_hidden_dim": 64,
        "char_emb_dim": 48,
        "hidden_dim": 192,
        "word_emb_dim": _DIMENSIONS,
        "word_dropout": 0.1,
        "dropout": 0.45,
        "batch_size": 32,
        "max_batch_words": 1200,
        "optim": "adam",
        "lr": 0.002,
        "patience": 2,
        "eval_interval": 200,
        "log_step": 100,
        "max_steps": steps,
        "max_steps_no_improve": steps,
        "seed": seed,
    }
    arguments = [part for key, value in options.items() for part in (f"--{key}", str(value))]
    ner_tagger.main([*arguments, "--cpu", "--emb_finetune_known_only", *(["--finetune"] if again else [])])
    # The training program sets stanza's logger to tell everything.
    logging.getLogger("stanza").setLevel(logging.WARNING)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and train."""
    made = parser("rasid.training.stanza_ner", __doc__)
    made.add_argument("--raw", type=Path, nargs="*", default=[], help="running text or JSON lines, also .gz")
    made.add_argument("--steps", type=int, default=3000)
    options, corpora = parse(made, arguments)
    data = prepare(corpora, options.gold)
    folder = train(data, options.raw, options.out, seed=options.seed, steps=options.steps)
    size = (folder / "weights.pt").stat().st_size
    sys.stderr.write(json.dumps({"model": str(folder), "bytes": size}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
