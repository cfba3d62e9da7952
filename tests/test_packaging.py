"""The distribution: what is in it, and that it runs from a clean place."""

import doctest
import json
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ARTICLES, REPOSITORY, run_python

pytestmark = pytest.mark.packaging

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and a source distribution of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    result = run_python("-m", "hatchling", "build", "-d", str(folder), cwd=REPOSITORY)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        yield archive


@pytest.fixture(scope="module")
def installed(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files, away from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    wheel.extractall(folder)  # noqa: S202  (made by this test)
    return folder


def files_below(*folders: str) -> set[str]:
    return {
        path.relative_to(REPOSITORY).as_posix()
        for folder in folders
        for path in (REPOSITORY / folder).rglob("*")
        if path.is_file() and not {"__pycache__", ".mypy_cache"} & set(path.parts) and path.suffix != ".pyc"
    }


def test_wheel_holds_code_data_and_models(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    assert {name.removeprefix("src/") for name in files_below("src/rasid")} <= names
    assert {f"rasid/{name}" for name in files_below("data/lexicons", "data/gazetteers", "models")} <= names


def test_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    expected = {name.removeprefix("src/") for name in files_below("src/rasid")}
    expected |= {f"rasid/{name}" for name in files_below("data/lexicons", "data/gazetteers", "models")}
    rest = {name for name in wheel.namelist() if name not in expected}
    prefix = f"rasid-{PROJECT['version']}.dist-info/"
    assert rest == {prefix + name for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")}


def test_wheel_is_typed_and_names_its_command(wheel: zipfile.ZipFile) -> None:
    assert "rasid/py.typed" in wheel.namelist()
    entry_points = wheel.read(f"rasid-{PROJECT['version']}.dist-info/entry_points.txt").decode()
    assert "rasid = rasid.cli:main" in entry_points


def test_sdist_holds_what_a_build_and_its_tests_need(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = files_below("src/rasid", "data", "models", "tests", "docs")
    missing = needed | {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "constraints.txt"}
    assert not {name for name in missing if ".hypothesis" not in name and ".pytest_cache" not in name} - names


@pytest.mark.parametrize("way", ["command", "module", "library"])
def test_the_wheel_runs_in_a_clean_place(installed: Path, tmp_path: Path, way: str) -> None:
    article = tmp_path / "article.txt"
    article.write_bytes((ARTICLES / "deir-ez-zor-2018.txt").read_bytes())
    options = ["extract", "article.txt", "--published", "2018-04-30", "--format", "json"]
    code = {
        "command": ["-c", f"import sys; sys.argv[1:] = {options!r}; from rasid.cli import main; main()"],
        "module": ["-m", "rasid.cli", *options],
        "library": [
            "-c",
            "import rasid, pathlib; text = pathlib.Path('article.txt').read_text('utf-8');"
            "print(rasid.extract(text, published='2018-04-30').model_dump_json())",
        ],
    }[way]
    home = tmp_path / "home"
    home.mkdir()
    where = {"PYTHONPATH": str(installed), "HOME": str(home), "PYTHONSAFEPATH": "1"}
    result = run_python(*code, cwd=tmp_path, **where)
    assert result.returncode == 0, result.stderr
    assert any(event["type"] == "air_strike" for event in json.loads(result.stdout)["events"])
    assert not list(home.iterdir()), "nothing is written to the home directory"
    located = run_python("-c", "import rasid; print(rasid.__file__)", cwd=tmp_path, **where)
    assert Path(located.stdout.strip()).is_relative_to(installed)


def test_every_direct_dependency_is_pinned() -> None:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines if "==" in line}
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *extras["test"], *extras["dev"]]
    assert not {requirement.partition(">")[0].partition("[")[0].lower() for requirement in wanted} - pinned
    assert all("==" in line or line.startswith("#") or not line for line in lines)


def test_versions_agree() -> None:
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{PROJECT['version']}]" in changelog
    result = run_python("-m", "rasid.cli", "--version")
    assert result.stdout.strip() == f"rasid {PROJECT['version']}"


def test_readme_has_two_set_up_commands() -> None:
    lines = (REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line.startswith("pip install -c constraints.txt ")]
    assert len(commands) == 2
    assert commands[0].endswith("rasid extract data/articles/deir-ez-zor-2018.txt --published 2018-04-30")
    assert commands[1].endswith("pytest")


def test_what_the_readme_shows_is_what_comes_out() -> None:
    result = doctest.testfile(str(REPOSITORY / "README.md"), module_relative=False, encoding="utf-8")
    assert result.attempted >= 5
    assert result.failed == 0
