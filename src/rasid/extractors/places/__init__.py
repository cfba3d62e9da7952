"""Names of places: listed ones, and those that a class noun shows («قرية X») whether a table lists them or not."""

from rasid.extractors.places.extractor import PlaceExtractor

__all__ = ["PlaceExtractor"]
