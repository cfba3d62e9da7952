"""Speed and yield of the dates stage beside ``dateparser.search.search_dates``, on the same text in the same run.

Usage: python benchmarks/dates.py [FILE.txt] [--published DATE] [--rounds N]

FILE defaults to one of the project's own articles. The stage is timed on a document that is read already (normal text,
tokens, sentences), as it runs within the pipeline, and again with the reading of the document; dateparser is given the
same original text. The best of N rounds counts. dateparser is needed for this benchmark only: pip install dateparser
"""

import argparse
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rasid.document import read
from rasid.extractors.dates import DateExtractor
from rasid.matching import Matcher

_ARTICLE = Path(__file__).parent.parent / "data" / "articles" / "deir-ez-zor-2018.txt"


def _best(run: Callable[[], object], rounds: int) -> float:
    """Return the least seconds that a call took."""
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        spent.append(time.perf_counter() - began)
    return min(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=_ARTICLE)
    parser.add_argument("--published", type=date.fromisoformat, default=date(2018, 4, 30))
    parser.add_argument("--rounds", type=int, default=20)
    args = parser.parse_args()

    text = args.file.read_text(encoding="utf-8")
    extractor = DateExtractor()
    matcher = Matcher(extractor.lexicons())
    document = read(text, matcher, published=args.published)
    found = extractor.extract(document)
    stage = _best(lambda: extractor.extract(document), args.rounds)
    whole = _best(lambda: extractor.extract(read(text, matcher, published=args.published)), args.rounds)
    print(f"{args.file.name}: {len(text):,} characters, best of {args.rounds} rounds")
    print(f"{'rasid, dates stage':28}{len(text) / stage:>12,.0f} characters/s  {len(found):4} expressions")
    print(f"{'rasid, with reading':28}{len(text) / whole:>12,.0f} characters/s")
    try:
        from dateparser.search import search_dates
    except ImportError:
        print("dateparser is not installed: pip install dateparser")
        return
    other = search_dates(text, languages=["ar"]) or []
    spent = _best(lambda: search_dates(text, languages=["ar"]), args.rounds)
    print(f"{'dateparser.search_dates':28}{len(text) / spent:>12,.0f} characters/s  {len(other):4} expressions")
    print(f"the stage is {spent / stage:.1f} times as fast")


if __name__ == "__main__":
    main()
