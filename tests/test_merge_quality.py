"""Merging on generated groups of differing reports, near misses among them."""

import random
from typing import Any

import pytest

import rasid
from incident_generator import World, world
from merge_quality import extracted, quality
from rasid.corpus.merge.parts import Parts
from rasid.corpus.merge.tellings import tellings

INCIDENTS = 310


@pytest.fixture(scope="module")
def made() -> World:
    return world(3, INCIDENTS)


@pytest.fixture(scope="module")
def reports(made: World) -> list[rasid.Report]:
    return extracted(made)


@pytest.fixture(scope="module")
def merged(reports: list[rasid.Report]) -> tuple[rasid.Incident, ...]:
    return rasid.merge(reports)


def test_reports_of_one_incident_are_joined_and_near_misses_are_not(
    made: World, reports: list[rasid.Report], merged: tuple[rasid.Incident, ...]
) -> None:
    found = quality(made, reports, merged)
    print(found)
    assert found.incidents >= 300
    assert found.near_misses >= 70
    assert found.joined == ()
    assert found.f1 >= 0.95


def test_no_claim_is_lost(reports: list[rasid.Report], merged: tuple[rasid.Incident, ...]) -> None:
    kept = {
        (m.report_index, m.event_id, toll.kind, claim.low, claim.high, claim.text)
        for item in merged
        for toll in item.casualties
        for claim in toll.claims
        for m in (item.members[claim.member],)
    }
    told = {
        (index, event.id, toll.kind, toll.low, toll.high, toll.text)
        for index, report in enumerate(reports)
        for event in report.events
        for toll in event.casualties
    }
    assert kept == told


def test_no_incident_holds_two_events_of_one_report(merged: tuple[rasid.Incident, ...]) -> None:
    for item in merged:
        indices = [member.report_index for member in item.members]
        assert len(indices) == len(set(indices))


def test_shuffled_reports_give_the_same_incidents(
    reports: list[rasid.Report], merged: tuple[rasid.Incident, ...]
) -> None:
    order = list(range(len(reports)))
    random.Random(5).shuffle(order)
    shuffled = rasid.merge([reports[index] for index in order])

    def told(incidents: tuple[rasid.Incident, ...], index: Any) -> set[frozenset[tuple[int, str]]]:
        return {frozenset((index(m.report_index), m.event_id) for m in item.members) for item in incidents}

    assert told(shuffled, lambda i: order[i]) == told(merged, lambda i: i)


def test_many_reports_take_a_time_that_hardly_grows_faster_than_their_number(reports: list[rasid.Report]) -> None:
    """Pairs are compared within blocks: work is counted, not time."""

    def compared(count: int) -> int:
        parts = Parts()
        for index, report in enumerate(reports[:count]):
            for telling in tellings(report, index):
                parts.add(telling)
        return parts.compared

    half, whole = compared(len(reports) // 2), compared(len(reports))
    assert len(reports) < whole <= 2.5 * half
