"""Buttons of product lists."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.conversations.outfit_request.callback_data import ShowMatching
from bot.handlers.products.callback_data import (
    Dismiss,
    LoosenFilter,
    SaveProduct,
    SetOrder,
    TurnPage,
)
from bot.handlers.size.callback_data import SizeOfProduct
from bot.services.catalogue import ResultOrder
from bot.services.search_filters import FilterGroup
from bot.ui.catalogues import Texts
from bot.ui.keyboards import Row, button, product_row, rows_of


def list_keyboard(
    search_id: int,
    items: Sequence[tuple[int, int, str]],
    t: Texts,
    *,
    page: int,
    more: bool,
    order: ResultOrder,
    loosen: Sequence[FilterGroup],
    sizable: bool = False,
) -> InlineKeyboardMarkup:
    """Return the buttons under a list of products.

    Args:
        search_id: the list.
        items: `(number, product id, link)` of the products on this page.
        t: the sentences.
        page: which page this is, from 0.
        more: whether there is another page after it.
        order: what decides the order now.
        loosen: the filters that can be taken off.
        sizable: whether one's size of each can be asked for.
    """
    rows = [
        product_row(
            number,
            url,
            t,
            size=SizeOfProduct(product_id) if sizable else None,
            save=SaveProduct(product_id),
            dismiss=Dismiss(search_id, product_id),
        )
        for number, product_id, url in items
    ]
    other: list[tuple[str, ResultOrder]] = [
        (t.text("button.by_colour"), "colour"),
        (t.text("button.by_shape"), "shape"),
    ]
    rows.append(
        [
            button(f"✓ {text}", SetOrder(search_id, "both"))
            if order == name
            else button(text, SetOrder(search_id, name))
            for text, name in other
        ]
    )
    rows.append([button(t.text("button.matching"), ShowMatching(search_id))])
    rows += loosen_rows(search_id, loosen, t)
    turn = []
    if page > 0:
        turn.append(button(t.text("button.previous"), TurnPage(search_id, page - 1)))
    if more:
        turn.append(button(t.text("button.next"), TurnPage(search_id, page + 1)))
    if turn:
        rows.append(turn)
    return InlineKeyboardMarkup(rows)


def loosen_rows(search_id: int, loosen: Sequence[FilterGroup], t: Texts) -> list[Row]:
    """Return buttons that take filters off a list."""
    names = {
        "price": t.text("button.any_price"),
        "colour": t.text("button.any_colour"),
        "category": t.text("button.any_category"),
        "other": t.text("button.any_other"),
        "all": t.text("button.any"),
    }
    return rows_of((button(names[what], LoosenFilter(search_id, what)) for what in loosen), 2)
