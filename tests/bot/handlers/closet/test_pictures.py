"""Pictures of closets and diaries: sizes, and that odd contents do not break them."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from PIL import Image

from bot.handlers.diary.charts import Bar, Figures, draw_figures
from bot.handlers.diary.pictures import MAX_A_DAY, Month, draw_month
from bot.services.closet_shelves import PAGE_ITEMS
from bot.ui.closet_pictures import ClosetTile, draw_card, draw_grid, draw_pair
from config.taxonomy import COLOURS


def webp(size: tuple[int, int] = (90, 120), mode: str = "RGBA", colour: str = "#2b5fb8") -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, "WEBP")
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize(("count", "rows"), [(1, 1), (3, 1), (4, 2), (9, 3)])
def test_a_page_has_a_row_for_three(count: int, rows: int) -> None:
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


def test_a_card_and_a_pair() -> None:
    assert opened(draw_card(webp(), "후드티")).size == (1000, 1000)
    assert opened(draw_card(None, "후드티")).size == (1000, 1000)
    assert opened(draw_pair(ClosetTile(webp(), "새 옷"), ClosetTile(None, "옛 옷"))).width == 1080


def month(first: date, worn: dict[date, list[bytes | None]]) -> Month:
    return Month(first, first, "2026년 2월", "3일 기록", list("일월화수목금토"), worn)


def test_months_of_four_to_six_weeks() -> None:
    heights = [
        opened(draw_month(month(first, {}))).height
        for first in (date(2026, 2, 1), date(2026, 11, 1), date(2026, 8, 1))
    ]
    assert len(set(heights)) == 3, "four, five and six weeks"
    assert heights == sorted(heights)


def test_days_with_few_and_many_garments() -> None:
    first = date(2026, 11, 1)
    worn: dict[date, list[bytes | None]] = {
        first.replace(day=day): [webp((30, 40)), None] * day for day in range(1, MAX_A_DAY + 2)
    }
    plain = draw_month(month(first, {}))
    assert opened(draw_month(month(first, worn))).size == opened(plain).size


def figures(colours: int) -> Figures:
    return Figures(
        title="내 옷장",
        colour_title="색",
        colours=[(colour, f"색 {colour}", 3) for colour in COLOURS[:colours]],
        rest="그 밖",
        style_title="스타일",
        styles=[Bar("캐주얼", 0.5, "50%")],
        group_title="종류",
        groups=[Bar("상의", 3, "3"), Bar("하의", 0, "0")],
    )


def test_charts_are_drawn_side_by_side_in_threads() -> None:
    with ThreadPoolExecutor(3) as pool:
        drawn = list(pool.map(draw_figures, [figures(3), figures(21), figures(3)]))
    assert [opened(content).format for content in drawn] == ["PNG"] * 3
    assert drawn[0] == drawn[2]
    assert drawn[0] != drawn[1]


def test_charts_of_nothing_are_empty_rather_than_an_error() -> None:
    empty = Figures("옷장", "색", [], "그 밖", "스타일", [], "종류", [])
    assert opened(draw_figures(empty)).format == "PNG"
