"""What a wear diary adds up to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.services.diary_statistics import (
    LONG,
    colour_shares,
    costs,
    resting,
    shelf_counts,
    style_shares,
)
from db.models import ClosetItem
from db.queries.diary import Wear

TODAY = date(2026, 11, 21)


def item(number: int, category: str = "jeans", **changes: Any) -> ClosetItem:
    values = {"colours": [], "style": {}, "created_at": datetime(2026, 11, 1, tzinfo=UTC)}
    return ClosetItem(id=number, user_id=7, category=category, **{**values, **changes})


def test_the_more_it_is_worn_the_less_it_costs() -> None:
    coat, tee, unpriced = item(1, "coat", price=200_000), item(2, price=9_000), item(3)
    wears = {1: Wear(50, TODAY), 3: Wear(3, TODAY)}
    found = costs([coat, tee, unpriced], wears)
    assert [(c.item.id, c.wears, c.per_wear) for c in found] == [(1, 50, 4_000), (2, 0, 9_000)]


@given(st.integers(0, 10**9), st.integers(1, 10_000))
def test_the_cost_of_all_wears_is_the_price(price: int, count: int) -> None:
    [cost] = costs([item(1, price=price)], {1: Wear(count, TODAY)})
    assert abs(cost.per_wear * count - price) <= count


def test_what_rests_for_long_comes_longest_first() -> None:
    days = [LONG.days - 1, LONG.days, LONG.days + 30]
    items = [item(number) for number in range(3)]
    wears = {number: Wear(1, TODAY - timedelta(days=d)) for number, d in enumerate(days)}
    found = resting(items, wears, TODAY)
    assert [(i.id, d) for i, d in found] == [(2, days[2]), (1, days[1])]


def test_what_was_never_worn_rests_since_it_came() -> None:
    old = item(1, created_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert [i.id for i, _ in resting([old, item(2)], {}, TODAY)] == [1]


def test_colours_and_styles() -> None:
    black, blue = [{"name": "black"}, {"name": "red"}], [{"name": "blue"}]
    items = [
        item(1, colours=black, style={"casual": 0.75, "modern": 0.25}),
        item(2, colours=black, style={"modern": 1.0}),
        item(3, colours=blue),
    ]
    assert colour_shares(items) == [("black", 2), ("blue", 1)]
    assert style_shares(items) == [("modern", 0.625), ("casual", 0.375)]
    assert style_shares([item(4)]) == []


def test_shelves() -> None:
    items = [item(1, "t_shirt"), item(2, "shirt"), item(3, "bag")]
    counts = shelf_counts(items, {2: Wear(4, TODAY), 3: Wear(1, TODAY)})
    assert [(c.shelf, c.owned, c.wears) for c in counts] == [("top", 2, 4), ("other", 1, 1)]
