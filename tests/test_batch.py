"""Batches: every form of input and output, one row an article in order, and nothing lost or doubled by a kill."""

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import rasid
from conftest import run_python
from rasid.corpus import job as jobs
from rasid.corpus.inputs import count_articles, read_articles
from rasid.corpus.job import Job, run
from rasid.corpus.pool import Workers
from rasid.errors import InputError

TEXT = "قصفت طائرات حربية روسية أمس بلدة النيرب في ريف إدلب، ما أسفر عن مقتل {} مدنيين."
DAY = "2018-04-30"


def rows(number: int) -> list[dict[str, Any]]:
    return [{"id": f"a{n}", "text": TEXT.format(n + 3), "published": DAY} for n in range(number)]


def write_jsonl(path: Path, items: list[Any]) -> Path:
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), encoding="utf-8")
    return path


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in content.decode().splitlines()]


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SEGMENT", 4)


# ---------------------------------------------------------------- inputs


def test_every_form_of_input_gives_the_same_articles(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    items = rows(3)
    plain = write_jsonl(tmp_path / "a.jsonl", items)
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    sheet = tmp_path / "a.csv"
    with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, ["id", "published", "text", "comment"])
        writer.writeheader()
        writer.writerows({**item, "comment": "x"} for item in items)
    table = tmp_path / "a.parquet"
    parquet.write_table(arrow.Table.from_pylist(items), table)
    expected = [(item["text"], {"id": item["id"], "published": DAY}) for item in items]
    for path in (plain, packed, sheet, table):
        assert [(a.text, dict(a.fields)) for a in read_articles(path)] == expected, path.name
        assert count_articles(path) in (3, None)


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.txt").write_text("ثانٍ", encoding="utf-8")
    (tmp_path / "a.txt").write_text("أول", encoding="utf-8")
    (tmp_path / "notes.md").write_text("no article", encoding="utf-8")
    assert [(a.name, a.text) for a in read_articles(tmp_path)] == [("a.txt", "أول"), (str(Path("b/2.txt")), "ثانٍ")]
    assert count_articles(tmp_path) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "قصف".encode("windows-1256")),
        ("a.jsonl", b'{"text": "\xc7"}'),
        ("a.jsonl.gz", gzip.compress(b'{"text": "x"}' * 99, mtime=0)[:-9]),
        ("a.jsonl.gz", b"no gzip"),
        ("a.csv", b"text\n\xff\n"),
        ("a.csv", b"title\nx\n"),
        ("a.parquet", b"PAR1"),
    ],
    ids=["other encoding", "byte in JSON", "cut off", "no gzip", "byte in CSV", "no text column", "cut off table"],
)
def test_a_damaged_file_is_an_article_with_an_error(tmp_path: Path, name: str, content: bytes) -> None:
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    path = tmp_path / name
    path.write_bytes(content)
    articles = list(read_articles(path))
    assert articles
    assert articles[-1].error


# ---------------------------------------------------------------- outputs


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz"])
@pytest.mark.parametrize("workers", [1, 2])
def test_one_row_an_article_in_order(
    tmp_path: Path, pipeline: Any, ending: str, workers: int, small_segments: None
) -> None:
    items = [*rows(5), {"id": "none"}, {"id": "late", "text": TEXT, "published": "soon"}, *rows(2)]
    source = write_jsonl(tmp_path / "in.jsonl", items)
    told: list[tuple[str, str]] = []
    counted: list[int] = []
    job = Job(source, tmp_path / f"out{ending}", workers)
    outcome = run(job, done=counted.append, failed=lambda name, error: told.append((name, error)))
    found = read_jsonl(job.output)
    assert [row["id"] for row in found] == [item["id"] for item in items]
    assert [row["id"] for row in found if "error" in row] == ["none", "late"]
    assert (outcome.articles, outcome.failed, outcome.resumed, sum(counted)) == (9, 2, 0, 9)
    assert [name for name, _ in told] == [f"{source}:6", f"{source}:7"]
    first = rasid.Report.model_validate(found[0])
    assert first == pipeline.extract(TEXT.format(3), id="a0", published=DAY)
    assert not job.parts.exists()


def test_parquet_holds_the_reports(tmp_path: Path, small_segments: None) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    source = write_jsonl(tmp_path / "in.jsonl", [*rows(6), {"id": "none"}])
    run(Job(source, tmp_path / "plain.jsonl"))
    run(Job(source, tmp_path / "out.parquet"))
    table = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    plain = (tmp_path / "plain.jsonl").read_text(encoding="utf-8").splitlines()
    assert [row["report"] for row in table] == [*plain[:6], None]
    assert [row["events"] for row in table] == [*(len(json.loads(line)["events"]) for line in plain[:6]), None]
    assert table[6]["error"]


# ---------------------------------------------------------------- being cut off


def test_a_job_cut_off_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_segments: None
) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", rows(14))
    job = Job(source, tmp_path / "out.jsonl")
    run(Job(source, tmp_path / "whole.jsonl"))

    def stop(number: int) -> None:
        if (steps := steps_left.pop()) == 0:
            raise KeyboardInterrupt
        steps_left.append(steps - 1)

    steps_left = [2]
    with pytest.raises(KeyboardInterrupt):
        run(job, done=stop)
    assert not job.output.exists()
    (job.parts / "00000003-4-0.jsonl.tmp").write_text("half a row", encoding="utf-8")
    with pytest.raises(InputError, match="--resume"):
        run(job)
    outcome = run(job, resume=True)
    assert (outcome.articles, outcome.resumed) == (14, 12)
    assert job.output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl", "whole.jsonl"]


def test_another_job_is_not_gone_on_with(tmp_path: Path, small_segments: None) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", rows(6))
    job = Job(source, tmp_path / "out.jsonl")

    def stop(number: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(job, done=stop)
    write_jsonl(source, rows(7))
    with pytest.raises(InputError, match="input changed"):
        run(job, resume=True)


@pytest.mark.skipif(sys.platform == "win32", reason="files are locked elsewhere only")
def test_two_runs_do_not_work_at_one_job(tmp_path: Path, small_segments: None) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", rows(6))
    job = Job(source, tmp_path / "out.jsonl")
    code = (
        "import sys; from pathlib import Path; from rasid.corpus import job\n"
        "job.SEGMENT = 4\n"
        "job.run(job.Job(Path(sys.argv[1]), Path(sys.argv[2])), resume=True)"
    )
    refusals: list[str] = []

    def interfere(number: int) -> None:
        refusals.append(run_python("-c", code, str(source), str(job.output)).stderr)

    run(job, done=interfere)
    assert [f"another run works in {job.parts}" in told for told in refusals] == [True, True]
    assert len(read_jsonl(job.output)) == 6
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_killed_run_is_finished_without_a_lost_or_doubled_article(tmp_path: Path) -> None:
    """kill -9 of the whole process group, several times, at moments that differ."""
    source = write_jsonl(tmp_path / "in.jsonl", rows(40))
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    run(Job(source, whole))
    code = (
        "import sys; from pathlib import Path; from rasid.corpus import job\n"
        "job.SEGMENT = 3\n"
        "job.run(job.Job(Path(sys.argv[1]), Path(sys.argv[2]), 2), resume=True)"
    )
    for attempt in range(40):
        process = subprocess.Popen([sys.executable, "-c", code, str(source), str(out)], start_new_session=True)
        deadline = time.monotonic() + 60
        parts = out.with_name("out.jsonl.parts")
        seen = len(list(parts.iterdir())) if parts.exists() else 0
        while process.poll() is None and time.monotonic() < deadline:
            if attempt < 5 and parts.exists() and len(list(parts.iterdir())) > seen + 1:
                os.killpg(process.pid, signal.SIGKILL)
            time.sleep(0.003 * (attempt + 1))
        if process.wait() == 0:
            break
    assert process.returncode == 0
    assert attempt >= 2, "it was to be killed at least twice"
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    ("name", "told"), [("out.txt", "ends in none of"), ("in.jsonl", "overwritten")], ids=["ending", "same"]
)
def test_a_job_that_cannot_be_done_is_refused(tmp_path: Path, name: str, told: str) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", rows(1))
    with pytest.raises(InputError, match=told):
        run(Job(source, tmp_path / name))
    assert read_jsonl(source) == rows(1)


# ---------------------------------------------------------------- workers


def _halve(number: int) -> float:
    if number == 13:
        os._exit(9)
    return number / 2


def _minus(number: int) -> float:
    return -1.0


def test_an_item_that_kills_its_worker_is_the_only_one_given_up() -> None:
    found = list(Workers(_halve, _minus, 2, chunk=3).map(range(40)))
    assert found == [-1.0 if number == 13 else number / 2 for number in range(40)]


def test_items_are_read_as_they_are_needed() -> None:
    read = 0

    def items() -> Any:
        nonlocal read
        for number in range(14, 1014):
            read += 1
            yield number

    results = Workers(_halve, _minus, 2, chunk=3).map(items())
    assert [next(results) for _ in range(5)] == [7.0, 7.5, 8.0, 8.5, 9.0]
    assert read <= 60
    results.close()  # type: ignore[attr-defined]


# ---------------------------------------------------------------- the command


def test_the_command_reports_failures_and_their_number(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [*rows(2), {"id": "x"}])
    out = tmp_path / "out.jsonl"
    result = run_python("-m", "rasid.cli", "batch", str(source), str(out))
    assert result.returncode == 1
    assert f"{source}:3" in result.stderr
    assert "1 of them failed" in result.stderr
    assert [row["id"] for row in read_jsonl(out)] == ["a0", "a1", "x"]
    assert run_python("-m", "rasid.cli", "batch", str(source), str(tmp_path / "out.docx")).returncode == 2
    assert run_python("-m", "rasid.cli", "batch", str(tmp_path / "none"), str(out)).returncode == 2
