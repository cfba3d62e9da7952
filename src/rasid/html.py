"""HTML pages: the article's text and what the page says about it.

The extra ``html`` installs trafilatura, which finds the article in the page. What it leaves of the page's furniture,
the zones find. Nothing is fetched.
"""

from dataclasses import dataclass
from datetime import date

from rasid.errors import ResourceError

_SHORTEST = "20"
"""An article of fewer characters is looked for in the whole page, furniture included; short news are common."""
_LAST_DAY = "2100-12-31"
"""The page's date is what the page says: not bounded by the day on which it is read."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds.

    Attributes:
        text: Headline and article, one paragraph a line; empty where no article was found.
        title: The page's title, if it has one.
        url: The address that the page gives itself.
        outlet: The name of the site.
        published: Day of publication, ISO 8601.
    """

    text: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: str | None = None


def read_page(html: str | bytes) -> Page:
    """Read an HTML page.

    Args:
        html: The page; bytes are decoded as they declare themselves.

    Returns:
        The article and what the page says about it.

    Raises:
        TypeError: ``html`` is neither str nor bytes.
        ResourceError: trafilatura is not installed.
    """
    if not isinstance(html, str | bytes):
        raise TypeError(f"html must be str or bytes, not {type(html).__name__}")
    try:
        import trafilatura
        from trafilatura.settings import use_config
    except ImportError as error:
        raise ResourceError("reading HTML needs trafilatura; install it with: pip install 'rasid[html]'") from error
    tree = trafilatura.load_html(html) if html.strip() else None
    if tree is None:
        return Page("")
    told = trafilatura.extract_metadata(
        tree, date_config={"extensive_search": False, "original_date": True, "max_date": _LAST_DAY}
    )
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", _SHORTEST)
    body = trafilatura.extract(tree, output_format="txt", include_comments=False, config=config) or ""
    title = told.title or None
    if title and body and title not in body[: 2 * len(title) + 20]:
        body = f"{title}\n{body}"
    return Page(body, title, told.url or None, told.sitename or None, _day(told.date))


def _day(stated: str | None) -> str | None:
    """Return a stated day if it is one."""
    try:
        return date.fromisoformat(stated).isoformat() if stated else None
    except ValueError:
        return None
