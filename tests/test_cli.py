"""The command: what it reads, what it writes where, and its exit codes."""

import csv
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import rasid
from conftest import ARTICLES, run_python

TEXT = "قال الصحفي صهيب الجابر إن طائرات حربية روسية قصفت أمس بلدة النيرب في ريف إدلب، ما أسفر عن مقتل ثلاثة مدنيين.\n"
CLI = ("-m", "rasid.cli")


def run(*arguments: str, stdin: str = "", cwd: Path | None = None, **environment: str) -> Any:
    return run_python(*CLI, *arguments, stdin=stdin, cwd=cwd, **{"COLUMNS": "140", **environment})


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    lines = [
        {"id": "one", "text": TEXT, "published": "2018-04-30", "outlet": "وكالة", "mentions": []},
        {"id": "two", "text": TEXT},
    ]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n\n" for line in lines), encoding="utf-8")
    return path


# ---------------------------------------------------------------- formats


def test_json_is_the_report(text: Path, pipeline: Any) -> None:
    result = run("extract", str(text), "--published", "2018-04-30", "--format", "json")
    assert (result.returncode, result.stderr) == (0, "")
    assert rasid.Report.model_validate_json(result.stdout) == pipeline.extract(TEXT, published="2018-04-30")
    assert "صهيب" in result.stdout, "Arabic is written as such"


def test_several_inputs_are_an_array_in_order(text: Path, rows: Path) -> None:
    result = run("extract", str(text), str(rows), "--format", "json")
    assert result.returncode == 0
    assert [report["id"] for report in json.loads(result.stdout)] == [None, "one", "two"]


def test_json_lines_are_one_report_a_line(rows: Path, pipeline: Any) -> None:
    result = run("extract", str(rows), "--format", "jsonl", "--published", "2020-01-02")
    assert result.returncode == 0
    one, two = (rasid.Report.model_validate_json(line) for line in result.stdout.splitlines())
    assert one == pipeline.extract(TEXT, published="2018-04-30", id="one", outlet="وكالة")
    assert two == pipeline.extract(TEXT, published="2020-01-02", id="two")


def test_table_shows_events_and_entities(text: Path) -> None:
    result = run("extract", str(text), "--published", "2018-04-30")
    assert (result.returncode, result.stderr) == (0, "")
    for expected in ("air_strike", "2018-04-29", "النيرب", "صهيب الجابر", "killed 3", str(text.name)):
        assert expected in result.stdout
    for column in ("event", "date", "place", "actors", "targets", "toll", "source"):
        assert column in result.stdout


def test_table_keeps_columns_in_place_for_right_to_left_text(text: Path) -> None:
    lines = run("extract", str(text)).stdout.splitlines()
    arabic = [line for line in lines if "│" in line and any("\u0600" <= sign <= "\u06ff" for sign in line)]
    assert arabic
    assert all(line.count("│") == line.count("\u200e│\u200e") for line in arabic)


def test_table_passes_no_terminal_controls_on(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\x1b[31m\x1b]0;title\x07" + TEXT.replace("صهيب", "صهيب\u202e"), encoding="utf-8")
    result = run("extract", str(path), "--published", "2018-04-30")
    assert result.returncode == 0
    assert "\x1b" not in result.stdout
    assert "\x07" not in result.stdout
    assert "\u202e" not in result.stdout


@pytest.mark.parametrize("columns", ["20", "60", "200"])
def test_table_fits_any_width(text: Path, columns: str) -> None:
    assert run("extract", str(text), "--published", "2018-04-30", COLUMNS=columns).returncode == 0


def test_no_colour_in_a_pipe(text: Path) -> None:
    assert "\x1b" not in run("extract", str(text), NO_COLOR="", TERM="xterm-256color").stdout


def test_text_without_events_says_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("", encoding="utf-8")
    result = run("extract", str(path))
    assert result.returncode == 0
    assert "no events" in result.stdout
    assert "warning" in result.stdout


def test_tables_of_events_for_spreadsheets(rows: Path, text: Path) -> None:
    for format_, type_column in (("csv", "type"), ("acled", "sub_event_type"), ("ged", "type_of_violence")):
        result = run("extract", str(rows), str(text), "--published", "2018-04-30", "--format", format_)
        assert (result.returncode, result.stderr) == (0, "")
        header, *lines = csv.reader(io.StringIO(result.stdout, newline=""))
        column = header.index(type_column)
        expected = {"csv": "air_strike", "acled": "Air/drone strike", "ged": "3"}[format_]
        assert [line[column] for line in lines] == [expected] * 3
        ids = header.index("event_id_cnty" if format_ == "acled" else "report_id")
        assert [line[ids] for line in lines] == (
            ["SYR-one-e1", "SYR-two-e1", "SYR-article.txt-e1"] if format_ == "acled" else ["one", "two", "article.txt"]
        )


def test_a_sheet_for_excel_begins_with_a_byte_order_mark(text: Path, tmp_path: Path) -> None:
    out = tmp_path / "events.csv"
    assert run("extract", str(text), "--format", "acled", "--bom", "-o", str(out)).returncode == 0
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfevent_id_cnty,")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    assert "مدنيين" in content.decode("utf-8-sig")
    assert not run("extract", str(text), "--format", "acled", "--no-bom").stdout.startswith("\ufeff")


def test_one_page_of_several_inputs(rows: Path, text: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = run("extract", str(rows), str(text), "--format", "html", "--language", "en", "-o", str(page))
    assert (result.returncode, result.stdout) == (0, "")
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert html.count('<article class="report"') == 3
    assert "Timeline" in html


def test_geojson_of_several_inputs(rows: Path, text: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "article.txt"
    other.parent.mkdir()
    other.write_text(TEXT, encoding="utf-8")
    result = run("extract", str(rows), str(text), str(other), "--format", "geojson")
    assert result.returncode == 0
    ids = [feature["id"] for feature in json.loads(result.stdout)["features"]]
    assert ids == ["one/e1", "two/e1", "article.txt/e1", "article.txt (2)/e1"]


# ---------------------------------------------------------------- inputs and outputs


def test_standard_input(pipeline: Any) -> None:
    result = run("extract", "-", "--format", "json", "--published", "2018-04-30", stdin=TEXT)
    assert result.returncode == 0
    assert rasid.Report.model_validate_json(result.stdout) == pipeline.extract(TEXT, published="2018-04-30")


def test_offsets_survive_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "dos.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    result = run("extract", str(path), "--format", "json")
    assert json.loads(result.stdout)["text"] == TEXT.replace("\n", "\r\n")


def test_output_goes_to_the_file(text: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = run("extract", str(text), "--format", "json", "-o", str(out))
    assert (result.returncode, result.stdout) == (0, "")
    assert json.loads(out.read_text(encoding="utf-8"))["text"] == TEXT


def test_output_is_utf8_whatever_the_locale(text: Path) -> None:
    result = run("extract", str(text), LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert result.returncode == 0
    assert "صهيب الجابر" in result.stdout


def test_a_bundled_article_from_another_folder(tmp_path: Path) -> None:
    article = next(iter(sorted(ARTICLES.glob("*.txt"))))
    result = run("extract", str(article), "--published", "2018-04-30", "--format", "jsonl", cwd=tmp_path)
    assert result.returncode == 0
    assert json.loads(result.stdout)["events"]
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- exit codes


def test_some_inputs_failed(text: Path, tmp_path: Path) -> None:
    latin = tmp_path / "old.txt"
    latin.write_bytes(TEXT.encode("windows-1256", errors="ignore"))
    result = run("extract", str(latin), str(text), "--format", "jsonl")
    assert result.returncode == 1
    assert "old.txt" in result.stderr
    assert "UTF-8" in result.stderr
    assert len(result.stdout.splitlines()) == 1, "the others are done"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "JSON"),
        ("[1]", "text"),
        ('{"id": "x"}', "text"),
        ('{"text": 5}', "int"),
        ('{"text": null}', "text"),
        ('{"text": "قصف", "published": "soon"}', "soon"),
        ('{"text": "قصف", "id": 5}', "id"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_done(rows: Path, line: str, reason: str) -> None:
    rows.write_text(line + "\n" + rows.read_text(encoding="utf-8"), encoding="utf-8")
    result = run("extract", str(rows), "--format", "jsonl")
    assert result.returncode == 1
    assert "articles.jsonl:1:" in result.stderr
    assert reason in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("extract",), "FILE"),
        (("extract", "nowhere.txt"), "nowhere.txt"),
        (("extract", "."), "folder"),
        (("extract", "-", "-"), "once"),
        (("extract", "-", "--format", "xml"), "xml"),
        (("extract", "-", "--format", "json", "--bom"), "--bom"),
        (("extract", "-", "--published", "soon"), "soon"),
        (("extract", "-", "--published", "2018-02-30"), "2018-02-30"),
        (("extract", "-", "--preset", "quick"), "quick"),
        (("extract", "-", "-o", "no/such/folder/out.json"), "out.json"),
        (("distract", "-"), "distract"),
        (("--nothing",), "nothing"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments, stdin=TEXT, cwd=tmp_path)
    assert result.returncode == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_an_input_is_not_overwritten(text: Path) -> None:
    result = run("extract", str(text), "-o", str(text))
    assert result.returncode == 2
    assert text.read_text(encoding="utf-8") == TEXT
    for command in ("merge", "evaluate"):
        result = run(command, str(text), "-o", f"{text.parent}/../{text.parent.name}/{text.name}")
        assert (result.returncode, "overwritten" in result.stderr) == (2, True), command
        assert text.read_text(encoding="utf-8") == TEXT


# ---------------------------------------------------------------- help and version


def test_version() -> None:
    result = run("--version")
    assert result.returncode == 0
    assert result.stdout.startswith("rasid 0.")


def test_help_names_options_and_loads_nothing(tmp_path: Path) -> None:
    code = "import sys\nfrom rasid import cli\nassert not {'torch', 'stanza', 'rasid.extractors'} & sys.modules.keys()"
    assert run_python("-c", code).returncode == 0
    result = run("extract", "--help")
    assert result.returncode == 0
    for option in ("--published", "--format", "--output", "--preset"):
        assert option in result.stdout


@pytest.mark.parametrize("command", ["extract", "batch", "evaluate"])
def test_help_shows_examples_each_on_a_line(command: str) -> None:
    lines = [line.strip() for line in run(command, "--help").stdout.splitlines()]
    shown = [line for line in lines if line.startswith("$ ")]
    assert len(shown) >= 2
    assert all(f"rasid {command}" in line for line in shown)


def test_a_shell_can_complete_the_command() -> None:
    asked = {"_RASID_COMPLETE": "complete_bash", "COMP_WORDS": "rasid extract --for", "COMP_CWORD": "2"}
    command = str(Path(sys.executable).with_name("rasid"))  # completion goes by the name of the program
    result = subprocess.run([command], capture_output=True, text=True, env={**os.environ, **asked}, check=False)
    assert "--format" in result.stdout


def test_quiet_says_nothing_and_still_fails(text: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{not json\n", encoding="utf-8")
    result = run("extract", str(broken), str(text), "--quiet", "--format", "jsonl")
    assert result.returncode == 1
    assert result.stderr == ""
    assert len(result.stdout.splitlines()) == 1


def test_verbose_tells_what_was_found_and_no_words_of_it(text: Path) -> None:
    result = run("extract", str(text), "--verbose", "--format", "jsonl")
    assert "1 events" in result.stderr
    assert "no publication date" in result.stderr
    assert "النيرب" not in result.stderr


def test_a_closed_pipe_is_no_traceback(rows: Path) -> None:
    command = f"'{sys.executable}' -m rasid.cli extract '{rows}' --format json | head -c 10"
    result = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert result.stderr == ""
    assert len(result.stdout) == 10


def test_no_arguments_show_the_help() -> None:
    result = run()
    assert "extract" in result.stdout + result.stderr


def test_models_are_trained(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus" / "train.bio"
    corpus.parent.mkdir()
    corpus.write_text("\n\n".join("قال O\nزيد B-PERS\nأمس O" for _ in range(20)), encoding="utf-8")
    out = tmp_path / "models"
    done = run("models", "train", "crf", "--bio", str(corpus), "--out", str(out), "--steps", "5")
    assert done.returncode == 0, done.stderr
    assert (out / "ner-crf" / "weights.crf").stat().st_size > 0
    assert run("models", "train", "crf", "--out", str(out)).returncode == 2


# ---------------------------------------------------------------- evaluate


GOLD = ARTICLES / "gold.jsonl"


def test_evaluate_prints_the_figures_of_annotated_articles(tmp_path: Path) -> None:
    line = GOLD.read_text(encoding="utf-8").splitlines()[0]
    path = tmp_path / "gold.jsonl"
    path.write_text(line + "\n\n", encoding="utf-8")
    shown = run("evaluate", str(path))
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "1 articles" in shown.stdout
    assert "mentions, relaxed" in shown.stdout
    packed = tmp_path / "gold.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    told = json.loads(run("evaluate", str(packed), "--format", "json").stdout)
    row = json.loads(line)
    places = next(f for f in told["figures"] if (f["measure"], f["of"]) == ("mentions, strict", "PLACE"))
    assert places["gold"] == sum(mention["type"] == "PLACE" for mention in row["mentions"])
    assert told["characters"] == len(row["text"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "line 1 is no JSON"),
        ("[]", "line 1 is no object"),
        ('{"id": "a", "text": "قصف", "events": []}', "mentions"),
        (
            '{"id": "a", "text": "قصف", "events": [], "mentions":'
            ' [{"type": "PLACE", "start": 0, "end": 2, "text": "قصف", "entity": 1}]}',
            "a",
        ),
    ],
)
def test_evaluate_names_what_is_wrong_with_the_annotation(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    result = run("evaluate", str(path))
    assert result.returncode == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_evaluate_needs_a_file_that_exists(tmp_path: Path) -> None:
    assert run("evaluate", str(tmp_path / "none.jsonl")).returncode == 2
