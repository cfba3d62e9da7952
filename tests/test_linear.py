"""Time grows with the length of the text and with nothing else: no pattern, stage or form has a text that is slow.

Times are CPU time, the best of several runs; what looks slow is measured again before it fails, for machines are busy.
``RASID_FUZZ=2 pytest tests/test_linear.py``, on an idle machine, takes the narrow limits and adds a line of 5 MB.
"""

import functools
import gc
import importlib
import inspect
import itertools
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import regex

import rasid
from fuzzing import ARTICLES, TIMES
from rasid.document import read
from rasid.export import acled, brat, conll, flat, ged
from rasid.text.mend import mend
from rasid.text.normalize import normalize
from rasid.text.quotations import quotations
from rasid.text.tokenize import split_sentences, tokenize
from rasid.text.zones import zones_of

SHORT, LONG = 20_000, 100_000
RATIO = 1.5 if TIMES > 1 else 2.5
"""A character may take so many times that of news, or of a short text. What grows with the square of the length takes
five times and more; the wide limit is for machines whose cache and memory others use as well."""
AGAIN = 6
"""So often is measured again what looks slow."""


def seconds(work: Callable[[], object], runs: int = 2) -> float:
    best = float("inf")
    for _ in range(runs):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


@pytest.fixture(autouse=True, scope="module")
def _no_collection() -> Iterator[None]:
    """Else a long text pays for the garbage of all others."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def repeated(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


# ---------------------------------------------------------------- patterns

Pattern = re.Pattern[str] | regex.Pattern[str]

ANCHORED = {
    "rasid.text.lines._HASHTAGS": "fullmatch",
    "rasid.text.lines._ITEM": "match",
    "rasid.text.lines._LABEL": "match",
    "rasid.text.lines._POSTED": "match",
    "rasid.text.mend._WRITTEN": "match",
    "rasid.text.numbers._DECIMAL": "fullmatch",
}
"""Patterns that are tried at one place of a text only, and how; all others are looked for everywhere."""


def _within(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, Pattern]]:
    """All patterns in a value of a module: in tables, records and objects of the library too."""
    inner: Iterator[tuple[str, Any]] = iter(())
    if isinstance(value, re.Pattern | regex.Pattern):
        yield name, value
    elif depth > 3:
        return
    elif isinstance(value, dict):
        inner = ((f"{name}[{key!r}]", item) for key, item in itertools.islice(value.items(), 2000))
    elif isinstance(value, tuple | list | frozenset | set):
        inner = ((f"{name}[{at}]", item) for at, item in enumerate(itertools.islice(value, 2000)))
    elif getattr(value if isinstance(value, type) else type(value), "__module__", "").startswith("rasid"):
        inner = ((f"{name}.{key}", item) for key, item in vars(value).items()) if hasattr(value, "__dict__") else inner
    for key, item in inner:
        yield from _within(item, key, depth + 1)


def _patterns() -> dict[str, Pattern]:
    """Every compiled pattern of the library by where it stands: modules, classes, tables read once."""
    found: dict[Pattern, str] = {}
    for info in pkgutil.walk_packages(rasid.__path__, "rasid."):
        if info.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(info.name)
        except ImportError:
            continue  # an extra that is not installed
        for name, value in list(vars(module).items()):
            if isinstance(value, functools._lru_cache_wrapper):
                if inspect.signature(value).parameters or value.__module__ != info.name:
                    continue
                value = value()
            for where, pattern in _within(value, f"{info.name}.{name}"):
                found.setdefault(pattern, where)
    return {name: pattern for pattern, name in found.items()}


def _own_characters(pattern: Pattern) -> list[str]:
    written = re.sub(r"\\[ux]([0-9a-fA-F]{2,4})", lambda match: chr(int(match[1], 16)), str(pattern.pattern))
    characters = sorted(set(written))
    return characters[:: len(characters) // 16 + 1]


PATTERNS = _patterns()
PROBES = (
    " ",
    "1",
    "1 ",
    "1.",
    "(",
    "[",
    ".",
    ". ",
    "و",
    "و ",
    "ا",
    "ا ",
    "ـ",
    "\u0301",
    "\u064bا",
    "\n",
    " \n",
    "a",
    "a.",
)


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 60
    assert "rasid.text.tokenize._TOKEN" in PATTERNS
    assert any("_markers()" in name or name.startswith("rasid.text.lines._markers") for name in PATTERNS)


@pytest.mark.parametrize("name", ANCHORED)
def test_what_is_anchored_is_used_so(name: str) -> None:
    module, _, pattern = name.rpartition(".")
    source = inspect.getsource(importlib.import_module(module))
    assert name in PATTERNS
    assert set(re.findall(rf"\b{pattern}\.(\w+)\(", source)) == {ANCHORED[name]}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_linear_time(name: str) -> None:
    pattern = PATTERNS[name]

    def apply(text: str) -> None:
        if name in ANCHORED:
            getattr(pattern, ANCHORED[name])(text)
            return
        for _ in pattern.finditer(text):
            pass

    for probe in dict.fromkeys((*PROBES, *_own_characters(pattern))):
        # The first step is short: what takes the square of the time would take minutes at full length.
        for low, high in ((SHORT // 10, LONG // 10), (SHORT, LONG)):
            few, many = repeated(probe, low), repeated(probe, high)
            for _ in range(AGAIN):
                took = seconds(lambda many=many: apply(many), runs=1)  # type: ignore[misc]
                if took < 0.005 or took < 2 * high / low * seconds(lambda few=few: apply(few)):  # type: ignore[misc]
                    break
            else:
                pytest.fail(f"{pattern.pattern} takes {took:.3f} s for {high:,} characters of {probe!r}")


# ---------------------------------------------------------------- texts

NEWS = "\n\n".join(ARTICLES)
NAMES = "علي حسن، محمد العلي، سامر الدندشي، أحمد خالد العبد الله، خالد إبراهيم، عمر فاروق، "
ODD = {
    "conjunctions": "و",
    "conjunctions apart": "و ",
    "brackets": "(",
    "closed brackets": "[()] ",
    "digits": "1234567890",
    "numbers": "1 ",
    "tatweel": "ـ",
    "words pulled apart": "قـ ـصـ ـف ",
    "combining marks": "\u0301",
    "letters with marks": "ب\u064e\u0301",
    "opened quotations": "«قال ",
    "speech": "قال ",
    "commas": "،",
    "commas apart": "، ",
    "a list of names": NAMES,
    "dates": "30 نيسان 2018، ",
    "dates in digits": "2018-04-30 ",
    "short lines": "قصف\n",
    "sections": "حلب: قصف.\n",
    "menus": "الرئيسية | أخبار | ",
    "full stops": ". ",
    "entities": "&amp;",
    "hashtags": "#سوريا ",
    "addresses": "http://a.b/ ",
    "a list of places": "حلب وإدلب و",
    "villages": "قرى (الجنينة، الجيعة، ",
    "groups": "قوات النظام ",
    "titles": "العميد ",
    "sons": "أبو ",
    "ligatures": "ﷺ",
    "controls": "\u202e\x00",
    "spaces": " ",
}
DENSE = {
    "triggers": "قصفت ",
    "tolls": "قتل عشرة مدنيين ",
    "ranges": "من 3 إلى 5 أيار ",
    "days": "أمس الأحد ",
    "times": "بعد ",
    "amounts": "عشرة آلاف وخمسمئة و",
}
"""Texts of which every word or two is a record: more to do at each character, but no more the longer they are."""


def _texts(length: int) -> dict[str, str]:
    half = length // 12
    texts = {name: repeated(piece, length) for name, piece in ODD.items()}
    return {
        **texts,
        "nested quotations": "«قال " * half + "» " * half,
        "one line": repeated(NEWS.replace("\n", " "), length),
    }


@pytest.fixture(scope="module")
def pipeline() -> rasid.Pipeline:
    """One whose caches are warm."""
    made = rasid.Pipeline()
    made.extract(NEWS[:50_000], published="2018-04-30")
    return made


def _per_character(pipeline: rasid.Pipeline, text: str, runs: int = 1) -> float:
    return seconds(lambda: pipeline.extract(text, published="2018-04-30"), runs) / len(text)


@pytest.fixture(scope="module")
def usual(pipeline: rasid.Pipeline) -> float:
    """Seconds a character of news as long as the odd texts."""
    return _per_character(pipeline, repeated(NEWS, LONG), 3)


@pytest.mark.parametrize("name", _texts(LONG))
def test_odd_texts_take_no_longer_than_news(pipeline: rasid.Pipeline, usual: float, name: str) -> None:
    text = _texts(LONG)[name]
    took = _per_character(pipeline, text)
    for _ in range(AGAIN):
        if took <= RATIO * usual:
            return
        # The machine may have become slower since: news and text in turns.
        usual = _per_character(pipeline, repeated(NEWS, LONG))
        took = min(took, _per_character(pipeline, text))
    pytest.fail(f"{took * 1e6:.1f} µs a character; news take {usual * 1e6:.1f}")


@pytest.mark.parametrize("name", DENSE)
def test_dense_texts_take_time_in_proportion(pipeline: rasid.Pipeline, name: str) -> None:
    few, many = (repeated(DENSE[name], length) for length in (SHORT // 2, 3 * SHORT))
    _grows(lambda: _per_character(pipeline, few), lambda: _per_character(pipeline, many))


def _grows(few: Callable[[], float], many: Callable[[], float]) -> None:
    """Fail if the time for each character of a long text is above that of a short one."""
    low, high = few(), many()
    for _ in range(AGAIN):
        if high <= RATIO * low:
            return
        low, high = max(low, few()), min(high, many())
    pytest.fail(f"{high * 1e6:.1f} µs a character, {low * 1e6:.1f} in a short text")


@pytest.mark.skipif(TIMES < 2, reason="takes a minute: RASID_FUZZ=2")
def test_a_line_of_five_megabytes(pipeline: rasid.Pipeline, usual: float) -> None:
    line = NEWS.replace("\n", " ")
    text = repeated(line, 5_000_000 * len(line) // len(line.encode()))
    assert _per_character(pipeline, text) <= 2 * usual


# ---------------------------------------------------------------- stages, by themselves


def _stages(text: str, pipeline: rasid.Pipeline) -> Iterator[tuple[str, Callable[[], object]]]:
    matcher = pipeline._matcher
    normal = normalize(text)
    tokens = tokenize(normal)
    document = read(text, matcher)
    stretches = [(zone.start, zone.end, zone.kind, zone.line) for zone in document.zones]
    yield "normalize", lambda: normalize(text)
    yield "tokenize", lambda: tokenize(normal)
    yield "mend", lambda: mend(normal, tokens, matcher.words)
    yield "zones", lambda: zones_of(normal)
    yield "sentences", lambda: split_sentences(normal, tokens, stretches)
    yield "quotations", lambda: quotations(normal, [stretch[:2] for stretch in stretches])
    yield "lexicons", lambda: matcher.find(tokens)
    for extractor in pipeline._extractors:
        yield extractor.name, lambda extractor=extractor: extractor.extract(document)  # type: ignore[misc]


_STAGED = ("brackets", "commas apart", "a list of names", "letters with marks", "words pulled apart", "short lines")


@pytest.mark.parametrize("name", _STAGED)
def test_each_stage_takes_time_in_proportion(pipeline: rasid.Pipeline, name: str) -> None:
    """Also where it is but a small part of the whole."""
    few, many = (dict(_stages(_texts(length)[name], pipeline)) for length in (SHORT, LONG))
    for stage in many:
        for _ in range(AGAIN):
            high = seconds(many[stage], 1)
            if high < 0.01 or high <= max(2, RATIO) * LONG / SHORT * (low := seconds(few[stage])):
                break
        else:
            pytest.fail(f"{stage}: {high:.3f} s for {LONG:,} characters, {low:.3f} s for {SHORT:,}")


@pytest.fixture(scope="module")
def reports(pipeline: rasid.Pipeline) -> tuple[rasid.Report, rasid.Report]:
    """Of a short text, and of one that is ten times as long."""
    few, many = (pipeline.extract(repeated(NEWS, length), published="2018-04-30") for length in (SHORT // 2, 5 * SHORT))
    return few, many


@pytest.mark.parametrize(
    "write",
    [
        lambda report: report.to_html(),
        lambda report: report.to_geojson(),
        lambda report: report.redact(),
        lambda report: [*acled.dump([report]), *ged.dump([report]), *flat.dump([report])],
        lambda report: brat.dump(report),
        lambda report: list(conll.dump([report])),
        lambda report: rasid.Report.model_validate_json(report.model_dump_json()),
    ],
    ids=["html", "geojson", "redact", "sheets", "brat", "conll", "json"],
)
def test_a_form_takes_time_in_proportion(
    reports: tuple[rasid.Report, rasid.Report], write: Callable[[rasid.Report], object]
) -> None:
    few, many = reports
    _grows(lambda: seconds(lambda: write(few)) / len(few.text), lambda: seconds(lambda: write(many)) / len(many.text))
