"""One line of a product."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.services.catalogue import Item
from bot.ui.catalogues import texts
from bot.ui.product_texts import item_text

KO, EN = texts("ko"), texts("en")


def item(title: str = "후드티", url: str = "https://shop.example/1") -> Item:
    return Item(1, title, None, 39_000, "KRW", url, "상점", None, "hoodie", 0.9)


@pytest.mark.parametrize(
    ("week_ago", "said"),
    [(None, ""), (39_000, ""), (39_100, ""), (30_000, ""), (44_318, " · 지난주보다 12% ↓")],
)
def test_a_fall_of_the_price_is_told(week_ago: int | None, said: str) -> None:
    shown = replace(item("셔츠"), price_week_ago=week_ago)
    assert item_text(1, shown, KO).endswith(f"상점{said}")
