"""Extractors by name: the library's own, and third parties' through the entry-point group ``rasid.extractors``."""

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points

from rasid.errors import InputError
from rasid.extractors.base import Extractor

_OWN = {
    "camel": "rasid.extractors.camel:CamelExtractor",
    "crf": "rasid.extractors.crf:FieldExtractor",
    "dates": "rasid.extractors.dates:DateExtractor",
    "groups": "rasid.extractors.groups:GroupExtractor",
    "organizations": "rasid.extractors.organizations:OrganizationExtractor",
    "people": "rasid.extractors.people:PersonExtractor",
    "places": "rasid.extractors.places:PlaceExtractor",
    "stanza": "rasid.extractors.neural:NeuralExtractor",
}


def names() -> tuple[str, ...]:
    """Return the names of all extractors that can be made, sorted."""
    return tuple(sorted({*_OWN, *(point.name for point in entry_points(group="rasid.extractors"))}))


def make(name: str) -> Extractor:
    """Make the extractor of that name.

    Raises:
        InputError: No extractor bears the name; the message lists those that exist.
    """
    if name in _OWN:
        module, _, attribute = _OWN[name].partition(":")
        factory: Callable[[], Extractor] = getattr(import_module(module), attribute)
        return factory()
    for point in entry_points(group="rasid.extractors"):
        if point.name == name:
            made: Extractor = point.load()()
            return made
    raise InputError(f"unknown extractor {name!r}; known: {', '.join(names())}")
