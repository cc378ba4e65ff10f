"""Boxes for photos that only have tags: where the detector sees what the tags say is there."""

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

Look = Callable[[NDArray[np.uint8], int], Candidates]
"""What is seen in a photo that is scaled to a long side of so many pixels."""

LONG_SIDES_PX: Final = (448, 576)
LOWEST: Final = 0.02
FIRST_SCORE: Final = 0.2
"""How sure, over all views, the best box of a slot must be that the tags name."""
FIRST_SCORE_OF: Final = MappingProxyType({Slot.TOP: 0.4, Slot.BAG: 0.35, Slot.SCARF: 0.35})
"""The same where, on the validation photos, boxes less sure than this were often wrong."""
FURTHER_SCORE: Final = 0.45
"""How sure the second box must be, where the tags name two garments of a slot."""


def place_tags(
    net: DetectorNet, street_dir: Path, photos: Sequence[TaggedPhoto]
) -> list[BoxedPhoto]:
    """Return the tagged photos with the boxes that `net` gives them.

    A photo none of whose body garments is found is left out.
    """
    # Twice as fast on a CPU; torch's stubs do not know the argument.
    net = net.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def look(image: NDArray[np.uint8], long_side_px: int) -> Candidates:
        return candidates_of(net, image, LOWEST, long_side_px)

    placed = [
        place(photo, fuse_views(look, read_photo(street_dir, photo.photo_id)))
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
    """Read what `save_placed` wrote."""
    return [
        BoxedPhoto(
            row["id"],
            np.array(row["boxes"], dtype=np.float32).reshape(-1, 4),
            np.array(row["slots"], dtype=np.int64),
            unplaced=frozenset(row["unplaced"]),
        )
        for row in json.loads(path.read_text())
    ]


def place(photo: TaggedPhoto, found: Candidates) -> BoxedPhoto:
    """Keep of `found`, best first, what the tags name; a slot without a sure box is unplaced."""
    kept: list[int] = []
    unplaced = set()
    for slot, count in photo.counts.items():
        of_slot = np.flatnonzero(found.slots == slot)
        first_score = FIRST_SCORE_OF.get(SLOTS[slot], FIRST_SCORE)
        sure = [
            int(index)
            for rank, index in enumerate(of_slot[:count])
            if found.scores[index] >= (FURTHER_SCORE if rank else first_score)
        ]
        kept += sure
        if not sure:
            unplaced.add(slot)
    return BoxedPhoto(
        photo.photo_id, found.boxes[kept], found.slots[kept], unplaced=frozenset(unplaced)
    )


def fuse_views(look: Look, image: NDArray[np.uint8]) -> Candidates:
    """Look at a photo at several sizes, plain and mirrored, and average what is seen.

    See `engine.models.detector.fuse`.
    """
    seen: list[Candidates] = []
    for long_side_px in LONG_SIDES_PX:
        seen.append(look(image, long_side_px))
        mirrored = look(np.ascontiguousarray(image[:, ::-1]), long_side_px)
        seen.append(mirrored.mirrored(image.shape[1]))
    return fuse(seen)
