"""Many articles: in order, with as many worker processes as asked for, and no article lost to another's fault."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rasid.corpus.inputs import FIELDS
from rasid.corpus.pool import Workers, settle_memory
from rasid.corpus.row import DEAD, attempt, failure
from rasid.pipeline import Pipeline, default_pipeline
from rasid.records import Failure, Report

Article = str | Mapping[str, Any]
_Numbered = tuple[int, Article]

_worker_pipeline: list[Pipeline] = []


def extract_many(
    articles: Iterable[Article], *, workers: int = 1, pipeline: Pipeline | None = None
) -> Iterator[Report | Failure]:
    """Extract from many articles.

    Args:
        articles: Texts, or mappings with ``text`` and optionally ``id``, ``published``, ``title``, ``url``, ``outlet``;
            other keys are ignored. Read lazily.
        workers: Processes to use; 1 works in this one.
        pipeline: The pipeline; the default one if None.

    Yields:
        One report an article, in order; a ``Failure`` where an article could not be read.

    Raises:
        ValueError: ``workers`` is below 1.
        ResourceError: A bundled file or an extra is missing, which no article could make right.
    """
    if workers < 1:
        raise ValueError(f"workers must be at least 1, not {workers}")
    numbered = enumerate(articles)
    if workers == 1:
        chosen = pipeline or default_pipeline()
        for number, article in numbered:
            yield _one(chosen, number, article)
        return
    pool = Workers(_task, _given_up, workers, initializer=_warm, initargs=(pipeline,))
    yield from pool.map(numbered)


def _warm(pipeline: Pipeline | None) -> None:
    _worker_pipeline[:] = [pipeline or default_pipeline()]
    settle_memory()


def _task(numbered: _Numbered) -> Report | Failure:
    return _one(_worker_pipeline[0], *numbered)


def _given_up(numbered: _Numbered) -> Report | Failure:
    number, article = numbered
    named = article.get("id") if isinstance(article, Mapping) else None
    return failure(str(number if named is None else named), DEAD)


def _one(pipeline: Pipeline, number: int, article: Article) -> Report | Failure:
    fields: dict[str, Any] = {}
    if isinstance(article, Mapping):
        fields = {name: article[name] for name in FIELDS if article.get(name) is not None}
        if fields.get("id") is not None:
            fields["id"] = str(fields["id"])
        text = article.get("text")
    else:
        text = article
    return attempt(pipeline, str(number), text, **fields)
