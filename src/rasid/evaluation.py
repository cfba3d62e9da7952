"""Evaluation: how well predicted reports agree with annotated articles.

An annotated article is a mapping ``id, published, text, mentions, events``. Its mentions have ``type`` (PERSON, GROUP,
ORG, PLACE, DATE), ``start``, ``end``, ``text``, ``entity`` and, for dates, ``value``; its events ``type``, ``trigger``,
``actors``, ``targets``, ``places``, ``date``, ``casualties``, ``source`` and ``modality``. Offsets are half-open
code-point offsets.

* Mentions. Strict: same type, same span. Relaxed: same type, overlap at least half of the union, one to one.
* Date values: of the DATE mentions found (relaxed), the share whose value agrees, to the day where both tell one.
* Events: the same type, and triggers at most 60 code points apart, or at most 400 with a place or a toll in common, or
  anywhere with an actor, the day and a place in common; the best pairs first, one to one.
* Slots: actors, targets, places, day and casualties of all events, one point a value. A gold name may be met by any
  name of its entity. Values of an event left unpaired count as missed or as wrong.
* Apart from these: who is cited as source, and the modalities other than "actual".
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from rasid.agreement import same_day, same_name, same_place, same_value
from rasid.errors import InputError

MENTION_TYPES = ("PERSON", "GROUP", "ORG", "PLACE", "DATE")
SLOTS = ("actors", "targets", "places", "day", "casualties")
ALL = "ALL"
NOT_ACTUAL = "modality not actual"

_NEAR, _FAR = 60, 400  # code points between triggers
_REPORT_FIELDS = (
    ("people", "PERSON"),
    ("groups", "GROUP"),
    ("organizations", "ORG"),
    ("places", "PLACE"),
    ("dates", "DATE"),
)
_NAMED = ("actors", "targets", "places", "source")

GoldT = TypeVar("GoldT")
PredictedT = TypeVar("PredictedT")
Names = tuple[str, ...]


class Dumpable(Protocol):
    """What a report offers: ``rasid.Report`` does."""

    def model_dump(self, *, mode: str) -> Mapping[str, Any]:
        """Return the record as plain JSON values."""
        ...


Predict = Callable[[Mapping[str, Any]], Dumpable | Mapping[str, Any]]


@dataclass(frozen=True)
class Score:
    """Counts of one measure, and the figures that follow from them.

    Attributes:
        matched: Values found and right.
        predicted: Values predicted.
        gold: Values annotated.
    """

    matched: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted values that are right; 0 where none was predicted."""
        return self.matched / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the annotated values that were found; 0 where none is annotated."""
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.matched + other.matched, self.predicted + other.predicted, self.gold + other.gold)


@dataclass(frozen=True)
class Evaluation:
    """Agreement of predicted reports with annotated articles.

    Attributes:
        articles: Number of articles.
        characters: Code points of their texts.
        broken_offsets: Predicted mentions whose text is not what stands at their offsets.
        mentions_strict: By mention type, and ``ALL``.
        mentions_relaxed: By mention type, and ``ALL``.
        date_values: Of the DATE mentions found, those with the right value.
        events: Events found.
        event_types: The same by event type; types that occur on either side.
        slots: By slot, and ``ALL``.
        apart: ``source`` and ``modality not actual``.
    """

    articles: int
    characters: int
    broken_offsets: int
    mentions_strict: Mapping[str, Score]
    mentions_relaxed: Mapping[str, Score]
    date_values: Score
    events: Score
    event_types: Mapping[str, Score]
    slots: Mapping[str, Score]
    apart: Mapping[str, Score]

    def to_rows(self) -> tuple[dict[str, str | int | float], ...]:
        """Return one row a figure: measure, of, precision, recall, f1 (to four digits), matched, predicted, gold."""
        tables: tuple[tuple[str, Mapping[str, Score]], ...] = (
            ("mentions, relaxed", self.mentions_relaxed),
            ("mentions, strict", self.mentions_strict),
            ("date values", {ALL: self.date_values}),
            ("events", {ALL: self.events, **self.event_types}),
            ("slots", self.slots),
            ("apart", self.apart),
        )
        return tuple(
            {
                "measure": measure,
                "of": name,
                "precision": round(score.precision, 4),
                "recall": round(score.recall, 4),
                "f1": round(score.f1, 4),
                "matched": score.matched,
                "predicted": score.predicted,
                "gold": score.gold,
            }
            for measure, table in tables
            for name, score in table.items()
        )


def evaluate(rows: Iterable[Mapping[str, Any]], predict: Predict) -> Evaluation:
    """Compare what ``predict`` makes of annotated articles with their annotation.

    Args:
        rows: The annotated articles.
        predict: Takes one of them and returns its report, as a record or as the record's JSON values.

    Raises:
        InputError: A row lacks a field, or a gold mention does not stand at its offsets; the message names both.
    """
    tally: dict[tuple[str, str], Score] = defaultdict(Score)
    articles = characters = broken = 0
    for row in rows:
        _check(row)
        report = predict(row)
        plain = report if isinstance(report, Mapping) else report.model_dump(mode="json")
        mentions, names = _predicted_mentions(plain)
        articles += 1
        characters += len(row["text"])
        broken += sum(row["text"][m["start"] : m["end"]] != m["text"] for m in mentions)
        for key, score in (
            *_mention_scores(row["mentions"], mentions),
            *_event_scores(_gold_events(row), _predicted_events(plain, names)),
        ):
            tally[key] += score
    types = sorted(name for measure, name in tally if measure == "type")

    def table(measure: str, keys: Sequence[str]) -> Mapping[str, Score]:
        return MappingProxyType({key: tally[measure, key] for key in keys})

    return Evaluation(
        articles=articles,
        characters=characters,
        broken_offsets=broken,
        mentions_strict=table("strict", (*MENTION_TYPES, ALL)),
        mentions_relaxed=table("relaxed", (*MENTION_TYPES, ALL)),
        date_values=tally["value", ALL],
        events=tally["event", ALL],
        event_types=table("type", types),
        slots=table("slot", (*SLOTS, ALL)),
        apart=table("apart", ("source", NOT_ACTUAL)),
    )


def _check(row: Mapping[str, Any]) -> None:
    for field in ("id", "text", "mentions", "events"):
        if field not in row:
            raise InputError(f"annotated article {row.get('id', '?')!r} has no field {field!r}")
    for number, mention in enumerate(row["mentions"]):
        missing = [field for field in ("type", "start", "end", "text", "entity") if field not in mention]
        if missing:
            raise InputError(f"annotated article {row['id']!r}: mention {number} has no field {missing[0]!r}")
        found = row["text"][mention["start"] : mention["end"]]
        if found != mention["text"]:
            raise InputError(
                f"annotated article {row['id']!r}: mention {mention['text']!r} does not stand at "
                f"{mention['start']}-{mention['end']} (there: {found!r}); offsets are half-open, in code points"
            )
    for number, event in enumerate(row["events"]):
        if "type" not in event or not {"start", "end"} <= set(event.get("trigger") or ()):
            raise InputError(
                f"annotated article {row['id']!r}: event {number} needs 'type' and 'trigger' with start and end"
            )


def _predicted_mentions(report: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], Mapping[str, Names]]:
    """Return the mentions of all entities and dates, and the names of each entity by its id."""
    mentions: list[Mapping[str, Any]] = []
    names: dict[str, Names] = {}
    for field, kind in _REPORT_FIELDS:
        for entity in report.get(field) or ():
            spans = entity.get("mentions") or [entity]
            names[entity.get("id")] = (*(s["text"] for s in spans), *([entity["name"]] if entity.get("name") else ()))
            mentions += ({**_span(s), "type": kind, "value": entity.get("value")} for s in spans)
    return mentions, names


def _span(mention: Mapping[str, Any]) -> dict[str, Any]:
    return {"start": mention["start"], "end": mention["end"], "text": mention["text"]}


def _mention_scores(
    gold: Sequence[Mapping[str, Any]], predicted: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[tuple[str, str], Score]]:
    for kind in MENTION_TYPES:
        wanted = [m for m in gold if m["type"] == kind]
        found = [m for m in predicted if m["type"] == kind]
        exact = {(m["start"], m["end"]) for m in wanted} & {(m["start"], m["end"]) for m in found}
        pairs = pair_best(wanted, found, _half_overlap)
        for name in (kind, ALL):
            yield ("strict", name), Score(len(exact), len(found), len(wanted))
            yield ("relaxed", name), Score(len(pairs), len(found), len(wanted))
        if kind == "DATE":
            right = sum(same_value(wanted[i].get("value"), found[j].get("value")) for i, j in pairs)
            yield ("value", ALL), Score(right, len(pairs), len(pairs))


def _half_overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Return overlap over union of two spans, or 0 where it is below one half."""
    shared = min(one["end"], other["end"]) - max(one["start"], other["start"])
    if shared <= 0:
        return 0.0
    share: float = shared / (max(one["end"], other["end"]) - min(one["start"], other["start"]))
    return share if share >= 0.5 else 0.0


def pair_best(
    gold: Sequence[GoldT], predicted: Sequence[PredictedT], weight: Callable[[GoldT, PredictedT], float]
) -> tuple[tuple[int, int], ...]:
    """Pair items one to one, the heaviest pair first; of equal ones that of the later items. Weight 0: never a pair.

    Returns:
        Pairs of indices into ``gold`` and ``predicted``.
    """
    cells = sorted(((weight(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)), reverse=True)
    left, right = set(range(len(gold))), set(range(len(predicted)))
    pairs = []
    for value, i, j in cells:
        if value > 0 and i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((i, j))
    return tuple(pairs)


@dataclass(frozen=True)
class _Event:
    """An event of either side; of each participant all names under which it may be met."""

    type: str
    trigger: int
    actors: tuple[Names, ...]
    targets: tuple[Names, ...]
    places: tuple[Names, ...]
    source: tuple[Names, ...]
    day: tuple[str, ...]
    casualties: tuple[Hashable, ...]
    modality: str

    def values(self, slot: str) -> Sequence[Any]:
        """Return what fills a slot; ``modality`` is filled where it is not "actual"."""
        if slot == NOT_ACTUAL:
            return () if self.modality == "actual" else (self.modality,)
        filled: Sequence[Any] = getattr(self, slot)
        return filled


def _event(raw: Mapping[str, Any], named: Mapping[str, tuple[Names, ...]], day: str | None) -> _Event:
    return _Event(
        type=raw["type"],
        trigger=raw["trigger"]["start"],
        day=(day,) if day else (),
        casualties=tuple((c["kind"], c.get("low"), c.get("high")) for c in raw.get("casualties") or ()),
        modality=raw.get("modality") or "actual",
        **named,
    )


def _items(raw: Mapping[str, Any], slot: str) -> Sequence[Any]:
    value = raw.get(slot)
    if slot == "source":
        return [value] if value else []
    return value or []


def _gold_events(row: Mapping[str, Any]) -> list[_Event]:
    surfaces: dict[Hashable, set[str]] = defaultdict(set)
    for mention in row["mentions"]:
        surfaces[mention["entity"]].add(mention["text"])
    owner = {text: entity for entity, texts in surfaces.items() for text in texts}

    def names(item: str) -> Names:
        return (item, *sorted(surfaces[owner[item]] - {item})) if item in owner else (item,)

    return [
        _event(raw, {slot: tuple(map(names, _items(raw, slot))) for slot in _NAMED}, raw.get("date"))
        for raw in row["events"]
    ]


def _predicted_events(report: Mapping[str, Any], entities: Mapping[str, Names]) -> list[_Event]:
    def names(item: Any) -> Names:
        if isinstance(item, str):
            return entities.get(item, (item,))
        return tuple(name for name in (item.get("text"), *entities.get(item.get("entity_id"), ())) if name)

    events = []
    for raw in report.get("events") or ():
        start, end = raw.get("start"), raw.get("end")
        day = f"{str(start)[:10]}/{str(end)[:10]}" if start and end else start or end
        events.append(_event(raw, {slot: tuple(map(names, _items(raw, slot))) for slot in _NAMED}, day))
    return events


def _event_scores(gold: Sequence[_Event], predicted: Sequence[_Event]) -> Iterable[tuple[tuple[str, str], Score]]:
    pairs = [(gold[i], predicted[j]) for i, j in pair_best(gold, predicted, _event_weight)]
    yield ("event", ALL), Score(len(pairs), len(predicted), len(gold))
    for kind in {e.type for e in (*gold, *predicted)}:
        counts = (sum(e.type == kind for e in events) for events in ([g for g, _ in pairs], predicted, gold))
        yield ("type", kind), Score(*counts)
    for slot in (*SLOTS, "source", NOT_ACTUAL):
        hits = sum(_hits(g, p, slot) for g, p in pairs)
        score = Score(hits, sum(len(e.values(slot)) for e in predicted), sum(len(e.values(slot)) for e in gold))
        if slot in SLOTS:
            yield ("slot", slot), score
            yield ("slot", ALL), score
        else:
            yield ("apart", slot), score


def _event_weight(gold: _Event, predicted: _Event) -> float:
    """Return how well two events agree, above 0 where they may be a pair."""
    if gold.type != predicted.type:
        return 0.0
    hits = {slot: _hits(gold, predicted, slot) for slot in SLOTS}
    gap = abs(gold.trigger - predicted.trigger)
    near = gap <= _NEAR
    at_hand = gap <= _FAR and (hits["places"] or hits["casualties"])
    anywhere = hits["actors"] and hits["day"] and hits["places"]
    if not (near or at_hand or anywhere):
        return 0.0
    filled = sum(max(len(gold.values(slot)), len(predicted.values(slot))) for slot in SLOTS)
    return 0.1 + max(0, _FAR - gap) / _FAR + sum(hits.values()) / (filled or 1)


def _hits(gold: _Event, predicted: _Event, slot: str) -> int:
    """Return how many values of a slot the two events share."""
    wanted, found = gold.values(slot), predicted.values(slot)
    if slot == "day":
        return int(bool(wanted and found and same_day(wanted[0], found[0])))
    if slot in ("casualties", NOT_ACTUAL):
        return (Counter(wanted) & Counter(found)).total()
    same = same_place if slot == "places" else same_name
    return len(pair_best(wanted, found, lambda a, b: float(any(same(x, y) for x in a for y in b))))
