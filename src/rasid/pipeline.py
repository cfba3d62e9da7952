"""The pipeline: composes the stages. No linguistics here."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from rasid import resources
from rasid.actors import actor_rows
from rasid.assemble import Header, assemble
from rasid.document import read
from rasid.errors import InputError, shown
from rasid.events.build import EventBuilder
from rasid.extractors.base import Candidate, Extractor, MentionType
from rasid.extractors.groups import GroupExtractor
from rasid.extractors.places import PlaceExtractor
from rasid.extractors.registry import make
from rasid.gazetteer import Gazetteer
from rasid.gazetteer import bundled as bundled_gazetteer
from rasid.html import read_page
from rasid.linking.actors import link_groups, link_organizations
from rasid.linking.context import context_of
from rasid.linking.overlap import settle
from rasid.linking.people import link_people
from rasid.linking.places import link_places
from rasid.matching import Matcher
from rasid.packs import Pack
from rasid.records import Provenance, Report
from rasid.registry import ActorRow, Registry
from rasid.registry import bundled as bundled_registry
from rasid.version import __version__

Preset = Literal["fast", "accurate"]
PRESETS: dict[str, tuple[str, ...]] = {
    "fast": ("dates", "places", "groups", "organizations", "people", "crf"),
    "accurate": ("dates", "places", "groups", "organizations", "people", "crf", "stanza"),
}
MAX_CHARACTERS = 20_000_000
"""Longest text that is accepted, in code points."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_ARABIC = re.compile("[\u0621-\u064a\ufb50-\ufdff\ufe70-\ufefc]")


class Pipeline:
    """A reusable chain of stages from article text to report.

    Immutable after construction, safe to share between threads, picklable.
    """

    def __init__(
        self,
        preset: Preset = "fast",
        *,
        extractors: Iterable[Extractor | str] | None = None,
        gazetteers: Iterable[str | Path | Pack] = (),
        actors: Iterable[str | Path | ActorRow] = (),
    ) -> None:
        """Load data and build the automaton.

        Args:
            preset: ``fast`` (rules and lexicons) or ``accurate`` (adds the neural tagger of models/).
            extractors: Instead of the preset's extractors: names of registered ones, or objects that follow
                ``rasid.extractors.base.Extractor``.
            gazetteers: Packs of `rasid gazetteer build`, or their paths, besides the bundled gazetteer.
            actors: Rows of the caller's own for the actor registry, or files of them (tab-separated, or a PETRARCH
                actor dictionary); they come before the bundled ones of the same id or name.

        Raises:
            InputError: An unknown preset or extractor name, a pack that does not exist, or faulty actors.
            ResourceError: A data or model file is missing or damaged.
        """
        if preset not in PRESETS:
            raise InputError(f"unknown preset {preset!r}; expected one of {', '.join(PRESETS)}")
        chosen = PRESETS[preset] if extractors is None else tuple(extractors)
        packs = tuple(g if isinstance(g, Pack) else Pack(g) for g in gazetteers)
        rows = actor_rows(actors)
        self._arguments = (preset, None if extractors is None else chosen, packs, rows)
        self._preset = preset if extractors is None else "custom"
        self._gazetteer: Gazetteer = bundled_gazetteer().with_packs(packs) if packs else bundled_gazetteer()
        self._registry: Registry = bundled_registry().with_rows(rows) if rows else bundled_registry()
        self._extractors: tuple[Extractor, ...] = tuple(self._made(e) for e in chosen)
        for extractor in self._extractors:
            if check := getattr(extractor, "check", None):
                check()
        self._events = EventBuilder()
        lexicons = {lexicon.name: lexicon for e in self._extractors for lexicon in e.lexicons()}
        lexicons.update((lexicon.name, lexicon) for lexicon in self._events.lexicons())
        self._matcher = Matcher(lexicons.values())
        uses_models = any(getattr(e, "uses_models", False) for e in self._extractors)
        self._provenance = Provenance(
            rasid=__version__,
            preset=self._preset,
            data=resources.digest("data"),
            models=resources.digest("models") if uses_models else None,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as the arguments; the receiving process loads the data itself."""
        return (_remake, self._arguments)

    def extract(
        self,
        text: str | None = None,
        *,
        html: str | bytes | None = None,
        published: str | date | datetime | None = None,
        id: str | None = None,  # noqa: A002 - the field's public name
        title: str | None = None,
        url: str | None = None,
        outlet: str | None = None,
    ) -> Report:
        """Extract all records from one article.

        Args:
            text: The article, page furniture included; at most 20 million code points.
            html: A web page instead of the text; needs the extra ``html``. What the page says of its title, address,
                site and day of publication is taken where the caller does not say it; the day with a warning.
            published: ISO 8601 string, date or datetime of publication. Without it, relative dates have no value.
            id: Kept in the report.
            title: Kept in the report; not read.
            url: Kept in the report; not fetched.
            outlet: Kept in the report.

        Returns:
            The report. A text without Arabic gives an empty one with a warning.

        Raises:
            TypeError: ``text`` or ``published`` has the wrong type, or both ``text`` and ``html`` are given.
            InputError: ``published`` is no ISO date, or the text is too long.
            ResourceError: ``html`` is given and the extra is not installed.
        """
        warnings: list[str] = []
        if html is not None:
            if text is not None:
                raise TypeError("give text or html, not both")
            page = read_page(html)
            text, title, url, outlet = page.text, title or page.title, url or page.url, outlet or page.outlet
            if published is None and page.published:
                published = page.published
                warnings.append(f"published {page.published} is the page's own date")
        if not isinstance(text, str):
            raise TypeError(f"text must be str, not {type(text).__name__}")
        if len(text) > MAX_CHARACTERS:
            raise InputError(
                f"text has {len(text):,} characters; the limit is {MAX_CHARACTERS:,}: split it into articles"
            )
        day, stated = parse_published(published)
        stated_fields = {"id": id, "title": title, "url": url, "outlet": outlet}
        for name, value in stated_fields.items():
            if value is not None and not isinstance(value, str):
                raise TypeError(f"{name} must be str or None, not {type(value).__name__}")
        if _SURROGATE.search(text):
            text = _SURROGATE.sub("\ufffd", text)
            warnings.append("lone surrogates were replaced by U+FFFD")
        if not _ARABIC.search(text):
            warnings.append("the text holds no Arabic letters" if text.strip() else "the text is empty")
        if day is None:
            warnings.append("no publication date given: relative dates have no value")
        document = read(text, self._matcher, published=day)
        mentions = self._mentions(document)
        kept = {name: _SURROGATE.sub("\ufffd", value) if value else value for name, value in stated_fields.items()}
        header = Header(**kept, published=stated, warnings=tuple(warnings))
        by_type: dict[MentionType, list[Candidate]] = {kind: [] for kind in MentionType}
        for mention in mentions:
            by_type[mention.type].append(mention)
        context = context_of(mentions, self._gazetteer)
        entities = (
            *link_people(document, mentions),
            *link_groups(document, by_type[MentionType.GROUP], self._registry, context),
            *link_organizations(document, by_type[MentionType.ORG], context),
            *link_places(document, by_type[MentionType.PLACE], self._gazetteer, context),
        )
        facts = self._events.build(document, mentions, entities)
        return assemble(document, header, entities, by_type[MentionType.DATE], facts, self._provenance)

    def _made(self, extractor: Extractor | str) -> Extractor:
        if extractor == PlaceExtractor.name:
            return PlaceExtractor(self._gazetteer)
        if extractor == GroupExtractor.name:
            return GroupExtractor(self._registry)
        return make(extractor) if isinstance(extractor, str) else extractor

    def _mentions(self, document: Any) -> Sequence[Candidate]:
        return settle(candidate for extractor in self._extractors for candidate in extractor.extract(document))


def _remake(
    preset: Preset,
    extractors: tuple[Extractor | str, ...] | None,
    packs: tuple[Pack, ...],
    rows: tuple[ActorRow, ...],
) -> Pipeline:
    return Pipeline(preset, extractors=extractors, gazetteers=packs, actors=rows)


def parse_published(published: str | date | datetime | None) -> tuple[date | None, str | None]:
    """Return the publication day and its ISO spelling.

    Raises:
        TypeError: Neither string nor date.
        InputError: A string that is no ISO 8601 date or datetime.
    """
    if published is None:
        return None, None
    if isinstance(published, datetime):
        return published.date(), published.isoformat()
    if isinstance(published, date):
        return published, published.isoformat()
    if not isinstance(published, str):
        raise TypeError(f"published must be str, date, datetime or None, not {type(published).__name__}")
    try:
        return datetime.fromisoformat(published).date(), published
    except ValueError:
        raise InputError(f"published={shown(published)} is no ISO 8601 date; expected a form like 2018-04-30") from None


@cache
def default_pipeline(preset: Preset = "fast") -> Pipeline:
    """Return the shared pipeline of a preset, built on first use."""
    return Pipeline(preset)
