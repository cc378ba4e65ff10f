"""The ids of Coordi's domain: slots, categories, colours, styles, patterns, fits.

Ids are used in code, data and the command-line contract; what people read comes from the
translation catalogues. Sources: the 21 colours and 23 styles are those of AI-Hub's K-Fashion
annotation guide; the 21 closet classes are those of a Korean wardrobe service.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal, TypeAlias


class Slot(StrEnum):
    """Where on the body a garment is worn; the classes of the detector, in its order."""

    TOP = "top"
    OUTER = "outer"
    PANTS = "pants"
    SHORTS = "shorts"
    SKIRT = "skirt"
    DRESS = "dress"
    SHOES = "shoes"
    BAG = "bag"
    HAT = "hat"
    EYEWEAR = "eyewear"
    SCARF = "scarf"
    BELT = "belt"


SLOT_CATEGORIES: Final = MappingProxyType(
    {
        Slot.TOP: (
            "t_shirt",
            "long_sleeve",
            "sleeveless",
            "shirt",
            "blouse",
            "polo",
            "sweatshirt",
            "hoodie",
            "sweater",
            "vest",
            "training_top",
        ),
        Slot.PANTS: ("jeans", "trousers", "leggings", "training_bottom"),
        Slot.SHORTS: ("shorts",),
        Slot.SKIRT: ("skirt_short", "skirt_long"),
        Slot.OUTER: ("blazer", "cardigan", "coat", "jacket", "parka", "padded_jacket"),
        Slot.DRESS: ("dress", "jumpsuit"),
        Slot.SHOES: ("sneakers", "dress_shoes", "heels", "boots", "sandals"),
        Slot.BAG: ("bag",),
        Slot.HAT: ("hat",),
        Slot.SCARF: ("scarf",),
        Slot.BELT: ("belt",),
        Slot.EYEWEAR: ("eyewear",),
    }
)
"""Categories of each slot; the order of all of them, read on, is the classifier's."""

CATEGORIES: Final = tuple(c for group in SLOT_CATEGORIES.values() for c in group)

SIZED_SLOTS: Final = frozenset(
    {Slot.TOP, Slot.PANTS, Slot.SHORTS, Slot.SKIRT, Slot.OUTER, Slot.DRESS, Slot.SHOES}
)
"""Slots whose garments come in sizes."""

WOMENS_CATEGORIES: Final = frozenset({"dress", "skirt_short", "skirt_long", "blouse", "heels"})
"""Categories that are for women unless stated otherwise."""

CATEGORY_SLOT: Final = MappingProxyType(
    {category: slot for slot, group in SLOT_CATEGORIES.items() for category in group}
)

COLOUR_HEX: Final = MappingProxyType(
    {
        "black": "#1a1a1c",
        "white": "#f6f5f1",
        "grey": "#8d8f93",
        "navy": "#1f2a4d",
        "blue": "#2b5fb8",
        "sky_blue": "#9cc7ea",
        "red": "#c9252d",
        "wine": "#6d1a2d",
        "pink": "#f0a6b8",
        "orange": "#ea7a2a",
        "yellow": "#f3cf45",
        "green": "#2f7d46",
        "mint": "#a5dcc8",
        "khaki": "#6b6b43",
        "beige": "#d9c7a7",
        "brown": "#6f4a30",
        "purple": "#6a3d8f",
        "lavender": "#c3b1dd",
        "gold": "#c9a24b",
        "silver": "#c4c7cb",
        "neon": "#c8f31d",
    }
)
"""K-Fashion's 21 colours with a typical sRGB value, for swatches and drawings."""

COLOURS: Final = tuple(COLOUR_HEX)

STYLES: Final = (
    "casual",
    "street",
    "classic",
    "modern",
    "feminine",
    "sporty",
    "retro",
    "bohemian",
    "edgy",
)

PATTERNS: Final = ("solid", "stripe", "check", "floral", "dot", "graphic", "animal", "other")

SEASONS: Final = ("spring", "summer", "autumn", "winter")

Sky: TypeAlias = Literal["clear", "cloudy", "overcast", "rain", "sleet", "snow"]
"""The sky of a day."""

FITS_TOP: Final = ("slim", "regular", "over")
FITS_BOTTOM: Final = ("slim", "regular", "wide")

CLOSET_CLASSES: Final = MappingProxyType(
    {
        "t_shirt": "shortSleeve",
        "polo": "shortSleeve",
        "long_sleeve": "longSleeve",
        "sweatshirt": "longSleeve",
        "sleeveless": "sleeveless",
        "shirt": "shirt",
        "blouse": "blouse",
        "hoodie": "hoodie",
        "sweater": "sweater",
        "vest": "vest",
        "training_top": "trainingTop",
        "jeans": "jeans",
        "trousers": "longPants",
        "leggings": "longPants",
        "training_bottom": "trainingBottom",
        "shorts": "shortPants",
        "skirt_short": "shortSkirt",
        "skirt_long": "longSkirt",
        "blazer": "blazer",
        "cardigan": "cardigan",
        "coat": "coat",
        "jacket": "jacket",
        "parka": "parka",
        "padded_jacket": "winterOuter",
        "dress": "onePieceSet",
        "jumpsuit": "onePieceSet",
    }
)
"""Fold of the clothing categories onto the 21 closet classes."""

K_FASHION_STYLE: Final = MappingProxyType(
    {
        "클래식": "classic",
        "프레피": "classic",
        "매니시": "modern",
        "톰보이": "casual",
        "페미닌": "feminine",
        "로맨틱": "feminine",
        "섹시": "feminine",
        "히피": "bohemian",
        "웨스턴": "bohemian",
        "오리엔탈": "bohemian",
        "모던": "modern",
        "소피스티케이티드": "modern",
        "아방가르드": "edgy",
        "컨트리": "bohemian",
        "리조트": "casual",
        "젠더리스": "casual",
        "스포티": "sporty",
        "레트로": "retro",
        "키치": "retro",
        "힙합": "street",
        "펑크": "edgy",
        "밀리터리": "street",
        "스트리트": "street",
    }
)
"""Fold of K-Fashion's 23 styles onto the nine styles of a photo."""


def fits_of(slot: Slot) -> tuple[str, ...]:
    """Return the fits that a garment of a slot can have; none for accessories."""
    if slot in {Slot.TOP, Slot.OUTER, Slot.DRESS}:
        return FITS_TOP
    if slot in {Slot.PANTS, Slot.SHORTS, Slot.SKIRT}:
        return FITS_BOTTOM
    return ()


NO_GARMENT: Final = "none"
"""Category of a correction by which a person marks something as no garment."""
