"""Closed lists of words by the part that they play in the event stage."""

from functools import cache

from rasid.lexicon import Row, load
from rasid.text.normalize import fold


class RoleRow(Row):
    """A word or phrase and the part that it plays."""

    text: str
    role: str
    note: str = ""


@cache
def words(name: str, role: str) -> frozenset[str]:
    """Return the folded words of one role of the lexicon ``name``.

    Raises:
        ResourceError: The lexicon is missing or damaged.
    """
    return frozenset(fold(row.text) for row in _rows(name) if row.role == role)


@cache
def _rows(name: str) -> tuple[RoleRow, ...]:
    """Read a lexicon once for all its roles."""
    return load(name, RoleRow)
