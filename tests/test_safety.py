"""What the package never does: run code out of files, start programs, open connections."""

import ast
import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import rasid
from conftest import ARTICLES, REPOSITORY, run_python
from rasid.errors import ResourceError
from rasid.training.manifest import write_manifest

SOURCES = sorted((REPOSITORY / "src" / "rasid").rglob("*.py"))

# ---------------------------------------------------------------- the source

FORBIDDEN_MODULES = {
    "asyncio", "code", "codeop", "ctypes", "dill", "ftplib", "http", "httpx", "imaplib", "joblib", "marshal", "pdb",
    "pickle", "poplib", "pty", "requests", "runpy", "shelve", "smtplib", "socket", "socketserver", "ssl", "subprocess",
    "telnetlib", "urllib", "urllib3", "webbrowser", "xmlrpc", "yaml",
}  # fmt: skip
FORBIDDEN_CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.startfile", "yaml.load", "pickle.load",
    "pickle.loads", "shutil.unpack_archive", "numpy.load", "np.load", "pandas.read_pickle", "pd.read_pickle",
    "torch.hub.load", "sys.settrace", "breakpoint", "input",
}  # fmt: skip
FORBIDDEN_METHODS = {
    "extractall", "extract_all", "load_extension", "enable_load_extension", "execve", "execv", "execvp", "spawnv",
    "spawnl", "urlopen", "urlretrieve", "read_pickle", "to_pickle",
}  # fmt: skip
ALLOWED = {
    # A module of the package itself, by a name that stands in the table beside it; never by what a file says.
    ("rasid.extractors.registry", "import_module"),
    # Extractors of installed packages, which the user installed and asks for by name.
    ("rasid.extractors.registry", "load"),
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(REPOSITORY / "src").with_suffix("").parts).removesuffix(".__init__")


def called(node: ast.Call) -> str:
    """The dotted name of what is called, as far as it is one."""
    parts: list[str] = []
    function: ast.expr = node.func
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    parts.append(function.id if isinstance(function, ast.Name) else "?")
    return ".".join(reversed(parts))


def faults(path: Path, tree: ast.AST) -> Iterator[str]:
    module = module_of(path) if path.is_relative_to(REPOSITORY / "src") else path.stem
    for node in ast.walk(tree):
        where = f"{module}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from (
                f"{where} imports {n}"
                for n in names
                if n.partition(".")[0] in FORBIDDEN_MODULES and n != "urllib.parse"
            )
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        last = name.rpartition(".")[2]
        if name in FORBIDDEN_CALLS or (last in FORBIDDEN_METHODS and "." in name):
            yield f"{where} calls {name}"
        if last == "import_module" and (module, last) not in ALLOWED:
            yield f"{where} calls {name}"
        if last == "load" and name not in ("load", "torch.load") and (module, last) not in ALLOWED:
            yield f"{where} calls {name}"
        if name == "torch.load" and not any(
            k.arg == "weights_only" and isinstance(k.value, ast.Constant) and k.value.value is True
            for k in node.keywords
        ):
            yield f"{where} calls torch.load without weights_only=True"
        if last in ("Environment", "from_string", "Template") and module != "rasid.export.html":
            yield f"{where} makes a template"


def test_no_code_is_run_out_of_files_and_no_connection_is_opened() -> None:
    found = [fault for path in SOURCES for fault in faults(path, ast.parse(path.read_text(encoding="utf-8")))]
    assert len(SOURCES) > 150
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from pickle import loads",
        "import urllib.request",
        "from http import client",
        "import socket as s",
        "import subprocess",
        "eval('1')",
        "exec(text)",
        "import os; os.system('x')",
        "import torch; torch.load('x')",
        "import torch; torch.load('x', weights_only=False)",
        "import torch; torch.load('x', weights_only=flag)",
        "import json; json.load(f)",
        "archive.extractall('x')",
        "connection.enable_load_extension(True)",
        "from importlib import import_module; import_module(name)",
    ],
)
def test_the_look_at_the_source_sees(code: str) -> None:
    assert list(faults(Path("x.py"), ast.parse(code)))


def test_workers_are_the_only_programs_that_are_started() -> None:
    """multiprocessing sends items by pickle between processes of the same user; nothing of it lies in a file."""
    users = {
        module_of(path)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(
            name.startswith(("multiprocessing", "concurrent"))
            for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        )
    }
    assert users == {"rasid.corpus.pool"}


# ---------------------------------------------------------------- weights


class Payload:
    """Unpickled, it makes a file: what a crafted model would do, and worse."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.path,))


@pytest.mark.accurate
@pytest.mark.parametrize("way", ["pickle", "torch", "torch of old", "config", "bert"])
def test_crafted_weights_run_no_code(tmp_path: Path, way: str) -> None:
    """The manifest fits them, so that the loader gets to see them."""
    torch = pytest.importorskip("torch")
    from rasid.extractors.neural import NeuralExtractor

    models, made = tmp_path / "models", tmp_path / "made"
    shutil.copytree(REPOSITORY / "models" / "ner-stanza", models / "ner-stanza")
    weights = models / "ner-stanza" / "weights.pt"
    state = torch.load(weights, map_location="cpu", weights_only=True)
    if way == "pickle":
        weights.write_bytes(pickle.dumps(Payload(made)))
    elif way == "torch":
        torch.save(Payload(made), weights)
    elif way == "torch of old":
        torch.save(Payload(made), weights, _use_new_zipfile_serialization=False)
    elif way == "config":
        torch.save({**state, "config": {**state["config"], "wordvec_file": Payload(made)}}, weights)
    else:
        torch.save({**state, "config": {**state["config"], "bert_model": "someone/model"}}, weights)
    write_manifest(models)
    pipeline = rasid.Pipeline(extractors=[NeuralExtractor(models=models)])
    with pytest.raises(ResourceError, match="cannot load the model") as caught:
        pipeline.extract("قال محمد أحمد إن القصف استمر.")
    assert not made.exists()
    assert len(str(caught.value)) < 1500
    if way == "bert":
        assert "its settings name files outside (bert_model)" in str(caught.value)
    if way == "pickle":
        pickle.loads(weights.read_bytes())  # noqa: S301
        assert made.exists(), "the payload works where pickles are trusted"


# ---------------------------------------------------------------- the network

# Python imports `sitecustomize` before anything else: whatever asks for a connection or a name ends the program. (A
# package that stanza imports binds a port of this machine to see whether it has IPv6; nothing leaves by that.)
FORBID = """
import os, socket, sys
def refuse(*arguments, **options):
    print("NETWORK", arguments, file=sys.stderr)
    os._exit(77)
socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
sys.addaudithook(lambda event, arguments: refuse(event) if event in (
    "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request",
    *os.environ.get("BANNED", "").split(),
) else None)
"""


@pytest.fixture
def offline(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(FORBID, encoding="utf-8")
    (tmp_path / "home").mkdir()
    folders = (str(tmp_path / "site"), str(REPOSITORY / "src"))
    return {"PYTHONPATH": os.pathsep.join(folders), "HOME": str(tmp_path / "home")}


PROGRAMS = "subprocess.Popen os.system os.exec os.posix_spawn"
"""Banned as well where stanza is not loaded: packages below it may ask the system for the names of its libraries."""


def test_the_ban_works(offline: dict[str, str]) -> None:
    code = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')"
    assert run_python("-c", code, **offline).returncode == 77
    code = "import subprocess; subprocess.run(['true'])"
    assert run_python("-c", code, **offline, BANNED=PROGRAMS).returncode == 77


@pytest.mark.parametrize("preset", ["fast", pytest.param("accurate", marks=pytest.mark.accurate)])
def test_extraction_needs_no_network(tmp_path: Path, offline: dict[str, str], preset: str) -> None:
    article = str(ARTICLES / "deir-ez-zor-2018.txt")
    options = ["--published", "2018-04-30", "--preset", preset, "--format", "html"]
    banned = PROGRAMS if preset == "fast" else ""
    result = run_python("-m", "rasid.cli", "extract", article, *options, **offline, BANNED=banned)
    assert result.returncode == 0, result.stderr
    assert "NETWORK" not in result.stderr
    assert "القذائف" in result.stdout or "<html" in result.stdout
    assert list((tmp_path / "home").iterdir()) == []


def test_batches_need_no_network(tmp_path: Path, offline: dict[str, str]) -> None:
    out = tmp_path / "out.jsonl"
    result = run_python("-m", "rasid.cli", "batch", str(ARTICLES / "gold.jsonl"), str(out), "--workers", "2", **offline)
    assert result.returncode == 0, result.stderr
    assert len(out.read_text(encoding="utf-8").splitlines()) >= 40
