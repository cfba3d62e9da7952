"""Word vectors from running text: positive pointwise mutual information of neighbours, reduced by singular vectors.

Small corpora give better vectors this way than by sampling, in seconds and without a download. Source: Levy, Goldberg
and Dagan, "Improving Distributional Similarity with Lessons Learned from Word Embeddings", TACL 2015 (context
smoothing 0.75, eigenvalue weighting 0.5).
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rasid.extractors.neural import model_word
from rasid.text.normalize import normalize
from rasid.text.tokenize import tokenize

_WINDOW = 4
_SMOOTHING = 0.75
_SPREAD = 0.3
"""Standard deviation of the entries."""


def read_raw(path: Path) -> Iterator[list[str]]:
    """Yield the words of each line of a text file, or of each article of JSON lines (``title``, ``text``).

    Args:
        path: A UTF-8 file, packed by gzip where its name ends in ``.gz``.
    """
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            text = line
            if line.startswith("{"):
                row = json.loads(line)
                text = f"{row.get('title', '')}\n{row['text']}"
            yield [model_word(token) for token in tokenize(normalize(text))]


def word_vectors(texts: Iterable[list[str]], *, dimensions: int, least: int, seed: int) -> tuple[list[str], Any]:
    """Make vectors of the words of texts.

    Args:
        texts: Words of stretches of running text.
        dimensions: Length of a vector.
        least: How often a word must occur.
        seed: Same texts and seed, same vectors on one machine.

    Returns:
        Words by falling frequency, and a float tensor with a row for each.
    """
    import torch

    texts = list(texts)
    counts = Counter(word for text in texts for word in text)
    words = sorted((w for w, n in counts.items() if n >= least), key=lambda w: (-counts[w], w))
    index = {word: i for i, word in enumerate(words)}
    # Words too rare for a vector keep their place (-1), so that windows do not reach across; a gap parts two texts.
    gap = [-1] * _WINDOW
    stream = torch.tensor([i for text in texts for i in (*(index.get(w, -1) for w in text), *gap)])
    size = len(words)
    pairs = []
    for distance in range(1, _WINDOW + 1):
        left, right = stream[:-distance], stream[distance:]
        both = (left >= 0) & (right >= 0)
        keys = left[both] * size + right[both]
        # A neighbour at distance d counts as (window + 1 - d) of the next one.
        pairs.append(keys.repeat(_WINDOW + 1 - distance))
    keys, times = torch.unique(torch.cat(pairs), return_counts=True)
    rows, columns = keys // size, keys % size
    table = torch.sparse_coo_tensor(torch.stack([rows, columns]), times.double(), (size, size), check_invariants=False)
    table = (table + table.t()).coalesce()
    (rows, columns), values = table.indices(), table.values()
    total = torch.zeros(size, dtype=torch.double).index_add_(0, rows, values)
    smooth = total**_SMOOTHING
    smooth /= smooth.sum()
    information = torch.log(values / (total[rows] * smooth[columns]))
    keep = information > 0
    matrix = torch.sparse_coo_tensor(
        torch.stack([rows[keep], columns[keep]]), information[keep].float(), (size, size), check_invariants=False
    ).coalesce()
    torch.manual_seed(seed)
    left_vectors, strengths, _ = torch.svd_lowrank(matrix, q=dimensions, niter=4)
    vectors = left_vectors * strengths.sqrt()
    return words, vectors * (_SPREAD / vectors.std())
