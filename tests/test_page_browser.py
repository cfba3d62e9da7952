"""The page in a real browser: what is lit, where it stands, what it asks of the network, how it reads.

Needs Debian's chromium and chromium-driver and the extra ``browser``. Where RASID_BROWSER is set (as in .ci/run), a
missing browser is a failure.
"""

import itertools
import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import rasid
from conftest import ARTICLES
from rasid.export.html import page
from test_page import HOSTILE

if os.environ.get("RASID_BROWSER"):
    from selenium import webdriver
else:
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip("chromium and chromium-driver are not installed", allow_module_level=True)
    webdriver = pytest.importorskip("selenium.webdriver")

pytestmark = pytest.mark.browser

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
)
# The contrast of every text with what is painted behind it (WCAG 2.2, 1.4.3), for texts that can be seen.
CONTRAST = """
const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
const over = (a, b) => a.slice(0, 3).map((v, i) => v * a[3] + b[i] * (1 - a[3]));
const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const light = (c) => c.slice(0, 3).map((v) => linear(v / 255))
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const painted = (e) => {
  const layers = [];
  for (let n = e; n; n = n.parentElement) layers.push(parse(getComputedStyle(n).backgroundColor));
  return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
};
const found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const e = node.parentElement;
  if (!node.textContent.trim() || ["SCRIPT", "STYLE"].includes(e.tagName) || e.closest(".hidden, svg")) continue;
  if (!e.checkVisibility()) continue;
  const style = getComputedStyle(e), ground = painted(e);
  const a = light(over(parse(style.color), ground)), b = light(ground);
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
  if (ratio < (large ? 3 : 4.5)) found.push([node.textContent.trim().slice(0, 30), ratio.toFixed(2)]);
}
return found;
"""
SEEN = """
const box = arguments[0].getBoundingClientRect();
for (let n = arguments[0].parentElement; n; n = n.parentElement) {
  const style = getComputedStyle(n);
  if (!/auto|scroll/.test(style.overflowY)) continue;
  const frame = n.getBoundingClientRect();
  if (box.bottom <= frame.top || box.top >= frame.bottom) return false;
}
return box.bottom > 0 && box.top < innerHeight && box.width > 0;
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def reports(pipeline: Any) -> list[rasid.Report]:
    rows = map(json.loads, (ARTICLES / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    wanted = {"deir-ez-zor-2018", "daraa-2021", "tripoli-2019"}
    return [pipeline.extract(r["text"], published=r["published"], id=r["id"]) for r in rows if r["id"] in wanted]


@pytest.fixture(scope="module")
def report(reports: list[rasid.Report]) -> rasid.Report:
    return next(report for report in reports if report.id == "deir-ez-zor-2018")


class Page:
    """An open page."""

    def __init__(self, driver: Any, folder: Path, html: str, *, width: int = 1400, height: int = 900) -> None:
        self.driver = driver
        path = folder / "page.html"
        path.write_text(html, encoding="utf-8")
        driver.get_log("browser")
        driver.get_log("performance")
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": []})
        reduced = [{"name": "prefers-reduced-motion", "value": "reduce"}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": reduced})
        driver.get(path.as_uri())

    def all(self, css: str) -> list[Any]:
        return list(self.driver.find_elements("css selector", css))

    def one(self, css: str) -> Any:
        return self.driver.find_element("css selector", css)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def click(self, element: Any) -> None:
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def lit(self) -> str:
        return str(
            self.run("return Array.from(document.querySelectorAll('.text .lit')).map(e => e.textContent).join('')")
        )

    def seen(self, element: Any) -> bool:
        return bool(self.run(SEEN, element))


@pytest.fixture
def opened(browser: Any, report: rasid.Report, tmp_path: Path) -> Page:
    return Page(browser, tmp_path, report.to_html())


def test_the_page_is_quiet_and_asks_nothing_of_the_network(browser: Any, pipeline: Any, tmp_path: Path) -> None:
    report = pipeline.extract(
        HOSTILE, published="2024-05-02", url="javascript:window.hacked=1", title="<img src=//x.y>"
    )
    shown = Page(browser, tmp_path, report.to_html())
    for element in shown.all(".fact, .text .m, .jump, [data-zoom], #theme"):
        if element.is_displayed():
            shown.click(element)
    assert shown.run("return window.hacked") is None
    assert browser.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith("file:///")] == []
    assert len(asked) == 1


def test_a_fact_lights_its_characters_and_brings_them_into_view(opened: Page, report: rasid.Report) -> None:
    facts = opened.all(".card .fact")
    assert len(facts) > 3 * len(report.events)
    for fact in (*facts[:12], facts[-1]):
        start, end = map(int, fact.get_attribute("data-at").split("-"))
        opened.click(fact)
        assert opened.lit().split() == report.text[start:end].split()
        assert opened.seen(opened.one(".text .lit"))
        assert fact.get_attribute("aria-pressed") == "true"


def test_a_second_click_puts_the_light_out(opened: Page) -> None:
    fact = opened.one(".card .fact")
    opened.click(fact)
    assert opened.lit()
    opened.click(fact)
    assert not opened.lit()


def test_a_mention_shows_the_events_it_is_part_of(opened: Page, report: rasid.Report) -> None:
    event = report.events[-1]
    party = next(party for e in reversed(report.events) for party in e.actors if party.entity_id)
    opened.click(opened.one(f'.text .m[data-entity~="{party.entity_id}"]'))
    lit = {card.get_attribute("data-card") for card in opened.all(".card.lit")}
    assert lit == {
        e.id
        for e in report.events
        if party.entity_id
        in {p.entity_id for p in (*e.actors, *e.targets)} | set(e.places) | {e.source.entity_id if e.source else None}
    }
    assert opened.seen(opened.one(".card.lit"))
    assert event.id


def test_everything_can_be_done_by_keyboard(opened: Page, report: rasid.Report) -> None:
    from selenium.webdriver.common.keys import Keys

    mentions = opened.all(".text .m")
    assert [m.get_attribute("tabindex") for m in mentions].count("0") == 1
    opened.run("arguments[0].focus()", mentions[0])
    mentions[0].send_keys(Keys.ARROW_LEFT)
    focused = opened.driver.switch_to.active_element
    assert focused == mentions[1]
    focused.send_keys(Keys.ENTER)
    assert opened.all(".lit")
    focused.send_keys(Keys.ESCAPE)
    assert not opened.all(".lit")
    fact = opened.one(".card .fact")
    fact.send_keys(Keys.SPACE)
    assert opened.lit().split() == report.events[0].trigger.text.split()
    mark = opened.one(".map .mark")
    mark.send_keys(Keys.ENTER)
    assert opened.all(".mark.lit")


def test_whatever_can_be_pressed_has_a_name(opened: Page) -> None:
    nameless = opened.run(
        "return Array.from(document.querySelectorAll('button, a, [role=button], input, summary, [role=region]'))"
        ".filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || (e.labels && e.labels.length))).length"
    )
    assert nameless == 0


def test_the_page_reads_from_the_right(opened: Page) -> None:
    text, events = opened.one(".source").rect, opened.one(".events").rect
    assert text["x"] > events["x"] + events["width"] - 1
    assert opened.run("return getComputedStyle(document.querySelector('.text p.body')).textAlign") == "right"
    words = opened.all(".text p.body .m")
    same_line = [(a.rect, b.rect) for a, b in itertools.pairwise(words) if abs(a.rect["y"] - b.rect["y"]) < 4]
    assert same_line
    assert all(a["x"] > b["x"] for a, b in same_line)


def test_filters_hide_events_everywhere(opened: Page, report: rasid.Report) -> None:
    counts = {code: sum(e.type == code for e in report.events) for code in {e.type.value for e in report.events}}
    for box in opened.all("[data-filter]"):
        code = box.get_attribute("data-filter")
        opened.click(box)
        assert sum(card.is_displayed() for card in opened.all(".card")) == len(report.events) - counts[code]
        items = opened.all(".timeline li[data-type]")
        assert not [item for item in items if item.get_attribute("data-type") == code and item.is_displayed()]
        opened.click(box)
    assert all(card.is_displayed() for card in opened.all(".card"))


def test_highlights_can_be_put_out_by_type(opened: Page) -> None:
    paint = "return getComputedStyle(document.querySelector('.text .m.group')).backgroundColor"
    before = opened.run(paint)
    opened.click(opened.one('[data-sort="group"]'))
    assert opened.run(paint) == "rgba(0, 0, 0, 0)" != before


def test_labels_of_the_map_cover_nothing_and_zoom_keeps_the_scale_true(opened: Page) -> None:
    boxes = """
        const shown = document.querySelectorAll('.mark:not(.bare) > text, .contexts .at:not(.off) > text');
        return Array.from(shown).map((e) => {
          const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom, e.textContent]; });"""
    scale = """
        const map = document.querySelector('.map'), bar = map.querySelector('.scale path').getBBox().width;
        return Number(map.querySelector('.kms').textContent) / bar;"""
    before = opened.run(scale)
    assert before == pytest.approx(float(opened.one(".map").get_attribute("data-unit")), rel=0.02)
    for _ in range(3):
        placed = opened.run(boxes)
        assert placed
        for i, a in enumerate(placed):
            for b in placed[i + 1 :]:
                apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
                assert apart, (a, b)
        opened.click(opened.all("[data-zoom]")[0])
    assert opened.run(scale) == pytest.approx(before / 1.6**3, rel=0.02)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_their_ground(browser: Any, report: rasid.Report, tmp_path: Path, scheme: str) -> None:
    shown = Page(browser, tmp_path, report.to_html())
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": features})
    dark = shown.run("return getComputedStyle(document.body).backgroundColor") == "rgb(14, 16, 19)"
    assert dark == (scheme == "dark")
    assert shown.run(CONTRAST) == []
    shown.run("for (const d of document.querySelectorAll('details')) d.open = true")
    shown.click(shown.all(".card .fact")[1])
    shown.click(shown.one(".text .m"))
    assert shown.run(CONTRAST) == []


def test_the_theme_can_be_changed(opened: Page) -> None:
    paint = "return getComputedStyle(document.body).backgroundColor"
    before = opened.run(paint)
    opened.click(opened.one("#theme"))
    assert opened.run(paint) != before
    opened.click(opened.one("#theme"))
    assert opened.run(paint) == before


@pytest.mark.parametrize("width", [320, 390, 820])
def test_a_phone_shows_it_without_scrolling_sideways(
    browser: Any, report: rasid.Report, tmp_path: Path, width: int
) -> None:
    shown = Page(browser, tmp_path, report.to_html(), width=width, height=800)
    assert shown.run("return document.documentElement.scrollWidth") <= width
    fact = shown.all(".card .fact")[2]
    shown.click(fact)
    assert shown.seen(shown.one(".text .lit"))
    back = shown.one("#back")
    assert back.is_displayed()
    back.click()
    assert shown.seen(fact)


def test_several_articles_are_shown_one_at_a_time(browser: Any, reports: list[rasid.Report], tmp_path: Path) -> None:
    shown = Page(browser, tmp_path, page(reports))
    assert [article.is_displayed() for article in shown.all(".report")] == [True, False, False]
    shown.click(shown.all(".index a")[2])
    time.sleep(0.2)
    assert [article.is_displayed() for article in shown.all(".report")] == [False, False, True]
    assert shown.all(".index a")[2].get_attribute("aria-current") == "true"
    fact = shown.one(".report.current .card .fact")
    shown.click(fact)
    assert shown.seen(shown.one(".report.current .text .lit"))


def test_print_shows_all_articles_and_no_controls(browser: Any, reports: list[rasid.Report], tmp_path: Path) -> None:
    shown = Page(browser, tmp_path, page(reports))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert all(article.is_displayed() for article in shown.all(".report"))
    assert not any(element.is_displayed() for element in shown.all(".filters, .zoom, #theme, .index"))
    assert shown.run("return getComputedStyle(document.querySelector('.source')).overflowY") == "visible"


def test_without_scripts_all_can_be_read(browser: Any, reports: list[rasid.Report], tmp_path: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        shown = Page(browser, tmp_path, page(reports))
        assert all(article.is_displayed() for article in shown.all(".report"))
        assert all(card.is_displayed() for card in shown.all(".card"))
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
