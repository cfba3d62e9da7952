"""Damaged, missing and swapped files of the package: each is named, with what to do, at whatever place it is read."""

import ast
import base64
import hashlib
import importlib
import json
import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import rasid
from conftest import ARTICLES, REPOSITORY, run_python
from rasid import lexicon, resources
from rasid.errors import ResourceError
from rasid.export import html as pages
from rasid.resources import verify_model

DATA, MODELS = REPOSITORY / "data", REPOSITORY / "models"
TABLES = sorted(
    path.relative_to(DATA).with_suffix("").as_posix()
    for folder in ("lexicons", "gazetteers")
    for path in (DATA / folder).iterdir()
)


# ---------------------------------------------------------------- tables

# What reads the tables whose names are no constants: seen in a process of its own, since tables are read but once.
WATCH = """
import json, sys
from rasid import lexicon
pairs, real = set(), lexicon.load
def load(name, model, *, folder="lexicons"):
    pairs.add((f"{folder}/{name}", model.__module__, model.__qualname__))
    return real(name, model, folder=folder)
lexicon.load = load
import rasid
rasid.extract(open(sys.argv[1], encoding="utf-8").read(), published="2018-04-30")
print(json.dumps(sorted(pairs)))
"""


class Reader(NamedTuple):
    module: str
    model: str


@pytest.fixture(scope="module")
def readers() -> dict[str, list[Reader]]:
    """Row types by table."""
    result = run_python("-c", WATCH, str(ARTICLES / "deir-ez-zor-2018.txt"))
    assert result.returncode == 0, result.stderr
    found: dict[str, set[Reader]] = defaultdict(set)
    for table, module, model in json.loads(result.stdout):
        found[table].add(Reader(module, model))
    source = REPOSITORY / "src"
    for path in source.rglob("*.py"):
        module = ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(func=ast.Name("load"), args=[ast.Constant(str(name)), ast.Name(model)]):
                    found[f"lexicons/{name}"].add(Reader(module, model))
    return {table: sorted(by) for table, by in found.items()}


def test_every_table_is_read_as_checked_rows(readers: dict[str, list[Reader]]) -> None:
    assert set(TABLES) == set(readers)


def cut_in_the_middle(content: bytes) -> bytes:
    """Cut within a row: what is cut between two rows is told by the installer's digests alone."""
    middle = content[: max(len(content) // 2, content.index(b"\n") + 3)]
    return middle.rstrip(b"\n")


def shorten_a_row(content: bytes) -> bytes:
    lines = content.split(b"\n")
    lines[1] = lines[1].rpartition(b"\t")[0]
    return b"\n".join(lines)


def double_a_row(content: bytes) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join([*lines[:2], lines[1], *lines[2:]])


FAULTS: dict[str, Callable[[bytes], bytes]] = {
    "cut in the middle": cut_in_the_middle,
    "emptied": lambda content: b"",
    "rows gone": lambda content: content[: content.index(b"\n") + 1],
    "a NUL inside": lambda content: content.replace(b"\n", b"\0\n", 2),
    "latin-1": lambda content: content.replace(b"\n", b"\n" + "é".encode("latin-1"), 1),
    "a row too short": shorten_a_row,
    "an id twice": double_a_row,
    "no header": lambda content: content.partition(b"\n")[2],
    "zeros of a crashed disk": lambda content: b"\0" * len(content),
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of data/."""
    for folder in ("lexicons", "gazetteers"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(lexicon, "root", lambda kind: tmp_path)
    return tmp_path


def model_of(reader: Reader) -> Any:
    return getattr(importlib.import_module(reader.module), reader.model)


def read(table: str, reader: Reader) -> Any:
    folder, _, name = table.partition("/")
    return lexicon.load(name, model_of(reader), folder=folder)


@pytest.mark.parametrize("table", TABLES)
def test_a_damaged_table_is_named_with_the_remedy(table: str, data: Path, readers: dict[str, list[Reader]]) -> None:
    path = data / f"{table}.tsv"
    content = (DATA / f"{table}.tsv").read_bytes()
    for reader in readers[table]:
        path.write_bytes(content)
        assert read(table, reader)
        for fault, damage in FAULTS.items():
            assert damage(content) != content
            path.write_bytes(damage(content))
            with pytest.raises(ResourceError) as caught:
                read(table, reader)
            assert str(path) in str(caught.value), fault
            assert "reinstall rasid" in str(caught.value), fault
            assert len(str(caught.value)) < 600, fault
        path.unlink()
        with pytest.raises(ResourceError, match=rf"cannot read .*{path.name}: No such file.*reinstall rasid"):
            read(table, reader)
        path.mkdir()
        with pytest.raises(ResourceError, match=rf"cannot read .*{path.name}: Is a directory.*reinstall rasid"):
            read(table, reader)
        path.rmdir()


def test_a_table_swapped_with_one_of_other_columns_is_named(data: Path, readers: dict[str, list[Reader]]) -> None:
    """Readers that pass over columns do not notice; each table has one that does."""
    for table in TABLES:
        other = "gazetteers/syria" if table.startswith("lexicons") else "lexicons/months"
        path = data / f"{table}.tsv"
        shutil.copy(DATA / f"{other}.tsv", path)
        strict = [reader for reader in readers[table] if model_of(reader).model_config.get("extra") == "forbid"]
        assert strict, table
        for reader in strict:
            with pytest.raises(ResourceError) as caught:
                read(table, reader)
            assert str(path) in str(caught.value)
        path.unlink()


# ---------------------------------------------------------------- models


@pytest.fixture
def models(tmp_path: Path) -> Path:
    shutil.copytree(MODELS, tmp_path / "models")
    return tmp_path / "models"


BUNDLED = ["ner-crf", "ner-stanza"]


@pytest.mark.parametrize("model", BUNDLED)
def test_damaged_model_files_are_named_with_the_remedy(models: Path, model: str) -> None:
    assert verify_model(model, models=models) == models / model
    for path in sorted((models / model).iterdir()):
        content = path.read_bytes()
        for damaged in (content[: len(content) // 2], b"", content[:-1] + bytes([content[-1] ^ 1]), b"\xff" * 99):
            path.write_bytes(damaged)
            with pytest.raises(ResourceError, match=rf"{path.name} is damaged.*reinstall rasid"):
                verify_model(model, models=models)
        path.unlink()
        with pytest.raises(ResourceError, match=rf"cannot read .*{path.name}: No such file.*reinstall rasid"):
            verify_model(model, models=models)
        path.write_bytes(content)


def test_swapped_models_are_noticed(models: Path) -> None:
    (models / "ner-crf").rename(models / "x")
    (models / "ner-stanza").rename(models / "ner-crf")
    (models / "x").rename(models / "ner-stanza")
    for model in BUNDLED:
        with pytest.raises(ResourceError, match=f"{model}.*reinstall rasid"):
            verify_model(model, models=models)


@pytest.mark.parametrize("model", BUNDLED)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 300,
        b"[]\n",
        b"null\n",
        b"{}\n",
        b'{"ner-crf/weights.crf": 5, "ner-stanza/weights.pt": 5}\n',
        b'{"ner-crf/weights.crf": {}, "ner-stanza/weights.pt": {}}\n',
        "é\n".encode("latin-1"),
        (MODELS / "MANIFEST.json").read_bytes()[:200],
        (DATA / "lexicons" / "months.tsv").read_bytes(),
        b"[" * 100_000 + b"\n",
    ],
    ids=["empty", "zeros", "list", "null", "nothing", "number", "no digest", "latin-1", "cut", "swapped", "deep"],
)
def test_a_damaged_manifest_is_named(models: Path, model: str, content: bytes) -> None:
    (models / "MANIFEST.json").write_bytes(content)
    with pytest.raises(ResourceError, match=r"MANIFEST\.json.*reinstall rasid"):
        verify_model(model, models=models)


def test_a_missing_manifest_is_named(models: Path) -> None:
    (models / "MANIFEST.json").unlink()
    with pytest.raises(ResourceError, match=r"cannot read .*MANIFEST\.json"):
        verify_model("ner-crf", models=models)


def test_weights_that_the_manifest_leaves_out_are_not_loaded(models: Path) -> None:
    path = models / "MANIFEST.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    del listed["ner-crf/weights.crf"]
    path.write_text(json.dumps(listed) + "\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=r"weights\.crf is not in .*MANIFEST\.json"):
        verify_model("ner-crf", models=models)


def test_a_manifest_cannot_point_outside(models: Path) -> None:
    path = models / "MANIFEST.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    listed["ner-crf/../../secret"] = {"sha256": hashlib.sha256(b"x").hexdigest(), "size": 1}
    (models.parent / "secret").write_bytes(b"x")
    path.write_text(json.dumps(listed) + "\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=r"MANIFEST\.json is damaged"):
        verify_model("ner-crf", models=models)


def with_manifest(folder: Path) -> Path:
    from rasid.training.manifest import write_manifest

    write_manifest(folder)
    return folder


def test_a_field_that_is_none_is_named_when_it_is_loaded(tmp_path: Path) -> None:
    from rasid.extractors.crf import FieldExtractor

    (tmp_path / "ner-crf").mkdir()
    for content in (b"", b"lCRF", b"no field at all\n" * 50):
        (tmp_path / "ner-crf" / "weights.crf").write_bytes(content)
        extractor = FieldExtractor(models=with_manifest(tmp_path))
        with pytest.raises(ResourceError, match=r"weights\.crf is no model of CRFsuite"):
            rasid.Pipeline(extractors=[extractor]).extract("قال محمد أحمد إن القصف استمر.")


@pytest.mark.parametrize("preset", ["fast", "accurate"])
def test_a_pipeline_looks_at_its_models_when_it_is_made(
    models: Path, preset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = models / ("ner-crf/weights.crf" if preset == "fast" else "ner-stanza/weights.pt")
    weights.write_bytes(weights.read_bytes()[:1000])
    monkeypatch.setattr(resources, "root", lambda kind: {"models": models, "data": DATA}[kind])
    with pytest.raises(ResourceError, match=f"{weights.name} is damaged"):
        rasid.Pipeline(preset=preset)


_BUNDLED = shutil.ignore_patterns("__pycache__", "data", "models")
"""Where the package is installed, what it bundles lies in it; the tests lay it beside themselves."""


def test_missing_models_are_named_by_the_command(tmp_path: Path) -> None:
    package = tmp_path / "rasid"
    shutil.copytree(Path(rasid.__file__).parent, package, ignore=_BUNDLED)
    for folder in ("lexicons", "gazetteers"):
        shutil.copytree(DATA / folder, package / "data" / folder)
    (tmp_path / "a.txt").write_text("قصف الطيران المدينة أمس.", encoding="utf-8")
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "قصف الطيران المدينة أمس."}\n' * 3, encoding="utf-8")
    where = {"PYTHONPATH": str(tmp_path), "PYTHONSAFEPATH": "1"}
    for command in (["extract", "a.txt"], ["batch", "in.jsonl", "out.jsonl", "--workers", "2"]):
        result = run_python("-m", "rasid.cli", *command, cwd=tmp_path, **where)
        assert result.returncode == 1, result.stderr
        assert "the bundled folder models/ is missing" in result.stderr
        assert "reinstall rasid" in result.stderr
        assert "Traceback" not in result.stderr
    assert not (tmp_path / "out.jsonl").exists()


# ---------------------------------------------------------------- the page


@pytest.fixture
def page_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    here = tmp_path / "html"
    for folder in ("assets", "templates"):
        shutil.copytree(Path(pages.__file__).parent / folder, here / folder)
    monkeypatch.setattr(pages, "_HERE", here)
    caches = (pages._asset, pages._template, pages._environment)
    for cached in caches:
        cached.cache_clear()
    yield here
    for cached in caches:
        cached.cache_clear()


PAGE_FILES = ["assets/page.css", "assets/page.js", *(f"templates/{n}.html.j2" for n in ("head", "article", "foot"))]


@pytest.mark.parametrize("name", PAGE_FILES)
def test_damaged_files_of_the_page_are_named(page_files: Path, name: str, pipeline: Any) -> None:
    report = pipeline.extract("قصف الطيران بلدة النيرب أمس.", published="2018-04-30")
    path = page_files / name
    content = path.read_bytes()
    faults = [b"", content[: len(content) // 2].rstrip(), b"\xff" + content, content.replace(b"\n", b"\0\n", 1), None]
    if name.startswith("templates"):
        faults += [content + b"{% if %}\n", content + b"{{ \n"]
    for fault in faults:
        path.unlink() if fault is None else path.write_bytes(fault)
        for cached in (pages._asset, pages._template, pages._environment):
            cached.cache_clear()
        with pytest.raises(ResourceError, match=rf"{path.name}.*reinstall rasid"):
            report.to_html()


# ---------------------------------------------------------------- what the installer recorded


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A site-packages folder as pip leaves it: package, data, models, and the record of their digests."""
    site = tmp_path / "site"
    package = site / "rasid"
    shutil.copytree(Path(rasid.__file__).parent, package, ignore=_BUNDLED)
    for folder in ("lexicons", "gazetteers"):
        shutil.copytree(DATA / folder, package / "data" / folder)
    shutil.copytree(MODELS, package / "models")
    info = site / "rasid-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: rasid\nVersion: 0.1.0\n", encoding="utf-8")
    record = []
    for path in sorted(p for p in package.rglob("*") if p.is_file()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
        record.append(f"{path.relative_to(site).as_posix()},sha256={digest},{path.stat().st_size}\n")
    (info / "RECORD").write_text("".join(record), encoding="utf-8")
    return site


SAY = """
import rasid
assert rasid.__file__.startswith({site!r}), rasid.__file__
try:
    rasid.extract("قصف الطيران المدينة أمس.", published="2018-04-30").to_html()
except rasid.ResourceError as error:
    print(error)
"""


def test_an_installed_file_that_was_changed_is_noticed_even_between_two_rows(installed: Path) -> None:
    """Cut between rows, swapped with a table of the same columns, half a style sheet: sound by themselves."""
    where = {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    code = SAY.format(site=str(installed))
    result = run_python("-c", code, cwd=installed, **where)
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    package = installed / "rasid"
    cut = package / "data" / "lexicons" / "weapons.tsv"
    sheet = package / "export" / "html" / "assets" / "page.css"
    names = package / "data" / "gazetteers" / "yemen.tsv"
    for path, content in (
        (cut, b"".join(cut.read_bytes().splitlines(keepends=True)[:20])),
        (names, (package / "data" / "gazetteers" / "libya.tsv").read_bytes()),
        (sheet, b"".join(sheet.read_bytes().splitlines(keepends=True)[:20])),
    ):
        before = path.read_bytes()
        path.write_bytes(content)
        result = run_python("-c", code, cwd=installed, **where)
        assert result.returncode == 0, result.stderr
        assert f"{path} is not as it was installed" in result.stdout
        assert "reinstall rasid" in result.stdout
        path.write_bytes(before)
