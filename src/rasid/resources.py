"""Bundled files: where data/ and models/ lie, and how they are read.

In an installed wheel both folders lie inside the package; in a checkout (editable install) they lie at its top level.
Nothing is looked up relative to the working directory.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

from rasid.errors import ResourceError

_PACKAGE = Path(__file__).resolve().parent
REMEDY = "reinstall rasid (pip install --force-reinstall rasid), or restore the file from the repository"


@cache
def root(kind: str) -> Path:
    """Return the folder ``data`` or ``models``.

    Args:
        kind: ``"data"`` or ``"models"``.

    Raises:
        ResourceError: The folder lies neither in the package nor at the top of the checkout.
    """
    for folder in (_PACKAGE / kind, _PACKAGE.parents[1] / kind):
        if folder.is_dir():
            return folder
    raise ResourceError(f"the bundled folder {kind}/ is missing beside {_PACKAGE}; {REMEDY}")


def read_text(path: Path) -> str:
    """Read a UTF-8 file whole.

    Raises:
        ResourceError: The file is missing, unreadable or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"cannot read {path}: {error}; {REMEDY}") from error


@cache
def digest(kind: str) -> str:
    """Return one SHA-256 (hex) over all data rows or model files that extraction reads.

    File names and contents enter in sorted order, so that equal bundles have equal digests on every machine.
    """
    total = hashlib.sha256()
    folder = root(kind)
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).parts[0] != "articles"):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def verify_model(name: str, *, models: Path | None = None) -> Path:
    """Check the files of a model against the manifest.

    Args:
        name: Folder of the model below ``models``, e.g. ``ner-stanza``.
        models: Folder that holds ``MANIFEST.json``; the bundled one by default.

    Returns:
        The model's folder.

    Raises:
        ResourceError: The manifest or a file is missing, or a file is not the one that the manifest lists.
    """
    folder = root("models") if models is None else models
    manifest = folder / "MANIFEST.json"
    try:
        listed = {k: str(v["sha256"]) for k, v in json.loads(read_text(manifest)).items() if k.startswith(f"{name}/")}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ResourceError(f"{manifest} is damaged: {error}; {REMEDY}") from error
    if not listed:
        raise ResourceError(f"{manifest} lists no file of the model {name!r}; {REMEDY}")
    for file, expected in sorted(listed.items()):
        try:
            content = (folder / file).read_bytes()
        except OSError as error:
            raise ResourceError(f"cannot read the model file {folder / file}: {error}; {REMEDY}") from error
        if hashlib.sha256(content).hexdigest() != expected:
            raise ResourceError(f"the model file {folder / file} is damaged (its SHA-256 differs); {REMEDY}")
    return folder / name
