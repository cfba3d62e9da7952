"""camel-tools' morphological analyser, where the user has installed a database for it.

The databases are downloads under their own licences and not part of this package. Without one nothing here is imported:
camel_tools.data reaches for the network when it finds no catalogue.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

from rasid.errors import ResourceError


def database() -> Path | None:
    """Return the installed database: the first by name below ``CAMELTOOLS_DATA``, or below ``~/.camel_tools``."""
    folder = Path(os.environ.get("CAMELTOOLS_DATA") or Path.home() / ".camel_tools")
    if not (folder / "catalogue.json").is_file():
        return None
    return min((folder / "data" / "morphology_db").glob("*/morphology.db"), default=None)


def is_word(word: str) -> bool | None:
    """Tell whether the analyser knows a word, clitics and all.

    Args:
        word: One word as written, letters plain.

    Returns:
        None where no database is installed.

    Raises:
        ResourceError: The installed database cannot be read.
    """
    analyser = _analyser()
    return None if analyser is None else bool(analyser.analyze(word))


@cache
def _analyser() -> Any | None:
    path = database()
    if path is None:
        return None
    try:
        from camel_tools.morphology.analyzer import Analyzer
        from camel_tools.morphology.database import MorphologyDB

        return Analyzer(MorphologyDB(str(path)))
    except Exception as error:  # whatever the other package raises
        raise ResourceError(f"{path}: camel-tools cannot read the database ({error}); install it anew") from error
