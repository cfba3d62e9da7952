"""Words not written as words: found as what they are, where they stand; ordinary spellings stay as they are."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.matching import Lexicon, Matcher, key_of
from rasid.text.mend import is_known, mend
from rasid.text.normalize import fold, normalize
from rasid.text.tokenize import tokenize

WORDS = "داعش قصف مقتل مجزرة الجيش التركي تعرض حماة المصدر حلب إدلب سوريا محمد أمحمد"
KNOWN = Matcher([Lexicon("words", [(key_of(word), word) for word in WORDS.split()])]).words

with (Path(__file__).parent / "cases" / "spellings.tsv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def words(text: str) -> list[str]:
    normal = normalize(text)
    _, tokens = mend(normal, tokenize(normal), KNOWN)
    return [token.text for token in tokens]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['written']}: {case['why']}")
def test_spellings(case: dict[str, str]) -> None:
    assert words(f"في {case['written']} اليوم") == ["في", *fold(case["words"]).split(), "اليوم"]


@pytest.mark.parametrize("written", ["د1عش", "داع.ش", "قـ/ـصف", "مـ ـقـ ـتـ ـل"])
def test_the_span_is_what_was_written(written: str) -> None:
    text = f"أخبار {written} في ريف حلب"
    normal = normalize(text)
    normal, tokens = mend(normal, tokenize(normal), KNOWN)
    span = normal.span(tokens[1].start, tokens[1].end)
    assert text[span.start : span.end] == written
    assert [text[slice(*normal.span(t.start, t.end))] for t in tokens[2:]] == ["في", "ريف", "حلب"]


def test_nothing_is_changed_without_known_words() -> None:
    normal = normalize("د1عش ق.صف التركيتعرض")
    tokens = tokenize(normal)
    assert mend(normal, tokens, frozenset()) == (normal, tokens)


@pytest.mark.parametrize(
    ("word", "known"), [("قصف", True), ("بقصف", True), ("والجيش", True), ("للجيش", True), ("صف", False)]
)
def test_known_words_with_clitics(word: str, known: bool) -> None:
    assert is_known(fold(word), KNOWN) is known


@given(st.text(st.sampled_from("قصفداعشحلبةىال1.-*/ ـ\n«»"), max_size=40))
def test_text_and_tokens_agree(text: str) -> None:
    normal = normalize(text)
    mended, tokens = mend(normal, tokenize(normal), KNOWN)
    assert mended.original == text
    assert len(mended.clean) == len(mended.folded)
    assert all(mended.folded[t.start : t.end] == t.text for t in tokens)
    assert [t.start for t in tokens] == sorted({t.start for t in tokens})
    joined = "".join(c for c in mended.folded if not c.isspace())
    assert "".join(t.text for t in tokens) == joined


def test_a_mended_word_is_extracted_at_its_place() -> None:
    import rasid

    text = "شن تنظيم د1عش هجوماً على مدينة حلب، ونفذ الطيران الروسي قـ.ـصفاً على مدينة إدلب أمس."
    report = rasid.extract(text, published="2018-04-30")
    assert any("د1عش" in m.text for g in report.groups for m in g.mentions)
    assert all(report.text[m.start : m.end] == m.text for m in report.mentions)
    assert any(event.trigger.text.startswith("قـ.ـصف") for event in report.events)


def test_hashtags_are_their_words() -> None:
    import rasid

    report = rasid.extract("قصف مدفعي على #ريف_دير_الزور اليوم", published="2018-04-30")
    assert [m.text for p in report.places for m in p.mentions] == ["ريف_دير_الزور"]
