"""Sorts of things hit that tell one event from another (data/lexicons): a market is no hospital."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from rasid.lexicon import Items, Row, load
from rasid.matching import key_of

_PREFIXES = ("", "و", "ل", "ب", "ف", "ال", "وال", "بال", "لل", "فال")


class SortRow(Row):
    """The sort of a facility; ``id`` is a row of the participants.

    Attributes:
        sort: Rows of one sort are told for each other (a hospital and a clinic).
        weight: ``strong``: a market is no hospital; ``weak``: what lies around it may be told instead (houses).
    """

    sort: str
    weight: Literal["strong", "weak"]


class _FacilityRow(Row):
    word: str
    forms: Items = ()
    category: str
    plural: str = ""


@cache
def _sorts() -> Mapping[str, str]:
    """Return the sorts that tell events apart, by folded form."""
    strong = {row.id: row.sort for row in load("facility_sorts", SortRow) if row.weight == "strong"}
    rows = [row for row in load("participants", _FacilityRow) if row.id in strong]
    return MappingProxyType({key_of(form): strong[row.id] for row in rows for form in (row.word, *row.forms)})


def sort_of(text: str) -> str | None:
    """Return the sort of a facility («سوقاً شعبياً» is a market), None where it tells nothing apart."""
    words = key_of(text).split()
    for size in range(min(len(words), 3), 0, -1):
        for prefix in _PREFIXES:
            if words[0].startswith(prefix):
                form = " ".join((words[0][len(prefix) :], *(word.removeprefix("ال") for word in words[1:size])))
                sort = _sorts().get(form) or _sorts().get(form.removesuffix("ا"))
                if sort:
                    return sort
    return None
