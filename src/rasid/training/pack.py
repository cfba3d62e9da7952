"""Packing of a trained tagger: one file without paths, vectors and their corrections added up, in half precision."""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_PAD, _UNKNOWN, _EMPTY = 0, 1, 2
"""Rows that stanza's vocabularies reserve."""
_DROPPED = ("_file", "_dir", "_name", "device")


def write_vectors(words: Sequence[str], vectors: Any, path: Path) -> None:
    """Write vectors as a stanza pretrain file; reserved words get zeros."""
    import torch
    from stanza.models.common.pretrain import PretrainedWordVocab
    from stanza.models.common.vocab import VOCAB_PREFIX_SIZE

    vocabulary = PretrainedWordVocab(list(words), lang="ar")
    table = torch.cat([torch.zeros(VOCAB_PREFIX_SIZE, vectors.shape[1]), vectors.float()])
    torch.save({"vocab": vocabulary.state_dict(), "emb": table}, path)


def slow_down(trained: Path, rate: float) -> None:
    """Set the learning rate with which stanza goes on from a tagger: it takes the one in the file, not the option."""
    import torch

    saved = torch.load(trained, map_location="cpu", weights_only=True)
    saved["config"]["lr"] = rate
    torch.save(saved, trained)


def pack(trained: Path, vectors: Path, packed: Path) -> None:
    """Write a tagger that needs no file of vectors beside it.

    Training keeps fixed vectors and learned corrections of them («delta»). Added up they give one table over the words
    with vectors. Words without one were trained as the empty correction, which becomes the row of unknown words.

    Args:
        trained: What stanza's training wrote.
        vectors: The vectors that it was trained with.
        packed: The file to write.
    """
    import torch

    saved = torch.load(trained, map_location="cpu", weights_only=True)
    fixed = torch.load(vectors, map_location="cpu", weights_only=True)
    state, vocabulary = saved["model"], saved["vocab"]
    units: list[str] = fixed["vocab"]["_id2unit"]
    learned = {unit: number for number, unit in enumerate(vocabulary["delta"]["_id2unit"])}
    corrections = state["delta_emb.weight"]
    table = fixed["emb"].clone()
    for number, unit in enumerate(units):
        if number > _EMPTY and unit in learned:
            table[number] += corrections[learned[unit]]
    table[_UNKNOWN] += corrections[_EMPTY]
    table[_PAD] = 0
    state["delta_emb.weight"] = table
    delta = vocabulary["delta"]
    delta.update(_id2unit=list(units), _unit2id={unit: n for n, unit in enumerate(units)}, ignore=[])
    del vocabulary["word"], vocabulary["_key2class"]["word"]
    # Half precision changes no decision worth naming and halves the file; stanza widens it again on loading.
    halved = OrderedDict((k, v.half() if v.is_floating_point() else v) for k, v in state.items())
    config = {k: None if k.endswith(_DROPPED) else v for k, v in saved["config"].items()}
    torch.save({"model": halved, "vocab": vocabulary, "config": config}, packed)
