"""What a wear diary adds up to: cost per wear, what rests for long, colours and styles."""

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
"""After so long without being worn a garment is said to rest."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a garment has cost each time that it was worn; in the unit of its currency."""

    item: ClosetItem
    wears: int
    per_wear: int


def costs(items: Sequence[ClosetItem], wears: Mapping[int, Wear]) -> list[Cost]:
    """Return the cost per wear of what has a price, the best value first; unworn costs it all."""
    found = []
    for item in items:
        if item.price is not None:
            count = wears[item.id].count if item.id in wears else 0
            found.append(Cost(item, count, round(item.price / max(1, count))))
    return sorted(found, key=lambda cost: (cost.per_wear, cost.item.id))


def resting(
    items: Sequence[ClosetItem], wears: Mapping[int, Wear], today: date
) -> list[tuple[ClosetItem, int]]:
    """Return what was not worn for `LONG`, with days since then, the longest first.

    What was never worn counts from the day that it came into the closet.
    """
    found = []
    for item in items:
        last = wears[item.id].last_on if item.id in wears else item.created_at.date()
        if (days := (today - last).days) >= LONG.days:
            found.append((item, days))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].id))


def colour_shares(items: Sequence[ClosetItem]) -> list[tuple[str, int]]:
    """Return how many garments have each main colour, most frequent first."""
    return Counter(item.colours[0]["name"] for item in items if item.colours).most_common()


def style_shares(items: Sequence[ClosetItem]) -> list[tuple[str, float]]:
    """Return the part of each style in the closet, 0 to 1, largest first."""
    total: Counter[str] = Counter()
    for item in items:
        total.update({name: float(share) for name, share in item.style.items()})
    whole = sum(total.values())
    return [(name, value / whole) for name, value in total.most_common()] if whole else []


def group_counts(items: Sequence[ClosetItem], wears: Mapping[int, Wear]) -> list[GroupCount]:
    """Return how many garments of each shelf there are and how often they were worn."""
    owned: Counter[Shelf] = Counter(shelf_of(item.category) for item in items)
    worn: Counter[Shelf] = Counter()
    for item in items:
        if item.id in wears:
            worn[shelf_of(item.category)] += wears[item.id].count
    return [GroupCount(group, owned[group], worn[group]) for group, _ in owned.most_common()]


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many garments of a shelf there are, and how often they were worn together."""

    group: Shelf
    owned: int
    wears: int
