"""Crops garments and fits crops into the square that the garment model reads."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.vision.resize import resample

INPUT_PX: Final = 224

MARGIN: Final = 0.06

_PAD: Final = 127

Pixels = NDArray[np.uint8]


def crop_box(
    box: tuple[float, float, float, float], width: int, height: int
) -> tuple[int, int, int, int]:
    """Return the part of a picture to describe for a garment's box: the box with a margin.

    Args:
        box: `(x1, y1, x2, y2)` in pixels.
        width: width of the picture in pixels.
        height: height of the picture in pixels.

    Returns:
        `(x1, y1, x2, y2)` inside the picture, at least one pixel wide and high.
    """
    x1, y1, x2, y2 = box
    dx, dy = MARGIN * (x2 - x1), MARGIN * (y2 - y1)
    left = min(max(int(x1 - dx), 0), width - 1)
    top = min(max(int(y1 - dy), 0), height - 1)
    right = max(min(int(np.ceil(x2 + dx)), width), left + 1)
    bottom = max(min(int(np.ceil(y2 + dy)), height), top + 1)
    return left, top, right, bottom


def placement(width: int, height: int, size: int = INPUT_PX) -> tuple[int, int, int, int]:
    """Return where `to_square` puts a picture: `(x1, y1, x2, y2)` in the square."""
    scale = size / max(width, height)
    w, h = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (size - w) // 2, (size - h) // 2
    return left, top, left + w, top + h


def to_square(pixels: Pixels, size: int = INPUT_PX) -> Pixels:
    """Fit a crop into a square: aspect kept, grey around it (which the network reads as zero).

    Training and serving share it, so that the network sees the same garment in both.

    Args:
        pixels: RGB, shape (h, w, 3).
        size: side of the square in pixels.
    """
    left, top, right, bottom = placement(pixels.shape[1], pixels.shape[0], size)
    square = np.full((size, size, 3), _PAD, np.uint8)
    square[top:bottom, left:right] = resample(pixels, right - left, bottom - top)
    return square
