"""The page on dependencies says what is pinned and installed; builds can be repeated."""

import importlib.util
import re
import shutil
import tarfile
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY, run_python

PAGE = (REPOSITORY / "docs" / "supply.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def supply() -> Any:
    pytest.importorskip("packaging")
    spec = importlib.util.spec_from_file_location("supply", REPOSITORY / "docs" / "supply.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_pinned_package_is_on_the_page_in_its_version(supply: Any) -> None:
    listed = {name: row[0] for name, row in supply.listed(PAGE)}
    assert listed == supply.pinned()
    assert len(listed) > 100


def test_licences_are_those_that_the_installed_packages_state(supply: Any) -> None:
    compared = 0
    for name, (version, licence, _) in supply.listed(PAGE):
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        if package.version.partition("+")[0] == version:
            compared += 1
            assert supply.licence(package) == licence, name
    assert compared >= 5


def test_licences_that_bind_whoever_hands_them_out_are_spelled_out(supply: Any) -> None:
    """Copyleft in what the core brings is named in words, so that nobody learns of it from a table."""
    prose = PAGE.partition("## All packages")[0]
    for name, (_, licence, source) in supply.listed(PAGE):
        if source == "core" and ("GPL" in licence or licence.startswith("see")):
            assert f"{name} (" in prose, name


def test_every_direct_dependency_is_reviewed_in_its_version(supply: Any) -> None:
    section = PAGE.partition("## Direct dependencies")[2].partition("\n## ")[0]
    reviewed = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "package":
            assert len(cells) == 5, line
            assert cells[3], line
            assert cells[4], line
            reviewed[plain(cells[0])] = (cells[1], {extra.strip() for extra in cells[2].split(",") if extra.strip()})
    wanted: dict[str, set[str]] = {}
    for extra, requirements in {"": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}.items():
        for text in requirements:
            name = plain(re.split(r"[\[<>=!~ ]", text, maxsplit=1)[0])
            wanted.setdefault(name, set()).update({extra} - {""})
    assert {name: extras for name, (_, extras) in reviewed.items()} == wanted
    pins = {plain(name): version for name, version in supply.pinned().items()}
    assert {name: version for name, (version, _) in reviewed.items()} == {
        name: pins.get(name, "not pinned") for name in wanted
    }


def test_every_bundled_model_states_its_licence_on_card_and_page() -> None:
    for folder in sorted(path for path in (REPOSITORY / "models").iterdir() if path.is_dir()):
        (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `models/{folder.name}` |")]
        licence = row.split("|")[2].strip()
        section = (folder / "card.md").read_text(encoding="utf-8").partition("## Licence of the weights")[2]
        assert section.strip().startswith(licence), folder.name


# ---------------------------------------------------------------- builds


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two builds of copies of the checkout, in different places, with different times and permissions of files."""
    kept = shutil.ignore_patterns(
        ".git", "__pycache__", ".*_cache", ".hypothesis", ".venv", "venv", "dist", "build", "site", "*.egg-info"
    )
    folders = []
    for number in (1, 2):
        base = tmp_path_factory.mktemp(f"build{number}")
        copy = base / ("somewhere" if number == 1 else "else/where")
        shutil.copytree(REPOSITORY, copy, ignore=kept, copy_function=shutil.copy if number == 1 else shutil.copy2)
        if number == 2:
            (copy / "README.md").touch()
            (copy / "src" / "rasid" / "errors.py").chmod(0o600)
        result = run_python(
            "-m",
            "hatchling",
            "build",
            "-d",
            str(base / "dist"),
            cwd=copy,
            SOURCE_DATE_EPOCH="1700000000",
            TZ=f"Etc/GMT+{number}",
        )
        assert result.returncode == 0, result.stdout + result.stderr
        folders.append(base / "dist")
    return folders


@pytest.mark.packaging
def test_two_builds_are_the_same_byte_for_byte(twice: list[Path]) -> None:
    one, other = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in twice)
    assert set(one) == set(other)
    assert sorted(name.rpartition(".")[2] for name in one) == ["gz", "whl"]
    assert [name for name in one if one[name] != other[name]] == []


@pytest.mark.packaging
def test_nothing_stray_is_shipped(twice: list[Path]) -> None:
    """Caches, keys, editors' leavings and absolute paths have no place in a distribution."""
    stray = re.compile(
        r"(^|/)(\.env|\.git|\.hypothesis|\.DS_Store|__pycache__|node_modules)(/|$)|\.(pyc|orig|rej|swp|bak|tmp|pem|key|log|sqlite)$"
    )
    (wheel,) = twice[0].glob("*.whl")
    (source,) = twice[0].glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert not [name for name in names if stray.search(name)]
        assert all(name.startswith(("rasid/", f"rasid-{PROJECT['version']}.dist-info/")) for name in names)
        assert len(names) == len(set(names))
        for name in ("rasid/py.typed", "rasid/export/html/templates/head.html.j2", "rasid/data/lexicons/actors.tsv"):
            assert name in names
        record = archive.read(f"rasid-{PROJECT['version']}.dist-info/RECORD").decode().splitlines()
        assert [line.partition(",")[0] for line in record if "sha256=" not in line] == [record[-1].partition(",")[0]]
    with tarfile.open(source) as archive:
        members = archive.getmembers()
        assert not [m.name for m in members if stray.search(m.name)]
        assert all(m.isfile() and not m.name.startswith("/") and ".." not in Path(m.name).parts for m in members)
        assert {(m.uid, m.gid, m.mtime) for m in members} == {(0, 0, 1700000000)}
