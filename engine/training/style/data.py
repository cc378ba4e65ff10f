"""Training data of the style model: annotations of street photos, and the engine's features."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from config.taxonomy import STYLES
from engine.models.detector import Detector
from engine.models.garment import GarmentModel
from engine.models.style import FORMALITIES, GENDERS, HEADS, WARMTHS, outfit_vector
from engine.pipeline import crop
from engine.training.street_photos import read_photo
from engine.vision.selection import select_detections

SECOND_CHOICE = 0.25
"""How much of an annotator's vote goes to the second style, where there is one."""

MIN_SCORE = 0.3
ANNOTATORS = ("a", "b")

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Annotations:
    """The answers of two annotators for each photo.

    Attributes:
        ids: of the photos.
        targets: `(n, 21)`: for each head of `HEADS` the annotators' votes, summing to 1.
        first: `(n, 2)` index of each annotator's first style.
        plausible: `(n, 9)` whether one of them named the style first or second.
        answers: head → `(n, 2)` index of each annotator's answer.
    """

    ids: tuple[str, ...]
    targets: Rows
    plausible: NDArray[np.bool_]
    answers: dict[str, NDArray[np.int64]]

    @property
    def first(self) -> NDArray[np.int64]:
        """Each annotator's first style."""
        return self.answers["style"]


@dataclass(frozen=True, slots=True)
class Outfits:
    """The outputs of detector and garment model for each photo.

    Attributes:
        features: `(n, 864)` of the whole photo.
        garments: `(n, d)` of `outfit_vector`; zeros where nothing was found.
        dressed: `(n,)` whether a garment was found.
    """

    features: Rows
    garments: Rows
    dressed: NDArray[np.bool_]


def read_annotations(street_dir: Path) -> Annotations:
    """Read `labels.csv`."""
    with (street_dir / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {"style": STYLES, "formality": FORMALITIES, "warmth": WARMTHS, "gender": GENDERS}
    answers = {
        head: np.array(
            [
                [[str(n) for n in known].index(_answer(row, head, who)) for who in ANNOTATORS]
                for row in rows
            ]
        )
        for head, known in names.items()
    }
    targets = np.zeros((len(rows), HEADS["gender"].stop), dtype=np.float32)
    plausible = np.zeros((len(rows), len(STYLES)), dtype=bool)
    for number, row in enumerate(rows):
        for place, who in enumerate(ANNOTATORS):
            second = row[f"style2_{who}"]
            share = SECOND_CHOICE if second else 0.0
            for head, part in HEADS.items():
                weight = (1 - share) / 2 if head == "style" else 0.5
                targets[number, part.start + answers[head][number, place]] += weight
            plausible[number, answers["style"][number, place]] = True
            if second:
                targets[number, STYLES.index(second)] += share / 2
                plausible[number, STYLES.index(second)] = True
    return Annotations(tuple(row["id"] for row in rows), targets, plausible, answers)


def _answer(row: dict[str, str], head: str, who: str) -> str:
    return row[f"style1_{who}" if head == "style" else f"{head}_{who}"]


def see_outfits(
    photos: Iterable[NDArray[np.uint8]], detector: Detector, garment_model: GarmentModel
) -> Outfits:
    """Compute the engine's features of photos, RGB of any size, as for a photo in a chat."""
    features, garments, dressed = [], [], []
    for image in photos:
        result = detector.detect(image, MIN_SCORE)
        worn = [
            found.detection
            for found in select_detections(result.detections, MIN_SCORE, MIN_SCORE)
            if found.person == 0
        ]
        crops = [crop(image, detection.box) for detection in worn]
        described = garment_model.describe(crops, [detection.slot for detection in worn])
        features.append(result.features)
        garments.append(outfit_vector(described))
        dressed.append(bool(worn))
    return Outfits(np.stack(features), np.stack(garments), np.array(dressed))


def look_at_outfits(
    street_dir: Path,
    ids: tuple[str, ...],
    detector: Detector,
    garment_model: GarmentModel,
    cache: Path,
    weights: tuple[Path, ...],
) -> Outfits:
    """Compute the engine's features of photos, with a cache on disk.

    Args:
        street_dir: folder of the photos.
        ids: of the photos to look at.
        detector: finds the garments.
        garment_model: describes them.
        cache: an `.npz` that is read instead when it was made with the same weights.
        weights: the models' files.
    """
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in weights)).hexdigest()
    if cache.is_file():
        with np.load(cache) as saved:
            if str(saved["digest"]) == digest and tuple(saved["ids"].tolist()) == ids:
                return Outfits(saved["features"], saved["garments"], saved["dressed"])
    photos = (
        read_photo(street_dir, photo_id)
        for photo_id in tqdm(ids, desc="looking at outfits", unit="photo")
    )
    outfits = see_outfits(photos, detector, garment_model)
    cache.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        cache,
        digest=np.array(digest),
        ids=np.array(ids),
        features=outfits.features,
        garments=outfits.garments,
        dressed=outfits.dressed,
    )
    return outfits
