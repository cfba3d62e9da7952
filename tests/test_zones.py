"""Zones: the article is kept whole, the page around it is not."""

import pytest

from rasid.text.normalize import normalize
from rasid.text.tokenize import tokenize
from rasid.text.zones import zones_of

HEADLINE = "قصف مدفعي على أطراف بلدة النيرب"
LEAD = "قصفت قوات النظام صباح اليوم بالمدفعية الثقيلة أطراف بلدة النيرب شرقي إدلب، ما أسفر عن إصابة مدنيين اثنين بجروح."
SECOND = (
    "وقال مصدر في الدفاع المدني إن فرق الإسعاف نقلت المصابين إلى مشفى قريب، وإن القصف تجدد بعد الظهر على الأطراف نفسها."
)


def zones(text: str) -> list[tuple[str, str]]:
    normal = normalize(text)
    found = zones_of(normal, tokenize(normal))
    spans = [(zone.kind, normal.span(zone.start, zone.end)) for zone in found]
    return [(kind, text[span.start : span.end].strip()) for kind, span in spans]


def kinds(text: str) -> dict[str, str]:
    return {line: kind for kind, line in zones(text)}


def page(*before: str, after: tuple[str, ...] = ()) -> str:
    return "\n\n".join([*before, HEADLINE, LEAD, SECOND, *after])


def test_headline_and_paragraphs() -> None:
    assert zones(page()) == [("headline", HEADLINE), ("body", LEAD), ("body", SECOND)]


def test_zones_are_in_text_order_and_cover_every_line() -> None:
    text = page("الرئيسية | أخبار | رياضة", after=("التعليقات (0)", "شارك"))
    normal = normalize(text)
    found = zones_of(normal, tokenize(normal))
    assert [normal.clean[zone.start : zone.end].strip() for zone in found] == [x for x in text.split("\n") if x.strip()]
    assert [zone.line for zone in found] == list(range(len(found)))


@pytest.mark.parametrize(
    "line",
    [
        "التعليقات (0)",
        "مقالات ذات صلة",
        "الأكثر قراءة",
        "شارك الخبر",
        "اقرأ أيضاً: هدوء في ريف حلب",
        "0",
        "| * * * |",
    ],
)
def test_furniture_after_the_article(line: str) -> None:
    found = kinds(page(after=(line,)))
    assert found[line] == "boilerplate"
    assert found[LEAD] == found[SECOND] == "body"


@pytest.mark.parametrize("line", ["الرئيسية | أخبار | رياضة | فيديو", "الإثنين 30 نيسان 2018"])
def test_furniture_before_the_article(line: str) -> None:
    found = kinds(page(line, "اقتصاد", "طقس"))
    assert found[line] == "boilerplate"
    assert found[LEAD] == "body"


def test_related_headlines_after_a_marker_are_furniture() -> None:
    related = ("مقالات ذات صلة", "انفجار سيارة مفخخة في سوق عفرين", "غارات روسية على ريف حماة")
    found = kinds(page(after=related))
    assert [found[line] for line in related] == ["boilerplate"] * 3


def test_comments_are_furniture() -> None:
    found = kinds(page(after=("التعليقات (1)", "أبو خالد: الله يفرج عنهم، قصفوا سراقب كمان")))
    assert found["أبو خالد: الله يفرج عنهم، قصفوا سراقب كمان"] == "boilerplate"


def test_a_paragraph_after_a_marker_is_the_article_again() -> None:
    found = kinds("\n\n".join([HEADLINE, LEAD, "مقالات ذات صلة", "هدوء في ريف حلب", SECOND + " " + LEAD]))
    assert found["هدوء في ريف حلب"] == "boilerplate"
    assert found[SECOND + " " + LEAD] == "body"


def test_a_list_within_the_article_is_kept() -> None:
    items = ("- مقتل مدني في حي الجورة", "- إصابة طفل في قرية الحصان")
    found = kinds("\n".join([HEADLINE, LEAD, *items, SECOND]))
    assert [found[item] for item in items] == ["body", "body"]


def test_one_line_is_the_article() -> None:
    assert zones(LEAD) == [("body", LEAD)]
    assert [kind for kind, _ in zones("قصف على إدلب")] == ["body"]


@pytest.mark.parametrize("text", ["", " \n \n", "\n\n\n"])
def test_nothing_has_no_zones(text: str) -> None:
    assert zones(text) == []


@pytest.mark.parametrize("text", ["\n" * 50_000, "قصف\n" * 20_000, "- - -\n" * 20_000, "ا" * 200_000])
def test_odd_pages_take_no_longer(text: str) -> None:
    found = zones(text)
    assert len(found) <= 20_000
