"""Normal text: what is unified, and the exact way back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rasid.text.normalize import fold, normalize

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىة"
MARKS = "\u064b\u064e\u0651\u0652\u0670\u0640\u200b\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad"
SIGNS = " .·•*،؛؟()[]«»\"'#_-\n\t\u00a0"
DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
FOREIGN = "کیڪۀەہےۆٱگپچABcdéß💡\u0000\ud800"
LIGATURES = "ﷲﻻﻷﺍﺎﷺﻢﻪﭖﺀ"
TEXT = st.text(st.sampled_from(LETTERS + MARKS * 2 + SIGNS + DIGITS + FOREIGN + LIGATURES), max_size=40)


@given(TEXT | st.text())
def test_layers_have_equal_length(text: str) -> None:
    normal = normalize(text)
    assert normal.original == text
    assert len(normal.folded) == len(normal.clean)


@given(TEXT | st.text())
def test_map_is_ordered_and_within_the_text(text: str) -> None:
    normal = normalize(text)
    starts = list(range(len(text) + 1)) if normal.starts is None else list(normal.starts)
    assert len(starts) == len(normal.clean) + 1
    assert starts == sorted(starts)
    assert starts[-1] == len(text)
    assert all(0 <= start < len(text) for start in starts[:-1])


@given(TEXT)
def test_every_letter_maps_to_the_sign_it_came_from(text: str) -> None:
    normal = normalize(text)
    for index, letter in enumerate(normal.clean):
        span = normal.span(index, index + 1)
        assert letter in normalize(text[span.start]).clean
        assert normal.clean[normal.position(span.start)] in normalize(text[span.start]).clean


@given(TEXT, st.data())
def test_spans_hold_what_they_say(text: str, data: st.DataObject) -> None:
    normal = normalize(text)
    if not normal.clean:
        return
    start = data.draw(st.integers(0, len(normal.clean) - 1))
    end = data.draw(st.integers(start + 1, len(normal.clean)))
    span = normal.span(start, end)
    assert 0 <= span.start < span.end <= len(text)
    covered = [i for i in range(len(normal.clean)) if span.start <= normal.span(i, i + 1).start < span.end]
    # A ligature is taken whole, so the span may hold more letters than asked for, never fewer.
    assert set(range(start, end)) <= set(covered)


@given(TEXT)
@example("م ـقـ ـتـ ـل")
@example("ق.ـص.ف")
def test_normal_text_is_normal(text: str) -> None:
    clean = normalize(text).clean
    assert normalize(clean).clean == clean


@given(TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_plain_text_needs_no_map() -> None:
    normal = normalize("قصف الطيران المدينة")
    assert normal.starts is None
    assert normal.clean == normal.original
    assert normal.span(4, 11) == (4, 11)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("إدلب", "ادلب"),
        ("أورينت", "اورينت"),
        ("آلاف", "الاف"),
        ("ٱلقرية", "القريه"),
        ("مدينة", "مدينه"),
        ("موسى", "موسي"),
        ("مسؤول", "مسوول"),
        ("قَصْفٌ", "قصف"),
        ("قصـــف", "قصف"),
        ("کردستان", "كردستان"),
        ("ايران", "ایران"),
        ("۱۲ قتيلاً", "12 قتيلا"),
        ("٣٠", "30"),
        ("ﷲ", "الله"),
        ("ﻻ", "لا"),
        ("قصف\u00a0جوي", "قصف جوي"),
        ("قصف\u200bجوي", "قصفجوي"),
        ("\u202bقصف\u202c", "قصف"),
    ],
)
def test_spellings_that_are_one(one: str, other: str) -> None:
    assert normalize(one).folded == normalize(other).folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("حلب", "حلف"), ("قصف", "قصر"), ("علي", "على ."), ("ص.ب 12", "صب 12"), ("عن 5.5", "عن 55"), ("جامعة", "جماعة")],
)
def test_spellings_that_differ(one: str, other: str) -> None:
    assert normalize(one).folded != normalize(other).folded


@pytest.mark.parametrize("written", ["قـ.ـصف", "قصـ.ـف", "ق.ص.ف", "قـ ـصـ ـف", "قـ·ـصـ·ـف", "قـ*ـصف", "ق ـصـ ـف"])
def test_words_pulled_apart_are_joined(written: str) -> None:
    text = f"نفذ الطيران {written} أمس"
    normal = normalize(text)
    assert normal.clean == "نفذ الطيران قصف أمس"
    start = normal.clean.index("قصف")
    span = normal.span(start, start + 3)
    assert text[span.start : span.end] == written


@pytest.mark.parametrize("text", ["انتهى.بدأ", "3.5", "د. أحمد", "أ. ب", "قال... ثم", "في 12.4.2018"])
def test_ordinary_dots_stay(text: str) -> None:
    assert normalize(text).clean.count(".") == text.count(".")


def test_trailing_marks_belong_to_the_span() -> None:
    text = "قُتِلَ مدنيٌّ أمس"
    normal = normalize(text)
    start = normal.clean.index("مدني")
    span = normal.span(start, start + 4)
    assert text[span.start : span.end] == "مدنيٌّ"


def test_a_ligature_is_taken_whole() -> None:
    text = "حزب ﷲ اللبناني"
    normal = normalize(text)
    start = normal.clean.index("الله")
    assert normal.span(start, start + 4) == (4, 5)
    assert normal.span(start + 2, start + 4) == (4, 5)
