"""People: which words of a sentence are names, how they are joined to persons, how they are spelled in English."""

from collections.abc import Sequence
from pathlib import Path

import pytest

import rasid
from rasid.document import Document, read
from rasid.extractors.people import PersonExtractor
from rasid.linking.base import Entity
from rasid.linking.people import link_people
from rasid.linking.transliterate import transliterate
from rasid.matching import Matcher

CASES = Path(__file__).parent / "cases" / "people.tsv"
EXTRACTOR = PersonExtractor()
MATCHER = Matcher(EXTRACTOR.lexicons())


def cases() -> list[tuple[str, tuple[str, ...]]]:
    rows = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines()[1:]]
    return [(text, tuple(surfaces.split("|")) if surfaces else ()) for text, surfaces in rows]


def document(text: str) -> Document:
    return read(text, MATCHER)


def people(text: str) -> tuple[Entity, ...]:
    doc = document(text)
    return link_people(doc, EXTRACTOR.extract(doc))


def surfaces(doc: Document, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(doc.clean(start, end) for start, end in spans)


@pytest.mark.parametrize(("text", "expected"), cases())
def test_sentence_yields_exactly_these_names(text: str, expected: tuple[str, ...]) -> None:
    doc = document(text)
    found = EXTRACTOR.extract(doc)
    assert surfaces(doc, [(c.start, c.end) for c in found]) == expected


def test_cases_hold_enough_of_both_sorts() -> None:
    rows = cases()
    assert sum(bool(expected) for _, expected in rows) >= 80
    assert sum(not expected for _, expected in rows) >= 60


def test_titles_and_roles_are_kept_as_written() -> None:
    (person,) = people("قال العميد الركن وليد الدباس، قائد غرفة العمليات، إن الهجوم انتهى.")
    assert person.attributes["titles"] == ("العميد الركن",)
    assert person.attributes["roles"] == ("قائد غرفة العمليات",)


def test_role_phrase_before_the_name_is_kept_whole() -> None:
    (person,) = people("نفى المتحدث باسم وزارة الداخلية إياد البزم الخبر.")
    assert person.attributes["roles"] == ("المتحدث باسم وزارة الداخلية",)


def test_last_name_and_full_name_are_one_person() -> None:
    (person,) = people("نشر خالد الجعباص صوراً. وأوضح (الجعباص) أن الحي خال.")
    assert person.name == "خالد الجعباص"
    assert len(person.mentions) == 2


def test_shorter_full_name_joins_the_fuller_one() -> None:
    (person,) = people(
        "قتل الطفل سعد خليل الهبل فجراً. ونشرت صورة الطفل سعد الهبل لاحقاً. وقال جاره إن الطفل سعد كان نائماً."
    )
    assert person.name == "سعد خليل الهبل"
    assert len(person.mentions) == 3


def test_relatives_stay_apart() -> None:
    found = people("أصيب حسين عبيد السطوف (35 عاماً) وجميل عبيد السطوف (12 عاماً).")
    assert [p.name for p in found] == ["حسين عبيد السطوف", "جميل عبيد السطوف"]


def test_public_figure_has_its_english_name_by_table() -> None:
    (person,) = people("قال رجب طيب أردوغان إن العملية مستمرة. وأضاف أردوغان أنها محدودة.")
    assert (person.name, person.name_en, person.name_en_rule) == ("رجب طيب أردوغان", "Recep Tayyip Erdoğan", "table")
    assert len(person.mentions) == 2


def test_unlisted_person_has_a_transliteration() -> None:
    (person,) = people("قال الصحفي سليم الراجح إن القصف استمر.")
    assert (person.name_en, person.name_en_rule) == ("Salim al-Rajah", "transliteration")


def test_merged_article_counts_as_the_name() -> None:
    (person,) = people("حكم معمر القذافي ليبيا، ثم ثارت مدن معارضة للقذافي.")
    assert person.name == "معمر القذافي"
    assert len(person.mentions) == 2


def test_photographer_in_latin_letters_beside_an_agency() -> None:
    doc = document(
        "موقع قصف قرب الحدود REUTERS - DANA COLE\n\n"
        "قالت مصادر محلية إن القصف أصاب أطراف البلدة ولم يوقع ضحايا بين السكان."
    )
    assert surfaces(doc, [(c.start, c.end) for c in EXTRACTOR.extract(doc)]) == ("DANA COLE",)


def test_names_alone_on_their_lines_are_a_list() -> None:
    text = (
        "أسماء القتلى في القصف الذي طال سوق البلدة صباح اليوم بحسب الدفاع المدني:\n\nحازم الدغلي\n\nثابت الدغلي\n\n"
        "ونقل المصابون إلى مشفى المدينة القريب بعد ساعة من القصف، وقال الطبيب المناوب إن ثلاثة منهم في حال خطرة."
    )
    assert [p.name for p in people(text)] == ["حازم الدغلي", "ثابت الدغلي"]


def test_empty_text_yields_nobody() -> None:
    assert EXTRACTOR.extract(document("")) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("صهيب الجابر", "Suhaib al-Jaber"),
        ("أبو محمد العنزي", "Abu Muhammad al-Anzi"),
        ("عبد النافع محمد مستو", "Abdulnafi Muhammad Mastu"),
        ("عبدالله الدغيم", "Abdullah al-Daghim"),
        ("محمد بن ناصر آل سالم", "Muhammad bin Nasser Al Salem"),
        ("نور الدين الطبوبي", "Nour al-Din al-Tabubi"),
        ("الموحسن", "Al-Muhasan"),
        ("السويداء", "Al-Suwayda"),
        ("جبل الزاوية", "Jabal al-Zawiya"),
        ("Dana Cole", "Dana Cole"),
        ("", ""),
    ],
)
def test_transliteration_is_readable(name: str, expected: str) -> None:
    assert transliterate(name) == expected


def test_transliteration_ignores_diacritics_and_tatweel() -> None:
    assert transliterate("صُهيـب الجابر") == transliterate("صهيب الجابر")


@pytest.mark.parametrize(
    "text",
    [
        "دفعت القوة بتعزيزات نحو جبرة الشيخ استعداداً لشن هجوم.",
        'قال مصدر لمراسل "الشرق العربية" هيثم العولقي إن القوات انسحبت.',
    ],
)
def test_indefinite_accusatives_and_quoted_outlets_are_nobody(pipeline: rasid.Pipeline, text: str) -> None:
    assert {person.name for person in pipeline.extract(text).people} <= {"هيثم العولقي"}


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("قال أحمد الأسدي إن القصف طال مدينة الموصل في العراق.", True),
        ("قال المتحدث باسم الحشد أحمد الأسدي إن القصف مستمر.", True),
        ("قال عبد الفتاح السيسي إن القصف على غزة مستمر.", True),
        ("قُتل أحمد الأسدي برصاص قناص في مدينة تعز اليمنية.", False),
        ("قُتل الشاب أحمد الأسدي برصاص قناص في مدينة الموصل العراقية.", False),
        ("أصيب المواطن عبد الفتاح البرهان في مدينة الخرطوم.", False),
    ],
)
def test_a_private_person_is_no_public_figure_of_that_name(text: str, listed: bool) -> None:
    (person,) = rasid.extract(text).people
    assert (person.name_en_rule == "table") is listed
    assert (person.name in rasid.extract(text).redact().text) is listed
