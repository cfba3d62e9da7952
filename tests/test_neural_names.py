"""From tagged stretches of words to names: clitics off, joined names parted, common nouns refused. No model needed."""

import pytest

from rasid.document import read
from rasid.extractors._neural_names import names_within, strip_clitic, without_lone_surnames
from rasid.extractors.base import MentionType
from rasid.matching import Matcher


def names(type_: str, text: str) -> list[str]:
    """The names in a text of which every word is tagged with the type."""
    document = read(text, Matcher(()))
    found = names_within(MentionType(type_), document.tokens, 0, len(document.tokens))
    return [document.clean(name.start, name.end) for name in found]


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("وحلب", 1),
        ("بدمشق", 1),
        ("وبدمشق", 2),
        ("والرقه", 1),
        ("ولحلب", 2),
        ("واشنطن", 0),
        ("لبنان", 0),
        ("بغداد", 0),
        ("وليد", 0),
        ("كركوك", 0),
        ("للتحالف", 0),
        ("وزلخفانه", 1),
        ("بزلخفانه", 0),
    ],
)
def test_clitics_are_told_from_first_letters(word: str, letters: int) -> None:
    assert strip_clitic(word) == letters


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        ("PLACE", "وحلب", ["حلب"]),
        ("PLACE", "حلب ودمشق والرقة", ["حلب", "دمشق", "الرقة"]),
        ("PLACE", "وادي الضيف", ["وادي الضيف"]),
        ("PLACE", "«حلب»", ["حلب"]),
        ("PLACE", "(حلب", ["حلب"]),
        ("PERSON", "سامر العزاوي ومحمد الراوي", ["سامر العزاوي", "محمد الراوي"]),
        ("PERSON", "سامر وليد الراوي", ["سامر وليد الراوي"]),
        ("GROUP", 'قوات "قسد"', ['قوات "قسد"']),
        ("GROUP", "قوات النظام والميليشيات", ["قوات النظام والميليشيات"]),
        # A quotation mark without its partner: the stretch is cut wrongly.
        ("ORG", 'شبكة "زلخفان', []),
        ("PLACE", "القرى", []),
        ("PLACE", "بالقرى", []),
        ("PLACE", "للميليشيا", []),
        ("PLACE", "في حلب", []),
        ("PLACE", "2018", []),
        ("PLACE", "و", []),
        ("ORG", "السورية", []),
        ("ORG", "الميليشيات", []),
        ("ORG", "اللجنة الأمنية", []),
        ("GROUP", "ميليشيا موالية", []),
        ("GROUP", "القوات المسلحة", ["القوات المسلحة"]),
        ("PLACE", "سوق المدينة", []),
        ("GROUP", "الجيش", ["الجيش"]),
        ("PERSON", "الناشط سامر العزاوي", ["سامر العزاوي"]),
        ("PERSON", "والعقيد الطبيب سامر العزاوي", ["سامر العزاوي"]),
        ("PERSON", "العقيد", []),
        ("PERSON", "قال سامر", []),
        ("PERSON", "سامر في", []),
        ("PERSON", "ثلاثة مدنيين", []),
    ],
)
def test_names_in_tagged_stretches(type_: str, text: str, expected: list[str]) -> None:
    assert names(type_, text) == expected


def test_a_surname_alone_needs_a_fuller_name_in_the_text() -> None:
    document = read("سامر العزاوي ثم العزاوي ثم زلخفان", Matcher(()))
    spans = [(0, 2), (3, 4), (5, 6)]
    found = [n for first, last in spans for n in names_within(MentionType.PERSON, document.tokens, first, last)]
    assert len(found) == 3
    assert [n.words for n in without_lone_surnames(found)] == [("سامر", "العزاوي"), ("العزاوي",)]


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        ("قرية زلخفانة", 0.8, ["زلخفانة"]),
        ("وبقرية (زلخفانة", 0.8, ["زلخفانة"]),
        ("عند زلخفانة", 0.8, []),
        ("عند زلخفانة", 0.99, ["زلخفانة"]),
        ("عند الزلخفان", 0.8, ["الزلخفان"]),
        ("عند حلب", 0.8, ["حلب"]),
        ("عناصر لجلب", 0.99, []),
        ("كتيبة بإسناد", 0.99, []),
    ],
)
def test_a_place_of_one_unlisted_word_must_be_announced(text: str, confidence: float, expected: list[str]) -> None:
    document = read(text, Matcher(()))
    last = len(document.tokens)
    found = names_within(MentionType.PLACE, document.tokens, last - 1, last, confidence)
    assert [document.clean(name.start, name.end) for name in found] == expected
