"""Batches on bad ground: odd files, full disks, dead processes. What is sound is read, the rest is named by its id."""

import contextlib
import csv
import errno
import gzip
import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

import rasid
from conftest import run_python
from rasid import pipeline as pipelines
from rasid.corpus import inputs
from rasid.corpus import job as jobs
from rasid.corpus.inputs import Article, count_articles, read_articles
from rasid.corpus.job import Job, run
from rasid.corpus.pool import Workers
from rasid.corpus.row import attempt, reason_of, row_of
from rasid.errors import InputError, ResourceError

TEXT = "قصفت طائرات حربية روسية أمس بلدة النيرب في ريف إدلب."
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


def rows(number: int) -> list[dict[str, Any]]:
    return [{"id": f"a{n}", "text": TEXT, "published": "2018-04-30"} for n in range(number)]


def lines_of(items: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items).encode()


def write_jsonl(path: Path, items: list[dict[str, Any]]) -> Path:
    path.write_bytes(lines_of(items))
    return path


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def done(source: Path, **options: Any) -> list[dict[str, Any]]:
    """Do a batch and return its rows."""
    out = source.with_name(source.name + ".out.jsonl")
    run(Job(source, out, **options))
    return read_jsonl(out)


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SEGMENT", 4)


@pytest.fixture
def in_time() -> Iterator[None]:
    """What hangs is stopped after half a minute."""

    def late(*_: object) -> None:
        raise TimeoutError("it hung")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


# ---------------------------------------------------------------- ids


def test_files_of_a_folder_are_called_by_their_paths(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "2018" / "april").mkdir(parents=True)
    (folder / "2018" / "april" / "30.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_bytes(TEXT.encode("windows-1256"))
    write_jsonl(folder / "rows.jsonl", [{"id": "mine", "text": TEXT}, {"text": TEXT}, {"text": 5}])
    found = done(folder, workers=2)
    assert [(row["id"], "error" in row) for row in found] == [
        ("2018/april/30.txt", False),
        ("b.txt", True),
        ("mine", False),
        ("rows.jsonl:2", False),
        ("rows.jsonl:3", True),
    ]


def test_a_page_is_called_by_its_path_too(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>x", encoding="utf-8")
    (article,) = read_articles(tmp_path)
    assert (article.html, article.fields["id"]) == (b"<p>x", "page.html")


def test_names_that_are_no_utf8_are_escaped(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    try:
        (folder / os.fsdecode(b"\xc7\xd1.txt")).write_text(TEXT, encoding="utf-8")
        (folder / os.fsdecode(b"\xc8.txt")).write_bytes(b"\xff")
    except OSError:
        pytest.skip("the file system takes UTF-8 names alone")
    assert [(row["id"], "error" in row) for row in done(folder)] == [("\\xc7\\xd1.txt", False), ("\\xc8.txt", True)]


def test_repeated_ids_are_kept_and_counted(tmp_path: Path, small_segments: None) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [*rows(5), *rows(3), {"text": TEXT}, {"text": TEXT}])
    job = Job(source, tmp_path / "out.jsonl")
    with pytest.raises(KeyboardInterrupt):
        run(job, done=interrupt)
    outcome = run(job, resume=True)
    assert (outcome.articles, outcome.resumed, outcome.repeated, outcome.failed) == (10, 4, 3, 0)
    assert [row["id"] for row in read_jsonl(job.output)] == ["a0", "a1", "a2", "a3", "a4", "a0", "a1", "a2", None, None]
    result = run_python("-m", "rasid.cli", "batch", str(source), str(tmp_path / "again.jsonl"))
    assert result.returncode == 0
    assert "3 of them have the id of an earlier one" in result.stderr


def interrupt(_: int) -> None:
    raise KeyboardInterrupt


def test_ids_are_told_apart_in_great_number() -> None:
    seen = jobs.Seen()
    for number in range(30_000):
        seen.add(f"a{number}")
    assert seen.repeated == 0
    seen.add("a17")
    seen.add("a29999")
    assert seen.repeated == 2


def test_lone_surrogates_in_an_id_cost_no_other_article(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": "x\\ud800", "text": 5}\n{"id": "y\\udc80", "text": "", "published": "soon\\ud800"}\n')
    found = done(source)
    assert [row["id"] for row in found] == ["x\ufffd", "y\ufffd"]
    assert all(row["error"] for row in found)


# ---------------------------------------------------------------- files that are none


@pytest.mark.usefixtures("in_time")
def test_what_is_no_file_in_a_folder_is_named_and_nothing_hangs(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "archive.txt").mkdir(parents=True)
    (folder / "archive.txt" / "inner.txt").write_text(TEXT, encoding="utf-8")
    (folder / "broken.txt").symlink_to(folder / "nowhere")
    (folder / "linked.txt").symlink_to(folder / "archive.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "z.txt").write_text(TEXT, encoding="utf-8")
    assert count_articles(folder) is not None
    found = {row["id"]: row.get("error") for row in done(folder)}
    assert list(found) == [
        "archive.txt/inner.txt", "broken.txt", "linked.txt", "loop.txt", "pipe.jsonl", "pipe.txt", "z.txt",
    ]  # fmt: skip
    assert [name for name, error in found.items() if error is None] == ["archive.txt/inner.txt", "z.txt"]
    assert "No such file" in str(found["broken.txt"])
    assert found["pipe.txt"] == found["pipe.jsonl"] == found["linked.txt"] == "is no file"


@pytest.mark.usefixtures("in_time")
def test_a_pipe_as_input_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    with pytest.raises(InputError, match=r"pipe\.jsonl is neither a file nor a folder"):
        run(Job(tmp_path / "pipe.jsonl", tmp_path / "out.jsonl"))


def refusing(function: Callable[..., Any], name: str, kind: type[OSError] = PermissionError) -> Callable[..., Any]:
    """The same function, to which one path is forbidden, as to a user who is not root."""

    def refuse(path: Any = ".", *arguments: Any, **options: Any) -> Any:
        if isinstance(path, str | os.PathLike) and os.fspath(path).endswith(name):
            raise kind(errno.EACCES, "Permission denied", os.fspath(path))
        return function(path, *arguments, **options)

    return refuse


def test_what_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    (folder / "closed").mkdir(parents=True)
    (folder / "closed" / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_text(TEXT, encoding="utf-8")
    (folder / "c.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(os, "scandir", refusing(os.scandir, "closed"))
    monkeypatch.setattr("io.open", refusing(open, "b.txt"))
    found = {article.fields["id"]: article.error for article in read_articles(folder)}
    assert found == {
        "b.txt": "cannot be read: Permission denied",
        "c.txt": None,
        "closed": "cannot be listed: Permission denied",
    }


# ---------------------------------------------------------------- encodings


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_are_believed(tmp_path: Path, name: str, encoding: str) -> None:
    content = {"a.txt": TEXT, "a.jsonl": json.dumps({"text": TEXT}, ensure_ascii=False), "a.csv": f"text\r\n{TEXT}\r\n"}
    path = tmp_path / name
    path.write_bytes(content[name].encode(encoding))
    assert [(article.text, article.error) for article in read_articles(path)] == [(TEXT, None)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TEXT.encode("windows-1256"), "is not UTF-8 (byte 0); convert it"),
        (TEXT.encode("utf-16-le"), "is UTF-16 without a byte order mark; convert it"),
        (TEXT.encode("utf-16-be"), "is UTF-16 without a byte order mark; convert it"),
        (TEXT.encode("utf-16")[:-1], "is not UTF-16, as its first bytes say"),
        (TEXT.encode() + b"\xd9", "is not UTF-8"),
    ],
    ids=["cp1256", "utf-16-le", "utf-16-be", "odd utf-16", "cut letter"],
)
def test_other_encodings_are_named_with_what_to_do(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    (article,) = read_articles(tmp_path / "a.txt")
    assert told in str(article.error)
    assert article.text == ""


def test_bytes_that_are_no_utf8_cost_their_line_alone(tmp_path: Path) -> None:
    items = rows(5)
    lines = lines_of(items).splitlines(keepends=True)
    lines[2] = json.dumps(items[2], ensure_ascii=False).encode("windows-1256") + b"\n"
    (tmp_path / "a.jsonl").write_bytes(b"".join(lines))
    table = b"id,text\r\n" + b"".join(
        b"a%d,%s\r\n" % (n, TEXT.encode("windows-1256" if n == 2 else "utf-8")) for n in range(5)
    )
    (tmp_path / "a.csv").write_bytes(table)
    for name in ("a.jsonl", "a.csv"):
        found = list(read_articles(tmp_path / name))
        assert [article.fields["id"] for article in found] == ["a0", "a1", "a2", "a3", "a4"]
        assert [article.error is None for article in found] == [True, True, False, True, True]
        assert "is not UTF-8" in str(found[2].error)


# ---------------------------------------------------------------- rows


def test_a_comma_that_is_not_quoted_is_told_and_not_cut_off(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\na,one, two\nb,whole\nc,fine,,\n", encoding="utf-8")
    found = list(read_articles(tmp_path / "a.csv"))
    assert [(article.fields["id"], article.text) for article in found] == [("a", ""), ("b", "whole"), ("c", "fine")]
    assert "quote cells that hold commas" in str(found[0].error)


def test_a_nul_in_a_csv_is_a_character_like_others(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,text\na,one\0two\nb,three\n")
    assert [article.text for article in read_articles(tmp_path / "a.csv")] == ["one\0two", "three"]


def test_an_empty_text_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\na,\nb\n", encoding="utf-8")
    found = list(read_articles(tmp_path / "a.csv"))
    assert [(article.text, article.error is None) for article in found] == [("", True), ("", False)]


def test_a_packed_file_that_is_cut_off_gives_what_stands_before(tmp_path: Path) -> None:
    packed = gzip.compress(lines_of(padded(200)))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    *sound, last = read_articles(path)
    assert len(sound) > 50
    assert [(article.fields["id"], article.error) for article in sound] == [(f"a{n}", None) for n in range(len(sound))]
    assert (last.name, last.error) == (str(path), "is cut off")
    assert count_articles(path) is None


@pytest.mark.parametrize("at", [0.0, 0.3, 0.5, 0.7, 1.0])
@pytest.mark.parametrize("noise", [b"\xff" * 40, b"\0", b"\x55\xaa"])
def test_of_a_packed_file_that_is_damaged_nothing_is_taken(tmp_path: Path, at: float, noise: bytes) -> None:
    """Between the damage and the checksum at the end, what is unpacked may be other words."""
    packed = bytearray(gzip.compress(lines_of(padded(200))))
    place = 20 + int(at * (len(packed) - 40 - len(noise)))
    for offset, byte in enumerate(noise, start=place):
        packed[offset] = byte if packed[offset] != byte else byte ^ 1
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed)
    (article,) = read_articles(path)
    assert article.name == str(path)
    assert "damaged" in str(article.error)
    assert article.text == ""
    assert count_articles(path) is None


def padded(number: int) -> list[dict[str, str]]:
    """Rows that do not pack well: damage hits few of them."""
    source = Random(number)
    return [{**item, "text": f"{TEXT} {source.randbytes(600).hex()}"} for item in rows(number)]


def test_a_line_of_thirty_megabytes_is_one_error(tmp_path: Path) -> None:
    source = write_jsonl(
        tmp_path / "in.jsonl", [*rows(1), {"id": "long", "text": "x" * 30_000_000}, {"id": "last", "text": TEXT}]
    )
    found = done(source)
    assert [(row["id"], "error" in row) for row in found] == [("a0", False), ("long", True), ("last", False)]
    assert "20,000,000" in found[1]["error"]
    assert len(found[1]["error"]) < 200


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.csv", "a.txt", "a.html"])
def test_what_is_too_large_is_not_held_in_memory(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packed line of 64 million characters is 64 kB on the disk."""
    monkeypatch.setattr(inputs, "LARGEST", 1_000_000)
    content = b'text\n{"text": "' + b"x" * 64_000_000 + b'"}\n{"id": "last", "text": "x"}\n'
    path = tmp_path / name
    path.write_bytes(gzip.compress(content, 1) if name.endswith(".gz") else content)
    del content
    tracemalloc.start()
    found = list(read_articles(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16_000_000
    assert any(str(article.error).startswith(("is larger than", "is a line of", "is no CSV")) for article in found)
    if "jsonl" in name:
        assert found[-1].fields["id"] == "last"
        assert found[-1].error is None


def test_parquet_of_other_types_is_named_by_id(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "a.parquet"

    def read(**columns: Any) -> list[Article]:
        parquet.write_table(arrow.table(columns), path)
        return list(read_articles(path))

    numbers = read(id=arrow.array([7, 8]), text=[TEXT, None], published=arrow.array([0, 17651], arrow.date32()))
    assert [dict(article.fields) for article in numbers] == [
        {"id": "7", "published": "1970-01-01"},
        {"id": "8", "published": "2018-04-30"},
    ]
    assert [article.error for article in numbers] == [None, '"text" is NoneType; expected a string']
    for other in (arrow.array([1]), arrow.array([b"x"]), arrow.array([["x"]]), arrow.array([{"a": "x"}])):
        (article,) = read(id=["a"], text=other)
        assert (article.fields["id"], article.error) != ("a", None)
        assert '"text" is ' in str(article.error)
    words = arrow.array([TEXT, TEXT, TEXT]).dictionary_encode()
    assert [article.text for article in read(text=words)] == [TEXT] * 3
    broken = arrow.array([b"one", b"\xff\xfe", b"three"]).view(arrow.string())
    found = read(id=["a", "b", "c"], text=broken)
    assert [article.error is None for article in found] == [True, False, True]
    assert found[1].fields["id"] == "b"
    path.write_text("text,other\n", encoding="utf-8")
    assert "is no Parquet file" in str(next(iter(read_articles(path))).error)


def test_a_damaged_parquet_file_gives_what_stands_before(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    texts = [os.urandom(2000).hex() for _ in range(400)]
    path = tmp_path / "a.parquet"
    parquet.write_table(
        arrow.table({"text": texts}), path, row_group_size=100, compression="zstd", use_dictionary=False
    )
    at = parquet.read_metadata(path).row_group(2).column(0).data_page_offset
    content = bytearray(path.read_bytes())
    content[at : at + 64] = b"\xff" * 64
    path.write_bytes(content)
    found = list(read_articles(path))
    assert [article.text for article in found[:-1]] == texts[: len(found) - 1]
    assert len(found) > 100
    assert found[-1].error


def test_one_bad_article_in_ten_thousand(tmp_path: Path) -> None:
    items: list[dict[str, Any]] = [{"id": f"a{n}", "text": "قصف.", "published": "2018-04-30"} for n in range(10_000)]
    items[7_654]["published"] = "soon"
    source = write_jsonl(tmp_path / "in.jsonl", items)
    told: list[str] = []
    outcome = run(Job(source, tmp_path / "out.jsonl"), failed=lambda name, error: told.append(name))
    found = read_jsonl(tmp_path / "out.jsonl")
    assert (outcome.articles, outcome.failed, len(told)) == (10_000, 1, 1)
    assert [row["id"] for row in found] == [item["id"] for item in items]
    assert [row["id"] for row in found if "error" in row] == ["a7654"]


# ---------------------------------------------------------------- what messages say


def test_messages_quote_no_more_than_a_few_words(pipeline: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "اعتقل الشاهد سالم الحريري في منزله بعد شهادته على المجزرة أمام اللجنة الدولية يوم الأحد"

    def fail(*_: object) -> None:
        raise KeyError(text)

    swapped = row_of(pipeline, None, Article("a", "x", fields={"id": "a", "published": text}))
    assert "is no ISO 8601 date" in str(swapped.error)
    assert text[:70] not in swapped.line
    monkeypatch.setattr(pipelines, "settle", fail)
    unforeseen = attempt(pipeline, "b", text)
    assert isinstance(unforeseen, rasid.Failure)
    assert unforeseen.error.startswith("unexpected KeyError in test_batch_faults, line ")
    assert "سالم" not in unforeseen.error
    with pytest.raises(TypeError):
        pipeline.extract(5)
    assert reason_of(TypeError(text)) == "unexpected TypeError"


def test_names_of_files_cannot_command_the_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a\x1b[2J\u202e\nrasid: done.txt").write_bytes(b"\xff")
    result = run_python("-m", "rasid.cli", "batch", str(folder), str(tmp_path / "out.jsonl"))
    assert result.returncode == 1
    assert "\x1b" not in result.stderr
    assert "\u202e" not in result.stderr
    assert result.stderr.splitlines()[0].startswith("rasid: a\\u001b[2J\\u202e\\u000arasid: done.txt: is not UTF-8")


# ---------------------------------------------------------------- full disks


@pytest.mark.parametrize(
    ("ending", "call", "calls"),
    [
        (".jsonl", "fsync", 0),
        (".jsonl", "fsync", 2),
        (".jsonl", "fsync", 4),
        (".jsonl", "replace", 2),
        (".jsonl", "replace", 4),
        (".jsonl.gz", "fsync", 4),
        (".parquet", "fsync", 2),
        (".parquet", "replace", 4),
    ],
)
def test_a_full_disk_leaves_whole_segments_and_no_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_segments: None, ending: str, call: str, calls: int
) -> None:
    """At the plan, in the middle, and when the output is put together."""
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    source = write_jsonl(tmp_path / "in.jsonl", rows(10))
    whole, job = Job(source, tmp_path / f"whole{ending}"), Job(source, tmp_path / f"out{ending}")
    run(whole)
    real = getattr(os, call)
    left = [calls * (2 if call == "fsync" and hasattr(os, "O_DIRECTORY") else 1)]

    def full(*arguments: Any) -> Any:
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(OSError, match="No space left"):
            run(job)
    assert not job.output.exists()
    assert not list(tmp_path.rglob("*.tmp"))
    run(job, resume=True)
    assert job.output.read_bytes() == whole.output.read_bytes()
    assert not job.parts.exists()


def test_the_command_says_how_to_go_on_after_a_full_disk(tmp_path: Path) -> None:
    """No file may grow beyond 3 kB: segments are smaller, the whole is not."""
    source = write_jsonl(tmp_path / "in.jsonl", [{"id": f"a{n}", "text": f"قصف {n}."} for n in range(12)])
    run(Job(source, tmp_path / "whole.jsonl"))
    out = tmp_path / "out.jsonl"
    size = (tmp_path / "whole.jsonl").stat().st_size
    limit = size // 2
    code = (
        "import resource, sys\n"
        "from rasid.corpus import job\n"
        "job.SEGMENT = 3\n"
        "limit = int(sys.argv.pop(1))\n"
        "if limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "from rasid.cli import main\n"
        "main()"
    )
    result = run_python("-c", code, str(limit), "batch", str(source), str(out))
    assert result.returncode == 1, result.stderr
    assert "--resume" in result.stderr
    assert "Traceback" not in result.stderr
    assert not out.exists()
    result = run_python("-c", code, "0", "batch", str(source), str(out), "--resume")
    assert result.returncode == 0, result.stderr
    assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("way", ["-o", ">"])
def test_extract_says_that_the_disk_is_full(tmp_path: Path, way: str) -> None:
    article = tmp_path / "a.txt"
    article.write_text(TEXT * 400, encoding="utf-8")
    command = [sys.executable, "-m", "rasid.cli", "extract", str(article), "--format", "json"]
    command += ["-o", "/dev/full"] if way == "-o" else []
    with open("/dev/full", "w") as full:
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert result.returncode == 1
    assert "No space left on device" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Exception ignored" not in result.stderr


def test_an_output_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", rows(1))
    (tmp_path / "out.jsonl").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        run(Job(source, tmp_path / "out.jsonl"))
    with pytest.raises(InputError, match=r"gazetteer .*no\.pack cannot be read"):
        run(Job(source, tmp_path / "out2.jsonl", gazetteers=(tmp_path / "no.pack",)))


# ---------------------------------------------------------------- processes


def children_of(process: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            cells = stat.read_text().rpartition(")")[2].split()
            if int(cells[1]) == process and cells[0] != "Z":
                found.add(int(stat.parent.name))
    return found


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(ready: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(0.02)
    return False


RUN = (
    "import sys; from pathlib import Path; from rasid.corpus import job\n"
    "job.SEGMENT = 3\n"
    "job.run(job.Job(Path(sys.argv[1]), Path(sys.argv[2]), 2), resume=True)"
)


def begun(folder: Path, articles: int) -> tuple[subprocess.Popen[bytes], Path, Path]:
    """A batch with two workers under way: its process, its output and the folder of its segments."""
    source, out = write_jsonl(folder / "in.jsonl", rows(articles)), folder / "out.jsonl"
    process = subprocess.Popen([sys.executable, "-c", RUN, str(source), str(out)])
    return process, out, folder / "out.jsonl.parts"


@needs_proc
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    process, out, parts = begun(tmp_path, 3000)
    assert wait_for(lambda: parts.exists() and len(list(parts.iterdir())) > 4)
    workers = children_of(process.pid)
    assert len(workers) >= 2
    process.kill()
    process.wait()
    assert wait_for(lambda: not any(map(is_alive, workers)), 20), "workers outlived their parent"
    assert not out.exists()


@needs_proc
def test_a_worker_killed_from_outside_costs_no_article(tmp_path: Path) -> None:
    process, out, parts = begun(tmp_path, 600)
    for count in (4, 60):
        assert wait_for(lambda least=count: process.poll() is not None or len(list(parts.glob("0*"))) > least)
        workers = children_of(process.pid)
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(min(workers), signal.SIGKILL)
    assert process.wait(120) == 0
    found = read_jsonl(out)
    assert [row["id"] for row in found] == [f"a{n}" for n in range(600)]
    assert not [row for row in found if "error" in row]


HALF = """
import os, signal, sys, time
sys.path.insert(0, {tests!r})
from rasid.corpus.pool import Workers
from test_batch_faults import _large, _same, children_of
results = Workers(_large, _same, 2, chunk=1).map(range(30))
found = [next(results)]
time.sleep(1)
for worker in children_of(os.getpid()):
    os.kill(worker, signal.SIGKILL)
found += results
assert [len(result) for result in found] == [2_000_000 + n for n in range(30)]
"""


def _large(item: int) -> str:
    return "x" * (2_000_000 + item)


@needs_proc
def test_workers_killed_while_they_hand_over_leave_nobody_waiting() -> None:
    """The parent reads nothing while it sleeps: both are within a message that does not fit into the connection."""
    result = run_python("-c", HALF.format(tests=str(Path(__file__).parent)))
    assert (result.returncode, result.stderr) == (0, "")


def _ends() -> None:
    os._exit(7)


def test_workers_that_die_while_they_start_are_not_started_for_ever() -> None:
    with pytest.raises(ResourceError, match=r"died while they started \(exit code 7\)"):
        list(Workers(_same, _same, 2, initializer=_ends).map(range(20)))


def _no_pickle(item: int) -> Any:
    return lambda: item


def test_a_result_that_no_process_can_send_is_an_error() -> None:
    with pytest.raises((AttributeError, TypeError), match="pickle"):
        list(Workers(_no_pickle, _same, 2).map(range(20)))


def _cannot_begin() -> None:
    raise ResourceError("triggers.tsv is damaged")


def _same(item: int) -> int:
    return item


def test_workers_that_cannot_begin_say_why() -> None:
    with pytest.raises(ResourceError, match=r"triggers\.tsv is damaged"):
        list(Workers(_same, _same, 2, initializer=_cannot_begin).map(range(20)))


def test_a_damaged_pack_stops_the_batch_with_its_name(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", rows(4))
    (tmp_path / "bad.pack").write_bytes(b"no pack")
    for workers in (1, 2):
        with pytest.raises(ResourceError, match=r"bad\.pack"):
            run(Job(source, tmp_path / "out.jsonl", workers, gazetteers=(tmp_path / "bad.pack",)), resume=True)


# ---------------------------------------------------------------- segments


def test_a_plan_that_is_damaged_is_named(tmp_path: Path, small_segments: None) -> None:
    job = Job(write_jsonl(tmp_path / "in.jsonl", rows(9)), tmp_path / "out.jsonl")
    with pytest.raises(KeyboardInterrupt):
        run(job, done=interrupt)
    state = job.parts / "job.json"
    for content in (b"", b"[1]", b'{"input": ', b"\xff", b"null"):
        state.write_bytes(content)
        with pytest.raises(InputError, match=r"job\.json is damaged: delete the folder"):
            run(job, resume=True)


def test_files_of_others_among_the_segments_are_left_alone(tmp_path: Path, small_segments: None) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", rows(9))
    run(Job(source, tmp_path / "whole.jsonl"))
    job = Job(source, tmp_path / "out.jsonl")
    with pytest.raises(KeyboardInterrupt):
        run(job, done=interrupt)
    (job.parts / "notes.txt").write_text("x", encoding="utf-8")
    (job.parts / "1-2.jsonl").write_text("x", encoding="utf-8")
    assert run(job, resume=True).resumed == 4
    assert job.output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_resuming_gives_the_same_bytes_with_failures_of_every_sort(tmp_path: Path, small_segments: None) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_jsonl(folder / "a.jsonl", [*rows(3), {"id": "none"}, {"id": "a0", "text": TEXT}])
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(lines_of(rows(2)))[:-4])
    (folder / "c.txt").write_bytes(TEXT.encode("windows-1256"))
    with (folder / "d.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["id", "text"], ["x", TEXT], ["y", TEXT, "more"]])
    (folder / "e.txt").symlink_to(folder / "nowhere")
    (folder / "f.txt").write_text(TEXT, encoding="utf-8")
    whole = run(Job(folder, tmp_path / "whole.jsonl"))
    assert (whole.articles, whole.failed, whole.repeated) == (13, 5, 3)
    job = Job(folder, tmp_path / "out.jsonl")
    for call in (1, 2):  # what was done is told first
        calls = iter([None] * (call - 1))
        with pytest.raises(StopIteration):
            run(job, resume=True, done=lambda _, calls=calls: next(calls))  # type: ignore[misc]
    outcome = run(job, resume=True)
    assert (outcome.articles, outcome.failed, outcome.repeated, outcome.resumed) == (13, 5, 3, 8)
    assert job.output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
