"""Statistics of a closet: cost per wear, garments not worn for long, colours, styles, shelves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.services.closet_shelves import Shelf, shelf_of
from db.models import ClosetItem
from db.queries.diary import Wear

LONG: Final = timedelta(days=60)
"""A garment that was not worn for so long counts as resting."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost per wear of a garment, in the unit of its currency."""

    item: ClosetItem
    wears: int
    per_wear: int


def costs(items: Sequence[ClosetItem], wears: Mapping[int, Wear]) -> list[Cost]:
    """Return the cost per wear of every garment with a price, the lowest first.

    A garment that was never worn costs its whole price.
    """
    ranked = []
    for item in items:
        if item.price is not None:
            count = wears[item.id].count if item.id in wears else 0
            ranked.append(Cost(item, count, round(item.price / max(1, count))))
    return sorted(ranked, key=lambda cost: (cost.per_wear, cost.item.id))


def resting(
    items: Sequence[ClosetItem], wears: Mapping[int, Wear], today: date
) -> list[tuple[ClosetItem, int]]:
    """Return the garments not worn for `LONG`, with the days since, the longest first.

    The days of a garment that was never worn count from when it was added to the closet.
    """
    ranked = []
    for item in items:
        last = wears[item.id].last_on if item.id in wears else item.created_at.date()
        if (days := (today - last).days) >= LONG.days:
            ranked.append((item, days))
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0].id))


def colour_shares(items: Sequence[ClosetItem]) -> list[tuple[str, int]]:
    """Return how many garments have each main colour, most frequent first."""
    return Counter(item.colours[0]["name"] for item in items if item.colours).most_common()


def style_shares(items: Sequence[ClosetItem]) -> list[tuple[str, float]]:
    """Return the share of each style in the closet, 0 to 1, largest first."""
    total: Counter[str] = Counter()
    for item in items:
        total.update({name: float(share) for name, share in item.style.items()})
    total_share = sum(total.values())
    if not total_share:
        return []
    return [(name, share / total_share) for name, share in total.most_common()]


def shelf_counts(items: Sequence[ClosetItem], wears: Mapping[int, Wear]) -> list[ShelfCount]:
    """Return how many garments of each shelf there are and how often they were worn."""
    owned: Counter[Shelf] = Counter(shelf_of(item.category) for item in items)
    worn: Counter[Shelf] = Counter()
    for item in items:
        if item.id in wears:
            worn[shelf_of(item.category)] += wears[item.id].count
    return [ShelfCount(shelf, owned[shelf], worn[shelf]) for shelf, _ in owned.most_common()]


@dataclass(frozen=True, slots=True)
class ShelfCount:
    """Number of garments on a shelf, and how often they were worn in all."""

    shelf: Shelf
    owned: int
    wears: int
