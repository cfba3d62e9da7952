"""Places: how many are found, told apart and put on the map.

usage: python benchmarks/places.py [--gold GOLD.jsonl] [--pack PACK] [--reference TABLE]

Without options it scores the ambiguity cases of tests/cases. GOLD is a file of annotated articles. TABLE is a reference
table of places (tab-separated with a header, or JSON) of the user's own: samples of 300 of its village names are set in
sentences, without the class noun that a table may put before them, and bundled rows that lie more than 5 km from every
place of that name in it are listed.
"""

import argparse
import csv
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, NamedTuple

import rasid
from rasid.gazetteer import bundled
from rasid.matching import key_of

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases" / "places_ambiguous.tsv"
SEEDS, SAMPLE, FAR_KM = (2018, 2019, 2020, 2021), 300, 5.0
# {a}, {b}, {c}: villages. Reporting names small villages with their class noun, singly or in lists.
SENTENCES = (
    "قصفت قوات النظام قرية {a} بريف حلب الشمالي صباح اليوم.",
    "دارت اشتباكات عنيفة في محيط قرية {a}، وسقط قتلى من الطرفين.",
    "استهدف الطيران الحربي قريتي {a} و{b} في ريف إدلب الجنوبي.",
    "سيطرت الفصائل على قرى {a} و{b} و{c} بعد معارك مع قوات النظام.",
    "انسحب التنظيم من قرى ({a}، {b}، و{c}) في ريف دير الزور.",
    "قُتل ثلاثة مدنيين بانفجار لغم في قرية {a} شرقي الرقة.",
    "نزح أهالي قرية {a} إلى بلدة {b} المجاورة.",
    'وصلت تعزيزات عسكرية إلى قرية "{a}" التابعة لناحية {b}.',
    "أفاد مراسلنا بسقوط قذائف على أطراف بلدة {a} في ريف حماة.",
    "شنت الطائرات غارات على قرى {a}، {b}، {c} في ريف حمص الشرقي.",
)
ARABIC = re.compile("[\u0621-\u064a]")
CLASS_NOUN = re.compile("^(?:قرية|القرية|ناحية|بلدة) ")
VILLAGE = re.compile("[\u0621-\u064a]{2,}(?: [\u0621-\u064a]{2,})*")


class Spot(NamedTuple):
    """A place of a reference table."""

    names: tuple[str, ...]
    lat: float
    lon: float
    village: bool


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path)
    options.add_argument("--pack", type=Path)
    options.add_argument("--reference", type=Path, action="append", default=[])
    options.add_argument("--errors", action="store_true", help="list what is wrong")
    chosen = options.parse_args(arguments)
    pipeline = rasid.Pipeline(gazetteers=[chosen.pack] if chosen.pack else ())
    right, total, wrong = ambiguous(pipeline)
    print(f"ambiguity cases        {right / total:.3f}  ({right} of {total})")
    if chosen.errors:
        print(*wrong, sep="\n")
    if chosen.gold:
        for line in gold(pipeline, chosen.gold):
            print(line)
    spots = [spot for path in chosen.reference for spot in read_reference(path)]
    if spots:
        samples = [generated(pipeline, spots, seed) for seed in SEEDS]
        found, names = (sum(sample[k] for sample in samples) for k in (0, 1))
        print(f"villages in sentences  {found / names:.3f}  ({found} of {names}, {len(SEEDS)} samples)")
        if chosen.errors:
            print(*(line for sample in samples for line in sample[2]), sep="\n")
        far = list(distant(spots))
        print(f"bundled rows more than {FAR_KM:g} km from every place of the name in the reference: {len(far)}")
        if chosen.errors:
            print(*far, sep="\n")
    return 0


def ambiguous(pipeline: Any) -> tuple[int, int, list[str]]:
    """Score the cases: text, the name as written, and the gazetteer id meant (empty: no place, or not that one)."""
    right, wrong = 0, []
    rows = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines()[1:]]
    for text, name, expected in rows:
        report = pipeline.extract(text)
        got = next((p.gazetteer_id or "unlisted" for p in report.places if any(m.text == name for m in p.mentions)), "")
        if got == expected:
            right += 1
        else:
            wrong.append(f"  {name}: expected {expected or 'none'}, got {got or 'none'}: {text}")
    return right, len(rows), wrong


def gold(pipeline: Any, path: Path) -> Iterator[str]:
    """Score annotated articles: spans, kinds, and the share that is resolved to coordinates or a governorate."""
    strict = relaxed = kinds = resolved = annotated = predicted = 0
    for row in map(json.loads, filter(str.strip, path.read_text(encoding="utf-8").splitlines())):
        truth = [m for m in row["mentions"] if m["type"] == "PLACE"]
        report = pipeline.extract(row["text"], published=row["published"])
        found = [(m.start, m.end, place) for place in report.places for m in place.mentions]
        annotated, predicted = annotated + len(truth), predicted + len(found)
        pairs = sorted(
            ((overlap((t["start"], t["end"]), f[:2]), i, j) for i, t in enumerate(truth) for j, f in enumerate(found)),
            reverse=True,
        )
        taken: tuple[set[int], set[int]] = (set(), set())
        for share, i, j in pairs:
            if share < 0.5 or i in taken[0] or j in taken[1]:
                continue
            taken[0].add(i)
            taken[1].add(j)
            place = found[j][2]
            relaxed += 1
            strict += share == 1.0
            kinds += place.kind.value == truth[i].get("kind")
            resolved += place.lat is not None or place.admin.governorate is not None
    yield f"PLACE relaxed F1       {2 * relaxed / (annotated + predicted):.3f}"
    yield f"PLACE strict F1        {2 * strict / (annotated + predicted):.3f}"
    yield f"kinds of those matched {kinds / max(relaxed, 1):.3f}"
    yield f"resolved, of annotated {resolved / max(annotated, 1):.3f}"


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    inner = min(a[1], b[1]) - max(a[0], b[0])
    return max(inner, 0) / (max(a[1], b[1]) - min(a[0], b[0]))


def generated(pipeline: Any, spots: Sequence[Spot], seed: int) -> tuple[int, int, list[str]]:
    """Set village names in sentences, and count those found as PLACE (overlap at least half)."""
    chance = random.Random(seed)  # noqa: S311  (a sample, no secret)
    written = {CLASS_NOUN.sub("", spot.names[0]) for spot in spots if spot.village}
    villages = sorted(filter(VILLAGE.fullmatch, written))
    names = chance.sample(villages, min(SAMPLE, len(villages)))
    found, missed, used, total = 0, [], 0, len(names)
    while used < total:
        template = chance.choice(SENTENCES)
        slots = re.findall(r"\{(\w)\}", template)
        chosen = {slot: names[(used + k) % total] for k, slot in enumerate(slots)}
        text = template.format(**chosen)
        spans = [(m.start, m.end) for place in pipeline.extract(text).places for m in place.mentions]
        for k, slot in enumerate(slots):
            if used + k >= total:
                break
            start = text.index(chosen[slot])
            hit = any(overlap((start, start + len(chosen[slot])), span) >= 0.5 for span in spans)
            found += hit
            if not hit:
                missed.append(f"  {chosen[slot]}: {text}")
        used += len(slots)
    return found, total, missed


def distant(spots: Sequence[Spot]) -> Iterator[str]:
    """Yield bundled rows of the reference's area that lie far from all its places of that name."""
    places: dict[str, list[tuple[float, float]]] = {}
    for spot in spots:
        for name in spot.names:
            places.setdefault(key_of(name), []).append((spot.lat, spot.lon))
    covered = {(round(spot.lat, 1), round(spot.lon, 1)) for spot in spots}
    for row in bundled().by_id.values():
        if row.lat is None or row.lon is None or row.kind.value not in ("village", "town", "city"):
            continue
        if (round(row.lat, 1), round(row.lon, 1)) not in covered:
            continue
        known = [spot for name in row.names for spot in places.get(key_of(name), ())]
        nearest = min((kilometres(row.lat, row.lon, *spot) for spot in known), default=None)
        if nearest is not None and nearest > FAR_KM:
            yield f"  {row.id}\t{row.name}\t{row.governorate}\t{nearest:.1f} km"


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    a, b, c, d = map(radians, (lat, lon, other_lat, other_lon))
    return 12742.0 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


def read_reference(path: Path) -> Iterator[Spot]:
    """Read a table with Arabic names (columns ar, oth or name_ar), lat, lon and kind, or a JSON list of the like."""
    if path.suffix == ".json":
        for item in json.loads(path.read_text(encoding="utf-8")):
            name = re.split(r"\s*(?:\(\(\(|-)", item.get("search_name_ar_short") or item.get("name_ar") or "")[
                0
            ].strip()
            if VILLAGE.fullmatch(name) and item["lat"] and item["lon"]:
                yield Spot((name,), float(item["lat"]), float(item["lon"]), village=True)
        return
    with path.open(encoding="utf-8", newline="") as stream:
        for item in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            written = "|".join(item.get(column) or "" for column in ("name_ar", "ar", "oth"))
            names = tuple(name.strip() for name in written.split("|") if ARABIC.search(name))
            if names and item.get("lat") and item.get("lon"):
                village = (item.get("pt") or item.get("kind") or "village") in ("locality", "village")
                yield Spot(names, float(item["lat"]), float(item["lon"]), village=village)


if __name__ == "__main__":
    sys.exit(main())
