"""Version of the weights that make embeddings; those of other weights cannot be compared."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from engine.models.garment import WEIGHTS
from engine.sessions import ModelFileError


def embedding_version(models_dir: Path | None = None) -> str:
    """Return a hash of the garment model's weights.

    Args:
        models_dir: folder of the weights, those that ship when None.

    Raises:
        ModelFileError: there are no weights.
    """
    path = models_dir / WEIGHTS.name if models_dir else WEIGHTS
    try:
        return _hash(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise ModelFileError(f"no model file at {path}") from error


@cache
def _hash(path: Path, _changed_ns: int) -> str:
    with path.open("rb") as weights:
        return hashlib.file_digest(weights, "sha256").hexdigest()[:16]
