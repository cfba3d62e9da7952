"""The card of a trained model: data, licences, figures, limits."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

_CORPORA = {
    "anercorp": "ANERcorp (Benajiba and Rosso 2007; split of Obeid et al. 2020), news, CC BY-SA 4.0",
    "wojood_sample": "a sample of Wojood (Jarrar, Khalilia and Ghanem 2022), fine types mapped to four, MIT",
}
_TITLES = {"articles": "Held-out conflict-news articles, by the extractor as it is used (unsure mentions left out)"}

_CARD = """# ner-stanza

A named-entity tagger for Arabic conflict news, four types: PERSON, GROUP (armed actors), ORG (unarmed organisations)
and PLACE. It serves the `accurate` preset beside the rules and finds names that no table lists.

* Architecture: stanza's BiLSTM-CRF with a character LSTM; word vectors of 100 dimensions; weights in half precision.
* Input: words as Rasid's tokenizer cuts them, folded (أ إ آ → ا, ى → ي, ة → ه, ؤ → و, ئ → ي), all numbers as `0`.
* Trained with stanza {stanza}, torch {torch}, on one CPU thread; seed {seed}, {steps} steps; the best step on a
  twentieth of the data is kept. Retrain: `python -m rasid.training.stanza_ner --help`.
* Files: `weights.pt` (loaded as weights only, no code in it), `resources.json` (an empty table that stanza asks for).

## Data

{data}

GROUP comes from the articles; organisations of the corpora that the actor registry lists count as GROUP as well, and
states that a corpus labels as organisations count as PLACE. The file holds a vocabulary (a list of words), no running
text.

## Licence of the weights

CC BY-SA 4.0, which follows from ANERcorp. Rasid's code and tables are under their own licence.

## Figures

Precision, recall and F1 of exact spans; n is the number of mentions. In the corpora GROUP counts as ORG. Held out: the
last tenth of each corpus file and every tenth article; none of it was trained on. The extractor's refusals of common
nouns were adjusted with some of the held-out articles in view, so that table flatters it a little.

{figures}

## Limits

* Trained on little text. On its own it mistakes common nouns in war reports for names («القرى», «الضفة») more often
  than the rules do; its scores are set so that rules win where both see a name.
* Long names of organisations are often cut short; ORG is the weakest type in general news. Figures on few mentions (n)
  are rough.
* It reads names, not facts: whether a name is rightly accused of anything is beyond it.
"""


class Figure(NamedTuple):
    """Precision, recall and F1 of a type, and the number of mentions it was measured on."""

    type: str
    precision: float
    recall: float
    f1: float
    n: int


def write_card(
    folder: Path,
    sentences: Mapping[str, int],
    articles: int,
    raw: bool,
    scored: Mapping[str, Sequence[Figure]],
    *,
    seed: int,
    steps: int,
) -> None:
    """Write ``card.md``.

    Args:
        folder: The model's folder.
        sentences: Number of training sentences by corpus.
        articles: Number of training articles.
        raw: Whether running text was used for the vectors.
        scored: Figures by corpus, and under ``articles``.
        seed: Seed of the training.
        steps: Its steps.
    """
    data = [
        f"* {_CORPORA.get(name, name + ' (see its own licence)')}: {count} sentences"
        for name, count in sentences.items()
    ]
    if articles:
        data.append(
            f"* annotated conflict-news articles of many outlets: {articles}, once as they are and three times with\n"
            "  names exchanged for others from Rasid's tables"
        )
    if raw:
        data.append("* word vectors: these texts and raw news (the ANT corpus, Chouigui et al. 2017, Apache-2.0)")
    tables = []
    for name, rows in scored.items():
        title = _TITLES.get(name) or "Held-out tenth of " + _CORPORA.get(name, name).split(" (")[0]
        lines = [f"| {f.type} | {f.precision:.3f} | {f.recall:.3f} | {f.f1:.3f} | {f.n} |" for f in rows]
        tables.append("\n".join([f"### {title}", "", "| type | P | R | F1 | n |", "|---|---|---|---|---|", *lines]))
    text = _CARD.format(
        stanza=version("stanza"),
        torch=version("torch").split("+")[0],
        seed=seed,
        steps=steps,
        data="\n".join(data),
        figures="\n\n".join(tables),
    )
    (folder / "card.md").write_text(text, encoding="utf-8", newline="\n")
