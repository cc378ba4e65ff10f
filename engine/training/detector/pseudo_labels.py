"""Create boxes for photos that only have tags, from detections that match the tags."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from config.taxonomy import Slot
from engine.models.detector import BODY_SLOT_INDICES, Candidates, fuse
from engine.training.detector.network import DetectorNet, candidates_of
from engine.training.street_photos import SLOTS, BoxedPhoto, TaggedPhoto, read_photo

Detect = Callable[[NDArray[np.uint8], int], Candidates]
"""Returns the candidates in a photo scaled to a long side in pixels."""

LONG_SIDES_PX: Final = (448, 576)
LOWEST: Final = 0.02
FIRST_SCORE: Final = 0.2
"""Minimal score, over all views, of the best box of a tagged slot."""
FIRST_SCORE_OF: Final = MappingProxyType({Slot.TOP: 0.4, Slot.BAG: 0.35, Slot.SCARF: 0.35})
"""The same for slots whose boxes below it were often wrong on the validation photos."""
FURTHER_SCORE: Final = 0.45
"""Minimal score of the second box, if the tags name two garments of a slot."""


def place_tags(
    net: DetectorNet, street_dir: Path, photos: Sequence[TaggedPhoto]
) -> list[BoxedPhoto]:
    """Return the tagged photos with boxes predicted by `net`.

    Photos without a detected body garment are left out.
    """
    # Twice as fast on a CPU; torch's stubs do not know the argument.
    net = net.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def detect(image: NDArray[np.uint8], long_side_px: int) -> Candidates:
        return candidates_of(net, image, LOWEST, long_side_px)

    placed = [
        place(photo, fuse_views(detect, read_photo(street_dir, photo.photo_id)))
        for photo in tqdm(photos, desc="placing tags", unit="photo")
    ]
    return [photo for photo in placed if np.isin(photo.slots, BODY_SLOT_INDICES).any()]


def save_placed(photos: Sequence[BoxedPhoto], path: Path) -> None:
    """Write placed photos as JSON, so that a resumed training learns from the same boxes."""
    rows = [
        {
            "id": photo.photo_id,
            "boxes": photo.boxes.tolist(),
            "slots": photo.slots.tolist(),
            "unplaced": sorted(photo.unplaced),
        }
        for photo in photos
    ]
    path.write_text(json.dumps(rows))


def load_placed(path: Path) -> list[BoxedPhoto]:
    """Load photos written by `save_placed`."""
    return [
        BoxedPhoto(
            row["id"],
            np.array(row["boxes"], dtype=np.float32).reshape(-1, 4),
            np.array(row["slots"], dtype=np.int64),
            unplaced=frozenset(row["unplaced"]),
        )
        for row in json.loads(path.read_text())
    ]


def place(photo: TaggedPhoto, candidates: Candidates) -> BoxedPhoto:
    """Keep the candidates that match the tags, best first; slots without one are unplaced."""
    kept: list[int] = []
    unplaced = set()
    for slot, count in photo.counts.items():
        of_slot = np.flatnonzero(candidates.slots == slot)
        first_score = FIRST_SCORE_OF.get(SLOTS[slot], FIRST_SCORE)
        sure = [
            int(index)
            for rank, index in enumerate(of_slot[:count])
            if candidates.scores[index] >= (FURTHER_SCORE if rank else first_score)
        ]
        kept += sure
        if not sure:
            unplaced.add(slot)
    return BoxedPhoto(
        photo.photo_id, candidates.boxes[kept], candidates.slots[kept], unplaced=frozenset(unplaced)
    )


def fuse_views(detect: Detect, image: NDArray[np.uint8]) -> Candidates:
    """Detect at several sizes, plain and mirrored, and average the candidates.

    See `engine.models.detector.fuse`.
    """
    views: list[Candidates] = []
    for long_side_px in LONG_SIDES_PX:
        views.append(detect(image, long_side_px))
        mirrored = detect(np.ascontiguousarray(image[:, ::-1]), long_side_px)
        views.append(mirrored.mirrored(image.shape[1]))
    return fuse(views)
