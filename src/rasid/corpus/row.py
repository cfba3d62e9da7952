"""What one article gives: its report or the reason why there is none, as values and as the rows of an archive."""

import re
import traceback
from functools import partial
from typing import Any, NamedTuple

from rasid.corpus.inputs import Article
from rasid.corpus.limit import TookTooLong, exceeded, within
from rasid.errors import RasidError, ResourceError
from rasid.export.redact import Redaction
from rasid.pipeline import Pipeline
from rasid.records import Failure, Report

DEAD = "the worker process died over it"
"""Why there is no report of an article that kills its worker."""
_SURROGATE = re.compile("[\ud800-\udfff]")


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

    Raises:
        ResourceError: A bundled file or an extra is missing, which is no fault of the article.
    """
    try:
        report = pipeline.extract(text, **options)
        return report if redaction is None else redaction(report)
    except ResourceError:
        raise
    except Exception as error:
        return failure(options.get("id") or name, reason_of(error))


def reason_of(error: Exception) -> str:
    """Return why an article gives no report; what rasid did not foresee is named by kind and place.

    Messages of other packages may quote the article, which must not get into logs.
    """
    if isinstance(error, RasidError):
        return str(error)
    told = f"unexpected {type(error).__name__}"
    frames = list(traceback.walk_tb(error.__traceback__))
    if not frames:
        return told
    frame, line = frames[-1]
    module = frame.f_globals.get("__name__", "?")
    # The pipeline's own complaints about an argument name its type, not its value.
    own = isinstance(error, TypeError) and module == Pipeline.__module__
    return str(error) if own else f"{told} in {module}, line {line}"


def failure(named: str, error: str) -> Failure:
    """Return the record of an article that gives no report; lone surrogates, which no file can hold, are replaced."""
    return Failure(id=_SURROGATE.sub("\ufffd", named), error=_SURROGATE.sub("\ufffd", error))


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


def row_within(
    seconds: float | None,
    pipeline: Pipeline,
    published: str | None,
    article: Article,
    redaction: Redaction | None = None,
    *,
    worker: bool = False,
) -> Row:
    """Return the row of an article; one that takes longer than the limit is a failure that names it.

    Args:
        seconds: The limit; None for none.
        pipeline: As for ``row_of``, like the next three.
        published: Day of publication.
        article: The article.
        redaction: How names are replaced.
        worker: This is a process of a pool, which may be ended.
    """
    try:
        return within(seconds, partial(row_of, pipeline, published, article, redaction), worker=worker)
    except TookTooLong:
        return failed_row(article, exceeded(seconds))


def failed_row(article: Article, error: str) -> Row:
    """Return the row of an article that could not be read."""
    named = article.fields.get("id") or article.name
    return Row(failure(named, error).model_dump_json(), article.name, error)
