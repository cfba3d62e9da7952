"""Odd texts, and what must hold of the report of any text.

Shared by ``tests/test_fuzz.py``, which lets hypothesis draw and shrink, and ``benchmarks/fuzz.py``, which draws
millions with seeds of its own.
"""

import csv
import io
import itertools
import json
import os
import re
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from types import FrameType
from typing import NamedTuple

from rasid import Pipeline, Report
from rasid.document import Document
from rasid.extractors.base import Candidate, Extractor
from rasid.extractors.registry import make
from rasid.matching import Lexicon
from rasid.pipeline import PRESETS
from rasid.text.normalize import normalize
from test_article import entities, records

TIMES = int(os.environ.get("RASID_FUZZ", "1"))
"""How many times as much is drawn and timed as in a usual run of the tests."""
DATA = Path(__file__).resolve().parents[1] / "data"
_ARABIC = re.compile("[\u0621-\u064a]")

# ---------------------------------------------------------------- material

SEPARATORS = (
    *(" ", "  ", "\n", "\n\n", "\r\n", "\t", "", "\u00a0", "\u200f ", "\u2028", "\x0b", "\x85", "\u3000"),
    *(" و", " وال", "، ", ",", ". ", "..", "... ", "…", "؟ ", "! ", "؛ ", ": ", ":: ", " - ", "-", " – ", "—", "/"),
    *(" / ", " | ", "|", "•", " • ", "»", " « ", "» ", " (", ") ", "(", ")", " [", "] ", "{", "}", ' "', '" ', "“"),
    *("”", "‘", "’ ", "'", "ـ", "ـ ـ", "*", "#", "@", "&", "&quot;", "&amp;", "&#1548;", "%", "٪", "_", "\\", "<", ">"),
)
MARKS = (
    *("\u064b", "\u064e", "\u0651", "\u0651\u064e", "\u0670", "\u0610", "\u06dd", "ـ", "ــــ", "\u200c", "\u200d"),
    *("\u200e", "\u200f", "\u202a", "\u202b", "\u202e", "\u202c", "\u2066", "\u2067", "\u2069", "\ufeff", "\u00ad"),
    *("\x00", "\x01", "\x1b", "\x7f", "\ud800", "\udfff", "\ufffd", "\ufffe", "\U0010ffff", "\ufe0f", "\u0301"),
    *("\u0301" * 9, "😀", "👨‍👩‍👧", "🇸🇾", "🔴", "\u06d4", "\u060d", "\u066b", "\u066c", "\u066d", "﷽", "ﷺ", "ﻻ", "ﻼ"),
    *("ﺍ", "ﺎ", "ﭐ", "ﲀ", "ﳑ", "ﷲ", "ﷴ", "ﱝ", "ﵐ", "ﷻ", "ﹰ", "\u0640\u064b"),
    *("\u05d0", "\u0430", "漢", "ｱ", "ß", "İ", "ı", "ŉ", "ﬀ", "ǅ", "ⅳ", "\u1e9e"),
)
DIGITS = (
    *("0", "1", "2", "3", "7", "9", "10", "12", "13", "24", "29", "30", "31", "32", "60", "99", "100", "365", "1000"),
    *("1439", "1900", "2011", "2018", "2023", "9999", "10000", "0000", "00", "01", "007", "1.5", "1,000", "1،000"),
    *("١", "٢٠١٨", "٣٠", "۲۰۱۸", "²", "³⁴", "½", "①", "Ⅷ", "१२", "𝟚", "1e9", "0x1f", "1" * 12, "9" * 40, "-1", "+5"),
    *("30/4/2018", "31-2-2020", "2018-04-30", "2018/13/45", "4/2018", "29/2/2019", "1/1", "10:30", "25:61", "12:00:00"),
    *("٣٠/٤/٢٠١٨", "2018–2019", "15-17", "(2018)", "1439هـ", "2018م", "30.4.2018", "11 ", "ـ 5 ـ"),
)
_PIECES = json.loads((Path(__file__).parent / "cases" / "odd_pieces.json").read_text(encoding="utf-8"))
CLITICS, LINKS, LINES = (tuple(_PIECES[kind]) for kind in ("clitics", "links", "lines"))
PUBLISHED = (
    *(None, "2018-04-30", "2018-04-30", "2023-10-07T23:59:59", "2020-02-29", "2018-12-31", "2019-01-01"),
    *("2021-03-28T01:30:00+14:00", "0001-01-01", "0001-01-08", "9999-12-31", "9999-12-01", "1300-06-01", "2077-11-16"),
)
"""Days of publication, the first and the last that a date can be among them."""
TAGS = ("p", "div", "h1", "h2", "li", "span", "td", "article", "section", "blockquote", "a", "b", "script", "style")


def _words() -> dict[str, tuple[str, ...]]:
    """Arabic cells of the tables, by table, so that a small one is drawn from as often as a large one."""
    tables: dict[str, tuple[str, ...]] = {}
    for path in sorted((DATA / "lexicons").glob("*.tsv")):
        cells = itertools.chain.from_iterable(
            re.split(r"[\t|]", line) for line in path.read_text(encoding="utf-8").splitlines()[1:]
        )
        tables[path.stem] = tuple(dict.fromkeys(cell for cell in map(str.strip, cells) if _ARABIC.search(cell)))
    for path in sorted((DATA / "gazetteers").glob("*.tsv")):
        names = (line.split("\t")[1] for line in path.read_text(encoding="utf-8").splitlines()[1::7])
        tables[path.stem] = tuple(name for name in names if _ARABIC.search(name))
    return {name: table for name, table in tables.items() if table}


def _articles() -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted((DATA / "articles").glob("*.txt")))


TABLES = _words()
_ALL_TABLES = tuple(TABLES.values())
ARTICLES = _articles()
ARTICLE_WORDS = tuple(dict.fromkeys(word for text in ARTICLES for word in text.split()))


# ---------------------------------------------------------------- texts, by strategy


def _word(random: Random) -> str:
    if random.random() < 0.35:
        return random.choice(ARTICLE_WORDS)
    word = random.choice(random.choice(_ALL_TABLES))
    return random.choice(CLITICS) + word if random.random() < 0.15 else word


def _snippet(random: Random, length: int) -> str:
    text = random.choice(ARTICLES)
    start = random.randrange(max(1, len(text) - length))
    return text[start : start + length]


def _space(random: Random) -> str:
    return " " if random.random() < 0.6 else random.choice(SEPARATORS)


def _joined(random: Random, pieces: Iterable[str]) -> str:
    return "".join(part for piece in pieces for part in (piece, _space(random)))


def words(random: Random) -> str:
    """Words of tables and articles, oddly parted."""
    return _joined(random, (_word(random) for _ in range(random.randint(1, 18))))


def snippets(random: Random) -> str:
    """Pieces of articles, cut anywhere and put together anyhow."""
    return _joined(random, (_snippet(random, random.randint(1, 60)) for _ in range(random.randint(1, 4))))


def mutants(random: Random) -> str:
    """A piece of an article with characters taken out, put in, doubled and swapped."""
    letters = list(_snippet(random, random.randint(20, 160)))
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(letters) + 1)
        match random.randrange(5):
            case 0:
                del letters[at : at + random.randint(1, 5)]
            case 1:
                letters.insert(at, random.choice(MARKS))
            case 2:
                letters.insert(at, random.choice(SEPARATORS))
            case 3:
                letters[at:at] = letters[at : at + random.randint(1, 12)]
            case _:
                letters.insert(at, random.choice(DIGITS))
    return "".join(letters)


def torn(random: Random) -> str:
    """A piece of an article, something else in place of some of its spaces."""
    rate = random.choice((0.1, 0.3, 0.6))
    choices = SEPARATORS if random.random() < 0.5 else random.sample(SEPARATORS, 2)
    pieces = _snippet(random, random.randint(20, 140)).split(" ")
    return "".join(p + (random.choice(choices) if random.random() < rate else " ") for p in pieces)


def shuffled(random: Random) -> str:
    """The words of a piece of an article, some of them elsewhere."""
    pieces = _snippet(random, random.randint(40, 140)).split()
    for _ in range(random.randint(1, len(pieces) or 1)):
        if pieces:
            pieces.insert(random.randrange(len(pieces)), pieces.pop(random.randrange(len(pieces))))
    return " ".join(pieces)


def dense(random: Random) -> str:
    """Triggers, parties, places and tolls with next to nothing between them."""
    pieces = (
        random.choice(random.choice(_EVENT_TABLES)) if random.random() < 0.6 else random.choice(LINKS)
        for _ in range(random.randint(2, 16))
    )
    return _joined(random, pieces) if random.random() < 0.5 else " ".join(pieces)


def numbers(random: Random) -> str:
    """Numbers, number words, words of time and of tolls."""
    return _joined(
        random,
        (
            random.choice(DIGITS) if random.random() < 0.45 else random.choice(random.choice(_TIME_TABLES))
            for _ in range(random.randint(1, 14))
        ),
    )


def marks(random: Random) -> str:
    """Words with marks within, before and after them."""
    parts = []
    for _ in range(random.randint(1, 10)):
        word = _word(random)
        at = random.randrange(len(word) + 1)
        parts.append(word[:at] + random.choice(MARKS) * random.randint(1, 2) + word[at:])
    return _joined(random, parts)


def scripts(random: Random) -> str:
    """Any code points."""
    bounds = random.choice(
        ((0x20, 0x7F), (0x600, 0x6FF), (0xFB50, 0xFEFF), (0, 0x10FFFF), (0x2000, 0x206F), (0, 0x2FF))
    )
    return "".join(
        chr(random.randint(*bounds)) if random.random() < 0.7 else random.choice(" \n،.ابتو«»12")
        for _ in range(random.randint(0, 80))
    )


def pages(random: Random) -> str:
    """Lines of all shapes: menus, headlines, paragraphs, boxes of comments."""
    lines = []
    for _ in range(random.randint(1, 8)):
        match random.randrange(4):
            case 0:
                lines.append(random.choice(LINES))
            case 1:
                lines.append(" ".join(_word(random) for _ in range(random.randint(1, 6))))
            case 2:
                lines.append(
                    _snippet(random, random.randint(30, 150)).replace("\n", " ") + random.choice((".", "", "…"))
                )
            case _:
                lines.append(random.choice(LINES) + _space(random) + _word(random))
    return random.choice(("\n", "\n", "\n\n", "\r\n", "\n \n")).join(lines)


def echoes(random: Random) -> str:
    """A few pieces, many times."""
    pieces = [random.choice((_word(random), random.choice(SEPARATORS), random.choice(MARKS), random.choice(DIGITS)))
              for _ in range(random.randint(1, 3))]  # fmt: skip
    return random.choice(("", " ")).join(pieces * random.randint(2, 60))[:400]


def _named(*names: str) -> tuple[tuple[str, ...], ...]:
    return tuple(TABLES[name] for name in names)


_TIME_TABLES = _named("months", "weekdays", "time_words", "numbers", "casualty_words", "toll_grammar", "holidays")
_EVENT_TABLES = _named(
    *("triggers", "event_cues", "modality", "actors", "force_heads", "participants", "organizations", "sources"),
    *("speech", "weapons", "casualty_words", "numbers", "syria", "iraq", "yemen", "place_classes", "directions"),
    *("region_heads", "titles", "given_names", "family_names", "public_figures", "outlet_cues", "unit_words"),
)
STRATEGIES: dict[str, Callable[[Random], str]] = {
    strategy.__name__: strategy
    for strategy in (words, snippets, mutants, torn, shuffled, dense, numbers, marks, scripts, pages, echoes)
}


def page_html(random: Random) -> str:
    """A web page, often broken."""
    parts = ["<html>", random.choice(("", "<head><title>" + _word(random) + "</title></head>")), "<body>"]
    for _ in range(random.randint(1, 12)):
        tag = random.choice(TAGS)
        parts.append(f"<{tag}>" if random.random() < 0.9 else f"<{tag} class='{_word(random)}'")
        parts.append(random.choice((words, snippets, marks))(random))
        parts.append(f"</{tag}>" if random.random() < 0.8 else "")
    return "".join(parts)


# ---------------------------------------------------------------- what holds of any report


class UnsoundError(AssertionError):
    """What must hold of any report does not hold of this one."""


def hold(condition: object, *told: object) -> None:
    """Raise a fault unless the condition holds."""
    if not condition:
        raise UnsoundError(" ".join(map(str, told)))


class Watched:
    """An extractor whose candidates are looked at before arbitration sees them."""

    def __init__(self, extractor: Extractor) -> None:
        self.name = extractor.name
        self.uses_models = getattr(extractor, "uses_models", False)
        self._extractor = extractor

    def lexicons(self) -> tuple[Lexicon, ...]:
        return self._extractor.lexicons()

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        found = self._extractor.extract(document)
        size = len(document.text.clean)
        for candidate in found:
            hold(0 <= candidate.start < candidate.end <= size, "candidate out of bounds:", candidate)
            hold(0 <= candidate.score <= 1, "score out of bounds:", candidate)
            sentence = document.sentence_at(candidate.start)
            hold(sentence and candidate.end <= sentence.end, "candidate in no one sentence:", candidate, sentence)
        return found


def watched_pipeline() -> Pipeline:
    """The fast pipeline, its extractors watched."""
    return Pipeline(extractors=[Watched(make(name)) for name in PRESETS["fast"]])


def check(report: Report) -> None:
    """Look at a report.

    Raises:
        UnsoundError: Something does not hold of it that holds of any report.
    """
    check_spans(report)
    _check_references(report)
    _check_dates(report)
    _check_events(report)
    hold(Report.model_validate_json(report.model_dump_json()) == report, "the JSON reads back as another report")


def check_spans(report: Report) -> None:
    """Look at the spans of a report: exact, in order, none in furniture."""
    text, size = report.text, len(report.text)
    furniture = {*report.body, *report.boilerplate}
    for record in records(report):
        if isinstance(record, Report) or getattr(record, "text", None) is None:
            continue
        start, end = record.start, record.end  # type: ignore[attr-defined]
        hold(0 <= start < end <= size, "out of bounds:", record)
        hold(text[start:end] == record.text, "another text:", record)  # type: ignore[attr-defined]
        if record not in furniture:
            hold(record.text == record.text.strip(), "white space at the edge:", record)  # type: ignore[attr-defined]
    zones = [*report.body, *filter(None, [report.headline])]
    for mention in (*report.mentions, *report.sentences, *(event.trigger for event in report.events)):
        inside = any(zone.start <= mention.start and mention.end <= zone.end for zone in zones)
        hold(inside, "neither in headline nor in body:", mention)
    for one, other in itertools.pairwise(sorted((*zones, *report.boilerplate), key=lambda zone: zone.start)):
        hold(one.end <= other.start, "zones overlap:", one, other)
    lost = text
    for zone in sorted((*zones, *report.boilerplate), key=lambda zone: -zone.start):
        lost = lost[: zone.start] + lost[zone.end :]
    hold(not any(map(str.isalnum, normalize(lost).clean)), "in no zone:", repr(lost))
    mentions = [mention for entity in entities(report) for mention in entity.mentions]
    for one, other in itertools.pairwise(sorted(mentions, key=lambda m: (m.start, m.end))):
        hold(one.end <= other.start, "mentions overlap:", one, other)
    for spans in (*(entity.mentions for entity in entities(report)), report.dates, report.sentences):
        hold(list(spans) == sorted(spans, key=lambda span: span.start), "not in text order:", spans)


def _check_references(report: Report) -> None:
    found = entities(report)
    identifiers = [record.id for record in (*found, *report.dates, *report.events)]
    hold(len(identifiers) == len(set(identifiers)), "an id stands twice:", identifiers)
    known = {entity.id for entity in found}
    named = {getattr(record, "entity_id", None) for record in records(report.events)}
    named |= {person.affiliation for person in report.people}
    hold(named - {None} <= known, "no such entity:", named - known)
    places, dates = {place.id for place in report.places}, {expression.id for expression in report.dates}
    for event in report.events:
        hold(set(event.places) <= places, "no such place:", event.places)
        hold(set(event.date_ids) <= dates, "no such date:", event.date_ids)
    for entity in found:
        hold(entity.mentions and entity.name.strip(), "no mention or no name:", entity)
    for place in report.places:
        hold((place.lat is None) == (place.lon is None) == (place.precision == "none"), "half located:", place)
        hold(place.precision == "exact" or place.reason, "no reason:", place)


_POINT = re.compile(
    r"(?:(?P<day>\d{4}-\d\d-\d\d)(?:T(?:(?P<clock>\d\d:\d\d)Z?|MO|AF|EV|NI|DT))?"
    r"|(?P<week>\d{4}-W\d\d)|(?P<month>\d{4}-\d\d)|\d{4}-(?:SP|SU|FA|WI)|\d{4}|\d{3}X|\d\dXX)"
)
_OTHER_VALUE = re.compile(
    r"(?:PAST|PRESENT|FUTURE)_REF|XXXX-[\dWX-]+|P(?=.)(?:(?:\d+|X)[YMWD]){0,2}(?:T(?:(?:\d+|X)[HMS]){1,2})?"
)


def _is_point(value: str) -> bool:
    """Whether a value is a day, week, month, season, year … that there is."""
    match = _POINT.fullmatch(value)
    if match is None:
        return False
    try:
        if match["week"]:
            datetime.strptime(match["week"] + "-1", "%G-W%V-%u")
        date.fromisoformat(match["day"] or (match["month"] or "2000-01") + "-01")
        datetime.strptime(match["clock"] or "00:00", "%H:%M")
    except ValueError:
        return False
    return True


def _is_value(value: str) -> bool:
    """Whether a value is TIMEX3: a point, two points, a length, a reference or a set."""
    if _OTHER_VALUE.fullmatch(value):
        return True
    parts = value.split("/")
    return len(parts) <= 2 and any(parts) and all(part in ("", "..") or _is_point(part) for part in parts)


def _check_dates(report: Report) -> None:
    for expression in report.dates:
        hold(expression.value is not None or expression.reason, "neither value nor reason:", expression)
        hold(expression.value is None or _is_value(expression.value), "no TIMEX3 value:", expression)
        if expression.earliest and expression.latest:
            hold(expression.earliest <= expression.latest, "ends before it begins:", expression)


def _check_events(report: Report) -> None:
    for event in report.events:
        for moment in filter(None, (event.start, event.end)):
            (date if "T" not in moment else datetime).fromisoformat(moment)
        hold(not event.start or not event.end or event.start[:10] <= event.end[:10], "ends before it begins:", event)
        evidence, trigger = event.evidence, event.trigger
        hold(evidence.start <= trigger.start and trigger.end <= evidence.end, "trigger outside its evidence:", event)
        for toll in event.casualties:
            hold(toll.low is None or toll.high is None or toll.low <= toll.high, "a toll of less than none:", toll)
        empty = {slot for slot in ("actors", "targets", "places", "start") if not getattr(event, slot)}
        hold(empty <= event.reasons.keys(), "no reason:", event)
        filled = [slot for slot in event.reasons if getattr(event, slot, None)]
        hold(not filled and all(event.reasons.values()), "a reason for a slot that is filled:", filled, event)


# ---------------------------------------------------------------- what holds of whatever is made of a report


def check_exports(report: Report, *, frames: bool = True) -> None:
    """Write a report in all forms and read back what can be read back.

    Raises:
        UnsoundError: A form does not hold what the report holds.
    """
    from rasid.export import acled, brat, conll, flat, ged, jsonl

    for event in report.events:
        hold(str(report.explain(event.id)), "no explanation:", event)
    features = json.loads(json.dumps(report.to_geojson(), allow_nan=False))["features"]
    hold(len(features) == len(report.events), "features:", len(features))
    for language in ("ar", "en"):
        _check_html(report.to_html(language=language))  # type: ignore[arg-type]
    hold(list(jsonl.load([jsonl.dump(report)])) == [report], "another report in JSON Lines")
    hold("\n" not in jsonl.dump(report), "more than a line of JSON Lines")
    for form in (acled, ged, flat):
        rows = list(csv.reader(io.StringIO("".join(form.dump([report])), newline=""), strict=True))
        hold(len({*map(len, rows)}) == 1, form.__name__, "has rows of several lengths")
    hold(len(rows) == len(report.events) + 1, "rows of CSV:", len(rows))
    _check_brat(report, brat.dump(report))
    _check_conll(report, "".join(conll.dump([report])))
    if frames:
        from rasid.export.frames import columns

        for table in ("events", "mentions", "casualties", "places"):
            frame = report.to_frame(table)
            hold(list(frame.columns) == list(columns(table)), "columns of", table)
    for key in (None, b"0123456789abcdef"):
        redacted = report.redact(key=key)
        hold(Report.model_validate_json(redacted.model_dump_json()) == redacted, "redacted: another report in JSON")
        check_spans_only(redacted)
        _check_references(redacted)


def check_spans_only(report: Report) -> None:
    """Look whether all spans of a report are exact."""
    for record in records(report):
        if not isinstance(record, Report) and getattr(record, "text", None) is not None:
            start, end = record.start, record.end  # type: ignore[attr-defined]
            hold(0 <= start < end <= len(report.text), "out of bounds:", record)
            hold(report.text[start:end] == record.text, "another text:", record)  # type: ignore[attr-defined]


class _Balance(HTMLParser):
    """Whether each element of a page is closed."""

    VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "col", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fault = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.fault = self.fault or f"</{tag}> closes something else"


def _check_html(page: str) -> None:
    page.encode("utf-8")
    balance = _Balance()
    balance.feed(page)
    hold(not balance.fault and not balance.open, "broken page:", balance.fault, balance.open[-3:])


_BRAT_TEXT = re.compile(r"T\d+\t\w+ (\d+ \d+(?:;\d+ \d+)*)\t(.*)")


def _check_brat(report: Report, annotations: str) -> None:
    hold(annotations == "" or annotations.endswith("\n"), "annotations do not end in a line end")
    for line in annotations.split("\n")[:-1]:
        hold(re.match(r"(?:[TEA#]\d+)\t", line), "no annotation:", repr(line))
        if line.startswith("T"):
            match = _BRAT_TEXT.fullmatch(line)
            hold(match, "no text annotation:", repr(line))
            assert match is not None
            parts = [report.text[int(a) : int(b)] for a, b in (part.split() for part in match.group(1).split(";"))]
            hold(" ".join(parts) == match.group(2), "another text:", repr(line))


def _check_conll(report: Report, columns: str) -> None:
    last = 0
    for line in columns.split("\n"):
        if line and not line.startswith("-DOCSTART-"):
            cells = line.split("\t")
            hold(len(cells) == 4 and all(cells) and not re.search(r"\s", cells[0]), "no CoNLL line:", repr(line))
            start, end = int(cells[1]), int(cells[2])
            hold(last <= start < end <= len(report.text), "token out of order:", repr(line))
            last = end


# ---------------------------------------------------------------- time


class TooSlow(BaseException):
    """An input took longer than its limit; no ``Exception``, so that nothing takes it for a fault of its own."""


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Stop what takes longer; in the main thread only, and where signals can be set.

    Raises:
        TooSlow: It did.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Input(NamedTuple):
    """What is given to the pipeline."""

    strategy: str
    text: str
    published: str | None


def draw(random: Random, strategy: str | None = None) -> Input:
    """Draw an input."""
    chosen = strategy or random.choice(tuple(STRATEGIES))
    return Input(chosen, STRATEGIES[chosen](random), random.choice(PUBLISHED))
