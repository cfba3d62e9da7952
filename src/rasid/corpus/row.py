"""What one article of an archive gives: a row with its report, or with the reason why there is none."""

from typing import Any, NamedTuple

from rasid.corpus.inputs import Article
from rasid.errors import RasidError
from rasid.pipeline import Pipeline
from rasid.records import Failure


class Row(NamedTuple):
    """A line of JSON (a report or a ``Failure``), the article's name, and why it could not be read."""

    line: str
    name: str
    error: str | None = None


def row_of(pipeline: Pipeline, published: str | None, article: Article) -> Row:
    """Extract from an article; whatever is wrong with it becomes its row.

    Args:
        pipeline: The pipeline.
        published: Day of publication (ISO) where the article does not tell its own.
        article: The article.
    """
    if article.error is not None:
        return failed_row(article, article.error)
    try:
        fields: dict[str, Any] = {"published": published, **article.fields}
        report = pipeline.extract(article.text, html=article.html, **fields)
    except (RasidError, TypeError) as error:
        return failed_row(article, str(error))
    except Exception as error:
        # A fault of ours must not cost the other articles of an archive; it is named as what it is.
        return failed_row(article, f"unexpected {type(error).__name__}: {error}")
    return Row(report.model_dump_json(), article.name)


def failed_row(article: Article, error: str) -> Row:
    """Return the row of an article that could not be read."""
    named = article.fields.get("id") or article.name
    return Row(Failure(id=named, error=error).model_dump_json(), article.name, error)
