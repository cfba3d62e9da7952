"""Measure speed, start-up and memory, and write them to benchmarks/RESULTS.md.

usage: python benchmarks/speed.py [--texts TEXTS.jsonl[.gz]] [--rounds N] [--articles N …] [--no-write]

Everything is measured in one run on the same texts, in turns, so that a busy machine slows all alike; figures are
medians. TEXTS is a file with ``text`` a line; the project's own articles where it is not given. The batch of
``--articles`` repeats them. Needs camel-tools and stanza (core packages) and Linux; dateparser is compared where it is
installed.
"""

import argparse
import gzip
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import regex

_ROOT = Path(__file__).parents[1]
_OWN = _ROOT / "data" / "articles" / "gold.jsonl"
_RESULTS = Path(__file__).with_name("RESULTS.md")
_TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}]*|\p{N}+|[^\s]")
_SAMPLE = 60_000
"""Code points that the slow peers read in a round."""
_LENGTHS = (1_000, 3_000, 10_000, 100_000, 1_000_000, 10_000_000)


def texts_of(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        return [text for line in stream if (text := json.loads(line)["text"]).strip()]


def sample(texts: Sequence[str], characters: int) -> list[str]:
    """The first texts that hold so many code points together."""
    chosen: list[str] = []
    for text in texts:
        chosen.append(text)
        characters -= len(text)
        if characters <= 0:
            break
    return chosen


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# -- peers -----------------------------------------------------------------------------------------------------------


def contenders(texts: Sequence[str]) -> dict[str, Callable[[], object]]:
    """What is timed, by name; each reads all texts once."""
    import stanza
    from camel_tools.tokenizers.word import simple_word_tokenize

    import rasid
    from rasid.document import read

    fast, accurate = rasid.Pipeline(), rasid.Pipeline(preset="accurate")
    accurate.extract(texts[0])
    model = _ROOT / "models" / "ner-stanza"
    tagger = stanza.Pipeline(
        "ar",
        dir=str(model),
        model_dir=str(model),
        processors="tokenize,ner",
        tokenize_pretokenized=True,
        ner_model_path=str(model / "weights.pt"),
        ner_charlm_forward_file="",
        ner_charlm_backward_file="",
        ner_pretrain_path="",
        allow_unknown_language=True,
        download_method=None,
        verbose=False,
        use_gpu=False,
    )
    matcher = fast._matcher

    def floor() -> None:
        for text in texts:
            words = _TOKEN.findall(text)
            for _ in matcher._automaton.iter(" ".join(words)):
                pass

    def neural() -> None:
        for text in texts:
            tagger([_TOKEN.findall(line) for line in text.split("\n") if line.strip()])

    work: dict[str, Callable[[], object]] = {
        "rasid, whole extraction (fast)": lambda: [fast.extract(t, published="2020-01-02") for t in texts],
        "rasid, whole extraction (accurate)": lambda: [accurate.extract(t, published="2020-01-02") for t in texts],
        "rasid, text, tokens and lexicons": lambda: [read(t, matcher, published=date(2020, 1, 2)) for t in texts],
        "floor: one tokenisation, one automaton": floor,
        "camel-tools simple_word_tokenize": lambda: [simple_word_tokenize(t) for t in texts],
        "stanza tokenize + ner (our model)": neural,
    }
    if importlib.util.find_spec("dateparser"):
        from dateparser.search import search_dates

        work["dateparser search_dates"] = lambda: [search_dates(t, languages=["ar"]) for t in texts]
    return work


def compare(texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Median microseconds a code point, by contender, all in turns."""
    chosen = sample(texts, _SAMPLE)
    total = sum(map(len, chosen))
    work = contenders(chosen)
    times: dict[str, list[float]] = {name: [] for name in work}
    for name in work:
        work[name]()  # what is loaded on first use
    for _ in range(rounds):
        for name, contender in work.items():
            times[name].append(seconds(contender) / total * 1e6)
    return {name: statistics.median(found) for name, found in times.items()}


# -- growth ----------------------------------------------------------------------------------------------------------


def by_length(texts: Sequence[str], rounds: int) -> list[tuple[int, float, float]]:
    """Length, microseconds a code point, and peak memory (MB) of a process that reads a text of that length."""
    base = "\n\n".join(texts)
    found = []
    for length in _LENGTHS:
        text = (base * (length // len(base) + 1))[:length]
        repeat = max(1, min(rounds * 3, 300_000 // length))
        code = (
            "import sys, time, json, rasid\n"
            "text = sys.stdin.read(); pipeline = rasid.Pipeline(); pipeline.extract(text[:3000])\n"
            "times = []\n"
            f"for _ in range({repeat}):\n"
            "    start = time.perf_counter(); pipeline.extract(text, published='2020-01-02')\n"
            "    times.append(time.perf_counter() - start)\n"
            "import statistics\n"
            # Not ru_maxrss, which a process inherits from the one that starts it.
            "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
            "print(json.dumps([statistics.median(times), int(peak.split()[1]) / 1024]))"
        )
        took, memory = json.loads(_python(code, text))
        found.append((length, took / length * 1e6, memory))
    return found


def by_number(texts: Sequence[str], numbers: Sequence[int]) -> list[tuple[int, int, float, float]]:
    """Articles, workers, seconds, and the greatest peak memory (MB) of a process of `rasid batch`."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            source = Path(folder) / "in.jsonl"
            with source.open("w", encoding="utf-8") as stream:
                for k in range(number):
                    row = {"id": str(k), "text": texts[k % len(texts)], "published": "2020-01-02"}
                    stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            for workers in (1, 2):
                out = Path(folder) / "out.jsonl.gz"
                command = [sys.executable, "-m", "rasid.cli", "batch", str(source), str(out), "-q", "-w", str(workers)]
                code = (
                    "import json, resource, subprocess, sys, time\n"
                    f"start = time.perf_counter(); subprocess.run({command!r}, check=True, stderr=subprocess.DEVNULL)\n"
                    "children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
                    "print(json.dumps([time.perf_counter() - start, children / 1024]))"
                )
                took, memory = json.loads(_python(code))
                found.append((number, workers, took, memory))
                print(f"  {number:,} articles, {workers} worker(s): {took:.1f} s, {memory:.0f} MB", file=sys.stderr)
    return found


def start_up(rounds: int) -> dict[str, float]:
    """Median seconds of whole processes."""
    codes = {
        "python, nothing": "pass",
        "import rasid": "import rasid",
        "first extraction (fast)": "import rasid; rasid.extract('قصفت طائرات بلدة النيرب أمس')",
    }
    times: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(rounds):
        for name, code in codes.items():
            times[name].append(seconds(lambda code=code: _python(code)))  # type: ignore[misc]
    return {name: statistics.median(found) for name, found in times.items()}


def _python(code: str, stdin: str = "") -> str:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], input=stdin, capture_output=True, encoding="utf-8", check=True, cwd=_ROOT
    ).stdout


# -- the page --------------------------------------------------------------------------------------------------------


def machine() -> str:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def page(
    speeds: dict[str, float],
    lengths: Sequence[tuple[int, float, float]],
    numbers: Sequence[tuple[int, int, float, float]],
    starts: dict[str, float],
) -> Iterator[str]:
    import rasid

    own = speeds["rasid, whole extraction (fast)"]
    yield "# Speed and memory\n"
    yield f"Written by `benchmarks/speed.py` on {date.today()}, rasid {rasid.__version__}. {machine()}.\n"
    yield "## In turns, on the same texts\n"
    yield "| | µs a character | characters a second | time of whole fast extraction / its time |\n|---|---:|---:|---:|"
    for name, micro in speeds.items():
        yield f"| {name} | {micro:.2f} | {1e6 / micro:,.0f} | {own / micro:.2f} |"
    yield "\n## By length of a text\n"
    yield "| characters | µs a character | peak memory, MB |\n|---:|---:|---:|"
    for length, micro, memory in lengths:
        yield f"| {length:,} | {micro:.2f} | {memory:,.0f} |"
    yield "\n## By number of articles (`rasid batch` to .jsonl.gz)\n"
    yield "| articles | workers | seconds | articles a second | greatest process, MB |\n|---:|---:|---:|---:|---:|"
    for number, workers, took, memory in numbers:
        yield f"| {number:,} | {workers} | {took:.1f} | {number / took:,.0f} | {memory:,.0f} |"
    yield "\n## From a cold start\n"
    yield "| | seconds |\n|---|---:|"
    for name, took in starts.items():
        yield f"| {name} | {took:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=_OWN)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=int, nargs="*", default=[10, 100, 1_000, 10_000, 100_000])
    parser.add_argument("--no-write", action="store_true", help="print the page only")
    arguments = parser.parse_args()
    texts = texts_of(arguments.texts)
    speeds, lengths = compare(texts, arguments.rounds), by_length(texts, arguments.rounds)
    starts = start_up(arguments.rounds)
    written = "\n".join(page(speeds, lengths, by_number(texts, arguments.articles), starts))
    print(written)
    if not arguments.no_write:
        _RESULTS.write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
