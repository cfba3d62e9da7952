"""What linking returns: entities, each with all its mentions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from rasid.extractors.base import Candidate, MentionType

POLICE = frozenset({"police", "intelligence"})
"""Arms of groups that are security forces and no part of an army."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, group, organisation or place of an article.

    Attributes:
        type: Type of its mentions.
        name: Canonical name where a table lists it, else the fullest form in the article.
        name_en: English name; None where there is none.
        name_en_rule: ``table`` or ``transliteration``.
        row: The lexicon row it stands for, if any.
        mentions: Its mentions in text order; offsets refer to the normal text.
        attributes: What else is known of it (titles, roles, kind …).
    """

    type: MentionType
    name: str
    name_en: str | None
    name_en_rule: str | None
    row: Any
    mentions: tuple[Candidate, ...]
    attributes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class English(NamedTuple):
    """An English name, and whether all of it comes from tables."""

    text: str
    listed: bool

    @property
    def rule(self) -> str:
        """``table`` or ``transliteration``."""
        return "table" if self.listed else "transliteration"
