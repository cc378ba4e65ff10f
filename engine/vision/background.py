"""The paper behind a product photo, read at its edges.

A shop photographs a season's collection in one studio: same paper, same lamps, same shadow at the
foot of the picture. The photos of another season look different, and a stylist combines what is in
the shop at the same time. Photos without such a backdrop (a street, a bed, a cut-out) have none.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.schemas import Vector

_ROWS: Final = 8
_COLUMNS: Final = 6
_DARKEST: Final = 140
"""Darker than this is not paper but a product that reaches the edge."""
_SMOOTH_SD: Final = 6.0
_LEAST_SMOOTH: Final = 0.75
_LEAST_SIDE_PX: Final = 32


def read_backdrop(pixels: NDArray[np.uint8]) -> Vector | None:
    """Return the colours around the edge of a product photo.

    Args:
        pixels: RGB, (h, w, 3).

    Returns:
        The median colours of 24 patches along the four edges, 0 to 1, shape (72,); None when more
        than a quarter of them are not smooth and light, or the picture is too small.
    """
    height, width = pixels.shape[:2]
    if min(height, width) < _LEAST_SIDE_PX:
        return None
    side = max(3, height // 50)
    ys = np.linspace(0, height - side, _ROWS).astype(int)
    xs = np.linspace(0, width - side, _COLUMNS).astype(int)
    corners = [(y, x) for y in ys for x in (0, width - side)]
    corners += [(y, x) for x in xs[1:-1] for y in (0, height - side)]
    patches = np.stack(
        [pixels[y : y + side, x : x + side].reshape(-1, 3).astype(np.float32) for y, x in corners]
    )
    colours = np.median(patches, axis=1)
    paper = (patches.std(axis=1).max(1) < _SMOOTH_SD) & (colours.min(1) >= _DARKEST)
    if paper.mean() < _LEAST_SMOOTH:
        return None
    return np.asarray(np.clip(colours, _DARKEST, 255).reshape(-1) / 255, np.float32)
