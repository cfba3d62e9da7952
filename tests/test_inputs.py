"""Bad and odd input: what raises, what warns, and what simply gives a report."""

import datetime
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import rasid

SENTENCE = "قصفت طائرات حربية روسية أمس بلدة النيرب في ريف إدلب، ما أسفر عن مقتل ثلاثة مدنيين. "


def spans_are_exact(report: Any) -> bool:
    return all(report.text[m.start : m.end] == m.text for m in (*report.mentions, *report.sentences))


# ---------------------------------------------------------------- wrong type


@pytest.mark.parametrize(
    "text", [None, 5, b"\xd9\x82", ["قصف"], {"text": "قصف"}], ids=lambda value: type(value).__name__
)
def test_text_of_another_type_is_a_type_error(text: Any) -> None:
    with pytest.raises(TypeError, match=type(text).__name__):
        rasid.extract(text)


@pytest.mark.parametrize("published", [20180430, 5.0, ["2018-04-30"], b"2018-04-30"], ids=lambda v: type(v).__name__)
def test_published_of_another_type_is_a_type_error(published: Any) -> None:
    with pytest.raises(TypeError, match=type(published).__name__):
        rasid.extract(SENTENCE, published=published)


# ---------------------------------------------------------------- published


@pytest.mark.parametrize(
    "published", ["", "30/04/2018", "أمس", "2018-13-01", "2018-02-30", "2018", "yesterday", "2018-04-30x"]
)
def test_unusable_published_names_value_and_form(published: str) -> None:
    with pytest.raises(rasid.InputError) as caught:
        rasid.extract(SENTENCE, published=published)
    assert repr(published) in str(caught.value)
    assert "2018-04-30" in str(caught.value) or "ISO 8601" in str(caught.value)


@pytest.mark.parametrize(
    "published",
    [
        "2018-04-30",
        "2018-04-30T14:00",
        "2018-04-30T14:00:00+03:00",
        datetime.date(2018, 4, 30),
        datetime.datetime(2018, 4, 30, 14),
        datetime.datetime(2018, 4, 30, 14, tzinfo=datetime.UTC),
    ],
    ids=str,
)
def test_usable_published(published: Any) -> None:
    report = rasid.extract(SENTENCE, published=published)
    assert report.published is not None
    assert report.published.startswith("2018-04-30")
    assert [d.value for d in report.dates] == ["2018-04-29"]


def test_without_published_relative_dates_stay_open() -> None:
    report = rasid.extract(SENTENCE)
    assert report.published is None
    (found,) = report.dates
    assert found.value is None
    assert found.reason


# ---------------------------------------------------------------- empty and foreign


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "The army shelled the town on Sunday.", "12345 !!", "💥", "北京"])
def test_text_without_arabic_is_an_empty_report_with_a_warning(text: str) -> None:
    report = rasid.extract(text, published="2018-04-30")
    assert report.text == text
    assert not report.mentions
    assert not report.events
    assert report.warnings


# ---------------------------------------------------------------- broken characters


def test_lone_surrogates_are_replaced_one_for_one_with_a_warning() -> None:
    report = rasid.extract("\ud800" + SENTENCE + "\udfff", published="2018-04-30")
    assert report.text == "\ufffd" + SENTENCE + "\ufffd"
    assert any("surrogate" in warning for warning in report.warnings)
    assert rasid.Report.model_validate_json(report.model_dump_json()) == report
    assert [place.name for place in report.places]


def test_lone_surrogates_in_the_callers_fields_do_not_break_json() -> None:
    try:
        report = rasid.extract(SENTENCE, id="a\ud800", title="\udfff")
    except rasid.InputError:
        return
    assert rasid.Report.model_validate_json(report.model_dump_json()) == report


@pytest.mark.parametrize(
    "text",
    [
        "\x00" + SENTENCE + "\x00\x00",
        SENTENCE.replace(" ", "\x00"),
        "\u202b" + SENTENCE + "\u202c",
        "\u2067" + SENTENCE,
        "\ufeff" + SENTENCE,
        SENTENCE.replace(" ", "\u00a0"),
        SENTENCE.replace(" ", "\r\n"),
        "((((((«" + SENTENCE,
        SENTENCE + "»)))))]]",
        "قرى (الجنينة، الجيعة، وشقرا",
        "قال (صهيب",
        "«»()[]" * 50,
        "بين 5 و",
        "السابع من",
        "مقتل",
        "قصف قصف قصف قصف",
        "\u064b\u0651\u0640",
        "١٢/١٣/١٤٤٠ ٢٠١٨-٩٩-٩٩ الساعة ٩٩:٩٩",
        "99999999999999999999999999 قتيلاً في إدلب",
        "قُتِلَ " * 200,
    ],
)
def test_odd_characters_give_a_report(text: str) -> None:
    report = rasid.extract(text, published="2018-04-30")
    assert report.text == text
    assert spans_are_exact(report)
    assert rasid.Report.model_validate_json(report.model_dump_json()) == report


# ---------------------------------------------------------------- size


SHAPES = {
    "one word": "ا",
    "spaces": " ",
    "lines": "\n",
    "opening brackets": "(",
    "quotes": "«",
    "one sentence without an end": "قصف الطيران المدينة ",
    "sentences": SENTENCE,
    "paragraphs": SENTENCE + "\n",
    "conjunctions": "و",
    "digits": "12 ",
    "numbers": "ثلاثة و",
    "names": "محمد أحمد ",
    "months": "نيسان ",
    "villages": "الجنينة، ",
    "tatweel": "ـ",
    "letters and dots": "ق.",
    "speech": "قال إن ",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_length_alone(pipeline: Any, shape: str) -> None:
    def seconds(length: int) -> float:
        text = (SHAPES[shape] * length)[:length]
        start = time.process_time()
        report = pipeline.extract(text, published="2018-04-30")
        assert len(report.text) == length
        return time.process_time() - start

    pipeline.extract(SENTENCE)
    short = max(min(seconds(15_000), seconds(15_000)), 0.08)
    # Eight times the text: eight times the time, with room for noise; quadratic would be sixty-four.
    assert seconds(120_000) < 16 * short


def test_ten_megabytes_give_a_report(pipeline: Any) -> None:
    page = SENTENCE * 20 + "\n" + "The quick brown fox jumps over the lazy dog. " * 2000 + "\n"
    text = page * (10_000_000 // len(page.encode()) + 1)
    assert len(text.encode()) >= 10_000_000
    report = pipeline.extract(text, published="2018-04-30")
    assert spans_are_exact(report)


def test_above_twenty_million_characters_is_an_input_error() -> None:
    with pytest.raises(rasid.InputError, match=r"20[,_ ]?000[,_ ]?000"):
        rasid.extract("ا" * 20_000_001)


# ---------------------------------------------------------------- the caller's fields


def test_the_callers_fields_are_kept() -> None:
    report = rasid.extract(SENTENCE, id="a1", title="عنوان", url="https://example.org/1", outlet="وكالة")
    assert (report.id, report.title, report.url, report.outlet) == ("a1", "عنوان", "https://example.org/1", "وكالة")


@pytest.mark.parametrize("field", ["id", "title", "url", "outlet"])
def test_fields_of_another_type_are_a_type_error(field: str) -> None:
    with pytest.raises(TypeError, match=field):
        rasid.extract(SENTENCE, **{field: 5})  # type: ignore[arg-type]


def test_options_are_keyword_only() -> None:
    with pytest.raises(TypeError):
        rasid.extract(SENTENCE, "2018-04-30")  # type: ignore[misc]


def test_an_unknown_preset_names_those_that_exist() -> None:
    with pytest.raises(rasid.InputError, match=r"quick.*fast") as caught:
        rasid.Pipeline(preset="quick")
    assert "accurate" in str(caught.value)


# ---------------------------------------------------------------- many


def test_a_bad_article_of_many_is_one_failure_and_order_is_kept() -> None:
    articles: list[Any] = [
        {"id": "a", "text": SENTENCE, "published": "2018-04-30"},
        {"id": "b", "text": None},
        {"id": "c", "text": SENTENCE, "published": "soon"},
        {"id": "d"},
        SENTENCE,
        {"id": "e", "text": ""},
    ]
    results = list(rasid.extract_many(articles))
    assert [type(result).__name__ for result in results] == [
        "Report",
        "Failure",
        "Failure",
        "Failure",
        "Report",
        "Report",
    ]
    assert [result.id for result in results[:4]] == ["a", "b", "c", "d"]
    assert "soon" in results[2].error


def test_many_in_several_processes_are_the_same() -> None:
    articles = [{"id": str(n), "text": SENTENCE * (n + 1), "published": "2018-04-30"} for n in range(6)]
    assert list(rasid.extract_many(articles, workers=2)) == list(rasid.extract_many(articles))


# ---------------------------------------------------------------- one pipeline, many users


def test_a_pipeline_serves_threads(pipeline: Any) -> None:
    texts = [SENTENCE * (n % 4 + 1) for n in range(24)]
    expected = [pipeline.extract(text, published="2018-04-30") for text in texts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda text: pipeline.extract(text, published="2018-04-30"), texts)) == expected


def test_a_pickled_pipeline_gives_the_same(pipeline: Any) -> None:
    again = pickle.loads(pickle.dumps(pipeline))  # noqa: S301
    assert again.extract(SENTENCE, published="2018-04-30") == pipeline.extract(SENTENCE, published="2018-04-30")


def test_articles_leave_no_trace_in_the_pipeline(pipeline: Any) -> None:
    alone = pipeline.extract("وقال الجابر إن القصف استمر.", published="2018-04-30")
    pipeline.extract("قال الصحفي صهيب الجابر إن القصف استمر.", published="2018-04-30")
    assert pipeline.extract("وقال الجابر إن القصف استمر.", published="2018-04-30") == alone
