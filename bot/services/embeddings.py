"""Unit vectors of stored embeddings."""

from __future__ import annotations

import numpy as np

from db.models import unpack_vector
from engine.schemas import Vector


def unit_vectors(blob: bytes, count: int) -> list[Vector]:
    """Return `count` float32 unit vectors of the bytes of `pack_vector`, one after the other."""
    if not count:
        return []
    rows = unpack_vector(blob).reshape(count, -1)
    # They are stored as float16, whose rounding took them off the unit sphere a little.
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return list(np.asarray(rows / np.maximum(lengths, 1e-6), np.float32))


def unit_vector(blob: bytes) -> Vector:
    """Return the float32 unit vector of the bytes of `pack_vector`; empty for no bytes."""
    return unit_vectors(blob, 1)[0]
