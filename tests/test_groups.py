"""Groups and organisations: which words are their names, and which are not."""

from functools import cache

import pytest

import rasid
from rasid import Pipeline


@cache
def pipeline() -> Pipeline:
    return Pipeline(extractors=("places", "groups", "organizations", "people"))


def found(text: str, type_: str) -> list[str]:
    return [m.text for entity in getattr(pipeline().extract(text), type_) for m in entity.mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مرت دورية روسية قرب البلدة.", "دورية روسية"),
        ("حلقت طائرات الاستطلاع الروسية فوق إدلب.", "طائرات الاستطلاع الروسية"),
        ("هاجم اللواء 93 موقعاً لتنظيم داعش.", "اللواء 93"),
        ("انسحب الفيلق الخامس من بلدة بصرى.", "الفيلق الخامس"),
        ("قصفت القوات التركية والروسية المنطقة.", "القوات التركية"),
        ('هاجمت فرقة "السراب" موقعاً للجيش السوري.', 'فرقة "السراب"'),
    ],
)
def test_finds_the_group(text: str, expected: str) -> None:
    assert expected in found(text, "groups")


@pytest.mark.parametrize(
    "text",
    [
        "فاز نادي الجيش على ضيفه بهدفين.",
        'أعلنت الإدارة عن تنظيم "ملتقى الشعر" في المدينة.',
        'الفيلم من إنتاج شركة "السراب" للإنتاج.',
        "قدمت فرقة المسرح الوطني عرضها الأول.",
        "بناه السلطان مراد الرابع قبل قرون.",
        "قال مسلحون مجهولون إن الفصائل انسحبت.",
    ],
)
def test_finds_no_group(text: str) -> None:
    assert found(text, "groups") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال مراسل الجزيرة إن القصف مستمر.", ["الجزيرة"]),
        ("وأوضح المصدر في حديث للجزيرة أن القصف مستمر.", ["للجزيرة"]),
        ("بينت مصادر لـ”أثر” أن القصف مستمر.", ["أثر"]),
        ("جسر – متابعات\nقصفت المدفعية البلدة.", ["جسر"]),
        ("تقع القرية في منطقة الجزيرة.", []),
        ("عبر الأهالي جسر الحرية باتجاه نهر الخابور.", []),
    ],
)
def test_outlets_that_are_common_words_need_a_cue(text: str, expected: list[str]) -> None:
    assert found(text, "organizations") == expected


def test_a_person_follows_an_institution_named_after_another() -> None:
    text = "قال مدير مستشفى كمال عدوان حسام أبو صفية إن القصف مستمر."
    assert found(text, "people") == ["حسام أبو صفية"]
    assert found(text, "organizations") == ["مستشفى كمال عدوان"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("قالت الحكومة اليمنية إن الحوثيين قصفوا مدينة مأرب.", "yemen-government"),
        ("قالت الحكومة إن طائراتها قصفت مواقع لداعش في الموصل وكركوك.", "iraq-government"),
        ("قالت الحكومة إن القصف توقف.", None),
        ("قالت الحكومة المصرية إن القصف على مدينة الخرطوم في السودان مستمر.", "egypt-government"),
        ("قالت الحكومة العراقية إن القصف على مدينة حلب في سوريا مستمر.", "iraq-government"),
        ("قال بيان للحكومة التركية إن القصف على سراقب بريف إدلب مستمر.", "turkey-government"),
        ("قال الدفاع المدني إن غارة إسرائيلية استهدفت منزلاً في خان يونس بقطاع غزة.", "civil-defence-gaza"),
        ("قال الدفاع المدني السوري إن القصف استهدف بلدة سرمين.", "white-helmets"),
        ("أعلن الهلال الأحمر اليمني وصول مساعدات إلى عدن.", "yemen-red-crescent"),
    ],
)
def test_bodies_of_one_name_are_told_apart_by_the_country(text: str, row: str | None) -> None:
    report = rasid.extract(text, published="2020-01-02")
    assert [body.registry_id for body in report.organizations][:1] == [row]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("انسحب اللواء 71 من البلدة.", "71st Brigade"),
        ("انسحبت الفرقة المدرعة التاسعة من البلدة.", "9th Armoured Division"),
        ("انسحب الفوج الحادي عشر من البلدة.", "11th Regiment"),
        ("تصدت الدفاعات الجوية الإسرائيلية لصاروخ.", "Israeli air defences"),
        ("أعلنت وزارة الصحة أن القصف أوقع قتلى.", "Ministry of Health"),
        ("أعلنت وزارة الكهرباء العراقية أن القصف أصاب المحطة.", "Iraqi Ministry of Electricity"),
    ],
)
def test_unlisted_bodies_are_named_in_english_by_what_they_are(text: str, english: str) -> None:
    report = rasid.extract(text, published="2020-01-02")
    named = {body.name_en: body.name_en_rule for body in (*report.groups, *report.organizations)}
    assert named.get(english) == "table"


def test_names_end_where_their_sentence_ends() -> None:
    """What a line break parts is no one name: the nationality, quotation mark or noun below begins another line."""
    lead = "قصفت قوات النظام صباح اليوم بالمدفعية الثقيلة أطراف بلدة النيرب شرقي إدلب، ما أسفر عن إصابة مدنيين اثنين."
    assert found(f"{lead} واتهم الأهالي الجيش\n\nالسوداني يصل غدا.", "groups")[-1] == "الجيش"
    assert found(f"{lead} بحسب المرصد\n\nالسوري لحقوق الإنسان.", "organizations") == ["المرصد"]
    assert found(f"{lead} وفق مديرية\n\nالصحة تعلن عن حملة.", "organizations") == []


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("أخلت قوات الأمن الفرنسية كنيسة في مدينة نيس.", "French security forces"),
        ("ألقت الشرطة اليونانية القبض على رجل في أثينا.", "Greek police"),
    ],
)
def test_the_police_of_a_state_is_not_its_army(text: str, english: str) -> None:
    (group,) = rasid.extract(text, published="2019-01-01").groups
    assert (group.name_en, group.registry_id, group.kind.value) == (english, None, "state_security")
