"""The mood of a shop: how the styles are spread over its products, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import STYLES

MOOD_PRIOR_PRODUCTS: Final = 8.0
"""A shop's mood is shrunk to that of the whole catalogue as if it had so many average products."""


class StyledProduct(Protocol):
    """What the mood needs of a product."""

    @property
    def shop_id(self) -> int:
        """The shop that sells it."""
        ...

    @property
    def style(self) -> Mapping[str, float]:
        """Probability of each style that it may have; may be empty."""
        ...


@dataclass(frozen=True, slots=True)
class Moods:
    """How the styles are spread over each shop's products and over all of them.

    Attributes:
        shares: by shop, shape (9,) in the order of `STYLES`, sums to one.
        overall: of the whole catalogue, shape (9,).
    """

    shares: Mapping[int, NDArray[np.float64]]
    overall: NDArray[np.float64]

    def lift(self, shop_id: int) -> NDArray[np.float64]:
        """Return how many times more of each style a shop has than the catalogue, shape (9,).

        A shop's mood is what sets it apart: where every shop is mostly casual, casual says
        nothing about any of them.
        """
        return self.shares[shop_id] / np.maximum(self.overall, 1e-6)


def shop_moods(items: Iterable[StyledProduct]) -> Moods:
    """Return the shops' shrunk moods; shops without styled products are left out."""
    rows: dict[int, list[list[float]]] = {}
    for item in items:
        if item.style:
            rows.setdefault(item.shop_id, []).append([item.style.get(s, 0.0) for s in STYLES])
    if not rows:
        return Moods({}, np.full(len(STYLES), 1 / len(STYLES)))
    overall = np.mean([row for shop in rows.values() for row in shop], axis=0)
    prior = MOOD_PRIOR_PRODUCTS * overall
    shares = {
        shop: (np.sum(styled, axis=0) + prior) / (len(styled) + MOOD_PRIOR_PRODUCTS)
        for shop, styled in rows.items()
    }
    return Moods(shares, overall)
