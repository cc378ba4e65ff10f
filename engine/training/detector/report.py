"""Measure a detector on street photos: COCO figures, curves, false alarms, worst mistakes."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import skimage
import sklearn.datasets
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from engine.models.detector import Detector, iou
from engine.training.detector.charts import draw_confusion, draw_curves
from engine.training.detector.curves import THRESHOLD, Curve
from engine.training.street_photos import (
    SLOTS,
    BoxedPhoto,
    gender_presentation,
    read_photo,
    read_slot_mask,
)
from engine.vision.selection import select_detections

LOWEST_SCORE = 0.001
MATCH_IOU = 0.5

_WITHOUT_CLOTHES = (
    *("brick", "chelsea", "chessboard_RGB", "coffee", "coins", "color", "grass", "gravel"),
    *("horse", "hubble_deep_field", "logo", "moon", "motorcycle_left", "page", "retina"),
    *("rocket", "text"),
)
"""Pictures that scikit-image brings along in which nobody wears anything."""


@dataclass(frozen=True, slots=True)
class PhotoDetections:
    """Detections of one photo: boxes `(n, 4)` in its pixels, slot indices, scores; best first."""

    boxes: NDArray[np.float32]
    slots: NDArray[np.int64]
    scores: NDArray[np.float32]

    def above(self, score: float) -> PhotoDetections:
        """Return those that score at least `score`."""
        keep = self.scores >= score
        return PhotoDetections(self.boxes[keep], self.slots[keep], self.scores[keep])


@dataclass(frozen=True, slots=True)
class Averages:
    """COCO's average precisions; `ap50` is NaN for a slot that no photo has."""

    map50: float
    map50_95: float
    ap50: dict[str, float]


@dataclass(frozen=True, slots=True)
class DetectorReport:
    """The figures of the model card.

    Attributes:
        boxes: number of true boxes a slot.
        by_gender: presentation → photos, precision, recall at `THRESHOLD`.
        false_alarms: kind of picture without clothes → pictures, share in which serving would
            name a garment at each of `ALARM_THRESHOLDS`.
    """

    averages: Averages
    boxes: dict[str, int]
    by_gender: dict[str, tuple[int, float, float]]
    false_alarms: dict[str, tuple[int, tuple[float, ...]]]

    def as_text(self) -> str:
        """Return the tables of the model card, in Markdown."""
        lines = ["| slot | boxes | AP50 |", "| --- | ---: | ---: |"]
        lines += [f"| {s} | {self.boxes[s]} | {a:.3f} |" for s, a in self.averages.ap50.items()]
        lines += [
            f"| **mean** | {sum(self.boxes.values())} | **{self.averages.map50:.3f}** |",
            "",
            f"mAP50-95: {self.averages.map50_95:.3f}",
            "",
            f"| presentation | photos | precision at {THRESHOLD} | recall at {THRESHOLD} |",
            "| --- | ---: | ---: | ---: |",
        ]
        lines += [f"| {g} | {n} | {p:.3f} | {r:.3f} |" for g, (n, p, r) in self.by_gender.items()]
        titles = " | ".join(f"alarm at {t}" for t in ALARM_THRESHOLDS)
        lines += ["", f"| without clothes | pictures | {titles} |"]
        lines += ["| --- | ---: |" + " ---: |" * len(ALARM_THRESHOLDS)]
        for kind, (count, shares) in self.false_alarms.items():
            lines.append(f"| {kind} | {count} | " + " | ".join(f"{s:.2f}" for s in shares) + " |")
        return "\n".join(lines)


ALARM_THRESHOLDS = (0.3, 0.4, 0.5)


def detect_all(
    detector: Detector, street_dir: Path, photos: Sequence[BoxedPhoto]
) -> list[PhotoDetections]:
    """Return the served detector's detections in each photo, down to `LOWEST_SCORE`."""
    return [_found(detector, read_photo(street_dir, photo.photo_id)) for photo in photos]


def _found(detector: Detector, image: NDArray[np.uint8]) -> PhotoDetections:
    detections = detector.detect(image, LOWEST_SCORE).detections
    return PhotoDetections(
        boxes=np.array([d.box for d in detections], dtype=np.float32).reshape(-1, 4),
        slots=np.array([SLOTS.index(d.slot) for d in detections], dtype=np.int64),
        scores=np.array([d.score for d in detections], dtype=np.float32),
    )


def report(
    detector: Detector, street_dir: Path, photos: Sequence[BoxedPhoto], out_dir: Path
) -> DetectorReport:
    """Measure a detector on `photos` and draw its curves and worst mistakes into `out_dir`."""
    detections = detect_all(detector, street_dir, photos)
    curves = {slot.value: slot_curve(photos, detections, index) for index, slot in enumerate(SLOTS)}
    out_dir.mkdir(parents=True, exist_ok=True)
    draw_curves(curves, out_dir)
    draw_confusion(confusion(photos, detections), out_dir / "detector_confusion.png")
    mistakes_sheet(street_dir, photos, detections).save(
        out_dir / "detector_mistakes.jpg", quality=85
    )
    every_slot = np.concatenate([photo.slots for photo in photos])
    return DetectorReport(
        averages=coco_averages(photos, detections),
        boxes={slot.value: int((every_slot == i).sum()) for i, slot in enumerate(SLOTS)},
        by_gender=_by_gender(street_dir, photos, detections),
        false_alarms={
            kind: _alarm_shares(detector, pictures)
            for kind, pictures in pictures_without_clothes(street_dir, photos).items()
        },
    )


def coco_averages(photos: Sequence[BoxedPhoto], detections: Sequence[PhotoDetections]) -> Averages:
    """Return COCO's average precisions of detections against the photos' boxes."""
    annotations: list[dict[str, Any]] = [
        {
            "image_id": i,
            "category_id": int(slot),
            "bbox": _xywh(box),
            "area": float((box[2:] - box[:2]).prod()),
            "iscrowd": 0,
        }
        for i, photo in enumerate(photos)
        for slot, box in zip(photo.slots, photo.boxes, strict=True)
    ]
    results = [
        {"image_id": i, "category_id": int(slot), "bbox": _xywh(box), "score": float(score)}
        for i, one in enumerate(detections)
        for slot, box, score in zip(one.slots, one.boxes, one.scores, strict=True)
    ]
    if not results:
        return Averages(0.0, 0.0, {slot.value: 0.0 for slot in SLOTS})
    truth = COCO()
    truth.dataset = {
        "info": {},
        "images": [{"id": i} for i in range(len(photos))],
        "categories": [{"id": i, "name": slot.value} for i, slot in enumerate(SLOTS)],
        "annotations": [{**a, "id": number} for number, a in enumerate(annotations, start=1)],
    }
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        run = COCOeval(truth, truth.loadRes(results), "bbox")
        run.evaluate()
        run.accumulate()
        run.summarize()
    precision = run.eval["precision"][0, :, :, 0, -1]
    precision = np.where(precision > -1, precision, np.nan)
    return Averages(
        map50=float(run.stats[1]),
        map50_95=float(run.stats[0]),
        ap50={slot.value: float(precision[:, i].mean()) for i, slot in enumerate(SLOTS)},
    )


def _xywh(box: NDArray[np.float32]) -> list[float]:
    x1, y1, x2, y2 = (float(v) for v in box)
    return [x1, y1, x2 - x1, y2 - y1]


def match(
    photo: BoxedPhoto, detections: PhotoDetections
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Pair detections with true boxes of their slot, best first, at `MATCH_IOU` or more.

    Returns:
        For each detection the index of its true box, or -1; for each true box whether it was
        found.
    """
    hits = np.full(len(detections.slots), -1, dtype=np.int64)
    taken = np.zeros(len(photo.slots), dtype=bool)
    for index, (box, slot) in enumerate(zip(detections.boxes, detections.slots, strict=True)):
        overlaps = np.where(~taken & (photo.slots == slot), iou(box, photo.boxes), 0)
        if len(overlaps) and overlaps.max() >= MATCH_IOU:
            hits[index] = int(overlaps.argmax())
            taken[hits[index]] = True
    return hits, taken


def slot_curve(
    photos: Sequence[BoxedPhoto], detections: Sequence[PhotoDetections], slot: int
) -> Curve:
    """Return precision and recall of one slot over all scores."""
    scores, right = [], []
    for photo, one in zip(photos, detections, strict=True):
        hits, _ = match(photo, one)
        of_slot = one.slots == slot
        scores.append(one.scores[of_slot])
        right.append(hits[of_slot] >= 0)
    every_score, every_right = np.concatenate(scores), np.concatenate(right)
    order = np.argsort(-every_score, kind="stable")
    true_boxes = sum(int((photo.slots == slot).sum()) for photo in photos)
    hits_so_far = np.cumsum(every_right[order])
    return Curve(
        scores=every_score[order].astype(np.float64),
        precision=hits_so_far / np.arange(1, len(order) + 1),
        recall=hits_so_far / max(1, true_boxes),
    )


def confusion(
    photos: Sequence[BoxedPhoto], detections: Sequence[PhotoDetections]
) -> NDArray[np.int64]:
    """Count true and predicted slots at `THRESHOLD`.

    A detection is a true box's if they overlap by `MATCH_IOU` or more; the right slot goes first,
    then the greatest overlap.

    Returns:
        `(slots + 1, slots + 1)`: rows true slots and, last, what is no garment; columns found
        slots and, last, nothing.
    """
    counts = np.zeros((len(SLOTS) + 1, len(SLOTS) + 1), dtype=np.int64)
    for photo, every in zip(photos, detections, strict=True):
        one = every.above(THRESHOLD)
        pairs = sorted(
            (
                (slot != photo.slots[true], -overlap, true, index)
                for index, (box, slot) in enumerate(zip(one.boxes, one.slots, strict=True))
                for true, overlap in enumerate(iou(box, photo.boxes).tolist())
                if overlap >= MATCH_IOU
            ),
        )
        matched_true: set[int] = set()
        matched_found: set[int] = set()
        for _, _, true, index in pairs:
            if true not in matched_true and index not in matched_found:
                counts[photo.slots[true], one.slots[index]] += 1
                matched_true.add(true)
                matched_found.add(index)
        for true, slot in enumerate(photo.slots):
            counts[slot, -1] += true not in matched_true
        for index, slot in enumerate(one.slots):
            counts[-1, slot] += index not in matched_found
    return counts


def _by_gender(
    street_dir: Path, photos: Sequence[BoxedPhoto], detections: Sequence[PhotoDetections]
) -> dict[str, tuple[int, float, float]]:
    presentation = gender_presentation(street_dir)
    counts: dict[str, NDArray[np.int64]] = {}
    for photo, one in zip(photos, detections, strict=True):
        hits, taken = match(photo, one.above(THRESHOLD))
        row = counts.setdefault(presentation.get(photo.photo_id, "u"), np.zeros(4, np.int64))
        row += (1, (hits >= 0).sum(), len(hits), len(taken))
    return {
        gender: (int(n), right / max(1, said), right / max(1, true))
        for gender, (n, right, said, true) in sorted(counts.items())
    }


def pictures_without_clothes(
    street_dir: Path, photos: Sequence[BoxedPhoto]
) -> dict[str, list[NDArray[np.uint8]]]:
    """Return pictures in which there is nothing to find, by kind."""
    rng = np.random.default_rng(0)
    folder = Path(skimage.__file__).parent / "data"
    files = [path for name in _WITHOUT_CLOTHES for path in folder.glob(f"{name}.*")]
    stock = [np.asarray(Image.open(path).convert("RGB")) for path in files]
    stock += [sklearn.datasets.load_sample_image(name) for name in ("china.jpg", "flower.jpg")]
    ramp = np.linspace(0, 255, 480)[:, None, None] * np.ones((1, 360, 3))
    noise = [rng.normal(128, spread, (480, 360, 3)) for spread in (10, 30, 60, 120)]
    plain = [np.full((480, 360, 3), level) for level in (0, 60, 128, 200, 255)]
    streets = []
    for photo in photos:
        mask = read_slot_mask(street_dir, photo.photo_id)
        columns = np.flatnonzero(mask.any(0))
        pixels = read_photo(street_dir, photo.photo_id)
        if len(columns):
            sides = pixels[:, : columns[0]], pixels[:, columns[-1] + 1 :]
            streets += [side for side in sides if side.shape[1] >= 80]
    made = [p.clip(0, 255).astype(np.uint8) for p in (*plain, ramp, *noise)]
    return {
        "photos and drawings of other things": stock,
        "black, white, grey, ramp, noise": made,
        "street beside the person": streets,
    }


def _alarm_shares(
    detector: Detector, pictures: Sequence[NDArray[np.uint8]]
) -> tuple[int, tuple[float, ...]]:
    per_picture = [
        detector.detect(picture, min(ALARM_THRESHOLDS)).detections for picture in pictures
    ]
    return len(pictures), tuple(
        sum(bool(select_detections(detections, t, t)) for detections in per_picture)
        / len(per_picture)
        for t in ALARM_THRESHOLDS
    )


def mistakes_sheet(
    street_dir: Path,
    photos: Sequence[BoxedPhoto],
    detections: Sequence[PhotoDetections],
    count: int = 24,
) -> Image.Image:
    """Return the photos with most mistakes: green found, red missed, yellow invented."""
    judged = []
    for photo, one in zip(photos, detections, strict=True):
        sure = one.above(THRESHOLD)
        hits, taken = match(photo, sure)
        judged.append((int((hits < 0).sum() + (~taken).sum()), photo, sure, hits, taken))
    judged.sort(key=lambda row: (-row[0], row[1].photo_id))
    width, height, columns = 240, 360, 8
    sheet = Image.new("RGB", (columns * width, -(-count // columns) * height))
    for place, (_, photo, sure, hits, taken) in enumerate(judged[:count]):
        picture = Image.fromarray(read_photo(street_dir, photo.photo_id))
        draw = ImageDraw.Draw(picture)
        for box, slot, was_found in zip(photo.boxes, photo.slots, taken, strict=True):
            _label(draw, box, SLOTS[slot].value, "lime" if was_found else "red")
        for box, slot, score, hit in zip(sure.boxes, sure.slots, sure.scores, hits, strict=True):
            if hit < 0:
                _label(draw, box, f"{SLOTS[slot].value} {score:.2f}", "yellow")
        picture.thumbnail((width, height))
        sheet.paste(picture, (place % columns * width, place // columns * height))
    return sheet


def _label(draw: ImageDraw.ImageDraw, box: NDArray[np.float32], text: str, colour: str) -> None:
    x1, y1, x2, y2 = (float(v) for v in box)
    draw.rectangle((x1, y1, x2, y2), outline=colour, width=3)
    draw.text((x1 + 4, y1 + 2), text, fill=colour, font_size=18)
