"""Rasid as a part of other programs."""
