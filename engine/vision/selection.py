"""Selects which of the detector's boxes are described: who wears what, and what is doubtful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from config.taxonomy import Slot
from engine.schemas import Detection
from engine.vision.person_grouping import BODY_SLOTS, box_iou, group_by_person

MAX_GARMENTS: Final = 40
"""More boxes than a crowd wears on one body are the detector's doubts, not garments."""

WORN_AT_ONCE: Final = MappingProxyType({Slot.TOP: 2, Slot.OUTER: 2, Slot.BAG: 2})
"""How many garments of a slot one person wears at most; one in every other slot."""

ACCESSORIES: Final = frozenset({Slot.BAG, Slot.HAT, Slot.EYEWEAR, Slot.SCARF, Slot.BELT})

SAME_PLACE_IOU: Final = 0.8
"""Two boxes of garments that cover a body, more alike than this, are one garment with two names."""

LONE_ACCESSORY_SCORE: Final = 0.6
"""A bag that nobody wears clothes with must be this sure: half-sure ones are cups and cushions."""


@dataclass(frozen=True, slots=True)
class SelectedDetection:
    """A detection that is to be described.

    Attributes:
        person: who wears it, 0 the largest person.
        is_sure: false for what only a low threshold lets through.
    """

    detection: Detection
    person: int
    is_sure: bool


def select_detections(
    detections: Sequence[Detection], sure_score: float, min_score: float
) -> list[SelectedDetection]:
    """Select the largest person's garments, then the others', then doubtful boxes.

    Without a sure garment there are no doubtful ones either, so that a picture of no clothes stays
    empty.

    Args:
        detections: any order.
        sure_score: boxes at least this sure are garments.
        min_score: above `sure_score` it takes its place; below it, doubtful boxes down to it are
            added behind the sure ones.

    Returns:
        At most `MAX_GARMENTS`, each group best first.
    """
    people = group_by_person([d for d in detections if d.score >= max(sure_score, min_score)])
    sure = [
        SelectedDetection(detection, person, is_sure=True)
        for person, group in enumerate(people)
        for detection in _worn(group)
    ]
    if not any(_shows_clothes(selected.detection) for selected in sure):
        return []
    if min_score >= sure_score:
        return sure[:MAX_GARMENTS]
    taken = {id(selected.detection) for selected in sure}
    rest = [d for d in detections if id(d) not in taken and d.score >= min_score]
    doubtful = [SelectedDetection(detection, 0, is_sure=False) for detection in _best_first(rest)]
    return (sure + doubtful)[:MAX_GARMENTS]


def _worn(group: Sequence[Detection]) -> list[Detection]:
    """Return what one person wears, best first.

    One body wears one pair of shoes: of more boxes in a slot than are worn at once, the best stay.
    A dress in the place of a surer coat is that coat.
    """
    worn: list[Detection] = []
    in_slot: Counter[Slot] = Counter()
    covering: list[Detection] = []
    for detection in _best_first(group):
        if detection.slot in BODY_SLOTS:
            if any(box_iou(detection.box, other.box) > SAME_PLACE_IOU for other in covering):
                continue
            covering.append(detection)
        in_slot[detection.slot] += 1
        if in_slot[detection.slot] <= WORN_AT_ONCE.get(detection.slot, 1):
            worn.append(detection)
    return worn


def _shows_clothes(detection: Detection) -> bool:
    """Return whether a detection is enough to take the picture for one of clothes."""
    return detection.slot not in ACCESSORIES or detection.score >= LONE_ACCESSORY_SCORE


def _best_first(detections: Sequence[Detection]) -> list[Detection]:
    return sorted(detections, key=lambda detection: -detection.score)
