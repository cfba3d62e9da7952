"""Events: one-sentence cases, agreement with annotated articles, false alarms on peaceful news, speed.

usage: python benchmarks/events.py [--gold GOLD.jsonl …] [--raw NEWS.jsonl.gz] [--sections NAME …] [--errors]

Without options it scores the cases of tests/cases/events.jsonl. GOLD are files of annotated articles, as
``rasid.evaluation`` describes them; of two the drop from the first to the second is told. NEWS has ``text`` and
``category`` in each line.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import rasid
from rasid.evaluation import ALL, Evaluation, evaluate

TESTS = Path(__file__).resolve().parents[1] / "tests"
SECTIONS = ("sport", "culture", "economy")
_MOST = 400
"""So many articles of a section are read."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, action="append", default=[])
    options.add_argument("--raw", type=Path)
    options.add_argument("--sections", nargs="+", default=SECTIONS)
    options.add_argument("--errors", action="store_true", help="list the cases that are wrong, and the false alarms")
    chosen = options.parse_args(arguments)
    pipeline = rasid.Pipeline()
    wrong, total = cases(pipeline)
    print(f"one-sentence cases     {1 - len(wrong) / total:.3f}  ({total - len(wrong)} of {total})")
    if chosen.errors:
        print(*wrong, sep="\n")
    results = [(path.stem, gold(pipeline, path)) for path in chosen.gold]
    for line in table(results):
        print(line)
    if chosen.raw:
        alarms, articles = false_alarms(pipeline, chosen.raw, chosen.sections)
        rate = 20 * len(alarms) / max(articles, 1)
        print(f"events in peaceful news {rate:.2f} in 20 articles  ({len(alarms)} in {articles})")
        if chosen.errors:
            print(*alarms, sep="\n")
    return 0


def cases(pipeline: Any) -> tuple[list[str], int]:
    """Return the cases that are not met, as the tests understand them, and how many there are."""
    sys.path.insert(0, str(TESTS))
    from test_events import CASES, failures

    wrong = []
    for case in CASES:
        found = failures(pipeline, case)
        if found:
            wrong.append(f"  {case['case']}: {'; '.join(found)}")
    return wrong, len(CASES)


def gold(pipeline: Any, path: Path) -> tuple[Evaluation, float]:
    """Score annotated articles; also return characters read a second."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    pipeline.extract("بدء")
    began = time.perf_counter()
    result = evaluate(rows, lambda row: pipeline.extract(row["text"], published=row["published"]))
    return result, sum(len(row["text"]) for row in rows) / (time.perf_counter() - began)


def table(results: Sequence[tuple[str, tuple[Evaluation, float]]]) -> Iterator[str]:
    """Yield the measures, a line each, a column a file, and the drop from the first file to the second."""
    if not results:
        return
    yield f"{'':22} " + " ".join(f"{name:>10}" for name, _ in results) + ("       drop" if len(results) == 2 else "")
    rows: list[tuple[str, list[float]]] = [
        ("events precision", [result.events.precision for _, (result, _) in results]),
        ("events recall", [result.events.recall for _, (result, _) in results]),
        ("events F1", [result.events.f1 for _, (result, _) in results]),
    ]
    slots = (ALL, "actors", "targets", "places", "day", "casualties")
    rows += [
        (f"slots, {slot}" if slot != ALL else "slots F1", [r.slots[slot].f1 for _, (r, _) in results]) for slot in slots
    ]
    rows += [(name, [r.apart[name].f1 for _, (r, _) in results]) for name in results[0][1][0].apart]
    for name, values in rows:
        drop = f" {values[0] - values[1]:10.3f}" if len(values) == 2 else ""
        yield f"{name:22} " + " ".join(f"{value:10.3f}" for value in values) + drop
    yield f"{'characters a second':22} " + " ".join(f"{speed:10,.0f}" for _, (_, speed) in results)


def false_alarms(pipeline: Any, path: Path, sections: Sequence[str]) -> tuple[list[str], int]:
    """Return the events found in articles of peaceful sections, and how many articles were read."""
    alarms: list[str] = []
    articles = 0
    for section in sections:
        for row in islice(_of(path, section), _MOST):
            articles += 1
            report = pipeline.extract(row["text"])
            alarms.extend(
                f"  {section}: {e.type.value} {e.trigger.text}: {e.evidence.text[:140]!r}" for e in report.events
            )
    return alarms, articles


def _of(path: Path, section: str) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (row for row in map(json.loads, lines) if row["category"] == section)


if __name__ == "__main__":
    sys.exit(main())
