"""Matching: whole words, known affixes, spelling variants, all lexicons in one pass."""

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.matching import Hit, Lexicon, Matcher, key_of
from rasid.text.normalize import normalize
from rasid.text.tokenize import tokenize

PREFIXES = frozenset({"", "و", "ب", "ل", "وب"})


def names(*entries: str, prefixes: frozenset[str] = PREFIXES, suffixes: frozenset[str] = frozenset({""})) -> Lexicon:
    return Lexicon("names", [(key_of(entry), entry) for entry in entries], prefixes, suffixes)


def find(text: str, *lexicons: Lexicon) -> dict[str, tuple[Hit, ...]]:
    return dict(Matcher(lexicons).find(tokenize(normalize(text))))


def surfaces(text: str, *lexicons: Lexicon) -> list[tuple[str, Any]]:
    clean = normalize(text).clean
    return [(clean[hit.start : hit.end], hit.row) for hits in find(text, *lexicons).values() for hit in hits]


def test_a_name_is_found_with_its_offsets() -> None:
    (hit,) = find("قصف طيران التحالف البلدة", names("طيران التحالف"))["names"]
    assert (hit.start, hit.end, hit.first, hit.last) == (4, 17, 1, 3)
    assert (hit.prefix, hit.suffix, hit.row) == ("", "", "طيران التحالف")


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("وإدلب", "إدلب"),
        ("بإدلب", "إدلب"),
        ("ادلب", "ادلب"),
        ("إدْلب", "إدلب"),
        ("إدلــب", "إدلب"),
        ("(إدلب)", "إدلب"),
        ("«إدلب»،", "إدلب"),
        ("#إدلب", "إدلب"),
    ],
)
def test_spellings_and_attached_letters(text: str, surface: str) -> None:
    assert surfaces(f"قصف {text} اليوم", names("إدلب")) == [(surface, "إدلب")]


@pytest.mark.parametrize("text", ["إدلبي", "سإدلب", "كإدلب", "الإدلب"])
def test_other_words_that_hold_the_name(text: str) -> None:
    assert surfaces(f"قصف {text} اليوم", names("إدلب")) == []


@pytest.mark.parametrize("text", ['ميليشيا "قسد"', "ميليشيا (قسد)", "ميليشيا «قسد»", "ميليشيا_قسد", "ميليشيا  قسد"])
def test_quotes_and_brackets_within_a_name(text: str) -> None:
    # What opens within the name belongs to it, what closes after it does not.
    assert surfaces(f"انسحبت {text} أمس", names("ميليشيا قسد")) == [(text.rstrip('"»)'), "ميليشيا قسد")]


@pytest.mark.parametrize("text", ["ميليشيا، قسد", "ميليشيا. قسد", "ميليشيا و قسد"])
def test_other_signs_part_a_name(text: str) -> None:
    assert surfaces(text, names("ميليشيا قسد")) == []


def test_the_article_merges_with_lam() -> None:
    (hit,) = find("ضربة للتحالف", names("التحالف"))["names"]
    assert (hit.row, hit.start, hit.end) == ("التحالف", 5, 12)


def test_suffixes_only_where_allowed() -> None:
    assert surfaces("قواته", names("قوات")) == []
    (hit,) = find("قواته", names("قوات", suffixes=frozenset({"", "ه"})))["names"]
    assert (hit.suffix, hit.end) == ("ه", 4)


def test_longer_first_where_several_start_together() -> None:
    hits = find("دير الزور الغربي", names("دير", "دير الزور"))["names"]
    assert [hit.row for hit in hits] == ["دير الزور", "دير"]


def test_overlapping_names_are_all_found() -> None:
    assert [row for _, row in surfaces("حزب الله اللبناني", names("حزب الله", "الله اللبناني"))] == [
        "حزب الله",
        "الله اللبناني",
    ]


def test_lexicons_do_not_mix() -> None:
    groups = Lexicon("groups", [(key_of("التحالف"), 1)])
    places = Lexicon("places", [(key_of("التحالف"), 2)], prefixes=frozenset({"", "و"}))
    found = find("والتحالف", groups, places)
    assert found["groups"] == ()
    assert [hit.row for hit in found["places"]] == [2]


def test_two_rows_of_one_spelling_are_both_found() -> None:
    lexicon = Lexicon("names", [(key_of("الموحسن"), 1), (key_of("الموحسن"), 2)])
    assert sorted(hit.row for hit in find("الموحسن", lexicon)["names"]) == [1, 2]


def test_nothing_to_find() -> None:
    assert find("", names("إدلب")) == {"names": ()}
    assert find("قصف", names()) == {"names": ()}
    assert Matcher([]).find(tokenize(normalize("قصف"))) == {}


def test_a_pickled_matcher_finds_the_same() -> None:
    tokens = tokenize(normalize("قصف ريف إدلب"))
    matcher = Matcher([names("إدلب", "ريف إدلب")])
    assert pickle.loads(pickle.dumps(matcher)).find(tokens) == matcher.find(tokens)  # noqa: S301


def test_keys_are_normal() -> None:
    assert key_of("ميليشيا «أحرار الشّرقيّة»") == "ميليشيا احرار الشرقيه"


@given(st.lists(st.text("ابتدهوي", min_size=1, max_size=3), min_size=1, max_size=8), st.data())
def test_every_run_of_words_is_found_where_it_stands(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    entry = " ".join(words[first:last])
    hits = find(" ".join(words), Lexicon("names", [(entry, entry)]))["names"]
    expected = [i for i in range(len(words)) if words[i : i + last - first] == words[first:last]]
    assert [hit.first for hit in hits] == expected
