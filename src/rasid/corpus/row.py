"""What one article gives: its report or the reason why there is none, as values and as the rows of an archive."""

from typing import Any, NamedTuple

from rasid.corpus.inputs import Article
from rasid.errors import RasidError
from rasid.export.redact import Redaction
from rasid.pipeline import Pipeline
from rasid.records import Failure, Report

DEAD = "the worker process died over it"
"""Why there is no report of an article that kills its worker."""


class Row(NamedTuple):
    """A line of JSON (a report or a ``Failure``), the article's name, and why it could not be read."""

    line: str
    name: str
    error: str | None = None


def attempt(
    pipeline: Pipeline, name: str, text: str | None, *, redaction: Redaction | None = None, **options: Any
) -> Report | Failure:
    """Extract from an article; whatever is wrong with it becomes a ``Failure``.

    Args:
        pipeline: The pipeline.
        name: How to call an article without an id.
        text: The text; None for a page.
        redaction: How names of private persons are replaced; None leaves them.
        options: What else ``Pipeline.extract`` takes.
    """
    try:
        report = pipeline.extract(text, **options)
        return report if redaction is None else redaction(report)
    except (RasidError, TypeError) as error:
        reason = str(error)
    except Exception as error:
        # A fault of ours must not cost the other articles; it is named as what it is.
        reason = f"unexpected {type(error).__name__}"
        if redaction is None:  # the message may quote the article
            reason += f": {error}"
    return Failure(id=options.get("id") or name, error=reason)


def row_of(pipeline: Pipeline, published: str | None, article: Article, redaction: Redaction | None = None) -> Row:
    """Extract from an article; whatever is wrong with it becomes its row.

    Args:
        pipeline: The pipeline.
        published: Day of publication (ISO) where the article does not tell its own.
        article: The article.
        redaction: How names of private persons are replaced; None leaves them.
    """
    if article.error is not None:
        return failed_row(article, article.error)
    fields: dict[str, Any] = {"published": published, **article.fields}
    result = attempt(pipeline, article.name, article.text, redaction=redaction, html=article.html, **fields)
    error = result.error if isinstance(result, Failure) else None
    return Row(result.model_dump_json(), article.name, error)


def failed_row(article: Article, error: str) -> Row:
    """Return the row of an article that could not be read."""
    named = article.fields.get("id") or article.name
    return Row(Failure(id=named, error=error).model_dump_json(), article.name, error)
