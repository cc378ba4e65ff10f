"""Serialises the engine's answers from their dataclasses, so that no field is lost on the way.

What a bot gets has every field of `Analysis` and `Closeup` as it is; what anyone else gets is the
JSON of the command-line contract, which rounds and leaves out.
"""

from __future__ import annotations

import base64
from typing import Any, Final

from pydantic import TypeAdapter

from engine.pipeline import Closeup
from engine.schemas import Analysis

ANALYSIS: Final = TypeAdapter(Analysis)
CLOSEUP: Final = TypeAdapter(Closeup)

MODEL_HEADER: Final = "X-Coordi-Model"
"""Carries `embedding_version` of the weights that gave an answer."""


def contract_json(analysis: Analysis, *, embeddings: bool) -> dict[str, Any]:
    """Return the JSON of the command-line contract.

    Args:
        analysis: what is serialised.
        embeddings: whether each garment has its embedding, the base64 of little-endian float32.
    """
    payload = analysis.as_json()
    if embeddings:
        for row, garment in zip(payload["garments"], analysis.garments, strict=True):
            row["embedding"] = base64.b64encode(garment.embedding.astype("<f4").tobytes()).decode()
    return payload
