"""Places: gazetteer names, and the grammar of class nouns that finds names nobody listed.

«قرية X» is a village whether a table lists X or not; «قرى (X، Y وZ)» are several; «ريف X الشمالي» is one region;
«مطار X العسكري» is one facility, class noun included. Names that are common words (الحصان) need such a noun, here
or elsewhere in the article, or a place beside them.
"""

from rasid.document import Document
from rasid.extractors.base import Candidate
from rasid.extractors.places.guards import Guards
from rasid.extractors.places.kinds import Divisions
from rasid.extractors.places.repeats import repeats
from rasid.extractors.places.rules import Rules
from rasid.extractors.places.scan import Scan
from rasid.gazetteer import Gazetteer, bundled
from rasid.matching import Lexicon


class PlaceExtractor:
    """Finds names of places."""

    name = "places"

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        """Use the bundled gazetteer unless another is given."""
        self._gazetteer = gazetteer or bundled()
        self._rules = Rules()
        self._guards = Guards(self._rules)

    def lexicons(self) -> tuple[Lexicon, ...]:
        """Return the names of the gazetteer's own rows; packs are looked up where a text has them."""
        entries = tuple(self._gazetteer.by_key.items())
        return (Lexicon("places", entries, self._rules.prefixes),)

    def extract(self, document: Document) -> tuple[Candidate, ...]:
        """Return place candidates; ``attributes`` hold ``kind`` and, for regions around a place, ``core``."""
        scan = Scan(self._rules, self._guards, self._gazetteer, document)
        found = [candidate for sentence in document.sentences for candidate in scan.sentence(sentence)]
        found.extend(repeats(self._rules, document, found))
        settled = Divisions(self._rules, document).settle(found)
        return tuple(sorted(settled, key=lambda c: (c.start, -c.end)))
