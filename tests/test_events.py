"""Events: what happened, who did it to whom, where, when, with which toll, and who says so.

The cases are in tests/cases/events.jsonl, one sentence or two each. A case names the events expected of its text and,
of each, the slots that it is about; ``count`` is the number of all its events. Any name of an entity meets a name.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import rasid
from rasid.records import Event, Report

_CASES = Path(__file__).parent / "cases" / "events.jsonl"
CASES = [json.loads(line) for line in _CASES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def pipeline() -> rasid.Pipeline:
    return rasid.Pipeline()


def names_of(report: Report, entity_id: str | None, text: str) -> set[str]:
    """All names that the report has for an entity, and the text itself."""
    entities = (*report.people, *report.groups, *report.organizations, *report.places)
    return {text} | {
        name
        for entity in entities
        if entity.id == entity_id
        for name in (entity.name, *(mention.text for mention in entity.mentions))
    }


def slots_of(report: Report, event: Event) -> dict[str, Any]:
    """The slots of an event; participants, places and source as a set of names each."""
    return {
        "type": event.type.value,
        "trigger": event.trigger.text,
        "modality": event.modality.value,
        "background": event.background,
        "date": event.start and event.start[:10],
        "casualties": [[c.kind.value, c.low, c.high] for c in event.casualties],
        "actors": [names_of(report, p.entity_id, p.text) for p in event.actors],
        "targets": [names_of(report, p.entity_id, p.text) for p in event.targets],
        "places": [names_of(report, place, "") for place in event.places],
        "source": names_of(report, event.source.entity_id, event.source.text) if event.source else set(),
    }


def meets(slots: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    """The names of the expected slots that differ."""
    return [name for name, value in expected.items() if not _same(name, slots[name], value)]


def _same(slot: str, found: Any, value: Any) -> bool:
    if slot == "places":  # the most specific first; what contains them may follow
        return all(name in names for name, names in zip(value, found, strict=False)) and len(found) >= len(value)
    if slot in ("actors", "targets"):
        return len(found) == len(value) and all(any(name in names for names in found) for name in value)
    if slot == "source":
        return value in found
    return bool(found == value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"].replace(" ", "-"))
def test_case(case: dict[str, Any], pipeline: rasid.Pipeline) -> None:
    report = pipeline.extract(case["text"], published=case.get("published"))
    found = [slots_of(report, event) for event in report.events]
    for expected in case["events"]:
        closest = min((meets(slots, expected) for slots in found), key=len, default=["no event"])
        assert not closest, f"{closest} of {expected}; found {found}"
    if "count" in case:
        assert len(found) == case["count"], found
