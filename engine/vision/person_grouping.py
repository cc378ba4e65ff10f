"""Groups garments by the person who wears them, from their boxes alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from config.taxonomy import Slot
from engine.schemas import Detection

Box = tuple[float, float, float, float]

BODY_SLOTS: Final = frozenset(
    {Slot.TOP, Slot.OUTER, Slot.PANTS, Slot.SHORTS, Slot.SKIRT, Slot.DRESS}
)
"""Garments that show where a body is; the others are worn, carried or held by one."""

_MIN_COLUMN_SHARE: Final = 0.5
_MIN_WIDTH_RATIO: Final = 0.3
_MAX_GAP: Final = 0.3
_SAME_GARMENT_IOU: Final = 0.3
_REACH: Final = 0.3
_BAG_REACH: Final = 1.0
_ABOVE: Final = 1.3
_BELOW: Final = 5.0


@dataclass(slots=True)
class _Person:
    """Garments collected so far; `body` is the box around those of `BODY_SLOTS`."""

    body: Box
    members: list[int]


def group_by_person(detections: Sequence[Detection]) -> list[list[Detection]]:
    """Split detections by who wears them.

    Body garments, largest first, join the person in whose column they stand, if they are about as
    wide, follow without a gap, and are not a second pair of trousers. Accessories then go to the
    nearest body within reach; one that is in no reach is a person of its own.

    Args:
        detections: of one photo.

    Returns:
        One list a person, the largest person first; every detection is in exactly one list, and a
        list keeps the order of `detections`.
    """
    people: list[_Person] = []
    by_area = sorted(range(len(detections)), key=lambda i: -_area(detections[i].box))
    for index in by_area:
        found = detections[index]
        if found.slot not in BODY_SLOTS:
            continue
        fits = [(_column_fit(found, person, detections), person) for person in people]
        score, best = max(fits, key=lambda fit: fit[0], default=(0.0, None))
        if best is None or score <= 0:
            people.append(_Person(found.box, [index]))
        else:
            best.body = _around(best.body, found.box)
            best.members.append(index)
    bodies = list(people)
    for index in by_area:
        box = detections[index].box
        if detections[index].slot in BODY_SLOTS:
            continue
        reach = _BAG_REACH if detections[index].slot is Slot.BAG else _REACH
        costs = [(_reach_cost(box, person.body, reach), person) for person in bodies]
        cost, nearest = min(costs, key=lambda pair: pair[0], default=(float("inf"), None))
        if nearest is None or cost == float("inf"):
            people.append(_Person(box, [index]))
        else:
            nearest.members.append(index)
    people.sort(key=lambda person: -_area(person.body))
    return [[detections[i] for i in sorted(person.members)] for person in people]


def _column_fit(found: Detection, person: _Person, detections: Sequence[Detection]) -> float:
    """Return how well a body garment fits under or over the person's others; 0 if not at all."""
    x1, y1, x2, y2 = found.box
    left, top, right, bottom = person.body
    width, body_width = x2 - x1, right - left
    narrow, wide = sorted((width, body_width))
    share = (min(x2, right) - max(x1, left)) / max(narrow, 1e-9)
    gap = max(y1 - bottom, top - y2, 0.0)
    if share < _MIN_COLUMN_SHARE or narrow < _MIN_WIDTH_RATIO * wide or gap > _MAX_GAP * wide:
        return 0.0
    for index in person.members:
        other = detections[index]
        if other.slot == found.slot and box_iou(other.box, found.box) < _SAME_GARMENT_IOU:
            return 0.0
    offset = abs((x1 + x2) - (left + right)) / 2 / wide
    return share / (1 + offset)


def _reach_cost(box: Box, body: Box, reach: float) -> float:
    """Return how far an accessory is from a body, in body widths; infinite if out of reach."""
    x1, y1, x2, y2 = box
    left, top, right, _ = body
    width = max(right - left, 1e-9)
    sideways = max(left - x2, x1 - right, 0.0) / width
    height = ((y1 + y2) / 2 - top) / width
    if sideways > reach or not -_ABOVE <= height <= _BELOW or x2 - x1 > 2 * width:
        return float("inf")
    return sideways + abs((x1 + x2) - (left + right)) / 2 / width


def _around(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def box_iou(a: Box, b: Box) -> float:
    """Return the intersection over union of two boxes."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    overlap = max(0.0, width) * max(0.0, height)
    return overlap / max(_area(a) + _area(b) - overlap, 1e-9)
