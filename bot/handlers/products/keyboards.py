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
        order: of the products.
        loosen: groups of filters that can be removed.
        sizable: whether each has a button of the person's size.
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
    rows.append(_order_row(search_id, order, t))
    rows.append([button(t.text("button.matching"), ShowMatching(search_id))])
    rows += loosen_rows(search_id, loosen, t)
    if page > 0 or more:
        rows.append(_page_row(search_id, page, t, more=more))
    return InlineKeyboardMarkup(rows)


def _order_row(search_id: int, order: ResultOrder, t: Texts) -> Row:
    """Return the buttons of the orders; that of the present one switches it off."""
    orders: tuple[tuple[ResultOrder, str], ...] = (
        ("colour", t.text("button.by_colour")),
        ("shape", t.text("button.by_shape")),
    )
    return [
        button(f"✓ {text}", SetOrder(search_id, "both"))
        if order == name
        else button(text, SetOrder(search_id, name))
        for name, text in orders
    ]


def _page_row(search_id: int, page: int, t: Texts, *, more: bool) -> Row:
    """Return the buttons of the page before and, if there are `more` products, after."""
    row = []
    if page > 0:
        row.append(button(t.text("button.previous"), TurnPage(search_id, page - 1)))
    if more:
        row.append(button(t.text("button.next"), TurnPage(search_id, page + 1)))
    return row


def loosen_rows(search_id: int, loosen: Sequence[FilterGroup], t: Texts) -> list[Row]:
    """Return the buttons that remove filters of a list."""
    names = {
        "price": t.text("button.any_price"),
        "colour": t.text("button.any_colour"),
        "category": t.text("button.any_category"),
        "other": t.text("button.any_other"),
        "all": t.text("button.any"),
    }
    return rows_of((button(names[what], LoosenFilter(search_id, what)) for what in loosen), 2)
