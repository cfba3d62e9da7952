"""Outlets that no table lists are found where the article names them itself, and wherever they are named again."""

import pytest

import rasid

BODY = (
    "قُتل ثلاثة مدنيين في قصف مدفعي استهدف الأحياء الشرقية من المدينة صباح اليوم، بحسب ما قاله سكان. "
    "وقال أحد السكان لبوابة الزيتون إن القصف استمر ساعتين."
)


@pytest.mark.parametrize(
    ("dateline", "name"),
    [
        ("درنة (ليبيا) – أفق البلاد", "أفق البلاد"),
        ("خاص – صوت الغد", "صوت الغد"),
        ("عين البادية / الأنبار", "عين البادية"),
        ('مأرب – مراسل "مأرب الآن"', "مأرب الآن"),
        ("منبج - شبكة الساجور", "شبكة الساجور"),
    ],
)
def test_a_dateline_names_the_outlet(dateline: str, name: str) -> None:
    report = rasid.extract(f"مقتل ثلاثة مدنيين في قصف على أحياء المدينة الشرقية\n\n{dateline}\n\n{BODY}")
    assert name in [org.name for org in report.organizations]


@pytest.mark.parametrize("opening", ["عدن (المشهد الجنوبي) - ", "جنين - نبض الشمال: ", "رفح – الراصد العربي: "])
def test_an_opening_names_the_outlet(opening: str) -> None:
    report = rasid.extract(f"مقتل ثلاثة مدنيين في قصف على أحياء المدينة الشرقية\n\n{opening}{BODY}")
    name = opening.strip(" -:()").replace(" (", " - ").replace("–", "-").split(" - ")[1]
    assert [m.text for org in report.organizations for m in org.mentions if m.text == name] == [name]


def test_the_name_is_found_again() -> None:
    text = f"مقتل ثلاثة مدنيين في قصف على أحياء المدينة الشرقية\n\nعفرين - بوابة الزيتون\n\n{BODY}"
    (outlet,) = (org for org in rasid.extract(text).organizations if org.name == "بوابة الزيتون")
    assert len(outlet.mentions) == 2


@pytest.mark.parametrize(
    "dateline",
    [
        "القدس – نسرين سلهوب",
        "حلب – قصف مدفعي",
        "إدلب – ريف معرة النعمان",
        "تعز - خاص",
        "إعداد: هاني سالم – تحرير: أحمد",
    ],
)
def test_people_places_and_happenings_are_no_outlets(dateline: str) -> None:
    report = rasid.extract(f"مقتل ثلاثة مدنيين في قصف على أحياء المدينة الشرقية\n\n{dateline}\n\n{BODY}")
    assert not [org.name for org in report.organizations if any(m.rule.endswith("dateline") for m in org.mentions)]


def test_loan_words_that_end_names_of_outlets() -> None:
    report = rasid.extract("وذكرت وكالة باسكن نيوز أن ثلاثة أشخاص قتلوا، فيما قال شاهد لسهل بلس إنهم مدنيون.")
    assert {"وكالة باسكن نيوز", "سهل بلس"} <= {org.name for org in report.organizations}


def test_the_name_of_the_site_is_not_the_headline() -> None:
    report = rasid.extract(f"صدى الفرات\nقتلى وجرحى في قصف على أحياء المدينة الشرقية\n\n{BODY}")
    assert report.headline is not None
    assert report.headline.text.startswith("قتلى وجرحى")
