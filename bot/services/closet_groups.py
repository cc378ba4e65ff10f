"""The groups of a closet: the headings under which garments are listed and counted."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, Literal

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, SLOT_CATEGORIES, Slot
from db.models import ClosetItem

Group = Literal["all", "top", "bottom", "outer", "dress", "shoes", "other"]

GROUP_SLOTS: Final = MappingProxyType[Group, tuple[Slot, ...]](
    {
        "top": (Slot.TOP,),
        "bottom": (Slot.PANTS, Slot.SHORTS, Slot.SKIRT),
        "outer": (Slot.OUTER,),
        "dress": (Slot.DRESS,),
        "shoes": (Slot.SHOES,),
        "other": (Slot.BAG, Slot.HAT, Slot.SCARF, Slot.BELT, Slot.EYEWEAR),
    }
)
"""The slots of each group; together the groups hold every slot once."""


def group_of(category: str) -> Group:
    """Return the group of a category."""
    slot = CATEGORY_SLOT[category]
    return next(group for group, slots in GROUP_SLOTS.items() if slot in slots)


def categories_of(group: Group) -> tuple[str, ...]:
    """Return the categories of a group; of `all`, every category, group by group."""
    slots = (
        [slot for group_slots in GROUP_SLOTS.values() for slot in group_slots]
        if group == "all"
        else GROUP_SLOTS[group]
    )
    return tuple(category for slot in slots for category in SLOT_CATEGORIES[slot])


def in_order(items: Sequence[ClosetItem]) -> list[ClosetItem]:
    """Return garments group by group, each group by category, the newest first."""
    rank = {category: place for place, category in enumerate(categories_of("all"))}
    return sorted(items, key=lambda item: (rank.get(item.category, len(CATEGORIES)), -item.id))
