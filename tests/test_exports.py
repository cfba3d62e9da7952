"""Forms that other programs read: what stands in which column, and that no cell does harm."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

import jsonschema
import pytest

import rasid
from conftest import ARTICLES
from rasid.export import acled, codes, flat, ged, geojson
from rasid.export.common import Index
from rasid.export.sheet import lines, safe
from rasid.export.tolls import Count, tolls_of
from rasid.records import (
    ArmedGroup,
    Attribution,
    Casualty,
    CasualtyKind,
    Event,
    EventType,
    GroupKind,
    Mention,
    Modality,
    Participant,
    ParticipantCategory,
    Place,
    PlaceKind,
    Precision,
    Provenance,
    Report,
)

STRIKE = "قصفت طائرات حربية روسية صباح أمس الأحد بلدة النيرب بريف إدلب، ما أسفر عن مقتل عشرة مدنيين بينهم ثلاثة أطفال."
CLASH = (
    "دارت اشتباكات عنيفة أمس بين قوات النظام وهيئة تحرير الشام في محيط بلدة سراقب، قتل فيها سبعة من عناصر قوات النظام."
)
SHELLING = "قتل ما لا يقل عن 12 مدنيا بقصف مدفعي للجيش التركي استهدف أمس قريتي عرب حسن والعريمة بريف منبج."
EXECUTION = "أعدم تنظيم الدولة 20 مدنيا في مدينة تدمر خلال الأسبوع الماضي."
MENTION = Mention(start=0, end=3, text="قتل", rule="triggers:test", score=1)
SPAN = {"start": 0, "end": 3, "text": "قتل"}


def extracted(text: str, **fields: Any) -> Report:
    return rasid.extract(text, **{"published": "2018-04-30", "id": "a7", **fields})


def read(pieces: Iterable[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(pieces), newline="")))


def acled_row(text: str, **fields: Any) -> dict[str, str]:
    (row,) = read(acled.dump([extracted(text, **fields)]))
    return row


def toll(
    low: int | None,
    high: int | None = None,
    *,
    who: str | None = None,
    category: str | None = None,
    source: bool = False,
    kind: CasualtyKind = CasualtyKind.KILLED,
) -> Casualty:
    """A toll; ``high`` is ``low`` unless given, -1 for an open one."""
    people = None
    if who or category:
        people = Participant(**SPAN, entity_id=who, category=ParticipantCategory(category or "group"))
    return Casualty(
        **SPAN,
        kind=kind,
        low=low,
        high=None if high == -1 else low if high is None else high,
        who=people,
        source=Attribution(**SPAN) if source else None,
    )


def made(*tolls: Casualty, places: tuple[Place, ...] = (), groups: tuple[ArmedGroup, ...] = (), **slots: Any) -> Report:
    """A report of one event with the given tolls, places and slots."""
    slots = {
        "type": EventType.ARMED_CLASH,
        "acled_event_type": "Battles",
        "acled_sub_event_type": "Armed clash",
        **slots,
    }
    event = Event(
        id="e1",
        trigger=MENTION,
        evidence=MENTION,
        casualties=tolls,
        places=tuple(place.id for place in places),
        **slots,
    )
    provenance = Provenance(rasid="0", preset="fast", data="0")
    return Report(text="قتل", events=(event,), places=places, groups=groups, provenance=provenance)


def group(identifier: str, *sides: str, kind: GroupKind = GroupKind.REBEL, country: str | None = None) -> ArmedGroup:
    return ArmedGroup(
        id=identifier, name=identifier, registry_id=identifier, sides=sides, kind=kind, country=country, mentions=()
    )


def place(identifier: str, kind: PlaceKind, lat: float | None = None, **fields: Any) -> Place:
    precision = Precision.NONE if lat is None else Precision.EXACT
    return Place(
        id=identifier,
        name=identifier,
        kind=kind,
        mentions=(),
        **{"lat": lat, "lon": None if lat is None else 37.5, "precision": precision, **fields},
    )


# ---------------------------------------------------------------- sums of tolls


@pytest.mark.parametrize(
    ("tolls", "expected"),
    [
        ((), None),
        ((toll(None),), None),
        ((toll(10),), Count(10, 10, 10)),
        ((toll(3, -1),), Count(3, 3, 3, open=True)),
        ((toll(None, 8),), Count(0, 8, 8)),
        ((toll(60, 75),), Count(60, 60, 75)),
        # Children among the civilians, civilians among people of whom nothing is said.
        ((toll(10, category="civilians"), toll(3, category="civilians")), Count(10, 10, 10)),
        ((toll(10), toll(3, category="civilians")), Count(10, 10, 10)),
        # Fighters and civilians are not the same people; nor are those of two sides.
        ((toll(5, category="combatants"), toll(3, category="civilians")), Count(8, 8, 8)),
        ((toll(25, who="army"), toll(15, who="rebels")), Count(40, 40, 40)),
        # A militia that fights for the army may be counted with it.
        ((toll(25, who="army"), toll(15, who="militia")), Count(25, 25, 25)),
        ((toll(5, category="combatants"), toll(3, who="rebels")), Count(5, 5, 5)),
        # Another source contests the number.
        ((toll(10, category="civilians"), toll(14, category="civilians", source=True)), Count(10, 10, 14)),
        ((toll(10, category="civilians"), toll(7, category="civilians", source=True)), Count(7, 10, 10)),
        # The wounded are not the dead.
        ((toll(4), toll(90, kind=CasualtyKind.WOUNDED)), Count(4, 4, 4)),
    ],
)
def test_nobody_is_counted_twice(tolls: tuple[Casualty, ...], expected: Count | None) -> None:
    report = made(*tolls, groups=(group("army"), group("rebels"), group("militia", "army")))
    assert tolls_of(Index(report), report.events[0], CasualtyKind.KILLED).total == expected


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", "\t", "\r", "\n", "\ufeff", "\u200f", '"', "'", " \u00a0«", "\x00"])
def test_no_cell_is_a_formula(sign: str, before: str) -> None:
    formula = f'{before}{sign}HYPERLINK("http://x","y")'
    (row,) = read(lines(["cell"], [{"cell": formula}]))
    assert row["cell"].startswith("'")
    assert "HYPERLINK" in row["cell"]


def test_a_formula_behind_a_semicolon_is_none_either() -> None:
    assert safe("قوات النظام; =1+1") == "قوات النظام;' =1+1"


@pytest.mark.parametrize("text", ["قصف 3-4 قرى", "a=b", "http://example.org/?a=1", "«قصف»", "5"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_numbers_stay_numbers() -> None:
    (line,) = list(lines(["a", "b", "c", "d"], [{"a": -17.5, "b": -3, "c": 0, "d": None}]))[1:]
    assert line == "-17.5,-3,0,\r\n"


def test_one_row_is_one_line() -> None:
    (row,) = list(lines(["a", "b"], [{"a": 'قال: "قصف"\r\nثم\u2028صمت\tطويلا', "b": "أ\x00ب\x1b[31m\u202eج"}]))[1:]
    assert row == '"قال: ""قصف"" ثم صمت طويلا",أب[31mج\r\n'


def test_the_byte_order_mark_comes_once() -> None:
    written = "".join(lines(["a"], [{"a": "قصف"}], bom=True))
    assert written == "\ufeffa\r\nقصف\r\n"
    assert "\ufeff" not in "".join(lines(["a"], [{"a": "قصف"}]))


# ---------------------------------------------------------------- ACLED


def test_acled_columns() -> None:
    assert "".join(acled.dump([])) == ",".join(acled.COLUMNS) + "\r\n"
    assert acled.COLUMNS[:7] == (
        "event_id_cnty",
        "event_date",
        "year",
        "time_precision",
        "disorder_type",
        "event_type",
        "sub_event_type",
    )
    assert len(acled.COLUMNS) == 31


def test_acled_air_strike() -> None:
    row = acled_row(STRIKE, outlet="عنب بلدي")
    expected = {
        "event_id_cnty": "SYR-a7-e1",
        "event_date": "2018-04-29",
        "year": "2018",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "actor1": "Russian Aerospace Forces",
        "assoc_actor_1": "",
        "inter1": "External/Other forces",
        "actor2": "Civilians (Syria)",
        "inter2": "Civilians",
        "interaction": "Civilians-External/Other forces",
        "civilian_targeting": "Civilian targeting",
        "iso": "760",
        "region": "Middle East",
        "country": "Syria",
        "admin1": "Idlib",
        "location": "An-Nayrab",
        "geo_precision": "1",
        "source": "عنب بلدي",
        "fatalities": "10",
        "tags": "",
        "timestamp": "",
    }
    assert {name: row[name] for name in expected} == expected
    assert 35 < float(row["latitude"]) < 37
    assert 36 < float(row["longitude"]) < 38
    assert row["notes"].startswith("قصفت طائرات")
    assert "[other places: " in row["notes"]


def test_acled_sides_of_a_fight() -> None:
    row = acled_row(CLASH)
    assert row["inter1"] == "State forces", "the army of the country where it happens"
    assert row["inter2"] == "Rebel group"
    assert row["interaction"] == "State forces-Rebel group"
    assert row["actor2"] == "Hay'at Tahrir al-Sham"
    assert row["civilian_targeting"] == ""
    assert row["fatalities"] == "7"


def test_acled_several_places_and_open_tolls() -> None:
    row = acled_row(SHELLING)
    assert row["location"] == "Arab Hasan"
    assert row["fatalities"] == "12"
    assert row["tags"] == "fatalities=12-"
    assert "Arima" in row["notes"], "the other village is named"


def test_acled_a_week_has_its_middle_as_date() -> None:
    row = acled_row(EXECUTION)  # the week before Monday 30 April 2018: 23 to 29 April
    assert (row["event_date"], row["time_precision"]) == ("2018-04-26", "2")
    assert row["tags"] == "days=2018-04-23/2018-04-29"


def test_acled_who_takes_a_place_back() -> None:
    assert (
        acled_row("سيطرت قوات النظام أمس على مدينة معرة النعمان.")["sub_event_type"] == "Government regains territory"
    )
    other = acled_row("سيطرت هيئة تحرير الشام أمس على مدينة معرة النعمان.")
    assert other["sub_event_type"] == "Non-state actor overtakes territory"


def test_acled_protest() -> None:
    row = acled_row("خرج مئات المدنيين أمس في مظاهرة في مدينة الباب بريف حلب احتجاجا على غلاء الأسعار.")
    assert (row["actor1"], row["inter1"]) == ("Protesters (Syria)", "Protesters")
    assert (row["actor2"], row["interaction"]) == ("", "Protesters only")
    assert row["disorder_type"] == "Demonstrations"


def test_acled_has_no_row_for_what_did_not_happen() -> None:
    report = extracted("نفت وزارة الدفاع التركية قصف مدينة منبج. وهددت تركيا بقصف مدينة عين العرب.")
    assert {event.modality for event in report.events} == {Modality.DENIED, Modality.THREATENED}
    assert read(acled.dump([report])) == []


def test_acled_says_what_is_doubtful() -> None:
    (row,) = acled.rows([made(toll(None), modality=Modality.ALLEGED, background=True)])
    assert row["fatalities"] == 0
    assert row["tags"] == "modality=alleged; background; fatalities=unknown"
    assert row["notes"] == "قتل [alleged] [background]"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, (None, None, None)),
        ("2018-04-29T08:00", "2018-04-29T08:00", ("2018-04-29", 2018, 1)),
        ("2018-04-29", None, ("2018-04-29", 2018, 1)),
        ("2018-04-01", "2018-04-30", ("2018-04-15", 2018, 3)),
        ("2017-12-31", "2018-01-01", ("2017-12-31", 2017, 2)),
    ],
)
def test_acled_dates(start: str | None, end: str | None, expected: tuple[Any, ...]) -> None:
    (row,) = acled.rows([made(start=start, end=end)])
    assert (row["event_date"], row["year"], row["time_precision"]) == expected


VILLAGE, TOWN = PlaceKind.VILLAGE, PlaceKind.TOWN


@pytest.mark.parametrize(
    ("places", "location", "latitude", "precision"),
    [
        ((), None, None, None),
        ((place("قرية", VILLAGE, 36.0),), "قرية", 36.0, 1),
        ((place("قرية", VILLAGE, 36.0, precision=Precision.NEAR),), "قرية", 36.0, 2),
        ((place("قرية", VILLAGE),), "قرية", None, None),
        # Not located: the next of its places gives the coordinates, near it at best …
        ((place("قرية", VILLAGE), place("بلدة", TOWN, 36.5)), "قرية", 36.5, 2),
        (
            (place("قرية", VILLAGE), place("محافظة", PlaceKind.GOVERNORATE, 35.0, precision=Precision.GOVERNORATE)),
            "قرية",
            35.0,
            3,
        ),
        # … but of two villages the one that is located.
        ((place("قرية", VILLAGE), place("أخرى", VILLAGE, 36.2)), "أخرى", 36.2, 1),
        ((place("طريق", PlaceKind.ROAD, 36.0),), "طريق", 36.0, 2),
        ((place("بلد", PlaceKind.COUNTRY, 35.0, precision=Precision.COUNTRY),), "بلد", 35.0, 3),
    ],
)
def test_acled_places(
    places: tuple[Place, ...], location: str | None, latitude: float | None, precision: int | None
) -> None:
    (row,) = acled.rows([made(places=places)])
    assert (row["location"], row["latitude"], row["geo_precision"]) == (location, latitude, precision)


def test_acled_ids_are_of_the_report_or_its_position() -> None:
    first, second = extracted(STRIKE, id=None), extracted(CLASH, id="x")
    assert [row["event_id_cnty"] for row in acled.rows([first, second])] == ["SYR-1-e1", "SYR-x-e1"]


def test_one_report_is_no_collection() -> None:
    with pytest.raises(TypeError, match=r"\[report\]"):
        list(acled.dump(extracted(STRIKE)))  # type: ignore[arg-type]


def test_every_type_has_its_disorder_type() -> None:
    from rasid.events.ontology import codes_of

    for type_ in EventType:
        row = codes_of(type_, Modality.ACTUAL)
        assert (row.acled_event_type, row.acled_sub_event_type) in codes.disorder_types(), type_


def test_every_country_of_the_gazetteer_has_codes() -> None:
    assert set(codes.country_codes().values()) <= set(codes.countries())
    for row in codes.countries().values():
        assert len(row.iso3) == 3, row.id
        assert row.numeric is None or (len(row.numeric) == 3 and row.numeric.isdigit()), row.id
    for column in ("iso3", "numeric", "gwno"):
        known = [value for row in codes.countries().values() if (value := getattr(row, column)) is not None]
        assert len(known) == len(set(known)), column


@pytest.mark.parametrize("kind", GroupKind)
def test_every_kind_of_group_has_a_label_abroad(kind: GroupKind) -> None:
    assert codes.inter_of(kind, "abroad") in codes.inter_labels()


# ---------------------------------------------------------------- GeoJSON

POSITION = {
    "type": "array",
    "prefixItems": [
        {"type": "number", "minimum": -180, "maximum": 180},
        {"type": "number", "minimum": -90, "maximum": 90},
    ],
    "minItems": 2,
    "maxItems": 2,
}
GEOJSON = {
    "type": "object",
    "required": ["type", "features"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "additionalProperties": False,
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": ["string", "number"]},
                    "geometry": {
                        "oneOf": [
                            {"type": "null"},
                            {
                                "type": "object",
                                "required": ["type", "coordinates"],
                                "additionalProperties": False,
                                "properties": {"type": {"const": "Point"}, "coordinates": POSITION},
                            },
                        ]
                    },
                    "properties": {
                        "type": "object",
                        "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
                    },
                },
            },
        },
    },
}
"""What RFC 7946 asks of a collection of points, and flat properties besides."""


def test_geojson_is_valid() -> None:
    reports = [extracted(STRIKE), extracted(CLASH), extracted("اندلع قتال."), extracted("")]
    collection = json.loads("".join(geojson.dump(reports)))
    jsonschema.validate(collection, GEOJSON, cls=jsonschema.Draft202012Validator)
    assert collection == geojson.feature_collection(reports)
    assert len(collection["features"]) == sum(len(report.events) for report in reports)
    assert json.loads("".join(geojson.dump([]))) == {"type": "FeatureCollection", "features": []}


def test_geojson_feature() -> None:
    (feature,) = extracted(STRIKE).to_geojson()["features"]
    longitude, latitude = feature["geometry"]["coordinates"]
    assert longitude == pytest.approx(36.72, abs=0.1), "longitude first"
    assert latitude == pytest.approx(35.87, abs=0.1)
    assert feature["id"] == "a7/e1"
    expected = {
        "report_id": "a7",
        "event_id": "e1",
        "type": "air_strike",
        "start": "2018-04-29",
        "place": "النيرب",
        "precision": "exact",
        "governorate": "إدلب",
        "country": "سوريا",
        "other_places": "ريف إدلب",
        "actors": "القوات الجوية الروسية",
        "targets": "مدنيين",
        "killed_low": 10,
        "killed_high": 10,
        "wounded_low": None,
        "modality": "actual",
        "background": False,
        "evidence": STRIKE,
    }
    assert {name: feature["properties"][name] for name in expected} == expected


def test_geojson_open_toll_has_no_greatest_number() -> None:
    (feature,) = extracted(SHELLING).to_geojson()["features"]
    assert (feature["properties"]["killed_low"], feature["properties"]["killed_high"]) == (12, None)


def test_geojson_without_coordinates() -> None:
    (feature,) = geojson.features([made(places=(place("قرية", VILLAGE),))])
    assert feature["geometry"] is None
    assert feature["properties"]["place"] == "قرية"
    assert feature["properties"]["precision"] == "none"


# ---------------------------------------------------------------- events as CSV


def test_csv_of_events() -> None:
    report = extracted(STRIKE)
    (row,) = read(flat.dump([report, extracted("")]))
    assert list(row) == list(flat.COLUMNS)
    assert (row["report_id"], row["type"], row["killed_low"], row["wounded_low"]) == ("a7", "air_strike", "10", "")
    assert row["background"] == "false"
    evidence = slice(int(row["evidence_start"]), int(row["evidence_end"]))
    assert report.text[evidence] == row["evidence"]


# ---------------------------------------------------------------- UCDP GED

TWO_TOLLS = (toll(25, who="army", category="group"), toll(15, who="rebels", category="group"))
ARMY = group("army", kind=GroupKind.STATE_MILITARY, country="SY")
REBELS = group("rebels")


def actors(*identifiers: str) -> tuple[Participant, ...]:
    return tuple(
        Participant(**SPAN, category=ParticipantCategory(name))
        if name in {"civilians", "combatants"}
        else Participant(**SPAN, entity_id=name, category=ParticipantCategory.GROUP)
        for name in identifiers
    )


def ged_row(*tolls: Casualty, **slots: Any) -> dict[str, Any]:
    (row,) = ged.rows([made(*tolls, groups=(ARMY, REBELS), **slots)])
    return row


def deaths(row: dict[str, Any]) -> tuple[Any, ...]:
    names = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "low", "high", "deaths_open")
    return tuple(row[name] for name in names)


def test_ged_columns() -> None:
    assert "".join(ged.dump([])) == ",".join(ged.COLUMNS) + "\r\n"
    assert len(set(ged.COLUMNS)) == len(ged.COLUMNS)


def test_ged_strike_on_civilians() -> None:
    (row,) = read(ged.dump([extracted(STRIKE, outlet="عنب بلدي", url="https://example.org/1")]))
    expected = {
        "id": "a7-e1",
        "year": "2018",
        "type_of_violence": "3",
        "side_a": "Government of Russia",
        "side_b": "Civilians",
        "dyad_name": "Government of Russia - Civilians",
        "source_article": '"عنب بلدي", "2018-04-30", "https://example.org/1"',
        "where_prec": "1",
        "where_coordinates": "An-Nayrab",
        "adm_1": "Idlib",
        "country": "Syria",
        "country_id": "652",
        "region": "Middle East",
        "date_prec": "1",
        "date_start": "2018-04-29",
        "date_end": "2018-04-29",
        "event_clarity": "1",
        "deaths_civilians": "10",
        "deaths_a": "0",
        "deaths_unknown": "0",
        "best": "10",
        "gwnoa": "365",
        "gwnob": "",
        "deaths_open": "0",
    }
    assert {name: row[name] for name in expected} == expected


def test_ged_of_a_fight_with_a_state() -> None:
    (row,) = ged.rows([extracted(CLASH)])
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == (
        1,
        "Government of Syria",
        "Hay'at Tahrir al-Sham",
    )
    assert deaths(row) == (7, 0, 0, 0, 7, 7, 7, 0)


def test_ged_names_the_state_first() -> None:
    row = ged_row(*TWO_TOLLS, actors=actors("rebels"), targets=actors("army"))
    assert (row["side_a"], row["side_b"], row["type_of_violence"]) == ("Government of Syria", "rebels", 1)
    assert deaths(row) == (25, 15, 0, 0, 40, 40, 40, 0)


@pytest.mark.parametrize(
    ("tolls", "expected"),
    [
        ((), (None,) * 8),
        ((toll(None),), (None,) * 8),
        ((toll(3, -1),), (0, 0, 0, 3, 3, 3, 3, 1)),
        ((toll(None, 9),), (0, 0, 0, 9, 9, 0, 9, 0)),
        ((toll(10), toll(4, category="civilians")), (0, 0, 4, 6, 10, 10, 10, 0)),
        ((toll(10), toll(4, who="army"), toll(3, category="combatants")), (4, 3, 0, 3, 10, 10, 10, 0)),
        ((toll(4, who="army"), toll(9, who="army", source=True)), (4, 0, 0, 0, 4, 4, 9, 0)),
    ],
)
def test_ged_deaths(tolls: tuple[Casualty, ...], expected: tuple[Any, ...]) -> None:
    row = ged_row(*tolls, actors=actors("army"), targets=actors("combatants"))
    assert deaths(row) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("army",), ("rebels",), 1),
        (("rebels",), ("combatants",), 2),
        (("rebels",), ("civilians",), 3),
        (("army",), ("combatants", "civilians"), 1),
        (("army",), (), None),
        ((), ("civilians",), None),
    ],
)
def test_ged_types_of_violence(first: tuple[str, ...], second: tuple[str, ...], expected: int | None) -> None:
    assert ged_row(actors=actors(*first), targets=actors(*second))["type_of_violence"] == expected


@pytest.mark.parametrize(
    ("end", "expected"), [("2018-04-01", 1), ("2018-04-06", 2), ("2018-04-07", 3), ("2018-04-30", 4), ("2018-05-30", 5)]
)
def test_ged_date_precision(end: str, expected: int) -> None:
    row = ged_row(start="2018-04-01", end=end)
    assert (row["date_prec"], row["event_clarity"]) == (expected, 1 if expected == 1 else 2)


def test_ged_keeps_violence_that_is_told_as_such() -> None:
    kinds = {"type": EventType.PROTEST}, {"modality": Modality.DENIED}, {"modality": Modality.PLANNED}
    assert [list(ged.rows([made(**slots)])) for slots in kinds] == [[], [], []]
    assert ged_row(modality=Modality.ALLEGED)["modality"] == "alleged"


@pytest.mark.parametrize(
    ("kind", "precision", "expected"),
    [
        (PlaceKind.CITY, Precision.EXACT, 1),
        (PlaceKind.VILLAGE, Precision.NEAR, 2),
        (PlaceKind.DISTRICT, Precision.EXACT, 3),
        (PlaceKind.VILLAGE, Precision.GOVERNORATE, 4),
        (PlaceKind.REGION, Precision.GOVERNORATE, 5),
        (PlaceKind.ROAD, Precision.EXACT, 5),
        (PlaceKind.COUNTRY, Precision.COUNTRY, 6),
    ],
)
def test_ged_place_precision(kind: PlaceKind, precision: Precision, expected: int) -> None:
    assert ged_row(places=(place("مكان", kind, 36.0, precision=precision),))["where_prec"] == expected


@pytest.mark.parametrize(
    ("lat", "lon", "cell"),
    [(-90.0, -180.0, 1), (-89.9, 179.9, 720), (90.0, 180.0, 259_200), (34.53, 69.17, 179_779)],  # the last: Kabul
)
def test_priogrid(lat: float, lon: float, cell: int) -> None:
    assert ged.priogrid(lat, lon) == cell


# ---------------------------------------------------------------- whole articles


@pytest.fixture(scope="module")
def articles() -> list[Report]:
    paths = sorted(ARTICLES.glob("*.txt"))[::5]
    return [extracted(path.read_text(encoding="utf-8"), id=path.stem) for path in paths]


def test_the_dead_of_every_article_add_up(articles: list[Report]) -> None:
    rows = [row for row in ged.rows(articles) if row["best"] is not None]
    assert rows
    for row in rows:
        parts = (row["deaths_a"], row["deaths_b"], row["deaths_civilians"], row["deaths_unknown"])
        assert sum(parts) == row["best"], row["id"]  # type: ignore[arg-type]
        assert row["low"] <= row["best"] <= row["high"], row["id"]  # type: ignore[operator]


def test_every_article_gives_whole_tables(articles: list[Report]) -> None:
    jsonschema.validate(geojson.feature_collection(articles), GEOJSON, cls=jsonschema.Draft202012Validator)
    coded = sum(event.acled_event_type is not None for report in articles for event in report.events)
    for pieces, columns, count in (
        (acled.dump(articles), acled.COLUMNS, coded),
        (flat.dump(articles), tuple(flat.COLUMNS), sum(len(report.events) for report in articles)),
    ):
        header, *rows = csv.reader(io.StringIO("".join(pieces), newline=""))
        assert tuple(header) == columns
        assert len(rows) == count
        assert {len(row) for row in rows} == {len(columns)}
        keys = [tuple(row[:2]) for row in rows]
        assert len(set(keys)) == len(keys)
