"""Reports as one page that can be checked: the article, its events, a map, a timeline. Needs no network."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

from rasid.errors import ResourceError
from rasid.export.html.labels import Labels, Language
from rasid.export.html.map import HEIGHT, WIDTH
from rasid.export.html.merged import merged
from rasid.export.html.view import view
from rasid.incidents import Incident
from rasid.records import Report
from rasid.resources import REMEDY, read_text
from rasid.version import __version__

_HERE = Path(__file__).resolve().parent


def page(reports: Iterable[Report], *, incidents: Sequence[Incident] = (), language: Language = "ar") -> str:
    """Return one self-contained HTML page.

    Args:
        reports: What to show; several get an index.
        incidents: What ``rasid.merge`` made of these reports, in the same order; each links to its tellings.
        language: Of the words around the article, ``ar`` or ``en``.

    Raises:
        InputError: The page does not speak that language.
        ResourceError: A template or style sheet is missing or damaged.
    """
    return "".join(dump(reports, incidents=incidents, language=language))


def dump(reports: Iterable[Report], *, incidents: Sequence[Incident] = (), language: Language = "ar") -> Iterator[str]:
    """Yield the page in pieces: its head, its articles, its end; the pieces together are held in memory."""
    labels = Labels(language)
    style, script = _asset("page.css"), _asset("page.js")
    head, article, foot = (_template(f"{name}.html.j2") for name in ("head", "article", "foot"))
    index: list[dict[str, Any]] = []
    articles: list[str] = []
    for number, report in zip(count(1), reports):
        shown = view(report, number, labels)
        index.append({"id": shown.id, "title": shown.title, "day": report.published, "events": len(shown.cards)})
        articles.append(article.render(a=shown, t=labels, width=WIDTH, height=HEIGHT))
    policy = {"style": _digest(style), "script": _digest(script)}
    yield head.render(t=labels, index=index, style=style, policy=policy, version=__version__)
    if incidents:
        yield _template("incidents.html.j2").render(t=labels, rows=merged(incidents, labels))
    yield from articles
    yield foot.render(t=labels, script=script, version=__version__)


def in_notebook(report: Report, *, language: Language = "ar") -> str:
    """Return the page within a frame of its own, for notebooks: neither's styles nor scripts reach the other."""
    inner = escape(page([report], language=language), quote=True)
    return (
        f'<iframe srcdoc="{inner}" sandbox="allow-scripts allow-popups" loading="lazy" '
        'style="width:100%;height:44rem;border:1px solid #8884" title="rasid"></iframe>'
    )


@cache
def _environment() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    from rasid.export.html.marked import plain, visible

    environment = Environment(
        loader=FunctionLoader(lambda name: read_text(_HERE / "templates" / name)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # What comes from an article shows its control characters instead of obeying them.
    environment.filters.update(seen=visible, plain=plain)
    return environment


@cache
def _template(name: str) -> Any:
    from jinja2 import TemplateError

    try:
        return _environment().get_template(name)
    except TemplateError as error:
        raise ResourceError(f"the template {_HERE / 'templates' / name} is damaged: {error}; {REMEDY}") from error


@cache
def _asset(name: str) -> str:
    return read_text(_HERE / "assets" / name)


def _digest(text: str) -> str:
    """Return what a content security policy names an inline style or script by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
