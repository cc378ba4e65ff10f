"""Altered views of one garment picture, and its foreground where that can be known.

A product shot on a white ground teaches little about a photo from a wardrobe door, so its ground is
replaced by what home photos show around garments; crop, turn, light, colour cast, blur, occlusion
and JPEG do the rest. Every view of a garment keeps its name, and the embedding learns that they are
the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from engine.models.garment import MASK_PX
from engine.models.garment_crop import Pixels, crop_box, to_square
from engine.training.garment.data import Example

Mask = NDArray[np.uint8]

_LONG_SIDE_PX: Final = 384
_GROUND_STEP: Final = 7.0
"""Least difference from the local ground, in 8-bit steps, of what stands on a plain ground."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A garment's pixels, (h, w, 3), with its foreground, (h, w) in 0 or 1, where known."""

    pixels: Pixels
    mask: Mask | None
    silhouette: Mask | None
    """Foreground to cut out: the mask, or the person who wears the garment."""


@dataclass(frozen=True, slots=True)
class View:
    """One network input of a picture.

    Attributes:
        square: RGB, (224, 224, 3).
        mask: foreground, (28, 28), 0 to 255, or None where unknown.
        true_colour: whether the light was left mild enough to name colours by.
    """

    square: Pixels
    mask: Mask | None
    true_colour: bool


def load_picture(example: Example, rng: np.random.Generator | None = None) -> Picture:
    """Decode an example; a street garment is cropped by its box, jittered when `rng` is given."""
    with Image.open(example.path) as image:
        pixels = np.asarray(image.convert("RGB"))
    if example.box is None:
        silhouette = plain_ground_mask(pixels)
        return Picture(pixels, None if example.worn else silhouette, silhouette)
    x1, y1, x2, y2 = example.box
    shift = np.zeros(4) if rng is None else rng.normal(0, 0.04, 4)
    w, h = x2 - x1, y2 - y1
    box = (x1 + shift[0] * w, y1 + shift[1] * h, x2 + shift[2] * w, y2 + shift[3] * h)
    left, top, right, bottom = crop_box(box, pixels.shape[1], pixels.shape[0])
    mask = None
    if example.mask is not None:
        with Image.open(example.mask) as labels:
            mask = np.isin(np.asarray(labels), example.mask_labels).astype(np.uint8)
        mask = mask[top:bottom, left:right]
    return Picture(pixels[top:bottom, left:right], mask, None)


def plain_ground_mask(pixels: Pixels) -> Mask | None:
    """Separate a product from a plain light ground; None when the ground is not plain.

    Each row's ground is interpolated between its left and right border, so that the soft gradients
    of studio light do not count as product.
    """
    grey = cv2.GaussianBlur(pixels, (3, 3), 0).astype(np.float32)
    left, right = grey[:, :3].mean(1), grey[:, -3:].mean(1)
    light = np.concatenate([left, right])
    if np.median(light) < 200 or np.percentile(light, 20) < 185:
        return None
    ramp = np.linspace(0, 1, pixels.shape[1], dtype=np.float32)[None, :, None]
    ground = left[:, None] * (1 - ramp) + right[:, None] * ramp
    foreground = np.abs(grey - ground).max(2) > _GROUND_STEP
    foreground = ndimage.binary_fill_holes(
        cv2.morphologyEx(foreground.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    )
    parts, count = ndimage.label(foreground)
    if not count:
        return None
    areas = np.bincount(parts.ravel())
    areas[0] = 0
    kept = np.isin(parts, np.flatnonzero(areas > 0.05 * areas.max()))
    if not 0.02 < kept.mean() < 0.92:
        return None
    return kept.astype(np.uint8)


def plain_view(picture: Picture) -> View:
    """Return the picture as serving sees it."""
    return View(to_square(picture.pixels), _small_mask(picture.mask), true_colour=True)


def altered_view(
    picture: Picture,
    grounds: list[Pixels],
    rng: np.random.Generator,
    strength: float,
) -> View:
    """Return one altered view.

    Args:
        picture: what to alter.
        grounds: pieces of background to put behind cut-out products.
        rng: source of chance.
        strength: 0 (hardly altered) to 1 (as far as a photo may differ from another).
    """
    pixels, mask = _shrink(picture.pixels, _LONG_SIDE_PX), picture.mask
    silhouette = picture.silhouette
    size = (pixels.shape[1], pixels.shape[0])
    mask = None if mask is None else _resized(mask, size, cv2.INTER_NEAREST)
    if silhouette is not None and grounds and rng.random() < 0.35 + 0.35 * strength:
        silhouette = _resized(silhouette, size, cv2.INTER_NEAREST)
        pixels = _on_ground(pixels, silhouette, _ground(grounds, size, rng), rng)
    known = mask is not None
    mask = np.zeros(size[::-1], np.uint8) if mask is None else mask
    pixels, mask = _cropped(pixels, mask, rng, strength, silhouette if not known else mask)
    if rng.random() < 0.5:
        pixels, mask = pixels[:, ::-1], mask[:, ::-1]
    if rng.random() < 0.25 + 0.65 * strength:
        pixels, mask = _turned(pixels, mask, rng, strength)
    pixels, true_colour = _relit(pixels, rng, strength)
    if rng.random() < 0.3 * strength:
        pixels, mask = _occluded(pixels, mask, rng)
    if rng.random() < 0.5 * strength:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.3, 1.3)), np.uint8)
    if rng.random() < 0.7 * strength:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 85))]
        packed = cv2.imencode(".jpg", pixels, quality)[1]
        pixels = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    square = to_square(np.ascontiguousarray(pixels))
    return View(square, _small_mask(mask) if known else None, true_colour)


def home_ground(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Cut a piece of floor, bed or wall from a corner of a home photo."""
    h, w = pixels.shape[0] // 4, pixels.shape[1] // 4
    y, x = rng.choice([0, pixels.shape[0] - h]), rng.choice([0, pixels.shape[1] - w])
    return np.ascontiguousarray(pixels[y : y + h, x : x + w])


def _shrink(pixels: Pixels, long_side: int) -> Pixels:
    scale = long_side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    return _resized(pixels, size, cv2.INTER_AREA)


def _small_mask(mask: Mask | None) -> Mask | None:
    if mask is None:
        return None
    grey = np.repeat(np.ascontiguousarray(mask)[:, :, None] * 255, 3, 2)
    square = to_square(grey)[:, :, 0]
    # The grey padding of the square is no garment.
    h, w = mask.shape
    if h != w:
        inside = to_square(np.full((h, w, 3), 255, np.uint8))[:, :, 0] == 255
        square = np.where(inside, square, 0).astype(np.uint8)
    return _resized(square, (MASK_PX, MASK_PX), cv2.INTER_AREA)


def _ground(grounds: list[Pixels], size: tuple[int, int], rng: np.random.Generator) -> Pixels:
    if rng.random() < 0.3:
        return np.full((size[1], size[0], 3), rng.integers(20, 256, 3), np.uint8)
    return _resized(grounds[rng.integers(len(grounds))], size, cv2.INTER_LINEAR)


def _on_ground(
    pixels: Pixels, silhouette: Mask, ground: Pixels, rng: np.random.Generator
) -> Pixels:
    # Eroded, since the edge of a cut-out carries a rim of the old ground.
    inner = cv2.erode(silhouette, np.ones((3, 3), np.uint8))
    soft = cv2.GaussianBlur(inner.astype(np.float32), (0, 0), 0.8)[:, :, None]
    # A white ground lights a product from all sides; elsewhere it is a little darker.
    lit = pixels.astype(np.float32) * rng.uniform(0.85, 1.0)
    return np.asarray(soft * lit + (1 - soft) * ground, np.uint8)


def _cropped(
    pixels: Pixels,
    mask: Mask,
    rng: np.random.Generator,
    strength: float,
    silhouette: Mask | None,
) -> tuple[Pixels, Mask]:
    h, w = mask.shape
    if silhouette is not None and silhouette.any() and rng.random() < 0.35:
        # As a detector crops it: the box of the foreground and a margin.
        ys, xs = np.flatnonzero(silhouette.any(1)), np.flatnonzero(silhouette.any(0))
        x1, y1, x2, y2 = crop_box((xs[0], ys[0], xs[-1] + 1, ys[-1] + 1), w, h)
        return pixels[y1:y2, x1:x2], mask[y1:y2, x1:x2]
    least = 0.94 - 0.24 * strength
    ch, cw = int(h * rng.uniform(least, 1)), int(w * rng.uniform(least, 1))
    y, x = int(rng.integers(h - ch + 1)), int(rng.integers(w - cw + 1))
    return pixels[y : y + ch, x : x + cw], mask[y : y + ch, x : x + cw]


def _turned(
    pixels: Pixels, mask: Mask, rng: np.random.Generator, strength: float
) -> tuple[Pixels, Mask]:
    h, w = mask.shape
    angle = rng.uniform(-1, 1) * (5 + 17 * strength)
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), angle, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(h * sin + w * cos), int(h * cos + w * sin))
    turn[:, 2] += (size[0] - w) / 2, (size[1] - h) / 2
    fill = tuple(int(v) for v in rng.integers(40, 256, 3))
    mode = cv2.BORDER_CONSTANT if rng.random() < 0.6 else cv2.BORDER_REPLICATE
    turned = cv2.warpAffine(
        np.ascontiguousarray(pixels), turn, size, borderMode=mode, borderValue=fill
    )
    foreground = cv2.warpAffine(np.ascontiguousarray(mask), turn, size, flags=cv2.INTER_NEAREST)
    return np.asarray(turned, np.uint8), np.asarray(foreground, np.uint8)


def _resized(pixels: Pixels, size: tuple[int, int], how: int) -> Pixels:
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)


def _relit(pixels: Pixels, rng: np.random.Generator, strength: float) -> tuple[Pixels, bool]:
    light = 1 + rng.uniform(-1, 1) * (0.12 + 0.3 * strength)
    saturation = 1 + rng.uniform(-1, 1) * (0.08 + 0.24 * strength)
    cast = 1 + rng.normal(0, 0.015 + 0.025 * strength, 3)
    lit = pixels.astype(np.float32)
    grey = lit @ np.array([0.299, 0.587, 0.114], np.float32)
    lit = grey[:, :, None] + (lit - grey[:, :, None]) * np.float32(saturation)
    lit *= (light * cast).astype(np.float32)
    return np.clip(lit, 0, 255).astype(np.uint8), abs(light - 1) < 0.22


def _occluded(pixels: Pixels, mask: Mask, rng: np.random.Generator) -> tuple[Pixels, Mask]:
    h, w = mask.shape
    bh, bw = int(h * rng.uniform(0.1, 0.4)), int(w * rng.uniform(0.1, 0.4))
    y, x = int(rng.integers(h - bh + 1)), int(rng.integers(w - bw + 1))
    pixels, mask = pixels.copy(), mask.copy()
    pixels[y : y + bh, x : x + bw] = rng.integers(0, 256, 3)
    mask[y : y + bh, x : x + bw] = 0
    return pixels, mask
