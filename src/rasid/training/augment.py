"""Sentences with other names in them, so that a model learns from what stands around a name.

Annotated conflict news is scarce and its names recur; a model that has seen three hundred places learns those places.
Names are exchanged for others of their type from the bundled tables, clitics kept.
"""

import random
from collections.abc import Iterable, Mapping, Sequence

from rasid.extractors._neural_names import NameRow, strip_clitic
from rasid.gazetteer import bundled as bundled_gazetteer
from rasid.lexicon import load
from rasid.matching import key_of
from rasid.records import PlaceKind
from rasid.registry import bundled as bundled_registry
from rasid.registry import organizations
from rasid.training.bio import Sentence, Word, spans_of

_KEPT = 0.35
"""Share of the mentions that stay as they are."""
_SETTLED = frozenset({PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY, PlaceKind.NEIGHBOURHOOD})


def names_by_type() -> Mapping[str, Sequence[tuple[str, ...]]]:
    """Return names of the bundled tables as folded words, by type of mention; persons are made of two."""
    places = {
        key_of(row.name)
        for row in bundled_gazetteer().by_id.values()
        if row.kind in _SETTLED or row.kind is PlaceKind.GOVERNORATE
    }
    groups = {key_of(name) for row in bundled_registry().by_id.values() for name in (row.name, *row.variants[:4])}
    given = sorted(key_of(row.name) for row in load("given_names", NameRow))
    family = sorted(key_of(row.name) for row in load("family_names", NameRow))
    persons = {f"{given[(i * 7) % len(given)]} {family[(i * 11) % len(family)]}" for i in range(3000)}
    found = {"PLACE": places, "GROUP": groups, "ORG": set(organizations()), "PERSON": persons}
    return {type_: tuple(tuple(name.split()) for name in sorted(names) if name) for type_, names in found.items()}


def exchange_names(
    sentences: Iterable[Sentence], names: Mapping[str, Sequence[tuple[str, ...]]], seed: int
) -> list[Sentence]:
    """Return the sentences that hold mentions, most of these exchanged.

    Only places of one word and persons are exchanged freely: a longer place («ريف حلب الشمالي») is a construction, and
    its words say what it is. Groups and organisations are exchanged half as often for that reason.

    Args:
        sentences: Labelled sentences.
        names: Names by type, as words.
        seed: Same seed, same result.
    """
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    changed: list[Sentence] = []
    for sentence in sentences:
        spans = spans_of([word.label for word in sentence])
        if not spans:
            continue
        words: list[Word] = []
        position = 0
        for type_, first, last in spans:
            words.extend(sentence[position:first])
            position = last
            chance = 1 - _KEPT if type_ in ("PLACE", "PERSON") else (1 - _KEPT) / 2
            if draw.random() >= chance or (type_ == "PLACE" and last - first > 1):
                words.extend(sentence[first:last])
                continue
            head = sentence[first].text
            name = draw.choice(names[type_])
            texts = [head[: strip_clitic(head)] + name[0], *name[1:]]
            words.extend(Word(text, f"{'I' if i else 'B'}-{type_}") for i, text in enumerate(texts))
        words.extend(sentence[position:])
        changed.append(tuple(words))
    return changed
