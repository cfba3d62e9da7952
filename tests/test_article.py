"""What must hold of any article, and what must be found in one whose facts are known.

    pytest tests/test_article.py --article FILE --published 2018-04-30 --facts FACTS.json

Facts are names, values and slots (see tests/cases/seed_facts.json). A name matches the words of the record, the name of
its entity or any of its mentions, spelling variants folded.
"""

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import rasid
from conftest import Article, articles_of, facts_of, run_python
from rasid.matching import key_of

FACT_KINDS = ("villages", "places", "groups", "people", "organizations", "dates", "events", "absent")
EXTRACT = """
import json, sys, rasid
pipeline = rasid.Pipeline(preset="fast")
for row in map(json.loads, sys.stdin):
    print(pipeline.extract(row["text"], published=row["published"]).model_dump_json())
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "article" in metafunc.fixturenames:
        articles = articles_of(metafunc.config)
        metafunc.parametrize("article", articles, ids=[article.name for article in articles], scope="module")
    if "fact" in metafunc.fixturenames:
        facts = facts_of(metafunc.config)
        assert facts.keys() <= {"about", *FACT_KINDS}, "unknown keys in the facts"
        cases = [(kind, fact) for kind in FACT_KINDS for fact in facts.get(kind, [])]
        metafunc.parametrize("fact", cases, ids=[f"{kind}-{_label(fact)}" for kind, fact in cases])


def _label(fact: Any) -> str:
    return fact if isinstance(fact, str) else str(fact.get("id") or fact.get("name") or fact["start"])


@pytest.fixture(scope="module")
def report(article: Article, pipeline: Any) -> Any:
    return pipeline.extract(article.text, published=article.published)


def records(value: Any) -> Iterator[BaseModel]:
    """All records within a value, itself included."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from records(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from records(item)


def entities(report: Any) -> tuple[Any, ...]:
    return (*report.people, *report.groups, *report.organizations, *report.places)


# ---------------------------------------------------------------- what holds of any article


def test_text_is_the_original(article: Article, report: Any) -> None:
    assert report.text == article.text


def test_every_span_is_exact(report: Any) -> None:
    spans = [record for record in records(report) if {"start", "end", "text"} <= type(record).model_fields.keys()]
    assert spans
    for span in spans:
        assert 0 <= span.start < span.end <= len(report.text), span
        assert report.text[span.start : span.end] == span.text
    zones = {*report.body, *report.boilerplate}
    assert not [span.text for span in spans if span not in zones and span.text != span.text.strip()], (
        "white space at the edge"
    )


def test_json_round_trip(report: Any) -> None:
    assert rasid.Report.model_validate_json(report.model_dump_json()) == report
    assert rasid.Report.model_validate(report.model_dump()) == report


def test_records_are_frozen(report: Any) -> None:
    for record in records(report):
        field = next(iter(type(record).model_fields))
        with pytest.raises(ValidationError, match="frozen"):
            setattr(record, field, getattr(record, field))


def test_nothing_is_taken_from_boilerplate(report: Any) -> None:
    found = [*report.sentences, *report.mentions]
    for event in report.events:
        found += [event.trigger, event.evidence, *event.actors, *event.targets, *event.casualties, *event.mentions]
    for furniture in report.boilerplate:
        inside = [span.text for span in found if span.start < furniture.end and furniture.start < span.end]
        assert not inside, f"in {furniture.text!r}"


def test_every_mention_lies_in_headline_or_body(report: Any) -> None:
    zones = [*report.body, *filter(None, [report.headline])]
    for mention in report.mentions:
        assert any(zone.start <= mention.start and mention.end <= zone.end for zone in zones), mention


def test_ids_are_unique(report: Any) -> None:
    ids = [record.id for record in (*entities(report), *report.dates, *report.events)]
    assert len(ids) == len(set(ids))


def test_every_referenced_id_exists(report: Any) -> None:
    ids = {entity.id for entity in entities(report)}
    assert {r.entity_id for r in records(report.events) if "entity_id" in type(r).model_fields} - {None} <= ids
    assert {person.affiliation for person in report.people} - {None} <= ids
    for event in report.events:
        assert set(event.places) <= {place.id for place in report.places}
        assert set(event.date_ids) <= {expression.id for expression in report.dates}


def test_lists_are_in_text_order(report: Any) -> None:
    for entity in entities(report):
        assert entity.mentions
        assert list(entity.mentions) == sorted(entity.mentions, key=lambda mention: mention.start)
    assert list(report.dates) == sorted(report.dates, key=lambda expression: expression.start)
    assert list(report.sentences) == sorted(report.sentences, key=lambda sentence: sentence.start)


def test_mentions_of_entities_do_not_overlap(report: Any) -> None:
    mentions = sorted((m for entity in entities(report) for m in entity.mentions), key=lambda m: (m.start, m.end))
    for one, other in itertools.pairwise(mentions):
        assert one.end <= other.start, f"{one.text!r} and {other.text!r}"


def test_coordinates_and_precision_agree(report: Any) -> None:
    for place in report.places:
        assert (place.lat is None) == (place.lon is None) == (place.precision == "none"), place
        assert place.precision == "exact" or place.reason, f"{place.name}: no reason"


def test_missing_date_values_have_a_reason(report: Any) -> None:
    for expression in report.dates:
        assert expression.value is not None or expression.reason, expression.text
        if expression.earliest and expression.latest:
            assert expression.earliest <= expression.latest


def test_event_slots_are_well_formed(report: Any) -> None:
    for event in report.events:
        for moment in filter(None, (event.start, event.end)):
            assert (date if "T" not in moment else datetime).fromisoformat(moment)
        assert not event.start or not event.end or event.start[:10] <= event.end[:10]
        assert event.evidence.start <= event.trigger.start < event.trigger.end <= event.evidence.end
        for casualty in event.casualties:
            assert casualty.low is None or casualty.high is None or casualty.low <= casualty.high


def test_empty_event_slots_have_a_reason(report: Any) -> None:
    for event in report.events:
        empty = {slot for slot in ("actors", "targets", "places", "start") if not getattr(event, slot)}
        assert empty <= event.reasons.keys(), f"{event.type} {event.trigger.text!r}"
        assert all(event.reasons.values())
        assert not any(getattr(event, slot) for slot in event.reasons if slot in type(event).model_fields)


def test_same_text_same_report(article: Article, report: Any, pipeline: Any) -> None:
    assert pipeline.extract(article.text, published=article.published).model_dump_json() == report.model_dump_json()


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_same_report_in_a_fresh_process(request: pytest.FixtureRequest, pipeline: Any, seed: str) -> None:
    articles = articles_of(request.config)
    rows = "\n".join(json.dumps({"text": a.text, "published": a.published}) for a in articles)
    result = run_python("-c", EXTRACT, stdin=rows, PYTHONHASHSEED=seed)
    assert result.returncode == 0, result.stderr
    expected = [pipeline.extract(a.text, published=a.published).model_dump_json() for a in articles]
    assert result.stdout.splitlines() == expected


def test_without_published_relative_dates_have_a_reason(article: Article, pipeline: Any) -> None:
    report = pipeline.extract(article.text)
    assert report.published is None
    for expression in report.dates:
        assert expression.value is not None or expression.reason, expression.text


# ---------------------------------------------------------------- what is known of one article


def test_fact(fact: tuple[str, Any], request: pytest.FixtureRequest, pipeline: Any) -> None:
    (article,) = articles_of(request.config)
    report = pipeline.extract(article.text, published=article.published)
    kind, expected = fact
    CHECKS[kind](report, expected)


def _names(entity: Any) -> set[str]:
    return {key_of(name) for name in (entity.name, *(mention.text for mention in entity.mentions))}


def _says(name: str, candidates: Iterable[str]) -> bool:
    """Whether the words of ``name`` stand side by side in a candidate; و ف ب ل ك may be attached, لل is ل + ال."""
    key = key_of(name)
    merged = f"|لل{re.escape(key[2:])}" if key.startswith("ال") else ""
    pattern = re.compile(rf"(?<!\S)[وفبلك]{{0,2}}(?:{re.escape(key)}{merged})(?!\S)")
    return any(pattern.search(key_of(candidate)) for candidate in candidates)


def _find(found: Iterable[Any], name: str) -> Any:
    matches = [entity for entity in found if key_of(name) in _names(entity)]
    assert matches, f"{name} is not among {[entity.name for entity in found]}"
    assert len(matches) == 1, f"{name} is {len(matches)} entities: {[entity.name for entity in matches]}"
    return matches[0]


def _check_place(report: Any, fact: dict[str, Any]) -> None:
    place = _find([p for p in report.places if "kinds" not in fact or p.kind in fact["kinds"]], fact["name"])
    assert place.lat is not None or place.reason
    if "governorate" in fact:
        assert key_of(place.admin.governorate or "") == key_of(fact["governorate"])


def _check_village(report: Any, fact: dict[str, Any]) -> None:
    _check_place(report, fact)
    assert _find(report.villages, fact["name"])


def _check_group(report: Any, fact: dict[str, Any]) -> None:
    matches = [group for group in report.groups if any(_says(fact["name"], [name]) for name in _names(group))]
    assert matches, f"{fact['name']} is not among {[group.name for group in report.groups]}"
    for other in fact.get("one_with", []):
        assert any(_says(other, _names(group)) for group in matches), f"{other} is another group"


def _check_person(report: Any, fact: dict[str, Any]) -> None:
    person = _find(report.people, fact["name"])
    for other in fact.get("one_with", []):
        assert _find(report.people, other) == person
    assert len(person.mentions) >= fact.get("mentions", 1)


def _check_organization(report: Any, fact: dict[str, Any]) -> None:
    assert any(_says(fact["name"], _names(organization)) for organization in report.organizations), (
        f"{fact['name']} is not among {[organization.name for organization in report.organizations]}"
    )


def _check_date(report: Any, fact: dict[str, Any]) -> None:
    at = [d for d in report.dates if d.start < fact["end"] and fact["start"] < d.end]
    assert any(d.value in fact["values"] for d in at), f"{[(d.text, d.value) for d in at]}, expected {fact['values']}"


def _check_absent(report: Any, words: str) -> None:
    spans = [mention.text for mention in report.mentions] + [sentence.text for sentence in report.sentences]
    assert not [span for span in spans if key_of(words) in key_of(span)]


def _check_event(report: Any, fact: dict[str, Any]) -> None:
    faults = {}
    for event in report.events:
        wrong = list(_faults(report, event, fact))
        if not wrong:
            return
        faults[f"{event.id} {event.type} {event.trigger.text!r} {event.start}"] = wrong
    nearest = sorted(faults.items(), key=lambda item: len(item[1]))[:4]
    pytest.fail(f"no such event: {fact}; nearest: " + "; ".join(f"{name}: {', '.join(why)}" for name, why in nearest))


def _faults(report: Any, event: Any, fact: dict[str, Any]) -> Iterator[str]:
    """Say what of an expected event another one lacks."""
    if event.type not in fact["types"]:
        yield "type"
    if "triggers" in fact and not any(_says(trigger, [event.trigger.text]) for trigger in fact["triggers"]):
        yield "trigger"
    if "start" in fact and (event.start or "")[:10] not in fact["start"]:
        yield f"start {event.start}"
    if "end" in fact and (event.end or event.start or "")[:10] not in fact["end"]:
        yield f"end {event.end}"
    by_id = {entity.id: entity for entity in entities(report)}
    for slot in ("actors", "targets"):
        said = [_words(party, by_id) for party in getattr(event, slot)]
        for name in fact.get(slot, []):
            if not any(_says(option, words) for option in name.split("|") for words in said):
                yield f"{slot} without {name}"
    places = {name for place in event.places for name in _names(by_id[place])}
    for name in fact.get("places", []):
        if not any(_says(option, places) for option in name.split("|")):
            yield f"places without {name}"
    for toll in fact.get("casualties", []):
        if not any(
            all(getattr(casualty, key) == value for key, value in toll.items()) for casualty in event.casualties
        ):
            yield f"casualties without {toll}"
    if "source" in fact and not (event.source and _says(fact["source"], _words(event.source, by_id))):
        yield f"source {event.source.text if event.source else None}"


def _words(party: Any, by_id: dict[str, Any]) -> set[str]:
    return {party.text, *(_names(by_id[party.entity_id]) if party.entity_id else ())}


CHECKS = {
    "villages": _check_village,
    "places": _check_place,
    "groups": _check_group,
    "people": _check_person,
    "organizations": _check_organization,
    "dates": _check_date,
    "events": _check_event,
    "absent": _check_absent,
}
