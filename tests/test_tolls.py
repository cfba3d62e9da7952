"""Tolls: the wordings of numbers of people in one-sentence reports, each with the tolls of all its events.

A row of ``cases/tolls.tsv``: the sentence, ``kind low high`` of each toll (``-``: the text leaves it open), and
``open`` where the rules do not read it yet.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

import rasid

_PATH = Path(__file__).parent / "cases" / "tolls.tsv"
ROWS = list(csv.DictReader(_PATH.read_text(encoding="utf-8").splitlines(), delimiter="\t"))


def _spelled(bound: int | None) -> str:
    return "-" if bound is None else str(bound)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(
            row,
            id=str(number),
            marks=[pytest.mark.xfail(strict=True, reason="not read yet")] if row["open"] else [],
        )
        for number, row in enumerate(ROWS, start=2)
    ],
)
def test_tolls(row: dict[str, str], pipeline: Any) -> None:
    report: rasid.Report = pipeline.extract(row["text"], published="2020-03-15")
    found = sorted(
        f"{toll.kind.value} {_spelled(toll.low)} {_spelled(toll.high)}"
        for event in report.events
        for toll in event.casualties
    )
    assert found == [toll for toll in row["tolls"].split("; ") if toll]
