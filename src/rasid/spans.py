"""Half-open spans of code points, the one coordinate system of the library."""

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of text.

    Attributes:
        start: First code point, counted from 0.
        end: One past the last code point (half-open), so that ``text[start:end]`` is the covered text.
    """

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Span") -> bool:
        """Tell whether ``other`` lies wholly within this span."""
        return self.start <= other.start and other.end <= self.end
