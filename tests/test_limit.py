"""The limit on the time of one article: what takes longer is a failure that names the limit, and the others go on."""

import gc
import json
import multiprocessing
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ARTICLES, run_python
from rasid.corpus import limit as limits
from rasid.corpus import row as rows
from rasid.corpus.inputs import Article
from rasid.corpus.job import Job, run
from rasid.corpus.limit import TookTooLong, within
from rasid.corpus.row import Row, row_of
from rasid.errors import InputError

TEXT = "قصفت طائرات حربية روسية أمس بلدة النيرب في ريف إدلب، ما أسفر عن مقتل ثلاثة مدنيين."
LIMIT = 1.0

alarmed = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs alarms")
forked = pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="the patch must reach the workers")


@pytest.fixture(autouse=True)
def _no_collection() -> Iterator[None]:
    """An alarm that goes off within a callback of the collector is lost, and pytest takes it for a fault."""
    gc.disable()
    yield
    gc.enable()


def archive(folder: Path) -> Path:
    """Four short articles and among them one that takes some ten seconds."""
    news = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt")))
    rows = [{"id": f"a{n}", "published": "2018-04-30", "text": TEXT} for n in range(4)]
    rows.insert(2, {"id": "long", "published": "2018-04-30", "text": news * (1_000_000 // len(news))})
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@alarmed
@pytest.mark.parametrize("workers", [1, 2])
def test_an_article_that_takes_longer_is_a_failure_that_names_the_limit(tmp_path: Path, workers: int) -> None:
    job = Job(archive(tmp_path), tmp_path / "out.jsonl", workers, time_limit=LIMIT)
    outcome = run(job)
    found = read(job.output)
    assert [row["id"] for row in found] == ["a0", "a1", "long", "a2", "a3"]
    assert [(row["id"], row["error"]) for row in found if "error" in row] == [
        ("long", "took longer than the time limit of 1 s")
    ]
    assert (outcome.articles, outcome.failed) == (5, 1)


@forked
def test_what_does_not_listen_to_the_alarm_ends_with_its_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deaf(pipeline: Any, published: str | None, article: Article, redaction: Any = None) -> Row:
        if article.fields["id"] == "long":
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
            time.sleep(60)
        return row_of(pipeline, published, article, redaction)

    monkeypatch.setattr(rows, "row_of", deaf)
    monkeypatch.setattr(limits, "_GRACE", 0.2)
    job = Job(archive(tmp_path), tmp_path / "out.jsonl", 2, time_limit=LIMIT)
    began = time.monotonic()
    run(job)
    assert time.monotonic() - began < 40
    found = read(job.output)
    assert [row["id"] for row in found] == ["a0", "a1", "long", "a2", "a3"]
    (failed,) = [row for row in found if "error" in row]
    assert failed["id"] == "long"
    assert "time limit of 1 s" in failed["error"]


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e9])
def test_a_limit_that_is_none_is_refused(tmp_path: Path, seconds: float) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="time limit"):
        run(Job(source, tmp_path / "out.jsonl", time_limit=seconds))
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


@alarmed
def test_the_command_takes_the_limit(tmp_path: Path) -> None:
    source, out = archive(tmp_path), tmp_path / "out.jsonl"
    result = run_python("-m", "rasid.cli", "batch", str(source), str(out), "--time-limit", "1")
    assert result.returncode == 1
    assert f"{source}:3: took longer than the time limit of 1 s" in result.stderr
    assert sum("error" not in row for row in read(out)) == 4
    refused = run_python("-m", "rasid.cli", "batch", str(source), str(out), "--time-limit", "0")
    assert refused.returncode == 2
    assert "expected more than 0" in " ".join(refused.stderr.split())


@alarmed
def test_the_alarm_is_gone_afterwards() -> None:
    before = signal.getsignal(signal.SIGALRM)
    assert within(0.2, lambda: "done") == "done"
    with pytest.raises(TookTooLong):
        within(0.05, lambda: time.sleep(5))
    time.sleep(0.3)
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@alarmed
def test_what_catches_all_exceptions_does_not_catch_the_alarm() -> None:
    def stubborn() -> None:
        try:
            time.sleep(5)
        except Exception:
            pytest.fail("taken for a fault of the article")

    with pytest.raises(TookTooLong):
        within(0.05, stubborn)


def test_a_thread_has_no_alarm_and_needs_none() -> None:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(within(0.01, lambda: "done")))
    thread.start()
    thread.join()
    assert found == ["done"]


def test_without_a_limit_nothing_is_limited() -> None:
    assert within(
        None, lambda: signal.getitimer(signal.ITIMER_REAL) if hasattr(signal, "getitimer") else (0.0, 0.0)
    ) == (
        0.0,
        0.0,
    )
