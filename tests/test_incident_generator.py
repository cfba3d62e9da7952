"""The generator of invented incidents: determinism, counts, near misses, its Arabic; rasid reads its reports."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

import rasid
from bcubed import bcubed
from conftest import run_python
from incident_generator import FAMILIES, NEAR_MISSES, Incident, World, labels, stream, world
from incident_tables import distance, frames, party, spots, table
from incident_text import person
from incident_words import CIVILIAN, DEAD, FAMILY, MEMBER, WOUNDED, Toll, clock, hijri, recalled, to, when
from rasid.gazetteer import bundled
from rasid.matching import key_of
from rasid.registry import bundled as registry

_OFTEN = ("air_strike", "shelling", "explosion", "attack_on_civilians", "armed_clash", "territory_captured")


@pytest.fixture(scope="module")
def made() -> World:
    return world(11, 240)


@pytest.fixture(scope="module")
def truth(made: World) -> Mapping[str, Incident]:
    return {incident.id: incident for incident in made.incidents}


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _surname(name: str) -> str:
    return max((row.name for row in table("names") if row.kind == "family" and name.endswith(f" {row.name}")), key=len)


def test_same_seed_same_world_whatever_the_hash_seed() -> None:
    code = (
        f"import sys, hashlib; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from incident_generator import world\nprint(hashlib.sha256(repr(world(5, 40)).encode()).hexdigest())"
    )
    here = hashlib.sha256(repr(world(5, 40)).encode()).hexdigest()
    for seed in ("1", "2"):
        assert run_python("-c", code, PYTHONHASHSEED=seed).stdout.strip() == here
    assert world(6, 40) != world(5, 40)


def test_counts(made: World) -> None:
    assert len(made.incidents) == 240
    assert len(made.near_misses) == 60
    assert len({side for pair in made.near_misses for side in pair}) == 120
    each = Counter(report.tells[0].incident for report in made.reports)
    assert each.keys() == {incident.id for incident in made.incidents}
    assert min(each.values()) == 2
    assert max(each.values()) == 9
    assert len({report.id for report in made.reports}) == len(made.reports)
    small = world(1, 10, reports_each=(1, 1), near_miss_rate=0)
    assert (len(small.reports), small.near_misses) == (10, ())


@pytest.mark.parametrize(
    "options", [{"incidents": 0}, {"incidents": 5, "reports_each": (0, 2)}, {"incidents": 5, "near_miss_rate": 1.5}]
)
def test_what_cannot_be_made(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no world of"):
        world(1, **options)  # type: ignore[arg-type]


def test_near_misses_are_what_they_say(made: World, truth: Mapping[str, Incident]) -> None:
    seen = Counter()
    for first_id, second_id in made.near_misses:
        one, two = truth[first_id], truth[second_id]
        seen[two.near] += 1
        assert two.twin == one.id
        apart = (_day(two.day) - _day(one.day)).days
        same_place, same_type = one.gazetteer_id == two.gazetteer_id, one.type == two.type
        rows = bundled().by_id
        kilometres = distance(rows[one.gazetteer_id], rows[two.gazetteer_id])
        toll = (one.killed, one.wounded, one.taken) == (two.killed, two.wounded, two.taken)
        surnames = {_surname(name) for name in (*one.victims, *two.victims)}
        holds = {
            "next_day": same_place and same_type and apart == 1,
            "next_village": 0 < kilometres <= 8 and same_type and apart == 0 and toll,
            "elsewhere": kilometres > 40 and one.governorate != two.governorate and same_type and apart == 0 and toll,
            "other_family": same_place and one.family != two.family and apart == 0,
            "two_strikes": same_place
            and same_type
            and apart == 0
            and one.target != two.target
            and two.hour - one.hour > 8,
            "surname": not same_place and same_type and apart == 0 and len(surnames) == 1,
            "namesake": key_of(one.place) == key_of(two.place) and one.governorate != two.governorate and apart == 0,
            "anniversary": same_place and same_type and apart in (365, 366),
        }
        assert holds[two.near], (one, two)
    assert set(seen) == set(NEAR_MISSES)
    assert min(seen.values()) >= 3


def test_nothing_but_twins_is_near_another_in_place_time_and_family(made: World) -> None:
    groups = defaultdict(list)
    for incident in made.incidents:
        groups[incident.gazetteer_id, incident.family].append(incident)
    for rows in groups.values():
        for one in rows:
            for two in rows:
                if one.id < two.id and two.twin != one.id:
                    assert abs((_day(one.day) - _day(two.day)).days) >= 4, (one, two)


def test_what_a_report_leaves_out_leaves_no_doubt(made: World, truth: Mapping[str, Incident]) -> None:
    paired = {side for pair in made.near_misses for side in pair}
    vague = 0
    for report in made.reports:
        told, incident = report.tells[0], truth[report.tells[0].incident]
        if told.place == incident.place and told.day:
            continue
        vague += 1
        assert incident.id not in paired
        if told.place != incident.place:
            assert told.place == incident.governorate
            like = [
                other
                for other in made.incidents
                if (other.governorate, other.family, other.country)
                == (incident.governorate, incident.family, incident.country)
                and abs((_day(other.day) - _day(incident.day)).days) <= 4
            ]
            assert like == [incident]
    assert vague > 20


def test_reports_come_after_what_they_tell(made: World, truth: Mapping[str, Incident]) -> None:
    recalls = 0
    for report in made.reports:
        main = truth[report.tells[0].incident]
        assert timedelta(0) <= _day(report.published) - _day(main.day) <= timedelta(days=4)
        assert FAMILIES[report.tells[0].type] == main.family or (main.family, report.tells[0].type) == (
            "strike",
            "shelling",
        )
        for told in report.tells[1:]:
            recalls += 1
            assert _day(told.day) < _day(main.day)
            if not told.incident.startswith("past:"):
                assert (truth[told.incident].day, truth[told.incident].place) == (told.day, told.place)
    assert recalls > 100


def test_anniversaries_recall_the_first(made: World, truth: Mapping[str, Incident]) -> None:
    late = [report for report in made.reports if truth[report.tells[0].incident].near == "anniversary"]
    recall = [
        report
        for report in late
        if truth[report.tells[0].incident].twin in {told.incident for told in report.tells[1:]}
    ]
    assert len(recall) > len(late) / 2


def test_reports_of_one_incident_differ(made: World) -> None:
    by_incident = defaultdict(list)
    for report in made.reports:
        by_incident[report.tells[0].incident].append(report)
    for reports in by_incident.values():
        assert len({report.outlet for report in reports}) == len(reports)
        assert len({report.text for report in reports}) == len(reports)
    mixed = sum(len({report.tells[0].type for report in reports}) > 1 for reports in by_incident.values())
    assert mixed > 15


def test_no_gap_stays_open(made: World) -> None:
    for report in made.reports:
        assert not set("{}[]<>") & set(report.text), report.text
        assert "  " not in report.text
        assert " ،" not in report.text
        assert " ." not in report.text


def test_rasid_reads_the_reports(made: World, truth: Mapping[str, Incident]) -> None:
    pipeline, read = rasid.Pipeline(), Counter()
    sample = Random(1).sample(made.reports, 200)
    for report in sample:
        told, incident = report.tells[0], truth[report.tells[0].incident]
        found = pipeline.extract(report.text, published=report.published)
        places = {place.id: place for place in found.places}
        family = [event for event in found.events if FAMILIES.get(event.type) == FAMILIES[told.type]]
        read["family"] += bool(family)
        for event in family:
            days = (event.start or "")[:10], (event.end or "")[:10]
            there = {x for place in event.places for x in (places[place].gazetteer_id, places[place].admin.governorate)}
            where = incident.gazetteer_id if told.place == incident.place else incident.governorate
            if where in there and (not told.day or days[0] <= told.day <= days[1]):
                read["whole"] += 1
                break
    assert read["family"] >= 0.92 * len(sample)
    assert read["whole"] >= 0.85 * len(sample)


def test_stream() -> None:
    reports = list(stream(3, 9000))
    assert len({report.id for report in reports}) == 9000
    assert list(stream(3, 100)) == reports[:100]
    assert next(stream(4, 1)).text != reports[0].text
    told: dict[tuple[str, str], dict[str, date]] = defaultdict(dict)
    for main in (report.tells[0] for report in reports):
        if main.day:
            told[main.place, FAMILIES[main.type]][main.incident] = _day(main.day)
    assert len({incident.split("-")[0] for days in told.values() for incident in days}) > 2  # batches
    for days in told.values():
        ordered = sorted(days.values())
        assert all((later - day).days >= 4 for day, later in pairwise(ordered))


def test_labels(made: World) -> None:
    found = labels(made.reports)
    assert len(found) == sum(len(report.tells) for report in made.reports)
    assert found[made.reports[0].id, 0] == made.reports[0].tells[0].incident


def test_often_used_types_have_many_frames() -> None:
    for type_ in _OFTEN:
        assert len(frames(type_, "h")) + len(frames(type_, "l")) >= 20
        assert len(frames(type_, "l")) >= 12
    for type_ in FAMILIES:
        assert len(frames(type_, "h")) >= 6
        assert len(frames(type_, "l")) >= 7
        assert frames(type_, "b")


def test_sides_have_names_of_the_registry() -> None:
    rows = registry().by_id
    for side in table("sides"):
        row = rows[side.registry]
        for name in (*side.neutral, *side.own, *side.hostile):
            assert name in (row.name, *row.variants, *row.partisan, *row.acronyms), (side.id, name)


def test_places_lie_in_their_areas() -> None:
    for rows in spots().values():
        for spot in rows:
            assert (spot.row.governorate, spot.row.country) == (spot.area.governorate, spot.area.country)


@pytest.mark.parametrize(
    ("noun", "number", "case", "digits", "expected"),
    [
        (DEAD, 1, "n", False, "قتيل"),
        (DEAD, 1, "a", False, "قتيلاً"),
        (DEAD, 2, "n", True, "قتيلان"),
        (DEAD, 2, "g", True, "قتيلين"),
        (CIVILIAN, 2, "g", False, "مدنيين اثنين"),
        (CIVILIAN, 3, "n", False, "ثلاثة مدنيين"),
        (MEMBER, 10, "g", True, "10 عناصر"),
        (WOUNDED, 11, "n", False, "11 جريحاً"),
        (CIVILIAN, 20, "n", False, "عشرون مدنياً"),
        (CIVILIAN, 20, "g", False, "عشرين مدنياً"),
        (CIVILIAN, 30, "n", False, "ثلاثون مدنياً"),
        (CIVILIAN, 80, "g", False, "ثمانين مدنياً"),
        (FAMILY, 5, "n", False, "خمس عائلات"),
        (FAMILY, 100, "g", True, "100 عائلة"),
        (FAMILY, 104, "g", True, "104 عائلات"),
    ],
)
def test_counted_nouns(noun: object, number: int, case: str, digits: bool, expected: str) -> None:
    assert noun.of(number, case, digits=digits) == expected  # type: ignore[attr-defined]


def test_tolls() -> None:
    toll = Toll(3, 5, "", CIVILIAN, digits=False, martyrs=False)
    assert toll.nominal("n") == "ثلاثة قتلى وخمسة جرحى"
    assert toll.clause() == "قُتل ثلاثة مدنيين وأصيب خمسة آخرون"
    assert toll.noun() == "مقتل ثلاثة مدنيين وإصابة خمسة آخرين"
    assert toll._replace(killed=2, wounded=2).noun() == "مقتل مدنيين اثنين وإصابة اثنين آخرين"
    assert toll._replace(killed=1, wounded=1).clause() == "قُتل مدني وأصيب آخر"
    assert toll._replace(killed=0).clause() == "أصيب خمسة مدنيين بجروح"
    assert toll._replace(hedge="least").noun() == "مقتل ما لا يقل عن ثلاثة مدنيين وإصابة خمسة آخرين"
    assert toll._replace(hedge="vague").clause() == "سقط قتلى وجرحى"
    assert toll._replace(killed=12, digits=True, martyrs=True).nominal("a") == "12 شهيداً و5 جرحى"


@pytest.mark.parametrize(
    ("name", "gender", "oblique", "attached"),
    [
        ("قوات النظام", "f", "قوات النظام", "لقوات النظام"),
        ("الجيش السوري", "m", "الجيش السوري", "للجيش السوري"),
        ("الحوثيون", "p", "الحوثيين", "للحوثيين"),
        ("المجموعات الإرهابية المسلحة", "f", "المجموعات الإرهابية المسلحة", "للمجموعات الإرهابية المسلحة"),
        ("تنظيم الدولة", "m", "تنظيم الدولة", "لتنظيم الدولة"),
        ("مرتزقة العدوان", "p", "مرتزقة العدوان", "لمرتزقة العدوان"),
    ],
)
def test_parties(name: str, gender: str, oblique: str, attached: str) -> None:
    found = party(name)
    assert (found.gender, found.oblique, to(found.oblique)) == (gender, oblique, attached)


def test_verbs_agree_with_their_subject() -> None:
    frame = next(frame for frame in frames("air_strike", "h") if "يقصف" in frame.texts["mm"])
    assert frame.texts["mm"].startswith("{A} يقصف ")
    assert frame.texts["fm"].startswith("{A} تقصف ")
    assert frame.texts["pm"].startswith("{A} يقصفون ")
    lead = next(frame for frame in frames("explosion", "l") if frame.id == "explosion-l-01")
    assert lead.texts["mm"].startswith("انفجر ")
    assert lead.texts["mf"].startswith("انفجرت ")


def test_dates() -> None:
    assert hijri(date(2019, 5, 3)) == "28 شعبان 1440 هـ"
    assert (clock(8), clock(13), clock(19)) == ("الثامنة صباحاً", "الواحدة ظهراً", "السابعة مساءً")
    rng, day = Random(2), date(2019, 5, 5)  # a Sunday
    same = {when(rng, day, 5, day, "levant", exact=True) for _ in range(60)}
    assert same == {"فجر اليوم الأحد", "فجر اليوم", "فجر الأحد"}
    later = {when(rng, day, 22, date(2019, 5, 6), "levant", exact=False) for _ in range(200)}
    assert "الليلة الماضية" in later
    assert not any("الاثنين" in phrase for phrase in later)
    years = {recalled(rng, day, date(2020, 5, 7), "standard") for _ in range(50)}
    assert all("2019" in phrase for phrase in years)


def test_names_keep_a_surname() -> None:
    name = person(Random(3), "YE", "الحاشدي")
    assert name.endswith(" الحاشدي")
    assert len(name.split()) >= 3


def test_bcubed() -> None:
    truth = dict(zip("abcdefghijkl", "111112233333", strict=True))
    assert bcubed(truth, truth) == (1, 1, 1)
    # The worked example of Bagga and Baldwin (1998): the second and the third chain are joined by mistake.
    joined = dict(zip("abcdefghijkl", "111112222222", strict=True))
    precision, recall, f1 = bcubed(truth, joined)
    assert precision == pytest.approx((5 * 1 + 2 * 2 / 7 + 5 * 5 / 7) / 12)
    assert recall == 1
    assert f1 == pytest.approx(2 * precision / (precision + 1))
    alone = bcubed(truth, {item: item for item in truth})
    assert alone.precision == 1
    assert alone.recall == pytest.approx(3 / 12)
    with pytest.raises(ValueError, match="not of the same items"):
        bcubed({"a": 1}, {"b": 1})
