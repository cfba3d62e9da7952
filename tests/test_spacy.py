"""The spaCy component: spans on spaCy's tokens, the report on the document, and what survives serialisation."""

import os
import pickle
import tomllib
from datetime import date
from pathlib import Path

import pytest

import rasid
from conftest import REPOSITORY, run_python

spacy = pytest.importorskip("spacy", reason="needs the extra spacy")
import rasid.integrations.spacy  # noqa: E402 - needs spaCy; makes the factory known

TEXT = (
    "قصفت طائرات حربية روسية أمس بلدة النيرب بريف إدلب، ما أسفر عن مقتل ثلاثة مدنيين. "
    "ووصلت تعزيزات لقوات النظام إلى مدينة سراقب."
)
DAY = "2018-04-30"


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    made = spacy.blank("ar")
    made.add_pipe("rasid", config={"preset": "fast", "published": DAY})
    return made


@pytest.fixture(scope="module")
def doc(nlp: spacy.Language) -> spacy.tokens.Doc:
    return nlp(TEXT)


def test_the_report_is_that_of_the_pipeline(doc: spacy.tokens.Doc) -> None:
    assert doc._.rasid == rasid.extract(TEXT, published=DAY)
    assert doc._.rasid.events[0].start == "2018-04-29"


def test_spans_have_labels_ids_and_rows(doc: spacy.tokens.Doc) -> None:
    spans = {span.text: span for span in doc.spans["rasid"]}
    group = spans["طائرات حربية روسية"]
    assert (group.label_, group.kb_id_) == ("GROUP", "russia-air-force")
    assert spans["النيرب"].label_ == "PLACE"
    assert spans["أمس"].label_ == "DATE"
    report = doc._.rasid
    assert {span.id_ for span in doc.spans["rasid"]} == {
        entity.id for kind in (report.people, report.groups, report.organizations, report.places) for entity in kind
    } | {day.id for day in report.dates}
    assert len(doc.spans["rasid"]) == len(report.mentions)


def test_a_name_behind_a_proclitic_takes_the_whole_token(doc: spacy.tokens.Doc) -> None:
    assert "لقوات النظام" in {span.text for span in doc.spans["rasid"]}
    assert "قوات النظام" in {mention.text for mention in doc._.rasid.mentions}, "the report has the exact characters"


def test_events(doc: spacy.tokens.Doc) -> None:
    first = doc.spans["rasid_events"][0]
    assert (first.label_, first.id_) == ("air_strike", "e1")
    assert "قصفت" in first.text


def test_entities_do_not_overlap(doc: spacy.tokens.Doc) -> None:
    places = [token.i for entity in doc.ents for token in entity]
    assert len(places) == len(set(places))
    assert {"طائرات حربية روسية", "النيرب"} <= {entity.text for entity in doc.ents}


def test_entities_of_an_earlier_component_stay() -> None:
    nlp = spacy.blank("ar")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "OWN", "pattern": "النيرب"}])
    nlp.add_pipe("rasid")
    labels = {entity.text: entity.label_ for entity in nlp(TEXT).ents}
    assert labels["النيرب"] == "OWN"
    assert labels["طائرات حربية روسية"] == "GROUP"


def test_entities_can_be_left_alone() -> None:
    nlp = spacy.blank("ar")
    nlp.add_pipe("rasid", config={"set_ents": False})
    doc = nlp(TEXT)
    assert not doc.ents
    assert doc.spans["rasid"]


@pytest.mark.parametrize("published", ["2020-01-02", date(2020, 1, 2)])
def test_a_document_has_its_own_day(nlp: spacy.Language, published: str | date) -> None:
    doc = nlp.make_doc(TEXT)
    doc._.published = published
    assert nlp(doc)._.rasid.events[0].start == "2020-01-01"


def test_a_wrong_day_is_named(nlp: spacy.Language) -> None:
    doc = nlp.make_doc(TEXT)
    doc._.published = "soon"
    with pytest.raises(rasid.InputError, match="soon"):
        nlp(doc)


@pytest.mark.parametrize("text", ["", " \n ", "no Arabic", "\u202bقصفت\u202c الطائرات\x00", "مـ ـقـ ـتـ ـل"])
def test_any_text(nlp: spacy.Language, text: str) -> None:
    assert nlp(text)._.rasid.text == text


def test_a_document_without_the_component_has_no_report() -> None:
    assert spacy.blank("ar")("قصف")._.rasid is None


def test_a_document_is_the_same_after_storing(nlp: spacy.Language, doc: spacy.tokens.Doc) -> None:
    back = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    stored = spacy.tokens.DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (binned,) = spacy.tokens.DocBin().from_bytes(stored).get_docs(nlp.vocab)
    for other in (back, binned, pickle.loads(pickle.dumps(doc))):  # noqa: S301 - our own bytes
        assert other._.rasid == doc._.rasid
        assert [(span.text, span.label_, span.id_) for span in other.spans["rasid"]] == [
            (span.text, span.label_, span.id_) for span in doc.spans["rasid"]
        ]


def test_the_pipeline_is_the_same_after_storing(nlp: spacy.Language, doc: spacy.tokens.Doc, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    assert spacy.load(tmp_path / "model")(TEXT)._.rasid == doc._.rasid
    copied = pickle.loads(pickle.dumps(nlp.get_pipe("rasid")))  # noqa: S301 - our own bytes
    assert copied(nlp.make_doc(TEXT))._.rasid == doc._.rasid


def test_many_documents(nlp: spacy.Language, doc: spacy.tokens.Doc) -> None:
    first, second = nlp.pipe([TEXT, "ساد الهدوء"])
    assert first._.rasid == doc._.rasid
    assert second._.rasid.text == "ساد الهدوء"


def test_the_factory_is_found_without_an_import(tmp_path: Path) -> None:
    """As after installation: the entry point of pyproject.toml in the metadata of a distribution."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    metadata = tmp_path / "example-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: example\nVersion: 1\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(
        f"[spacy_factories]\nrasid = {project['entry-points']['spacy_factories']['rasid']}\n", encoding="utf-8"
    )
    code = (
        "import spacy; nlp = spacy.blank('ar'); nlp.add_pipe('rasid');"
        "print(nlp('قصفت طائرات روسية بلدة سرمين').ents[0].label_)"
    )
    path = f"{REPOSITORY / 'src'}{os.pathsep}{tmp_path}"
    result = run_python("-c", code, PYTHONPATH=path)
    assert (result.returncode, result.stdout) == (0, "GROUP\n"), result.stderr
