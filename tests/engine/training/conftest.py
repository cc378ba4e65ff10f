"""A tiny folder of street photos, made of rectangles."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from config.taxonomy import Slot

LABELS = ["null", "shirt", "jeans", "shoes", "hat", "skin"]
GROUPS = {"shirt": "top", "jeans": "pants", "shoes": "shoes", "hat": "hat"}
PARTS = {"hat": (60, 5, 100, 25), "shirt": (50, 50, 110, 110), "jeans": (55, 110, 105, 200)}
COLUMNS = ("style1", "style2", "gender", "warmth", "formality")
PHOTOS = 24
TAGGED = range(101, 109)
"""Photos that have tags and no masks."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark every test of training as slow."""
    item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with `street/`: photos of blocks dressed as shirt, jeans and sometimes hat."""
    folder = tmp_path_factory.mktemp("data")
    street = folder / "street"
    (street / "images").mkdir(parents=True)
    (street / "masks").mkdir()
    rng = np.random.default_rng(0)
    images, annotations, rows = [], [], []
    tags: dict[str, list[str]] = {}
    for number in range(1, PHOTOS + 1):
        photo_id = f"{number:04d}"
        pixels = rng.integers(0, 90, (240, 160, 3), dtype=np.uint8)
        mask = np.zeros((240, 160), dtype=np.uint8)
        mask[25:50, 65:95] = LABELS.index("skin")
        images.append({"id": number, "file_name": f"{photo_id}.webp", "width": 160, "height": 240})
        worn = ["shirt", "jeans"] + (["hat"] if number % 2 else [])
        for label in worn:
            x1, y1, x2, y2 = PARTS[label]
            pixels[y1:y2, x1:x2] = 100 + 30 * LABELS.index(label)
            mask[y1:y2, x1:x2] = LABELS.index(label)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number,
                    "category_id": list(Slot).index(Slot(GROUPS[label])),
                    "bbox": [x1, y1, x2 - x1, y2 - y1],
                    "label": label,
                }
            )
        Image.fromarray(pixels).save(street / "images" / f"{photo_id}.webp", lossless=True)
        if number <= len(TAGGED):
            twin = f"{TAGGED[number - 1]:04d}"
            Image.fromarray(pixels).save(street / "images" / f"{twin}.webp", lossless=True)
            tags[twin] = [*worn, "bracelet"]
        Image.fromarray(mask).save(street / "masks" / f"{photo_id}.png")
        first, second = ("casual", "street") if number % 2 else ("classic", "")
        said = {"style1": first, "style2": second, "gender": "f", "warmth": "2", "formality": "3"}
        rows.append({"id": photo_id} | {f"{c}_{who}": said[c] for c in COLUMNS for who in "ab"})
    categories = [{"id": i, "name": slot.value} for i, slot in enumerate(Slot)]
    coco = {"images": images, "annotations": annotations, "categories": categories}
    (street / "boxes.json").write_text(json.dumps(coco))
    (street / "tags.json").write_text(json.dumps(tags))
    (street / "mask_labels.json").write_text(json.dumps(LABELS))
    (street / "label_groups.json").write_text(json.dumps(GROUPS))
    with (street / "labels.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder
