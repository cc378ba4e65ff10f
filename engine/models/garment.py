"""Garment model: category, colours, pattern, fit, warmth and embedding of a crop."""

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
from engine.models.garment_crop import INPUT_PX, Pixels, placement, to_square
from engine.models.garment_warmth import expected_warmth
from engine.schemas import ColourShare, Scored, Vector
from engine.sessions import ModelFileError

WEIGHTS: Final = Path(__file__).parent / "weights" / "garment.onnx"
CALIBRATION: Final = WEIGHTS.with_suffix(".json")

MASK_PX: Final = 28
SEMANTIC_DIMS: Final = 96
DETAIL_DIMS: Final = 96
COLOUR_DIMS: Final = 64
SHAPE_DIMS: Final = SEMANTIC_DIMS + DETAIL_DIMS
"""Where the shape part of an embedding ends and the colour part begins."""
MAX_BATCH: Final = 12
"""Squares of one run: more would be no faster on a CPU and take memory, 10 MB each."""
_NAMED: Final = 3
_MASK_NDIM: Final = 3
"""Dimensions of a batch of masks; the other outputs are rows."""


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
"""Slots that a detector confuses."""


_NOT_OF_CLOTH: Final = frozenset({Slot.SHOES, Slot.BAG, Slot.HAT, Slot.EYEWEAR, Slot.BELT})
_SURE_PATTERN: Final = 0.9
"""How probable a pattern must be on these: it was learned from clothes alone, and takes the seams
of shoes for stripes and the rivets of bags for dots."""


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
        sure_score: least probability of the best category at which the person is not asked.
        related_slot: log factor of categories of a slot that is easily confused with the given one.
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
    """Runs the network: named arrays in, outputs in the model's order out."""

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> Sequence[NDArray[np.float32]]:
        """Run the network once."""
        ...


@dataclass(frozen=True, slots=True)
class GarmentDescription:
    """The description of one crop.

    Attributes:
        slot: where it is worn; the best category's.
        categories: the best three, most probable first, calibrated.
        unsure: whether the person should be asked for the category.
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
            slots: the detector's slot of each crop, None where it is unknown.
            mirrored: describe each crop's mirror image as well and average: twice the time, for
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
        self, square: Pixels, size: tuple[int, ...], slot: Slot | None, outputs: _Outputs
    ) -> GarmentDescription:
        calibration = self._calibration
        scores = softmax(calibration.logits(outputs.category) + slot_prior(slot, calibration))
        best = np.argsort(-scores)[:_NAMED]
        found = CATEGORY_SLOT[CATEGORIES[best[0]]]
        mask = _inside(outputs.mask, size[1], size[0])
        clusters = foreground_colours(square, size[1], size[0], outputs.mask)
        fits = fits_of(found)
        return GarmentDescription(
            slot=found,
            categories=tuple(Scored(CATEGORIES[i], float(scores[i])) for i in best),
            unsure=bool(scores[best[0]] < calibration.sure_score),
            colours=name_colours(softmax(outputs.colour), clusters, self._names),
            pattern=pattern_of(outputs.pattern, found),
            fit=fits[int(outputs.fit.argmax())] if fits else None,
            warmth=expected_warmth(scores),
            embedding=self._embedding(outputs.embedding),
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
