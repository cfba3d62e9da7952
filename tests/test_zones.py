"""Zones: the article is kept whole, the page around it is not."""

import csv
from pathlib import Path
from typing import Any

import pytest

from rasid.text.normalize import normalize
from rasid.text.zones import zones_of

HEADLINE = "قصف مدفعي على أطراف بلدة النيرب"
LEAD = "قصفت قوات النظام صباح اليوم بالمدفعية الثقيلة أطراف بلدة النيرب شرقي إدلب، ما أسفر عن إصابة مدنيين اثنين بجروح."
SECOND = (
    "وقال مصدر في الدفاع المدني إن فرق الإسعاف نقلت المصابين إلى مشفى قريب، وإن القصف تجدد بعد الظهر على الأطراف نفسها."
)


def zones(text: str) -> list[tuple[str, str]]:
    normal = normalize(text)
    found = zones_of(normal)
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
    found = zones_of(normal)
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


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 50_000,
        "قصف\n" * 20_000,
        "- - -\n" * 20_000,
        "ا" * 200_000,
        "-" * 200_000,
        "ا" + "-" * 200_000 + "ا",
        "www." * 50_000,
    ],
)
def test_odd_pages_take_no_longer(text: str) -> None:
    found = zones(text)
    assert len(found) <= 20_000


with (Path(__file__).parent / "cases" / "page_lines.tsv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['why']}: {case['line']}")
def test_lines_around_an_article(case: dict[str, str]) -> None:
    line = case["line"]
    found = zones(page(line) if case["where"] == "before" else page(after=(line,)))
    if case["where"] == "before":
        # Captions and datelines stand below the headline, sections and dates above it or below.
        text = "\n\n".join([HEADLINE, line, LEAD, SECOND])
        found = zones(text)
    kinds_by_line = {text: kind for kind, text in found}
    assert kinds_by_line[line] == case["expected"]
    assert kinds_by_line[HEADLINE] == "headline"
    assert kinds_by_line[LEAD] == kinds_by_line[SECOND] == "body"


def parts(text: str) -> dict[str, str]:
    normal = normalize(text)
    return {normal.clean[z.start : z.end].strip(): z.part for z in zones_of(normal)}


def test_parts_of_an_article() -> None:
    sub, place, caption = (
        "إصابة مدنيين اثنين وحركة نزوح نحو الشمال",
        "إدلب – وكالة المثال",
        "عناصر من الدفاع المدني (أ ف ب)",
    )
    item, post, by = (
        "- مقتل مدني في حي الجورة",
        "قصف عنيف الآن على النيرب pic.example.com/abc1",
        "— سامر (@samer1) April 9, 2023",
    )
    found = parts("\n".join([HEADLINE, sub, place, caption, LEAD, post, by, item, item, SECOND, "التعليقات"]))
    assert found == {
        HEADLINE: "headline",
        sub: "subheadline",
        place: "dateline",
        caption: "caption",
        LEAD: "paragraph",
        post: "quotation",
        by: "quotation",
        item: "item",
        SECOND: "paragraph",
        "التعليقات": "furniture",
    }


def test_items_of_a_bulletin_have_their_place() -> None:
    lines = [
        "حلب:: قصف مدفعي على بلدة تقاد غربي المدينة.",
        "غارة جوية على أطراف مدينة دارة عزة.",
        "درعا:: مقتل شاب في مدينة الصنمين.",
    ]
    normal = normalize("\n".join(lines))
    labels = [normal.clean[slice(*z.label)] if z.label else None for z in zones_of(normal)]
    assert labels == ["حلب", "حلب", "درعا"]


def test_a_colon_in_one_paragraph_makes_no_bulletin() -> None:
    assert all(zone.label is None for zone in zones_of(normalize(page(after=("دمشق:: هدوء.",)))))


def test_a_repeated_headline_is_headline_both_times() -> None:
    assert [kind for kind, _ in zones("\n".join([HEADLINE, HEADLINE, LEAD, SECOND]))] == [
        "headline",
        "headline",
        "body",
        "body",
    ]


def test_a_repeated_headline_makes_no_second_event() -> None:
    import rasid

    once = rasid.extract(page(), published="2018-04-30")
    twice = rasid.extract(HEADLINE + "\n\n" + page(), published="2018-04-30")
    assert len(twice.events) == len(once.events)
    assert len(twice.mentions) > len(once.mentions)


def test_read_also_within_the_article() -> None:
    related = "مقتل متطوع في الدفاع المدني باستهداف سيارة على طريق حلب الغربي"
    found = kinds("\n\n".join([HEADLINE, LEAD, "اقرأ أيضاً", related, SECOND, "شاهد أيضاً: لحظة القصف", LEAD]))
    assert found["اقرأ أيضاً"] == found[related] == found["شاهد أيضاً: لحظة القصف"] == "boilerplate"
    assert found[SECOND] == found[LEAD] == "body"


def test_a_headline_of_another_article_between_paragraphs() -> None:
    related = "ابن زايد يصل تركيا ويلتقي أردوغان لتطوير التعاون بين البلدين"
    found = kinds("\n\n".join([HEADLINE, LEAD, SECOND, related, SECOND + " ثم هدأ.", LEAD + " انتهى."]))
    assert found[related] == "boilerplate"
    subheadline = "حركة نزوح من البلدة"
    found = kinds("\n\n".join([HEADLINE, LEAD, SECOND, subheadline, SECOND + " ثم هدأ.", LEAD + " انتهى."]))
    assert found[subheadline] == "body"


def test_embedded_posts_are_the_article() -> None:
    post, by = (
        "غارات مكثفة الآن على محيط البلدة https://t.co/x1 pic.example.com/67z",
        "— الدفاع المدني السوري (@example) August 20, 2021",
    )
    found = kinds("\n\n".join([HEADLINE, LEAD, SECOND, post, by, "التعليقات"]))
    assert found[post] == found[by] == "body"


def test_names_listed_at_the_end_stay() -> None:
    names = ("أحمد العلي", "خالد المحمد", "سمير حسن الخلف")
    found = kinds(
        "\n".join([HEADLINE, LEAD, SECOND, "وأسماء الضحايا الذين وثقهم المرصد في القصف على البلدة هي:", *names, "شارك"])
    )
    assert [found[name] for name in names] == ["body"] * 3
    assert found["شارك"] == "boilerplate"


def test_teasers_after_the_article_are_furniture() -> None:
    title, teaser = (
        "خارجية الاحتلال: حكم جديد خطر على الأقليات",
        "قال وزير الخارجية إن " + "الأقليات معرضة للخطر " * 9 + "على منصة...",
    )
    found = kinds("\n\n".join([HEADLINE, LEAD, SECOND, title, teaser, title + " أيضاً", teaser]))
    assert {found[title], found[teaser], found[title + " أيضاً"]} == {"boilerplate"}


def test_an_article_below_its_related_box() -> None:
    lines = [
        HEADLINE,
        "30 نيسان 2018",
        "مقالات مشابهة",
        "هدوء في ريف حلب",
        "منذ يومين",
        "نهر المثال – إدلب",
        LEAD,
        SECOND,
        "تويتر",
    ]
    found = kinds("\n\n".join(lines))
    assert [found[line] for line in lines] == ["headline", *["boilerplate"] * 4, "body", "body", "body", "boilerplate"]


def test_hard_line_breaks_part_no_paragraph() -> None:
    # As a PDF export has it: lines broken at a margin, sentences going on in the next line.
    text = (
        "قصفت قوات النظام صباح اليوم بالمدفعية الثقيلة أطراف بلدة النيرب\n"
        "شرقي إدلب، ما أسفر عن إصابة مدنيين اثنين بجروح. وقال مصدر في\n"
        "الدفاع المدني إن فرق الإسعاف نقلت المصابين إلى مشفى قريب، وإن\n"
        "القصف تجدد بعد الظهر على الأطراف نفسها، وسط تحليق لطائرات\n"
        "الاستطلاع في أجواء المنطقة. ونزحت عشرات العائلات إلى الشمال\n"
        "خشية تجدد القصف."
    )
    assert [kind for kind, _ in zones(text)] == ["body"]


def test_headlines_in_a_row_are_not_one_paragraph() -> None:
    titles = [
        "هدوء حذر في ريف حلب الغربي بعد أيام من القصف",
        "غارات روسية على ريف حماة توقع عدداً من الجرحى",
        "انفجار سيارة في مدينة عفرين دون وقوع إصابات",
    ]
    found = zones("\n".join([HEADLINE, LEAD, SECOND, "مقالات ذات صلة", *titles, *titles]))
    assert len(found) == 10
    assert [kind for kind, _ in found[3:]] == ["boilerplate"] * 7


def test_a_headline_has_no_white_space_at_its_edges(pipeline: Any) -> None:
    report = pipeline.extract(page().replace(HEADLINE, f" {HEADLINE} \t"))
    assert report.headline.text == HEADLINE
    assert report.text[report.headline.start : report.headline.end] == HEADLINE
