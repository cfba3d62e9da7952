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
        ("پوتین", "بوتين"),
        ("ڤيينا", "فيينا"),
        ("گلستان", "كلستان"),
        ("روژآڤا", "روجافا"),
        ("كوردستان ہمارا", "كوردستان همارا"),
        ("ڕۆژ", "روج"),
        ("٣٫٥", "3.5"),
        ("١٬٢٠٠", "1,200"),
        ("1،027", "1,027"),
        ("50٪", "50%"),
        ("&quot;قسد&quot;", '"قسد"'),
        ("ريف&nbsp;حلب", "ريف حلب"),
        ("&#1602;صف", "قصف"),
        ("&#x642;صف", "قصف"),
        ("&amp;quot;", '"'),
        ("قص&#1600;ف", "قصف"),
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


@pytest.mark.parametrize("text", ["a & b", "&unknown;", "&#1114112;", "&#xd800;", "&;", "AT&T; قصف", "قال & ثم; نعم"])
def test_what_is_no_entity_stays(text: str) -> None:
    assert normalize(text).clean == text


def test_what_is_no_entity_is_not_taken_whole() -> None:
    text = "قصف &m3; &quot;النيرب&quot;"
    found = normalize(text)
    at = found.clean.index("&")
    assert text[slice(*found.span(at, at + 1))] == "&"


def test_an_entity_is_taken_whole() -> None:
    text = "قال &quot;نعم&quot; الآن"
    normal = normalize(text)
    start = normal.clean.index('"')
    span = normal.span(start, start + 5)
    assert text[span.start : span.end] == "&quot;نعم&quot;"


ENTITIES = st.lists(
    st.sampled_from(
        ["&amp;", "&lt;", "&#1600;", "amp;", "lt;", "&", "#38;", "&zwnj;", "&nbsp;", "ق", ".", "ـ", "ﷺ", "،", "123"]
    ),
    max_size=12,
).map("".join)


@given(ENTITIES)
@example("&amp;amp;")
@example("&amp;ـlt;")
@example("ق&#46;ص.ف")
def test_normal_text_is_normal_with_entities(text: str) -> None:
    normal = normalize(text)
    assert normalize(normal.clean).clean == normal.clean
    for index in range(len(normal.clean)):
        span = normal.span(index, index + 1)
        assert 0 <= span.start < span.end <= len(text)


@given(st.text())
def test_folding_agrees_with_camel_tools(text: str) -> None:
    from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

    unified = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(text)))
    assert fold(unified) == fold(text)
    assert len(fold(text)) == len(text)


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


@pytest.mark.parametrize(
    ("text", "clean", "spans"),
    [
        ("ب &amp;\u064bmp;\u064b", "ب ∓", [(0, 1), (1, 2), (2, 12)]),
        ("&amp;\u064bamp; x", "& x", [(0, 10), (10, 11), (11, 12)]),
        ("x &a\u064bmp;", "x &", [(0, 1), (1, 2), (2, 8)]),
        ("&amp;\u200f x", "& x", [(0, 6), (6, 7), (7, 8)]),
        ("R&D", "R&D", [(0, 1), (1, 2), (2, 3)]),
    ],
)
def test_entities_that_marks_hold_apart_keep_all_their_characters(
    text: str, clean: str, spans: list[tuple[int, int]]
) -> None:
    normal = normalize(text)
    assert normal.clean == clean
    assert [tuple(normal.span(i, i + 1)) for i in range(len(clean))] == spans


@pytest.mark.parametrize(("one", "other"), [("مسئول", "مسؤول"), ("شئون", "شؤون"), ("سيئون", "سيؤون"), ("قائد", "قايد")])
def test_seats_of_the_hamza_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert len(fold(one)) == len(one)
