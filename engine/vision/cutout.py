"""Cut a garment out of its photo: the network's coarse mask, refined along the image's edges.

The mask of the garment model has 28 cells a side. It starts a GrabCut (Rother, Kolmogorov, Blake,
SIGGRAPH 2004), which separates the colours of garment and background; a guided filter (He, Sun,
Tang, ECCV 2010) then lays the border along the edges of the full picture, and the colour of the
background is taken out of half-covered pixels (blur fusion: Forte, ICIP 2021).
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

CUTOUT_PX: Final = 640
"""Longest side that a cut-out is made at."""

_SEARCH_PX: Final = 224
_ROUNDS: Final = 3
_LEAST_CONTRAST: Final = 4.0
_MARGIN: Final = 0.02
_LEAST_AREA: Final = 0.02
_LEAST_AGREEMENT: Final = 0.35

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


def cut_out(picture: Image.Image, mask: Floats) -> Image.Image | None:
    """Remove the background of a garment and crop to it.

    Args:
        picture: RGB; the garment fills much of it.
        mask: the network's logits over the whole picture, any size, above 0 on the garment.

    Returns:
        RGBA, at most `CUTOUT_PX` a side; None if garment and background cannot be separated.
    """
    pixels = _at_most(np.asarray(picture), CUTOUT_PX)
    small = _at_most(pixels, _SEARCH_PX)
    if small.std(axis=(0, 1)).max() < _LEAST_CONTRAST:
        return None  # a single colour, on which GrabCut would be slow
    likely = _likelihood(mask, small.shape[0], small.shape[1])
    garment = _largest_parts(_grab(small, likely))
    if not _is_believable(garment, likely):
        return None
    alpha = _along_edges(pixels, garment)
    cut = np.dstack([_without_background(pixels, alpha), np.round(alpha * 255).astype(np.uint8)])
    return _trimmed(Image.fromarray(cut, "RGBA"))


def _at_most(pixels: Bytes, side: int) -> Bytes:
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(8, round(pixels.shape[1] * scale)), max(8, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _likelihood(mask: Floats, height: int, width: int) -> Floats:
    """Return the probability of garment per pixel: the smoothed mask, lower at the image's rim."""
    cells = 1 / (1 + np.exp(-np.clip(mask, -30, 30), dtype=np.float32))
    wide = cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC)
    smooth = cv2.GaussianBlur(wide, (0, 0), max(height, width) / max(mask.shape) * 0.8)
    # People put a garment into the middle; where the mask is unsure, the rim is background.
    y, x = np.arange(height, dtype=np.float32), np.arange(width, dtype=np.float32)
    from_rim = np.minimum.outer(np.minimum(y, y[::-1]) / height, np.minimum(x, x[::-1]) / width)
    return np.asarray(smooth * np.clip(0.6 + 4.5 * from_rim, 0, 1), np.float32)


def _grab(pixels: Bytes, likely: Floats) -> Bytes:
    """Segment garment (1) and background (0) by colour with GrabCut."""
    probable = (likely > 0.6).astype(np.uint8)
    labels = np.where(probable, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    depth = cv2.distanceTransform(probable, cv2.DIST_L2, 5)
    if depth.max() > 0:
        labels[depth > 0.55 * depth.max()] = cv2.GC_FGD
    labels[likely < 0.06] = cv2.GC_BGD
    rim = np.ones(likely.shape, bool)
    r = max(2, round(0.012 * max(likely.shape)))
    rim[r:-r, r:-r] = False
    labels[rim & (likely < 0.5)] = cv2.GC_BGD
    if not (np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).any() and (labels == cv2.GC_BGD).any()):
        return probable
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)  # its clusters start at random, and the result must be reproducible
    try:
        cv2.grabCut(
            cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR),
            labels,
            (0, 0, 0, 0),  # ignored when there are labels
            background,
            foreground,
            _ROUNDS,
            cv2.GC_INIT_WITH_MASK,
        )
    except cv2.error:  # too few pixels of a kind to cluster
        return probable
    return np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)


def _largest_parts(garment: Bytes) -> Bytes:
    """Keep the large components (shoes have two), close small holes and smooth the border."""
    kept = np.zeros_like(garment)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(garment)
    areas = stats[1:, cv2.CC_STAT_AREA]
    for part, area in enumerate(areas, 1):
        if area >= 0.15 * areas.max():
            kept[parts == part] = 1
    _, holes, stats, _ = cv2.connectedComponentsWithStats(1 - kept)
    for hole, area in enumerate(stats[1:, cv2.CC_STAT_AREA], 1):
        if area < 0.004 * kept.size:
            kept[holes == hole] = 1
    ball = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    return np.asarray(cv2.morphologyEx(kept, cv2.MORPH_OPEN, ball), np.uint8)


def _is_believable(garment: Bytes, likely: Floats) -> bool:
    """Return whether a cutout agrees with the network's mask and is neither all nor nothing."""
    share = float(garment.mean())
    seen = likely > 0.5
    together = np.count_nonzero((garment == 1) & seen)
    either = np.count_nonzero((garment == 1) | seen)
    return bool(_LEAST_AREA <= share <= 1 - _LEAST_AREA and together >= _LEAST_AGREEMENT * either)


def _along_edges(pixels: Bytes, garment: Bytes) -> Floats:
    """Return the opacity of each pixel, 0 to 1, with the coarse border refined along edges."""
    height, width = pixels.shape[:2]
    coarse = cv2.resize(garment.astype(np.float32), (width, height))
    guide = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    r = 2 * max(2, round(0.008 * max(height, width))) + 1
    mean_i, mean_p = cv2.blur(guide, (r, r)), cv2.blur(coarse, (r, r))
    covariance = cv2.blur(guide * coarse, (r, r)) - mean_i * mean_p
    variance = cv2.blur(guide * guide, (r, r)) - mean_i * mean_i
    slope = covariance / (variance + 1e-4)
    offset = mean_p - slope * mean_i
    soft = cv2.blur(slope, (r, r)) * guide + cv2.blur(offset, (r, r))
    return np.asarray(np.clip((soft - 0.15) / 0.7, 0, 1), np.float32)


def _without_background(pixels: Bytes, alpha: Floats) -> Bytes:
    """Return the garment's colour of each pixel, with the background removed from mixed ones."""
    colour, a = pixels.astype(np.float32), alpha[..., None]
    r = (2 * max(3, round(0.012 * max(alpha.shape))) + 1,) * 2
    near = cv2.blur(alpha, r)[..., None]
    front = cv2.blur(colour * a, r) / (near + 1e-5)
    back = cv2.blur(colour * (1 - a), r) / (1 - near + 1e-5)
    clean = front + a * (colour - a * front - (1 - a) * back)
    return np.asarray(np.clip(np.where(a > 0.98, colour, clean), 0, 255), np.uint8)


def _trimmed(cut: Image.Image) -> Image.Image | None:
    box = cut.getchannel("A").point(lambda a: 255 if a > 40 else 0).getbbox()
    if box is None:
        return None
    margin = round(_MARGIN * max(cut.size))
    return cut.crop(
        (
            max(0, box[0] - margin),
            max(0, box[1] - margin),
            min(cut.width, box[2] + margin),
            min(cut.height, box[3] + margin),
        )
    )
