"""People, groups and organisations: precision, recall and speed of both presets; names in general news; false alarms.

usage: python benchmarks/entities.py --gold GOLD.jsonl [--bio CORPUS.bio] [--raw NEWS.jsonl.gz] [--sections NAME …]

GOLD is a file of annotated articles (``rasid.evaluation`` describes it). Of CORPUS, a BIO file of PERS and LOC, the
last tenth is read, which the models never saw. NEWS has ``text`` and ``category`` in each line; of the sections named,
the groups found in 2,000 words are counted: articles on sports and culture hold next to none.
"""

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rasid import Pipeline, Report
from rasid.training.bio import Sentence, read_bio, spans_of

TYPES = {"PERSON": "people", "GROUP": "groups", "ORG": "organizations", "PLACE": "places"}
PRESETS = ("fast", "accurate")
_MOST = 250
"""So many articles of a section are read."""

Span = tuple[int, int]


def spans(report: Report, type_: str) -> list[Span]:
    return [(m.start, m.end) for entity in getattr(report, TYPES[type_]) for m in entity.mentions]


def hits(some: Iterable[Span], others: Sequence[Span]) -> int:
    """Count the spans that overlap one of the others."""
    return sum(any(start < e and s < end for s, e in others) for start, end in some)


class Tally:
    """Counts of found and right mentions, overlap being enough."""

    def __init__(self) -> None:
        self.found = self.right = self.gold = self.seen = 0

    def add(self, gold: Sequence[Span], found: Sequence[Span]) -> None:
        self.gold += len(gold)
        self.seen += hits(gold, found)
        self.found += len(found)
        self.right += hits(found, gold)

    def __str__(self) -> str:
        precision, recall = self.right / max(self.found, 1), self.seen / max(self.gold, 1)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"{precision:.3f}  {recall:.3f}  {f1:.3f}  {self.gold:6}"


def on_articles(path: Path) -> None:
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for preset in PRESETS:
        pipeline = Pipeline(preset)
        pipeline.extract(rows[0]["text"], published=rows[0].get("published"))
        tallies = {type_: Tally() for type_ in TYPES}
        began = time.perf_counter()
        reports = [pipeline.extract(row["text"], published=row.get("published")) for row in rows]
        speed = sum(len(row["text"]) for row in rows) / (time.perf_counter() - began)
        for row, report in zip(rows, reports, strict=True):
            for type_, tally in tallies.items():
                gold = [(m["start"], m["end"]) for m in row["mentions"] if m["type"] == type_]
                tally.add(gold, spans(report, type_))
        print(f"{preset}: {len(rows)} articles, {speed:,.0f} characters a second\n  {'':8}P      R      F1     gold")
        for type_, tally in tallies.items():
            print(f"  {type_:7} {tally}")


def on_corpus(path: Path) -> None:
    sentences = read_bio(path)
    held = sentences[len(sentences) - len(sentences) // 10 :]
    for preset in PRESETS:
        pipeline = Pipeline(preset)
        tallies = {"PERSON": Tally(), "PLACE": Tally()}
        for at in range(0, len(held), 10):
            text, gold = joined(held[at : at + 10])
            report = pipeline.extract(text)
            for type_, tally in tallies.items():
                tally.add([span for kind, *span in gold if kind == type_], spans(report, type_))  # type: ignore[misc]
        print(f"{preset}: last tenth of {path.name}\n  {'':8}P      R      F1     gold")
        for type_, tally in tallies.items():
            print(f"  {type_:7} {tally}")


def joined(sentences: Iterable[Sentence]) -> tuple[str, list[tuple[str, int, int]]]:
    """Write sentences as a text of one line, and where their mentions stand in it."""
    text = ""
    gold: list[tuple[str, int, int]] = []
    for sentence in sentences:
        starts = []
        for word in sentence:
            starts.append(len(text))
            text += f"{word.text} "
        ends = [start + len(word.text) for start, word in zip(starts, sentence, strict=True)]
        gold += [(s.type, starts[s.first], ends[s.last - 1]) for s in spans_of([word.label for word in sentence])]
        text += ". "
    return text, gold


def on_news(path: Path, sections: Sequence[str]) -> None:
    pipeline = Pipeline()
    articles: Counter[str] = Counter()
    words: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            section = row["category"]
            if section in sections and articles[section] < _MOST:
                articles[section] += 1
                words[section] += len(row["text"].split())
                groups[section] += len(spans(pipeline.extract(row["text"]), "GROUP"))
    for section in sections:
        rate = 2000 * groups[section] / max(words[section], 1)
        print(f"{section}: {groups[section]} groups in {words[section]:,} words, {rate:.2f} in 2,000")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--bio", type=Path)
    parser.add_argument("--raw", type=Path)
    parser.add_argument("--sections", nargs="*", default=["sport", "culture"])
    args = parser.parse_args()
    if not (args.gold or args.bio or args.raw):
        parser.error("nothing to measure on: give --gold, --bio or --raw")
    if args.gold:
        on_articles(args.gold)
    if args.bio:
        on_corpus(args.bio)
    if args.raw:
        on_news(args.raw, args.sections)


if __name__ == "__main__":
    main()
