"""Which mentions of people mean the same person within an article.

Full names are compared by their parts (a part is a word, or words that belong together: عبد الله، أبو محمد، صلاح
الدين); single names are joined to the full name before them that ends, or begins, with them.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from rasid.document import Document
from rasid.extractors._names import vocabulary
from rasid.extractors.base import Candidate, MentionType
from rasid.linking.base import Entity
from rasid.linking.transliterate import transliterate
from rasid.text.morphology import without_li
from rasid.text.tokenize import tokens_of_name

_BODIES = frozenset({MentionType.GROUP, MentionType.ORG})
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
        self.names: list[_Name] = []
        self.forms: dict[tuple[str, ...], None] = {}
        self.starts: list[int] = []
        """Of the full names, ascending."""
        self.last_single = -1
        """Where the last single name stands that was taken to mean this person."""
        self.row: Any = None
        self.add(name)

    @property
    def fullest(self) -> _Name:
        """The form with most parts, the earliest of them."""
        return max(self.names, key=lambda n: (len(n.parts), -n.candidate.start))

    def add(self, name: _Name) -> None:
        """Take in another mention."""
        self.names.append(name)
        self.forms.setdefault(name.parts)
        self.row = self.row if self.row is not None else name.candidate.row
        if len(name.parts) > 1 or name.candidate.row is not None:
            self.starts.append(name.candidate.start)
        else:
            self.last_single = name.candidate.start

    def is_same(self, name: _Name) -> bool:
        """Tell whether a full name means this person."""
        row = name.candidate.row
        if row is not None and self.row is not None:
            return bool(row.id == self.row.id)
        return any(_is_same(name.parts, other) for other in self.forms if len(other) > 1)

    def last_before(self, start: int) -> int:
        """Return where the last mention before a position starts; -1 where there is none."""
        at = bisect_left(self.starts, start)
        return max(self.starts[at - 1] if at else -1, self.last_single if self.last_single < start else -1)


class _People:
    """The people of an article, in the order in which they were found, by what their names begin and end with."""

    def __init__(self) -> None:
        self.all: list[_Person] = []
        self._first: dict[str, dict[int, None]] = defaultdict(dict)
        self._last: dict[str, dict[int, None]] = defaultdict(dict)
        self._rows: dict[str, int] = {}
        self._single: dict[str, dict[int, None]] = defaultdict(dict)

    def take(self, name: _Name) -> None:
        """Give a full name to its person."""
        ends = {*self._first[name.parts[0]], *self._last[name.parts[-1]]}
        row = name.candidate.row
        if row is not None and row.id in self._rows:
            ends.add(self._rows[row.id])
        number = next((n for n in sorted(ends) if self.all[n].is_same(name)), None)
        self._put(name, number)

    def take_single(self, name: _Name) -> None:
        """Give a name of one part to the person whom it means: the last one named before it, else the first after."""
        part = name.parts[0]
        fitting = self._last[part] or self._first[part] or self._single[part]
        start = name.candidate.start
        before = [(self.all[n].last_before(start), -n) for n in fitting if self.all[n].names[0].candidate.start < start]
        self._put(name, -max(before)[1] if before else min(fitting, default=None))

    def _put(self, name: _Name, number: int | None) -> None:
        if number is None:
            number = len(self.all)
            self.all.append(_Person(name))
        else:
            self.all[number].add(name)
        if len(name.parts) > 1:
            self._first[name.parts[0]][number] = self._last[name.parts[-1]][number] = None
        else:
            self._single[name.parts[0]][number] = None
        row = self.all[number].row
        if row is not None:
            self._rows.setdefault(row.id, number)


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
    people = _People()
    for name in names:
        if len(name.parts) > 1 or name.candidate.row is not None:
            people.take(name)
    for name in names:
        if len(name.parts) == 1 and name.candidate.row is None:
            people.take_single(name)
    bodies = sorted((c for c in candidates if c.type in _BODIES), key=lambda c: c.start)
    entities = [_entity(person, _affiliation(document, person, bodies)) for person in people.all]
    return tuple(sorted(entities, key=lambda e: e.mentions[0].start))


def _name(document: Document, candidate: Candidate) -> _Name:
    text = without_li(document.text.clean[candidate.start : candidate.end])
    return _Name(candidate, text, parts_of(text))


def parts_of(name: str) -> tuple[str, ...]:
    """Split a name into its parts, folded; words that belong together are one part."""
    particles = vocabulary().particles
    words = [token.text for token in tokens_of_name(name)]
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


def _affiliation(document: Document, person: _Person, bodies: Sequence[Candidate]) -> Candidate | None:
    """Return the group or organisation that the nearest role phrase around one of the mentions holds."""
    for name in person.names:
        mention = name.candidate
        for role in mention.attributes.get("roles", ()):
            low = bisect_left(bodies, mention.start - _ROLE_SPAN, key=lambda body: body.start)
            high = bisect_left(bodies, mention.start + _ROLE_SPAN + 1, key=lambda body: body.start)
            near = bodies[low:high]
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
