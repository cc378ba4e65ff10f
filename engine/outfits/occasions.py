"""Dress codes: the formality of each category, and the requirements of an occasion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

FORMALITY: Final[Mapping[str, float]] = MappingProxyType(
    {
        "t_shirt": 2.0,
        "long_sleeve": 2.2,
        "sleeveless": 2.0,
        "shirt": 3.8,
        "blouse": 4.0,
        "polo": 2.8,
        "sweatshirt": 1.9,
        "hoodie": 1.6,
        "sweater": 3.1,
        "vest": 3.2,
        "training_top": 1.1,
        "jeans": 2.3,
        "trousers": 3.9,
        "leggings": 1.2,
        "training_bottom": 1.1,
        "shorts": 1.8,
        "skirt_short": 2.9,
        "skirt_long": 3.4,
        "blazer": 4.3,
        "cardigan": 3.1,
        "coat": 3.9,
        "jacket": 2.6,
        "parka": 2.0,
        "padded_jacket": 2.0,
        "dress": 3.7,
        "jumpsuit": 3.0,
        "sneakers": 1.9,
        "dress_shoes": 4.4,
        "heels": 4.2,
        "boots": 3.0,
        "sandals": 1.8,
        "bag": 3.0,
        "hat": 1.9,
        "scarf": 3.0,
        "belt": 3.2,
        "eyewear": 2.5,
    }
)
"""Formality of a category, 1 (sport) to 5 (ceremony).

Our own scale, in the order of dress codes (athletic, casual, smart casual, business, semi-formal).
"""


@dataclass(frozen=True, slots=True)
class Occasion:
    """The dress code of an occasion.

    Attributes:
        formality: of the outfit, 1 to 5.
        tolerance: difference of formality without a penalty.
        avoid: inappropriate categories.
        avoid_colours: inappropriate main colours of body garments.
        extras: accessories to add if a good one is available.
    """

    formality: float
    tolerance: float
    avoid: frozenset[str] = frozenset()
    avoid_colours: frozenset[str] = frozenset()
    extras: tuple[str, ...] = ("bag",)


_SPORTSWEAR: Final = frozenset({"training_top", "training_bottom", "leggings"})

OCCASIONS: Final[Mapping[str, Occasion]] = MappingProxyType(
    {
        "daily": Occasion(2.4, 0.9, frozenset({"heels"}), extras=("bag", "hat", "eyewear")),
        "work": Occasion(
            3.7,
            0.7,
            _SPORTSWEAR | {"hoodie", "sweatshirt", "shorts", "sandals", "sleeveless", "hat"},
            extras=("bag", "belt"),
        ),
        "date": Occasion(3.2, 0.9, _SPORTSWEAR, extras=("bag",)),
        "guest": Occasion(
            4.2,
            0.6,
            _SPORTSWEAR
            | {"t_shirt", "hoodie", "sweatshirt", "jeans", "shorts", "sneakers", "sandals"}
            | {"padded_jacket", "parka", "sleeveless", "hat", "eyewear"},
            avoid_colours=frozenset({"neon"}),
            extras=("bag",),
        ),
        "trip": Occasion(
            2.1, 0.9, frozenset({"heels", "dress_shoes"}), extras=("bag", "hat", "eyewear")
        ),
        "sport": Occasion(
            1.1,
            0.6,
            frozenset(
                {"jeans", "trousers", "shirt", "blouse", "sweater", "blazer", "coat", "dress"}
                | {"skirt_long", "skirt_short", "heels", "dress_shoes", "boots", "sandals"}
            ),
            extras=("hat",),
        ),
    }
)
"""Occasions by id. At a Korean wedding a guest leaves white to the bride: see `avoids`."""


def avoids(occasion: str, category: str, colour: str | None) -> bool:
    """Return whether a garment is inappropriate for an occasion."""
    dress_code = OCCASIONS[occasion]
    if category in dress_code.avoid or colour in dress_code.avoid_colours:
        return True
    return occasion == "guest" and colour == "white" and category in {"dress", "jumpsuit"}
