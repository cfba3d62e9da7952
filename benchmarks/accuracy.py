"""Measure agreement with annotated articles, as ``rasid evaluate`` does, and write it to benchmarks/ACCURACY.md.

usage: python benchmarks/accuracy.py [--kept GOLD.jsonl] [--no-write]

The project's own articles (data/articles/gold.jsonl) are read by both presets. KEPT are further annotated articles that
no rule, row or model was made with; what the file says of them stays as it is where the option is not given.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import rasid
from rasid.evaluation import ALL, Evaluation, evaluate

_ROOT = Path(__file__).parents[1]
OWN = _ROOT / "data" / "articles" / "gold.jsonl"
RESULTS = Path(__file__).with_name("ACCURACY.md")
PRESETS = ("fast", "accurate")
_KEPT = "## Articles kept for measuring"
_HEAD = """\
| measure | of | annotated | given | right | precision | recall | F1 | F1 (accurate) |
|---|---|---:|---:|---:|---:|---:|---:|---:|"""


def measure(path: Path, preset: str) -> Evaluation:
    """Evaluate a preset on a file of annotated articles."""
    pipeline = rasid.Pipeline(preset)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return evaluate(rows, lambda row: pipeline.extract(row["text"], published=row["published"]))


def table(fast: Evaluation, accurate: Evaluation) -> Iterator[str]:
    """The figures of both presets as a Markdown table, a measure a row; those of ``fast`` in full."""
    yield _HEAD
    second = {(row["measure"], row["of"]): row["f1"] for row in accurate.to_rows()}
    before = ""
    for row in fast.to_rows():
        name, of = str(row["measure"]), str(row["of"])
        shares = " | ".join(f"{row[share]:.3f}" for share in ("precision", "recall", "f1"))
        counts = " | ".join(f"{row[count]:,}" for count in ("gold", "predicted", "matched"))
        of = "all" if of == ALL else of
        other = second.get((row["measure"], row["of"]), 0.0)
        yield f"| {'' if name == before else name} | {of} | {counts} | {shares} | {other:.3f} |"
        before = name


def section(path: Path) -> Iterator[str]:
    """The size of a file of annotated articles, and the figures taken on it."""
    results = [measure(path, preset) for preset in PRESETS]
    size = f"{results[0].articles} articles, {results[0].characters:,} characters"
    yield f"{size}. Preset `fast`; the last column is of `accurate`."
    yield ""
    yield from table(*results)


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kept", type=Path, help="annotated articles that nothing was made with")
    options.add_argument("--no-write", action="store_true", help="print only")
    chosen = options.parse_args(arguments)
    provenance = rasid.extract("").provenance
    written = f"Written by `benchmarks/accuracy.py`, rasid {provenance.rasid}, data {provenance.data[:12]}."
    lines = ["# Accuracy", "", "## The project's own articles", "", written, "", *section(OWN)]
    if chosen.kept:
        lines += ["", _KEPT, "", written, "", *section(chosen.kept)]
    elif RESULTS.exists() and _KEPT in (before := RESULTS.read_text(encoding="utf-8")):
        lines += ["", _KEPT + before.partition(_KEPT)[2].rstrip("\n")]
    page = "\n".join(lines) + "\n"
    print(page, end="")
    if not chosen.no_write:
        RESULTS.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
