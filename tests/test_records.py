"""Records: frozen, closed, and exact in JSON."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rasid import records
from rasid.export import jsonl
from rasid.records import (
    Admin,
    ArmedGroup,
    Attribution,
    Casualty,
    CasualtyKind,
    DateExpression,
    DateType,
    Event,
    EventType,
    GroupKind,
    Mention,
    Modality,
    Organization,
    Participant,
    Person,
    Place,
    PlaceKind,
    Precision,
    Provenance,
    Report,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
OPTIONAL = st.none() | TEXT
OFFSET = st.integers(0, 10**7)
SCORE = st.floats(0, 1)
SPAN = {"start": OFFSET, "end": OFFSET, "text": TEXT}


def tuples(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


MENTION = st.builds(Mention, **SPAN, rule=TEXT, score=SCORE)
PARTY = st.builds(Participant, **SPAN, entity_id=OPTIONAL, category=st.sampled_from(records.ParticipantCategory))
SOURCE = st.builds(Attribution, **SPAN, entity_id=OPTIONAL, stance=st.sampled_from(records.Stance))
TOLL = st.builds(
    Casualty,
    **SPAN,
    kind=st.sampled_from(CasualtyKind),
    low=st.none() | OFFSET,
    high=st.none() | OFFSET,
    approximate=st.booleans(),
    who=st.none() | PARTY,
    source=st.none() | SOURCE,
)
PERSON = st.builds(Person, id=TEXT, name=TEXT, name_en=OPTIONAL, titles=tuples(TEXT), mentions=tuples(MENTION))
GROUP = st.builds(
    ArmedGroup, id=TEXT, name=TEXT, kind=st.sampled_from(GroupKind), sides=tuples(TEXT), mentions=tuples(MENTION)
)
ORGANIZATION = st.builds(Organization, id=TEXT, name=TEXT, kind=TEXT, mentions=tuples(MENTION))
PLACE = st.builds(
    Place,
    id=TEXT,
    name=TEXT,
    kind=st.sampled_from(PlaceKind),
    lat=st.none() | st.floats(-90, 90),
    lon=st.none() | st.floats(-180, 180),
    precision=st.sampled_from(Precision),
    admin=st.builds(Admin, governorate=OPTIONAL, country=OPTIONAL),
    reason=OPTIONAL,
    mentions=tuples(MENTION),
)
DATE = st.builds(
    DateExpression,
    **SPAN,
    id=TEXT,
    type=st.sampled_from(DateType),
    value=OPTIONAL,
    earliest=st.none() | st.datetimes(),
    latest=st.none() | st.datetimes(),
    rule=TEXT,
    score=SCORE,
)
EVENT = st.builds(
    Event,
    id=TEXT,
    type=st.sampled_from(EventType),
    trigger=MENTION,
    evidence=MENTION,
    actors=tuples(PARTY),
    places=tuples(TEXT),
    start=OPTIONAL,
    casualties=tuples(TOLL),
    source=st.none() | SOURCE,
    modality=st.sampled_from(Modality),
    reasons=st.dictionaries(TEXT, TEXT, max_size=2),
    score=SCORE,
)
REPORT = st.builds(
    Report,
    id=OPTIONAL,
    text=TEXT,
    published=OPTIONAL,
    headline=st.none() | MENTION,
    body=tuples(MENTION),
    people=tuples(PERSON),
    groups=tuples(GROUP),
    organizations=tuples(ORGANIZATION),
    places=tuples(PLACE),
    dates=tuples(DATE),
    events=tuples(EVENT),
    warnings=tuples(TEXT),
    provenance=st.builds(Provenance, rasid=TEXT, preset=TEXT, data=TEXT, models=OPTIONAL),
)
PROVENANCE = Provenance(rasid="0", preset="fast", data="")
ALL = [
    value
    for value in vars(records).values()
    if isinstance(value, type) and issubclass(value, records.Record) and value is not records.Record
]


@given(REPORT)
def test_json_round_trip_is_exact(report: Report) -> None:
    assert Report.model_validate_json(report.model_dump_json()) == report


@given(st.lists(REPORT, max_size=3))
def test_json_lines_read_back_exactly(reports: list[Report]) -> None:
    lines = [jsonl.dump(report) for report in reports]
    assert all("\n" not in line for line in lines)
    assert list(jsonl.load(lines)) == reports


@given(REPORT)
def test_mentions_are_in_text_order_and_complete(report: Report) -> None:
    found = report.mentions
    assert [(m.start, m.end) for m in found] == sorted((m.start, m.end) for m in found)
    entities = (*report.people, *report.groups, *report.organizations, *report.places)
    assert len(found) == len(report.dates) + sum(len(entity.mentions) for entity in entities)


@given(REPORT)
def test_villages_are_the_places_of_that_kind(report: Report) -> None:
    assert report.villages == tuple(place for place in report.places if place.kind == "village")


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.__name__)
def test_records_are_closed_and_frozen(record: type[records.Record]) -> None:
    assert record.model_config["frozen"] is True
    assert record.model_config["extra"] == "forbid"
    assert not record.model_computed_fields, "computed fields break the JSON round trip"


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.__name__)
def test_every_record_documents_its_fields(record: type[records.Record]) -> None:
    assert record.__doc__
    if "Attributes:" in record.__doc__:
        missing = [name for name in record.model_fields if f"        {name}: " not in record.__doc__]
        assert not missing


def test_unknown_fields_are_rejected() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Report.model_validate({"text": "", "provenance": PROVENANCE, "mood": "grim"})


def test_fields_cannot_be_set() -> None:
    report = Report(text="", provenance=PROVENANCE)
    with pytest.raises(ValidationError, match="frozen"):
        report.text = "other"  # type: ignore[misc]


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (-90.5, 0), (0, 180.5), (0, -181)])
def test_coordinates_out_of_range_are_rejected(lat: float, lon: float) -> None:
    with pytest.raises(ValidationError):
        Place(id="l1", name="x", kind=PlaceKind.CITY, lat=lat, lon=lon, mentions=())


@pytest.mark.parametrize("score", [-0.1, 1.1])
def test_scores_out_of_range_are_rejected(score: float) -> None:
    with pytest.raises(ValidationError):
        Mention(start=0, end=1, text="x", rule="r", score=score)


def test_enumerations_compare_as_strings() -> None:
    assert EventType.AIR_STRIKE == "air_strike"
    assert f"{PlaceKind.VILLAGE}" == "village"
    with pytest.raises(ValidationError):
        DateExpression(id="d1", start=0, end=1, text="x", type="WHEN", rule="r", score=1)  # type: ignore[arg-type]


def test_moments_keep_their_precision() -> None:
    moment = datetime(2018, 4, 29, 8, 0)
    found = DateExpression(id="d1", start=0, end=1, text="x", type=DateType.TIME, earliest=moment, rule="r", score=1)
    assert DateExpression.model_validate_json(found.model_dump_json()).earliest == moment


def test_schema_of_the_report_generates_and_is_closed() -> None:
    schema = Report.model_json_schema()
    assert schema["additionalProperties"] is False
    assert {"text", "provenance"} == set(schema["required"])
    assert {"Person", "ArmedGroup", "Organization", "Place", "DateExpression", "Event"} <= schema["$defs"].keys()
