"""Turns the annotations of the sample articles (surfaces) into gold rows (offsets): ``python tests/gold_builder.py``.

Beside each ``data/articles/<id>.txt`` stands ``annotations/<id>.json``:

* ``furniture``: lines of the page that are not the article (menus, related headlines, comments), verbatim. Nothing on
  them is a mention or a trigger.
* ``entities``: each with all its surfaces. A surface is found as a whole word or words, after attached و ف ب ل ك and
  before nothing that is part of a word. Every such occurrence outside the furniture is a mention, unless ``nth`` names
  those that count (1-based). Where two surfaces overlap, the longer is the mention.
* ``events``: their actors, targets, places, source and ``who`` are surfaces too. The trigger is a whole word of the
  article; its ``nth`` counts all places of the text that hold these letters, within other words and furniture too.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).resolve().parents[1] / "data" / "articles"
ENTITY_TYPES = ("PERSON", "GROUP", "ORG", "PLACE", "DATE")
PLACE_KINDS = (
    *("village", "town", "city", "district", "governorate", "country", "region", "neighbourhood"),
    *("camp", "facility", "road", "natural"),
)
EVENT_TYPES = (
    *("armed_clash", "territory_captured", "territory_left", "air_strike", "shelling", "explosion", "suicide_bombing"),
    *("chemical_attack", "attack_on_civilians", "abduction", "arrest", "protest", "riot", "agreement"),
    *("base_established", "force_movement", "weapons_disrupted", "property_destruction", "displacement"),
    *("aid_blocked_or_siege", "other"),
)
CASUALTY_KINDS = ("killed", "wounded", "captured", "arrested", "abducted", "missing", "displaced")
MODALITIES = ("actual", "planned", "threatened", "denied", "alleged")
VALUE = re.compile(
    r"(?P<point>\d{4}(?:-W\d\d|-\d\d(?:-\d\d(?:T(?:\d\d:\d\d|MO|DT|AF|EV|NI))?)?)?)(?:/(?:(?P=point)|\d{4}[-\d:TMODAFEVNI]*|\.\.))?"
    r"|P(?:\d+|X)[YMWD]|PT(?:\d+|X)[HM]|(?:PAST|PRESENT|FUTURE)_REF"
)
_LETTER = r"[^\W_]|[\u064b-\u065f\u0640]"
_WORD_END = re.compile(rf"(?:{_LETTER})*\Z")
_ATTACHED = re.compile("[وفبلك\u0640]{0,3}")


class AnnotationError(ValueError):
    """An annotation does not fit its article; the message names both the article and the surface."""


def build(articles_dir: Path) -> list[dict[str, Any]]:
    """Return one gold row an article, by id.

    Args:
        articles_dir: Folder of the articles, with ``annotations/`` in it.

    Raises:
        AnnotationError: A surface is not found, a value is not allowed, or text and annotation do not come in pairs.
    """
    texts = {path.stem: path for path in articles_dir.glob("*.txt")}
    notes = {path.stem: path for path in (articles_dir / "annotations").glob("*.json")}
    for name in sorted(texts.keys() ^ notes.keys()):
        raise AnnotationError(f"{name}: {'annotation' if name in texts else 'article'} is missing")
    return [
        _Article(
            name, texts[name].read_text(encoding="utf-8"), json.loads(notes[name].read_text(encoding="utf-8"))
        ).row()
        for name in sorted(texts)
    ]


class _Article:
    """One article while its row is made."""

    def __init__(self, name: str, text: str, note: dict[str, Any]) -> None:
        self.name, self.text, self.note = name, text, note
        if note.get("id") != name:
            raise AnnotationError(f"{name}: the annotation's id is {note.get('id')!r}")
        self.furniture = self._furniture()

    def row(self) -> dict[str, Any]:
        mentions = self._mentions()
        events = [self._event(event, mentions) for event in self.note["events"]]
        return {
            "id": self.name,
            "published": self.note["published"],
            "text": self.text,
            "mentions": mentions,
            "events": events,
        }

    def _fail(self, what: str) -> AnnotationError:
        return AnnotationError(f"{self.name}: {what}")

    def _furniture(self) -> list[tuple[int, int]]:
        """Return the spans of the furniture lines."""
        wanted = set(self.note.get("furniture", []))
        spans, position = [], 0
        for line in self.text.splitlines(keepends=True):
            if line.strip() in wanted:
                spans.append((position, position + len(line)))
            position += len(line)
        found = {self.text[start:end].strip() for start, end in spans}
        for line in sorted(wanted - found):
            raise self._fail(f"furniture line {line!r} is not found")
        return spans

    def _outside(self, start: int, end: int) -> bool:
        return all(end <= first or last <= start for first, last in self.furniture)

    def occurrences(self, surface: str) -> list[int]:
        """Return where a surface stands as whole words outside the furniture, attached prepositions aside."""
        found = []
        for match in re.finditer(rf"(?={re.escape(surface)})", self.text):
            start, end = match.start(), match.start() + len(surface)
            before = _WORD_END.search(self.text[:start])
            if (
                before
                and _ATTACHED.fullmatch(before.group())
                and not re.match(_LETTER, self.text[end : end + 1])
                and self._outside(start, end)
            ):
                found.append(start)
        return found

    def _mentions(self) -> list[dict[str, Any]]:
        candidates = []
        for number, entity in enumerate(self.note["entities"]):
            extra = self._entity(entity)
            for surface in entity["surfaces"]:
                starts = self.occurrences(surface)
                wanted = entity.get("nth", {}).get(surface, range(1, len(starts) + 1))
                if not wanted or max(wanted) > len(starts):
                    raise self._fail(f"surface {surface!r} is not found ({len(starts)} times, expected {list(wanted)})")
                candidates += [(starts[n - 1], surface, number, entity["type"], extra) for n in wanted]
        chosen: list[dict[str, Any]] = []
        for start, surface, number, kind, extra in sorted(candidates, key=lambda c: (-len(c[1]), c[0], c[2])):
            end = start + len(surface)
            if any(start < m["end"] and m["start"] < end for m in chosen):
                continue
            chosen.append({"type": kind, "start": start, "end": end, "text": surface, "entity": number, **extra})
        self._no_surface_lost(chosen)
        return sorted(chosen, key=lambda m: m["start"])

    def _no_surface_lost(self, chosen: list[dict[str, Any]]) -> None:
        kept = {(m["entity"], m["text"]) for m in chosen}
        for number, entity in enumerate(self.note["entities"]):
            for surface in entity["surfaces"]:
                if (number, surface) not in kept:
                    raise self._fail(f"surface {surface!r} stands only within longer or other mentions")

    def _entity(self, entity: dict[str, Any]) -> dict[str, Any]:
        """Check an entity and return the fields that its mentions carry."""
        label = entity.get("canonical") or entity["surfaces"][0]
        if entity["type"] not in ENTITY_TYPES:
            raise self._fail(f"{label!r} has the unknown type {entity['type']!r}")
        if entity["type"] == "DATE":
            if not VALUE.fullmatch(entity["value"]):
                raise self._fail(f"{label!r} has the value {entity['value']!r}, which is not TIMEX3")
            return {"value": entity["value"]}
        if entity["type"] == "PLACE":
            if entity.get("kind") not in PLACE_KINDS:
                raise self._fail(f"{label!r} has the unknown place kind {entity.get('kind')!r}")
            return {"kind": entity["kind"], "canonical": entity["canonical"]}
        return {"canonical": entity["canonical"]}

    def _event(self, event: dict[str, Any], mentions: list[dict[str, Any]]) -> dict[str, Any]:
        trigger, nth = event["trigger"], event.get("nth", 1)
        label = f"event {event['type']} {trigger!r} ({nth})"
        places = {m["text"] for m in mentions if m["type"] == "PLACE"}
        for place in event["places"]:
            if place not in places:
                raise self._fail(f"{label}: place {place!r} is not among the PLACE surfaces")
        source = event.get("source")
        casualties = [self._casualty(label, casualty) for casualty in event["casualties"]]
        told = (*event["actors"], *event["targets"], source, *(c["who"] for c in casualties))
        for surface in filter(None, told):
            if not self.occurrences(surface):
                raise self._fail(f"{label}: surface {surface!r} is not found")
        date = event.get("date")
        checks = (
            ("type", event["type"] in EVENT_TYPES),
            ("modality", event["modality"] in MODALITIES),
            ("date", date is None or VALUE.fullmatch(date)),
        )
        for field, fine in checks:
            if not fine:
                raise self._fail(f"{label}: {field} {event[field]!r} is not allowed")
        start = self._trigger(label, trigger, nth)
        return {
            "type": event["type"],
            "trigger": {"start": start, "end": start + len(trigger), "text": trigger},
            "nth": nth,
            "actors": event["actors"],
            "targets": event["targets"],
            "places": event["places"],
            "date": date,
            "casualties": casualties,
            "source": source,
            "modality": event["modality"],
        }

    def _casualty(self, label: str, casualty: dict[str, Any]) -> dict[str, Any]:
        low, high = casualty.get("low"), casualty.get("high")
        if (
            casualty["kind"] not in CASUALTY_KINDS
            or (low is None and high is not None)
            or (high is not None and low > high)
        ):
            raise self._fail(f"{label}: casualty {casualty!r} is not allowed")
        return {
            "kind": casualty["kind"],
            "low": low,
            "high": high,
            "approx": casualty.get("approx", False),
            "who": casualty.get("who"),
        }

    def _trigger(self, label: str, trigger: str, nth: int) -> int:
        """Return the start of the trigger: the nth place of the text that holds its letters."""
        starts = [m.start() for m in re.finditer(re.escape(trigger), self.text)]
        whole = [n for n, s in enumerate(starts, start=1) if self._is_token(s, s + len(trigger))]
        if nth not in whole:
            raise self._fail(f"{label}: the trigger is not found as a word of the article; it is at nth in {whole}")
        return starts[nth - 1]

    def _is_token(self, start: int, end: int) -> bool:
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        return not re.match(_LETTER, before) and not re.match(_LETTER, after) and self._outside(start, end)


def main() -> None:
    """Write ``gold.jsonl`` anew."""
    rows = build(ARTICLES)
    with (ARTICLES / "gold.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    try:
        main()
    except AnnotationError as error:
        sys.exit(str(error))
