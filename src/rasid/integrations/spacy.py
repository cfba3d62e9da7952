"""A spaCy component: ``nlp.add_pipe("rasid")``.

    >>> import spacy
    >>> nlp = spacy.blank("ar")
    >>> _ = nlp.add_pipe("rasid", config={"published": "2018-04-30"})
    >>> doc = nlp("قصفت طائرات حربية روسية أمس قرية الجنينة بريف دير الزور")
    >>> [(ent.text, ent.label_) for ent in doc.ents][0]
    ('طائرات حربية روسية', 'GROUP')
    >>> doc._.rasid.events[0].start
    '2018-04-29'

The factory is an entry point, so that installed rasid need not be imported. The component works on any tokenizer and
needs nothing before it. What it sets:

* ``doc._.rasid``: the report; its offsets are those of ``doc.text``. Kept as JSON in ``doc.user_data``, so that it goes
  with the document through ``to_bytes``, ``DocBin`` (``store_user_data=True``), pickle and ``nlp.pipe(n_process=…)``.
* ``doc.spans["rasid"]``: all mentions, nested ones too (PERSON, GROUP, ORG, PLACE, DATE).
* ``doc.spans["rasid_events"]``: the triggers, labelled with the event's type, ``id_`` being the event's id.
* ``doc.ents``: mentions that do not overlap, the longer first; entities that an earlier component set stay.

spaCy's tokens are whole words: «لقوات» is one token, of which the name is the end only. Spans take in every token that
they touch (``alignment_mode="expand"``); the exact characters are those of the report. A span's ``id_`` is the entity
within the report, its ``kb_id_`` the row of the registry or gazetteer.

The day of publication, without which «أمس» has no date, is ``doc._.published`` where it is set before the component
runs, else the component's setting::

    doc = nlp.make_doc(text)
    doc._.published = "2018-04-30"
    doc = nlp(doc)
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from rasid.errors import ResourceError
from rasid.export.spans import labelled
from rasid.pipeline import Pipeline
from rasid.records import Report

try:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.util import filter_spans
except ImportError as error:
    raise ResourceError("the spaCy component needs spaCy; install it with: pip install 'rasid[spacy]'") from error

KEY = "rasid"
"""Name of the component, of its spans and of the report in ``doc.user_data``."""
EVENTS = "rasid_events"


class RasidComponent:
    """Extracts a report from each document."""

    def __init__(self, pipeline: Pipeline, *, published: str | None = None, set_ents: bool = True) -> None:
        """Hold a pipeline.

        Args:
            pipeline: What extracts.
            published: Day of publication (ISO 8601) of documents that have none of their own.
            set_ents: Whether to set ``doc.ents``.
        """
        self.pipeline = pipeline
        self.published = published
        self.set_ents = set_ents

    def __call__(self, doc: Doc) -> Doc:
        """Extract from one document.

        Raises:
            InputError: The day of publication is no ISO date.
        """
        published = doc._.published
        report = self.pipeline.extract(doc.text, published=self.published if published is None else published)
        doc._.rasid = report
        spans = [
            span
            for start, end, label, identifier, key in labelled(report)
            if (span := _span(doc, start, end, label, identifier, key or ""))
        ]
        events = [
            span
            for event in report.events
            if (span := _span(doc, event.trigger.start, event.trigger.end, event.type.value, event.id))
        ]
        doc.spans[KEY] = spans
        doc.spans[EVENTS] = events
        if self.set_ents:
            taken = {token.i for entity in doc.ents for token in entity}
            free = [span for span in spans if taken.isdisjoint(range(span.start, span.end))]
            doc.ents = [*doc.ents, *filter_spans(free)]
        return doc


@Language.factory(
    KEY,
    assigns=["doc.ents", "doc.spans", "doc._.rasid"],
    default_config={"preset": "fast", "published": None, "gazetteers": [], "actors": [], "set_ents": True},
)
def make(
    nlp: Language,
    name: str,
    preset: Literal["fast", "accurate"],
    published: str | None,
    gazetteers: Sequence[str],
    actors: Sequence[str],
    set_ents: bool,
) -> RasidComponent:
    """Make the component.

    Args:
        nlp: The spaCy pipeline.
        name: The component's name in it.
        preset: ``fast`` or ``accurate``.
        published: Day of publication (ISO 8601) of documents that have none of their own.
        gazetteers: Paths of packs of `rasid gazetteer build`.
        actors: Files of further actors.
        set_ents: Whether to set ``doc.ents``.

    Raises:
        InputError: A setting cannot be used.
        ResourceError: A bundled file is missing or damaged.
    """
    pipeline = Pipeline(preset, gazetteers=gazetteers, actors=actors)
    return RasidComponent(pipeline, published=published, set_ents=set_ents)


def _span(doc: Doc, start: int, end: int, label: str, identifier: str, key: str = "") -> Span | None:
    return doc.char_span(start, end, label, kb_id=key, alignment_mode="expand", span_id=identifier)


def _report_of(doc: Doc) -> Report | None:
    stored = doc.user_data.get(KEY)
    return None if stored is None else _read(stored)


def _keep(doc: Doc, report: Any) -> None:
    doc.user_data[KEY] = report.model_dump_json()


@lru_cache(maxsize=32)
def _read(stored: str) -> Report:
    return Report.model_validate_json(stored)


if not Doc.has_extension(KEY):
    Doc.set_extension(KEY, getter=_report_of, setter=_keep)
if not Doc.has_extension("published"):
    Doc.set_extension("published", default=None)
