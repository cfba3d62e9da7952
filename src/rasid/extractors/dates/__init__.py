"""Temporal expressions: compositional grammar, calendars, resolution by the publication date."""

from rasid.extractors.dates.extractor import DateExtractor

__all__ = ["DateExtractor"]
