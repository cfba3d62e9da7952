"""HTML pages: the article without its page, the page's date where none is given."""

import sys
from pathlib import Path

import pytest

import rasid
from rasid.html import read_page

HEADLINE = "قصف مدفعي على أطراف بلدة النيرب"
LEAD = "قصفت قوات النظام أمس بالمدفعية الثقيلة أطراف بلدة النيرب شرقي إدلب، ما أسفر عن إصابة مدنيين اثنين بجروح."
SECOND = "وقال مصدر في الدفاع المدني إن فرق الإسعاف نقلت المصابين إلى مشفى قريب، وإن القصف تجدد بعد الظهر."
PAGE = f"""<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"><title>{HEADLINE} - شبكة المثال</title>
<meta property="article:published_time" content="2018-04-30T10:00:00+03:00">
<meta property="og:title" content="{HEADLINE}"><meta property="og:site_name" content="شبكة المثال">
<link rel="canonical" href="https://example.org/news/12"></head>
<body><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/n">غارات على ريف حماة</a></li></ul></nav>
<article><h1>{HEADLINE}</h1><p>{LEAD}</p><p>{SECOND}</p></article>
<footer>جميع الحقوق محفوظة</footer></body></html>"""

installed = pytest.mark.skipif(
    __import__("importlib.util").util.find_spec("trafilatura") is None, reason="needs the extra html"
)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(rasid.ResourceError, match=r"rasid\[html\]"):
        rasid.extract(html=PAGE)


def test_text_and_html_together_are_a_type_error() -> None:
    with pytest.raises(TypeError, match="not both"):
        rasid.extract("قصف", html=PAGE)


@pytest.mark.parametrize("html", [5, ["<p>"]])
def test_html_of_another_type_is_a_type_error(html: object) -> None:
    with pytest.raises(TypeError, match="html"):
        rasid.extract(html=html)  # type: ignore[arg-type]


def test_neither_text_nor_html_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="NoneType"):
        rasid.extract()


@installed
@pytest.mark.parametrize("page", [PAGE, PAGE.encode()], ids=["str", "bytes"])
def test_a_page(page: str | bytes) -> None:
    found = read_page(page)
    assert found.text.split("\n") == [HEADLINE, LEAD, SECOND]
    assert (found.title, found.outlet, found.url) == (HEADLINE, "شبكة المثال", "https://example.org/news/12")
    assert found.published == "2018-04-30"


@installed
def test_the_pages_date_stands_in_for_published_with_a_warning() -> None:
    report = rasid.extract(html=PAGE)
    assert report.published == "2018-04-30"
    assert any("2018-04-30" in warning for warning in report.warnings)
    assert "2018-04-29" in [d.value for d in report.dates]
    assert report.text.startswith(HEADLINE)
    assert all(report.text[m.start : m.end] == m.text for m in report.mentions)


@installed
def test_what_the_caller_says_comes_first() -> None:
    report = rasid.extract(html=PAGE, published="2019-01-10", title="عنوان", outlet="موقع")
    assert (report.published, report.title, report.outlet) == ("2019-01-10", "عنوان", "موقع")
    assert not any("2018" in warning for warning in report.warnings)


@installed
@pytest.mark.parametrize("page", ["", "<html></html>", "قصف", b"\x00\xff"])
def test_a_page_without_an_article_is_an_empty_report(page: str | bytes) -> None:
    report = rasid.extract(html=page)
    assert not report.events
    assert report.warnings


@installed
def test_the_command_reads_pages(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from rasid.cli import app

    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    result = CliRunner().invoke(app, ["extract", str(path), "--format", "jsonl"])
    assert result.exit_code == 0
    assert rasid.Report.model_validate_json(result.stdout).published == "2018-04-30"
