"""The adapter of camel-tools' recogniser, on labels as that interface returns them."""

import pickle
from collections.abc import Sequence

import pytest

from rasid import ResourceError
from rasid.document import Document, read
from rasid.extractors.camel import CamelExtractor
from rasid.matching import Matcher

RECORDED = {
    "قال": "O",
    "سامر": "B-PERS",
    "الحوشان": "I-PERS",
    "لوكالة": "O",
    "رويترز": "B-ORG",
    "في": "O",
    "دمشق": "B-LOC",
    "إن": "O",
    "مونديال": "B-MISC",
}


class Recorded:
    """Answers with labels recorded by word."""

    def predict_sentence(self, sentence: Sequence[str]) -> list[str]:
        return [RECORDED.get(word, "O") for word in sentence]


def document(text: str) -> Document:
    return read(text, Matcher(()))


def test_labels_become_candidates_with_exact_offsets() -> None:
    doc = document("قال سامر الحوشان لوكالة رويترز في دمشق إن مونديال قادم.")
    found = [(c.type.value, doc.clean(c.start, c.end)) for c in CamelExtractor(Recorded()).extract(doc)]
    assert found == [("PERSON", "سامر الحوشان"), ("ORG", "رويترز"), ("PLACE", "دمشق")]


def test_pickles_without_a_model() -> None:
    again = pickle.loads(pickle.dumps(CamelExtractor(Recorded())))  # noqa: S301 - our own bytes
    assert again.name == "camel"


def test_a_missing_model_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "camel_tools.ner", None)
    with pytest.raises(ResourceError, match="camel_data -i ner-arabert"):
        CamelExtractor().extract(document("قال سامر الحوشان ذلك."))
