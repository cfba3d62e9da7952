"""Armed actors: which registry row a name means, by day and country; rows of the user's own."""

import pickle
from functools import cache
from pathlib import Path

import pytest

import rasid
from rasid import Pipeline
from rasid.actors import actor_rows
from rasid.lexicon import load
from rasid.registry import ActorRow, NationalityRow, bundled, organizations

CASES = Path(__file__).parent / "cases" / "actors.tsv"
REQUIRED = 0.97


@cache
def pipeline() -> Pipeline:
    return Pipeline(extractors=("places", "groups"))


def cases() -> list[list[str]]:
    return [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines()[1:]]


def registry_id(text: str, published: str, surface: str, maker: Pipeline | None = None) -> str | None:
    """Return the id of the group that is mentioned where ``surface`` stands."""
    report = (maker or pipeline()).extract(text, published=published)
    start = text.rindex(surface)
    found = [g for g in report.groups for m in g.mentions if m.start < start + len(surface) and start < m.end]
    return found[0].registry_id if found else None


def test_names_mean_the_right_actors() -> None:
    rows = cases()
    wrong = [
        f"{day} {surface}: {got} instead of {expected} in {text}"
        for day, _, text, surface, expected in rows
        if (got := registry_id(text, day, surface)) != expected
    ]
    assert len(rows) >= 250
    assert 1 - len(wrong) / len(rows) >= REQUIRED, "\n".join(wrong)


def test_cases_know_their_actors() -> None:
    assert {row[4] for row in cases()} <= set(bundled().by_id)


@pytest.mark.parametrize(
    ("published", "expected"), [("2024-12-07", "syria-army"), ("2024-12-09", "syria-army-new"), (None, "syria-army")]
)
def test_syrian_army_changes_with_the_government(published: str | None, expected: str) -> None:
    report = pipeline().extract("قصفت القوات السورية بلدة في ريف حمص.", published=published)
    assert [g.registry_id for g in report.groups] == [expected]


@pytest.mark.parametrize(("published", "expected"), [("2018-04-30", None), ("2022-04-30", "hts-general-security")])
def test_a_name_is_not_given_to_who_bears_it_in_another_country(published: str, expected: str | None) -> None:
    text = "نقل مقاتلون من حزب الله الجثث إلى مركز الأمن العام في ريف دير الزور، ثم إلى مدينة الميادين السورية."
    assert registry_id(text, published, "الأمن العام") == expected


def test_parents_and_sides_name_rows_of_the_registry() -> None:
    rows = bundled().by_id
    for row in rows.values():
        assert row.parent is None or row.parent in rows, row.id
        assert set(row.sides) <= set(rows), row.id


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_users_rows_come_first(tmp_path: Path) -> None:
    file = write(tmp_path / "actors.tsv", "id\tname\tvariants\tkind\nmine\tجيش المثال\tأسود المثال|قسد\trebel\n")
    maker = Pipeline(extractors=("places", "groups"), actors=[file])
    assert registry_id("هاجم جيش المثال قرية قرب حمص.", "2018-01-01", "جيش المثال", maker) == "mine"
    assert registry_id("هاجمت قسد قرية قرب الرقة.", "2018-01-01", "قسد", maker) == "mine"
    assert registry_id("هاجمت قوات سوريا الديمقراطية قرية.", "2018-01-01", "قوات سوريا الديمقراطية", maker) == "sdf"
    again = pickle.loads(pickle.dumps(maker))  # noqa: S301 - our own bytes
    assert registry_id("هاجم جيش المثال قرية قرب حمص.", "2018-01-01", "جيش المثال", again) == "mine"


def test_petrarch_dictionary_is_read_with_periods(tmp_path: Path) -> None:
    text = "# comment\nجيش_المثال [SYRREB]\n+قوات_المثال\nلواء_السراب\n"
    text += "\t[LBNMIL 20001026-20041026]\n\t[LBNREB >20041027]\nFIGHTER [~REB]\n"
    rows = actor_rows([write(tmp_path / "actors.txt", text)])
    assert [(r.id, r.name, r.variants, r.kind, r.since, r.until) for r in rows] == [
        ("SYRREB", "جيش المثال", ("قوات المثال",), "rebel", None, None),
        ("LBNMIL", "لواء السراب", (), "state_military", "2000-10-26", "2004-10-26"),
        ("LBNREB", "لواء السراب", (), "rebel", "2004-10-27", None),
    ]
    maker = Pipeline(extractors=("places", "groups"), actors=rows)
    assert registry_id("هاجم لواء السراب قرية.", "2002-01-01", "لواء السراب", maker) == "LBNMIL"
    assert registry_id("هاجم لواء السراب قرية.", "2010-01-01", "لواء السراب", maker) == "LBNREB"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id\tname\tkind\na\tجيش المثال\tarmy\n", "line 2: kind"),
        ("id\tname\na\tجيش المثال\textra\n", "line 2: 3 cells, expected 2"),
        ("id\tname\na\tجيش المثال\na\tجيش آخر\n", "line 3: id 'a' stands twice"),
        ("id\tname\tsince\na\tجيش المثال\tlately\n", "line 2: since"),
        ("id\tname\tcolour\na\tجيش المثال\tred\n", "line 2: colour"),
        ("id\tname\na\t!!\n", "line 2: name"),
        ("جيش_المثال\n", "has no code"),
        ("جيش_المثال [SYRREB sometimes]\n", "is no period"),
        ("+قوات_المثال\n", "belongs to no name"),
        ("", "no actor in it"),
    ],
)
def test_faulty_rows_are_named(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(rasid.InputError, match=fault):
        actor_rows([write(tmp_path / "actors.tsv", text)])


def test_all_faults_of_a_file_are_named(tmp_path: Path) -> None:
    file = write(tmp_path / "actors.tsv", "id\tname\tkind\na\tجيش المثال\tarmy\nb\tجيش آخر\tnavy\n")
    with pytest.raises(rasid.InputError, match=r"line 2: kind.*line 3: kind"):
        actor_rows([file])


def test_other_sources_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="int"):
        actor_rows([7])  # type: ignore[list-item]
    with pytest.raises(rasid.InputError, match="cannot be read"):
        actor_rows([tmp_path / "none.tsv"])


def test_a_row_is_given_as_it_is() -> None:
    row = ActorRow(id="x", name="كتيبة المثال")
    assert actor_rows([row]) == (row,)


def test_aircraft_of_a_coalition_are_no_second_actor() -> None:
    text = "قصف التحالف مواقع داعش في الرقة، ثم شن طيران التحالف الدولي بقيادة الولايات المتحدة غارات على الرقة."
    found = [group.registry_id for group in Pipeline().extract(text, published="2017-06-01").groups]
    assert found.count("global-coalition") == 1


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("بحسب وزارة الدفاع، قتل جندي.", "organizations", "وزارة الدفاع"),
        ("أدان مجلس النواب الصمت الأممي المعيب.", "organizations", "مجلس النواب"),
        ("اعتقلت قيادة عمليات ميسان ثمانية أشخاص.", "groups", "قيادة عمليات ميسان"),
        ("رشق محتجون قوات مكافحة الشغب بالحجارة.", "groups", "قوات مكافحة الشغب"),
        ("تقدمت الفرقة المدرعة التاسعة في الحي.", "groups", "الفرقة المدرعة التاسعة"),
        ("ألقت محلّقة إسرائيلية قنبلة صوتية.", "groups", "محلّقة إسرائيلية"),
    ],
)
def test_bodies_that_no_table_lists(pipeline: rasid.Pipeline, text: str, kind: str, name: str) -> None:
    (found,) = getattr(pipeline.extract(text), kind)
    assert [mention.text for mention in found.mentions] == [name]


def test_a_foreign_name_after_a_rank_is_no_brigade(pipeline: rasid.Pipeline) -> None:
    report = pipeline.extract("أعلن رئيس المركز، اللواء أليكسي تسيغانكوف، أن الدفاعات أسقطت طائرتين.")
    assert report.groups == ()


SCENES = {
    "SY": "في بلدة سراقب بريف إدلب وسط قصف على مدينة حلب في سوريا",
    "SD": "في الخرطوم وسط قصف على مدينة أم درمان في السودان",
    "YE": "في تعز وسط قصف على مدينة مأرب في اليمن",
    "IQ": "في الموصل وسط قصف على مدينة الرمادي في العراق",
    "LY": "في طرابلس وسط قصف على مدينة مصراتة في ليبيا",
    "LB": "في بيروت وسط قصف على مدينة صيدا في لبنان",
    "PS": "في رفح وسط قصف على خان يونس في قطاع غزة",
}
MASCULINE = ("الجيش", "الحرس الجمهوري", "سلاح الجو", "الدفاع المدني", "الهلال الأحمر", "الحرس الوطني", "الأمن العام")
FEMININE = ("القوات المسلحة", "القوات الجوية", "المخابرات", "الشرطة العسكرية", "وزارة الدفاع", "الحكومة", "السلطات")


@pytest.mark.parametrize("scene", SCENES)
def test_no_body_is_one_of_another_country_than_the_text_says(scene: str) -> None:
    country_of = {row.id: row.country for row in (*bundled().by_id.values(), *organizations().values())}
    maker = Pipeline(extractors=("places", "groups", "organizations"))
    wrong = []
    for row in load("nationalities", NationalityRow):
        named = [f"{body} ال{row.adjective}" for body in MASCULINE]
        named += [f"{body} ال{row.adjective}ة" for body in FEMININE]
        for name in named:
            report = maker.extract(f"شوهدت {name} {SCENES[scene]}.", published="2019-05-01")
            found = [body.registry_id or "" for body in (*report.groups, *report.organizations)]
            wrong.extend(f"{name}: {row_id}" for row_id in found if country_of.get(row_id) not in (None, row.country))
    assert not wrong
