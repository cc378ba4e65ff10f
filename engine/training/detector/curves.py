"""Precision and recall of one slot over all thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

THRESHOLD = 0.3
"""Score from which serving reports a garment, unless the operator sets another."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A slot's detections from the best score down.

    Attributes:
        scores: `(n,)`.
        precision: `(n,)` of all detections down to here.
        recall: `(n,)`.
    """

    scores: NDArray[np.float64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]

    @property
    def f1(self) -> NDArray[np.float64]:
        """Harmonic mean of precision and recall."""
        total = np.maximum(self.precision + self.recall, 1e-9)
        return 2 * self.precision * self.recall / total
