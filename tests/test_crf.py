"""The conditional random field: what it finds, how it is loaded, how its training sees a sentence."""

import json
import pickle
import shutil
import threading
from functools import cache
from pathlib import Path

import pytest

from rasid import ResourceError
from rasid.document import Document, read
from rasid.extractors._crf_features import features, sort_of
from rasid.extractors.base import MentionType
from rasid.extractors.crf import FieldExtractor
from rasid.matching import Matcher
from rasid.resources import root
from rasid.training.bio import Word
from rasid.training.crf_ner import main, score, train_field

TEXT = "أفادت مراسلة الوكالة بأن القتيل هو حسين كرعوش من قرية السفيرة، وكتبت هبة الشوباش عن الحادثة."


@cache
def extractor() -> FieldExtractor:
    return FieldExtractor()


def document(text: str) -> Document:
    return read(text, Matcher(()))


def names(found: FieldExtractor, text: str) -> list[str]:
    doc = document(text)
    return [doc.clean(c.start, c.end) for c in found.extract(doc) if c.type is MentionType.PERSON]


def test_finds_people_whose_family_no_table_lists() -> None:
    assert "حسين كرعوش" in names(extractor(), TEXT)


def test_a_text_without_names_or_titles_is_not_read() -> None:
    made = FieldExtractor(models=Path("nowhere"))
    assert made.extract(document("هطلت الأمطار ليلاً.")) == ()


def test_scores_lie_below_those_of_rules() -> None:
    assert all(0 < c.score < 0.6 for c in extractor().extract(document(TEXT)))


def test_same_answer_from_copies_and_threads() -> None:
    expected = extractor().extract(document(TEXT))
    again = pickle.loads(pickle.dumps(extractor()))  # noqa: S301 - our own bytes
    assert again.extract(document(TEXT)) == expected
    found = []
    threads = [threading.Thread(target=lambda: found.append(extractor().extract(document(TEXT)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    shutil.copytree(root("models") / "ner-crf", tmp_path / "ner-crf")
    shutil.copy(root("models") / "MANIFEST.json", tmp_path)
    with (tmp_path / "ner-crf" / "weights.crf").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ResourceError, match=r"weights\.crf"):
        FieldExtractor(models=tmp_path).extract(document(TEXT))


def test_hidden_names_look_unlisted() -> None:
    assert "G" in sort_of("محمد")
    assert "G" not in sort_of("محمد", hidden=True)
    assert features(["محمد"], {0}) != features(["محمد"])


def test_features_see_two_neighbours() -> None:
    row = features(["قال", "الصحفي", "سالم", "امس", "ان"])[2]
    assert {"-w=الصحفي", "--w=قال", "+w=امس", "++w=ان"} <= set(row)


def sentence(name: str) -> tuple[Word, ...]:
    return (Word("قال", "O"), Word(name, "B-PERSON"), Word("امس", "O"))


def test_training_is_reproducible(tmp_path: Path) -> None:
    sentences = [sentence(name) for name in ("زيد", "عمرو", "خالد", "بكر")] * 3
    for file in ("one", "two"):
        train_field(sentences, tmp_path / file, seed=7, iterations=20)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert score(tmp_path / "one", sentences)["PERSON"][2] == 1.0


def test_training_writes_model_card_and_manifest(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus" / "train.bio"
    corpus.parent.mkdir()
    corpus.write_text("\n\n".join("قال O\nزيد B-PERS\nأمس O" for _ in range(20)), encoding="utf-8")
    assert main(["--bio", str(corpus), "--out", str(tmp_path / "models"), "--iterations", "5"]) == 0
    listed = json.loads((tmp_path / "models" / "MANIFEST.json").read_text(encoding="utf-8"))
    assert set(listed) == {"ner-crf/card.md", "ner-crf/weights.crf"}
    assert "18 sentences" in (tmp_path / "models" / "ner-crf" / "card.md").read_text(encoding="utf-8")
