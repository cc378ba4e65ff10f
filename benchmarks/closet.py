"""How long a closet of 300 garments takes: to cut one out, to draw a page, a month, the charts."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.engine import median_ms
from bot.handlers.diary.calendar_picture import Month, draw_month
from bot.handlers.diary.charts import Bar, Figures, draw_figures
from bot.services.closet_shelves import PAGE_ITEMS
from bot.ui.closet_pictures import ClosetTile, draw_grid
from config.taxonomy import COLOURS
from engine.vision.closet_photo import is_same_garment
from engine.vision.cutout import cut_out
from tests.support.photos import cutout_webp

GARMENTS: Final = 300


def _photo() -> tuple[Image.Image, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    rng = np.random.default_rng(0)
    photo = Image.fromarray(rng.integers(150, 200, (1280, 960, 3), dtype=np.uint8))
    ImageDraw.Draw(photo).rounded_rectangle((200, 200, 760, 1080), 90, fill="#28304a")
    mask = np.full((28, 21), -4.0, np.float32)
    mask[5:23, 5:16] = 4.0
    return photo, mask


def measure() -> dict[str, float]:
    """Return the median of each step in milliseconds."""
    pages = [cutout_webp(number) for number in range(PAGE_ITEMS)]
    tiles = [
        ClosetTile(webp, "반팔 티셔츠", ("#1f2a4d", "#f6f5f1"), number)
        for number, webp in enumerate(pages, 1)
    ]
    grid = partial(draw_grid, tiles, title="내 옷장 · 전체", position="300벌 · 1/34")
    first = date(2026, 11, 1)
    worn = {first.replace(day=day): pages[: day % 5] for day in range(1, 31)}
    month = Month(first, first, "2026년 11월", "30일 기록", list("일월화수목금토"), worn)
    figures = Figures(
        title="내 옷장",
        colour_title="색",
        colours=[(colour, colour, GARMENTS // 21) for colour in COLOURS],
        rest="그 밖",
        style_title="스타일",
        styles=[Bar("캐주얼", 0.4, "40%"), Bar("모던", 0.3, "30%")],
        group_title="종류",
        groups=[Bar("상의", 120, "120"), Bar("하의", 80, "80")],
    )
    draw_figures(figures)  # the first reads matplotlib
    photo, mask = _photo()
    vectors = np.random.default_rng(1).normal(size=(GARMENTS, 256)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    def look_for_twins() -> None:
        for vector in vectors:
            is_same_garment((vectors[0], b"12345678"), (vector, b"87654321"))

    return {
        "cut_out_ms": median_ms(partial(cut_out, photo, mask)),
        "page_of_9_ms": median_ms(grid),
        "every_page_of_300_ms": median_ms(grid) * -(-GARMENTS // PAGE_ITEMS),
        "month_ms": median_ms(partial(draw_month, month)),
        "charts_ms": median_ms(partial(draw_figures, figures)),
        "twins_among_300_ms": median_ms(look_for_twins),
    }
