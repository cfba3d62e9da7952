"""Redaction: private names go from text and records, everything else stays where it was."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rasid
from conftest import ARTICLES, run_python
from rasid.corpus.job import Job, run
from rasid.export.redact import WARNING, Redaction
from rasid.matching import key_of
from test_article import entities, records

KEY = "a key that nobody guesses"
PAGE = """شبكة الفرات
أخبار | رأي | من نحن

مقتل الناشط سامر الدندشي في الباب

حلب - شبكة الفرات
قُتل الشاب سامر محمّد الدندشي (24 عاماً) برصاص مجهولين أمس في مدينة الباب بريف حلب.
وقال شقيقه عبد الرحمن الدندشي إن مسلحين اقتحموا المنزل. وقال الصحفي سامر الدندشي قبل مقتله إن للدندشي أعداء كثراً.
وهدد بشار الأسد بالرد على المسلحين.

اقرأ أيضاً
{furniture}
"""


def page(furniture: str = "", **fields: Any) -> Any:
    return rasid.extract(PAGE.format(furniture=furniture), published="2021-03-05", **fields)


def furniture_of(report: Any) -> str:
    """The last line of the page."""
    return report.text.rstrip("\n").rpartition("\n")[2]


def says(name: str, text: str) -> bool:
    """Whether the words of a name stand side by side in a text, spelling variants folded, proclitics aside."""
    return re.search(rf"(?<!\w)[وفبل]{{0,2}}{re.escape(key_of(name))}(?!\w)", key_of(text)) is not None


def without(names: set[str], text: str) -> str:
    """A text without some names."""
    return re.sub("|".join(map(re.escape, sorted(names, key=len, reverse=True))), "…", text) if names else text


def strings(value: Any) -> Iterator[str]:
    """All strings of JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


def check_spans(report: Any) -> None:
    spans = [r for r in records(report) if {"start", "end", "text"} <= type(r).model_fields.keys()]
    assert spans
    for span in spans:
        assert 0 <= span.start < span.end <= len(report.text)
        assert report.text[span.start : span.end] == span.text


# ---------------------------------------------------------------- what holds of any report


class Samples(list[Any]):
    """Reports with a short name: hypothesis names what a check failed on, and warns instead where that is too long."""

    def __repr__(self) -> str:
        return f"<{len(self)} reports>"


@pytest.fixture(scope="module")
def samples(pipeline: Any) -> Samples:
    lines = (ARTICLES / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    published = {row["id"]: row["published"] for row in map(json.loads, lines)}
    return Samples(
        pipeline.extract(p.read_text(encoding="utf-8"), published=published.get(p.stem), title="مقتل مدنيين", id=p.stem)
        for p in sorted(ARTICLES.glob("*.txt"))
    )


def is_public(person: Any) -> bool:
    return any(mention.rule.startswith("people:figures:") for mention in person.mentions)


def check(report: Any, redacted: Any, kept: set[str]) -> None:
    """Everything that redaction promises of one report."""
    check_spans(redacted)
    assert rasid.Report.model_validate_json(redacted.model_dump_json()) == redacted
    assert redacted.redact(keep=kept) == redacted
    private = [p for p in report.people if not is_public(p) and p.id not in kept]
    if not private:
        assert redacted == report
        return
    assert redacted.warnings[-1] == WARNING
    shown = {
        m.text for p in report.people if p not in private for m in p.mentions
    }  # a brother who is kept has the name
    left = [without(shown, text) for text in strings(json.loads(redacted.model_dump_json()))]
    for person in private:
        for name in {person.name, *(m.text for m in person.mentions)}:
            assert not [text for text in left if says(name, text)], name
    position = 0
    for piece in re.split(r"شخص-\w+", redacted.text):
        position = report.text.index(piece, position) + len(piece)
    after = {person.id: person for person in redacted.people}
    assert len({after[p.id].name for p in private}) == len(private)
    for person in report.people:
        if person not in private:
            assert after[person.id].name == person.name
            assert [m.text for m in after[person.id].mentions] == [m.text for m in person.mentions]
    for one, other in zip(entities(report), entities(redacted), strict=True):
        assert (one.id, len(one.mentions)) == (other.id, len(other.mentions))
    for kind in ("body", "boilerplate", "sentences", "dates"):
        assert len(getattr(report, kind)) == len(getattr(redacted, kind))
    assert [d.text for d in report.dates] == [d.text for d in redacted.dates]
    assert [p.name for p in report.places] == [p.name for p in redacted.places]
    for one, other in zip(report.events, redacted.events, strict=True):
        assert other.trigger.text == one.trigger.text
        for slot in ("actors", "targets", "casualties", "weapons", "mentions"):
            assert len(getattr(one, slot)) == len(getattr(other, slot))
        moved = {"trigger", "evidence", "actors", "targets", "casualties", "weapons", "source", "mentions"}
        assert one.model_dump(exclude=moved) == other.model_dump(exclude=moved)


def test_every_sample_article(samples: list[Any]) -> None:
    assert sum(any(not is_public(p) for p in report.people) for report in samples) > 30
    for report in samples:
        check(report, report.redact(), set())


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), key=st.sampled_from([None, KEY]))
def test_any_choice_of_persons(samples: list[Any], seed: int, key: bytes | None) -> None:
    dice = Random(seed)
    report = dice.choice(samples)
    kept = {person.id for person in report.people if dice.random() < 0.3}
    redacted = report.redact(key=key, keep=kept)
    assert report.redact(key=key, keep=kept) == redacted
    check(report, redacted, kept)


# ---------------------------------------------------------------- where names stand


def test_all_mentions_of_a_person_share_one_pseudonym_and_proclitics_stay() -> None:
    report = page().redact()
    assert [p.name for p in report.people] == ["شخص-1", "شخص-2", "بشار الأسد"]
    assert "قُتل الشاب شخص-1 (24 عاماً) برصاص مجهولين" in report.text
    assert "وقال شقيقه شخص-2 إن" in report.text
    assert "إن لشخص-1 أعداء كثراً" in report.text
    (first, _, _) = report.people
    assert (first.name_en, first.name_en_rule) == ("Person-1", "pseudonym")
    assert {m.text for m in first.mentions} == {"شخص-1", "لشخص-1"}


@pytest.mark.parametrize(
    ("furniture", "expected"),
    [
        ("سامر الدندشي في حوار سابق: لن أغادر", "شخص-1 في حوار سابق: لن أغادر"),
        ("من هو ســامر الدُّندشي؟", "من هو شخص-1؟"),
        ("والدة سامر محمد الدندشي تتحدث", "والدة شخص-1 تتحدث"),
        ("جنازة سامر محمد في الباب", "جنازة شخص-1 في الباب"),
        ("جنازة سامر محمد على الأكتاف", "جنازة شخص-1 على الأكتاف"),
        ("رسالة إلى الشهيد الدندشي", "رسالة إلى الشهيد شخص-1"),
        ("وداعاً لسامر الدندشي وعبدالرحمن الدندشي", "وداعاً لشخص-1 وشخص-2"),
        ("تصوير: Samer al-Dandashi", "تصوير: Person-1"),
        ("https://example.org/news/samer-al-dandashi.html", "[رابط]"),
        ("https://example.org/%D8%B3%D8%A7%D9%85%D8%B1-%D8%A7%D9%84%D8%AF%D9%86%D8%AF%D8%B4%D9%8A", "[رابط]"),
    ],
)
def test_names_outside_the_running_text_go_too(furniture: str, expected: str) -> None:
    assert furniture_of(page(furniture).redact()) == expected


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_mark_within_a_name_hides_it(data: st.DataObject) -> None:
    marks = st.sampled_from(["", "", "ـ", "ـــ", "\u064e", "\u0651\u064f", "\u200f"])
    name = "".join(letter + data.draw(marks) for letter in "سامر محمد الدندشي")
    assert furniture_of(page(f"من هو {name}؟").redact()) == "من هو شخص-1؟"


@pytest.mark.parametrize(
    "furniture",
    [
        "سيارات إسعاف إلى مدينة الباب",
        "سامر يعني المسامر ليلاً",
        "خطاب بشار الأسد كاملاً",
        "https://example.org/news/2021/03/05",
    ],
)
def test_what_only_resembles_a_name_stays(furniture: str) -> None:
    assert furniture_of(page(furniture).redact()) == furniture


def test_a_surname_that_a_place_bears_leaves_the_place_alone() -> None:
    text = "قُتل المدرس خالد محمد النيرب أمس في بلدة النيرب بريف إدلب.\n\nاقرأ أيضاً\nقصف جديد على النيرب\n"
    redacted = rasid.extract(text, published="2018-04-30").redact()
    assert redacted.text == text.replace("خالد محمد النيرب", "شخص-1")


def test_a_listed_name_that_holds_a_private_one_stays() -> None:
    text = (
        "قال الطبيب سامر كمال عدوان أمس إن قذيفة أصابت مستشفى كمال عدوان في بيت لاهيا. "
        "وأضاف الطبيب كمال عدوان أن اثنين قُتلا.\n\nاقرأ أيضاً\nقصف جديد على مستشفى كمال عدوان\n"
    )
    redacted = rasid.extract(text, published="2023-12-01").redact()
    assert redacted.text.count("مستشفى كمال عدوان") == 2
    assert redacted.text.count("الطبيب شخص-1") == 2


def test_the_cases_of_a_kunya_are_one_name() -> None:
    text = "وقال أبو حمزة الدندشي إن القصف دمر منزله في الباب أمس.\n\nاقرأ أيضاً\nحوار مع أبي حمزة الدندشي\n"
    assert rasid.extract(text, published="2021-03-05").redact().text.endswith("حوار مع شخص-1\n")


def test_words_that_an_extractor_leaves_off_a_name_go_with_it() -> None:
    whole = rasid.extract("قُتل الشاب سامر محمد الدندشي برصاص مجهولين أمس في مدينة الباب.", published="2021-03-05")
    (person,) = whole.people
    (mention,) = person.mentions
    cut = mention.model_copy(update={"end": mention.end - len(" الدندشي"), "text": "سامر محمد"})
    report = whole.model_copy(update={"people": (person.model_copy(update={"name": "سامر محمد", "mentions": (cut,)}),)})
    assert report.redact().text.startswith("قُتل الشاب شخص-1 برصاص مجهولين")
    check_spans(report.redact())


def test_what_bears_a_name_loses_it_unless_a_table_lists_it() -> None:
    report = page()
    start = report.text.index("سامر محمّد")
    named = {
        "start": start - 6,
        "end": start + 18,
        "text": report.text[start - 6 : start + 18],
        "rule": "x",
        "score": 1,
    }
    place = {"id": "l9", "name": "منزل سامر محمد الدندشي", "name_en": "House", "kind": "facility", "mentions": [named]}
    with_place = report.model_copy(update={"places": (*report.places, rasid.Place.model_validate(place))})
    redacted = with_place.redact().places[-1]
    assert (redacted.name, redacted.name_en) == ("منزل شخص-1", None)
    check_spans(with_place.redact())


def test_a_name_in_the_role_of_a_public_figure_goes() -> None:
    report = page()
    *private, figure = report.people
    told = figure.model_copy(update={"roles": ("خصم سامر محمد الدندشي",)})
    assert report.model_copy(update={"people": (*private, told)}).redact().people[-1].roles == ("خصم شخص-1",)


def test_two_mentions_side_by_side_stay_two() -> None:
    whole = page()
    first = whole.people[0]
    full = next(m for m in first.mentions if m.text == "سامر محمّد الدندشي")
    at = full.start + len("سامر محمّد ")
    parts = (
        (full.model_copy(update={"end": at - 1, "text": "سامر محمّد"}),),
        (full.model_copy(update={"start": at, "text": "الدندشي"}),),
    )
    two = [
        first.model_copy(update={"id": f"p{n}", "name": mentions[0].text, "mentions": mentions})
        for n, mentions in enumerate(parts, start=8)
    ]
    report = whole.model_copy(update={"people": (first.model_copy(update={"mentions": first.mentions[:1]}), *two)})
    redacted = report.redact()
    assert "الشاب شخص-2 شخص-3 (24 عاماً)" in redacted.text
    check_spans(redacted)


# ---------------------------------------------------------------- fields beside the text


def test_title_outlet_and_id_lose_the_names_and_the_address_goes() -> None:
    fields = {"title": "مقتل سامر الدندشي", "outlet": "صفحة عبد الرحمن الدندشي", "id": "سامر_الدندشي_1"}
    report = page(**fields, url="https://example.org/1").redact()
    assert (report.title, report.outlet, report.url) == ("مقتل شخص-1", "صفحة شخص-2", None)
    assert not says("سامر الدندشي", (report.id or "").replace("_", " "))


def test_roles_and_affiliation_go_and_titles_of_one_word_stay() -> None:
    text = (
        "وقال العميد ركن سامر الدندشي، قائد الفرقة السابعة، إن قواته قصفت أمس مواقع في الباب. وشكر الطبيب سامر الدندشي."
    )
    (person,) = rasid.extract(text, published="2021-03-05").people
    assert person.roles
    (redacted,) = rasid.extract(text, published="2021-03-05").redact().people
    assert (redacted.roles, redacted.affiliation) == ((), None)
    assert "الطبيب" in redacted.titles
    assert all(" " not in title for title in redacted.titles)


def test_a_report_without_private_persons_is_the_same() -> None:
    report = rasid.extract(
        "قصفت طائرات حربية أمس بلدة النيرب، وقال بشار الأسد إن القصف مستمر.", url="https://example.org/1"
    )
    assert report.people
    assert report.redact() == report


def test_explanations_hold_no_name() -> None:
    report = page().redact()
    told = "\n".join(str(report.explain(event.id)) for event in report.events)
    assert "شخص-1" in told
    assert "دندشي" not in told


# ---------------------------------------------------------------- pseudonyms


def names(report: Any) -> list[str]:
    return [person.name for person in report.people]


def test_a_key_gives_a_full_name_one_pseudonym_in_all_reports() -> None:
    other = rasid.extract("وقال المحامي عبدالرحمن الدّندشي أمس إن موكله اعتُقل في الباب.", published="2021-04-01")
    (lawyer,) = other.redact(key=KEY).people
    assert lawyer.name == page().redact(key=KEY).people[1].name
    assert lawyer.name == other.redact(key=KEY.encode()).people[0].name
    assert re.fullmatch(r"شخص-[0-9a-f]{12}", lawyer.name)
    assert lawyer.name != other.redact(key=KEY + "!").people[0].name


def test_a_kunya_alone_has_another_pseudonym_in_every_article() -> None:
    texts = [f"وقالت أم محمد، وهي نازحة من {place}، إن القصف دمر منزلها أمس." for place in ("الباب", "الرقة")]
    one, other = (rasid.extract(text, published="2021-03-05") for text in texts)
    assert names(one) == names(other) == ["أم محمد"]
    assert names(one.redact(key=KEY)) != names(other.redact(key=KEY))
    assert names(one.redact(key=KEY)) == names(one.redact(key=KEY))


def test_numbers_that_are_taken_are_passed_over() -> None:
    report = page()
    once = report.redact(keep=["عبد الرحمن الدندشي"])
    assert names(once) == ["شخص-1", "عبد الرحمن الدندشي", "بشار الأسد"]
    twice = once.redact()
    assert names(twice) == ["شخص-1", "شخص-2", "بشار الأسد"]
    assert twice.text == report.redact().text
    assert twice.warnings.count(WARNING) == 1


@pytest.mark.parametrize("key", ["", "secret", b"fifteen bytes.."])
def test_a_key_that_can_be_guessed_is_refused(key: str | bytes) -> None:
    with pytest.raises(rasid.InputError, match=f"has {len(key)} bytes; expected at least 16"):
        page().redact(key=key)


def test_wrong_types_are_refused() -> None:
    with pytest.raises(TypeError, match="not int"):
        page().redact(key=1)
    with pytest.raises(TypeError, match="collection of names"):
        page().redact(keep="p1")


# ---------------------------------------------------------------- the command

CLI = ("-m", "rasid.cli")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(PAGE.format(furniture="سامر الدندشي"), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["table", "json", "jsonl"])
def test_extract_redacts_in_every_format(article: Path, form: str) -> None:
    result = run_python(*CLI, "extract", str(article), "--redact", "people", "--format", form)
    assert (result.returncode, result.stderr) == (0, "")
    assert "شخص-1" in result.stdout
    assert "دندشي" not in result.stdout


def test_the_key_comes_from_a_file_or_the_environment(article: Path, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY + "\n", encoding="utf-8")
    command = (*CLI, "extract", str(article), "--redact", "people", "--format", "json")
    by_file = run_python(*command, "--redact-key-file", str(file))
    by_environment = run_python(*command, RASID_REDACT_KEY=KEY)
    assert by_file.returncode == 0
    assert by_file.stdout == by_environment.stdout
    expected = rasid.extract(article.read_text(encoding="utf-8")).redact(key=KEY)
    assert rasid.Report.model_validate_json(by_file.stdout) == expected


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (["--redact", "places"], {}, "people"),
        (["--redact", "people", "--redact-key-file", "no-such-file"], {}, "no-such-file"),
        (["--redact", "people"], {"RASID_REDACT_KEY": "tooshort"}, "at least 16"),
        (["--redact-key-file", "key"], {}, "--redact people"),
    ],
)
def test_wrong_usage(
    article: Path, tmp_path: Path, arguments: list[str], environment: dict[str, str], told: str
) -> None:
    command = [*CLI, "batch", str(article), "out.jsonl"]
    result = run_python(*command, *arguments, cwd=tmp_path, COLUMNS="200", **environment)
    assert result.returncode == 2
    assert told in result.stderr
    assert "tooshort" not in result.stderr
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_batch_redacts_every_row(article: Path, tmp_path: Path, workers: int) -> None:
    out = tmp_path / "out.jsonl"
    run(Job(article, out, workers, redaction=Redaction(KEY.encode())))
    expected = rasid.extract(article.read_text(encoding="utf-8")).redact(key=KEY)
    (line,) = out.read_text(encoding="utf-8").splitlines()
    assert rasid.Report.model_validate_json(line) == expected


def test_a_batch_is_not_gone_on_with_under_another_redaction(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"

    def stop(number: int) -> None:
        raise KeyboardInterrupt

    keyed = Job(article, out, redaction=Redaction(KEY.encode()))
    with pytest.raises(KeyboardInterrupt):
        run(keyed, done=stop)
    for redaction in (None, Redaction(), Redaction(b"another key, as long")):
        with pytest.raises(rasid.InputError, match="redact changed"):
            run(Job(article, out, redaction=redaction), resume=True)
    assert KEY not in (keyed.parts / "job.json").read_text(encoding="utf-8")
    assert KEY not in repr(keyed)
    run(keyed, resume=True)
    assert "دندشي" not in out.read_text(encoding="utf-8")
