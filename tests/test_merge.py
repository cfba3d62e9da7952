"""Merging: what belongs together is joined, what does not is not, and no claim is lost."""

import csv
import gzip
import io
import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import rasid
from conftest import run_python
from rasid.cli import app
from rasid.corpus.merge import Merger
from rasid.corpus.merge.families import family_of
from rasid.events.facilities import sort_of
from rasid.records import CasualtyKind, EventType, Modality

STRIKE = (
    "قصفت طائرات حربية روسية أمس الأحد سوقاً شعبياً في بلدة النيرب بريف إدلب الشرقي، ما أسفر عن مقتل ثلاثة مدنيين "
    "وإصابة عشرة آخرين، بحسب الدفاع المدني."
)
RISEN = (
    "ارتفاع حصيلة غارة على بلدة النيرب\n\nارتفعت إلى خمسة قتلى حصيلة الغارة الجوية التي شنتها مقاتلات النظام السوري "
    "على سوق بلدة النيرب شرق إدلب يوم الأحد، وفق مصدر محلي."
)
HEADLINE = "غارات جوية تستهدف بلدة النيرب بريف إدلب يوم الأحد وتوقع قتلى وجرحى في صفوف المدنيين."
NEXT_DAY = "قصفت طائرات حربية روسية اليوم الاثنين بلدة النيرب بريف إدلب، ما أسفر عن مقتل ثلاثة مدنيين."
NEXT_TOWN = "قصفت طائرات حربية روسية أمس الأحد بلدة سرمين بريف إدلب، ما أسفر عن مقتل ثلاثة مدنيين."
HOSPITAL = "قصفت طائرات حربية روسية مساء أمس الأحد مستشفى في بلدة النيرب بريف إدلب، ما أسفر عن إصابة ممرضين اثنين."
ARREST = "اعتقلت هيئة تحرير الشام أمس الأحد ثلاثة شبان في بلدة النيرب بريف إدلب."
COARSE = "قُتل ثلاثة مدنيين في غارة جوية روسية على ريف إدلب الشرقي أمس الأحد."


@pytest.fixture(scope="module")
def made(pipeline: Any) -> Any:
    def extract(*texts: str, published: str = "2018-04-30") -> list[rasid.Report]:
        return [
            pipeline.extract(text, published=published, id=f"r{n}", outlet=f"وكالة {n}") for n, text in enumerate(texts)
        ]

    return extract


def groups(incidents: tuple[rasid.Incident, ...]) -> set[frozenset[str]]:
    return {frozenset(f"{m.report_id}" for m in item.members) for item in incidents}


def test_tellings_of_one_strike_are_one_incident(made: Any) -> None:
    (item,) = rasid.merge(made(STRIKE, RISEN, HEADLINE))
    assert item.type is EventType.AIR_STRIKE
    assert item.start == "2018-04-29"
    assert item.places[0].name == "النيرب"
    assert item.places[0].members == (0, 1, 2)
    assert {(m.report_id, m.event_id) for m in item.members} == {("r0", "e1"), ("r1", "e1"), ("r2", "e1")}
    assert item.lat == pytest.approx(35.87, abs=0.1)


@pytest.mark.parametrize("published", ["20180430T120000", "2018-W18-1", "2018-04-30T10:00:00Z"])
def test_a_report_without_a_day_is_dated_by_any_iso_form_of_publication(made: Any, published: str) -> None:
    undated = "قصفت طائرات حربية روسية سوقاً شعبياً في بلدة النيرب بريف إدلب الشرقي، ما أسفر عن مقتل ثلاثة مدنيين."
    later = made(undated, published=published)[0].model_copy(update={"id": "later"})
    assert later.events[0].start is None
    assert groups(rasid.merge([*made(STRIKE), later])) == {frozenset({"r0", "later"})}


@pytest.mark.parametrize("other", [NEXT_DAY, NEXT_TOWN, HOSPITAL, ARREST], ids=["day", "town", "hospital", "arrest"])
def test_near_misses_stay_apart(made: Any, other: str) -> None:
    assert groups(rasid.merge(made(STRIKE, other))) == {frozenset({"r0"}), frozenset({"r1"})}


def test_contradictory_tolls_are_all_kept(made: Any) -> None:
    (item,) = rasid.merge(made(STRIKE, RISEN))
    toll = next(toll for toll in item.casualties if toll.kind is CasualtyKind.KILLED)
    assert (toll.low, toll.high) == (3, 5)
    assert {(item.members[claim.member].report_id, claim.low) for claim in toll.claims} == {("r0", 3), ("r1", 5)}
    contested = {slot.slot: {claim.value for claim in slot.claims} for slot in item.contested}
    assert contested["casualties.killed"] == {"3", "5"}


def test_who_is_blamed_by_whom(made: Any) -> None:
    (item,) = rasid.merge(made(STRIKE, RISEN))
    blamed = {claim.value: [item.members[i].report_id for i in claim.members] for claim in item.actors}
    assert blamed == {"القوات الجوية الروسية": ["r0"], "القوات الجوية السورية": ["r1"]}
    assert "actors" in {slot.slot for slot in item.contested}


def test_the_number_that_most_give_is_best(made: Any) -> None:
    (item,) = rasid.merge(made(STRIKE, RISEN, STRIKE.replace("حربية روسية", "روسية"), HEADLINE))
    assert next(toll for toll in item.casualties if toll.kind is CasualtyKind.KILLED).best == 3


def test_two_events_of_one_report_are_never_joined(made: Any) -> None:
    report, other = made(STRIKE, RISEN)
    twin = report.events[0].model_copy(update={"id": "e2"})
    found = rasid.merge([report.model_copy(update={"events": (*report.events, twin)}), other])
    assert sorted(len(item.members) for item in found) == [1, 2]
    for item in found:
        reports = [member.report_index for member in item.members]
        assert len(reports) == len(set(reports))


def test_a_vague_telling_joins_the_one_incident_that_it_can_mean(made: Any) -> None:
    assert len(rasid.merge(made(STRIKE, COARSE))) == 1


def test_a_vague_telling_that_can_mean_two_incidents_joins_neither(made: Any) -> None:
    found = rasid.merge(made(STRIKE, NEXT_TOWN, COARSE))
    assert groups(found) == {frozenset({"r0"}), frozenset({"r1"}), frozenset({"r2"})}


def test_a_threat_is_no_telling_of_what_happened(made: Any) -> None:
    threat = "هدد الجيش الروسي بقصف بلدة النيرب بريف إدلب يوم الأحد."
    for item in rasid.merge(made(STRIKE, threat)):
        modalities = {member.modality for member in item.members}
        assert not ({Modality.THREATENED, Modality.PLANNED} & modalities and Modality.ACTUAL in modalities)


def test_a_denial_is_kept_with_what_it_denies(made: Any) -> None:
    denial = "نفت وزارة الدفاع الروسية قصف طائراتها بلدة النيرب بريف إدلب يوم الأحد."
    item = next(item for item in rasid.merge(made(STRIKE, denial)) if len(item.members) == 2)
    assert [member.modality for member in item.members if member.report_id == "r1"] == [Modality.DENIED]
    assert "modality" in {slot.slot for slot in item.contested}


def test_victims_are_listed_once(made: Any) -> None:
    one = "قُتل المدنيان سامر خالد الحلاق ومنى الرفاعي في غارة جوية على بلدة النيرب بريف إدلب أمس الأحد."
    other = "مقتل سامر الحلاق وإصابة آخرين في غارة روسية على بلدة النيرب بريف إدلب أمس الأحد."
    (item,) = rasid.merge(made(one, other))
    names = {claim.value: claim.members for claim in item.victims}
    assert names["سامر خالد الحلاق"] == (0, 1)
    assert len(names) == len(item.victims) <= 2


def test_every_event_is_a_member_of_one_incident(made: Any) -> None:
    reports = made(STRIKE, RISEN, HEADLINE, NEXT_DAY, NEXT_TOWN, HOSPITAL, ARREST, COARSE)
    members = [(m.report_index, m.event_id) for item in rasid.merge(reports) for m in item.members]
    assert sorted(members) == sorted((n, event.id) for n, report in enumerate(reports) for event in report.events)


def test_the_order_of_the_reports_does_not_matter(made: Any) -> None:
    reports = made(STRIKE, RISEN, HEADLINE, NEXT_DAY, NEXT_TOWN, HOSPITAL, ARREST, COARSE)

    def told(order: list[rasid.Report]) -> list[dict[str, Any]]:
        found = [item.model_dump() for item in rasid.merge(order)]
        for item in found:
            for member in item["members"]:
                member["report_index"] = 0
        return found

    expected = told(reports)
    shuffled = list(reports)
    for seed in range(20):
        random.Random(seed).shuffle(shuffled)
        assert told(shuffled) == expected


def test_a_stream_gives_what_all_at_once_give(made: Any) -> None:
    reports = made(STRIKE, RISEN, HEADLINE, NEXT_DAY, NEXT_TOWN, HOSPITAL, ARREST, COARSE)
    merger = Merger()
    for count, report in enumerate(reports, start=1):
        merger.add(report)
        assert merger.incidents() == rasid.merge(reports[:count])


def test_the_user_joins_and_parts(made: Any) -> None:
    reports = made(STRIKE, RISEN, NEXT_TOWN)
    joined = rasid.merge(reports, together=[(("r0", "e1"), ("r2", "e1"))])
    assert any({"r0", "r2"} <= group for group in groups(joined))
    assert any(join.pinned for item in joined for join in item.joins)
    parted = rasid.merge(reports, apart=[(("r0", "e1"), ("r1", "e1"))])
    assert groups(parted) == {frozenset({"r0"}), frozenset({"r1"}), frozenset({"r2"})}


def test_a_pin_of_no_event_is_named(made: Any) -> None:
    with pytest.raises(rasid.InputError, match=r"'e9'.*'r0'"):
        rasid.merge(made(STRIKE), together=[(("r0", "e9"), ("r0", "e1"))])


def test_every_join_has_its_reasons(made: Any) -> None:
    (item,) = rasid.merge(made(STRIKE, RISEN, HEADLINE))
    assert len(item.joins) == 2
    for join in item.joins:
        assert any("النيرب" in reason for reason in join.reasons)
        assert any("2018-04-29" in reason for reason in join.reasons)
    assert 0.5 < item.confidence <= 1


def test_incidents_survive_json_and_stay_frozen(made: Any) -> None:
    for item in rasid.merge(made(STRIKE, RISEN, ARREST)):
        assert rasid.Incident.model_validate_json(item.model_dump_json()) == item
        with pytest.raises(Exception, match="frozen"):
            item.type = EventType.OTHER


def test_nothing_gives_nothing() -> None:
    assert rasid.merge([]) == ()


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("سوقاً شعبياً", "market"),
        ("مستشفى ميداني", "health"),
        ("للمشفى الوطني", "health"),
        ("المدرسة", "education"),
        ("منازل المدنيين", None),
        ("مواقع", None),
    ],
)
def test_sorts_of_things_hit(text: str, sort: str | None) -> None:
    assert sort_of(text) == sort


def test_every_type_has_a_family() -> None:
    families = {type_: family_of(type_) for type_ in EventType}
    assert families[EventType.AIR_STRIKE] == families[EventType.SHELLING] != families[EventType.ARREST]


def test_pairs_that_cannot_be_one_are_not_joined_by_a_third(made: Any) -> None:
    """A strike on the market and one on the hospital stay two, whatever vague report lies between them."""
    for reports in itertools.permutations(made(STRIKE, HOSPITAL, HEADLINE)):
        found = rasid.merge(reports)
        together = [item for item in found if {"r0", "r1"} <= {member.report_id for member in item.members}]
        assert not together


# ---------------------------------------------------------------- the command


@pytest.fixture
def archive(made: Any, tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    failed = rasid.Failure(id="r9", error="text must be str, not int").model_dump_json()
    path.write_text("\n".join([*(r.model_dump_json() for r in made(STRIKE, RISEN, NEXT_TOWN)), failed]) + "\n", "utf-8")
    return path


def run(*arguments: str) -> Any:
    return run_python("-m", "rasid.cli", "merge", *arguments, COLUMNS="140")


def test_the_command_writes_incidents_that_read_back(archive: Path) -> None:
    result = run(str(archive), "--format", "jsonl")
    assert result.returncode == 0, result.stderr
    found = [rasid.Incident.model_validate_json(line) for line in result.stdout.splitlines()]
    assert groups(tuple(found)) == {frozenset({"r0", "r1"}), frozenset({"r2"})}


@pytest.mark.parametrize("form", ["table", "json", "csv", "acled", "ged", "geojson", "html"])
def test_every_format_shows_every_incident(archive: Path, form: str) -> None:
    result = run(str(archive), "--format", form)
    assert result.returncode == 0, result.stderr
    assert ("النيرب" in result.stdout and "سرمين" in result.stdout) or "An-Nayrab" in result.stdout
    if form == "geojson":
        features = json.loads(result.stdout)["features"]
        assert [feature["geometry"]["type"] for feature in features] == ["Point", "Point"]
    if form in ("csv", "acled", "ged"):
        rows = list(csv.DictReader(io.StringIO(result.stdout)))
        assert len(rows) == 2
    if form == "acled":
        assert [row["fatalities"] for row in rows] == ["5", "3"]
        assert "casualties.killed" in rows[0]["tags"]
    if form == "ged":
        assert [(row["low"], row["best"], row["high"]) for row in rows] == [("3", "5", "5"), ("3", "3", "3")]
        assert rows[0]["number_of_sources"] == "2"


def test_pins_come_from_a_file(archive: Path, tmp_path: Path) -> None:
    pins = tmp_path / "pins.tsv"
    pins.write_text("# by hand\napart\tr0\te1\tr1\te1\n", encoding="utf-8")
    result = run(str(archive), "--format", "jsonl", "--pins", str(pins))
    assert len(result.stdout.splitlines()) == 3
    pins.write_text("apart\tr0\te1\n", encoding="utf-8")
    result = run(str(archive), "--pins", str(pins))
    assert result.returncode == 2
    assert "pins.tsv:1" in result.stderr.replace("\n", "").replace("│", "").replace(" ", "")
    pins.write_bytes(b"apart\tr\xc7\te1\tr1\te1\n")
    result = run(str(archive), "--pins", str(pins))
    assert result.returncode == 2
    assert "line1isnotUTF-8" in result.stderr.replace("\n", "").replace("│", "").replace(" ", "")


def test_what_is_no_report_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"events": []}\n', encoding="utf-8")
    result = run(str(broken))
    assert result.returncode == 1
    assert "broken.jsonl" in result.stderr
    assert "line 1" in result.stderr


PACKED = gzip.compress(b"\n" * 100, mtime=0)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("r.jsonl.gz", b"{}\n", "is damaged: Not a gzipped file"),
        ("r.jsonl.gz", PACKED[:-4], "is cut off"),
        ("r.jsonl.gz", PACKED[:-8] + bytes(8), "is damaged: CRC check failed"),
        ("r.jsonl.gz", PACKED[:10] + b"\xff" * 20, "is damaged"),
        ("r.jsonl", b'\n{"text": "\xc7"}\n', "line 2 is not UTF-8"),
        ("r.jsonl", "{}".encode("utf-16")[:-1], "is not UTF-16"),
    ],
    ids=["not packed", "cut off", "wrong checksum", "no deflated data", "another encoding", "half a character"],
)
def test_files_that_cannot_be_read_are_named(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = CliRunner().invoke(app, ["merge", str(path)])
    assert result.exit_code == 1
    assert f"{name}: {told}" in result.stderr
    assert result.stderr.count("\n") == 1


def test_lines_beyond_all_measure_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n" + b" " * 300 + b"\n"))
    monkeypatch.setattr("rasid.corpus.inputs.LARGEST", 200)
    result = CliRunner().invoke(app, ["merge", str(path)])
    assert result.exit_code == 1
    assert "long.jsonl.gz: line 2 has more than 200 characters" in result.stderr


def test_reports_come_through_a_pipe(archive: Path) -> None:
    expected = CliRunner().invoke(app, ["merge", str(archive), "--format", "jsonl"])
    found = CliRunner().invoke(app, ["merge", "-", "--format", "jsonl"], input=archive.read_bytes())
    assert found.stdout == expected.stdout != ""
    wrong = CliRunner().invoke(app, ["merge", "-"], input=b"\xc7\n")
    assert (wrong.exit_code, wrong.stderr) == (1, "rasid: -: is not UTF-8 (byte 0)\n")


def test_packed_reports_and_other_encodings_are_read(archive: Path, tmp_path: Path) -> None:
    packed, wide = tmp_path / "packed.jsonl.gz", tmp_path / "wide.jsonl"
    content = archive.read_text(encoding="utf-8")
    packed.write_bytes(gzip.compress(content.encode("utf-8-sig")))
    wide.write_bytes(content.encode("utf-16"))
    plain, *others = (CliRunner().invoke(app, ["merge", str(path)]).stdout for path in (archive, packed, wide))
    assert "النيرب" in plain
    assert others == [plain, plain]
