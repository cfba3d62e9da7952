"""Scores of annotated articles: what counts as found, what as agreeing."""

from collections.abc import Mapping
from typing import Any

import pytest

from rasid.agreement import days, same_day, same_name, same_place, same_value
from rasid.errors import InputError
from rasid.evaluation import ALL, NOT_ACTUAL, Evaluation, Score, evaluate, pair_best

TEXT = "قصفت قوات النظام بلدة سرمين أمس وقتلت 3 مدنيين، بحسب الدفاع المدني السوري، ونفت روسيا"


def at(surface: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(surface)
    return {"start": start, "end": start + len(surface), "text": surface, **more}


def gold(*, mentions: list[dict[str, Any]] | None = None, events: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"id": "a", "published": "2021-12-03", "text": TEXT, "mentions": mentions or [], "events": events or []}


def gold_event(**changes: Any) -> dict[str, Any]:
    return {
        "type": "shelling",
        "trigger": at("قصفت"),
        "actors": ["قوات النظام"],
        "targets": ["مدنيين"],
        "places": ["سرمين"],
        "date": "2021-12-02",
        "casualties": [{"kind": "killed", "low": 3, "high": 3, "approx": False, "who": "مدنيين"}],
        "source": "الدفاع المدني السوري",
        "modality": "actual",
        **changes,
    }


PLACES = [{"id": "p1", "name": "سرمين", "mentions": [at("سرمين")]}]


def event(**changes: Any) -> dict[str, Any]:
    return {
        "type": "shelling",
        "trigger": at("قصفت"),
        "actors": [at("قوات النظام")],
        "targets": [at("مدنيين")],
        "places": ["p1"],
        "start": "2021-12-02",
        "end": "2021-12-02",
        "casualties": [{"kind": "killed", "low": 3, "high": 3}],
        "source": at("الدفاع المدني السوري", stance="reports"),
        "modality": "actual",
        **changes,
    }


def run(row: Mapping[str, Any], **report: Any) -> Evaluation:
    return evaluate([row], lambda _: report)


def test_a_perfect_report_scores_one_everywhere() -> None:
    row = gold(
        mentions=[
            at("قوات النظام", type="GROUP", entity=0),
            at("سرمين", type="PLACE", entity=1, kind="town"),
            at("الدفاع المدني السوري", type="ORG", entity=2),
            at("أمس", type="DATE", entity=3, value="2021-12-02"),
        ],
        events=[gold_event(modality="denied")],
    )
    result = run(
        row,
        groups=[{"id": "g1", "name": "قوات النظام", "mentions": [at("قوات النظام")]}],
        organizations=[{"id": "o1", "name": "الدفاع المدني", "mentions": [at("الدفاع المدني السوري")]}],
        places=PLACES,
        dates=[at("أمس", id="d1", value="2021-12-02")],
        events=[event(modality="denied")],
    )

    assert result.broken_offsets == 0
    assert result.mentions_strict[ALL] == result.mentions_relaxed[ALL] == Score(4, 4, 4)
    assert result.date_values == Score(1, 1, 1)
    assert result.events == result.event_types["shelling"] == Score(1, 1, 1)
    assert result.slots[ALL] == Score(5, 5, 5)
    assert result.apart == {"source": Score(1, 1, 1), NOT_ACTUAL: Score(1, 1, 1)}


def test_an_empty_report_scores_zero_without_an_error() -> None:
    result = run(gold(mentions=[at("سرمين", type="PLACE", entity=0)], events=[gold_event()]))

    assert result.mentions_relaxed[ALL] == Score(0, 0, 1)
    assert result.events == Score(0, 0, 1)
    assert result.slots[ALL] == Score(0, 0, 5)
    assert (result.events.precision, result.events.recall, result.events.f1) == (0.0, 0.0, 0.0)


def test_precision_recall_and_f1_follow_from_the_counts() -> None:
    score = Score(matched=2, predicted=4, gold=3)

    assert (score.precision, score.recall, score.f1) == (0.5, pytest.approx(2 / 3), pytest.approx(4 / 7))


def test_an_article_may_be_given_as_a_record() -> None:
    class Record:
        def model_dump(self, *, mode: str) -> dict[str, Any]:
            assert mode == "json"
            return {"places": PLACES}

    result = evaluate([gold(mentions=[at("سرمين", type="PLACE", entity=0)])], lambda _: Record())

    assert result.mentions_strict["PLACE"] == Score(1, 1, 1)


def test_counts_of_several_articles_add_up() -> None:
    row = gold(mentions=[at("سرمين", type="PLACE", entity=0)])

    result = evaluate([row, row], lambda _: {"places": PLACES})

    assert (result.articles, result.characters) == (2, 2 * len(TEXT))
    assert result.mentions_strict["PLACE"] == Score(2, 2, 2)


@pytest.mark.parametrize(
    ("surface", "strict", "relaxed"),
    [("قوات النظام", 1, 1), ("قوات النظام بلدة", 0, 1), ("النظام", 0, 1), ("قوات", 0, 0), ("روسيا", 0, 0)],
)
def test_a_relaxed_mention_overlaps_at_least_by_half(surface: str, strict: int, relaxed: int) -> None:
    result = run(gold(mentions=[at("قوات النظام", type="GROUP", entity=0)]), groups=[{"id": "g", **at(surface)}])

    assert result.mentions_strict["GROUP"] == Score(strict, 1, 1)
    assert result.mentions_relaxed["GROUP"] == Score(relaxed, 1, 1)


def test_a_mention_of_another_type_is_not_found() -> None:
    result = run(gold(mentions=[at("روسيا", type="PLACE", entity=0)]), groups=[{"id": "g", **at("روسيا")}])

    assert result.mentions_relaxed["PLACE"] == Score(0, 0, 1)
    assert result.mentions_relaxed["GROUP"] == Score(0, 1, 0)
    assert result.mentions_relaxed[ALL] == Score(0, 1, 1)


def test_a_mention_whose_text_is_not_at_its_offsets_is_counted_as_broken() -> None:
    result = run(gold(), places=[{"id": "p", "mentions": [{**at("سرمين"), "text": "حلب"}]}])

    assert result.broken_offsets == 1


def test_date_values_are_judged_on_the_dates_found_only() -> None:
    row = gold(
        mentions=[
            at("أمس", type="DATE", entity=0, value="2021-12-02"),
            at("روسيا", type="DATE", entity=1, value="2021"),
        ]
    )

    assert run(row, dates=[at("أمس", id="d", value="2021-12-03")]).date_values == Score(0, 1, 1)
    assert run(row, dates=[at("أمس", id="d", value="2021-12-02T10:00")]).date_values == Score(1, 1, 1)


def test_an_event_of_another_type_is_not_found_and_its_values_count_on_both_sides() -> None:
    result = run(gold(events=[gold_event()]), places=PLACES, events=[event(type="air_strike")])

    assert result.events == Score(0, 1, 1)
    assert result.event_types == {"air_strike": Score(0, 1, 0), "shelling": Score(0, 0, 1)}
    assert result.slots[ALL] == Score(0, 5, 5)


NOTHING: dict[str, Any] = {"actors": [], "targets": [], "places": [], "start": None, "end": None, "casualties": []}


@pytest.mark.parametrize(
    ("gap", "shared", "found"),
    [
        pytest.param(60, {}, 1, id="near"),
        pytest.param(61, {}, 0, id="not near, nothing shared"),
        pytest.param(400, {"places": ["p1"]}, 1, id="at hand with a place"),
        pytest.param(400, {"casualties": [{"kind": "killed", "low": 3, "high": 3}]}, 1, id="at hand with a toll"),
        pytest.param(400, {"actors": [at("قوات النظام")]}, 0, id="at hand with an actor only"),
        pytest.param(401, {"places": ["p1"]}, 0, id="far with a place only"),
        pytest.param(
            5000,
            {"actors": [at("قوات النظام")], "places": ["p1"], "start": "2021-12-02", "end": "2021-12-02"},
            1,
            id="far with actor, place and day",
        ),
    ],
)
def test_how_far_the_triggers_of_one_event_may_lie_apart(gap: int, shared: dict[str, Any], found: int) -> None:
    trigger = {"start": gap, "end": gap + 4, "text": "قصفت"}

    result = run(
        gold(events=[gold_event()]), places=PLACES, events=[event(**{**NOTHING, **shared, "trigger": trigger})]
    )

    assert result.events.matched == found


def test_two_predictions_of_one_event_are_one_hit_and_one_error() -> None:
    assert run(gold(events=[gold_event()]), places=PLACES, events=[event(), event()]).events == Score(1, 2, 1)


def test_the_nearest_agreeing_event_is_taken() -> None:
    other = event(actors=[at("روسيا")], targets=[], casualties=[], places=[])

    result = run(gold(events=[gold_event()]), places=PLACES, events=[other, event()])

    assert result.slots["actors"] == Score(1, 2, 1)
    assert result.slots["casualties"] == Score(1, 1, 1)


def test_a_gold_actor_is_met_by_any_name_of_its_entity() -> None:
    mentions = [at("قوات النظام", type="GROUP", entity=0), at("روسيا", type="GROUP", entity=0)]

    assert run(gold(mentions=mentions, events=[gold_event()]), events=[event(actors=[at("روسيا")])]).slots[
        "actors"
    ] == Score(1, 1, 1)
    assert run(gold(events=[gold_event()]), events=[event(actors=[at("روسيا")])]).slots["actors"] == Score(0, 1, 1)


def test_a_predicted_actor_stands_for_all_names_of_its_entity() -> None:
    groups = [{"id": "g1", "name": "جيش النظام", "mentions": [at("روسيا"), at("قوات النظام")]}]

    result = run(gold(events=[gold_event()]), groups=groups, events=[event(actors=[at("روسيا", entity_id="g1")])])

    assert result.slots["actors"] == Score(1, 1, 1)


@pytest.mark.parametrize(
    ("toll", "hit"),
    [
        ({"kind": "killed", "low": 3, "high": 3, "approximate": True}, 1),
        ({"kind": "wounded", "low": 3, "high": 3}, 0),
        ({"kind": "killed", "low": 3, "high": None}, 0),
    ],
)
def test_a_toll_agrees_in_kind_and_both_bounds(toll: dict[str, Any], hit: int) -> None:
    assert run(gold(events=[gold_event()]), events=[event(casualties=[toll])]).slots["casualties"] == Score(hit, 1, 1)


def test_only_modalities_other_than_actual_are_scored() -> None:
    assert run(gold(events=[gold_event()]), events=[event()]).apart[NOT_ACTUAL] == Score(0, 0, 0)
    assert run(gold(events=[gold_event()]), events=[event(modality="denied")]).apart[NOT_ACTUAL] == Score(0, 1, 0)
    planned, denied = gold_event(modality="planned"), event(modality="denied")
    assert run(gold(events=[planned]), events=[denied]).apart[NOT_ACTUAL] == Score(0, 1, 1)


def test_sources_are_compared_as_names() -> None:
    assert run(gold(events=[gold_event()]), events=[event(source=at("الدفاع المدني"))]).apart["source"] == Score(
        1, 1, 1
    )
    assert run(gold(events=[gold_event()]), events=[event(source=None)]).apart["source"] == Score(0, 0, 1)


def test_rows_tell_measure_name_shares_and_counts() -> None:
    rows = run(gold(events=[gold_event()]), places=PLACES, events=[event(), event(type="air_strike")]).to_rows()

    table = {(row["measure"], row["of"]): row for row in rows}
    assert len(table) == len(rows)
    assert table["events", ALL] == {
        "measure": "events",
        "of": ALL,
        "precision": 0.5,
        "recall": 1.0,
        "f1": 0.6667,
        "matched": 1,
        "predicted": 2,
        "gold": 1,
    }
    assert {"mentions, relaxed", "mentions, strict", "date values", "events", "slots", "apart"} == {m for m, _ in table}


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"id": "x", "text": "", "mentions": []}, "'x' has no field 'events'"),
        (gold(mentions=[at("سرمين", type="PLACE")]), "'a': mention 0 has no field 'entity'"),
        (gold(mentions=[{**at("سرمين", type="PLACE", entity=0), "start": 0}]), "'سرمين' does not stand at 0-"),
        (gold(events=[{"type": "shelling", "trigger": {}}]), "'a': event 0 needs 'type' and 'trigger'"),
    ],
)
def test_an_annotation_that_cannot_be_used_is_named(row: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        run(row)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("قوّات سوريا الديمقراطية", "قوات سـوريا الديمقراطيه", True),
        ("للفرقة الرابعة", "الفرقة الرابعة", True),
        ("ميليشيا حزب الله اللبناني", "حزب الله", True),
        ("قسد", "«قسد»", True),
        ("عبد الله", "عبدالله", True),
        ("جماعة الحوثي", "الحوثيين", False),
        ("الحوثيون", "الحوثيين", True),
        ("الجيش السوري", "الجيش التركي", False),
        ("قصف شنته قوات تابعة للجيش السوري", "الجيش السوري", False),
        ("", "قسد", False),
    ],
)
def test_names_are_the_same_but_for_spelling_ending_and_two_words_more(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same_name(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("قرية الجنينة", "الجنينة", True),
        ("حي الأربعين", "الأربعين", True),
        ("كفر لوسين", "كفرلوسين", True),
        ("ريف حلب", "حلب", False),
        ("حلب", "حلبجة", False),
        ("المنطقة", "المدينة", False),
    ],
)
def test_places_are_the_same_but_for_spelling_and_class_noun(one: str, other: str, same: bool) -> None:
    assert same_place(one, other) is same_place(other, one) is same


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("2018-04-29T08:00", ("2018-04-29", "2018-04-29")),
        ("2018-02", ("2018-02-01", "2018-02-28")),
        ("2018-12", ("2018-12-01", "2018-12-31")),
        ("2018", ("2018-01-01", "2018-12-31")),
        ("2018-W17", ("2018-04-23", "2018-04-29")),
        ("2013/2018-04-08", ("2013-01-01", "2018-04-08")),
        ("2018-04-05/..", ("2018-04-05", "2018-04-05")),
        ("PXD", None),
        ("2018-02-30", None),
        ("2018-04-05/PXD", None),
        ("", None),
    ],
)
def test_the_days_of_a_value(value: str, span: tuple[str, str] | None) -> None:
    found = days(value)

    assert (found and tuple(day.isoformat() for day in found)) == span


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2018-04-29", "2018-04-29TNI", True),
        ("2018-04-29", "2018-04-28/2018-04-30", True),
        ("2018-04-29", "2018-04-28/2018-05-01", False),
        ("2018-04-28/2018-05-01", "2018-04-29", False),
        ("2018-04", "2018-04-01/2018-04-20", True),
        ("2018-04", "2018-04-01/2018-04-10", False),
        ("2018-04-29", "2018-04-30", False),
        ("2018-04-29", "PXD", False),
    ],
)
def test_times_of_events_agree_by_half_or_within_three_days(one: str, other: str, same: bool) -> None:
    assert same_day(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2018-04-29TMO", "2018-04-29T08:00", True),
        ("2018-04-29", "2018-04", False),
        ("2018", "2018/..", True),
        ("2018-04", "2018-04-01/2018-04-30", True),
        ("PXD", "PAST_REF", True),
        ("PXD", "PTXD", False),
        ("PXD", "PXY", False),
        ("P3D", "PXD", False),
        (None, None, True),
        (None, "2018", False),
    ],
)
def test_values_agree_to_the_day_and_vague_ones_by_their_unit(one: str | None, other: str | None, same: bool) -> None:
    assert same_value(one, other) is same_value(other, one) is same


def test_pairs_are_taken_heaviest_first_and_each_item_once() -> None:
    weights = {(0, 0): 0.9, (0, 1): 1.0, (1, 1): 0.8}

    assert pair_best([0, 1], [0, 1], lambda g, p: weights.get((g, p), 0.0)) == ((0, 1),)
