"""The crosswalk from event types to ACLED and PLOVER codes (data/lexicons/ontology.tsv)."""

from functools import cache

from rasid.lexicon import Row, load
from rasid.records import EventType, Modality


class CodeRow(Row):
    """Codes of one event type; ``id`` is the type.

    Attributes:
        acled_event_type: ACLED event type (codebook of 2023).
        acled_sub_event_type: ACLED sub-event type.
        plover: PLOVER event code.
    """

    acled_event_type: str | None = None
    acled_sub_event_type: str | None = None
    plover: str | None = None


@cache
def _table() -> dict[str, CodeRow]:
    return {row.id: row for row in load("ontology", CodeRow)}


def codes_of(type_: EventType, modality: Modality) -> CodeRow:
    """Return the codes of an event type.

    What only was threatened has PLOVER's THREATEN, and no ACLED code: ACLED records what happened.
    """
    if modality is Modality.THREATENED:
        return CodeRow(id=type_, plover="THREATEN")
    if modality in (Modality.DENIED, Modality.PLANNED):
        return CodeRow(id=type_)
    return _table()[type_]
