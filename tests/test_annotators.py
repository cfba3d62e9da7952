"""Standoff and BIO annotations: offsets, parts of spans over line breaks, and roles."""

from pathlib import Path
from typing import Any

import pytest

import rasid
from conftest import ARTICLES, run_python
from rasid.export import brat, conll
from rasid.export.spans import labelled, outermost
from rasid.training.bio import read_bio

TEXT = (
    "مقتل مدنيين بقصف على ريف إدلب\n\n"
    "قال الصحفي صهيب الجابر إن طائرات حربية روسية قصفت صباح أمس بلدة النيرب، ما أسفر عن مقتل عشرة مدنيين.\n"
    "ونقلت المصادر لقوات النظام تعزيزات إلى مدينة سراقب.\n"
)


@pytest.fixture(scope="module")
def report() -> rasid.Report:
    return rasid.extract(TEXT, published="2018-04-30", id="one two")


@pytest.fixture(scope="module")
def broken(report: rasid.Report) -> rasid.Report:
    """The same with a line break within a mention."""
    return rasid.Report.model_validate_json(report.model_dump_json().replace("حربية روسية", "حربية\\nروسية"))


@pytest.fixture(scope="module")
def articles() -> list[rasid.Report]:
    paths = sorted(ARTICLES.glob("*.txt"))[::8]
    return [rasid.extract(path.read_text(encoding="utf-8"), published="2019-01-01", id=path.stem) for path in paths]


def parsed(annotations: str, text: str) -> dict[str, tuple[str, list[str], str]]:
    """T lines by name: type, the texts at the offsets, and the text as written. Read as brat reads them."""
    found = {}
    for line in annotations.splitlines():
        if line.startswith("T"):
            name, middle, written = line.split("\t")
            type_, offsets = middle.split(" ", 1)
            parts = [text[int(a) : int(b)] for a, b in (part.split(" ") for part in offsets.split(";"))]
            assert name not in found
            found[name] = (type_, parts, written)
    return found


def events_of(annotations: str) -> list[tuple[str, dict[str, str]]]:
    lines = [line.split("\t")[1].split(" ") for line in annotations.splitlines() if line.startswith("E")]
    return [(head, dict(role.split(":") for role in roles)) for head, *roles in lines]


# ---------------------------------------------------------------- brat


def test_brat_texts_stand_at_their_offsets(articles: list[rasid.Report], broken: rasid.Report) -> None:
    for one in (*articles, broken):
        spans = parsed(brat.dump(one), one.text)
        assert len(spans) >= len({(m.start, m.end) for m in one.mentions})
        for _, parts, written in spans.values():
            assert " ".join(parts) == written
            assert all(part.strip() and "\n" not in part for part in parts)


def test_brat_parts_a_span_at_a_line_break(broken: rasid.Report) -> None:
    spans = parsed(brat.dump(broken), broken.text)
    (parts,) = [parts for type_, parts, _ in spans.values() if type_ == "Group" and len(parts) > 1]
    assert parts == ["طائرات حربية", "روسية"]


def test_brat_event_has_its_roles(report: rasid.Report) -> None:
    annotations = brat.dump(report)
    spans = parsed(annotations, report.text)
    (roles,) = [roles for head, roles in events_of(annotations) if head.startswith("air_strike:")]
    filled = {role: (spans[name][0], spans[name][2]) for role, name in roles.items()}
    assert filled["Actor"] == ("Group", "طائرات حربية روسية")
    assert filled["Place"] == ("Place", "النيرب")
    assert filled["Target"] == ("Participant", "مدنيين")
    assert filled["Time"][0] == "Date"
    assert filled["Toll"] == ("Toll_killed", "مقتل عشرة مدنيين")
    assert filled["Source"] == ("Person", "صهيب الجابر")
    assert "\tModality E1 actual\n" in annotations
    assert any(line.startswith("#") and line.endswith("\t10-10") for line in annotations.splitlines())


def test_brat_names_are_defined_once_and_declared(articles: list[rasid.Report]) -> None:
    declared = brat.configuration()
    types = {line.split("\t")[0] for line in declared.splitlines()}
    for report in articles:
        annotations = brat.dump(report)
        spans = parsed(annotations, report.text)
        assert {type_ for type_, _, _ in spans.values()} <= types
        heads = events_of(annotations)
        assert len(heads) == len(report.events)
        for head, roles in heads:
            type_, trigger = head.split(":")
            assert spans[trigger][0] == type_
            assert set(roles.values()) <= set(spans)
            assert {role.rstrip("0123456789") for role in roles} <= set(brat.ROLES)


def test_brat_folder(tmp_path: Path, report: rasid.Report) -> None:
    reports = [report, report.model_copy(update={"id": "../one/two"}), report.model_copy(update={"id": None})]
    assert brat.write(reports, tmp_path) == 3
    assert {path.name for path in tmp_path.iterdir()} == {
        "one_two.txt",
        "one_two.ann",
        "_one_two.txt",
        "_one_two.ann",
        "3.txt",
        "3.ann",
        "annotation.conf",
    }
    assert (tmp_path / "3.txt").read_bytes().decode() == report.text
    (tmp_path / "3.ann").write_text("T1\tGroup 0 4\tمقتل\n", encoding="utf-8")
    with pytest.raises(rasid.InputError, match="already"):
        brat.write([report.model_copy(update={"id": "3"})], tmp_path)
    assert (tmp_path / "3.ann").read_text(encoding="utf-8").startswith("T1\tGroup 0 4"), "a correction by hand stays"


def test_brat_never_replaces_an_input(tmp_path: Path, report: rasid.Report) -> None:
    (tmp_path / "a.txt").write_text("نص آخر", encoding="utf-8")
    with pytest.raises(rasid.InputError, match="already"):
        brat.write([report.model_copy(update={"id": "a.txt"})], tmp_path)
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "نص آخر"


# ---------------------------------------------------------------- CoNLL


def lines_of(report: rasid.Report) -> list[list[str]]:
    return [line.split("\t") for line in "".join(conll.dump([report])).splitlines() if line]


def test_conll_tokens_stand_at_their_offsets(articles: list[rasid.Report]) -> None:
    for report in articles:
        _, *rows = lines_of(report)
        position = 0
        for token, start, end, label in rows:
            assert report.text[int(start) : int(end)] == token
            assert int(start) >= position
            position = int(end)
            assert label == "O" or label.split("-")[1] in ("PERSON", "GROUP", "ORG", "PLACE", "DATE")


def test_conll_labels(report: rasid.Report) -> None:
    labels = [(token, label) for token, _, _, label in lines_of(report)[1:]]
    assert ("صهيب", "B-PERSON") in labels
    assert ("الجابر", "I-PERSON") in labels
    assert [label for token, label in labels if token in ("طائرات", "حربية", "روسية")] == [
        "B-GROUP",
        "I-GROUP",
        "I-GROUP",
    ]
    assert ("لقوات", "B-GROUP") in labels, "a word with a proclitic has the label of its name"
    assert ("قصفت", "O") in labels


def test_conll_articles_and_sentences(report: rasid.Report) -> None:
    blocks = "".join(conll.dump([report, report.model_copy(update={"id": None})])).strip().split("\n\n")
    heads = [block for block in blocks if block.startswith("-DOCSTART-")]
    assert heads == ["-DOCSTART-\tone_two\t_\tO", "-DOCSTART-\t2\t_\tO"]
    assert len(blocks) == 2 * (1 + len(report.sentences))


def test_conll_reads_back_as_training_data(tmp_path: Path, report: rasid.Report) -> None:
    path = tmp_path / "own" / "train.bio"
    path.parent.mkdir()
    path.write_text("".join(list(conll.dump([report]))[1:]), encoding="utf-8")
    labels = {word.label for sentence in read_bio(path) for word in sentence}
    assert {"B-PERSON", "I-PERSON", "B-GROUP", "I-GROUP", "B-PLACE", "O"} <= labels


def test_of_nested_mentions_the_longest_stays() -> None:
    report = rasid.extract("انفجرت عبوة قرب مطار دير الزور العسكري أمس.", published="2018-04-30")
    place = report.places[0]
    inner = place.mentions[0].model_copy(update={"end": place.mentions[0].start + 4, "text": "مطار"})
    nested = report.model_copy(update={"places": (place.model_copy(update={"mentions": (inner, *place.mentions)}),)})
    assert len(labelled(nested)) == len(labelled(report)) + 1
    assert outermost(nested) == outermost(report)


# ---------------------------------------------------------------- command


def extract(*arguments: str, **options: Any) -> Any:
    return run_python("-m", "rasid.cli", "extract", *arguments, **options)


def test_command_writes_both(tmp_path: Path, report: rasid.Report) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    one = extract("a.txt", "--published", "2018-04-30", "--format", "brat", cwd=tmp_path)
    assert (one.returncode, one.stdout) == (0, brat.dump(report))
    (tmp_path / "out").mkdir()
    both = extract("a.txt", "a.txt", "--published", "2018-04-30", "--format", "brat", "-o", "out", cwd=tmp_path)
    assert both.returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").glob("*.ann")) == ["a.ann", "a.txt_2_.ann"]
    bio = extract("a.txt", "--published", "2018-04-30", "--format", "conll", cwd=tmp_path)
    assert bio.stdout.startswith("-DOCSTART-\ta.txt\t_\tO\n\nمقتل\t0\t4\tO\n")


def test_command_keeps_one_article_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    result = extract("a.txt", "a.txt", "--format", "brat", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert "folder" in result.stderr


def test_a_character_that_holds_several_words_is_one_token() -> None:
    text = "قال النبي ﷺ، ونشرت الصحيفة ﷽ ونقلت ﷲ وحدها خبر القصف على بلدة النيرب"
    lines = [line.split("\t") for line in conll.dump([rasid.extract(text)]) for line in line.splitlines() if line]
    words = [cells[0] for cells in lines if cells[0] != "-DOCSTART-"]
    assert words == text.replace("،", " ،").split()
