"""Data files that are missing or damaged: the error names the file and what to do."""

import shutil
from pathlib import Path

import pytest

import rasid
from conftest import REPOSITORY, run_python
from rasid import resources
from rasid.errors import RasidError, ResourceError
from rasid.lexicon import Flag, Items, Row, load, load_file

HEADER = "id\tname\tvariants\tguard\n"


class Name(Row):
    name: str
    variants: Items = ()
    guard: Flag = False


def table(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "names.tsv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_rows_are_read(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER + "a\tقسد\tقوات سوريا | QSD\tyes\n\nb\tشقرا\t\t\n")
    assert load_file(path, Name) == (
        Name(id="a", name="قسد", variants="قوات سوريا|QSD", guard="yes"),  # type: ignore[arg-type]
        Name(id="b", name="شقرا"),
    )
    assert load_file(path, Name)[0].variants == ("قوات سوريا", "QSD")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        (HEADER + "a\tقسد\n", ":2: 2 cells, expected 4"),
        (HEADER + "a\tقسد\t\t\nb\t\t\t\n", ":3: name"),
        (HEADER + "a\tقسد\t\tmaybe\n", ":2: "),
        (HEADER + "a\tقسد\t\t\na\tشقرا\t\t\n", ":3: id 'a' stands twice"),
        ("id\tname\tcolour\n" + "a\tقسد\tred\n", ":1: the table may not have the column 'colour'"),
        ("id\n" + "a\n", ":1: the table misses the column 'name'"),
        (HEADER, "no rows"),
        (HEADER + "a\tقسد\t\t", "its last line has no end"),
        (HEADER + "a\tقس\0د\t\t\n", "a NUL at byte"),
        ("id\tname\tname\n" + "a\tقسد\tx\n", ":1: the table has twice the column 'name'"),
        (HEADER.encode() + b"a\t\xd4\xe4\t\t\n", "utf-8"),
    ],
)
def test_a_damaged_table_is_named_with_line_and_column(tmp_path: Path, content: str | bytes, said: str) -> None:
    path = table(tmp_path, content)
    with pytest.raises(ResourceError, match=r"names\.tsv") as caught:
        load_file(path, Name)
    assert said in str(caught.value)


def test_a_missing_table_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"absent\.tsv.*reinstall"):
        load_file(tmp_path / "absent.tsv", Name)
    with pytest.raises(ResourceError, match=r"lexicons.nothing\.tsv.*reinstall"):
        load("nothing", Name)


def test_a_missing_folder_is_named_with_the_remedy() -> None:
    with pytest.raises(ResourceError, match=r"nowhere/.*reinstall"):
        resources.root("nowhere")


def test_digests_are_stable_and_differ_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / name / "lexicons").mkdir(parents=True)
        (tmp_path / name / "lexicons" / "a.tsv").write_text("x" if name == "three" else "y", encoding="utf-8")
    monkeypatch.setattr(resources, "root", lambda kind: tmp_path / kind)
    one, two, three = (resources.digest.__wrapped__(name) for name in ("one", "two", "three"))
    assert one == two != three
    assert len(one) == 64


def test_articles_do_not_enter_the_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "articles").mkdir()
    monkeypatch.setattr(resources, "root", lambda kind: tmp_path)
    before = resources.digest.__wrapped__("data")
    (tmp_path / "articles" / "a.txt").write_text("x", encoding="utf-8")
    assert resources.digest.__wrapped__("data") == before


def test_errors_have_one_root() -> None:
    assert issubclass(rasid.ResourceError, RasidError)
    assert issubclass(rasid.InputError, RasidError)
    assert issubclass(rasid.InputError, ValueError)


# ---------------------------------------------------------------- a whole copy of the package with a fault in it

RUN = """
import sys, rasid
assert rasid.__file__.startswith(sys.argv[1]), rasid.__file__
try:
    rasid.extract("قصف الطيران المدينة أمس.", published="2018-04-30")
except rasid.ResourceError as error:
    print(error)
else:
    sys.exit("no error")
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The package with its data, as a wheel lays it out."""
    package = tmp_path / "rasid"
    shutil.copytree(
        Path(rasid.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "data", "models")
    )
    for folder in ("lexicons", "gazetteers"):
        shutil.copytree(REPOSITORY / "data" / folder, package / "data" / folder)
    return package


@pytest.mark.parametrize("name", ["lexicons/triggers.tsv", "lexicons/actors.tsv", "gazetteers/syria.tsv"])
@pytest.mark.parametrize("fault", ["missing", "cut off", "not UTF-8", "a column too many"])
def test_a_faulty_bundled_file_stops_with_file_and_remedy(copied: Path, name: str, fault: str) -> None:
    path = copied / "data" / name
    content = path.read_bytes()
    if fault == "missing":
        path.unlink()
    elif fault == "cut off":
        path.write_bytes(content[: content.index(b"\n") + 8])
    elif fault == "not UTF-8":
        path.write_bytes(content + b"\xff\xfe\n")
    else:
        path.write_bytes(content.replace(b"\n", b"\tx\n", 2))
    result = run_python("-c", RUN, str(copied), cwd=copied.parent, PYTHONPATH=str(copied.parent))
    assert result.returncode == 0, result.stderr
    assert path.name in result.stdout or (fault == "missing" and path.parent.name in result.stdout)
    assert "reinstall" in result.stdout


def test_missing_data_stops_with_folder_and_remedy(copied: Path) -> None:
    shutil.rmtree(copied / "data")
    result = run_python("-c", RUN, str(copied), cwd=copied.parent, PYTHONPATH=str(copied.parent))
    assert result.returncode == 0, result.stderr
    assert "data/" in result.stdout
    assert "reinstall" in result.stdout
