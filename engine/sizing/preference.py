"""Learns a person's taste from past sizes: a Bayesian update of the girth they prefer.

Two people of one body take different sizes, and each keeps doing so. Taste is the preferred girth
minus the girth expected of the body, in cm. Its prior is normal with the spread found among
returning customers; a size that fitted bounds it on both sides, one that was too small from below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.sizing.ordered_logit import LOGISTIC_VARIANCE, Wanted, logistic

Array = NDArray[np.float64]

_GRID = np.linspace(-4.0, 4.0, 161)
"""Grid of the quadrature, in prior standard deviations."""


class Feedback(StrEnum):
    """How a worn size fitted: 딱이에요, 작았어요, 컸어요."""

    FITS = "fit"
    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class WornSize:
    """A worn size and how it fitted, in girths.

    Attributes:
        wanted: the girth expected of this body for that garment, before any taste is known.
        low_cm: cut to the next smaller size, -inf for the smallest.
        high_cm: cut to the next larger size, inf for the largest.
    """

    wanted: Wanted
    low_cm: float
    high_cm: float
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class Taste:
    """The preferred girth minus the expected one: a normal distribution.

    Attributes:
        answers: how many worn sizes it was learned from.
    """

    mean_cm: float = 0.0
    variance_cm2: float = 0.0
    prior_variance_cm2: float = 0.0
    answers: int = 0

    def applied(self, wanted: Wanted) -> Wanted:
        """Return the wanted girth with this taste: shifted, and less uncertain."""
        if not self.answers:
            return wanted
        known = max(self.prior_variance_cm2 - self.variance_cm2, 0.0)
        variance = wanted.scale_cm**2 * LOGISTIC_VARIANCE
        variance = max(variance - known, 0.15 * variance)
        return Wanted(
            wanted.location_cm + self.mean_cm, float(np.sqrt(variance / LOGISTIC_VARIANCE))
        )


def learn_taste(seen: Iterable[WornSize], taste_sd_cm: float) -> Taste:
    """Return the taste after worn sizes, by quadrature over the prior N(0, taste_sd_cm²)."""
    answers = list(seen)
    prior_variance = taste_sd_cm**2
    if not answers:
        return Taste(0.0, prior_variance, prior_variance, 0)
    offset = _GRID * taste_sd_cm
    log_posterior = -0.5 * _GRID**2
    for answer in answers:
        log_posterior = log_posterior + np.log(_likelihood(answer, offset, prior_variance))
    posterior = np.exp(log_posterior - log_posterior.max())
    posterior /= posterior.sum()
    mean = float(posterior @ offset)
    variance = float(posterior @ (offset - mean) ** 2)
    return Taste(mean, min(variance, prior_variance), prior_variance, len(answers))


def _likelihood(answer: WornSize, offset_cm: Array, prior_variance_cm2: float) -> Array:
    total = answer.wanted.scale_cm**2 * LOGISTIC_VARIANCE
    within = np.sqrt(max(total - prior_variance_cm2, 0.15 * total) / LOGISTIC_VARIANCE)
    location = answer.wanted.location_cm + offset_cm

    def below(cut_cm: float) -> Array:
        if np.isinf(cut_cm):
            return np.full_like(offset_cm, float(cut_cm > 0))
        return logistic((cut_cm - location) / within)

    if answer.feedback is Feedback.FITS:
        chance = below(answer.high_cm) - below(answer.low_cm)
    elif answer.feedback is Feedback.SMALL:
        chance = 1 - below(answer.high_cm if np.isfinite(answer.high_cm) else answer.low_cm)
    else:
        chance = below(answer.low_cm if np.isfinite(answer.low_cm) else answer.high_cm)
    return np.maximum(chance, 1e-6)
