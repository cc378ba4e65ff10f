"""Rank candidates that complete an outfit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from config.taxonomy import Slot
from engine.models.outfit import OutfitModel, Projections, default_model
from engine.models.outfit_towers import SLOTS, ItemFeatures

_BOTTOMS: Final = frozenset({Slot.PANTS, Slot.SHORTS, Slot.SKIRT})
_UNDER_A_DRESS: Final = _BOTTOMS | {Slot.TOP}

EXCLUDES: Final = MappingProxyType(
    {
        slot: (
            _BOTTOMS | {Slot.DRESS}
            if slot in _BOTTOMS
            else _UNDER_A_DRESS | {Slot.DRESS}
            if slot is Slot.DRESS
            else frozenset({Slot.TOP, Slot.DRESS})
            if slot is Slot.TOP
            else frozenset({slot})
        )
        for slot in Slot
    }
)
"""Slots that are taken once a garment of the given slot is worn."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A candidate with its score in the outfit.

    Attributes:
        index: index among the candidates.
        slot: slot of the candidate.
        score: probability that a stylist would compose the outfit with it, 0 to 1.
        goes_with: index in the context of the item it matches best.
    """

    index: int
    slot: Slot
    score: float
    goes_with: int


def open_slots(worn: Sequence[Slot]) -> frozenset[Slot]:
    """Return the slots that are free in an outfit."""
    taken = frozenset[Slot]().union(*(EXCLUDES[slot] for slot in worn))
    return frozenset(Slot) - taken


def complete(
    context: Sequence[ItemFeatures],
    candidates: Sequence[ItemFeatures] | Projections,
    *,
    model: OutfitModel | None = None,
    per_slot: int | None = None,
) -> list[Completion]:
    """Rank the candidates for the free slots of an outfit.

    Args:
        context: the worn items, at least one.
        candidates: items; or their projections (`OutfitModel.project`), which a catalogue
            computes once for all calls.
        model: the model that ships with the project when None.
        per_slot: limit of candidates per slot.

    Returns:
        Best first; candidates of occupied slots are left out.

    Raises:
        ValueError: the context is empty, or an item is not usable.
    """
    if not context:
        raise ValueError("nothing to complete")
    model = model or default_model()
    pool = candidates if isinstance(candidates, Projections) else model.project(candidates)
    room = open_slots([item.slot for item in context])
    fits = np.array([slot in room for slot in SLOTS])
    rows = np.flatnonzero(fits[pool.slots])
    if not len(rows):
        return []
    extension = model.extend(model.project(context), pool[rows])
    goes_with = extension.agreement.argmax(0)
    ranking: list[Completion] = []
    of_slot: Counter[Slot] = Counter()
    for place in np.argsort(-extension.scores, kind="stable"):
        slot = SLOTS[pool.slots[rows[place]]]
        if per_slot is not None and of_slot[slot] >= per_slot:
            continue
        of_slot[slot] += 1
        ranking.append(
            Completion(
                int(rows[place]), slot, float(extension.scores[place]), int(goes_with[place])
            )
        )
    return ranking
