"""Gazetteer packs: tens of thousands of places that a user builds from public dumps and adds to a pipeline."""

from rasid.packs.file import Pack, write

__all__ = ["Pack", "write"]
