"""Group the garments of a closet into shelves and pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, SLOT_CATEGORIES, Slot
from db.models import ClosetItem

Shelf = Literal["all", "top", "bottom", "outer", "dress", "shoes", "other"]

SHELF_SLOTS: Final = MappingProxyType[Shelf, tuple[Slot, ...]](
    {
        "top": (Slot.TOP,),
        "bottom": (Slot.PANTS, Slot.SHORTS, Slot.SKIRT),
        "outer": (Slot.OUTER,),
        "dress": (Slot.DRESS,),
        "shoes": (Slot.SHOES,),
        "other": (Slot.BAG, Slot.HAT, Slot.SCARF, Slot.BELT, Slot.EYEWEAR),
    }
)
"""The slots on each shelf, in the order shown; every slot is on exactly one shelf."""

PAGE_ITEMS: Final = 9
"""Garments on one page: three rows of three in the drawn grid."""


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """One page of a shelf.

    Attributes:
        items: garments on this page, in display order.
        counts: number of garments under `all` and on each shelf, in display order.
        shelf: the shelf shown.
        page: page number, from 0.
        pages: number of pages, at least 1.
    """

    items: Sequence[ClosetItem]
    counts: Mapping[Shelf, int]
    shelf: Shelf
    page: int
    pages: int


def shelf_of(category: str) -> Shelf:
    """Return the shelf that a category belongs to."""
    slot = CATEGORY_SLOT[category]
    return next(shelf for shelf, slots in SHELF_SLOTS.items() if slot in slots)


def categories_on(shelf: Shelf) -> tuple[str, ...]:
    """Return the categories of a shelf; for `all`, every category in shelf order."""
    slots = (
        [slot for group in SHELF_SLOTS.values() for slot in group]
        if shelf == "all"
        else SHELF_SLOTS[shelf]
    )
    return tuple(category for slot in slots for category in SLOT_CATEGORIES[slot])


def in_shelf_order(items: Sequence[ClosetItem]) -> list[ClosetItem]:
    """Return garments sorted by shelf and category, newest first within a category."""
    rank = {category: place for place, category in enumerate(categories_on("all"))}
    return sorted(items, key=lambda item: (rank.get(item.category, len(CATEGORIES)), -item.id))


def items_on(shelf: Shelf, closet_items: Sequence[ClosetItem]) -> list[ClosetItem]:
    """Return the garments of a shelf in display order."""
    ordered = in_shelf_order(closet_items)
    return [item for item in ordered if shelf == "all" or shelf_of(item.category) == shelf]


def page_count(item_count: int) -> int:
    """Return how many pages a number of garments takes, at least one."""
    return max(1, -(-item_count // PAGE_ITEMS))


def shelf_page(closet_items: Sequence[ClosetItem], shelf: Shelf, page: int) -> ShelfPage:
    """Return one page of a shelf.

    Args:
        closet_items: the whole closet.
        shelf: an empty shelf falls back to `all`.
        page: from 0; a page past the end becomes the last one.
    """
    on_shelf = Counter(shelf_of(item.category) for item in closet_items)
    counts: dict[Shelf, int] = {"all": len(closet_items)}
    counts |= {each: on_shelf[each] for each in SHELF_SLOTS}
    if not counts[shelf]:
        shelf = "all"
    items = items_on(shelf, closet_items)
    pages = page_count(len(items))
    page = min(page, pages - 1)
    shown = items[page * PAGE_ITEMS : (page + 1) * PAGE_ITEMS]
    return ShelfPage(shown, counts, shelf, page, pages)


def page_of(item_id: int, shelf: Shelf, closet_items: Sequence[ClosetItem]) -> int:
    """Return the page of a shelf that holds a garment, 0 when it is not on the shelf."""
    ids = [item.id for item in items_on(shelf, closet_items)]
    return ids.index(item_id) // PAGE_ITEMS if item_id in ids else 0
