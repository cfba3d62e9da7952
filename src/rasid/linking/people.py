"""Which mentions of people mean the same person within an article.

Full names are compared by their parts (a part is a word, or words that belong together: عبد الله، أبو محمد، صلاح
الدين); single names are joined to the full name before them that ends, or begins, with them.
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from rasid.document import Document
from rasid.extractors._names import vocabulary
from rasid.extractors.base import Candidate, MentionType
from rasid.linking.base import Entity
from rasid.linking.transliterate import transliterate
from rasid.text.normalize import normalize
from rasid.text.tokenize import tokenize

_ROLE_SPAN = 120
"""A role phrase begins at most so many code points from its bearer's name."""


class _Name(NamedTuple):
    """A mention and the parts of its name, folded."""

    candidate: Candidate
    text: str
    parts: tuple[str, ...]


class _Person:
    """Mentions gathered so far."""

    def __init__(self, name: _Name) -> None:
        self.names = [name]

    @property
    def fullest(self) -> _Name:
        """The form with most parts, the earliest of them."""
        return max(self.names, key=lambda n: (len(n.parts), -n.candidate.start))

    @property
    def row(self) -> Any:
        return next((n.candidate.row for n in self.names if n.candidate.row is not None), None)

    def is_same(self, name: _Name) -> bool:
        """Tell whether a full name means this person."""
        row = name.candidate.row
        if row is not None and self.row is not None:
            return bool(row.id == self.row.id)
        return any(_is_same(name.parts, other.parts) for other in self.names if len(other.parts) > 1)


def link_people(document: Document, candidates: Sequence[Candidate]) -> tuple[Entity, ...]:
    """Join the mentions of each person.

    Args:
        document: The article.
        candidates: Settled mentions of all types.

    Returns:
        People in order of their first mention. ``name`` is the fullest form in the article; ``attributes`` hold
        ``titles`` and ``roles`` as written, and ``affiliation``: the mention of the group or organisation that a role
        names («المتحدث باسم قوات سوريا الديمقراطية فرهاد شامي»).
    """
    names = [_name(document, c) for c in sorted(candidates, key=lambda c: c.start) if c.type is MentionType.PERSON]
    people: list[_Person] = []
    for name in names:
        if len(name.parts) > 1 or name.candidate.row is not None:
            person = next((p for p in people if p.is_same(name)), None)
            if person is None:
                people.append(_Person(name))
            else:
                person.names.append(name)
    for name in names:
        if len(name.parts) == 1 and name.candidate.row is None:
            person = _antecedent(name, people)
            if person is None:
                people.append(_Person(name))
            else:
                person.names.append(name)
    bodies = [c for c in candidates if c.type in (MentionType.GROUP, MentionType.ORG)]
    entities = [_entity(person, _affiliation(document, person, bodies)) for person in people]
    return tuple(sorted(entities, key=lambda e: e.mentions[0].start))


def _name(document: Document, candidate: Candidate) -> _Name:
    text = document.text.clean[candidate.start : candidate.end]
    if text.startswith("لل"):
        text = "ال" + text[2:]
    return _Name(candidate, text, parts_of(text))


def parts_of(name: str) -> tuple[str, ...]:
    """Split a name into its parts, folded; words that belong together are one part."""
    particles = vocabulary().particles
    words = [token.text for token in tokenize(normalize(name)) if token.kind != "p"]
    parts: list[str] = []
    joined = False
    for i, word in enumerate(words):
        kind = particles.get(word)
        if joined or (kind == "tail" and parts):
            parts[-1] += word
        else:
            parts.append(word)
        joined = kind in ("servant", "kunya", "mother", "link") and i + 1 < len(words)
    return tuple(parts)


def _is_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two full names agree: one holds all parts of the other in order, first or last part included."""
    short, long = sorted((one, other), key=len)
    if short[0] != long[0] and short[-1] != long[-1]:
        return False
    position = 0
    for part in long:
        if position < len(short) and short[position] == part:
            position += 1
    return position == len(short) and (short[0] == long[0] or len(short) == len(long) - 1)


def _antecedent(name: _Name, people: Sequence[_Person]) -> _Person | None:
    """Return the person whom a single name means: the last one named before it, else the first one after."""
    part = name.parts[0]
    fitting = [p for p in people if any(len(n.parts) > 1 and part == n.parts[-1] for n in p.names)]
    if not fitting:
        fitting = [p for p in people if any(len(n.parts) > 1 and part == n.parts[0] for n in p.names)]
    if not fitting:
        fitting = [p for p in people if any(n.parts == name.parts for n in p.names)]
    start = name.candidate.start
    before = [p for p in fitting if p.names[0].candidate.start < start]
    if before:
        return max(before, key=lambda p: max(n.candidate.start for n in p.names if n.candidate.start < start))
    return fitting[0] if fitting else None


def _affiliation(document: Document, person: _Person, bodies: Sequence[Candidate]) -> Candidate | None:
    """Return the group or organisation that the nearest role phrase around one of the mentions holds."""
    for name in person.names:
        mention = name.candidate
        for role in mention.attributes.get("roles", ()):
            near = (b for b in bodies if -_ROLE_SPAN <= b.start - mention.start <= _ROLE_SPAN)
            held = [b for b in near if document.clean(b.start, b.end).removeprefix("لل") in role]
            if held:
                return min(held, key=lambda b: (abs(b.start - mention.start), b.start))
    return None


def _entity(person: _Person, affiliation: Candidate | None) -> Entity:
    row = person.row
    text = person.fullest.text
    mentions = tuple(sorted((n.candidate for n in person.names), key=lambda c: c.start))
    attributes = {
        "titles": tuple(dict.fromkeys(t for m in mentions for t in m.attributes.get("titles", ()))),
        "roles": tuple(dict.fromkeys(r for m in mentions for r in m.attributes.get("roles", ()))),
        "affiliation": affiliation,
    }
    return Entity(
        MentionType.PERSON,
        text,
        row.name_en if row is not None else transliterate(text),
        "table" if row is not None else "transliteration",
        row,
        mentions,
        MappingProxyType(attributes),
    )
