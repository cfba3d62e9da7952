"""What the article as a whole is about: the countries and governorates that its unambiguous places lie in."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rasid.document import Document
from rasid.extractors.base import Candidate, MentionType
from rasid.gazetteer import Gazetteer, PlaceRow
from rasid.matching import key_of
from rasid.registry import NationalityRow, nationalities
from rasid.text.morphology import without_li

key_of_name = lru_cache(maxsize=8192)(key_of)
"""``key_of``, remembered: an article says the same names again and again."""


def key_of_place(name: str) -> str:
    """Return the matching key of a place's name as written, «للباب» among them."""
    return without_li(key_of_name(name))


def nationality_behind(document: Document, mention: Candidate) -> NationalityRow | None:
    """Return the nationality that stands right behind a mention («مدينة طرابلس اللبنانية»)."""
    at = document.token_at(mention.end - 1) + 1
    word = document.tokens[at].text if at < len(document.tokens) else ""
    return nationalities().get(word) if word.startswith("ال") else None


class Context(NamedTuple):
    """Weights of countries (ISO codes) and of governorates (country, Arabic name)."""

    countries: Counter[str]
    governorates: Counter[tuple[str, str]]

    def main_governorate(self) -> tuple[str, str] | None:
        """Return the governorate that most places of the article lie in, if it stands out: two at least, and most."""
        top = self.governorates.most_common(1)
        if top and top[0][1] >= 2 and top[0][1] >= 0.6 * self.governorates.total():
            return top[0][0]
        return None

    def main_country(self) -> str | None:
        """Return the country that most places of the article lie in."""
        top = self.countries.most_common(1)
        return top[0][0] if top and top[0][1] >= 0.6 * self.countries.total() else None


def context_of(mentions: Iterable[Candidate], gazetteer: Gazetteer) -> Context:
    """Weigh countries and governorates by the places that can mean only one.

    Args:
        mentions: Settled mentions of all types.
        gazetteer: Where the candidates' rows come from.
    """
    countries: Counter[str] = Counter()
    governorates: Counter[tuple[str, str]] = Counter()
    for mention in mentions:
        if mention.type is MentionType.PLACE:
            rows: tuple[PlaceRow, ...] = rows_of(mention, gazetteer)
            homes = {row.country for row in rows if row.country}
            if len(homes) == 1:
                countries[homes.pop()] += 2 if any(row.prominence >= 3 for row in rows) else 1
            divisions = {(row.country, row.governorate) for row in rows if row.country and row.governorate}
            if len(divisions) == 1:
                governorates[divisions.pop()] += 1
        elif country := mention.attributes.get("country"):
            countries[country] += 1
    return Context(countries, governorates)


def rows_of(mention: Candidate, gazetteer: Gazetteer) -> tuple[PlaceRow, ...]:
    """Return the gazetteer rows that a place mention may mean; for «ريف X» those of X."""
    if mention.row:
        return tuple(mention.row)
    core = mention.attributes.get("core")
    return gazetteer.rows(key_of_place(core)) if core else ()
