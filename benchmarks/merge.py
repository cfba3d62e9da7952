"""How long merging takes, by number of reports, and how well it does on generated groups of reports.

    python benchmarks/merge.py [--reports 1000 3000 10000 30000 100000]

Writes ``benchmarks/MERGE.md`` and the plot ``docs/assets/merge.svg``. Extraction is not measured. A first part of the
reports is generated and extracted; the others are the same, moved to other years: a larger archive holds as many
reports of one incident as a smaller one.
"""

import argparse
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from math import log2, log10
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import rasid  # noqa: E402
from rasid.corpus.merge import Merger  # noqa: E402
from rasid.pipeline import Pipeline  # noqa: E402

_RESULTS = ROOT / "benchmarks" / "MERGE.md"
_PLOT = ROOT / "docs" / "assets" / "merge.svg"
_GENERATED = 4000
_ROUNDS = 3


def moved(report: rasid.Report, years: int, number: int) -> rasid.Report:
    """The same report, so many years later."""

    def later(stamp: str | None) -> str | None:
        if stamp is None:
            return None
        day = date.fromisoformat(stamp[:10])
        return f"{day.year + years:04d}-{day.month:02d}-{min(day.day, 28):02d}{stamp[10:]}"

    events = tuple(e.model_copy(update={"start": later(e.start), "end": later(e.end)}) for e in report.events)
    dates = tuple(d.model_copy(update={"value": None}) for d in report.dates)
    update = {"id": f"r{number}", "published": later(report.published), "events": events, "dates": dates}
    return report.model_copy(update=update)


def archive(base: Sequence[rasid.Report], size: int) -> Iterator[rasid.Report]:
    for number in range(size):
        yield moved(base[number % len(base)], number // len(base), number)


def generated(size: int) -> list[rasid.Report]:
    from incident_generator import stream

    pipeline = Pipeline()
    return [
        pipeline.extract(told.text, published=told.published, id=told.id, outlet=told.outlet)
        for told, _ in zip(stream(1, size), range(size), strict=False)
    ]


def measured(base: Sequence[rasid.Report], sizes: Sequence[int]) -> list[dict[str, Any]]:
    found = []
    for size in sizes:
        reports = list(archive(base, size))
        times = []
        for _ in range(_ROUNDS if size <= 10_000 else 1):
            merger = Merger()
            begun = time.process_time()
            for report in reports:
                merger.add(report)
            incidents = merger.incidents()
            times.append(time.process_time() - begun)
        seconds = statistics.median(times)
        events = sum(len(report.events) for report in reports)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found.append({"reports": size, "events": events, "incidents": len(incidents), "s": seconds, "mb": memory})
        print(f"  {size:,} reports: {seconds:.1f} s", file=sys.stderr)
        del reports
    return found


class Chart:
    """Seconds against reports, both axes logarithmic."""

    width, height, left, bottom = 640, 400, 70, 50

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        xs, ys = ([log10(point[axis]) for point in points] for axis in (0, 1))
        self.x, self.y = (min(xs), max(xs)), (min(ys), max(ys))

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        across = (log10(point[0]) - self.x[0]) / max(self.x[1] - self.x[0], 0.1)
        up = (log10(point[1]) - self.y[0]) / max(self.y[1] - self.y[0], 0.1)
        x = self.left + across * (self.width - self.left - 20)
        return round(x, 1), round(self.height - self.bottom - up * (self.height - self.bottom - 20), 1)

    def line(self, points: Sequence[tuple[float, float]], style: str) -> str:
        places = " ".join(f"{x},{y}" for x, y in map(self.at, points))
        return f'<polyline fill="none" {style} points="{places}"/>'

    def text(self, x: float, y: float, words: str, anchor: str = "middle") -> str:
        return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{words}</text>'


def plot(found: Sequence[dict[str, Any]]) -> str:
    """Draw the times beside n log n through the first point."""
    told = [(row["reports"], row["s"]) for row in found]
    first = told[0][1] / (told[0][0] * log2(told[0][0]))
    ideal = [(n, first * n * log2(n)) for n, _ in told]
    chart = Chart([*told, *ideal])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {chart.width} {chart.height}" role="img" ',
        'aria-label="Seconds of merging by number of reports, both axes logarithmic">',
        f'<rect width="{chart.width}" height="{chart.height}" fill="#ffffff"/>',
        '<g font-family="sans-serif" font-size="12" fill="#1b1f24">',
        chart.text(chart.width / 2, chart.height - 6, "reports; dashed: n log n through the first point"),
        *(chart.text(chart.at(point)[0], chart.height - 25, f"{point[0]:,}") for point in told),
        *(chart.text(chart.left - 8, chart.at(point)[1], f"{point[1]:.1f} s", "end") for point in told),
        "</g>",
        chart.line(ideal, 'stroke="#555e68" stroke-dasharray="6 4"'),
        chart.line(told, 'stroke="#b3261e" stroke-width="2"'),
        "</svg>\n",
    ]
    return "".join(parts)


def page(found: Sequence[dict[str, Any]], quality: Any) -> Iterator[str]:
    yield "# Merging\n"
    yield (
        f"Written by `benchmarks/merge.py` on {date.today()}, rasid {rasid.__version__}. {os.cpu_count()} cores, "
        f"{platform.system()}, Python {platform.python_version()}; one process.\n"
    )
    yield "## By number of reports\n"
    yield "| reports | events | incidents | seconds | µs a report and log₂ of their number | memory, MB |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for row in found:
        each = row["s"] / (row["reports"] * log2(row["reports"])) * 1e6
        yield (
            f"| {row['reports']:,} | {row['events']:,} | {row['incidents']:,} | {row['s']:.2f} | {each:.2f} "
            f"| {row['mb']:,.0f} |"
        )
    yield "\nMemory is that of the whole process, the reports included.\n"
    yield "## On generated groups of differing reports\n"
    yield (
        f"{quality.incidents} incidents told by {quality.reports} reports, {quality.near_misses} near misses "
        "(`tests/incident_generator.py`), extracted and merged. An event that was not extracted counts as one that was "
        "not joined.\n"
    )
    yield "| | precision | recall | F1 |\n|---|---:|---:|---:|"
    yield f"| B-cubed | {quality.precision:.3f} | {quality.recall:.3f} | {quality.f1:.3f} |"
    yield f"\nNear misses joined: {len(quality.joined)} of {quality.near_misses}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, nargs="*", default=[1_000, 3_000, 10_000, 30_000, 100_000])
    parser.add_argument("--no-write", action="store_true", help="print the page only")
    arguments = parser.parse_args()
    from merge_quality import quality_of

    base = generated(min(_GENERATED, max(arguments.reports)))
    found = measured(base, arguments.reports)
    written = "\n".join(page(found, quality_of(3, 310)))
    print(written)
    if not arguments.no_write:
        _RESULTS.write_text(written + "\n", encoding="utf-8")
        _PLOT.write_text(plot(found), encoding="utf-8")


if __name__ == "__main__":
    main()
