"""Return the picture of an outfit's garment without its background."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.services.outfits.views import OutfitItemView
from bot.ui.drawing import MAX_SOURCE_PIXELS, corner_mask
from bot.ui.outfit_board.silhouettes import silhouette
from engine.outfits.harmony import hex_of

_MAX_SIDE_PX: Final = 640
_OPAQUE: Final = 24
"""Alpha above which a pixel counts as garment when the margins are cut off."""

_COLOUR_STEPS: Final = (3, 2, 1)
"""Differences between neighbouring pixels that the flood of the paper crosses, tried in order."""

_PAPER_TOLERANCE: Final = 20
"""Corners that differ more from their median are no paper."""

_MAX_FILLED: Final = 1.3
"""With its holes filled, a garment covers at most so many times what it covers without."""

_MIN_SOLIDITY: Final = 0.4
_MIN_PAPER: Final = 0.08
_MAX_PAPER: Final = 0.97


def garment_picture(view: OutfitItemView) -> Image.Image:
    """Return a garment as RGBA without its background, else a silhouette in its colour."""
    picture = _photo_of(view)
    if picture is not None:
        return picture
    colour = view.piece.colours[0][0] if view.piece.colours else hex_of("")
    return silhouette(view.piece.category, colour)


def _photo_of(view: OutfitItemView) -> Image.Image | None:
    """Return a garment's photo without its background, None when it cannot be shown."""
    try:
        if view.webp is not None:
            with Image.open(io.BytesIO(view.webp)) as picture:
                return _cut_out(picture)
        if view.path is not None:
            return _product_photo(view.path)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # a board with a silhouette is better than none
    return None


@lru_cache(maxsize=256)
def _product_photo(path: Path) -> Image.Image | None:
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        return _cut_out(picture)


def _cut_out(picture: Image.Image) -> Image.Image | None:
    """Return a picture as RGBA without plain paper around the garment, trimmed."""
    if picture.width * picture.height > MAX_SOURCE_PIXELS:
        return None
    picture.draft("RGB", (_MAX_SIDE_PX, _MAX_SIDE_PX))
    image = picture.convert("RGBA")
    image.thumbnail((_MAX_SIDE_PX, _MAX_SIDE_PX), Image.Resampling.LANCZOS)
    if np.asarray(image.getchannel("A")).min() == 255:
        alpha = _alpha_on_paper(np.asarray(image.convert("RGB")))
        if alpha is None:
            # The garment cannot be lifted off its photo, which is shown like a print.
            image.putalpha(corner_mask(image.size, min(image.size) / 14))
            return image
        image.putalpha(Image.fromarray(alpha))
    box = image.getchannel("A").point(lambda a: 255 if a > _OPAQUE else 0).getbbox()
    return None if box is None else image.crop(box)


def _alpha_on_paper(pixels: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Return the opacity of a garment on plain paper, None when there is no plain paper.

    The paper is what can be reached from the corners over small steps of colour.

    Args:
        pixels: RGB, height by width by 3.
    """
    for step in _COLOUR_STEPS:
        garment = 255 - _paper_mask(pixels, step)
        outline = cv2.morphologyEx(garment, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
        contours, _ = cv2.findContours(outline, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        filled = cv2.drawContours(np.zeros_like(garment), contours, -1, 255, cv2.FILLED)
        share = float((garment > 0).mean())
        # Where white cloth lies on white paper, the flood runs into it and leaves its seams.
        leaked = (filled > 0).mean() > _MAX_FILLED * share or _solidity(garment) < _MIN_SOLIDITY
        if _MIN_PAPER <= 1 - share <= _MAX_PAPER and not leaked:
            thin = cv2.erode(garment, np.ones((3, 3), np.uint8))
            return np.asarray(cv2.GaussianBlur(thin, (3, 3), 0), np.uint8)
    return None


def _solidity(garment: NDArray[np.uint8]) -> float:
    """Return how much of its convex hull a garment covers: glasses half of it, seams a fifth."""
    if not garment.any():
        return 0.0
    hull = cv2.contourArea(cv2.convexHull(cv2.findNonZero(garment)))
    return float(np.count_nonzero(garment) / max(hull, 1.0))


def _paper_mask(pixels: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """Return 255 where the paper is, as far as it is reached over steps of colour."""
    height, width = pixels.shape[:2]
    smooth = cv2.GaussianBlur(pixels, (3, 3), 0)
    mask = np.zeros((height + 2, width + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | (255 << 8)
    corners = ((0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1))
    paper = np.median([smooth[y, x].astype(int) for x, y in corners], axis=0)
    for x, y in corners:
        if mask[y + 1, x + 1] == 0 and np.abs(smooth[y, x] - paper).max() <= _PAPER_TOLERANCE:
            cv2.floodFill(smooth, mask, (x, y), (0, 0, 0), (step,) * 3, (step,) * 3, flags)
    return np.asarray(mask[1:-1, 1:-1], np.uint8)
