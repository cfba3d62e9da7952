"""Same text, same records and the same files: whatever the machine's settings, the threads and the processes.

That hash seeds change no report is tested in ``test_article.py``, pickled pipelines in ``test_inputs.py``.
"""

import hashlib
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

import fuzzing
import rasid
from conftest import run_python
from fuzzing import ARTICLES
from rasid.corpus.job import Job, run

ROWS = [
    *({"id": f"article-{n}", "published": "2018-04-30", "text": text} for n, text in enumerate(ARTICLES[::4])),
    *({"id": f"odd-{n}", "published": "2018-04-30", "text": fuzzing.draw(Random(n)).text} for n in range(150)),
]
"""Articles, and odd texts: lone surrogates, controls and all."""
INPUT = "\n".join(map(json.dumps, ROWS))
DIGEST = """
import hashlib, json, sys, rasid
from rasid.export import acled, brat, conll, flat, ged
def digest(row):
    report = pipeline.extract(**row)
    forms = [report.model_dump_json(), report.to_html(), report.to_html(language="en"), json.dumps(report.to_geojson()),
             *acled.dump([report]), *ged.dump([report]), *flat.dump([report]), brat.dump(report), *conll.dump([report]),
             *(str(report.explain(event.id)) for event in report.events), report.redact().model_dump_json(),
             report.redact(key="0123456789abcdef").model_dump_json()]
    return hashlib.sha256("".join(forms).encode()).hexdigest()
rows = [json.loads(line) for line in sys.stdin]
"""
ONE_BY_ONE = DIGEST + "pipeline = rasid.Pipeline()\nprint(*map(digest, rows), sep='\\n')"
BACKWARDS = DIGEST + "pipeline = rasid.Pipeline()\nprint(*[digest(row) for row in rows[::-1]][::-1], sep='\\n')"
# All threads begin at once, before anything that is read on first use was read.
THREADS = (
    DIGEST
    + """
import threading
pipeline, found, start = rasid.Pipeline(), [None] * len(rows), threading.Barrier(8)
def work(first):
    start.wait()
    for at in range(first, len(rows), 8):
        found[at] = digest(rows[at])
sys.setswitchinterval(1e-5)
threads = [threading.Thread(target=work, args=(first,)) for first in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(*found, sep='\\n')
"""
)


def digests(code: str, **settings: Any) -> list[str]:
    result = run_python("-c", code, stdin=INPUT, **settings)
    assert result.returncode == 0, result.stderr[-3000:]
    found = result.stdout.split()
    assert len(found) == len(ROWS)
    return found


@pytest.fixture(scope="module")
def expected() -> list[str]:
    return digests(ONE_BY_ONE, PYTHONHASHSEED="0", TZ="UTC")


@pytest.mark.parametrize(
    ("code", "environment"),
    [
        (ONE_BY_ONE, {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
        (
            ONE_BY_ONE,
            {"PYTHONHASHSEED": "2", "LC_ALL": "ar_SY.UTF-8", "LANG": "ar_SY.UTF-8", "TZ": "Pacific/Kiritimati"},
        ),
        (BACKWARDS, {"PYTHONHASHSEED": "3", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/Anchorage", "PYTHONOPTIMIZE": "2"}),
        (THREADS, {"PYTHONHASHSEED": "4"}),
    ],
    ids=["C locale", "Arabic locale, far east", "Turkish locale, far west, backwards", "eight threads"],
)
def test_settings_of_the_machine_change_nothing(
    tmp_path: Path, expected: list[str], code: str, environment: dict[str, str]
) -> None:
    found = digests(code, cwd=tmp_path, **environment)
    assert [row["id"] for row, one, other in zip(ROWS, found, expected, strict=True) if one != other] == []


def test_any_number_of_workers_gives_the_same_in_order() -> None:
    alone = list(rasid.extract_many(ROWS, workers=1))
    assert [one.id for one in alone] == [row["id"] for row in ROWS]
    for workers in (2, 3):
        assert list(rasid.extract_many(ROWS, workers=workers)) == alone
    with pytest.raises(ValueError, match="at least 1, not 0"):
        next(rasid.extract_many(ROWS, workers=0))


def test_any_number_of_workers_writes_the_same_file(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    # No UTF-8 can hold a lone surrogate; JSON spells it.
    source.write_text(INPUT, encoding="ascii")
    written = set()
    for workers in (1, 2, 3):
        job = Job(source, tmp_path / f"out-{workers}.jsonl", workers)
        assert run(job).articles == len(ROWS)
        written.add(hashlib.sha256(job.output.read_bytes()).hexdigest())
    assert len(written) == 1
