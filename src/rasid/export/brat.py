"""Mentions and events as standoff annotations for the brat annotation tool.

``dump`` writes the ``.ann`` text that goes with ``Report.text`` as ``.txt``; ``write`` makes both, and the
``annotation.conf`` that names the types. ``T`` lines are mentions, triggers, tolls, weapons and what else fills a slot,
with code-point offsets; a span that goes over a line break is written in parts, as brat wants it. ``E`` lines are
events with their roles, ``A`` lines their modality, the stance of the source, and whether the article recalls them.
``#`` lines note what a place, a temporal expression or a toll comes to.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import regex

from rasid.errors import InputError
from rasid.export.common import Index, Spanned
from rasid.export.numbered import numbered
from rasid.export.sheet import one_line
from rasid.export.spans import labelled
from rasid.records import (
    Casualty,
    CasualtyKind,
    Event,
    EventType,
    Modality,
    Report,
    Stance,
)

_ENTITIES = {"PERSON": "Person", "GROUP": "Group", "ORG": "Organization", "PLACE": "Place", "DATE": "Date"}
_OTHERS = ("Participant", "Weapon", *(f"Toll_{kind.value}" for kind in CasualtyKind))
ROLES = ("Actor", "Target", "Place", "Time", "Toll", "Weapon", "Source")
_PART = regex.compile(r"[^\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_UNSAFE = regex.compile(r"[^\w.-]+")


def dump(report: Report) -> str:
    """Return the annotations of one report.

    Its text must be stored beside it as it is: ``Report.text``, in UTF-8, line ends unchanged.
    """
    return "".join(f"{line}\n" for line in _Writer(report).lines())


def write(reports: Iterable[Report], folder: Path) -> int:
    """Write a ``.txt`` and an ``.ann`` for each report, and ``annotation.conf``.

    Args:
        reports: What to write. Files are called after the reports' ids, else by position.
        folder: An existing folder.

    Returns:
        How many reports were written.

    Raises:
        InputError: There are annotations already, or another text, where some would be written.
    """
    names: set[str] = set()
    for identifier, report in numbered(reports):
        stem = name = _UNSAFE.sub("_", identifier.removesuffix(".txt")).strip(".")[:120] or "_"
        number = 1
        while name.casefold() in names:
            number += 1
            name = f"{stem}-{number}"
        names.add(name.casefold())
        text, annotations = folder / f"{name}.txt", folder / f"{name}.ann"
        content = report.text.encode()
        if annotations.exists() or (text.exists() and text.read_bytes() != content):
            # Somebody may have corrected them by hand.
            raise InputError(f"{annotations} or its text is there already; name another folder, or take them away")
        text.write_bytes(content)
        annotations.write_text(dump(report), encoding="utf-8", newline="\n")
    (folder / "annotation.conf").write_text(configuration(), encoding="utf-8", newline="\n")
    return len(names)


def configuration() -> str:
    """Return the ``annotation.conf`` that declares all types, roles and attributes."""
    roles = ", ".join(f"{role}*:<ENTITY>" for role in ROLES)
    return "\n".join(
        (
            "[entities]",
            *_ENTITIES.values(),
            *_OTHERS,
            "[relations]",
            "[events]",
            *(f"{type_.value}\t{roles}" for type_ in EventType),
            "[attributes]",
            f"Modality\tArg:<EVENT>, Value:{'|'.join(modality.value for modality in Modality)}",
            f"Stance\tArg:<EVENT>, Value:{'|'.join(stance.value for stance in Stance)}",
            "Background\tArg:<EVENT>",
            "",
        )
    )


class _Writer:
    """Writes the annotations of one report."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.index = Index(report)
        self.spans: dict[tuple[int, int, str], str] = {}
        self.names: dict[tuple[int, int], str] = {}
        self.written: list[str] = []
        self.notes = 0

    def lines(self) -> list[str]:
        for span in labelled(self.report):
            name = self._text(span.start, span.end, _ENTITIES[span.label])
            self.names.setdefault((span.start, span.end), name)
            if span.label == "PLACE":
                place = self.index.places[span.id]
                where = "no coordinates" if place.lat is None else f"{place.lat} {place.lon} ({place.precision.value})"
                self._note(name, f"{place.kind.value} {place.name}: {where}")
            elif span.label == "DATE":
                self._note(name, self.index.dates[span.id].value or "no value")
        attributes = 0
        for number, event in enumerate(self.report.events, start=1):
            trigger = self._text(event.trigger.start, event.trigger.end, event.type.value)
            roles = " ".join(self._roles(event))
            self.written.append(f"E{number}\t{event.type.value}:{trigger}{' ' if roles else ''}{roles}")
            stance = (f"Stance E{number} {event.source.stance.value}",) if event.source else ()
            background = (f"Background E{number}",) if event.background else ()
            for attribute in (f"Modality E{number} {event.modality.value}", *stance, *background):
                attributes += 1
                self.written.append(f"A{attributes}\t{attribute}")
        return self.written

    def _roles(self, event: Event) -> Iterator[str]:
        for role, names in (
            ("Actor", [self._filler(party, "Participant") for party in event.actors]),
            ("Target", [self._filler(party, "Participant") for party in event.targets]),
            ("Place", [self._place(identifier, event) for identifier in event.places]),
            ("Time", [self._date(identifier) for identifier in event.date_ids]),
            ("Toll", [self._toll(toll) for toll in event.casualties]),
            ("Weapon", [self._filler(weapon, "Weapon") for weapon in event.weapons]),
            ("Source", [self._filler(event.source, "Participant")] if event.source else []),
        ):
            for position, name in enumerate(dict.fromkeys(filter(None, names)), start=1):
                yield f"{role}{position if position > 1 else ''}:{name}"

    def _filler(self, span: Spanned, type_: str) -> str:
        """Return the annotation of what fills a slot: the mention of its very span, else one of its own."""
        return self.names.get((span.start, span.end)) or self._text(span.start, span.end, type_)

    def _place(self, identifier: str, event: Event) -> str | None:
        """Return the mention of a place that is nearest to the trigger, one in the evidence before all others."""
        place = self.index.places.get(identifier)
        if place is None or not place.mentions:
            return None
        inside = range(event.evidence.start, event.evidence.end)
        near = min(place.mentions, key=lambda m: (m.start not in inside, abs(m.start - event.trigger.start)))
        return self._filler(near, "Place")

    def _date(self, identifier: str) -> str | None:
        date = self.index.dates.get(identifier)
        return self._filler(date, "Date") if date else None

    def _toll(self, toll: Casualty) -> str:
        known = (toll.start, toll.end, f"Toll_{toll.kind.value}") in self.spans
        name = self._text(toll.start, toll.end, f"Toll_{toll.kind.value}")
        if not known:
            low, high = ("?" if end is None else end for end in (toll.low, toll.high))
            self._note(name, f"{low}-{high}{' approximate' if toll.approximate else ''}")
        return name

    def _text(self, start: int, end: int, type_: str) -> str:
        """Write a T line once; return its name."""
        if (start, end, type_) in self.spans:
            return self.spans[start, end, type_]
        name = self.spans[start, end, type_] = f"T{len(self.spans) + 1}"
        parts = [(match.start(), match.end()) for match in _PART.finditer(self.report.text, start, end)]
        offsets = ";".join(f"{first} {last}" for first, last in parts)
        covered = " ".join(self.report.text[first:last] for first, last in parts)
        self.written.append(f"{name}\t{type_} {offsets}\t{covered}")
        return name

    def _note(self, name: str, text: str) -> None:
        self.notes += 1
        self.written.append(f"#{self.notes}\tAnnotatorNotes {name}\t{one_line(text)}")
