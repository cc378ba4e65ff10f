"""Load the street photos: pictures, garment boxes, masks and splits.

Source: Clothing Co-Parsing (Yang, Luo, Lin, CVPR 2014), in a folder with `images/ID.webp`,
`masks/ID.png`, `boxes.json` (COCO), `tags.json`, `mask_labels.json`, `label_groups.json` and
`labels.csv`.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from config.taxonomy import Slot

SLOTS = tuple(Slot)


class Split(StrEnum):
    """What a photo is used for."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


def split_of(photo_id: str) -> Split:
    """Return the split of a street photo: 15 % test, 8 % validation, the rest training.

    Every model that sees street photos splits them by this, so that none of them is measured on
    a photo that another one, feeding it, has learned from.

    Args:
        photo_id: the four-digit file name without its suffix.
    """
    draw = int.from_bytes(hashlib.sha256(f"street/{photo_id}".encode()).digest()[:4]) / 2**32
    if draw < 0.15:
        return Split.TEST
    return Split.VALIDATION if draw < 0.23 else Split.TRAIN


@dataclass(frozen=True, slots=True)
class BoxedPhoto:
    """A photo whose garments have boxes.

    Attributes:
        boxes: `(n, 4)` x1 y1 x2 y2 in pixels.
        slots: `(n,)` indices into `SLOTS`.
        fine_labels: the source's own name of each garment, such as `blazer`.
        unplaced: slots of garments that are in the photo, nobody knows where.
    """

    photo_id: str
    boxes: NDArray[np.float32]
    slots: NDArray[np.int64]
    fine_labels: tuple[str, ...] = ()
    unplaced: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TaggedPhoto:
    """A photo of which it is known what is in it, but not where.

    Attributes:
        counts: index into `SLOTS` → how many garments of that slot the tags name.
    """

    photo_id: str
    counts: Counter[int]


def boxed_photos(street_dir: Path, splits: Iterable[Split] = tuple(Split)) -> list[BoxedPhoto]:
    """Return the photos with boxes that belong to `splits`, by id."""
    coco = json.loads((street_dir / "boxes.json").read_text())
    of_image: dict[int, list[dict[str, Any]]] = {}
    for annotation in coco["annotations"]:
        of_image.setdefault(annotation["image_id"], []).append(annotation)
    names = {c["id"]: SLOTS.index(Slot(c["name"])) for c in coco["categories"]}
    wanted, photos = set(splits), []
    for image in sorted(coco["images"], key=lambda image: image["file_name"]):
        photo_id = Path(image["file_name"]).stem
        if split_of(photo_id) not in wanted:
            continue
        annotations = of_image.get(image["id"], [])
        xywh = np.array([a["bbox"] for a in annotations], dtype=np.float32).reshape(-1, 4)
        photos.append(
            BoxedPhoto(
                photo_id=photo_id,
                boxes=np.concatenate([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]], 1),
                slots=np.array([names[a["category_id"]] for a in annotations], dtype=np.int64),
                fine_labels=tuple(a["label"] for a in annotations),
            )
        )
    return photos


def tagged_photos(street_dir: Path, splits: Iterable[Split] = tuple(Split)) -> list[TaggedPhoto]:
    """Return the photos with tags and no boxes that belong to `splits`, by id."""
    groups = json.loads((street_dir / "label_groups.json").read_text())
    slot_of = {label: SLOTS.index(Slot(slot)) for label, slot in groups.items()}
    tags: dict[str, list[str]] = json.loads((street_dir / "tags.json").read_text())
    wanted = set(splits)
    return [
        TaggedPhoto(photo_id, Counter(slot_of[label] for label in labels if label in slot_of))
        for photo_id, labels in sorted(tags.items())
        if split_of(photo_id) in wanted
    ]


def read_photo(street_dir: Path, photo_id: str) -> NDArray[np.uint8]:
    """Return a photo as `(h, w, 3)` RGB."""
    with Image.open(street_dir / "images" / f"{photo_id}.webp") as image:
        return np.asarray(image.convert("RGB"))


def has_mask(street_dir: Path, photo_id: str) -> bool:
    """Return whether somebody outlined what is in a photo."""
    return (street_dir / "masks" / f"{photo_id}.png").is_file()


def read_slot_mask(street_dir: Path, photo_id: str) -> NDArray[np.uint8]:
    """Return `(h, w)`: 0 background, 1 person without a slot (skin, hair …), 2 + slot a garment."""
    with Image.open(street_dir / "masks" / f"{photo_id}.png") as image:
        slots: NDArray[np.uint8] = _slot_lookup(street_dir)[np.asarray(image)]
    return slots


def _slot_lookup(street_dir: Path) -> NDArray[np.uint8]:
    labels = json.loads((street_dir / "mask_labels.json").read_text())
    groups = json.loads((street_dir / "label_groups.json").read_text())
    lookup = np.ones(256, dtype=np.uint8)
    for index, label in enumerate(labels):
        if label in groups:
            lookup[index] = 2 + SLOTS.index(Slot(groups[label]))
    lookup[labels.index("null")] = 0
    return lookup


def gender_presentation(street_dir: Path) -> dict[str, str]:
    """Return f or m for each photo on which both annotators say so."""
    with (street_dir / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {r["id"]: r["gender_a"] for r in rows if r["gender_a"] == r["gender_b"] != "u"}
