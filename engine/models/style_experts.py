"""Experts of the style model: multinomial logistic models, and how their logits are pooled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.schemas import Vector


@dataclass(frozen=True, slots=True)
class Expert:
    """A multinomial logistic model for all four questions.

    Attributes:
        mean: `(d,)` of the inputs in training.
        scale: `(d,)` standard deviation of the inputs in training.
        weights: `(d, 21)`.
        bias: `(21,)`.
    """

    mean: Vector
    scale: Vector
    weights: Vector
    bias: Vector

    def logits(self, inputs: Vector) -> Vector:
        """Return `(…, 21)` logits of `(…, d)` inputs."""
        standard = np.clip((inputs - self.mean) / self.scale, -6, 6)
        return np.asarray(standard @ self.weights + self.bias, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Pooling:
    """Weights of the experts' logits for one question; a lone weight is an inverse temperature.

    Attributes:
        photo_alone: when there are no garments.
        garments_alone: when there is no whole photo.
        photo: when there are both.
        garments: when there are both.
    """

    photo_alone: float
    garments_alone: float
    photo: float
    garments: float

    def as_array(self) -> NDArray[np.float64]:
        """Return the four weights in the order of the fields."""
        return np.array([self.photo_alone, self.garments_alone, self.photo, self.garments])

    def tempered(self, factor: float) -> Pooling:
        """Return weights that are all multiplied with one factor."""
        return Pooling(*(self.as_array() * factor).tolist())

    def pool(self, photo: Vector | None, garments: Vector | None) -> Vector:
        """Return the pooled logits of the available experts; not both are None."""
        if photo is not None and garments is not None:
            return photo * self.photo + garments * self.garments
        if photo is not None:
            return photo * self.photo_alone
        if garments is None:
            raise ValueError("an outfit needs a photo or garments")
        return garments * self.garments_alone


def expert_arrays(name: str, expert: Expert) -> dict[str, NDArray[np.floating]]:
    """Return an expert as named arrays, the large one in half precision."""
    return {
        f"{name}_mean": expert.mean,
        f"{name}_scale": expert.scale,
        f"{name}_weights": expert.weights.astype(np.float16),
        f"{name}_bias": expert.bias,
    }


def read_expert(saved: Mapping[str, NDArray[np.floating]], name: str) -> Expert:
    """Return an expert from the arrays of `expert_arrays`."""
    return Expert(
        *(
            saved[f"{name}_{part}"].astype(np.float32)
            for part in ("mean", "scale", "weights", "bias")
        )
    )
