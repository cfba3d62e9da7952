"""Tokens and sentences: addresses are one token, sentences end where they end, quotations nest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.text.normalize import normalize
from rasid.text.quotations import quotations, speech_around
from rasid.text.tokenize import split_sentences, tokenize


def tokens(text: str) -> list[tuple[str, str]]:
    return [(token.text, token.kind) for token in tokenize(normalize(text))]


def sentences(text: str) -> list[str]:
    normal = normalize(text)
    found = split_sentences(normal, tokenize(normal), [(0, len(normal.clean), "body", 0)])
    return [normal.clean[s.start : s.end] for s in found]


@pytest.mark.parametrize(
    "address",
    [
        "https://t.me/example/12?x=1",
        "http://example.org",
        "www.example.com/a-b",
        "pic.example.com/67ze9su3ej",
        "@example_news",
        "news@example.org",
    ],
)
def test_an_address_is_one_token(address: str) -> None:
    assert tokens(f"قصف {address} أمس") == [("قصف", "w"), (address, "u"), ("امس", "w")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مدينة2018م", [("مدينه", "w"), ("2018", "n"), ("م", "w")]),
        ("٣٫٥ مليون", [("3.5", "n"), ("مليون", "w")]),
        ("1،027 زيارة", [("1,027", "n"), ("زياره", "w")]),
        ("5، 100", [("5", "n"), ("،", "p"), ("100", "n")]),
        ("#ريف_حلب", [("#", "p"), ("ريف", "w"), ("_", "p"), ("حلب", "w")]),
        ("💥قصف💥", [("💥", "p"), ("قصف", "w"), ("💥", "p")]),
        ("قال&nbsp;&quot;نعم&quot;", [("قال", "w"), ('"', "p"), ("نعم", "w"), ('"', "p")]),
        ("سورياpic.example.com/x1", [("سوريا", "w"), ("pic.example.com/x1", "u")]),
        ("example.net", [("example", "l"), (".", "p"), ("net", "l")]),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert tokens(text) == expected


@given(st.text(st.sampled_from("قصف ab1.@/:-_#\n،"), max_size=40))
def test_tokens_cover_all_but_spaces(text: str) -> None:
    normal = normalize(text)
    assert "".join(t.text for t in tokenize(normal)) == "".join(normal.folded.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصف أول. قصف ثان.", ["قصف أول.", "قصف ثان."]),
        ("هل قصفت؟ نعم! انتهى…", ["هل قصفت؟", "نعم!", "انتهى…"]),
        ("قصف؛ ثم هدوء", ["قصف؛", "ثم هدوء"]),
        ("قال: «انتهى القصف.» وغادر.", ["قال: «انتهى القصف.»", "وغادر."]),
        ('قال: "انتهى القصف." وغادر.', ['قال: "انتهى القصف."', "وغادر."]),
        ("في 12.4.2018 قصف 3.5 طن", ["في 12.4.2018 قصف 3.5 طن"]),
        ("قال د. أحمد", ["قال د. أحمد"]),
        ("انظر https://t.me/a?b=1.2 الآن. ثم", ["انظر https://t.me/a?b=1.2 الآن.", "ثم"]),
        ("قصف مدفعي\nعلى البلدة.", ["قصف مدفعي\nعلى البلدة."]),
        ("...", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def quoted(text: str) -> list[tuple[str, int, bool]]:
    normal = normalize(text)
    return [(normal.clean[q.start : q.end], q.depth, q.closed) for q in quotations(normal, [(0, len(normal.clean))])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال «نعم» ثم", [("نعم", 1, True)]),
        ('قال "نعم" ثم "لا"', [("نعم", 1, True), ("لا", 1, True)]),
        ("قال “دخلت «قسد» البلدة. ثم خرجت” أمس", [("دخلت «قسد» البلدة. ثم خرجت", 1, True), ("قسد", 2, True)]),
        ('قال «دخلت "قسد" البلدة»', [('دخلت "قسد" البلدة', 1, True), ("قسد", 2, True)]),
        ("قال «نعم ثم لا", [("نعم ثم لا", 1, False)]),
        ("نعم» قال", []),
        ("(أ ف ب", [("أ ف ب", 1, False)]),
    ],
)
def test_quotations(text: str, expected: list[tuple[str, int, bool]]) -> None:
    assert quoted(text) == expected


def test_a_quotation_goes_on_over_sentences() -> None:
    text = "قال المصدر: «بدأ القصف فجراً. ثم هدأت الجبهة». وغادر (المراسل) المكان."
    normal = normalize(text)
    found = quotations(normal, [(0, len(normal.clean))])
    speech = speech_around(found, normal.clean.index("هدأت"))
    assert speech is not None
    assert normal.clean[speech.start : speech.end].startswith("بدأ")
    assert speech_around(found, normal.clean.index("المراسل")) is None
    assert speech_around(found, normal.clean.index("المصدر")) is None


@given(st.text(st.sampled_from('«»“”"()[] قصف'), max_size=60))
def test_quotations_nest(text: str) -> None:
    found = quotations(normalize(text), [(0, len(text))])
    assert all(0 < q.start <= q.end <= len(text) for q in found)
    for one in found:
        for other in found:
            apart = one.end <= other.start or other.end <= one.start
            inside = other.start <= one.start and one.end <= other.end
            around = one.start <= other.start and other.end <= one.end
            assert apart or inside or around


def test_signs_that_hold_words_or_digits_are_signs() -> None:
    assert tokens("موسىﷺ قتل ²") == [("موسي", "w"), ("ﷺ", "p"), ("قتل", "w"), ("²", "p")]
