"""Any text gives a sound report: no crash, no hang, no span beside its words, whatever is typed, pasted or scraped.

``RASID_FUZZ=100 pytest tests/test_fuzz.py`` draws a hundred times as many texts; ``benchmarks/fuzz.py`` draws millions.
"""

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import fuzzing
import rasid
from fuzzing import ARTICLE_WORDS, ARTICLES, CLITICS, DIGITS, LINES, LINKS, MARKS, SEPARATORS, TABLES, TAGS, TIMES
from rasid.extractors.registry import make
from rasid.pipeline import PRESETS
from test_article import records

SECONDS = 10
"""A text of some hundred characters takes some milliseconds; the bound is there for what never ends."""


def often(number: int) -> settings:
    return settings(
        max_examples=number * TIMES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


@pytest.fixture(scope="module")
def watched() -> rasid.Pipeline:
    return fuzzing.watched_pipeline()


# ---------------------------------------------------------------- texts


def among(items: Sequence[str]) -> st.SearchStrategy[str]:
    """One of many; ``sampled_from`` would name them all in each message."""
    return st.integers(0, len(items) - 1).map(lambda number: items[number])


words = st.one_of(
    among(sorted({word for table in TABLES.values() for word in table})),
    *(among(TABLES[name]) for name in ("triggers", "time_words", "titles", "numbers", "casualty_words")),
    among(ARTICLE_WORDS),
)
signs = st.one_of(st.just(" "), among(SEPARATORS), among(MARKS))
pieces = st.one_of(words, words, among(DIGITS), among(LINKS), among(CLITICS), signs)
glued = st.lists(st.tuples(pieces, signs), max_size=20).map(lambda found: "".join(a + b for a, b in found))
anything = st.text(st.characters(exclude_categories=()), max_size=60)
arabic = st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF) | st.sampled_from(" \n.،و12()«»"), max_size=60)


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """A piece of an article with something else in some places."""
    article = draw(among(ARTICLES))
    start = draw(st.integers(0, len(article)))
    text = article[start : start + draw(st.integers(1, 200))]
    for at, size, new in draw(st.lists(st.tuples(st.integers(0, 199), st.integers(0, 4), pieces), max_size=6)):
        text = text[:at] + new + text[at + size :]
    return text


lines = st.one_of(among(LINES), mutants(), glued, among(SEPARATORS))
pages = st.lists(lines, max_size=9).flatmap(
    lambda found: st.sampled_from(("\n", "\n\n", "\r\n")).map(lambda s: s.join(found))
)
TEXTS = {"glued": glued, "anything": anything, "arabic": arabic, "mutants": mutants(), "pages": pages}
texts = st.one_of(*TEXTS.values())
published = st.one_of(
    st.none(),
    st.sampled_from([day for day in fuzzing.PUBLISHED if day]),
    st.dates(),
    st.datetimes(timezones=st.none() | st.sampled_from([UTC, timezone(timedelta(hours=14))])),
)


@pytest.mark.parametrize("kind", TEXTS)
def test_any_text_gives_a_sound_report(kind: str, watched: rasid.Pipeline) -> None:
    @often(400)
    @given(TEXTS[kind], published)
    def sound(text: str, day: str | date | datetime | None) -> None:
        with fuzzing.limit(SECONDS):
            report = watched.extract(text, published=day)
        assert len(report.text) == len(text)
        fuzzing.check(report)

    sound()


@often(200)
@given(texts, published)
def test_any_report_can_be_written_in_all_forms(watched: rasid.Pipeline, text: str, day: str | None) -> None:
    with fuzzing.limit(SECONDS):
        fuzzing.check_exports(watched.extract(text, published=day), frames=find_spec("pandas") is not None)


@often(200)
@given(st.tuples(anything, anything, anything, anything), mutants())
def test_any_id_title_address_and_outlet(watched: rasid.Pipeline, told: tuple[str, str, str, str], text: str) -> None:
    fields = dict(zip(("id", "title", "url", "outlet"), told, strict=True))
    report = watched.extract(text, published="2018-04-30", **fields)
    fuzzing.check(report)
    fuzzing.check_exports(report, frames=False)


@often(200)
@given(texts)
def test_each_extractor_by_itself_keeps_within_the_text(text: str) -> None:
    for alone in ALONE:
        fuzzing.check_spans(alone.extract(text, published="2018-04-30"))


ALONE = [rasid.Pipeline(extractors=[fuzzing.Watched(make(name))]) for name in PRESETS["fast"]]


@often(120)
@given(mutants())
def test_records_of_any_text_are_frozen(watched: rasid.Pipeline, text: str) -> None:
    for record in records(watched.extract(text)):
        field = next(iter(type(record).model_fields))
        with pytest.raises(ValidationError, match="frozen"):
            setattr(record, field, getattr(record, field))


tags = st.sampled_from(TAGS)
elements: Any = st.recursive(
    mutants() | glued | anything,
    lambda inner: st.tuples(tags, st.lists(inner, max_size=3), st.booleans()).map(
        lambda t: f"<{t[0]}>{''.join(t[1])}{f'</{t[0]}>' if t[2] else ''}"
    ),
    max_leaves=8,
)


@pytest.mark.skipif(find_spec("trafilatura") is None, reason="needs the extra html")
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # long pages are long to print
@often(120)
@given(elements, st.booleans())
def test_any_page_gives_a_sound_report(watched: rasid.Pipeline, page: str, encoded: bool) -> None:
    page = f"<html><body><article>{page}</article></body></html>"
    with fuzzing.limit(SECONDS):
        report = watched.extract(html=page.encode("utf-8", "replace") if encoded else page)
    fuzzing.check(report)


# ---------------------------------------------------------------- the checks can fail


def test_what_takes_too_long_is_stopped() -> None:
    with pytest.raises(fuzzing.TooSlow), fuzzing.limit(0.05):
        for _ in itertools.repeat(1):  # signals are seen between steps of Python, not within one of C
            pass


def test_a_span_beside_its_words_is_noticed() -> None:
    report = rasid.extract("قصفت طائرات حربية أمس بلدة النيرب.", published="2018-04-30")
    (place,) = report.places
    moved = place.mentions[0].model_copy(update={"start": place.mentions[0].start - 1})
    shifted = report.model_copy(update={"places": (place.model_copy(update={"mentions": (moved,)}),)})
    fuzzing.check(report)
    with pytest.raises(fuzzing.UnsoundError, match="another text"):
        fuzzing.check(shifted)
