"""Keyboard rows that lead through pages, and from shelf to shelf of a closet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from bot.ui.callback_data import CallbackData
from bot.ui.catalogues import Texts
from bot.ui.keyboards import Row, button, rows_of

NUMBERS_IN_A_ROW: Final = 5
"""Buttons with a garment's number that fit side by side."""

_TABS_IN_A_ROW: Final = 3

ShelfT = TypeVar("ShelfT", bound=str)


def page_rows(pages: int, page: int, action: Callable[[int], CallbackData], t: Texts) -> list[Row]:
    """Return a row with the previous, current and next page; no row for a single page.

    The page before the first is the last one, and the other way round.

    Args:
        pages: how many there are.
        page: the page shown, from 0.
        action: what a button of a page does.
        t: the sentences.
    """
    if pages < 2:
        return []
    previous, following = (page - 1) % pages, (page + 1) % pages
    return [
        [
            button(t.text("closet.button.previous"), action(previous)),
            button(f"{page + 1} / {pages}", action(page)),
            button(t.text("closet.button.next"), action(following)),
        ]
    ]


def shelf_rows(
    counts: Mapping[ShelfT, int], shown: ShelfT, action: Callable[[ShelfT], CallbackData], t: Texts
) -> list[Row]:
    """Return a tab for each shelf that holds a garment.

    Args:
        counts: garments on each shelf, in display order.
        shown: the shelf shown, marked with a dot.
        action: what the tab of a shelf does.
        t: the sentences.
    """
    tabs = (
        button(
            ("• " if shelf == shown else "")
            + t.text("closet.tab", name=t.label("closet.group", shelf), n=count),
            action(shelf),
        )
        for shelf, count in counts.items()
        if count
    )
    return rows_of(tabs, _TABS_IN_A_ROW)


def page_position(item_count: int, page: int, pages: int, t: Texts) -> str:
    """Return which page of how many is shown, and how many garments there are."""
    return str(t.plural("closet.place", item_count, page=page + 1, pages=pages))
