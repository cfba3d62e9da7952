"""Write the table of packages in supply.md from the metadata of what is installed.

    python docs/supply.py            # in an environment with all extras, as .ci/run makes it

What is not installed keeps the row that it had.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[1]
PAGE = REPOSITORY / "docs" / "supply.md"
BEGIN, END = "<!-- packages -->\n", "<!-- end of packages -->\n"
_LONGEST = 60

_CLASSIFIED = {
    "Academic Free License (AFL)": "AFL",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def pinned() -> dict[str, str]:
    """Return the packages of constraints.txt and their versions."""
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("==") for line in lines if "==" in line and not line.startswith("#"))
    return {name.strip(): version.strip() for name, _, version in pairs}


def licence(found: Distribution) -> str:
    """Return the licence that a package states: an expression, a classifier, or the words of its licence field."""
    metadata = found.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classified = [
        value.rpartition(" :: ")[2] for value in metadata.get_all("Classifier") or () if value.startswith("License ::")
    ]
    named = sorted({_CLASSIFIED.get(name, name) for name in classified if name != "OSI Approved"})
    stated = str(metadata.get("License") or "").strip()
    if named and not (named == ["BSD"] and re.fullmatch(r"[\w. -]{3,30}", stated)):
        return " or ".join(named)
    first = stated.splitlines()[0].strip() if stated else ""
    return first if first and len(first) <= _LONGEST else "see its LICENSE file"


def wanted() -> dict[str, list[str]]:
    """Return what an install asks for: the core, and each extra."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"core": project["dependencies"], **project["optional-dependencies"]}


def closure(requirements: Iterable[str]) -> set[str]:
    """Return the names of all packages that requirements bring here."""
    found: set[str] = set()
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        requirement, asked = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({**default_environment(), "extra": asked}):
            continue
        name = canonicalize_name(requirement.name)
        extras = sorted(requirement.extras)
        key = f"{name}[{','.join(extras)}]" if extras else name
        if key in found:
            continue
        found |= {key, name}
        try:
            inner = distribution(name).requires or ()
        except PackageNotFoundError:
            continue
        waiting += [(Requirement(text), extra) for text in inner for extra in ("", *extras)]
    return found


def rows() -> dict[str, tuple[str, str, str]]:
    """Return version, licence and what brings it, by package, of what is installed in the pinned version."""
    brought = {name: closure(requirements) for name, requirements in wanted().items()}
    found = {}
    for name, version in pinned().items():
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        if package.version.partition("+")[0] != version:
            continue
        sources = [extra for extra, names in brought.items() if canonicalize_name(name) in names]
        found[name] = (version, licence(package), "core" if "core" in sources else ", ".join(sources) or "not here")
    return found


def listed(page: str) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield the rows that the page has."""
    for line in page.partition(BEGIN)[2].partition(END)[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0] != "package" and not cells[0].startswith("-"):
            yield cells[0], (cells[1], cells[2], cells[3])


def main() -> None:
    """Bring the page up to date."""
    page = PAGE.read_text(encoding="utf-8")
    known = {name: row for name, row in listed(page) if pinned().get(name) == row[0]} | rows()
    missing = sorted(set(pinned()) - set(known))
    if missing:
        raise SystemExit(f"not installed, and not on the page: {', '.join(missing)}")
    table = ["| package | version | licence | comes with |", "|---|---|---|---|"]
    table += [f"| {name} | {' | '.join(known[name])} |" for name in sorted(known, key=str.casefold)]
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + "\n" + "\n".join(table) + "\n\n" + END + after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
