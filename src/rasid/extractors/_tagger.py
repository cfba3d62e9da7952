"""The stanza tagger behind the neural extractor: loading, reading words, and how sure it is of each mention.

stanza returns the best labels alone. How probable each is under the model's conditional random field is computed here
from what its network returns (forward and backward sums over all labellings), seen through a hook on the network.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from rasid.errors import ResourceError

_TORCH = threading.Lock()
"""torch's number of threads belongs to the process: one tagger at a time changes it and puts it back."""


_OUTSIDE = (
    "bert_model",
    "charlm_backward_file",
    "charlm_forward_file",
    "use_peft",
    "wordvec_file",
    "wordvec_pretrain_file",
)
"""Settings by which a model of stanza leans on files that are not its own."""


class InputWord(NamedTuple):
    """A word as the model reads it, and where it stands in the text."""

    text: str
    start: int
    end: int


class Mention(NamedTuple):
    """A tagged stretch.

    Attributes:
        type: Label of the model.
        start: First code point in the text.
        end: One past the last.
        confidence: The least probable of its words' labels.
    """

    type: str
    start: int
    end: int
    confidence: float


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch use one thread, and one caller at a time: sums keep their order, so that results never differ."""
    import torch

    with _TORCH:
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(before)


class Tagger:
    """A loaded model. Call it within ``one_thread``."""

    def __init__(self, folder: Path) -> None:
        """Load ``weights.pt`` of a verified folder; stanza reads weights only, no pickled code.

        Raises:
            ResourceError: stanza cannot make a tagger of the files, or the weights need other files than their own.
        """
        import stanza

        try:
            _check_config(folder / "weights.pt")
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
            told = str(error).partition("\n")[0]
            raise ResourceError(
                f"stanza {stanza.__version__} cannot load the model {folder}: {told}; "
                "install the version that the model's card names, or reinstall rasid"
            ) from error
        self._processor = pipeline.processors["ner"]
        self._labels = {label: number for number, label in enumerate(self._processor.vocab["tag"].items(0))}
        self._seen: dict[tuple[str, ...], Any] = {}
        self._processor.trainer.model.register_forward_hook(self._see)

    def read(self, text: str, sentences: Sequence[Sequence[InputWord]]) -> list[Mention]:
        """Tag sentences.

        Args:
            text: The text in which the words stand.
            sentences: Their words.
        """
        import stanza

        rows = [
            [
                {"id": number, "text": word.text, "start_char": word.start, "end_char": word.end}
                for number, word in enumerate(sentence, start=1)
            ]
            for sentence in sentences
        ]
        where = {word.start: (s, w) for s, sentence in enumerate(sentences) for w, word in enumerate(sentence)}
        self._seen.clear()
        found = []
        for entity in self._processor.process(stanza.Document(rows, text=text)).ents:
            number, first = where[entity.start_char]
            chances = self._seen[tuple(word.text for word in sentences[number])]
            size = len(entity.tokens)
            marks = "S" if size == 1 else "B" + "I" * (size - 2) + "E"
            confidence = min(
                float(chances[first + i, self._labels[f"{mark}-{entity.type}"]]) for i, mark in enumerate(marks)
            )
            found.append(Mention(entity.type, entity.start_char, entity.end_char, confidence))
        self._seen.clear()
        return found

    def _see(self, _: Any, inputs: Any, output: Any) -> None:
        """Keep the probabilities of the labels of each sentence that goes through the network."""
        sentences = inputs[0]
        _, (scores, *_), (transitions, *_) = output
        chances = _probabilities(scores, transitions, [len(sentence) for sentence in sentences])
        self._seen.update({tuple(sentence): chances[number] for number, sentence in enumerate(sentences)})


def _check_config(weights: Path) -> None:
    """Refuse weights whose settings make stanza look for other files, or fetch them."""
    import torch

    config = torch.load(weights, map_location="cpu", weights_only=True)["config"]
    named = [name for name in _OUTSIDE if config.get(name)]
    if named:
        raise ValueError(f"its settings name files outside ({', '.join(named)})")


def _probabilities(scores: Any, transitions: Any, lengths: Sequence[int]) -> Any:
    """Return the marginal probability of each label at each word.

    Args:
        scores: Of labels at words: sentences x words x labels, padded.
        transitions: From label to label.
        lengths: Words of each sentence.
    """
    import numpy as np

    scores = scores.double().numpy()
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    moves = np.exp(transitions.double().numpy())
    size = weights.shape[1]
    # Each step is scaled to a sum of one: only the proportions at a word matter, and products cannot vanish.
    forward = np.empty_like(weights)
    forward[:, 0] = weights[:, 0]
    for at in range(1, size):
        step = (forward[:, at - 1] @ moves) * weights[:, at]
        forward[:, at] = step / step.sum(axis=1, keepdims=True)
    backward = np.ones_like(weights)
    inside = np.arange(size) < np.array(lengths)[:, None]
    for at in range(size - 2, -1, -1):
        step = (weights[:, at + 1] * backward[:, at + 1]) @ moves.T
        step /= step.sum(axis=1, keepdims=True)
        # Beyond a shorter sentence's end there is nothing to sum over.
        backward[:, at] = np.where(inside[:, at + 1, None], step, 1.0)
    joint = forward * backward
    return joint / joint.sum(axis=2, keepdims=True)
