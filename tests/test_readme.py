"""What the README shows is what comes out."""

import doctest
from pathlib import Path

from rasid.records import EventType

README = Path(__file__).parents[1] / "README.md"


def test_the_example_gives_what_it_shows() -> None:
    result = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert result.attempted > 5
    assert result.failed == 0


def test_the_ontology_lists_every_event_type() -> None:
    listed = (README.parent / "docs" / "ontology.md").read_text(encoding="utf-8")
    assert all(f"| `{type_}` |" in listed for type_ in EventType)
