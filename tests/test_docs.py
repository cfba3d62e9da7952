"""What README and docs/ show is what comes out: every block of code runs, in the order of its page.

A page is run in a folder of its own that holds ``data``, as a checkout does, and the files that its blocks with a
``title`` make. Python blocks share one namespace. Of ``sh`` and ``console`` blocks every line has to be a command of
rasid; what is to be read only is marked ``no-run`` after the language. ``needs=…`` names what a block cannot do
without; it is left out where that is missing.
"""

import doctest
import importlib.util
import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import rasid
from conftest import REPOSITORY, run_python
from rasid.cli import app
from rasid.cli.extract import extract
from rasid.evaluation import ALL
from rasid.events.ontology import codes_of
from rasid.records import EventType, Modality

DOCS = REPOSITORY / "docs"
PAGES = [REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md")] + sorted(DOCS.rglob("*.md"))
CHECKOUT = "docs/howto/correct.md"
"""The page whose commands change tables: it is run in a copy of the checkout, as a shell would."""
_FENCE = re.compile(r"^ *```(?P<info>[^\n`]*)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="(?P<title>[^"]+)"')
_SHOWN = ("text", "tsv", "csv", "json", "toml", "yaml", "diff")
"""Languages of blocks that are no program."""


class Block(NamedTuple):
    """A block of code of a page."""

    line: int
    language: str
    title: str | None
    marks: frozenset[str]
    body: str

    @property
    def needs(self) -> list[str]:
        named = [mark.removeprefix("needs=") for mark in self.marks if mark.startswith("needs=")]
        return [need for needs in named for need in needs.split(",")]


def name_of(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


def blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        info = match["info"]
        title = _TITLE.search(info)
        language, *marks = _TITLE.sub("", info).split() or [""]
        line = text.count("\n", 0, match.start("body")) + 1
        yield Block(line, language, title and title["title"], frozenset(marks), match["body"])


def is_there(need: str) -> bool:
    """Tell whether a package, a program, a method of the report, a format or an option of `extract` is there."""
    kind, _, name = need.rpartition(".")
    if kind == "Report":
        return hasattr(rasid.Report, name)
    if kind in ("format", "option"):
        options = inspect.signature(extract).parameters
        return name in (options if kind == "option" else set(get_type_hints(extract)["format_"]))
    if kind == "factory":
        return bool(entry_points(group=f"{name}_factories", name="rasid"))
    if need == "java":
        return shutil.which("java") is not None
    return importlib.util.find_spec(need) is not None


# ---------------------------------------------------------------- running a page


class Page:
    """A page that is being run."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.name = name_of(path)
        self.folder = folder
        self.names: dict[str, Any] = {"__name__": "page"}

    def run(self, block: Block) -> None:
        if block.title:
            Path(block.title).write_text(block.body, encoding="utf-8")
        if block.language in ("python", "pycon") and not block.title:
            self._python(block)
        elif block.language in ("sh", "console"):
            self._shell(block)
        elif block.language == "toml":
            tomllib.loads(block.body)
        elif block.language == "json":
            json.loads(block.body)

    def _python(self, block: Block) -> None:
        where = f"{self.name}:{block.line}"
        if not block.body.lstrip().startswith(">>>"):
            code = compile("\n" * (block.line - 1) + block.body, str(REPOSITORY / self.name), "exec")
            exec(code, self.names)  # noqa: S102  (the page's own code)
            return
        test = doctest.DocTestParser().get_doctest(block.body, self.names, where, self.name, block.line)
        told: list[str] = []
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        result = runner.run(test, out=told.append, clear_globs=False)
        self.names.update(test.globs)
        assert not result.failed, "".join(told)

    def _shell(self, block: Block) -> None:
        prompt = "$ " if block.language == "console" else ""
        body = block.body.replace("\\\n", " ")
        parts = re.split(r"^\$ ", body, flags=re.MULTILINE)[1:] if prompt else body.splitlines()
        for part in parts:
            command, _, expected = part.partition("\n")
            if not command.strip() or command.startswith("#"):
                continue
            words = shlex.split(command)
            assert words[0] == "rasid", f"{self.name}:{block.line}: {command!r} is no command of rasid; mark it no-run"
            result = CliRunner().invoke(app, words[1:], env={"COLUMNS": "120", "NO_COLOR": "1"})
            assert result.exit_code == 0, f"{self.name}:{block.line}: {command}\n{result.output}"
            if expected.strip():
                same(expected, result.output, f"{self.name}:{block.line}: {command}")


def same(expected: str, found: str, where: str) -> None:
    """Compare what a page shows with what was printed; ``...`` stands for anything."""
    shown, printed = (
        "\n".join(line.rstrip() for line in text.replace("\u200e", "").splitlines()).rstrip() + "\n"
        for text in (expected, found)
    )
    if not doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS):
        raise AssertionError(f"{where}\nshown:\n{shown}\nprinted:\n{printed}")


def bring_geonames(folder: Path) -> None:
    """A dump of GeoNames with one village, as the page on gazetteers takes it to lie there."""
    cells = ["2", "Za'lanah", "Za'lanah", "Zalanah,الزعلانية", "36.11", "37.21", "P", "PPL", "SY", "", "09", "", "", ""]
    (folder / "SY.txt").write_text(
        "\t".join([*cells, "800", "", "300", "Asia/Damascus", "2020-01-01"]) + "\n", encoding="utf-8"
    )


def bring_archive(folder: Path) -> None:
    """Articles of one month in Parquet, one of which cannot be read."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = [
        {"id": "a", "published": "2018-04-30", "text": "قصفت طائرات حربية روسية أمس بلدة النيرب في ريف إدلب."},
        {"id": "b", "published": "soon", "text": "قصفت طائرات حربية أمس بلدة سراقب."},
    ]
    month = folder / "archive" / "month=2018-04"
    month.mkdir(parents=True)
    parquet.write_table(pyarrow.Table.from_pylist(rows), month / "part.parquet")


BRINGS = {"docs/howto/gazetteer.md": bring_geonames, "docs/howto/spark.md": bring_archive}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the project's ``data`` in it, as the current one."""
    (tmp_path / "data").symlink_to(REPOSITORY / "data", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


RUN_HERE = [page for page in PAGES if name_of(page) not in (CHECKOUT, "docs/howto/spark.md")]


@pytest.mark.parametrize("page", RUN_HERE, ids=name_of)
def test_every_block_runs(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Page(page, folder)
    BRINGS.get(run.name, lambda folder: None)(folder)
    for block in blocks_of(page):
        if "no-run" in block.marks or not all(is_there(need) for need in block.needs if need != "installed"):
            continue
        if "installed" in block.needs:
            install(folder, monkeypatch)
        run.run(block)


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what pip does with the entry points of the page's own package."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    distribution = folder / "installed" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    distribution.mkdir(parents=True)
    (distribution / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n", "utf-8")
    groups = project["entry-points"].items()
    lines = [f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in them.items()) for group, them in groups]
    (distribution / "entry_points.txt").write_text("".join(lines), encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder / "installed"))


@pytest.mark.java
@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not (is_there("pyspark") and is_there("java")), reason="needs pyspark and a Java 17 runtime")
def test_the_program_for_a_cluster_runs(folder: Path) -> None:
    """In a process of its own, since it makes a session of its own."""
    bring_archive(folder)
    bodies = [block.body for block in blocks_of(DOCS / "howto" / "spark.md") if block.language == "python"]
    local = ".master('local[2]').config('spark.ui.enabled', 'false').config('spark.sql.shuffle.partitions', '1')"
    code = "\n".join(bodies).replace(".builder.", f".builder{local}.").replace("repartition(8)", "repartition(2)")
    show = "print(strikes.collect(), spark.read.parquet('incidents').select('start', 'reports').collect())"
    result = run_python("-c", f"{code}\n{show}", cwd=folder)
    assert result.returncode == 0, result.stderr
    assert "Row(day='2018-04-29', count=1)" in result.stdout
    assert "Row(start='2018-04-29', reports=1)" in result.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_a_false_result_is_corrected_as_the_page_says(tmp_path: Path) -> None:
    for name in ("src", "data", "tests"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "articles"))
    (tmp_path / "data" / "articles").symlink_to(REPOSITORY / "data" / "articles", target_is_directory=True)
    (tmp_path / "models").symlink_to(REPOSITORY / "models", target_is_directory=True)
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    setting = {**os.environ, "PYTHONPATH": str(tmp_path / "src"), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    setting.pop("PYTEST_ADDOPTS", None)
    start = f'rasid() {{ "{sys.executable}" -m rasid.cli "$@"; }}\npytest() {{ "{sys.executable}" -m pytest "$@"; }}\n'

    def bash(code: str) -> str:
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", start + code],
            cwd=tmp_path, env=setting, capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        assert result.returncode == 0, f"{code}\n{result.stdout}{result.stderr}"
        return result.stdout

    python = ""
    for block in blocks_of(REPOSITORY / CHECKOUT):
        if "no-run" in block.marks:
            continue
        if block.title:
            (tmp_path / block.title).write_text(block.body, encoding="utf-8")
        elif block.language == "python":
            python = block.body
        elif block.language == "pycon":
            command, _, expected = block.body.removeprefix(">>> ").partition("\n")
            same(expected, bash(f"{shlex.quote(sys.executable)} - <<'END'\n{python}\n{command}\nEND"), CHECKOUT)
        elif block.language == "console":
            command, _, expected = block.body.removeprefix("$ ").partition("\n")
            same(expected, bash(command), CHECKOUT)
        elif block.language == "sh":
            bash(block.body)
    # Nothing of the page was left out: one row was changed, and only that one.
    changed = (tmp_path / "data/lexicons/triggers.tsv").read_text(encoding="utf-8").splitlines()
    before = (REPOSITORY / "data/lexicons/triggers.tsv").read_text(encoding="utf-8").splitlines()
    ids = [new.partition("\t")[0] for new, old in zip(changed, before, strict=True) if new != old]
    assert ids == ["trigger-001"]


# ---------------------------------------------------------------- what pages say


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_says_its_language(page: Path) -> None:
    known = {"python", "pycon", "sh", "console", *_SHOWN}
    for block in blocks_of(page):
        assert block.language in known, f"{name_of(page)}:{block.line}: language {block.language!r}"
        assert all(mark == "no-run" or mark.startswith("needs=") for mark in block.marks), block


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for named in re.findall(r"`((?:data|docs|src|tests|benchmarks|models|\.ci|\.github)/[\w./-]*)`", text):
        assert (REPOSITORY / named).exists(), f"{name_of(page)} names {named}"


def test_the_ontology_page_is_the_table() -> None:
    listed = (DOCS / "ontology.md").read_text(encoding="utf-8")
    rows = {cells[1].strip(" `"): cells for line in listed.splitlines() if (cells := line.split("|"))[1:]}
    for type_ in EventType:
        row = codes_of(type_, Modality.ACTUAL)
        shown = [cell.strip() for cell in rows[type_.value][3:6]]
        assert shown == [row.acled_event_type or "none", row.acled_sub_event_type or "none", row.plover or "none"]


def test_the_sentence_on_the_first_page_is_marked_as_it_is_read() -> None:
    """The words that the figure marks are those of the slots."""
    page = (DOCS / "index.md").read_text(encoding="utf-8")
    figure = re.search(r'<p class="rasid-sentence"[^>]*>(.*)</p>', page)
    assert figure
    marked = dict(re.findall(r'<mark data-slot="(\w+)">([^<]+)</mark>', figure[1]))
    report = rasid.extract(re.sub(r"<[^>]+>", "", figure[1]), published="2018-04-30")
    (event,) = report.events
    assert event.source is not None
    assert marked == {
        "source": event.source.text,
        "actor": event.actors[0].text,
        event.type.value: event.trigger.text,
        "date": report.dates[0].text,
        "place": report.places[0].mentions[0].text,
        **{toll.kind.value: toll.text for toll in event.casualties},
    }


def test_the_schema_that_is_published_is_that_of_the_records() -> None:
    published = json.loads((DOCS / "reference" / "report.schema.json").read_text(encoding="utf-8"))
    assert published == rasid.Report.model_json_schema(), "run: python docs/hooks.py"


# ---------------------------------------------------------------- figures


def figures(section: str) -> dict[tuple[str, str], Sequence[str]]:
    """The rows of a table of benchmarks/ACCURACY.md: measure and what of it, to counts and shares."""
    text = (REPOSITORY / "benchmarks" / "ACCURACY.md").read_text(encoding="utf-8").partition(section)[2]
    found: dict[tuple[str, str], Sequence[str]] = {}
    measure = ""
    for line in text.partition("\n## ")[0].splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 9 and cells[2].replace(",", "").isdigit():
            measure = cells[0] or measure
            found[measure, cells[1]] = cells[2:]
    return found


def test_the_accuracy_that_is_published_is_that_of_the_rules() -> None:
    """A change of the rules may move a figure a little before benchmarks/accuracy.py is run again."""
    sys.path.insert(0, str(REPOSITORY / "benchmarks"))
    try:
        from accuracy import OWN, measure
    finally:
        sys.path.pop(0)
    published = figures("## The project's own articles")
    for row in measure(OWN, "fast").to_rows():
        _, _, _, precision, recall, f1, _ = published[row["measure"], "all" if row["of"] == ALL else str(row["of"])]  # type: ignore[index]
        slack = 0.02 if float(row["gold"]) > 100 else 0.15
        shares = (float(precision), float(recall), float(f1))
        assert shares == pytest.approx((row["precision"], row["recall"], row["f1"]), abs=slack), row


def test_the_words_on_accuracy_say_what_the_figures_say() -> None:
    page = (DOCS / "accuracy.md").read_text(encoding="utf-8")
    kept = figures("## Articles kept for measuring")

    def of_100(measure: str, of: str, column: int) -> int:
        return round(100 * float(kept[measure, of][column]))

    precision, recall, f1 = 3, 4, 5
    mentions, events = ("mentions, relaxed", "all"), ("events", "all")
    assert f"{of_100(*mentions, precision)} are right, and {of_100(*mentions, recall)} of 100 are found" in page
    assert f"{of_100(*events, precision)} are right; of 100 annotated, {of_100(*events, recall)} are found" in page
    assert f"agree in {of_100('apart', 'source', f1)} of 100" in page
    people = of_100("mentions, relaxed", "PERSON", recall)
    assert f"{people} were found" in (DOCS / "howto" / "redact.md").read_text(encoding="utf-8")
    cases = (REPOSITORY / "tests" / "cases" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    still_open = (REPOSITORY / "tests" / "cases" / "events_open.txt").read_text(encoding="utf-8").splitlines()
    assert f"| {1 - len(still_open) / len(cases):.2f} of {len(cases)} |" in page


# ---------------------------------------------------------------- the site


def test_the_site_is_built_without_a_warning_and_without_the_network(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="needs the extra docs")
    pytest.importorskip("mkdocstrings_handlers.python", reason="needs the extra docs")
    source = f"{REPOSITORY / 'src'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    arguments = ("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site"))
    result = run_python(*arguments, cwd=REPOSITORY, PYTHONPATH=source)
    assert result.returncode == 0, result.stdout + result.stderr
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > len(list(DOCS.rglob("*.md")))  # and the page for addresses that do not exist
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert not re.search(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=[\"']?https?:", html), page
    reference = (tmp_path / "site" / "reference" / "cli" / "index.html").read_text(encoding="utf-8")
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert all(f"rasid {command}" in reference for command in commands)
    reference = (tmp_path / "site" / "reference" / "records" / "index.html").read_text(encoding="utf-8")
    kinds = (rasid.records.Record, rasid.records.StrEnum)
    missing = [
        name
        for name, each in vars(rasid.records).items()
        if isinstance(each, type) and issubclass(each, kinds) and each not in kinds and name not in reference
    ]
    assert not missing, "docs/reference/records.md lacks them"
    assert (tmp_path / "site" / "reference" / "report.schema.json").is_file()


# ---------------------------------------------------------------- project files


def test_the_citation_is_of_this_version() -> None:
    yaml = pytest.importorskip("yaml")
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == rasid.__version__
    assert citation["license"] == "Apache-2.0"
    assert {"cff-version", "message", "title", "authors"} <= set(citation)


def test_hooks_before_a_commit_fetch_nothing() -> None:
    yaml = pytest.importorskip("yaml")
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repository["repo"] for repository in hooks["repos"]} == {"local"}
    commands = {hook["entry"].split()[0] for repository in hooks["repos"] for hook in repository["hooks"]}
    assert commands == {"ruff", "mypy", "lint-imports"}
