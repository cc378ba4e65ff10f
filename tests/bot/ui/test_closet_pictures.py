"""Pictures of closets: their sizes, and that odd garments do not break them."""

from __future__ import annotations

import pytest

from bot.services.closet_shelves import PAGE_ITEMS
from bot.ui.closet_pictures import ClosetTile, draw_card, draw_grid, draw_pair
from tests.support.drawings import opened, webp


@pytest.mark.parametrize(("count", "rows"), [(1, 1), (3, 1), (4, 2), (9, 3)])
def test_grid_has_a_row_for_three_garments(count: int, rows: int) -> None:
    tiles = [ClosetTile(webp(), "후드티", ("#1a1a1c", "#ffffff"), n) for n in range(1, count + 1)]
    one_row = opened(draw_grid(tiles[:1], title="옷장", position="1/1")).height
    page = opened(draw_grid(tiles, title="옷장", position="1/1"))
    assert page.width == 1080
    assert (page.height - one_row) % max(1, rows - 1) == 0
    assert (page.height > one_row) is (rows > 1)


def test_odd_garments_are_drawn() -> None:
    tiles = [
        ClosetTile(None, "그림이 없는 옷", ()),
        ClosetTile(
            webp((400, 8)), "아주 긴 이름 " * 20, ("#ffffff",) * 9, 12, "세탁 중", favourite=True
        ),
        ClosetTile(webp((3, 500), "RGB"), "", ("#000000",), 999),
    ]
    assert opened(draw_grid(tiles[:PAGE_ITEMS], title="t" * 300, position="1/999")).format == "JPEG"


def test_sizes_of_a_card_and_a_pair() -> None:
    assert opened(draw_card(webp(), "후드티")).size == (1000, 1000)
    assert opened(draw_card(None, "후드티")).size == (1000, 1000)
    assert opened(draw_pair(ClosetTile(webp(), "새 옷"), ClosetTile(None, "옛 옷"))).width == 1080
