"""Importing is inert, and the public names are those that are documented."""

import inspect
import json
import os
import tomllib
from pathlib import Path

import pytest

import rasid
from conftest import REPOSITORY, run_python

PROBE = """
import json, os, sys, time
opened, done = [], []

def hook(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        opened.append([os.fsdecode(path) if isinstance(path, (str, bytes)) else str(path), mode or "", flags])
    elif event in {"os.mkdir", "os.remove", "os.rename", "subprocess.Popen", "os.system", "os.posix_spawn", "os.fork"}:
        done.append(event)
    elif event.startswith("socket."):
        done.append(event)

sys.addaudithook(hook)
start = time.perf_counter()
import rasid
seconds = time.perf_counter() - start
import logging
json.dump(
    {
        "seconds": seconds,
        "opened": opened,
        "done": done,
        "modules": sorted(sys.modules),
        "path": sys.path,
        "handlers": len(logging.getLogger().handlers),
    },
    sys.stdout,
)
"""
HEAVY = (
    "torch",
    "stanza",
    "transformers",
    "pandas",
    "numpy",
    "scipy",
    "sklearn",
    "pyspark",
    "pyarrow",
    "spacy",
    "requests",
)
HEAVY_PARTS = (
    "camel_tools.ner",
    "camel_tools.data",
    "camel_tools.morphology",
    "camel_tools.disambig",
    "camel_tools.tokenizers",
)
LATE = ("rich", "typer", "click", "hijridate")
"""What only the command line or a first extraction needs."""
PUBLIC = {
    "Admin",
    "ArmedGroup",
    "Attribution",
    "Casualty",
    "DateExpression",
    "Event",
    "EventType",
    "Explanation",
    "Failure",
    "Incident",
    "InputError",
    "Mention",
    "Organization",
    "Participant",
    "Person",
    "Pipeline",
    "Place",
    "Provenance",
    "RasidError",
    "Report",
    "ResourceError",
    "__version__",
    "extract",
    "extract_many",
    "merge",
}


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What `import rasid` does in a process and a home directory of its own."""
    home = tmp_path_factory.mktemp("home")
    # A first run writes byte code where that is allowed; the runs that count come after it.
    for _ in range(2):
        result = run_python("-c", PROBE, cwd=home, HOME=str(home), PYTHONDONTWRITEBYTECODE="")
        assert result.returncode == 0, result.stderr
        assert result.stderr == ""
    return {**json.loads(result.stdout), "home": os.listdir(home)}


@pytest.mark.parametrize("name", [*HEAVY, *HEAVY_PARTS, *LATE])
def test_import_leaves_heavy_packages_alone(probe: dict, name: str) -> None:
    assert not [module for module in probe["modules"] if module == name or module.startswith(name + ".")]


def test_import_reads_no_data_and_writes_nothing(probe: dict) -> None:
    for path, mode, flags in probe["opened"]:
        assert not set(mode) & set("wax+"), f"{path} opened for writing"
        assert not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT), f"{path} opened for writing"
        code = path.endswith((".py", ".pyc", ".so", ".pyd")) or ".dist-info" in path or path in probe["path"]
        assert code, f"{path} is read at import"
    assert probe["done"] == []
    assert probe["home"] == []


def test_import_sets_no_log_handlers(probe: dict) -> None:
    assert probe["handlers"] == 0


def test_import_is_fast() -> None:
    def seconds() -> float:
        return float(json.loads(run_python("-c", PROBE).stdout)["seconds"])

    assert min(seconds() for _ in range(3)) < 1.0


def test_no_module_prints_but_the_command_line() -> None:
    package = Path(rasid.__file__).parent
    assert not [
        path.relative_to(package).as_posix()
        for path in sorted(package.rglob("*.py"))
        if path.name != "cli.py"
        and "training" not in path.parts
        and any(
            line.strip().startswith(("print(", "sys.stdout.write(")) for line in path.read_text("utf-8").splitlines()
        )
    ]


def test_every_extractor_is_under_the_independence_contract() -> None:
    contracts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (listed,) = (contract["modules"] for contract in contracts if contract["id"] == "extractors")
    found = {path.stem for path in (Path(rasid.__file__).parent / "extractors").iterdir()} - {"base", "registry"}
    assert set(listed) == {f"rasid.extractors.{name}" for name in found if not name.startswith("_")}


def test_public_names() -> None:
    assert set(rasid.__all__) == PUBLIC
    assert list(rasid.__all__) == sorted(rasid.__all__)
    own = {name for name, value in vars(rasid).items() if getattr(value, "__module__", "").startswith("rasid")}
    assert {name for name in own if not name.startswith("_")} <= PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC - {"__version__"}))
def test_public_names_exist_and_are_documented(name: str) -> None:
    value = getattr(rasid, name)
    assert inspect.getdoc(value)
    assert value.__module__.startswith("rasid")
    if inspect.isfunction(value):
        assert all(f"{parameter}: " in inspect.getdoc(value) for parameter in inspect.signature(value).parameters)


def test_no_arabic_in_names_of_the_interface() -> None:
    assert all(name.isascii() for name in rasid.__all__)
