"""Drawing shared by the pictures of several features: JPEG bytes, numbered colours, corners."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw

PALETTE: Final = (
    "#e5484d",
    "#3e63dd",
    "#30a46c",
    "#f76b15",
    "#8e4ec6",
    "#0894b3",
    "#d6409f",
    "#ad7f58",
)
MAX_SOURCE_PIXELS: Final = 24_000_000
"""Larger product pictures are not decoded."""

_JPEG_QUALITY: Final = 90
_SUPERSAMPLING: Final = 4


def colour_of(number: int) -> str:
    """Return the colour of a numbered box, badge or pill; numbers count from 1."""
    return PALETTE[(number - 1) % len(PALETTE)]


def to_jpeg(picture: Image.Image) -> bytes:
    """Return an RGB picture as JPEG bytes."""
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=_JPEG_QUALITY)
    return target.getvalue()


def corner_mask(size: tuple[int, int], radius_px: float) -> Image.Image:
    """Return an `L` mask of a picture with round corners: 255 inside, 0 in the corners."""
    k = _SUPERSAMPLING
    mask = Image.new("L", (size[0] * k, size[1] * k), 0)
    box = (0, 0, mask.width - 1, mask.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius_px * k, 255)
    return mask.resize(size, Image.Resampling.BOX)
