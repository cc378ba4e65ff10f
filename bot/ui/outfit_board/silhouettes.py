"""Draw the silhouette of a garment in its colour, where there is no picture of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from config.taxonomy import CATEGORY_SLOT, Slot

Point: TypeAlias = tuple[float, float]
Path: TypeAlias = tuple[Point, ...]

_UNIT_PX: Final = 3
"""Pixels of a unit; outlines are 100 units wide."""
_SMOOTHING: Final = 2
_ROUNDING_PX: Final = 5
_RIM_PX: Final = 4
_STITCH_PX: Final = 4
_DARKER: Final = 0.74
_NEARLY_BLACK: Final = 50
"""Luminance, 0 to 255, below which lines cannot be darker than the cloth."""
_LIGHTER: Final = 1.9

_SLEEVES: Final[Path] = (
    *((37, 4), (44, 12), (56, 12), (63, 4), (80, 11), (99, 40), (84, 50), (76, 37), (77, 98)),
    *((23, 98), (24, 37), (16, 50), (1, 40), (20, 11)),
)
_LONG_SLEEVES: Final[Path] = (
    *((36, 4), (50, 16), (64, 4), (82, 12), (99, 92), (86, 96), (76, 48), (79, 128)),
    *((21, 128), (24, 48), (14, 96), (1, 92), (18, 12)),
)
_STRAPS: Final[Path] = (
    *((30, 4), (38, 4), (42, 24), (58, 24), (62, 4), (70, 4), (72, 30), (80, 40), (79, 98)),
    *((21, 98), (20, 40), (28, 30)),
)
_SHOE: Final[Path] = (
    *((6, 52), (8, 20), (28, 16), (36, 28), (58, 34), (84, 42), (95, 54), (95, 70), (6, 70)),
)
_BOOT: Final[Path] = ((14, 4), (50, 4), (52, 54), (84, 66), (94, 82), (94, 98), (14, 98))
_HEEL: Final[Path] = (
    *((5, 12), (18, 10), (42, 34), (72, 50), (96, 58), (96, 68), (60, 68), (32, 50), (16, 42)),
    *((13, 70), (7, 70)),
)

_OUTLINES: Final[Mapping[Slot, tuple[Path, ...]]] = MappingProxyType(
    {
        Slot.TOP: (_SLEEVES,),
        Slot.OUTER: (_LONG_SLEEVES,),
        Slot.PANTS: (
            (
                *((24, 2), (76, 2), (84, 40), (80, 158), (55, 158), (50, 56), (45, 158)),
                *((20, 158), (16, 40)),
            ),
        ),
        Slot.SHORTS: (((22, 2), (78, 2), (92, 66), (55, 70), (50, 38), (45, 70), (8, 66)),),
        Slot.SKIRT: (((32, 2), (68, 2), (94, 88), (50, 94), (6, 88)),),
        Slot.DRESS: (
            (
                *((37, 4), (44, 14), (56, 14), (63, 4), (78, 11), (90, 36), (76, 44), (70, 34)),
                *((66, 62), (94, 156), (50, 162), (6, 156), (34, 62), (30, 34), (24, 44)),
                *((10, 36), (22, 11)),
            ),
        ),
        Slot.SHOES: (_SHOE,),
        Slot.BAG: (
            ((14, 40), (86, 40), (95, 102), (5, 102)),
            ((28, 42), (34, 12), (66, 12), (72, 42), (64, 42), (60, 20), (40, 20), (36, 42)),
        ),
        Slot.HAT: (
            (
                (16, 52),
                (20, 26),
                (36, 10),
                (58, 8),
                (76, 22),
                (82, 50),
                (99, 58),
                (97, 64),
                (16, 58),
            ),
        ),
        Slot.SCARF: (
            ((20, 8), (80, 8), (90, 28), (80, 46), (20, 46), (10, 28)),
            ((50, 40), (76, 40), (84, 112), (56, 112)),
        ),
        Slot.BELT: (((1, 16), (99, 16), (99, 34), (1, 34)),),
        Slot.EYEWEAR: (
            ((2, 10), (44, 10), (42, 34), (32, 42), (14, 42), (4, 34)),
            ((56, 10), (98, 10), (96, 34), (86, 42), (68, 42), (58, 34)),
            ((40, 14), (60, 14), (60, 20), (40, 20)),
        ),
    }
)
"""Outlines of what is worn at each slot, units."""

_SPECIAL: Final[Mapping[str, tuple[Path, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(("sleeveless", "vest"), (_STRAPS,)),
        **dict.fromkeys(
            ("long_sleeve", "shirt", "blouse", "sweatshirt", "hoodie", "sweater"),
            (tuple((x, min(y, 104)) for x, y in _LONG_SLEEVES),),
        ),
        "skirt_long": (((32, 2), (68, 2), (92, 136), (50, 142), (8, 136)),),
        "boots": (_BOOT,),
        "heels": (_HEEL,),
    }
)
"""Outlines of categories that look otherwise than most of their slot."""

_STITCHES: Final[Mapping[Slot, tuple[Path, ...]]] = MappingProxyType(
    {
        Slot.TOP: (((24, 90), (76, 90)),),
        Slot.OUTER: (((50, 16), (50, 128)), ((36, 5), (50, 40), (64, 5))),
        Slot.PANTS: (((24, 12), (76, 12)), ((50, 12), (50, 56))),
        Slot.SHORTS: (((22, 11), (78, 11)), ((50, 11), (50, 38))),
        Slot.SKIRT: (((31, 11), (69, 11)),),
        Slot.DRESS: (((34, 62), (66, 62)),),
        Slot.SHOES: (((6, 59), (95, 59)),),
        Slot.BAG: (((12, 56), (88, 56)),),
        Slot.HAT: (((16, 51), (82, 50)),),
        Slot.SCARF: (((54, 104), (83, 104)),),
        Slot.BELT: (((14, 12), (30, 12), (30, 38), (14, 38), (14, 12)),),
    }
)
"""Lines drawn on them: seams, hems, a buckle."""


@lru_cache(maxsize=128)
def silhouette(category: str, colour: str) -> Image.Image:
    """Return a garment as a drawing, RGBA, trimmed.

    Args:
        category: one of `config.taxonomy.CATEGORIES`.
        colour: of its cloth, `#rrggbb`.
    """
    slot = CATEGORY_SLOT[category]
    paths = _SPECIAL.get(category) or _OUTLINES[slot]
    k, margin = _UNIT_PX * _SMOOTHING, 4.0
    height = max(y for path in paths for _, y in path)
    size = (round((100 + 2 * margin) * k), round((height + 2 * margin) * k))
    shape = Image.new("L", size, 0)
    for path in paths:
        ImageDraw.Draw(shape).polygon([((x + margin) * k, (y + margin) * k) for x, y in path], 255)
    cloth = _blurred_from(shape, _ROUNDING_PX * _SMOOTHING, 127)
    rim = ImageChops.subtract(cloth, _blurred_from(cloth, _RIM_PX * _SMOOTHING, 230))
    ink = _ink_on(colour)
    drawn = Image.new("RGBA", size, colour)
    drawn.paste(ink, mask=rim)
    if category not in _SPECIAL:
        pen = ImageDraw.Draw(drawn)
        for line in _STITCHES.get(slot, ()):
            ends = [((x + margin) * k, (y + margin) * k) for x, y in line]
            pen.line(ends, ink, _STITCH_PX * _SMOOTHING, joint="curve")
    drawn.putalpha(cloth)
    small = drawn.resize((size[0] // _SMOOTHING, size[1] // _SMOOTHING), Image.Resampling.LANCZOS)
    return small.crop(small.getchannel("A").getbbox())


def _blurred_from(shape: Image.Image, radius_px: int, least: int) -> Image.Image:
    """Return where a blurred shape is above `least`: half rounds its corners, more shrinks it."""
    blurred = shape.filter(ImageFilter.BoxBlur(radius_px / 2)).filter(
        ImageFilter.BoxBlur(radius_px / 2)
    )
    return blurred.point(lambda value: 255 if value > least else 0)


def _ink_on(colour: str) -> tuple[int, int, int]:
    """Return the colour of lines on cloth: darker than it, lighter than what is nearly black."""
    red, green, blue = ImageColor.getrgb(colour)[:3]
    is_dark = 0.3 * red + 0.59 * green + 0.11 * blue < _NEARLY_BLACK
    factor = _LIGHTER if is_dark else _DARKER
    lift = 24 if is_dark else 0
    r, g, b = (min(255, round(value * factor) + lift) for value in (red, green, blue))
    return r, g, b
