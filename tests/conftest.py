"""Options, fixtures and helpers that several test modules share. No test may reach the network."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
ARTICLES = REPOSITORY / "data" / "articles"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("rasid", "an article of your own (tests/test_article.py)")
    group.addoption("--article", metavar="FILE", help="text to check instead of the bundled articles")
    group.addoption("--published", metavar="DATE", help="its day of publication")
    group.addoption(
        "--facts", metavar="FILE", help="JSON of the facts expected of it, e.g. tests/cases/seed_facts.json"
    )


class Article(NamedTuple):
    name: str
    text: str
    published: str | None


def articles_of(config: pytest.Config) -> list[Article]:
    """The article that --article names, else the bundled ones."""
    if config.getoption("--article"):
        path = Path(config.getoption("--article"))
        return [Article(path.stem, path.read_text(encoding="utf-8"), config.getoption("--published"))]
    lines = (ARTICLES / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    published = {row["id"]: row["published"] for row in map(json.loads, lines)}
    return [
        Article(p.stem, p.read_text(encoding="utf-8"), published.get(p.stem)) for p in sorted(ARTICLES.glob("*.txt"))
    ]


def facts_of(config: pytest.Config) -> dict[str, Any]:
    path = config.getoption("--facts")
    return json.loads(Path(path).read_text(encoding="utf-8")) if path else {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without --facts there is no fact to test."""
    if not config.getoption("--facts"):
        left_out = [item for item in items if item.name.startswith("test_fact[")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def run_python(
    *arguments: str, stdin: str = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run this interpreter in a process of its own; the result holds its output as text."""
    return subprocess.run(
        [sys.executable, *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", **environment},
    )


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Any:
    """Sockets to other machines cannot be opened."""

    def refuse(self: socket.socket, address: Any) -> None:
        loopback = isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1", "localhost")
        if self.family == socket.AF_UNIX or loopback:  # Spark's own processes talk so
            return connect(self, address)
        raise AssertionError(f"a test tried to reach {address}")

    connect = socket.socket.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket.socket, "connect_ex", refuse)
        yield


@pytest.fixture(scope="session")
def pipeline() -> Any:
    """The default pipeline, built once a process."""
    import rasid

    return rasid.Pipeline(preset="fast")
