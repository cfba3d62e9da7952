"""Extractors: each reads a document and returns mention candidates; none imports another."""
