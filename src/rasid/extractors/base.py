"""What an extractor is: the protocol, the candidates it returns, and the registry of extractors by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol

from rasid.document import Document
from rasid.matching import Lexicon


class MentionType(StrEnum):
    """The types of mentions."""

    PERSON = "PERSON"
    GROUP = "GROUP"
    ORG = "ORG"
    PLACE = "PLACE"
    DATE = "DATE"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that an extractor proposes.

    Attributes:
        type: Type of mention.
        start: First code point in the normal text.
        end: One past the last.
        rule: ``extractor:rule-or-row``.
        score: Confidence between 0 and 1; arbitration prefers the higher, then the longer.
        row: The lexicon row it stands for, if any.
        attributes: What else the extractor knows (kind, titles, temporal value …), by names that its linker reads.
    """

    type: MentionType
    start: int
    end: int
    rule: str
    score: float
    row: Any = field(default=None, hash=False)
    attributes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)


class Extractor(Protocol):
    """Reads a document, returns candidates; holds no state that changes."""

    name: str

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return the lexicons whose hits the extractor wants to find in ``document.hits``."""
        ...

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return candidates in text order; offsets refer to the normal text."""
        ...
