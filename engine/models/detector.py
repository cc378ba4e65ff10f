"""The garment detector: a photo in, boxes of garments in twelve slots out."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import Slot
from engine.schemas import Detection, Vector
from engine.sessions import Session
from engine.vision.person_grouping import BODY_SLOTS
from engine.vision.resize import resample

WEIGHTS: Final = Path(__file__).with_name("weights") / "detector.onnx"

SLOTS: Final = tuple(Slot)
STRIDES: Final = (8, 16, 32)
BOX_BINS: Final = 16
LONG_SIDE_PX: Final = 448
MIRRORED_SIDE_PX: Final = 416
"""The mirror image is at another scale as well: as good as one scale twice, in less time."""
NEAR_SIDE_PX: Final = 768
"""Longer side, in pixels, to which the whole photo would be scaled in the second pass."""
SURE_SCORE: Final = 0.5
"""Least score of a garment that shows that a person is there."""
NEAR_SHARE: Final = 0.25
"""Part of the photo's longer side that clothes cover if a person stands near."""
MIRRORED_FLOOR: Final = 0.5
"""What part of a score one view must have to count towards the mean of both."""
HINT_SCORE: Final = 0.1
"""Least score of a garment whose region the second pass covers."""
SURROUNDINGS: Final = 0.05
"""Margin around such regions, as part of the photo's longer side."""
PAD_GREY: Final = 114
NMS_IOU: Final = 0.5
MAX_CANDIDATES: Final = 1000
MAX_DETECTIONS: Final = 100

BODY_SLOT_INDICES: Final = tuple(SLOTS.index(slot) for slot in sorted(BODY_SLOTS))

Boxes = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DetectorResult:
    """What the detector saw in one photo.

    Attributes:
        detections: best first, boxes in pixels of the photo.
        features: what the backbone and neck saw of the whole photo, averaged; for the style.
    """

    detections: list[Detection]
    features: Vector = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Boxes before suppression, best first.

    Attributes:
        boxes: `(n, 4)` x1 y1 x2 y2.
        slots: `(n,)` indices into `SLOTS`.
        scores: `(n,)`.
    """

    boxes: Boxes
    slots: NDArray[np.int64]
    scores: NDArray[np.float32]

    def show_somebody(self) -> bool:
        """Return whether a garment that covers a body is there for sure."""
        return bool((np.isin(self.slots, BODY_SLOT_INDICES) & (self.scores >= SURE_SCORE)).any())

    def show_somebody_near(self, long_side_px: float) -> bool:
        """Return whether what covers bodies reaches over much of a photo of that size."""
        body = self.boxes[np.isin(self.slots, BODY_SLOT_INDICES) & (self.scores >= SURE_SCORE)]
        reach = (body[:, 2:].max(0) - body[:, :2].min(0)).max() if len(body) else -1.0
        return bool(reach >= NEAR_SHARE * long_side_px)

    def whereabouts(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return the part of a photo of that size in which garments may be: x1 y1 x2 y2."""
        hints = self.boxes[self.scores >= HINT_SCORE]
        if not len(hints):
            return 0, 0, width, height
        around = SURROUNDINGS * max(width, height)
        left, top = np.maximum(hints[:, :2].min(0) - around, 0).astype(int).tolist()
        right, bottom = np.ceil(hints[:, 2:].max(0) + around).astype(int).tolist()
        return left, top, min(right, width), min(bottom, height)

    def above(self, score: float) -> Candidates:
        """Return those that score at least `score`."""
        keep = self.scores >= score
        return Candidates(self.boxes[keep], self.slots[keep], self.scores[keep])

    def mirrored(self, width: float) -> Candidates:
        """Return the same in the mirror image of a picture of that width."""
        x1, y1, x2, y2 = self.boxes.T
        return Candidates(np.stack([width - x2, y1, width - x1, y2], 1), self.slots, self.scores)

    def moved(self, x: float, y: float) -> Candidates:
        """Return the same that much further to the right and down."""
        moved = self.boxes + np.array([x, y, x, y], dtype=np.float32)
        return Candidates(moved, self.slots, self.scores)

    def merged(self, other: Candidates) -> Candidates:
        """Return both, best first."""
        scores = np.concatenate([self.scores, other.scores])
        order = np.argsort(-scores, kind="stable")
        return Candidates(
            np.concatenate([self.boxes, other.boxes])[order],
            np.concatenate([self.slots, other.slots])[order],
            scores[order],
        )


def letterbox(
    image: NDArray[np.uint8], long_side_px: int = LONG_SIDE_PX, *, mirrored: bool = False
) -> tuple[NDArray[np.uint8], float, float]:
    """Scale a photo so that its longer side fits, and pad it to whole cells of the last stride.

    Args:
        image: `(h, w, 3)`.
        long_side_px: length of the longer side afterwards; a multiple of 32.
        mirrored: whether to give its mirror image.

    Returns:
        The padded picture, with the photo in its upper left corner, and the scale of x and of y.
    """
    height, width = image.shape[:2]
    scale = long_side_px / max(height, width)
    new_width, new_height = max(1, round(width * scale)), max(1, round(height * scale))
    cell = STRIDES[-1]
    padded = np.full(
        (-(-new_height // cell) * cell, -(-new_width // cell) * cell, 3), PAD_GREY, dtype=np.uint8
    )
    scaled = resample(image, new_width, new_height)
    padded[:new_height, :new_width] = scaled[:, ::-1] if mirrored else scaled
    return padded, new_width / width, new_height / height


def normalise(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return `(n, h, w, 3)` bytes as the network's `(n, 3, h, w)` input in -1 to 1."""
    values = np.ascontiguousarray(pictures.transpose(0, 3, 1, 2), dtype=np.float32)
    values -= 127.5
    values /= 127.5
    return values


def anchor_centres(height: int, width: int) -> tuple[Boxes, NDArray[np.float32]]:
    """Return all cells' centres `(a, 2)` in pixels, x first, and strides `(a,)`."""
    centres, strides = [], []
    for stride in STRIDES:
        rows, columns = np.mgrid[0 : height // stride, 0 : width // stride].astype(np.float32)
        cells = np.stack([columns.ravel(), rows.ravel()], 1)
        centres.append((cells + 0.5) * stride)
        strides.append(np.full(len(cells), stride, dtype=np.float32))
    return np.concatenate(centres), np.concatenate(strides)


def decode(
    box_logits: NDArray[np.float32],
    class_logits: NDArray[np.float32],
    size: tuple[int, int],
    min_score: float,
) -> Candidates:
    """Turn the raw outputs of one picture into boxes, without suppression.

    A side's distance from the cell's centre is the mean of a distribution over 0 … 15 strides (Li
    et al., Generalized Focal Loss, 2020). A cell may be a garment of several slots.

    Args:
        box_logits: `(4 * 16, anchors)`: left, top, right, bottom.
        class_logits: `(slots, anchors)`.
        size: height and width of the network's input.
        min_score: candidates below it are left out.

    Returns:
        Candidates in pixels of the input.
    """
    # Compared as logits, so that only what is kept goes through the exponentials.
    floor = np.log(min_score / (1 - min_score)) if 0 < min_score < 1 else -np.inf
    slots, cells = np.nonzero(class_logits >= floor)
    order = np.argsort(-class_logits[slots, cells], kind="stable")[:MAX_CANDIDATES]
    slots, cells = slots[order], cells[order]
    scores = 1 / (1 + np.exp(-class_logits[slots, cells]))
    bins = box_logits[:, cells].reshape(4, BOX_BINS, -1)
    weights = np.exp(bins - bins.max(1, keepdims=True))
    weights /= weights.sum(1, keepdims=True)
    distances = np.einsum("sbn,b->ns", weights, np.arange(BOX_BINS, dtype=np.float32))
    centres, strides = anchor_centres(*size)
    distances *= strides[cells, None]
    boxes = np.concatenate(
        [centres[cells] - distances[:, :2], centres[cells] + distances[:, 2:]], 1
    )
    return Candidates(boxes.astype(np.float32), slots, scores.astype(np.float32))


def iou(box: Boxes, others: Boxes) -> NDArray[np.float32]:
    """Return the intersection over union of one box `(4,)` with others `(n, 4)`."""
    top_left = np.maximum(box[:2], others[:, :2])
    bottom_right = np.minimum(box[2:], others[:, 2:])
    overlap = np.clip(bottom_right - top_left, 0, None).prod(1)
    union = (box[2:] - box[:2]).prod() + (others[:, 2:] - others[:, :2]).prod(1) - overlap
    return np.asarray(overlap / np.maximum(union, 1e-9), dtype=np.float32)


def suppress(
    boxes: Boxes, slots: NDArray[np.int64], max_iou: float = NMS_IOU, limit: int = MAX_DETECTIONS
) -> NDArray[np.int64]:
    """Return the indices that greedy non-maximum suppression within each slot keeps.

    Args:
        boxes: `(n, 4)`, best first.
        slots: `(n,)`.
        max_iou: a box that overlaps a better one of its slot by more is dropped.
        limit: how many are kept at most.
    """
    alive = np.ones(len(boxes), dtype=bool)
    kept: list[int] = []
    for index in range(len(boxes)):
        if not alive[index]:
            continue
        kept.append(index)
        if len(kept) == limit:
            break
        rivals = (
            index + 1 + np.flatnonzero(alive[index + 1 :] & (slots[index + 1 :] == slots[index]))
        )
        alive[rivals[iou(boxes[index], boxes[rivals]) > max_iou]] = False
    return np.array(kept, dtype=np.int64)


def fuse(views: Sequence[Candidates]) -> Candidates:
    """Average what several views of one photo show.

    Boxes of a slot that overlap are one (weighted box fusion, Solovyev et al., 2021): its sides
    are their means by score, its score the mean over the views, 0 where a view does not have it.

    Args:
        views: in the coordinates of the photo.

    Returns:
        No two boxes of a slot that overlap by more than `NMS_IOU`, best first.
    """
    order = np.argsort(-np.concatenate([view.scores for view in views]), kind="stable")
    boxes = np.concatenate([view.boxes for view in views])[order]
    slots = np.concatenate([view.slots for view in views])[order]
    scores = np.concatenate([view.scores for view in views])[order]
    of_view = np.repeat(np.arange(len(views)), [len(view.scores) for view in views])[order]
    free = np.ones(len(boxes), dtype=bool)
    fused: list[tuple[Boxes, int, float]] = []
    for index in range(len(boxes)):
        if not free[index]:
            continue
        rivals = np.flatnonzero(free & (slots == slots[index]))
        same = rivals[iou(boxes[index], boxes[rivals]) > NMS_IOU]
        free[same] = False
        free[index] = False
        # The first is the best, as they are in order.
        best = same[np.unique(of_view[same], return_index=True)[1]]
        total = float(scores[best].sum())
        box = (boxes[best] * scores[best, None]).sum(0) / max(total, 1e-9)
        fused.append((box, int(slots[index]), total / len(views)))
    fused.sort(key=lambda one: -one[2])
    return Candidates(
        np.array([box for box, _, _ in fused], dtype=np.float32).reshape(-1, 4),
        np.array([slot for _, slot, _ in fused], dtype=np.int64),
        np.array([score for _, _, score in fused], dtype=np.float32),
    )


class Detector:
    """Finds garments in a photo; safe to share between threads."""

    def __init__(self, session: Session) -> None:
        """Use `session`, whose model takes `images` and gives boxes, scores and features."""
        self._session = session
        # The second pass takes three times the memory of the first: one at a time is enough.
        self._near = threading.Lock()

    def detect(self, image: NDArray[np.uint8], min_score: float) -> DetectorResult:
        """Find the garments of a photo.

        The results of the photo and its mirror image are averaged. Without sure clothes, or with
        small ones alone, people are far away: then the region in which they may be is detected at
        a larger scale instead of the mirror image, and counts if it shows a person.

        Args:
            image: `(h, w, 3)` RGB, upright.
            min_score: detections below it are left out; 0.001 keeps the tail that mAP needs.
        """
        height, width = image.shape[:2]
        floor = MIRRORED_FLOOR * min_score
        # Weak boxes are read whatever the threshold, so that the result does not depend on it.
        plain, features = self._look(image, LONG_SIDE_PX, min(floor, HINT_SCORE))
        part = 0, 0, width, height
        if plain.show_somebody() and not plain.show_somebody_near(max(width, height)):
            found = plain.above(min_score)
            part = plain.whereabouts(width, height)
        else:
            mirror, _ = self._look(image, MIRRORED_SIDE_PX, floor, mirrored=True)
            found = fuse([plain, mirror]).above(min_score)
        if not found.show_somebody_near(max(width, height)):
            nearer = self._look_nearer(image, part, min_score)
            if nearer.show_somebody():
                found = found.merged(nearer)
        kept = suppress(found.boxes, found.slots)
        detections = [
            Detection(box=(x1, y1, x2, y2), slot=SLOTS[slot], score=score)
            for (x1, y1, x2, y2), slot, score in zip(
                found.boxes[kept].tolist(),
                found.slots[kept].tolist(),
                found.scores[kept].tolist(),
                strict=True,
            )
            if x2 > x1 and y2 > y1
        ]
        return DetectorResult(detections=detections, features=features)

    def _look_nearer(
        self, image: NDArray[np.uint8], part: tuple[int, int, int, int], min_score: float
    ) -> Candidates:
        """Return what a part of the photo shows at a larger scale."""
        left, top, right, bottom = part
        share = max(right - left, bottom - top) / max(image.shape[:2])
        cell = STRIDES[-1]
        long_side_px = max(round(NEAR_SIDE_PX * share / cell), 1) * cell
        with self._near:
            found, _ = self._look(image[top:bottom, left:right], long_side_px, min_score)
        return found.moved(left, top)

    def _look(
        self,
        image: NDArray[np.uint8],
        long_side_px: int,
        min_score: float,
        *,
        mirrored: bool = False,
    ) -> tuple[Candidates, Vector]:
        """Return what a picture, or its mirror image, shows in its pixels; and the features."""
        padded, scale_x, scale_y = letterbox(image, long_side_px, mirrored=mirrored)
        box_logits, class_logits, features = self._session.run({"images": normalise(padded[None])})
        height, width = image.shape[:2]
        scales = np.array([scale_x, scale_y, scale_x, scale_y], dtype=np.float32)
        edges = np.array([width, height, width, height], dtype=np.float32)
        found = decode(box_logits[0], class_logits[0], padded.shape[:2], min_score)
        inside = np.minimum(np.maximum(found.boxes / scales, 0), edges)
        view = Candidates(np.asarray(inside, dtype=np.float32), found.slots, found.scores)
        return view.mirrored(width) if mirrored else view, features[0]
