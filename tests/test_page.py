"""The page: the article word for word, every fact on its characters, nothing of the article obeyed."""

import base64
import hashlib
import json
from html.parser import HTMLParser
from typing import Any

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

import rasid
from conftest import ARTICLES, run_python
from rasid.export.html import page
from rasid.export.html.labels import Labels
from rasid.export.html.map import HEIGHT, WIDTH, Spot, draw
from rasid.export.html.merged import merged
from rasid.export.html.view import view
from rasid.export.table import render_incidents
from rasid.incidents import Incident, IncidentToll, Member, TollClaim
from rasid.records import CasualtyKind, EventType

HOSTILE = (
    "غارة على بلدة النيرب <script>window.hacked=1</script>\n\n"
    'قصفت طائرات حربية روسية أمس بلدة النيرب "><img src=x onerror="window.hacked=1">، ما أسفر عن مقتل ثلاثة مدنيين.\n'
    "{{ 7 * 7 }} {% raw %} </style></script><!-- \u202eيمين\u2066 \x00\x1b[31m &lt;b&gt; ${1} \ud800 </textarea>\n"
)


class Element:
    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes, self.parts = tag, attributes, list[Any]()

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def all(self, tag: str = "", **wanted: str) -> list["Element"]:
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                classes = part.attributes.get("class", "").split()
                same = all(v in classes if k == "class_" else part.attributes.get(k) == v for k, v in wanted.items())
                found += [part] * (tag in ("", part.tag) and same)
                found += part.all(tag, **wanted)
        return found


class Reader(HTMLParser):
    """Reads a page as a browser does, as far as well-formed pages go; complains of what is never closed."""

    EMPTY = frozenset({"meta", "input", "line", "path", "circle", "rect", "br"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.stack[-1].parts.append(element)
        if tag not in self.EMPTY:
            self.stack.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.stack[-1].parts.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack[-1].tag == tag, f"</{tag}> closes <{self.stack[-1].tag}>"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.stack[-1].parts.append(data)


def parsed(html: str) -> Element:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.stack) == 1
    return reader.stack[0]


@pytest.fixture(scope="module")
def reports(pipeline: Any) -> list[rasid.Report]:
    rows = map(json.loads, (ARTICLES / "gold.jsonl").read_text(encoding="utf-8").splitlines()[:12])
    return [pipeline.extract(row["text"], published=row["published"], id=row["id"]) for row in rows]


@pytest.fixture(scope="module")
def hostile(pipeline: Any) -> rasid.Report:
    return pipeline.extract(
        HOSTILE, published="2024-05-02", title="<b>عنوان</b>", url="javascript:alert(1)", id='"><i>'
    )


def lines(report: rasid.Report) -> list[str]:
    return [line for line in regex.split(r"[\n\r\u0085\u2028\u2029]", report.text) if line]


def test_the_article_stands_on_the_page_word_for_word(reports: list[rasid.Report]) -> None:
    for report in reports:
        text = parsed(report.to_html()).all(class_="text")[0]
        assert [p.text for p in text.all("p")] == lines(report)


def test_every_piece_covers_the_characters_that_it_names(reports: list[rasid.Report]) -> None:
    for report in reports:
        pieces = [e for e in parsed(report.to_html()).all("span") if "data-s" in e.attributes]
        assert pieces
        for piece in pieces:
            assert piece.text == report.text[int(piece.attributes["data-s"]) : int(piece.attributes["data-e"])]


def test_every_fact_is_made_of_whole_pieces(reports: list[rasid.Report]) -> None:
    for report in reports:
        root = parsed(report.to_html())
        pieces = {
            (int(e.attributes["data-s"]), int(e.attributes["data-e"]))
            for e in root.all("span")
            if "data-s" in e.attributes
        }
        facts = [fact for fact in root.all("button", class_="fact") if "data-at" in fact.attributes]
        assert len(facts) >= len(report.events)
        for fact in facts:
            for span in fact.attributes["data-at"].split():
                start, end = map(int, span.split("-"))
                lit = "".join(report.text[s:e] for s, e in sorted(pieces) if start <= s and e <= end)
                assert lit.split() == report.text[start:end].split()


def test_every_event_has_its_card_with_what_fills_its_slots(reports: list[rasid.Report]) -> None:
    for report in reports:
        cards = parsed(report.to_html()).all("li", class_="card")
        assert [card.attributes["data-card"] for card in cards] == [event.id for event in report.events]
        names = {place.id: place.name for place in report.places}
        for card, event in zip(cards, report.events, strict=True):
            assert card.attributes["data-type"] == event.type
            assert event.evidence.text in card.text
            for text in (*(p.text for p in (*event.actors, *event.targets)), *(names[place] for place in event.places)):
                assert text in card.text
            assert all(f"{toll.low:,}" in card.text for toll in event.casualties if toll.low)


def test_nothing_of_an_article_becomes_markup(hostile: rasid.Report) -> None:
    root = parsed(hostile.to_html())
    assert len(root.all("script")) == 1
    assert not root.all("img")
    assert not root.all("i")
    assert not any(name.startswith("on") for element in root.all() for name in element.attributes)
    assert not any("javascript:" in element.attributes.get("href", "") for element in root.all("a"))
    text = root.all(class_="text")[0].text
    assert "<script>window.hacked=1</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert root.all("h1")[0].text == "<b>عنوان</b>"


def test_characters_that_nobody_sees_are_shown(hostile: rasid.Report) -> None:
    html = hostile.to_html()
    assert "\u202e" not in html
    assert "\x00" not in html
    shown = [element.text for element in parsed(html).all(class_="control")]
    assert {"U+202E", "U+2066", "U+0000", "U+001B"} <= set(shown)


def test_a_page_asks_for_nothing_and_runs_only_its_own_script(hostile: rasid.Report) -> None:
    html = hostile.to_html()
    root = parsed(html)
    assert not [e for e in root.all() if "src" in e.attributes or e.tag in ("link", "iframe", "object", "form")]
    policy = next(e for e in root.all("meta") if "http-equiv" in e.attributes).attributes["content"]
    for tag in ("style", "script"):
        content = root.all(tag)[0].text
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "style=" not in regex.sub(r"<style>.*</style>|<script>.*</script>", "", html, flags=regex.S)


def test_page_furniture_is_told_apart(reports: list[rasid.Report]) -> None:
    report = next(report for report in reports if report.boilerplate)
    root = parsed(report.to_html())
    grey = [p.text for p in root.all("p", class_="boilerplate")]
    assert grey
    inside = {zone.text.strip() for zone in report.boilerplate}
    assert all(any(line.strip() in zone for zone in inside) for line in grey if line.strip())


def test_several_articles_have_an_index(reports: list[rasid.Report]) -> None:
    root = parsed(page(reports))
    links = [a.attributes["href"] for a in root.all("nav", class_="index")[0].all("a")]
    articles = root.all("article")
    assert links == [f"#{article.attributes['id']}" for article in articles]
    assert len(articles) == len(reports)
    ids = [element.attributes["id"] for element in root.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))


def test_one_article_has_no_index(reports: list[rasid.Report]) -> None:
    assert not parsed(reports[0].to_html()).all("nav", class_="index")


def test_no_article_is_a_page_too() -> None:
    assert parsed(page([])).all("nav", class_="index")


def test_the_page_speaks_arabic_and_english(reports: list[rasid.Report]) -> None:
    arabic, english = (parsed(reports[0].to_html(language=language)).all("html")[0] for language in ("ar", "en"))
    assert (arabic.attributes["dir"], english.attributes["dir"]) == ("rtl", "ltr")
    assert "الخط الزمني" in arabic.text
    assert "Timeline" in english.text
    assert english.all(class_="text")[0].attributes["dir"] == "rtl"


def test_another_language_is_refused(reports: list[rasid.Report]) -> None:
    with pytest.raises(rasid.InputError, match=r"'fr'.*ar, en"):
        reports[0].to_html(language="fr")  # type: ignore[arg-type]


def test_every_code_has_words_in_both_languages() -> None:
    enums = {
        "event": rasid.records.EventType,
        "modality": rasid.records.Modality,
        "stance": rasid.records.Stance,
        "casualty": rasid.records.CasualtyKind,
        "place": rasid.records.PlaceKind,
        "precision": rasid.records.Precision,
        "group": rasid.records.GroupKind,
        "date": rasid.records.DateType,
    }
    for labels in (Labels("ar"), Labels("en")):
        for sort, codes in enums.items():
            assert all(labels(sort, code) != code or labels.language == "en" for code in codes)
            assert all(regex.search(r"\p{L}", labels(sort, code)) for code in codes)


def test_a_page_is_the_same_every_time(reports: list[rasid.Report]) -> None:
    again = rasid.Report.model_validate_json(reports[3].model_dump_json())
    assert again.to_html() == reports[3].to_html()


def test_a_notebook_shows_it_in_a_frame_of_its_own(hostile: rasid.Report) -> None:
    frame = parsed(hostile._repr_html_()).all("iframe")[0]
    assert "allow-same-origin" not in frame.attributes["sandbox"]
    assert parsed(frame.attributes["srcdoc"]).all("article")


def test_tolls_of_one_event_are_not_summed(pipeline: Any) -> None:
    text = "قُتل خمسة مدنيين وأصيب سبعة آخرون في غارة على مدينة سرمدا، بينما قُتل أربعة في غارة أخرى على بلدة كللي."
    shown = view(pipeline.extract(text, published="2021-01-02"), 1, Labels("en"))
    assert sorted(toll.number for toll in shown.tolls) == ["4", "5", "7"]


SPOTS = [
    Spot("l1", "إدلب", 35.93, 36.63, False, 2),
    Spot("l2", "سرمدا", 36.18, 36.72, False, 1),
    Spot("l3", "دير الزور", 35.34, 40.14, False, 0),
]


def test_the_map_has_north_up_and_east_to_the_right() -> None:
    drawn = draw(SPOTS)
    assert drawn is not None
    at = {mark.spot.id: (mark.x, mark.y) for mark in drawn.marks}
    assert at["l2"][1] < at["l1"][1]
    assert at["l1"][0] < at["l2"][0] < at["l3"][0]


def test_the_map_shows_the_places_of_events_and_measures_true() -> None:
    drawn = draw(SPOTS)
    assert drawn is not None
    at = {mark.spot.id: (mark.x, mark.y) for mark in drawn.marks}
    assert all(0 <= at[spot][0] <= WIDTH and 0 <= at[spot][1] <= HEIGHT for spot in ("l1", "l2"))
    assert not 0 <= at["l3"][0] <= WIDTH  # 300 km off, and nothing happened there
    # Idlib to Sarmada is 29 km as the crow flies.
    distance = ((at["l1"][0] - at["l2"][0]) ** 2 + (at["l1"][1] - at["l2"][1]) ** 2) ** 0.5 * drawn.unit
    assert distance == pytest.approx(29.0, rel=0.03)


def test_the_map_names_governorates_and_countries() -> None:
    near = draw([Spot("l1", "إدلب", 35.93, 36.63, False, 2), Spot("l2", "الرقة", 35.95, 39.01, False, 1)])
    far = draw([*SPOTS, Spot("l4", "صنعاء", 15.35, 44.2, False, 1)])
    assert near is not None
    assert far is not None
    assert "حلب" in {c.name for c in near.contexts if c.shown and c.kind == "governorate"}
    assert {"العراق", "السعودية"} <= {c.name for c in far.contexts if c.shown and c.kind == "country"}


def test_a_near_view_says_in_words_where_it_lies(pipeline: Any) -> None:
    report = pipeline.extract("قصفت مدفعية بلدة النيرب ومدينة سرمدا بريف إدلب.", published="2021-01-02")
    text = parsed(report.to_html()).all("section", class_="mapbox")[0].text
    assert "إدلب" in text
    assert "سوريا" in text


coordinates = st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.booleans(), st.integers(0, 4))


@settings(max_examples=60, deadline=None)
@given(st.lists(coordinates, min_size=1, max_size=12))
def test_any_places_can_be_drawn(found: list[tuple[float, float, bool, int]]) -> None:
    spots = [Spot(f"l{k}", "قرية" * (k % 4 + 1), lat, lon, coarse, n) for k, (lat, lon, coarse, n) in enumerate(found)]
    drawn = draw(spots)
    assert drawn is not None
    assert len(drawn.marks) == len(spots)
    assert drawn.scale / drawn.unit < WIDTH
    focus = [m for m in drawn.marks if m.spot.events and not m.spot.coarse]
    assert all(-1 <= m.x <= WIDTH + 1 and -1 <= m.y <= HEIGHT + 1 for m in focus)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>&\"'{}% /=\u202e\u2067\x00\nقصفت غارة بلدة النيرب12"), max_size=120))
def test_any_text_gives_a_page_that_closes_what_it_opens(text: str) -> None:
    report = rasid.extract(text, published="2024-01-01")
    root = parsed(report.to_html())
    assert len(root.all("script")) == 1
    controls = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]")
    shown = [p.text for p in root.all(class_="text")[0].all("p")]
    assert shown == [controls.sub(lambda m: f"U+{ord(m.group()):04X}", line) for line in lines(report)]


def test_importing_rasid_does_not_import_the_template_engine() -> None:
    done = run_python("-c", "import sys, rasid; rasid.extract('قصف'); print('jinja2' in sys.modules)")
    assert done.stdout.strip() == "False"


def test_incidents_link_to_their_tellings(pipeline: Any) -> None:
    texts = (
        "قصفت طائرات حربية روسية أمس الأحد سوقاً في بلدة النيرب بريف إدلب، ما أسفر عن مقتل ثلاثة مدنيين.",
        "قُتل خمسة مدنيين في غارة جوية على سوق بلدة النيرب شرق إدلب يوم الأحد.",
    )
    reports = [pipeline.extract(text, published="2018-04-30", outlet=f"وكالة <{n}>") for n, text in enumerate(texts)]
    root = parsed(page(reports, incidents=rasid.merge(reports)))
    (incident,) = root.all("li", class_="incident")
    links = {a.attributes["href"].removeprefix("#") for a in incident.all("a")}
    ids = {element.attributes["id"] for element in root.all() if "id" in element.attributes}
    assert len(links) == 2
    assert links <= ids
    assert all(text in incident.text for text in ("5", "3", "وكالة <0>", "وكالة <1>"))


def told(best: int | None, *claims: tuple[int | None, int | None], hedged: tuple[int, ...] = ()) -> Incident:
    """Return an incident each member of which gives a toll."""
    lows = [low for low, _ in claims if low is not None]
    highs = [high for _, high in claims if high is not None]
    toll = IncidentToll(
        kind=CasualtyKind.KILLED,
        low=min(lows, default=None),
        high=max(highs) if len(highs) == len(claims) else None,
        best=best,
        claims=tuple(
            TollClaim(low=low, high=high, approximate=i in hedged, text="", member=i)
            for i, (low, high) in enumerate(claims)
        ),
    )
    members = tuple(
        Member(report_index=i, event_id="e1", type=EventType.SHELLING, evidence="") for i in range(len(claims))
    )
    return Incident(id="i1", type=EventType.SHELLING, members=members, casualties=(toll,))


def slot(
    best: int | None, *claims: tuple[int | None, int | None], hedged: tuple[int, ...] = ()
) -> tuple[str, list[str]]:
    """Return how the page sums up tolls of an incident, and what it says that each member tells."""
    ((found,),) = (row.slots for row in merged((told(best, *claims, hedged=hedged),), Labels("en")))
    return found.best, [said.value for said in found.claims]


def test_numbers_of_incidents_are_in_the_words_of_events() -> None:
    assert slot(3, (3, 3), (1200, 1200)) == ("3 (3 to 1,200)", ["3", "1,200"])
    assert slot(5, (5, 8), (5, None)) == ("5 (5 to …)", ["5 to 8", "at least 5"])
    assert slot(9, (None, 9)) == ("at most 9", ["at most 9"])
    assert slot(0, (0, 0)) == ("none", ["none"])
    assert slot(None, (None, None)) == ("number not told", ["number not told"])


def test_numbers_of_incidents_keep_their_hedges() -> None:
    assert slot(20, (20, 20), hedged=(0,)) == ("about 20", ["about 20"])
    assert slot(20, (20, 20), (20, 20), hedged=(0,)) == ("20", ["about 20", "20"])
    assert slot(20, (20, 20), (18, 18), hedged=(0,)) == ("about 20 (18 to 20)", ["about 20", "18"])
    assert slot(20, (20, 20), (18, 18), hedged=(1,)) == ("20 (18 to 20)", ["20", "about 18"])
    assert slot(77, (77, 100), hedged=(0,)) == ("about 77 (77 to 100)", ["about 77 to 100"])
    assert slot(20, (20, None), hedged=(0,)) == ("20 (20 to …)", ["at least 20"])


def test_the_table_of_incidents_hedges_as_the_page_does() -> None:
    def cell(*toll: Any, **hedges: Any) -> str:
        table = render_incidents([told(*toll, **hedges)], width=200, color=False)
        ((found,),) = (regex.findall(r"killed (.*?) *│", line) for line in table.splitlines() if "killed" in line)
        return str(found)

    assert cell(20, (20, 20)) == "20"
    assert cell(20, (20, 20), hedged=(0,)) == "~20"
    assert cell(20, (20, 20), (18, 18), hedged=(0,)) == "~20 (18–20)"
    assert cell(20, (20, 20), (18, 18), hedged=(1,)) == "20 (18–20)"
    assert cell(9, (None, 9)) == "≤ 9"
    assert slot(20, (20, None), (20, 20), hedged=(0, 1)) == ("about 20 (20 to …)", ["at least 20", "about 20"])
    assert slot(None, (None, None), hedged=(0,)) == ("number not told", ["number not told"])
