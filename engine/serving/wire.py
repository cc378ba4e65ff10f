"""What goes over the wire: the command-line contract's JSON, with embeddings where asked for."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import Slot
from engine.pipeline import Closeup
from engine.schemas import Analysis, ColourShare, Garment, Scored


def analysis_json(analysis: Analysis, *, embeddings: bool) -> dict[str, Any]:
    """Return an analysis as JSON; an embedding is the base64 of little-endian float32."""
    told = analysis.as_json()
    if embeddings:
        for row, garment in zip(told["garments"], analysis.garments, strict=True):
            row["embedding"] = _packed(garment.embedding)
    return told


def closeup_json(closeup: Closeup) -> dict[str, Any]:
    """Return a closeup as JSON."""
    height, width = closeup.mask.shape
    mask = {"height": height, "width": width, "logits": _packed(closeup.mask)}
    return {"analysis": analysis_json(closeup.analysis, embeddings=True), "mask": mask}


def analysis_of(told: dict[str, Any]) -> Analysis:
    """Return the analysis of `analysis_json` with embeddings.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """
    return Analysis(
        width=told["width"],
        height=told["height"],
        garments=tuple(_garment(row) for row in told["garments"]),
        style=tuple(_scored(row) for row in told["style"]),
        formality=told["formality"],
        warmth=told["warmth"],
        people=told["people"],
        timing_ms=told["timing_ms"],
    )


def closeup_of(told: dict[str, Any]) -> Closeup:
    """Return the closeup of `closeup_json`.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """
    mask = told["mask"]
    logits = _unpacked(mask["logits"]).reshape(mask["height"], mask["width"])
    return Closeup(analysis_of(told["analysis"]), logits)


def _garment(row: dict[str, Any]) -> Garment:
    first = Scored(row["category"], row["category_score"])
    x1, y1, x2, y2 = row["box"]
    return Garment(
        box=(x1, y1, x2, y2),
        slot=Slot(row["slot"]),
        score=row["score"],
        categories=(first, *(_scored(other) for other in row["alternatives"])),
        unsure=row["unsure"],
        colours=tuple(ColourShare(c["name"], c["hex"], c["share"]) for c in row["colours"]),
        pattern=row["pattern"],
        fit=row["fit"],
        warmth=row["warmth"],
        embedding=_unpacked(row["embedding"]),
        person=row["person"],
    )


def _scored(row: dict[str, Any]) -> Scored:
    return Scored(row["name"], row["score"])


def _packed(values: NDArray[np.float32]) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode()


def _unpacked(text: str) -> NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(text, validate=True), "<f4").astype(np.float32)
