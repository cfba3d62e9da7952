"""What mkdocs fills in when it builds the site: the decisions, the help of each command, the export modules.

Run as a program it writes the JSON schema of a report: ``python docs/hooks.py``.
"""

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "docs" / "reference" / "report.schema.json"
COMMANDS = "<!-- the help of each command -->"
ENUMERATIONS = "<!-- the values of each enumeration -->"
EXPORTS = "<!-- the export modules -->"
_MARKED_FENCE = re.compile(r"^(?P<head>\s*`{3,}[\w-]+)(?:[ \t]+(?:no-run|needs=\S+))+", re.MULTILINE)
"""Words after the language of a block that only tests/test_docs.py reads."""
_CODE = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>|<svg\b.*?</svg>)", re.DOTALL)
_QUOTED = re.compile(r"«[^«»]*»")


def on_config(config: Any) -> Any:
    """List every decision in the navigation, in the order of the numbers."""
    pages = sorted(Path(config["docs_dir"], "decisions").glob("*.md"))
    for section in config["nav"]:
        if "Decisions" in section:
            section["Decisions"] = [f"decisions/{page.name}" for page in pages]
    return config


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill in what is generated, and take from the code blocks what only the tests read."""
    if COMMANDS in markdown:
        markdown = markdown.replace(COMMANDS, commands())
    if ENUMERATIONS in markdown:
        markdown = markdown.replace(ENUMERATIONS, enumerations())
    if EXPORTS in markdown:
        markdown = markdown.replace(EXPORTS, exports())
    return _MARKED_FENCE.sub(r"\g<head>", markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Set Arabic words between «…» apart, so that a list of them within an English sentence keeps its order."""
    parts = _CODE.split(html)
    return "".join(part if at % 2 else _QUOTED.sub(r"<bdi>\g<0></bdi>", part) for at, part in enumerate(parts))


def commands() -> str:
    """Return the help of every command of ``rasid`` as Markdown, made by typer."""
    from typer import Context
    from typer.cli import get_docs_for_click
    from typer.main import get_command

    from rasid.cli import app

    command = get_command(app)
    _name_in_full(command)
    text = get_docs_for_click(obj=command, ctx=Context(command, info_name="rasid"), name="rasid")
    return text.partition("\n")[2]  # the page has a heading of its own


def _name_in_full(command: Any) -> None:
    """Give each command its first paragraph as the line of the list above it, which click would cut off."""
    for part in getattr(command, "commands", {}).values():
        part.short_help = " ".join((part.help or "").partition("\n\n")[0].split())
        _name_in_full(part)


def enumerations() -> str:
    """Return the enumerations of the records, each with its values, as Markdown."""
    from enum import StrEnum

    from rasid import records

    found = [each for each in vars(records).values() if isinstance(each, type) and issubclass(each, StrEnum)]
    own = [each for each in found if each.__module__ == records.__name__]
    return "\n".join(
        f"### {each.__name__}\n\n{each.__doc__}\n\n{', '.join(f'`{value}`' for value in each)}\n" for each in own
    )


def exports() -> str:
    """Return a reference section for each module of ``rasid.export``."""
    folder = ROOT / "src" / "rasid" / "export"
    names = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    return "\n".join(f"::: rasid.export.{name}\n    options:\n      show_root_full_path: true\n" for name in names)


def schema() -> str:
    """Return the JSON schema of a report as the site publishes it."""
    from rasid import Report

    return json.dumps(Report.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema(), encoding="utf-8")
