"""Measure the text stage: page furniture, offsets, speed.

    python benchmarks/text.py furniture GOLD.jsonl     # annotated articles: is anything found in what surrounds them?
    python benchmarks/text.py offsets TEXTS.jsonl.gz   # raw texts: does every record say where it stands?
    python benchmarks/text.py speed TEXTS.jsonl.gz     # beside camel-tools' simple_word_tokenize, on the same texts

A gold file holds an article a line, with ``text``, ``published`` and ``mentions``; a file of texts an object with
``text`` a line. Files may be gzipped.
"""

import argparse
import gzip
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_PARAGRAPH = re.compile(r"[.!?؟:؛][\s\"'»”)\]]*$")
_SHORTEST = 40
"""A line of fewer code points is no paragraph."""
_ARABIC = re.compile("[\u0621-\u064a]")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)


def furniture_start(text: str, last: int) -> int | None:
    """Return where the first line after the last gold mention begins that is no paragraph of the article."""
    line_end = text.find("\n", last)
    position = len(text) if line_end < 0 else line_end
    for match in re.compile(r"[^\n]+").finditer(text, position):
        line = match.group().strip()
        if _ARABIC.search(line) and (len(line) < _SHORTEST or not _PARAGRAPH.search(line)):
            return match.start()
    return None


def furniture(path: Path) -> None:
    """Articles with furniture after their last gold mention, and those in which something is found there."""
    import rasid

    pipeline = rasid.Pipeline()
    having, failed, kept, mentions, cut = 0, [], 0, 0, 0
    for row in rows(path):
        report = pipeline.extract(row["text"], published=row.get("published"))
        gold = [(m["start"], m["end"]) for m in row["mentions"]]
        mentions += len(gold)
        cut += sum(any(z.start <= start < z.end for z in report.boilerplate) for start, _ in gold)
        start = furniture_start(row["text"], max((end for _, end in gold), default=0))
        if start is None:
            continue
        having += 1
        kept += any(z.end > start for z in (*report.body, *([report.headline] if report.headline else [])))
        found = [m.start for m in report.mentions] + [
            m.start for event in report.events for m in (event.trigger, *event.mentions)
        ]
        if any(position >= start for position in found):
            failed.append(row["id"])
    clean = having - len(failed)
    print(f"{path}: {having} articles with furniture after the last gold mention")
    print(f"  nothing found in it: {clean} of {having} ({100 * clean / max(having, 1):.1f} %)")
    print(f"  some of it taken for the article: {kept}")
    print(f"  gold mentions lost to furniture: {cut} of {mentions}")


def offsets(path: Path) -> None:
    """Records whose text is not what stands at their offsets."""
    import rasid

    pipeline = rasid.Pipeline()
    articles, records, broken = 0, 0, 0
    start = time.perf_counter()
    for row in rows(path):
        report = pipeline.extract(row["text"])
        articles += 1
        spans = [*report.mentions, *report.sentences, *report.body, *report.boilerplate]
        for event in report.events:
            spans += [event.trigger, event.evidence, *event.mentions, *event.actors, *event.targets, *event.casualties]
        records += len(spans)
        broken += sum(report.text[s.start : s.end] != s.text for s in spans)
    print(f"{path}: {articles} articles, {records} spans, {broken} broken, {time.perf_counter() - start:.0f} s")


def speed(path: Path, limit: int = 2000, rounds: int = 3) -> None:
    """Characters a second: the whole stage, its steps, and camel-tools' tokenizer on the same texts in the same run."""
    from camel_tools.tokenizers.word import simple_word_tokenize

    from rasid.pipeline import Pipeline
    from rasid.text.mend import mend
    from rasid.text.normalize import normalize
    from rasid.text.tokenize import split_sentences, tokenize
    from rasid.text.zones import zones_of

    known = Pipeline()._matcher.words
    texts = [row["text"] for _, row in zip(range(limit), rows(path), strict=False)]
    size = sum(map(len, texts))

    def stage(text: str) -> None:
        normal = normalize(text)
        normal, tokens = mend(normal, tokenize(normal), known)
        zones = zones_of(normal)
        split_sentences(normal, tokens, [(z.start, z.end, z.kind, z.line) for z in zones if z.kind != "boilerplate"])

    def measure(step: Callable[[str], Any]) -> float:
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            for text in texts:
                step(text)
            times.append(time.perf_counter() - start)
        return size / statistics.median(times)

    stage(texts[0])
    print(f"{path}: {len(texts)} texts, {size:,} characters")
    for name, step in (
        ("camel-tools simple_word_tokenize", simple_word_tokenize),
        ("rasid normalize + tokenize", lambda text: tokenize(normalize(text))),
        ("rasid text stage", stage),
    ):
        print(f"  {name:34} {measure(step):12,.0f} characters/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measure", choices=["furniture", "offsets", "speed"])
    parser.add_argument("path", type=Path)
    arguments = parser.parse_args()
    {"furniture": furniture, "offsets": offsets, "speed": speed}[arguments.measure](arguments.path)


if __name__ == "__main__":
    sys.exit(main())
