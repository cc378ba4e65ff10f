"""Training pictures of the detector: street photos, altered at random, with their boxes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from config.taxonomy import Slot
from engine.models.detector import PAD_GREY, normalise
from engine.training.street_photos import SLOTS, BoxedPhoto, has_mask, read_photo, read_slot_mask

Pixels = NDArray[np.uint8]
Boxes = NDArray[np.float32]
SlotIndices = NDArray[np.int64]
Unplaced = frozenset[int]
Item = tuple[torch.Tensor, torch.Tensor, torch.Tensor]

CANVAS_PX = (416, 288)
"""Height and width of a training picture; street photos stand upright at about 3:2."""

WIDE_SHARE = 0.15
"""Part of the batches that lie on their side: people side by side, or half of somebody."""

TRANSPLANTED = (Slot.SCARF, Slot.BELT, Slot.HAT, Slot.EYEWEAR, Slot.BAG)
"""What can be put on another person without changing what is under it."""

MIN_VISIBLE = 0.3
"""A garment of which less is left after cropping or covering is not asked for any more."""


@dataclass(frozen=True, slots=True)
class Cutout:
    """An accessory cut out of a photo, placed relative to its wearer.

    Attributes:
        pixels: `(h, w, 3)`.
        alpha: `(h, w)`, 0 or 255.
        offset: of its upper left corner from the middle of the wearer's head, in wearer heights.
        size: width and height in wearer heights.
    """

    pixels: Pixels
    alpha: Pixels
    offset: tuple[float, float]
    size: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """A photo in memory.

    Attributes:
        person: x1 y1 x2 y2 of everything in the mask; None where there is no mask.
        head_x: x of the middle of the head.
        unplaced: slots of garments that are in the photo, nobody knows where.
    """

    pixels: Pixels
    boxes: Boxes
    slots: SlotIndices
    person: tuple[int, int, int, int] | None
    head_x: float = 0.0
    unplaced: Unplaced = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to learn from, before its colours vary; the attributes are those of a `Scene`."""

    pixels: Pixels
    boxes: Boxes
    slots: SlotIndices
    unplaced: Unplaced = frozenset()


class TrainingPictures(torch.utils.data.Dataset[Item]):
    """Pictures `(3, h, w)` in the network's range, with what is to be found in them.

    The second part of an item is `(n, 5)`: slot, x y w h in 0 to 1; the third, `(slots,)`, is 0
    for slots whose garments nobody has placed, and 1 for all others.

    Item `i` of an epoch is a function of seed, epoch and `i`, so a resumed training goes on with
    the very pictures it would have seen. Items of a batch have one size.
    """

    def __init__(
        self,
        street_dir: Path,
        photos: list[BoxedPhoto],
        seed: int,
        batch_size: int = 8,
        canvas_px: tuple[int, int] = CANVAS_PX,
    ) -> None:
        cv2.setNumThreads(0)  # the loader's processes are the threads
        self._seed = seed
        self._batch_size = batch_size
        self._canvas_px = canvas_px
        self.epoch = 0
        self.mosaic_share = 0.2
        self.near_share = 0.1
        self._scenes: list[Scene] = []
        self._cutouts: dict[int, list[Cutout]] = {SLOTS.index(slot): [] for slot in TRANSPLANTED}
        for photo in tqdm(photos, desc="reading photos", unit="photo"):
            self._add(street_dir, photo)
        weights = repeat_factors([scene.slots for scene in self._scenes])
        self._probabilities = weights / weights.sum()

    def __len__(self) -> int:
        return len(self._scenes)

    def __getitem__(self, index: int) -> Item:
        rng = np.random.default_rng((self._seed, self.epoch, index))
        batch_rng = np.random.default_rng((self._seed, self.epoch, index // self._batch_size, 1))
        is_wide = self.mosaic_share > 0 and batch_rng.random() < WIDE_SHARE
        canvas = self._canvas_px[::-1] if is_wide else self._canvas_px
        picture = self._picture(rng, canvas, is_wide=is_wide)
        pixels = vary_colours(rng, picture.pixels)
        height, width = canvas
        boxes = picture.boxes
        centres = (boxes[:, :2] + boxes[:, 2:]) / 2 / (width, height)
        sizes = (boxes[:, 2:] - boxes[:, :2]) / (width, height)
        target = np.concatenate([picture.slots[:, None], centres, sizes], 1).astype(np.float32)
        known = torch.ones(len(SLOTS))
        known[list(picture.unplaced)] = 0.0
        return torch.from_numpy(normalise(pixels[None])[0]), torch.from_numpy(target), known

    def _picture(
        self, rng: np.random.Generator, canvas: tuple[int, int], *, is_wide: bool
    ) -> Picture:
        kind = rng.random()
        if kind < 0.04:
            return self._background(rng, canvas)
        if is_wide:
            return self._row(rng, canvas) if kind < 0.6 else self._single(rng, canvas, near=True)
        if kind < 0.04 + self.mosaic_share:
            return self._mosaic(rng, canvas)
        return self._single(rng, canvas, near=kind > 1 - self.near_share)

    def _add(self, street_dir: Path, photo: BoxedPhoto) -> None:
        pixels = read_photo(street_dir, photo.photo_id)
        if not has_mask(street_dir, photo.photo_id):
            scene = Scene(pixels, photo.boxes, photo.slots, None, unplaced=photo.unplaced)
            self._scenes.append(scene)
            return
        mask = read_slot_mask(street_dir, photo.photo_id)
        if not mask.any():
            mask = np.ones_like(mask)  # nobody was outlined: take the whole photo for the person
        rows, columns = np.nonzero(mask)
        y1, y2 = int(rows.min()), int(rows.max()) + 1
        head = columns[rows < y1 + (y2 - y1) // 10]
        person = (int(columns.min()), y1, int(columns.max()) + 1, y2)
        scene = Scene(pixels, photo.boxes, photo.slots, person, float(head.mean()))
        self._scenes.append(scene)
        for slot, box in zip(photo.slots.tolist(), photo.boxes.astype(int).tolist(), strict=True):
            if slot in self._cutouts:
                self._cutouts[slot].append(cut_out(scene, mask, slot, box))

    def _draw(self, rng: np.random.Generator) -> Scene:
        scene = self._scenes[rng.choice(len(self._scenes), p=self._probabilities)]
        if scene.person is not None and rng.random() < 0.5:
            scene = self._transplant(rng, scene)
        return scene

    def _transplant(self, rng: np.random.Generator, scene: Scene) -> Scene:
        slot = int(rng.choice(list(self._cutouts), p=(0.3, 0.25, 0.2, 0.1, 0.15)))
        if slot in scene.slots or not self._cutouts[slot]:
            return scene
        cutout = self._cutouts[slot][rng.integers(len(self._cutouts[slot]))]
        return paste(scene, cutout, slot)

    def _single(
        self, rng: np.random.Generator, canvas: tuple[int, int], *, near: bool = False
    ) -> Picture:
        scene = self._draw(rng)
        view = near_view if near else random_view
        return warp(scene, view(rng, scene.pixels.shape[:2], canvas), canvas)

    def _mosaic(self, rng: np.random.Generator, canvas: tuple[int, int]) -> Picture:
        """Return four people in the quarters of a picture."""
        middle_y, middle_x = (int(side * rng.uniform(0.35, 0.65)) for side in canvas)
        return self._tiles(rng, (0, middle_y, canvas[0]), (0, middle_x, canvas[1]))

    def _row(self, rng: np.random.Generator, canvas: tuple[int, int]) -> Picture:
        """Return two to four people side by side."""
        count = int(rng.integers(2, 5))
        edges = np.linspace(0, canvas[1], count + 1).astype(int).tolist()
        return self._tiles(rng, (0, canvas[0]), tuple(edges))

    def _tiles(
        self, rng: np.random.Generator, rows: tuple[int, ...], columns: tuple[int, ...]
    ) -> Picture:
        """Return a picture whose tiles, between the given edges, are pictures themselves."""
        pixels = np.full((rows[-1], columns[-1], 3), PAD_GREY, dtype=np.uint8)
        parts = []
        for y1, y2 in pairwise(rows):
            for x1, x2 in pairwise(columns):
                part = self._single(rng, (y2 - y1, x2 - x1))
                pixels[y1:y2, x1:x2] = part.pixels
                offset = np.array([x1, y1, x1, y1], dtype=np.float32)
                parts.append((part.boxes + offset, part.slots, part.unplaced))
        return Picture(
            pixels,
            np.concatenate([boxes for boxes, _, _ in parts]),
            np.concatenate([slots for _, slots, _ in parts]),
            frozenset().union(*(unplaced for _, _, unplaced in parts)),
        )

    def _background(self, rng: np.random.Generator, canvas: tuple[int, int]) -> Picture:
        """Return what stands beside somebody: a picture in which there is nothing to find."""
        scene = self._scenes[rng.integers(len(self._scenes))]
        height, width = canvas
        x1, _, x2, _ = scene.person or (0, 0, scene.pixels.shape[1], 0)
        left, right = scene.pixels[:, :x1], scene.pixels[:, x2:]
        strip = left if left.shape[1] > right.shape[1] else right
        nothing = np.zeros((0, 4), dtype=np.float32), np.zeros(0, dtype=np.int64)
        if strip.shape[1] < 48:
            level = rng.integers(0, 256, 3)
            noise = rng.normal(0, rng.uniform(0, 60), (height, width, 3))
            return Picture((level + noise).clip(0, 255).astype(np.uint8), *nothing)
        rows = min(strip.shape[0], int(strip.shape[1] * height / width * rng.uniform(1, 2)))
        start = rng.integers(0, strip.shape[0] - rows + 1)
        scaled = cv2.resize(strip[start : start + rows], (width, height))
        return Picture(np.asarray(scaled, dtype=np.uint8), *nothing)


def repeat_factors(slots_of_photos: list[SlotIndices], threshold: float = 0.3) -> Boxes:
    """Return how often each photo should be drawn so that rare slots are seen more often.

    A photo counts as its rarest slot does: `max(1, sqrt(threshold / share of photos with it))`
    (Gupta et al., LVIS, 2019).
    """
    shares = np.zeros(len(SLOTS))
    for slots in slots_of_photos:
        shares[np.unique(slots)] += 1 / len(slots_of_photos)
    factors = np.maximum(1, np.sqrt(threshold / np.maximum(shares, 1e-6)))
    return np.array([factors[slots].max(initial=1) for slots in slots_of_photos], dtype=np.float32)


def cut_out(scene: Scene, mask: Pixels, slot: int, box: list[int]) -> Cutout:
    """Cut what `mask` calls `slot` inside `box` out of a photo."""
    x1, y1, x2, y2 = box
    assert scene.person is not None
    person_height = scene.person[3] - scene.person[1]
    return Cutout(
        pixels=scene.pixels[y1:y2, x1:x2].copy(),
        alpha=np.where(mask[y1:y2, x1:x2] == 2 + slot, 255, 0).astype(np.uint8),
        offset=((x1 - scene.head_x) / person_height, (y1 - scene.person[1]) / person_height),
        size=((x2 - x1) / person_height, (y2 - y1) / person_height),
    )


def paste(scene: Scene, cutout: Cutout, slot: int) -> Scene:
    """Put a cut-out on the person of another photo, where its own wearer had it."""
    assert scene.person is not None
    person_height = scene.person[3] - scene.person[1]
    width, height = (max(2, round(s * person_height)) for s in cutout.size)
    x1 = round(scene.head_x + cutout.offset[0] * person_height)
    y1 = round(scene.person[1] + cutout.offset[1] * person_height)
    rows, columns = scene.pixels.shape[:2]
    if x1 < 0 or y1 < 0 or x1 + width > columns or y1 + height > rows:
        return scene
    alpha = cv2.resize(cutout.alpha, (width, height), interpolation=cv2.INTER_LINEAR)
    opacity = cv2.blur(alpha, (3, 3))[..., None].astype(np.float32) / 255
    target = np.s_[y1 : y1 + height, x1 : x1 + width]
    pixels = scene.pixels.copy()
    pasted = cv2.resize(cutout.pixels, (width, height), interpolation=cv2.INTER_AREA)
    pixels[target] = (pasted * opacity + pixels[target] * (1 - opacity)).astype(np.uint8)
    new_box = np.array([x1, y1, x1 + width, y1 + height], dtype=np.float32)
    overlap = (
        np.clip(
            np.minimum(scene.boxes[:, 2:], new_box[2:])
            - np.maximum(scene.boxes[:, :2], new_box[:2]),
            0,
            None,
        ).prod(1)
        * (alpha > 127).mean()
    )
    area = (scene.boxes[:, 2:] - scene.boxes[:, :2]).prod(1)
    seen = overlap < (1 - MIN_VISIBLE) * area
    return Scene(
        pixels=pixels,
        boxes=np.concatenate([scene.boxes[seen], new_box[None]]),
        slots=np.append(scene.slots[seen], slot),
        person=scene.person,
        head_x=scene.head_x,
    )


def random_view(
    rng: np.random.Generator, size: tuple[int, int], canvas: tuple[int, int]
) -> NDArray[np.float32]:
    """Return a `(2, 3)` affine map from a photo to a canvas: flip, scale, turn and shift."""
    fit = min(canvas[0] / size[0], canvas[1] / size[1])
    scale = fit * float(np.exp(np.clip(rng.normal(0.05, 0.25), -0.7, 0.7)))
    return _affine(rng, size, canvas, scale)


def near_view(
    rng: np.random.Generator, size: tuple[int, int], canvas: tuple[int, int]
) -> NDArray[np.float32]:
    """Return such a map to a part of the photo that fills the canvas: half a body, say."""
    cover = max(canvas[0] / size[0], canvas[1] / size[1])
    return _affine(rng, size, canvas, cover * float(np.exp(rng.uniform(0.0, 0.7))))


def _affine(
    rng: np.random.Generator, size: tuple[int, int], canvas: tuple[int, int], scale: float
) -> NDArray[np.float32]:
    (height, width), (canvas_height, canvas_width) = size, canvas
    angle = np.deg2rad(rng.normal(0, 4))
    cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    linear = np.array([[cosine * mirror, -sine], [sine * mirror, cosine]])
    slack = np.abs(np.array([canvas_width - width * scale, canvas_height - height * scale]))
    centre = np.array([canvas_width, canvas_height]) / 2 + slack * rng.uniform(-0.5, 0.5, 2)
    shift = centre - linear @ (np.array([width, height]) / 2)
    return np.concatenate([linear, shift[:, None]], 1).astype(np.float32)


def warp(scene: Scene, matrix: NDArray[np.float32], canvas: tuple[int, int]) -> Picture:
    """Apply an affine map to a photo and its boxes; boxes mostly outside are left out."""
    height, width = canvas
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    pixels = scene.pixels
    if scale < 0.5:  # bilinear sampling alone would skip pixels
        half = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        warped = _warp_pixels(half, matrix * np.array([2, 2, 1], dtype=np.float32), canvas)
    else:
        warped = _warp_pixels(pixels, matrix, canvas)
    x1, y1, x2, y2 = scene.boxes.T
    # The middles of the sides, not the corners: garments are rounder than their boxes.
    middle_x, middle_y = (x1 + x2) / 2, (y1 + y2) / 2
    points = np.stack([[x1, middle_y], [x2, middle_y], [middle_x, y1], [middle_x, y2]])
    moved = np.einsum("ij,pjn->pin", matrix[:, :2], points) + matrix[:, 2][None, :, None]
    boxes = np.concatenate([moved.min(0), moved.max(0)]).T
    clipped = np.minimum(np.maximum(boxes, 0), np.array([width, height, width, height]))
    area = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    visible = (clipped[:, 2:] - clipped[:, :2]).prod(1)
    keep = (visible > MIN_VISIBLE * area) & ((clipped[:, 2:] - clipped[:, :2]).min(1) >= 2)
    return Picture(warped, clipped[keep].astype(np.float32), scene.slots[keep], scene.unplaced)


def _warp_pixels(pixels: Any, matrix: NDArray[np.float32], canvas: tuple[int, int]) -> Pixels:
    height, width = canvas
    warped = cv2.warpAffine(pixels, matrix, (width, height), borderValue=(PAD_GREY,) * 3)
    return np.asarray(warped, dtype=np.uint8)


def vary_colours(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """Change hue a little, saturation and brightness more; sometimes blur or recompress."""
    hsv = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV)
    hue, saturation, value = rng.uniform(-1, 1, 3) * (0.02, 0.5, 0.4) + 1
    levels = np.arange(256, dtype=np.float32)
    tables = (
        ((levels * hue) % 180).astype(np.uint8),
        np.clip(levels * saturation, 0, 255).astype(np.uint8),
        np.clip(levels * value, 0, 255).astype(np.uint8),
    )
    hsv = cv2.merge([cv2.LUT(c, t) for c, t in zip(cv2.split(hsv), tables, strict=True)])
    varied: Any = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    if rng.random() < 0.1:
        varied = cv2.GaussianBlur(varied, (3, 3), 0)
    if rng.random() < 0.1:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 80))]
        varied = cv2.imdecode(cv2.imencode(".jpg", varied, quality)[1], cv2.IMREAD_COLOR)
    return np.asarray(varied, dtype=np.uint8)


def collate(items: list[Item]) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """Stack pictures and flatten targets into the batch that ultralytics' loss reads.

    Of ours is `known`, `(n, 1, slots)`: 0 for slots that the loss must say nothing about.
    """
    targets = [target for _, target, _ in items]
    index = torch.cat([torch.full((len(t),), float(i)) for i, t in enumerate(targets)])
    flat = torch.cat(targets)
    known = torch.stack([known for _, _, known in items])[:, None]
    batch = {"batch_idx": index, "cls": flat[:, :1], "bboxes": flat[:, 1:], "known": known}
    return torch.stack([picture for picture, _, _ in items]), batch
