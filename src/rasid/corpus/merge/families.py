"""Families of event types (data/lexicons): one happening is told under types of one family."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from rasid.lexicon import Row, load
from rasid.records import EventType


class FamilyRow(Row):
    """The family of an event type; ``id`` is the type."""

    family: str


@cache
def _families() -> Mapping[str, str]:
    return MappingProxyType({row.id: row.family for row in load("event_families", FamilyRow)})


def family_of(type_: EventType) -> str:
    """Return the family of an event type."""
    return _families()[type_]
