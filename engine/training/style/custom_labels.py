"""Trains style labels of an operator's own: K-Fashion's 23, or the folders of a snap service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from config.errors import CoordiError
from config.taxonomy import STYLES
from engine.models.detector import WEIGHTS as DETECTOR_WEIGHTS
from engine.models.detector import Detector
from engine.models.garment import WEIGHTS as GARMENT_WEIGHTS
from engine.models.garment import GarmentModel
from engine.models.style import LABELS_FILE, StyleLabels
from engine.sessions.onnx import OnnxSession
from engine.training.style.data import Outfits, see_outfits
from engine.training.style.sources import LabelledPhoto, read_picture
from engine.training.style.train import FOLDS, choose_expert, fit_pooling

LEAST_PHOTOS = 2
"""A label that fewer photos to learn from have is left out."""


@dataclass(frozen=True, slots=True)
class LabelsReport:
    """How often the labels are right on photos that were not learned from.

    Attributes:
        photos: how many were measured on; 0 where there are too few to part.
        top1: as often as the label is right.
        top3: as often as it is among the first three.
        style: as often as its fold onto the nine is right.
        majority: as often as the most frequent label would be.
        counts: photos of each label, both parts together.
        left_out: labels of too few photos.
    """

    photos: int
    top1: float
    top3: float
    style: float
    majority: float
    counts: dict[str, int]
    left_out: tuple[str, ...]

    def as_text(self) -> str:
        """Return the figures for a terminal."""
        lines = [f"{name}: {count} photos" for name, count in self.counts.items()]
        if self.left_out:
            lines.append(f"left out, too few photos: {', '.join(self.left_out)}")
        if not self.photos:
            return "\n".join([*lines, "too few photos to measure on"])
        lines.append(
            f"on {self.photos} other photos: right {self.top1:.3f}, among three {self.top3:.3f}, "
            f"of the nine styles {self.style:.3f}, always the most frequent {self.majority:.3f}"
        )
        return "\n".join(lines)


def train_labels(
    photos: Sequence[LabelledPhoto], out_dir: Path, *, seed: int = 0, threads: int = 1
) -> LabelsReport:
    """Describe labelled photos, train their labels and write them beside the style model.

    Args:
        photos: of any source.
        out_dir: gets `style_labels.npz`; the engine reads it from its folder of models.
        seed: draws the folds.
        threads: CPU threads.

    Raises:
        CoordiError: fewer than two labels have photos enough, or a picture cannot be read.
    """
    torch.set_num_threads(threads)
    detector = Detector(OnnxSession(DETECTOR_WEIGHTS, threads))
    garment_model = GarmentModel(OnnxSession(GARMENT_WEIGHTS, threads))
    pictures = (
        read_picture(photo.path) for photo in tqdm(photos, desc="looking at outfits", unit="photo")
    )
    labels, report = fit_labels(see_outfits(pictures, detector, garment_model), photos, seed)
    out_dir.mkdir(parents=True, exist_ok=True)
    labels.save(out_dir / LABELS_FILE)
    return report


def fit_labels(
    outfits: Outfits, photos: Sequence[LabelledPhoto], seed: int
) -> tuple[StyleLabels, LabelsReport]:
    """Fit the experts and their pooling to the photos' labels, and measure them on the others.

    Raises:
        CoordiError: fewer than two labels have photos enough.
    """
    test = np.array([photo.is_for_test for photo in photos])
    learned = Counter(photo.label for photo, held in zip(photos, test, strict=True) if not held)
    names = tuple(name for name, count in sorted(learned.items()) if count >= LEAST_PHOTOS)
    if len(names) < 2:
        raise CoordiError("at least two styles must have two photos or more", code="no_data")
    is_known = np.array([photo.label in names for photo in photos])
    targets = np.zeros((len(photos), len(names)), dtype=np.float32)
    for row, photo in enumerate(photos):
        if is_known[row]:
            targets[row, names.index(photo.label)] = 1
    rows = np.flatnonzero(is_known & ~test)
    folds = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
    heads = (slice(0, len(names)),)
    photo_expert, garment_expert = (
        choose_expert(inputs[rows], targets[rows], folds, name, heads)
        for name, inputs in (("photo", outfits.features), ("garments", outfits.garments))
    )
    pooling = fit_pooling(photo_expert.unseen, garment_expert.unseen, targets[rows])
    labels = StyleLabels(names, photo_expert.expert, garment_expert.expert, pooling)
    counts = Counter(photo.label for photo in photos)
    left_out = tuple(sorted(set(counts) - set(names)))
    measured = np.flatnonzero(is_known & test)
    return labels, _measure(labels, outfits, photos, measured, dict(counts), left_out)


def _measure(
    labels: StyleLabels,
    outfits: Outfits,
    photos: Sequence[LabelledPhoto],
    rows: np.ndarray[tuple[int], np.dtype[np.int64]],
    counts: dict[str, int],
    left_out: tuple[str, ...],
) -> LabelsReport:
    if not len(rows):
        return LabelsReport(0, 0.0, 0.0, 0.0, 0.0, counts, left_out)
    style_of = {photo.label: photo.style for photo in photos}
    scores = labels.scores(outfits.features[rows], outfits.garments[rows])
    held = [photos[row] for row in rows.tolist()]
    truth = np.array([labels.names.index(photo.label) for photo in held])
    order = np.argsort(-scores, axis=1)
    fold = np.array([[style_of[name] == style for style in STYLES] for name in labels.names])
    styles = np.array([STYLES.index(photo.style) for photo in held])
    most = max(labels.names, key=lambda name: counts[name])
    return LabelsReport(
        photos=len(rows),
        top1=float((order[:, 0] == truth).mean()),
        top3=float((order[:, :3] == truth[:, None]).any(1).mean()),
        style=float(((scores @ fold).argmax(1) == styles).mean()),
        majority=float((truth == labels.names.index(most)).mean()),
        counts=counts,
        left_out=left_out,
    )
