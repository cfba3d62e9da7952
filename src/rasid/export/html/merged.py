"""What the page shows of incidents: each with its tellings, its tolls and what is contested."""

from collections.abc import Sequence
from typing import NamedTuple

from rasid.export.html.labels import Labels
from rasid.export.html.words import in_words, period
from rasid.export.tolls import hedged
from rasid.incidents import Incident, IncidentToll
from rasid.records import Modality


class Telling(NamedTuple):
    """One member: where it stands on the page, and how it tells the incident."""

    link: str
    name: str
    published: str
    source: str
    stance: str
    modality: str
    evidence: str


class Said(NamedTuple):
    """A value and who gives it."""

    value: str
    by: tuple[str, ...]


class Slot(NamedTuple):
    """A slot: its name, a sum in words, and who says what."""

    label: str
    best: str
    claims: tuple[Said, ...]
    contested: bool


class Row(NamedTuple):
    """One incident."""

    id: str
    type: str
    label: str
    when: str
    where: tuple[str, ...]
    slots: tuple[Slot, ...]
    members: tuple[Telling, ...]
    confidence: int
    joins: tuple[str, ...]


def merged(incidents: Sequence[Incident], labels: Labels) -> list[Row]:
    """Prepare incidents; links lead to the cards of the articles on the same page."""
    return [_row(item, labels) for item in incidents]


def _row(item: Incident, labels: Labels) -> Row:
    names = [m.outlet or m.report_id or f"{labels('ui', 'article')} {m.report_index + 1}" for m in item.members]
    contested = {slot.slot for slot in item.contested}
    slots = []
    for code in ("actors", "targets"):
        claims = tuple(Said(c.value, tuple(names[i] for i in c.members)) for c in getattr(item, code))
        if claims:
            slots.append(Slot(labels("slot", code), "", claims, code in contested))
    for toll in item.casualties:
        said: dict[str, list[str]] = {}
        for claim in toll.claims:
            value = in_words(labels, claim.low, claim.high, approximate=claim.approximate)
            said.setdefault(value, []).append(names[claim.member])
        claims = tuple(Said(value, tuple(dict.fromkeys(by))) for value, by in said.items())
        label = labels("casualty", toll.kind)
        slots.append(Slot(label, _best(toll, labels), claims, f"casualties.{toll.kind.value}" in contested))
    victims = tuple(Said(c.value, tuple(names[i] for i in c.members)) for c in item.victims)
    if victims:
        slots.append(Slot(labels("ui", "victims"), "", victims, False))
    return Row(
        id=item.id,
        type=item.type.value,
        label=labels("event", item.type),
        when=period(item.start, item.end),
        where=tuple(place.name for place in item.places),
        slots=tuple(slots),
        members=tuple(
            Telling(
                f"a{m.report_index + 1}-{m.event_id}",
                name,
                m.published or "",
                m.source or "",
                labels("stance", m.stance) if m.stance else "",
                "" if m.modality is Modality.ACTUAL else labels("modality", m.modality),
                m.evidence,
            )
            for m, name in zip(item.members, names, strict=True)
        ),
        confidence=round(item.confidence * 100),
        joins=tuple(f"{names[j.members[0]]} + {names[j.members[1]]}: {'; '.join(j.reasons)}" for j in item.joins),
    )


def _best(toll: IncidentToll, labels: Labels) -> str:
    if toll.low is None:
        return in_words(labels, None, toll.best)
    best = in_words(labels, toll.best, toll.best, approximate=hedged(toll))
    if toll.low == toll.high:
        return best
    high = f"{toll.high:,}" if toll.high is not None else "…"
    return f"{best} ({toll.low:,} {labels('ui', 'to')} {high})"
