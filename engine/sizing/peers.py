"""Sizes that people of a similar body took, and whether they fitted.

Counts of people by gender, height band, weight band and garment; counts below five are not shipped.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

HEIGHT_BAND_CM: Final = 5
WEIGHT_BAND_KG: Final = 5
MIN_COUNT: Final = 5
_ENOUGH: Final = 30


@dataclass(frozen=True, slots=True)
class Peers:
    """People of nearly the same body.

    Attributes:
        height_cm: (from, below) of the bands that were counted.
        weight_kg: likewise.
        sizes: label → people, as shipped: counts below five are missing.
        feedback: label → {"fit" | "small" | "large" → people}.
    """

    garment: str
    height_cm: tuple[int, int]
    weight_kg: tuple[int, int]
    sizes: Mapping[str, int]
    feedback: Mapping[str, Mapping[str, int]]

    @property
    def people(self) -> int:
        """Number of people."""
        return sum(self.sizes.values())


def band(height_cm: float, weight_kg: float) -> tuple[int, int]:
    """Return the lower ends of the height and weight bands of a body."""
    return (
        int(height_cm // HEIGHT_BAND_CM) * HEIGHT_BAND_CM,
        int(weight_kg // WEIGHT_BAND_KG) * WEIGHT_BAND_KG,
    )


class PeerGrid:
    """The shipped counts."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._garments: dict[str, dict[tuple[int, int], dict[str, Any]]] = {
            key: {(cell["h"], cell["w"]): cell for cell in cells}
            for key, cells in document["garments"].items()
        }

    def near(self, gender: str, garment: str, height_cm: float, weight_kg: float) -> Peers | None:
        """Return the people of the same bands, or of the adjoining ones too when they are few."""
        cells = self._garments.get(f"{gender}/{garment}", {})
        h, w = band(height_cm, weight_kg)
        for reach in (0, 1):
            cells_near = [
                cell
                for (ch, cw), cell in cells.items()
                if abs(ch - h) <= reach * HEIGHT_BAND_CM and abs(cw - w) <= reach * WEIGHT_BAND_KG
            ]
            sizes: Counter[str] = Counter()
            feedback: dict[str, Counter[str]] = {}
            for cell in cells_near:
                sizes.update(cell["sizes"])
                for label, counts in cell.get("feedback", {}).items():
                    feedback.setdefault(label, Counter()).update(counts)
            if sum(sizes.values()) >= (MIN_COUNT if reach else _ENOUGH):
                margin_h, margin_w = reach * HEIGHT_BAND_CM, reach * WEIGHT_BAND_KG
                return Peers(
                    garment,
                    (h - margin_h, h + HEIGHT_BAND_CM + margin_h),
                    (w - margin_w, w + WEIGHT_BAND_KG + margin_w),
                    dict(sizes),
                    {label: dict(counts) for label, counts in feedback.items()},
                )
        return None


@cache
def load_peer_grid() -> PeerGrid:
    """Return the counts that ship with the package."""
    text = files("engine.sizing").joinpath("weights/peers.json").read_text(encoding="utf-8")
    return PeerGrid(json.loads(text))
