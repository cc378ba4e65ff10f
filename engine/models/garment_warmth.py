"""Thermal insulation of garments by category, and the warmth that follows from it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORIES

CLO: Final = MappingProxyType(
    {
        "t_shirt": 0.15,
        "long_sleeve": 0.22,
        "sleeveless": 0.10,
        "shirt": 0.25,
        "blouse": 0.20,
        "polo": 0.17,
        "sweatshirt": 0.34,
        "hoodie": 0.38,
        "sweater": 0.36,
        "vest": 0.22,
        "training_top": 0.28,
        "jeans": 0.26,
        "trousers": 0.24,
        "leggings": 0.20,
        "training_bottom": 0.28,
        "shorts": 0.08,
        "skirt_short": 0.14,
        "skirt_long": 0.23,
        "blazer": 0.36,
        "cardigan": 0.35,
        "coat": 0.60,
        "jacket": 0.42,
        "parka": 0.65,
        "padded_jacket": 0.65,
        "dress": 0.29,
        "jumpsuit": 0.30,
        "sneakers": 0.20,
        "dress_shoes": 0.20,
        "heels": 0.17,
        "boots": 0.40,
        "sandals": 0.05,
        "bag": 0.25,
        "hat": 0.25,
        "scarf": 0.40,
        "belt": 0.25,
        "eyewear": 0.20,
    }
)
"""Thermal insulation of a garment, clo.

Clothing: garment values of ISO 9920:2007 (annex B) and ASHRAE 55, the middle of the kinds that a
category joins; a parka and a padded jacket after the standards' insulated coats and jackets. Shoes
and accessories insulate next to nothing there (0.02 to 0.10), so theirs are the clo of the clothes
they are worn with: they place the thing in a season.
"""

_CLO_CUTS: Final = (0.18, 0.32, 0.50)


def expected_warmth(scores: NDArray[np.float64]) -> int:
    """Return the warmth, 1 to 4, of a garment known by its category probabilities, (categories,).

    The expected thermal insulation (clo) is cut into four: up to 0.18 for hot days, up to 0.32 for
    mild ones, up to 0.50 for cool ones. So a knit that may be a T-shirt falls between the two.
    """
    clo = float(scores @ np.array([CLO[c] for c in CATEGORIES]))
    return 1 + int(np.searchsorted(_CLO_CUTS, clo, side="left"))
