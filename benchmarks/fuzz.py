"""Give the pipeline texts that nobody would write, and write to benchmarks/FUZZ.md what came of it.

usage: python benchmarks/fuzz.py [--inputs N] [--seed S] [--first N] [--processes P] [--limit SECONDS] [--no-write]

Input number n of seed S is always the same text, so a failure can be had again: ``--seed S --first n --inputs 1``. All
strategies of ``tests/fuzzing.py`` take turns. Of each report all is checked that holds of any report; one in 47 is
written in all forms as well. What fails is made as short as it still fails in the same place, and written to a file. An
input that takes longer than SECONDS fails; should nothing stop it, the process ends after ten minutes with a traceback.
"""

import argparse
import faulthandler
import hashlib
import importlib.util
import json
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from random import Random

import rasid
from speed import machine

PAGE = Path(__file__).with_name("FUZZ.md")
_TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(_TESTS))

import fuzzing  # noqa: E402
from fuzzing import Input, UnsoundError  # noqa: E402

_FORMS, _FRAMES, _PAGES = 47, 991, 101
"""Each so-manieth input is written in all forms, as tables too, or is a web page."""
_BLOCK = 1000
"""Inputs between two signs of life."""
_STUCK = 600
_LONG = 40
"""A text of fewer code points tells nothing about the time of each."""
_FEWEST_STEPS = 400


@dataclass
class Tally:
    """What was counted of one strategy."""

    inputs: int = 0
    characters: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    """Microseconds a code point, of texts that are not quite short."""
    failures: int = 0


@dataclass
class Run:
    """What came of a run."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    records: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, other: "Run") -> None:
        """Add what another process counted meanwhile."""
        for name, tally in other.tallies.items():
            own = self.tallies.setdefault(name, Tally())
            own.inputs += tally.inputs
            own.characters += tally.characters
            own.seconds += tally.seconds
            own.slowest = max(own.slowest, tally.slowest)
            own.failures += tally.failures
        self.records += other.records
        self.kinds += other.kinds
        self.seconds = max(self.seconds, other.seconds)


def key_of(error: BaseException) -> str:
    """The same for the same fault: the error's type and the last two places in this repository."""
    root = str(Path(rasid.__file__).parent)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith((root, str(_TESTS)))]
    told = str(error).partition(":")[0] if isinstance(error, UnsoundError) else ""
    return " ".join([type(error).__name__, *(f"{Path(f.filename).name}:{f.lineno}" for f in frames[-2:]), told]).strip()


def attempt(work: Callable[[], object], limit: float) -> BaseException | None:
    try:
        with fuzzing.limit(limit):
            work()
    except (Exception, fuzzing.TooSlow) as error:
        return error
    return None


def minimised(text: str, fails: Callable[[str], bool]) -> str:
    """Take out pieces, the large ones first, as long as it fails."""
    steps = 0
    size = max(1, len(text) // 2)
    while True:
        at = 0
        shorter = False
        while at < len(text) and steps < _FEWEST_STEPS:
            candidate = text[:at] + text[at + size :]
            steps += 1
            if fails(candidate):
                text, shorter = candidate, True
            else:
                at += size
        if steps >= _FEWEST_STEPS or (size == 1 and not shorter):
            return text
        size = max(1, size // 2)


class Fuzzer:
    """Draws inputs, gives them to the pipeline and keeps count."""

    def __init__(self, seed: int, limit: float, failures: Path) -> None:
        self.pipeline = fuzzing.watched_pipeline()
        self.seed, self.limit, self.failures = seed, limit, failures
        self.strategies = tuple(fuzzing.STRATEGIES)
        self.pages = importlib.util.find_spec("trafilatura") is not None
        self.frames = importlib.util.find_spec("pandas") is not None
        self.run = Run()

    def draw(self, number: int) -> Input:
        random = Random(self.seed * 1_000_003 + number)  # noqa: S311 - texts, not secrets
        if self.pages and number % _PAGES == 0:
            return Input("html", fuzzing.page_html(random), random.choice(fuzzing.PUBLISHED))
        return fuzzing.draw(random, self.strategies[number % len(self.strategies)])

    def feed(self, given: Input, number: int) -> None:
        """Extract and look at the report."""
        if given.strategy == "html":
            report = self.pipeline.extract(html=given.text, published=given.published)
        else:
            report = self.pipeline.extract(given.text, published=given.published)
        fuzzing.check(report)
        if number % _FORMS == 0:
            fuzzing.check_exports(report, frames=self.frames and number % _FRAMES == 0)
        self.run.records["entities"] += len(report.people) + len(report.groups) + len(report.organizations)
        self.run.records["places"] += len(report.places)
        self.run.records["dates"] += len(report.dates)
        self.run.records["events"] += len(report.events)

    def go(self, first: int, inputs: int) -> Run:
        started = time.perf_counter()
        for number in range(first, first + inputs):
            if (number - first) % _BLOCK == 0:
                # Called for every input it would take longer than the input.
                faulthandler.dump_traceback_later(_STUCK, exit=True)
                print(f"\r{number:,} ({sum(self.run.kinds.values())} failed)", end="", file=sys.stderr, flush=True)
            given = self.draw(number)
            before = time.process_time()
            error = attempt(lambda given=given, number=number: self.feed(given, number), self.limit)  # type: ignore[misc]
            took = time.process_time() - before
            tally = self.run.tallies.setdefault(given.strategy, Tally())
            tally.inputs += 1
            tally.characters += len(given.text)
            tally.seconds += took
            if len(given.text) >= _LONG and number % _FORMS:
                tally.slowest = max(tally.slowest, took / len(given.text) * 1e6)
            if error is not None:
                tally.failures += 1
                self.report(error, given, number)
        faulthandler.cancel_dump_traceback_later()
        print(file=sys.stderr)
        self.run.seconds = time.perf_counter() - started
        return self.run

    def report(self, error: BaseException, given: Input, number: int) -> None:
        """Write a failing input down, the first of each kind made short."""
        key = key_of(error)
        self.run.kinds[key] += 1
        if self.run.kinds[key] > 1:
            return

        def fails(text: str) -> bool:
            other = given._replace(text=text)
            again = attempt(lambda: self.feed(other, number), self.limit)
            return again is not None and key_of(again) == key

        short = minimised(given.text, fails)
        row = {
            "seed": self.seed,
            "number": number,
            **given._asdict(),
            "short": short,
            "error": "".join(traceback.format_exception(error)),
        }
        self.failures.mkdir(parents=True, exist_ok=True)
        path = self.failures / f"{hashlib.sha256(key.encode()).hexdigest()[:12]}.json"
        path.write_text(json.dumps(row, indent=1), encoding="utf-8")
        print(f"\n{number}: {key}\n  {short!r} ({given.published}): {path}", file=sys.stderr)


def shared(seed: int, limit: float, failures: Path, first: int, inputs: int, processes: int) -> Run:
    """Run as ``go`` does, each process with its part of the numbers."""
    cuts = [first + inputs * i // processes for i in range(processes + 1)]
    parts = [(seed, limit, failures, start, end - start) for start, end in pairwise(cuts)]
    run = Run()
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        for part in pool.map(one_part, *zip(*parts, strict=True)):
            run.add(part)
    return run


def one_part(seed: int, limit: float, failures: Path, first: int, inputs: int) -> Run:
    return Fuzzer(seed, limit, failures).go(first, inputs)


def section(run: Run, seed: int, first: int, processes: int) -> Iterator[str]:
    inputs = sum(tally.inputs for tally in run.tallies.values())
    failures = sum(run.kinds.values())
    yield (
        f"Written by `benchmarks/fuzz.py` on {date.today()}, rasid {rasid.__version__}. {machine()}.\n\n"
        f"{inputs:,} inputs (seed {seed}, from number {first}) in {run.seconds / 60:.0f} minutes,"
        f" {processes} at a time: {failures} failures. They gave "
        + ", ".join(f"{number:,} {name}" for name, number in run.records.items())
        + ".\n"
    )
    yield "| strategy | inputs | characters each | ms each | slowest, µs a character | failures |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, tally in run.tallies.items():
        each = tally.characters / tally.inputs
        milli = tally.seconds / tally.inputs * 1e3
        yield f"| {name} | {tally.inputs:,} | {each:.0f} | {milli:.2f} | {tally.slowest:,.0f} | {tally.failures} |"
    for kind, number in run.kinds.most_common():
        yield f"\n* {number} of: {kind}"


def write(title: str, lines: Iterator[str]) -> None:
    """Put a section into the page, in place of the one of the same title."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Texts that nobody would write\n"
    parts = [part for part in page.split("\n## ") if part.partition("\n")[0] != title]
    parts.append(title + "\n\n" + "\n".join(lines))
    PAGE.write_text("\n\n## ".join(part.strip("\n") for part in parts) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--limit", type=float, default=10, help="seconds that an input may take")
    parser.add_argument("--failures", type=Path, default=Path("build/fuzz"), help="folder for what fails")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--no-write", action="store_true", help="print the section only")
    arguments = parser.parse_args()
    told = (arguments.seed, arguments.limit, arguments.failures, arguments.first, arguments.inputs)
    run = shared(*told, arguments.processes) if arguments.processes > 1 else one_part(*told)
    lines = list(section(run, arguments.seed, arguments.first, arguments.processes))
    print("\n".join(lines))
    if not arguments.no_write:
        write("Drawn by seeds", iter(lines))
    return 1 if run.kinds else 0


if __name__ == "__main__":
    sys.exit(main())
