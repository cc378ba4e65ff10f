"""What one garment is: category, colours, pattern, fit, warmth and an embedding, from its crop."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, PATTERNS, Slot, fits_of
from engine.models.colour import WEIGHTS as COLOUR_NAMES
from engine.models.colour import (
    Cluster,
    ColourNames,
    default_names,
    foreground_clusters,
    name_colours,
    softmax,
)
from engine.schemas import ColourShare, Scored, Vector
from engine.sessions import ModelFileError
from engine.vision.resize import resample

WEIGHTS: Final = Path(__file__).parent / "weights" / "garment.onnx"
CALIBRATION: Final = WEIGHTS.with_suffix(".json")

INPUT_PX: Final = 224
MASK_PX: Final = 28
SEMANTIC_DIMS: Final = 96
DETAIL_DIMS: Final = 96
COLOUR_DIMS: Final = 64
SHAPE_DIMS: Final = SEMANTIC_DIMS + DETAIL_DIMS
"""Where the shape part of an embedding ends and the colour part begins."""
MAX_BATCH: Final = 12
"""Squares of one run: more would be no faster on a CPU and take memory, 10 MB each."""
MARGIN: Final = 0.06
_PAD: Final = 127
_NAMED: Final = 3
_MASK_NDIM: Final = 3
"""Dimensions of a batch of masks; the other outputs are rows."""

Pixels = NDArray[np.uint8]

_RELATED: Final = MappingProxyType(
    {
        Slot.TOP: frozenset({Slot.OUTER, Slot.DRESS}),
        Slot.OUTER: frozenset({Slot.TOP, Slot.DRESS}),
        Slot.DRESS: frozenset({Slot.TOP, Slot.OUTER, Slot.SKIRT}),
        Slot.SKIRT: frozenset({Slot.DRESS, Slot.SHORTS}),
        Slot.SHORTS: frozenset({Slot.SKIRT, Slot.PANTS}),
        Slot.PANTS: frozenset({Slot.SHORTS}),
    }
)
"""Slots that a detector takes for one another."""

CLO: Final = MappingProxyType(
    {
        "t_shirt": 0.15,
        "long_sleeve": 0.22,
        "sleeveless": 0.10,
        "shirt": 0.25,
        "blouse": 0.20,
        "polo": 0.17,
        "sweatshirt": 0.34,
        "hoodie": 0.38,
        "sweater": 0.36,
        "vest": 0.22,
        "training_top": 0.28,
        "jeans": 0.26,
        "trousers": 0.24,
        "leggings": 0.20,
        "training_bottom": 0.28,
        "shorts": 0.08,
        "skirt_short": 0.14,
        "skirt_long": 0.23,
        "blazer": 0.36,
        "cardigan": 0.35,
        "coat": 0.60,
        "jacket": 0.42,
        "parka": 0.65,
        "padded_jacket": 0.65,
        "dress": 0.29,
        "jumpsuit": 0.30,
        "sneakers": 0.20,
        "dress_shoes": 0.20,
        "heels": 0.17,
        "boots": 0.40,
        "sandals": 0.05,
        "bag": 0.25,
        "hat": 0.25,
        "scarf": 0.40,
        "belt": 0.25,
        "eyewear": 0.20,
    }
)
"""Thermal insulation of a garment, clo.

Clothing: garment values of ISO 9920:2007 (annex B) and ASHRAE 55, the middle of the kinds that a
category joins; a parka and a padded jacket after the standards' insulated coats and jackets. Shoes
and accessories insulate next to nothing there (0.02 to 0.10), so theirs are the clo of the clothes
they are worn with: they place the thing in a season.
"""
_CLO_CUTS: Final = (0.18, 0.32, 0.50)

_NOT_OF_CLOTH: Final = frozenset({Slot.SHOES, Slot.BAG, Slot.HAT, Slot.EYEWEAR, Slot.BELT})
_SURE_PATTERN: Final = 0.9
"""How probable a pattern must be on these: it was learned from clothes alone, and takes the seams
of shoes for stripes and the rivets of bags for dots."""


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


def weigh(embedding: Vector, shape: float, colour: float) -> Vector:
    """Change how much shape and colour count in an embedding.

    Args:
        embedding: unit vector or unit rows, (..., 256).
        shape: factor of the first `SHAPE_DIMS` numbers (kind, cut, print).
        colour: factor of the rest.

    Returns:
        Unit vectors; a cosine with an unchanged embedding then weighs shape against colour by
        the ratio of the factors.
    """
    scaled = np.concatenate(
        [shape * embedding[..., :SHAPE_DIMS], colour * embedding[..., SHAPE_DIMS:]], axis=-1
    )
    length = np.linalg.norm(scaled, axis=-1, keepdims=True)
    return np.asarray(scaled / np.maximum(length, 1e-9), np.float32)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Numbers fitted after training, on validation data.

    Attributes:
        temperature: divides the category logits.
        balance: added to the category logits before that, one a category or none at all: what
            lifts the kinds that training saw seldom.
        sure_score: least probability of the best category that is not asked back.
        related_slot: log factor of categories of a slot that is easily taken for the given one.
        other_slot: log factor of all other categories outside the given slot.
        semantic: weight of the embedding's part for the kind of garment.
        detail: weight of the part for the very garment.
        colour: weight of the part for colours.
    """

    temperature: float = 1.0
    balance: tuple[float, ...] = ()
    sure_score: float = 0.6
    related_slot: float = -2.0
    other_slot: float = -5.0
    semantic: float = 1.0
    detail: float = 1.0
    colour: float = 1.0

    def logits(self, category: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return calibrated logits of the network's, (..., categories)."""
        balanced = category + np.array(self.balance) if self.balance else category
        return np.asarray(balanced / self.temperature, np.float64)

    @classmethod
    def read(cls, path: Path = CALIBRATION) -> Calibration:
        """Read the numbers that belong to the weights.

        Raises:
            ModelFileError: the file is missing or holds something else.
        """
        try:
            numbers = json.loads(path.read_text(encoding="utf-8"))
            return cls(**numbers | {"balance": tuple(numbers.get("balance", ()))})
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise ModelFileError(f"{path} holds no calibration of the garment model") from error


class Session(Protocol):
    """What runs the network: named arrays in, outputs in the model's order out."""

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> Sequence[NDArray[np.float32]]:
        """Run the network once."""
        ...


@dataclass(frozen=True, slots=True)
class GarmentDescription:
    """What is said of one crop.

    Attributes:
        slot: where it is worn; the best category's.
        categories: the best three, most probable first, calibrated.
        unsure: whether the best category should be asked back.
        colours: one to three, main colour first.
        pattern: one of `PATTERNS`.
        fit: one of `fits_of(slot)`, None for accessories.
        warmth: 1 (hot days) to 4 (cold days).
        embedding: unit vector, float32, (256,); see `weigh`.
        foreground: `(x1, y1, x2, y2)` of the garment in the crop, each 0 to 1.
        mask: logits over the crop, above 0 on the garment; at most 28 cells a side.
    """

    slot: Slot
    categories: tuple[Scored, ...]
    unsure: bool
    colours: tuple[ColourShare, ...]
    pattern: str
    fit: str | None
    warmth: int
    embedding: Vector = field(repr=False, compare=False)
    foreground: tuple[float, float, float, float]
    mask: NDArray[np.float32] = field(repr=False, compare=False)


class GarmentModel:
    """Describes garments from their crops; safe to share between threads."""

    def __init__(
        self,
        session: Session,
        calibration: Calibration | None = None,
        names: ColourNames | None = None,
    ) -> None:
        """Wire the network and its fitted numbers.

        Args:
            session: runs `garment.onnx`.
            calibration: the numbers that ship with the weights when None.
            names: the colour classifier that ships with the weights when None.
        """
        self._session = session
        self._calibration = calibration or Calibration.read()
        self._names = names or default_names()

    @classmethod
    def open(cls, session: Session, folder: Path) -> Self:
        """Read the fitted numbers that belong to the weights in `folder`.

        Args:
            session: runs the folder's `garment.onnx`.
            folder: also holds `garment.json` and `colour_names.npz`.

        Raises:
            ModelFileError: one of the two is missing or damaged.
        """
        return cls(
            session,
            Calibration.read(folder / CALIBRATION.name),
            ColourNames.read(folder / COLOUR_NAMES.name),
        )

    def describe(
        self,
        crops: Sequence[Pixels],
        slots: Sequence[Slot | None],
        *,
        mirrored: bool = False,
    ) -> list[GarmentDescription]:
        """Describe all garments of a photo, up to `MAX_BATCH` squares in one run of the network.

        Args:
            crops: RGB, each (h, w, 3), cut with `crop_box`; or whole photos of one garment.
            slots: what the detector says of each crop, None where nothing is known.
            mirrored: look at each crop in a mirror as well and average: twice the time, for
                photos of one garment, where there is time and nothing else to go by.

        Raises:
            ValueError: there are not as many slots as crops.
        """
        if len(crops) != len(slots):
            raise ValueError(f"{len(crops)} crops but {len(slots)} slots")
        at_once = MAX_BATCH // 2 if mirrored else MAX_BATCH
        return [
            described
            for start in range(0, len(crops), at_once)
            for described in self._describe_batch(
                crops[start : start + at_once], slots[start : start + at_once], mirrored
            )
        ]

    def _describe_batch(
        self, crops: Sequence[Pixels], slots: Sequence[Slot | None], mirrored: bool
    ) -> list[GarmentDescription]:
        squares = np.stack([to_square(c) for c in crops])
        outputs = run_squares(self._session, squares, mirrored=mirrored)
        return [
            self._describe_one(square, crop.shape[:2], slot, _Outputs(*(o[i] for o in outputs)))
            for i, (square, crop, slot) in enumerate(zip(squares, crops, slots, strict=True))
        ]

    def _describe_one(
        self, square: Pixels, size: tuple[int, ...], slot: Slot | None, said: _Outputs
    ) -> GarmentDescription:
        calibration = self._calibration
        scores = softmax(calibration.logits(said.category) + slot_prior(slot, calibration))
        best = np.argsort(-scores)[:_NAMED]
        found = CATEGORY_SLOT[CATEGORIES[best[0]]]
        mask = _inside(said.mask, size[1], size[0])
        clusters = foreground_colours(square, size[1], size[0], said.mask)
        fits = fits_of(found)
        return GarmentDescription(
            slot=found,
            categories=tuple(Scored(CATEGORIES[i], float(scores[i])) for i in best),
            unsure=bool(scores[best[0]] < calibration.sure_score),
            colours=name_colours(softmax(said.colour), clusters, self._names),
            pattern=pattern_of(said.pattern, found),
            fit=fits[int(said.fit.argmax())] if fits else None,
            warmth=expected_warmth(scores),
            embedding=self._embedding(said.embedding),
            foreground=_foreground_box(mask),
            mask=mask,
        )

    def _embedding(self, parts: NDArray[np.float32]) -> Vector:
        calibration = self._calibration
        weights = np.repeat(
            [calibration.semantic, calibration.detail, calibration.colour],
            [SEMANTIC_DIMS, DETAIL_DIMS, COLOUR_DIMS],
        )
        weighted = parts * weights
        return np.asarray(weighted / np.linalg.norm(weighted), np.float32)


@dataclass(frozen=True, slots=True)
class _Outputs:
    """The network's outputs for one crop, in the order of the file."""

    category: NDArray[np.float32]
    pattern: NDArray[np.float32]
    fit: NDArray[np.float32]
    colour: NDArray[np.float32]
    mask: NDArray[np.float32]
    embedding: NDArray[np.float32]


def run_squares(
    session: Session, squares: Pixels, *, mirrored: bool
) -> Sequence[NDArray[np.float32]]:
    """Run the network over squares, or over them and their mirror images, averaged.

    Args:
        session: runs `garment.onnx`.
        squares: from `to_square`, (n, 224, 224, 3).
        mirrored: whether to average with the mirror images.

    Returns:
        The model's outputs in the order of the file, n rows each.
    """
    if not mirrored:
        return session.run({"crops": squares})
    n = len(squares)
    outputs = session.run({"crops": np.concatenate([squares, squares[:, :, ::-1]])})
    averaged = []
    for both in outputs:
        mirror = both[n:, :, ::-1] if both.ndim == _MASK_NDIM else both[n:]
        averaged.append(np.asarray((both[:n] + mirror) / 2, np.float32))
    return averaged


def foreground_colours(
    square: Pixels, width: int, height: int, mask: NDArray[np.float32]
) -> list[Cluster]:
    """Cluster the colours of a garment in the network's input.

    Args:
        square: what `to_square` gave, (224, 224, 3).
        width: width of the crop that it was made of.
        height: height of that crop.
        mask: the network's mask logits, (28, 28).
    """
    left, top, right, bottom = placement(width, height)
    probability = 1 / (1 + np.exp(-mask.astype(np.float32)))
    whole = np.asarray(
        cv2.resize(probability, (INPUT_PX, INPUT_PX), interpolation=cv2.INTER_LINEAR), np.float32
    )
    return foreground_clusters(square[top:bottom, left:right], whole[top:bottom, left:right])


def _inside(mask: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    """Return the cells of a mask that lie on the crop, without the padding."""
    left, top, right, bottom = placement(width, height, MASK_PX)
    return mask[top:bottom, left:right]


def slot_prior(slot: Slot | None, calibration: Calibration) -> NDArray[np.float64]:
    """Return what a detector's slot adds to the category logits, (categories,).

    The slot is evidence, not a rule: detectors take a cardigan for a top and a shirt dress for an
    outer garment, and the crop often tells better.
    """
    if slot is None:
        return np.zeros(len(CATEGORIES))
    near = _RELATED.get(slot, frozenset())
    return np.array(
        [
            0.0
            if CATEGORY_SLOT[c] is slot
            else calibration.related_slot
            if CATEGORY_SLOT[c] in near
            else calibration.other_slot
            for c in CATEGORIES
        ]
    )


def pattern_of(logits: NDArray[np.float32], slot: Slot) -> str:
    """Return the pattern of a garment.

    Args:
        logits: of `PATTERNS`, (8,).
        slot: of the garment.
    """
    best = int(logits.argmax())
    if slot in _NOT_OF_CLOTH and softmax(logits)[best] < _SURE_PATTERN:
        return "solid"
    return PATTERNS[best]


def expected_warmth(scores: NDArray[np.float64]) -> int:
    """Return the warmth, 1 to 4, of a garment known by its category probabilities, (categories,).

    The expected thermal insulation (clo) is cut into four: up to 0.18 for hot days, up to 0.32 for
    mild ones, up to 0.50 for cool ones. So a knit that may be a T-shirt falls between the two.
    """
    clo = float(scores @ np.array([CLO[c] for c in CATEGORIES]))
    return 1 + int(np.searchsorted(_CLO_CUTS, clo, side="left"))


def _foreground_box(mask: NDArray[np.float32]) -> tuple[float, float, float, float]:
    """Return the box, in parts of the crop, around the positive logits of its mask."""
    inside = mask > 0
    if not inside.any():
        return 0.0, 0.0, 1.0, 1.0
    ys, xs = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    h, w = mask.shape
    return (
        float(xs[0] / w),
        float(ys[0] / h),
        float((xs[-1] + 1) / w),
        float((ys[-1] + 1) / h),
    )
