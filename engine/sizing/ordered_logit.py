"""Size probabilities of a garment for a body: an ordered logistic model on a girth scale.

A person takes the size whose cuts enclose the girth they want: that of their body and the ease they
prefer. Everything is in centimetres, so that real measurements, a brand's ease and the taste
learned from past sizes all move the same number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.sizing.body import BodyEstimate
from engine.sizing.features import term_matrix
from engine.sizing.person import Person

Array = NDArray[np.float64]

LOGISTIC_VARIANCE = np.pi**2 / 3
"""Variance of the standard logistic distribution."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The girth a person wants: a logistic distribution.

    Attributes:
        location_cm: its middle.
        scale_cm: its logistic scale (standard deviation times √3 / π).
    """

    location_cm: float
    scale_cm: float


@dataclass(frozen=True, slots=True)
class SizeModel:
    """Sizes of one market and kind of garment, with the girth at which one gives way to the next.

    Attributes:
        labels: smallest first, K of them.
        cuts_cm: K - 1 ascending girths between neighbours.
        girth: the part of `PARTS` that decides.
        system: name of the label system, of `size_labels.SYSTEMS`.
        scale_cm: logistic scale for a middling body.
        terms: names of the features of the location, with `coefficients_cm`; without any the
            location is the estimated girth itself.
        spread_terms: names of the features of the log scale, with `spread_coefficients`.
        uses_age: whether age is among `terms`; if not, it counts through the estimated girth.
        source: where the cuts come from.
        purchases: how many purchases it was fitted on, 0 for a published table.
    """

    name: str
    labels: tuple[str, ...]
    cuts_cm: Array
    girth: str
    system: str
    scale_cm: float
    source: str
    terms: tuple[str, ...] = ()
    coefficients_cm: Array | None = None
    spread_terms: tuple[str, ...] = ()
    spread_coefficients: Array | None = None
    uses_age: bool = False
    purchases: int = 0

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> SizeModel:
        """Return the model of an entry of the weights or of the published tables."""
        values = dict(entry)
        for name in ("labels", "terms", "spread_terms"):
            values[name] = tuple(values.get(name, ()))
        for name in ("cuts_cm", "coefficients_cm", "spread_coefficients"):
            values[name] = np.array(values[name]) if name in values else None
        return cls(**values)

    def wanted(self, person: Person, body: BodyEstimate, *, wide: float) -> Wanted:
        """Return the girth that a person wants.

        Args:
            person: whose size is asked for.
            body: that person's measurements.
            wide: 1 for a wide cut, 0 for a narrow one, in between when it is unknown.
        """
        if self.coefficients_cm is None:
            # The body's own uncertainty adds to that of taste and making.
            variance = self.scale_cm**2 * LOGISTIC_VARIANCE + body.sd_cm(self.girth) ** 2
            return Wanted(body[self.girth], float(np.sqrt(variance / LOGISTIC_VARIANCE)))
        described = {
            "height_cm": np.array([person.height_cm]),
            "weight_kg": np.array([person.weight_kg]),
            "age": np.array([np.nan if person.age is None else person.age]),
            "female": np.array([body.female_share]),
            "wide": np.array([wide]),
            "body_type": [person.body_type],
        }
        location, scale = self.location_and_scale_cm(**described)
        variance = scale[0] ** 2 * LOGISTIC_VARIANCE
        # The fitted spread includes the unknown body, of which real measurements know a part.
        variance = max(variance - body.variance_removed_cm2(self.girth), 0.35 * variance)
        return Wanted(
            float(location[0] + body.measured_shift_cm(self.girth)),
            float(np.sqrt(variance / LOGISTIC_VARIANCE)),
        )

    def location_and_scale_cm(self, **described: Any) -> tuple[Array, Array]:
        """Return location and scale of n people by a fitted model, each of shape (n,).

        Args:
            **described: as `features.term_matrix` takes them.
        """
        assert self.coefficients_cm is not None
        location = term_matrix(self.terms, **described) @ self.coefficients_cm
        if self.spread_coefficients is None:
            return location, np.full_like(location, self.scale_cm)
        spread = term_matrix(self.spread_terms, **described) @ self.spread_coefficients
        return location, self.scale_cm * np.exp(np.clip(spread, -1.0, 1.0))

    def predict(self, **described: Any) -> Array:
        """Return the probabilities of many people, shape (n, K); arguments as `term_matrix`."""
        location, scale = self.location_and_scale_cm(**described)
        return size_probabilities(location, scale, self.cuts_cm)


def logistic(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -60, 60))))


def size_probabilities(
    location_cm: Array | float, scale_cm: Array | float, cuts_cm: Array
) -> Array:
    """Return the probability of each of K sizes.

    Args:
        location_cm: shape (n,) or a number.
        scale_cm: as `location_cm`.
        cuts_cm: shape (K - 1,).

    Returns:
        Shape (n, K); rows sum to 1.
    """
    location = np.atleast_1d(np.asarray(location_cm, dtype=np.float64))[:, None]
    scale = np.atleast_1d(np.asarray(scale_cm, dtype=np.float64))[:, None]
    below = logistic((cuts_cm[None, :] - location) / scale)
    ends = np.ones((len(below), 1))
    edges = np.concatenate([0 * ends, below, ends], axis=1)
    share = np.maximum(np.diff(edges, axis=1), 1e-9)
    return np.asarray(share / share.sum(axis=1, keepdims=True))
