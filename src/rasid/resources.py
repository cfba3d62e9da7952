"""Bundled files: where data/ and models/ lie, and how they are read.

In an installed wheel both folders lie inside the package; in a checkout (editable install) they lie at its top level.
Nothing is looked up relative to the working directory. Files of an installed wheel are compared with the digests that
the installer recorded, so that a file cut off between two rows or swapped with its like is noticed too.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from types import MappingProxyType

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


def read_bytes(path: Path) -> bytes:
    """Read a file whole.

    Raises:
        ResourceError: The file is missing, unreadable, or not the one that was installed.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ResourceError(f"cannot read {path}: {error.strerror or error}; {REMEDY}") from error
    expected = _installed().get(path)
    if expected is not None and base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=") != expected:
        raise ResourceError(f"{path} is not as it was installed (its SHA-256 differs); {REMEDY}")
    return content


def read_text(path: Path) -> str:
    """Read a UTF-8 file whole.

    Raises:
        ResourceError: The file is missing, unreadable, empty, not UTF-8, holds a NUL, ends within a line, or is not the
            one that was installed.
    """
    content = read_bytes(path)
    if not content.endswith((b"\n", b"\r")):
        told = "its last line has no end; is it cut off?" if content else "it is empty"
        raise ResourceError(f"{path} is damaged ({told}); {REMEDY}")
    if b"\0" in content:
        raise ResourceError(f"{path} is damaged (a NUL at byte {content.index(0)}); {REMEDY}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ResourceError(f"{path} is damaged (not utf-8 at byte {error.start}); {REMEDY}") from error


@cache
def _installed() -> Mapping[Path, bytes]:
    """Return the digests of the package's own files, as the installer recorded them; of a checkout there are none."""
    try:
        found = distribution("rasid")
    except PackageNotFoundError:
        return MappingProxyType({})
    base = Path(str(found.locate_file(""))).resolve()
    listed = ((base / file, file.hash) for file in found.files or () if file.suffix != ".py")
    return MappingProxyType({path: h.value.encode() for path, h in listed if h is not None and h.mode == "sha256"})


@cache
def digest(kind: str) -> str:
    """Return one SHA-256 (hex) over all data rows or model files that extraction reads.

    File names and contents enter in sorted order, so that equal bundles have equal digests on every machine.
    """
    total = hashlib.sha256()
    folder = root(kind)
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).parts[0] != "articles"):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(read_bytes(path)).digest())
    return total.hexdigest()


def verify_model(name: str, *, models: Path | None = None) -> Path:
    """Check the files of a model against the manifest.

    Args:
        name: Folder of the model below ``models``, e.g. ``ner-stanza``.
        models: Folder that holds ``MANIFEST.json``; the bundled one by default.

    Returns:
        The model's folder.

    Raises:
        ResourceError: The manifest or a file is missing, a file is not the one that the manifest lists, or the manifest
            does not list it.
    """
    folder = root("models") if models is None else models
    manifest = folder / "MANIFEST.json"
    try:
        listed = {k: str(v["sha256"]) for k, v in json.loads(read_text(manifest)).items() if k.startswith(f"{name}/")}
        if any(".." in PurePosixPath(file).parts for file in listed):
            raise ValueError("it names a file outside its folder")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ResourceError(f"{manifest} is damaged: {error}; {REMEDY}") from error
    if not listed:
        raise ResourceError(f"{manifest} lists no file of the model {name!r}; {REMEDY}")
    for file, expected in sorted(listed.items()):
        if hashlib.sha256(read_bytes(folder / file)).hexdigest() != expected:
            raise ResourceError(f"the model file {folder / file} is damaged (its SHA-256 differs); {REMEDY}")
    for path in sorted(p for p in (folder / name).rglob("*") if p.is_file() and not p.name.startswith(".")):
        if path.relative_to(folder).as_posix() not in listed:
            raise ResourceError(f"the model file {path} is not in {manifest}; {REMEDY}")
    return folder / name
