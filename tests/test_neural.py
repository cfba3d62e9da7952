"""The neural extractor: exact offsets, sameness, and a model that is missing or damaged."""

import json
import pickle
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from conftest import ARTICLES, REPOSITORY, run_python
from rasid.document import Document, read
from rasid.errors import ResourceError
from rasid.extractors.base import Candidate
from rasid.extractors.neural import NeuralExtractor
from rasid.matching import Matcher
from rasid.resources import root, verify_model

pytestmark = pytest.mark.accurate

MATCHER = Matcher(())
RULE_FLOOR = 0.7
"""No extractor of rules scores a name that it is sure of below this."""


def document(text: str) -> Document:
    return read(text, MATCHER)


@pytest.fixture(scope="module")
def extractor() -> NeuralExtractor:
    return NeuralExtractor()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A copy of the bundled models."""
    return Path(shutil.copytree(root("models"), tmp_path / "models"))


def surfaces(extractor: NeuralExtractor, text: str) -> set[tuple[str, str]]:
    read_text = document(text)
    return {(c.type.value, read_text.clean(c.start, c.end)) for c in extractor.extract(read_text)}


# ---------------------------------------------------------------- what it finds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصفت قوات النظام بلدة حاس في ريف إدلب.", {("GROUP", "قوات النظام"), ("PLACE", "حاس")}),
        (
            "وقال الناشط سامر العزاوي إن القصف استهدف سوق بلدة النيرب.",
            {("PERSON", "سامر العزاوي"), ("PLACE", "النيرب")},
        ),
        ("وصلت تعزيزات إلى حلب ودمشق والرقة.", {("PLACE", "حلب"), ("PLACE", "دمشق"), ("PLACE", "الرقة")}),
        # No table lists the village.
        ("قتل مدني وأصيب آخران في قصف على قرية زلخفانة بريف حماة.", {("PLACE", "زلخفانة")}),
    ],
)
def test_names_are_found_with_their_types(
    extractor: NeuralExtractor, text: str, expected: set[tuple[str, str]]
) -> None:
    assert expected <= surfaces(extractor, text)


@pytest.mark.parametrize(
    "text", ["توجه الأهالي إلى القرى.", "عاد السكان إلى المدينة والقرية.", "5 و10 و2018.", "!؟", ""]
)
def test_class_nouns_and_signs_are_no_names(extractor: NeuralExtractor, text: str) -> None:
    assert surfaces(extractor, text) == set()


# ---------------------------------------------------------------- offsets


@pytest.mark.parametrize("path", sorted(ARTICLES.glob("*.txt")), ids=lambda path: path.stem)
def test_offsets_are_exact(extractor: NeuralExtractor, path: Path) -> None:
    article = document(path.read_text(encoding="utf-8"))
    found = extractor.extract(article)
    assert found
    ends = {token.end for token in article.tokens}
    for candidate in found:
        surface = article.clean(candidate.start, candidate.end)
        assert surface
        assert surface == surface.strip()
        assert surface[0].isalnum()
        assert surface[-1].isalnum()
        assert candidate.end in ends
        sentence = article.sentence_at(candidate.start)
        assert sentence is not None
        assert candidate.end <= sentence.end
        assert candidate.rule == "stanza:ner-stanza"
        assert 0 < candidate.score < RULE_FLOOR
        span = article.text.span(candidate.start, candidate.end)
        assert document(article.text.original[span.start : span.end]).text.clean == surface
    assert list(found) == sorted(found, key=lambda c: (c.start, c.end))


def test_marks_within_words_do_not_move_offsets(extractor: NeuralExtractor) -> None:
    text = "قَصَفَت قوّات النظام بلدة\u200f حــاس، في ريف «إدلب»."
    article = document(text)
    found = [article.text.span(c.start, c.end) for c in extractor.extract(article)]
    surfaces = {text[span.start : span.end] for span in found}
    assert "حــاس" in surfaces


def test_places_hold_a_kind(extractor: NeuralExtractor) -> None:
    article = document("انسحبت القوات من قرية زلخفانة إلى حلب، وقصفت حقل زلخفان.")
    places = [c for c in extractor.extract(article) if c.type == "PLACE"]
    assert places
    assert all("kind" in c.attributes for c in places)
    assert next(c for c in places if article.clean(c.start, c.end) == "حلب").row[0].country == "SY"


def test_a_text_without_boundaries_is_read_in_pieces(extractor: NeuralExtractor) -> None:
    article = document("وصلت القوات إلى حلب ثم " * 400)
    found = extractor.extract(article)
    assert len(found) >= 300
    assert {article.clean(c.start, c.end) for c in found} >= {"حلب"}


# ---------------------------------------------------------------- sameness


def everything(extractor: NeuralExtractor) -> list[tuple[Candidate, ...]]:
    return [extractor.extract(document(path.read_text(encoding="utf-8"))) for path in sorted(ARTICLES.glob("*.txt"))]


def test_two_extractors_and_many_threads_agree(extractor: NeuralExtractor) -> None:
    expected = everything(extractor)
    assert everything(NeuralExtractor()) == expected
    with ThreadPoolExecutor(4) as pool:
        assert all(result == expected for result in pool.map(everything, [extractor] * 4))


def test_neighbouring_sentences_do_not_matter(extractor: NeuralExtractor) -> None:
    sentence = "قصفت قوات النظام بلدة حاس في ريف إدلب."
    alone = surfaces(extractor, sentence)
    together = surfaces(extractor, sentence + "\n" + "وصل وفد إلى القاهرة للقاء مسؤولين.\n" * 80)
    assert alone <= together


def test_pickling_leaves_the_loaded_model_behind(extractor: NeuralExtractor) -> None:
    article = document("قصفت قوات النظام بلدة حاس في ريف إدلب.")
    expected = extractor.extract(article)
    data = pickle.dumps(extractor)
    assert len(data) < 1000
    assert pickle.loads(data).extract(article) == expected  # noqa: S301 - our own


def test_the_number_of_threads_is_put_back(extractor: NeuralExtractor) -> None:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        extractor.extract(document("وصلت تعزيزات إلى حلب."))
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


# ---------------------------------------------------------------- loading

RUN = """
import os, sys
from rasid.document import read
from rasid.extractors.neural import NeuralExtractor
from rasid.matching import Matcher

extractor = NeuralExtractor()
assert not {"torch", "stanza"} & set(sys.modules)
document = read("وصلت تعزيزات إلى حلب.", Matcher(()))
reached = []
sys.addaudithook(lambda event, arguments: reached.append(event)
                 if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"} else None)
assert extractor.extract(document)
assert not reached, reached
assert extractor.extract(read("", Matcher(()))) == ()
"""


def test_loading_is_late_silent_and_needs_no_network(tmp_path: Path) -> None:
    result = run_python("-c", RUN, cwd=tmp_path, HOME=str(tmp_path), PYTHONPATH=str(REPOSITORY / "src"))
    assert result.returncode == 0, result.stderr
    assert result.stdout == ""
    assert result.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_lists_every_bundled_file() -> None:
    folder = root("models")
    listed = json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
    files = {p.relative_to(folder).as_posix(): p for d in folder.iterdir() if d.is_dir() for p in d.rglob("*")}
    assert listed.keys() == {name for name, path in files.items() if path.is_file()}
    assert all(files[name].stat().st_size == entry["size"] for name, entry in listed.items())
    assert verify_model("ner-stanza") == folder / "ner-stanza"


def test_the_model_is_small_and_holds_no_paths() -> None:
    import torch

    weights = root("models") / "ner-stanza" / "weights.pt"
    assert weights.stat().st_size <= 14_000_000
    saved: dict[str, Any] = torch.load(weights, map_location="cpu", weights_only=True)
    assert saved.keys() == {"model", "vocab", "config"}
    assert not [value for value in saved["config"].values() if isinstance(value, str) and "/" in value]


@pytest.mark.parametrize("fault", ["missing", "cut off", "another", "no manifest", "manifest damaged", "not listed"])
def test_a_faulty_model_is_named_with_the_remedy(models: Path, fault: str) -> None:
    weights, manifest = models / "ner-stanza" / "weights.pt", models / "MANIFEST.json"
    if fault == "missing":
        weights.unlink()
    elif fault == "cut off":
        weights.write_bytes(weights.read_bytes()[:1000])
    elif fault == "another":
        weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    elif fault == "no manifest":
        manifest.unlink()
    elif fault == "manifest damaged":
        manifest.write_text('{"ner-stanza/weights.pt": 5}', encoding="utf-8")
    else:
        manifest.write_text("{}", encoding="utf-8")
    with pytest.raises(ResourceError, match="reinstall") as caught:
        NeuralExtractor(models=models).extract(document("وصلت تعزيزات إلى حلب."))
    assert ("weights.pt" if fault in ("missing", "cut off", "another") else "MANIFEST.json") in str(caught.value)


def test_a_file_that_stanza_cannot_read_is_a_resource_error(models: Path) -> None:
    from rasid.training.manifest import write_manifest

    (models / "ner-stanza" / "weights.pt").write_bytes(b"no weights")
    write_manifest(models)
    with pytest.raises(ResourceError, match=r"stanza .* cannot load"):
        NeuralExtractor(models=models).extract(document("وصلت تعزيزات إلى حلب."))
