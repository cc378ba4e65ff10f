"""Charts of a closet: drawn from several threads, and of an empty closet."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.handlers.diary.charts import Bar, Figures, draw_figures
from config.taxonomy import COLOURS
from tests.support.drawings import opened


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


def test_charts_are_drawn_in_several_threads_at_once() -> None:
    with ThreadPoolExecutor(3) as pool:
        drawn = list(pool.map(draw_figures, [figures(3), figures(21), figures(3)]))
    assert [opened(content).format for content in drawn] == ["PNG"] * 3
    assert drawn[0] == drawn[2]
    assert drawn[0] != drawn[1]


def test_charts_of_an_empty_closet_are_drawn() -> None:
    empty = Figures("옷장", "색", [], "그 밖", "스타일", [], "종류", [])
    assert opened(draw_figures(empty)).format == "PNG"
