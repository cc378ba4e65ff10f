"""Finds what to wear with a garment: one product for each slot that the outfit has room for.

Every product goes through the outfit model once, when the index is built; a question then costs
one matrix product and a sort.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from config.taxonomy import CATEGORY_SLOT, WOMENS_CATEGORIES, Slot
from engine.outfits import ItemFeatures, complete, default_model, open_slots
from engine.schemas import Vector
from engine.search import Hit, IndexItem

_DRESSED: Final = frozenset({Slot.TOP, Slot.PANTS, Slot.SHORTS, Slot.SKIRT, Slot.DRESS, Slot.SHOES})
_ROUNDED_OFF: Final = frozenset({Slot.OUTER, Slot.BAG})
_TIERS: Final = (_DRESSED, _ROUNDED_OFF, frozenset(Slot) - _DRESSED - _ROUNDED_OFF)
"""What an outfit cannot do without comes before what rounds it off, and that before the rest."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that may be worn with a garment, and how well they go together, 0 to 1."""

    id: int
    slot: Slot
    shop_id: int
    gender: str
    score: float


def assemble(
    worn: Slot, ranking: Sequence[Candidate], *, k: int, genders: Collection[str] = ()
) -> list[Candidate]:
    """Pick what to wear with a garment, the best of the most needed open slots in turn.

    Args:
        worn: where the garment is worn.
        ranking: the products, best first.
        k: how many to pick; fewer come back when fewer slots are open or stocked.
        genders: whom the products may be for, besides unisex ones; when it is empty, the first
            pick that is not unisex decides.

    Returns:
        At most one product a slot, from different shops as far as there are any.
    """
    picked: list[Candidate] = []
    allowed = frozenset({*genders, "unisex"}) if genders else None
    for tier in _TIERS:
        while len(picked) < k:
            room = open_slots([worn, *(one.slot for one in picked)]) & tier
            fits = [
                one
                for one in ranking
                if one.slot in room and (allowed is None or one.gender in allowed)
            ]
            if not fits:
                break
            shops = {one.shop_id for one in picked}
            best = next((one for one in fits if one.shop_id not in shops), fits[0])
            picked.append(best)
            if allowed is None and best.gender != "unisex":
                allowed = frozenset({best.gender, "unisex"})
    return picked


class OutfitIndex:
    """An immutable index over products; build a new one when the catalogue changes."""

    def __init__(self, items: Sequence[IndexItem]) -> None:
        """Run the outfit model over the products that are worn.

        Raises:
            ModelFileError: the model's weights are missing.
        """
        worn = [item for item in items if item.category in CATEGORY_SLOT]
        self._ids = [item.id for item in worn]
        self._shops = [item.shop_id for item in worn]
        self._genders = [item.gender for item in worn]
        features = [ItemFeatures(item.category, item.embedding) for item in worn]
        self._projections = default_model().project(features) if features else None

    def complete(
        self,
        category: str,
        vector: Vector,
        *,
        k: int,
        genders: Collection[str] = (),
        exclude: Collection[int] = (),
    ) -> list[Hit]:
        """Return up to `k` products to wear with a garment, as `assemble` picks them.

        Args:
            category: of the garment.
            vector: its unit embedding, shape (256,).
            k: how many to return.
            genders: whom the products may be for; when it is empty, the category may say it.
            exclude: ids that must not be shown.
        """
        if self._projections is None:
            return []
        garment = ItemFeatures(category, vector)
        ranking = [
            Candidate(
                self._ids[found.index],
                found.slot,
                self._shops[found.index],
                self._genders[found.index],
                found.score,
            )
            for found in complete([garment], self._projections)
            if self._ids[found.index] not in exclude
        ]
        if not genders and category in WOMENS_CATEGORIES:
            genders = ("female",)
        picked = assemble(garment.slot, ranking, k=k, genders=genders)
        return [Hit(one.id, one.score) for one in picked]
