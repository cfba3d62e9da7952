"""The manifest of model files: their digests and sizes."""

import hashlib
import json
from pathlib import Path


def write_manifest(models: Path) -> Path:
    """Rewrite ``MANIFEST.json`` from the files below ``models``.

    Args:
        models: Folder that holds one folder a model.

    Returns:
        The manifest: for each file, by its path below ``models``, ``sha256`` and ``size`` in bytes.
    """
    files = sorted(p for folder in models.iterdir() if folder.is_dir() for p in folder.rglob("*") if p.is_file())
    entries = {}
    for path in files:
        content = path.read_bytes()
        name = path.relative_to(models).as_posix()
        entries[name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    manifest = models / "MANIFEST.json"
    manifest.write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n", encoding="utf-8", newline="\n")
    return manifest
