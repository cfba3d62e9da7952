"""Let atheris look for texts that reach new code, and write to benchmarks/FUZZ.md what came of it.

usage: python benchmarks/fuzz_coverage.py [--seconds N] [--failures FOLDER] [--no-write]

Needs ``pip install atheris`` (Linux, CPython); nothing else does. Two targets, N seconds each: the normaliser (its map
must be whole, its result normal) and the whole pipeline (all that holds of any report). They begin from pieces of the
project's articles, with the words of its tables as dictionary. An input is UTF-8, its first byte the day of
publication. A failing input lies in FOLDER; to run it again:
``python benchmarks/fuzz_coverage.py --target pipeline FOLDER/crash-…``
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

_TESTS = Path(__file__).parents[1] / "tests"
TARGETS = ("normalize", "pipeline")
_LONGEST = 400
"""Bytes of an input."""


class Result(NamedTuple):
    """What came of one target."""

    target: str
    inputs: int
    edges: int
    kept: int
    seconds: int
    failed: bool


# ---------------------------------------------------------------- one target, in a process of its own


def fuzz(target: str, arguments: list[str]) -> None:
    """Run a target until libFuzzer ends the process."""
    import atheris

    sys.path.insert(0, str(_TESTS))
    with atheris.instrument_imports(include=["rasid"]):
        import fuzzing
        from rasid.text.normalize import normalize

    def normal(text: str, published: str | None) -> None:
        result = normalize(text)
        fuzzing.hold(len(result.clean) == len(result.folded), "layers of two lengths")
        fuzzing.hold(normalize(result.clean).clean == result.clean, "not normal")
        end = 0
        for at in range(len(result.clean)):
            span = result.span(at, at + 1)
            fuzzing.hold(0 <= span.start < span.end <= len(text) and end <= span.end, "no map")
            end = span.end

    pipeline = fuzzing.watched_pipeline() if target == "pipeline" else None

    def whole(text: str, published: str | None) -> None:
        assert pipeline is not None
        fuzzing.check(pipeline.extract(text, published=published))

    work: Callable[[str, str | None], None] = normal if target == "normalize" else whole

    def one(data: bytes) -> None:
        day = fuzzing.PUBLISHED[data[0] % len(fuzzing.PUBLISHED)] if data else None
        work(data[1:].decode("utf-8", errors="replace"), day)

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


# ---------------------------------------------------------------- all targets


def prepare(folder: Path) -> tuple[Path, Path]:
    """Write first inputs and a dictionary."""
    sys.path.insert(0, str(_TESTS))
    import fuzzing

    corpus, dictionary = folder / "corpus", folder / "words.dict"
    corpus.mkdir()
    random = Random(1)  # noqa: S311 - texts, not secrets
    strategies = tuple(fuzzing.STRATEGIES)
    for number in range(600):
        text = fuzzing.draw(random, strategies[number % len(strategies)]).text
        content = bytes([number % 256]) + text.encode("utf-8", errors="replace")
        (corpus / f"{number:04d}").write_bytes(content[:_LONGEST])
    words = [word for table in fuzzing.TABLES.values() for word in random.sample(table, min(len(table), 40))]
    pieces = dict.fromkeys((*words, *fuzzing.SEPARATORS, *fuzzing.MARKS, *fuzzing.DIGITS))
    entries = ("".join(f"\\x{byte:02x}" for byte in p.encode("utf-8", errors="replace")) for p in pieces if p)
    dictionary.write_text("".join(f'"{entry}"\n' for entry in entries), encoding="ascii")
    return corpus, dictionary


def measure(target: str, seconds: int, failures: Path) -> Result:
    failures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus, dictionary = prepare(Path(folder))
        process = subprocess.run(  # noqa: S603
            [
                sys.executable,
                __file__,
                "--target",
                target,
                str(corpus),
                f"-dict={dictionary}",
                f"-max_total_time={seconds}",
                f"-max_len={_LONGEST}",
                "-timeout=20",
                "-rss_limit_mb=4096",
                "-seed=1",
                "-print_final_stats=1",
                f"-artifact_prefix={failures}/",
            ],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    told = process.stderr
    inputs = re.findall(r"stat::number_of_executed_units:\s*(\d+)", told)
    states = re.findall(r"cov: (\d+) .*?corp: (\d+)", told)
    if process.returncode or not inputs or not states:
        print(process.stdout[-3000:], told[-5000:], file=sys.stderr)
    edges, kept = states[-1] if states else ("0", "0")
    return Result(target, int(inputs[-1]) if inputs else 0, int(edges), int(kept), seconds, process.returncode != 0)


def section(results: list[Result]) -> Iterator[str]:
    import rasid
    from speed import machine

    yield (
        f"Written by `benchmarks/fuzz_coverage.py` on {date.today()}, rasid {rasid.__version__}. {machine()}.\n\n"
        "Atheris keeps each input that reaches code which none before it reached, and changes those it kept.\n"
    )
    yield "| target | minutes | inputs | edges reached | inputs kept | failures |\n|---|---:|---:|---:|---:|---:|"
    for result in results:
        yield (
            f"| {result.target} | {result.seconds / 60:.0f} | {result.inputs:,} | {result.edges:,} "
            f"| {result.kept:,} | {int(result.failed)} |"
        )


def main() -> int:
    if sys.argv[1:2] == ["--target"]:
        fuzz(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--failures", type=Path, default=Path("build/fuzz"), help="folder for what fails")
    parser.add_argument("--no-write", action="store_true", help="print the section only")
    arguments = parser.parse_args()
    results = [measure(target, arguments.seconds, arguments.failures) for target in TARGETS]
    lines = list(section(results))
    print("\n".join(lines))
    if not arguments.no_write:
        from fuzz import write

        write("Guided by coverage", iter(lines))
    return int(any(result.failed for result in results))


if __name__ == "__main__":
    sys.exit(main())
