"""Reports without the names of private persons: pseudonyms in text and records, and every offset moved along.

Private is everybody whom the table of public figures does not list. What this hides and what it cannot hide is told in
``docs/decisions/0009-redaction.md``.
"""

import hashlib
import hmac
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from rasid.errors import InputError
from rasid.export._name_sweep import ADDRESS, Found, Guard, Name, NameSweep
from rasid.linking.people import parts_of
from rasid.records import ArmedGroup, Organization, Person, Place, Record, Report
from rasid.text.normalize import normalize

WARNING = "names of private persons were replaced by pseudonyms"
"""In ``Report.warnings`` of a report from which names were taken."""
PSEUDONYM = "pseudonym"
"""``Person.name_en_rule`` of a person whose name was taken."""
SHORTEST_KEY = 16
"""Bytes of the shortest key that is taken: names are few enough to try them all with a key that can be guessed."""

_ARABIC, _ENGLISH = "شخص", "Person"
_DIGITS = 12
"""Hexadecimal digits of a pseudonym with a key: among 100,000 persons two share one in one case of 50,000."""
_NUMBERED = re.compile(rf"(?:{_ARABIC}|{_ENGLISH})-(\w+)")
_FIGURES = "people:figures:"
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_RecordT = TypeVar("_RecordT", bound=Record)
_EntityT = TypeVar("_EntityT", ArmedGroup, Organization, Place)
_Entity = ArmedGroup | Organization | Place


@dataclass(frozen=True)
class Redaction:
    """How to redact; picklable, and the same from one process to another.

    Attributes:
        key: Secret of at least 16 bytes that makes pseudonyms last beyond one report; None numbers them.
        keep: Names or identifiers of persons whose names stay.
    """

    key: bytes | None = field(default=None, repr=False)
    keep: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Reject a key that is too short.

        Raises:
            InputError: It is.
        """
        if self.key is not None and len(self.key) < SHORTEST_KEY:
            raise InputError(
                f"the key for pseudonyms has {len(self.key)} bytes; expected at least {SHORTEST_KEY} random ones, "
                "e.g. of: openssl rand -hex 32"
            )

    def __call__(self, report: Report) -> Report:
        """Redact a report."""
        return redact(report, key=self.key, keep=self.keep)

    @property
    def fingerprint(self) -> str:
        """What tells two redactions apart without giving the key away."""
        digest = _digest(self.key, "fingerprint of the key")[:16] if self.key is not None else "numbered"
        return ":".join(["people", digest, *self.keep])


def redact(report: Report, *, key: str | bytes | None = None, keep: Collection[str] = ()) -> Report:
    """Replace the names of private persons; see ``Report.redact``."""
    if key is not None and not isinstance(key, str | bytes):
        raise TypeError(f"key must be str, bytes or None, not {type(key).__name__}")
    if isinstance(keep, str) or not all(isinstance(name, str) for name in keep):
        raise TypeError("keep must be a collection of names or identifiers, e.g. ['p1']")
    redaction = Redaction(key.encode() if isinstance(key, str) else key, tuple(keep))
    private = tuple(person for person in report.people if _is_private(person, redaction.keep))
    if not private:
        return report
    return _Redacted(report, private, redaction.key).report()


def _is_private(person: Person, keep: Collection[str]) -> bool:
    if person.name_en_rule == PSEUDONYM or any(m.rule.startswith(_FIGURES) for m in person.mentions):
        return False
    names = {_letters(name) for name in (person.name, *(mention.text for mention in person.mentions))}
    return person.id not in keep and not any(_letters(name) in names for name in keep)


def _letters(name: str) -> str:
    """Return the letters of a name, folded, without what stands between them."""
    return "".join(parts_of(name))


# -- pseudonyms ------------------------------------------------------------------------------------------------------


class _Pseudonym(NamedTuple):
    arabic: str
    english: str


def _pseudonyms(report: Report, private: Sequence[Person], key: bytes | None) -> Mapping[str, _Pseudonym]:
    """Return the pseudonym of each person by id; no two are equal, nor equal to one that the report has already."""
    told = [report.text, report.title or "", *(person.name for person in report.people)]
    taken = {match.group(1) for text in told for match in _NUMBERED.finditer(text)}
    given: dict[str, _Pseudonym] = {}
    for person in private:
        label = next(label for label in _labels(report, person, key) if label not in taken)
        taken.add(label)
        given[person.id] = _Pseudonym(f"{_ARABIC}-{label}", f"{_ENGLISH}-{label}")
    return given


def _labels(report: Report, person: Person, key: bytes | None) -> Iterator[str]:
    """Yield labels to choose from, the first one if it is free."""
    number = 1
    while key is None:
        yield str(number)
        number += 1
    parts = parts_of(person.name)
    name = "".join(parts)
    # One part names hundreds of people («أم محمد»): what it stands for, only the article tells.
    about = name if len(parts) > 1 else f"{name}\0{report.text}"
    while True:
        yield _digest(key, about if number == 1 else f"{about}\0{number}")[:_DIGITS]
        number += 1


def _digest(key: bytes, message: str) -> str:
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()


# -- text ------------------------------------------------------------------------------------------------------------


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


class _Edited:
    """A text after edits, and the way from its old offsets to the new ones."""

    def __init__(self, text: str, edits: Iterable[_Edit]) -> None:
        parts: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._new: list[tuple[int, int]] = []
        position = length = 0
        for start, end, new in edits:
            parts += (text[position:start], new)
            length += start - position
            self._starts.append(start)
            self._ends.append(end)
            self._new.append((length, length + len(new)))
            length += len(new)
            position = end
        parts.append(text[position:])
        self.text = "".join(parts)

    def start(self, offset: int) -> int:
        """Move the start of a span: within an edit, to where the new words start."""
        return self._moved(offset, bisect_right(self._starts, offset) - 1, inside=0)

    def end(self, offset: int) -> int:
        """Move the end of a span: within an edit, to where the new words end."""
        return self._moved(offset, bisect_left(self._starts, offset) - 1, inside=1)

    def _moved(self, offset: int, at: int, *, inside: int) -> int:
        if at < 0:
            return offset
        if offset < self._ends[at]:
            return self._new[at][inside]
        return offset - self._ends[at] + self._new[at][1]


class _Redacted:
    """Makes the redacted report."""

    def __init__(self, report: Report, private: Sequence[Person], key: bytes | None) -> None:
        self.old = report
        self.people = private
        self.pseudonyms = _pseudonyms(report, private, key)
        hidden = {person.id for person in private}
        self.shown = [person for person in report.people if person.id not in hidden]
        named: tuple[Person | _Entity, ...] = (*self.shown, *report.groups, *report.organizations, *report.places)
        others = [name for one in named for name in (one.name, *(mention.text for mention in one.mentions))]
        staying = [one.name for one in named if isinstance(one, Person) or _is_listed(one)]
        self.sweep = NameSweep([_name(person) for person in private], others, staying)
        self.edited = _Edited(report.text, self.edits())

    # -- edits -------------------------------------------------------------------------------------------------------

    def edits(self) -> Iterator[_Edit]:
        """Yield the edits of the text in order: mentions, and other places where the names stand."""
        mentions = [
            Found(
                _start(mention.text, mention.start), mention.end, number, latin=_LATIN.match(mention.text) is not None
            )
            for number, person in enumerate(self.people)
            for mention in person.mentions
        ]
        return map(self.edit, self.sweep.find(self.old.text, mentions, self.guards(), self.running()))

    def edit(self, found: Found) -> _Edit:
        pseudonym = self.pseudonyms[self.people[found.person].id]
        new = ADDRESS if found.address else pseudonym.english if found.latin else pseudonym.arabic
        return _Edit(found.start, found.end, new)

    def guards(self) -> bytes:
        """Return for each code point of the text what keeps names in it from being replaced."""
        guards = bytearray(len(self.old.text))
        for span in self.old.dates:
            _paint(guards, span, Guard.LISTED)
        entities: tuple[_Entity, ...] = (*self.old.groups, *self.old.organizations, *self.old.places)
        held: list[tuple[Person | _Entity, Guard]] = [
            *((entity, Guard.LISTED if _is_listed(entity) else Guard.UNLISTED) for entity in entities),
            *((person, Guard.LISTED) for person in self.shown),
            *((person, Guard.MENTION) for person in self.people),
        ]
        for entity, guard in held:
            for mention in entity.mentions:
                _paint(guards, mention, guard)
        return bytes(guards)

    def running(self) -> bytes:
        running = bytearray(len(self.old.text))
        for sentence in self.old.sentences:
            _paint(running, sentence, 1)
        return bytes(running)

    def beside(self, words: str) -> str:
        """Return words that the records tell of something else without the names in full."""
        return self.swept(words, Guard.UNLISTED)

    def swept(self, text: str, guard: Guard = Guard.NONE) -> str:
        """Return a string beside the text without the names."""
        return _Edited(text, map(self.edit, self.sweep.find(text, guards=bytes([guard]) * len(text)))).text

    # -- records -----------------------------------------------------------------------------------------------------

    def report(self) -> Report:
        old = self.old
        moved = self.moved(old)
        return moved.model_copy(
            update={
                "id": old.id and self.swept(old.id),
                "title": old.title and self.swept(old.title),
                "outlet": old.outlet and self.swept(old.outlet),
                "url": None,
                "text": self.edited.text,
                "people": tuple(map(self.person, moved.people)),
                "groups": tuple(map(self.entity, moved.groups)),
                "organizations": tuple(map(self.entity, moved.organizations)),
                "places": tuple(map(self.entity, moved.places)),
                "warnings": tuple(dict.fromkeys((*map(self.swept, old.warnings), WARNING))),
            }
        )

    def moved(self, record: _RecordT) -> _RecordT:
        """Return a record with all offsets moved, and with the new words of its spans."""
        values = {name: getattr(record, name) for name in type(record).model_fields}
        update = {name: new for name, value in values.items() if (new := self.moved_value(value)) is not value}
        if {"start", "end", "text"} <= values.keys() and isinstance(values["start"], int):
            start, end = self.edited.start(values["start"]), self.edited.end(values["end"])
            update |= {"start": start, "end": end, "text": self.edited.text[start:end]}
        return record.model_copy(update=update) if update else record

    def moved_value(self, value: Any) -> Any:
        if isinstance(value, Record):
            return self.moved(value)
        if isinstance(value, tuple) and value and isinstance(value[0], Record):
            return tuple(map(self.moved, value))
        return value

    def person(self, person: Person) -> Person:
        pseudonym = self.pseudonyms.get(person.id)
        if pseudonym is None:
            beside = {name: tuple(map(self.beside, getattr(person, name))) for name in ("titles", "roles")}
            return person.model_copy(update=beside)
        return person.model_copy(
            update={
                "name": pseudonym.arabic,
                "name_en": pseudonym.english,
                "name_en_rule": PSEUDONYM,
                # A title of one word is borne by thousands. What is longer tells an office, as a role does, and office
                # and employer together often leave one person.
                "titles": tuple(title for title in map(self.swept, person.titles) if len(title.split()) == 1),
                "roles": (),
                "affiliation": None,
            }
        )

    def entity(self, entity: _EntityT) -> _EntityT:
        """Return an entity without the names in its own name («منزل فلان الفلاني»)."""
        if _is_listed(entity):
            return entity
        name = self.beside(entity.name)
        if name == entity.name:
            return entity
        return entity.model_copy(update={"name": name, "name_en": None, "name_en_rule": None})


def _name(person: Person) -> Name:
    texts = dict.fromkeys((person.name, *(m.text[_start(m.text, 0) :] for m in person.mentions)))
    english = person.name_en if len(parts_of(person.name)) > 1 else None
    return Name(tuple(texts), english, tuple(mention.start for mention in person.mentions))


def _start(text: str, start: int) -> int:
    """Return where the name begins in a mention: «للجابر» is «الجابر» after a preposition that keeps its letter."""
    normal = normalize(text)
    if not normal.clean.startswith("لل"):
        return start
    return start + (normal.starts[1] if normal.starts is not None else 1)


def _is_listed(entity: _Entity) -> bool:
    return (entity.gazetteer_id if isinstance(entity, Place) else entity.registry_id) is not None


def _paint(marks: bytearray, span: Any, value: int) -> None:
    start, end = max(span.start, 0), min(span.end, len(marks))
    marks[start:end] = bytes([value]) * (end - start)
