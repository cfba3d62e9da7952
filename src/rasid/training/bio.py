"""Training sentences: words with BIO labels of four types, from BIO files and from annotated articles.

Label sets of different corpora are mapped to PERSON, GROUP, ORG and PLACE; everything else becomes ``O``. Words are cut
and written as the extractor will see them, so that training and extraction agree.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rasid.document import Document, read
from rasid.errors import InputError
from rasid.extractors._neural_names import strip_clitic
from rasid.extractors.neural import model_word
from rasid.gazetteer import bundled as bundled_gazetteer
from rasid.matching import Matcher, key_of
from rasid.records import PlaceKind
from rasid.registry import bundled as bundled_registry
from rasid.text.normalize import normalize
from rasid.text.tokenize import tokenize

TYPES = {
    "PERS": "PERSON",
    "PER": "PERSON",
    "PERSON": "PERSON",
    "LOC": "PLACE",
    "GPE": "PLACE",
    "FAC": "PLACE",
    "PLACE": "PLACE",
    "ORG": "ORG",
    "GROUP": "GROUP",
}
"""Types of mentions by the names that corpora give them (ANERcorp, Wojood, CoNLL, this project)."""

_LONGEST = 100
"""Sentences with more words than this are cut."""


class Word(NamedTuple):
    """A word as the model sees it, and its BIO label."""

    text: str
    label: str


Sentence = tuple[Word, ...]


class Span(NamedTuple):
    """A labelled stretch of words, half-open."""

    type: str
    first: int
    last: int


def map_label(columns: Sequence[str]) -> str:
    """Map the labels of one word to a label of ours.

    Args:
        columns: Labels of one word, the outermost of nested mentions first.

    Returns:
        The first label whose type is mapped, in our types; else ``O``.
    """
    for label in columns:
        mark, _, type_ = label.partition("-")
        if mark in ("B", "I") and type_ in TYPES:
            return f"{mark}-{TYPES[type_]}"
    return "O"


def spans_of(labels: Sequence[str]) -> tuple[Span, ...]:
    """Read BIO labels; ``I-`` without a beginning begins a span."""
    found: list[Span] = []
    for index, label in enumerate(labels):
        mark, _, type_ = label.partition("-")
        if not type_:
            continue
        if mark == "I" and found and found[-1].last == index and found[-1].type == type_:
            found[-1] = found[-1]._replace(last=index + 1)
        else:
            found.append(Span(type_, index, index + 1))
    return tuple(found)


def labels_of(spans: Iterable[Span], length: int) -> list[str]:
    """Write spans that do not overlap as BIO labels."""
    labels = ["O"] * length
    for type_, first, last in spans:
        labels[first:last] = [f"B-{type_}", *[f"I-{type_}"] * (last - first - 1)]
    return labels


def read_bio(path: Path) -> list[Sentence]:
    """Read a BIO file: a word and its labels a line, separated by white space; an empty line between sentences.

    Args:
        path: A UTF-8 file. Several label columns are nested mentions, the outermost first.

    Raises:
        InputError: A line has no label.
    """
    sentences: list[Sentence] = []
    words: list[tuple[str, str]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], start=1):
        columns = line.split()
        if columns and len(columns) < 2:
            raise InputError(f"{path}:{number}: {line!r} has no label; expected a word and one or more BIO labels")
        if columns:
            words.append((columns[0], map_label(columns[1:])))
        elif words:
            sentences.append(_sentence(words))
            words = []
    return [piece for sentence in sentences for piece in cut(sentence)]


def _sentence(words: Iterable[tuple[str, str]]) -> Sentence:
    """Cut a corpus's words as our tokenizer does («(د» gives two), and settle types by the registry."""
    texts: list[str] = []
    kinds: list[str] = []
    labels: list[str] = []
    for word, label in words:
        for position, token in enumerate(tokenize(normalize(word))):
            texts.append(model_word(token))
            kinds.append(token.kind)
            labels.append(label if position == 0 or label == "O" else "I" + label[1:])
    spans = []
    for type_, first, last in spans_of(labels):
        while first < last and kinds[first] == "p":
            first += 1
        while first < last and kinds[last - 1] == "p":
            last -= 1
        if first < last:
            spans.append(Span(settle_type(type_, texts[first:last]), first, last))
    return tuple(map(Word, texts, labels_of(spans, len(texts))))


def settle_type(type_: str, words: Sequence[str]) -> str:
    """Tell armed actors, and states named as if they were organisations, from organisations.

    Args:
        type_: One of our types.
        words: The folded words of the mention.
    """
    if type_ != "ORG":
        return type_
    whole = " ".join(words)
    stripped = whole[strip_clitic(words[0]) :]
    for key in map(key_of, (whole, stripped)):
        if key in bundled_registry().by_key:
            return "GROUP"
        if any(row.kind is PlaceKind.COUNTRY for row in bundled_gazetteer().by_key.get(key, ())):
            return "PLACE"
    return type_


def cut(sentence: Sentence, longest: int = _LONGEST) -> list[Sentence]:
    """Cut a sentence of more than ``longest`` words at words outside mentions."""
    pieces: list[Sentence] = []
    start = 0
    for index, word in enumerate(sentence):
        if index - start >= longest and word.label == "O":
            pieces.append(sentence[start:index])
            start = index
    return [*pieces, sentence[start:]] if start < len(sentence) else pieces


class Article(NamedTuple):
    """An annotated article, read."""

    document: Document
    mentions: tuple[tuple[str, int, int], ...]
    """Type, start and end in the normal text, of the four types, within sentences."""
    sentences: tuple[Sentence, ...]


def read_articles(path: Path) -> list[Article]:
    """Read annotated articles: JSON lines with ``text`` and ``mentions`` (``type``, ``start``, ``end``).

    Args:
        path: A UTF-8 file. Offsets are half-open code points of ``text``.
    """
    return [_article(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _article(row: dict[str, Any]) -> Article:
    document = read(row["text"], Matcher(()))
    mentions: list[tuple[str, int, int]] = []
    for mention in sorted(row["mentions"], key=lambda m: (m["start"], -m["end"])):
        start, end = document.text.position(mention["start"]), document.text.position(mention["end"])
        inside = document.sentence_at(start)
        apart = not mentions or start >= mentions[-1][2]
        if mention["type"] in TYPES.values() and inside is not None and start < end <= inside.end and apart:
            mentions.append((mention["type"], start, end))
    marks: dict[int, Span] = {}
    for type_, start, end in mentions:
        span = Span(type_, document.token_at(start), document.token_at(end - 1) + 1)
        marks[span.first] = span
    sentences: list[Sentence] = []
    for sentence in document.sentences:
        spans = [
            Span(m.type, m.first - sentence.first, m.last - sentence.first)
            for first, m in marks.items()
            if sentence.first <= first and m.last <= sentence.last
        ]
        words = [model_word(token) for token in document.tokens[sentence.first : sentence.last]]
        sentences.extend(cut(tuple(map(Word, words, labels_of(spans, len(words))))))
    return Article(document, tuple(mentions), tuple(sentences))


def write_stanza(sentences: Iterable[Sentence], path: Path) -> None:
    """Write sentences as stanza's NER training JSON."""
    rows = [[{"text": word.text, "ner": word.label} for word in sentence] for sentence in sentences if sentence]
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
