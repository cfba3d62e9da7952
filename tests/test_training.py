"""Training data: labels mapped to ours, articles as BIO, names exchanged, and a tagger trained on some lines."""

import json
from itertools import chain
from pathlib import Path

import pytest

from rasid.errors import InputError, ResourceError
from rasid.resources import verify_model
from rasid.training.augment import exchange_names, names_by_type
from rasid.training.bio import (
    Sentence,
    Span,
    Word,
    cut,
    labels_of,
    map_label,
    read_articles,
    read_bio,
    spans_of,
    write_stanza,
)
from rasid.training.manifest import write_manifest
from rasid.training.stanza_ner import figures, split_articles, split_bio
from rasid.training.vectors import read_raw

# ---------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("columns", "label"),
    [
        (["B-PERS"], "B-PERSON"),
        (["I-PER"], "I-PERSON"),
        (["B-LOC"], "B-PLACE"),
        (["B-GPE"], "B-PLACE"),
        (["I-FAC"], "I-PLACE"),
        (["B-ORG"], "B-ORG"),
        (["B-GROUP"], "B-GROUP"),
        (["B-MISC"], "O"),
        (["B-DATE"], "O"),
        (["O"], "O"),
        # Nested mentions: the outermost that is of our types.
        (["I-ORG", "B-GPE"], "I-ORG"),
        (["I-EVENT", "B-GPE"], "B-PLACE"),
        (["I-OCC", "I-ORG", "B-GPE"], "I-ORG"),
        (["B-OCC"], "O"),
    ],
)
def test_labels_are_mapped(columns: list[str], label: str) -> None:
    assert map_label(columns) == label


@pytest.mark.parametrize(
    ("labels", "spans"),
    [
        (["O", "B-ORG", "I-ORG", "O"], [("ORG", 1, 3)]),
        (["B-ORG", "B-ORG"], [("ORG", 0, 1), ("ORG", 1, 2)]),
        (["I-ORG", "O", "I-ORG"], [("ORG", 0, 1), ("ORG", 2, 3)]),
        (["B-ORG", "I-PLACE"], [("ORG", 0, 1), ("PLACE", 1, 2)]),
        (["O", "O"], []),
    ],
)
def test_spans_are_read_from_labels(labels: list[str], spans: list[tuple[str, int, int]]) -> None:
    assert list(spans_of(labels)) == [Span(*span) for span in spans]
    assert spans_of(labels_of(spans_of(labels), len(labels))) == spans_of(labels)


# ---------------------------------------------------------------- BIO files


def bio(tmp_path: Path, content: str) -> list[Sentence]:
    path = tmp_path / "corpus.bio"
    path.write_text(content, encoding="utf-8")
    return read_bio(path)


def test_a_bio_file_is_read_as_the_extractor_sees_words(tmp_path: Path) -> None:
    sentences = bio(tmp_path, "أعلن O\nسامر B-PERS\nالعزاويّ I-PERS\n\n\nفي O\nإدلب B-LOC\n١٢ O\n")
    assert sentences == [
        (Word("اعلن", "O"), Word("سامر", "B-PERSON"), Word("العزاوي", "I-PERSON")),
        (Word("في", "O"), Word("ادلب", "B-PLACE"), Word("0", "O")),
    ]


def test_signs_that_a_corpus_leaves_at_words_are_cut_off(tmp_path: Path) -> None:
    (sentence,) = bio(tmp_path, "(حلب B-LOC\nالشهباء) I-LOC\n(د O\n")
    assert sentence == (
        Word("(", "O"),
        Word("حلب", "B-PLACE"),
        Word("الشهباء", "I-PLACE"),
        Word(")", "O"),
        Word("(", "O"),
        Word("د", "O"),
    )


@pytest.mark.parametrize(
    ("words", "type_"),
    [
        ("حزب الله", "GROUP"),
        ("وحزب الله", "GROUP"),
        ("اليونيسف", "ORG"),
        ("روسيا", "PLACE"),
        ("شركة النور", "ORG"),
    ],
)
def test_armed_actors_and_states_are_told_from_organisations(tmp_path: Path, words: str, type_: str) -> None:
    lines = [f"{word} {'I' if i else 'B'}-ORG" for i, word in enumerate(words.split())]
    (sentence,) = bio(tmp_path, "\n".join(lines))
    assert {word.label[2:] for word in sentence} == {type_}


def test_a_line_without_a_label_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"corpus\.bio:2: 'حلب'"):
        bio(tmp_path, "في O\nحلب\n")


def test_long_sentences_are_cut_outside_names() -> None:
    sentence = tuple(Word(str(i), "I-ORG" if 9 < i < 13 else "O") for i in range(25))
    pieces = cut(sentence, 10)
    assert tuple(chain.from_iterable(pieces)) == sentence
    assert [piece[0].text for piece in pieces] == ["0", "13", "23"]


# ---------------------------------------------------------------- articles

TEXT = "قصفت قوات النظام بلدة النيرب وبلدة سرمين بريف إدلب، وقال سامر العزاوي إن القصف عنيف."


def article(tmp_path: Path, text: str, *mentions: tuple[str, str]) -> Path:
    rows = [{"type": t, "start": text.index(s), "end": text.index(s) + len(s), "text": s} for t, s in mentions]
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"id": "a", "text": text, "mentions": rows}, ensure_ascii=False), encoding="utf-8")
    return path


def test_articles_become_bio(tmp_path: Path) -> None:
    mentions = [("GROUP", "قوات النظام"), ("PLACE", "النيرب"), ("PLACE", "ريف إدلب"), ("PERSON", "سامر العزاوي")]
    (read_article,) = read_articles(article(tmp_path, TEXT, *mentions, ("DATE", "عنيف")))
    (sentence,) = read_article.sentences
    labels = {word.text: word.label for word in sentence}
    assert labels["قوات"] == "B-GROUP"
    assert labels["النظام"] == "I-GROUP"
    assert labels["النيرب"] == "B-PLACE"
    # A name after a clitic begins within its word: the word is labelled whole.
    assert labels["بريف"] == "B-PLACE"
    assert labels["ادلب"] == "I-PLACE"
    assert labels["عنيف"] == "O"
    found = [(type_, read_article.document.clean(start, end)) for type_, start, end in read_article.mentions]
    assert found == mentions


def test_offsets_of_articles_are_those_of_the_original(tmp_path: Path) -> None:
    text = "قَصَفَتْ قُوَّات النظــام بلدة النيرب أمس وأصابت منازل."
    (read_article,) = read_articles(article(tmp_path, text, ("PLACE", "النيرب")))
    ((type_, start, end),) = read_article.mentions
    assert (type_, read_article.document.clean(start, end)) == ("PLACE", "النيرب")


def test_of_mentions_within_one_another_the_outer_stays(tmp_path: Path) -> None:
    path = article(tmp_path, TEXT, ("PLACE", "إدلب"), ("PLACE", "ريف إدلب"))
    assert len(read_articles(path)[0].mentions) == 1


def test_splits_share_nothing() -> None:
    sentences = [(Word(str(i), "O"),) for i in range(100)]
    split = split_bio(sentences)
    assert [len(part) for part in split] == [85, 5, 10]
    assert [*split.train, *split.pick, *split.held] == sentences
    parts = split_articles(list(range(40)))  # type: ignore[arg-type]
    assert sorted(chain.from_iterable(parts)) == list(range(40))
    assert [len(part) for part in parts] == [34, 2, 4]


def test_stanza_gets_its_own_form(tmp_path: Path) -> None:
    write_stanza([(Word("دمشق", "B-PLACE"),), ()], tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == [[{"text": "دمشق", "ner": "B-PLACE"}]]


# ---------------------------------------------------------------- names exchanged


def test_names_are_exchanged_for_others_of_their_type(tmp_path: Path) -> None:
    (read_article,) = read_articles(article(tmp_path, TEXT, ("PLACE", "النيرب"), ("PERSON", "سامر العزاوي")))
    names = {"PLACE": [("زلخفانه",)], "PERSON": [("وليد", "الراوي")]}
    (same,) = read_article.sentences
    changed = [s for seed in range(20) for s in exchange_names(read_article.sentences, names, seed)]
    assert {"زلخفانه", "الراوي"} <= {word.text for sentence in changed for word in sentence}
    outside = [word for word in same if word.label == "O"]
    assert all([word for word in sentence if word.label == "O"] == outside for sentence in changed)
    assert all([s.type for s in spans_of([w.label for w in sentence])] == ["PLACE", "PERSON"] for sentence in changed)


def test_clitics_stay_before_exchanged_names() -> None:
    sentence = (Word("وصلت", "O"), Word("لدمشق", "B-PLACE"))
    changed = {exchange_names([sentence], {"PLACE": [("زلخفانه",)]}, seed)[0][1].text for seed in range(20)}
    assert changed == {"لدمشق", "لزلخفانه"}


def test_exchange_is_repeatable_and_leaves_sentences_without_names_out() -> None:
    sentences = [(Word("حلب", "B-PLACE"),), (Word("حلب", "O"),)]
    names = names_by_type()
    assert set(names) == {"PERSON", "GROUP", "ORG", "PLACE"}
    assert exchange_names(sentences, names, 7) == exchange_names(sentences, names, 7)
    assert len(exchange_names(sentences, names, 7)) == 1


# ---------------------------------------------------------------- figures, manifest, raw text


def test_figures_count_exact_spans() -> None:
    gold = {("PLACE", 0, 1), ("PLACE", 2, 3), ("ORG", 4, 6)}
    found = {("PLACE", 0, 1), ("PLACE", 4, 6), ("GROUP", 8, 9)}
    by_type = {figure.type: figure for figure in figures(gold, found)}
    assert by_type["PLACE"][1:] == (0.5, 0.5, 0.5, 2)
    assert by_type["ORG"][1:] == (0.0, 0.0, 0.0, 1)
    assert by_type["all"].precision == pytest.approx(1 / 3)


def test_the_manifest_is_what_verification_reads(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "weights").write_bytes(b"123")
    write_manifest(tmp_path)
    first = (tmp_path / "MANIFEST.json").read_bytes()
    assert verify_model("one", models=tmp_path) == tmp_path / "one"
    (tmp_path / "one" / "weights").write_bytes(b"124")
    with pytest.raises(ResourceError, match=r"weights.*damaged.*reinstall"):
        verify_model("one", models=tmp_path)
    (tmp_path / "one" / "weights").write_bytes(b"123")
    write_manifest(tmp_path)
    assert (tmp_path / "MANIFEST.json").read_bytes() == first
    with pytest.raises(ResourceError, match="no file of the model 'two'"):
        verify_model("two", models=tmp_path)


def test_raw_text_is_read_by_line_or_by_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("وصل 12 لاجئاً.\nعادوا\n", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "خبر", "text": "وصل"}), encoding="utf-8")
    assert list(read_raw(tmp_path / "a.txt")) == [["وصل", "0", "لاجيا", "."], ["عادوا"]]
    assert list(read_raw(tmp_path / "a.jsonl")) == [["خبر", "وصل"]]


# ---------------------------------------------------------------- a whole training


@pytest.mark.accurate
def test_a_tagger_is_trained_packed_described_and_used(tmp_path: Path) -> None:
    from rasid.document import read
    from rasid.extractors.neural import NeuralExtractor
    from rasid.matching import Matcher
    from rasid.training.stanza_ner import main

    places = ["حلب", "دمشق", "إدلب", "حمص", "درعا"]
    lines = [f"وصلت O\nتعزيزات O\nإلى O\n{place} B-LOC\nأمس O\n. O\n" for place in places * 12]
    corpus = tmp_path / "small" / "corpus.bio"
    corpus.parent.mkdir()
    corpus.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "models"
    # Three mentions in one article: twelve articles leave one out and let one pick.
    row = article(tmp_path, TEXT, ("GROUP", "قوات النظام"), ("PLACE", "النيرب")).read_text(encoding="utf-8")
    (tmp_path / "articles.jsonl").write_text("\n".join([row] * 12), encoding="utf-8")
    options = ["--bio", str(corpus), "--gold", str(tmp_path / "articles.jsonl"), "--raw", str(corpus)]
    assert main([*options, "--out", str(out), "--steps", "40"]) == 0
    card = (out / "ner-stanza" / "card.md").read_text(encoding="utf-8")
    assert "| PLACE |" in card
    assert str(tmp_path) not in card
    assert str(tmp_path).encode() not in (out / "ner-stanza" / "weights.pt").read_bytes()
    document = read("وصلت تعزيزات إلى حمص أمس.", Matcher(()))
    found = NeuralExtractor(models=out).extract(document)
    assert [document.clean(c.start, c.end) for c in found] == ["حمص"]
