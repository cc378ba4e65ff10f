"""Format pages of saved products and alerts of lower prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telegram import InlineKeyboardMarkup

from bot.context import Services
from bot.handlers.products.callback_data import MutePriceAlerts, RemoveSaved, ShowSaved
from bot.ui.catalogues import Html, Texts, capped, circled, join
from bot.ui.keyboards import Row, button, link_button
from bot.ui.product_texts import SHOP_CHARS, TITLE_CHARS
from db.models import Product, SavedProduct
from db.queries import saved_products
from db.queries.saved_products import PriceDrop, Saved

PAGE_SIZE: Final = 5
DROPS_SHOWN: Final = 5


def saved_line(number: int, saved: SavedProduct, product: Product, t: Texts) -> Html:
    """Return the text of a saved product: its name, its price now and when it was saved."""
    lines = [
        t.html("saved.item", number=circled(number), title=capped(product.title, TITLE_CHARS)),
        t.html(
            "saved.price",
            price=t.price(product.price, product.currency),
            shop=capped(product.shop.name, SHOP_CHARS),
        ),
    ]
    if product.hidden_at is not None or not product.available:
        lines.append(t.html("saved.sold_out"))
    elif product.currency == saved.currency and product.price != saved.price:
        share = t.percent(abs(1 - product.price / saved.price) if saved.price else 0.0)
        was = t.price(saved.price, saved.currency)
        is_cheaper = product.price < saved.price
        lines.append(
            t.html("saved.cheaper", was=was, share=share)
            if is_cheaper
            else t.html("saved.dearer", was=was, share=share)
        )
    return join("\n", lines)


def saved_text(rows: Sequence[Saved], total: int, page: int, t: Texts) -> Html:
    """Return the text of a page of saved products."""
    if not rows:
        return t.html("saved.none")
    lines = [
        saved_line(number, saved, product, t)
        for number, (saved, product) in enumerate(rows, page * PAGE_SIZE + 1)
    ]
    return join("\n\n", [t.plural("saved.title", total), *lines])


def saved_keyboard(
    rows: Sequence[Saved], total: int, page: int, t: Texts, *, muted: bool
) -> InlineKeyboardMarkup:
    """Return the buttons of a page: open and remove each, other pages, alerts on or off."""
    keys: list[Row] = []
    for number, (_, product) in enumerate(rows, page * PAGE_SIZE + 1):
        sign = circled(number)
        remove = button(t.text("saved.button.remove", number=sign), RemoveSaved(product.id, page))
        gone = product.hidden_at is not None
        opening = [] if gone else link_button(t.text("button.open", number=sign), product.url)
        keys.append([*opening, remove])
    turn: Row = []
    if page > 0:
        turn.append(button(t.text("button.previous"), ShowSaved(page - 1)))
    if (page + 1) * PAGE_SIZE < total:
        turn.append(button(t.text("button.next"), ShowSaved(page + 1)))
    if turn:
        keys.append(turn)
    alerts = t.text("saved.button.unmute") if muted else t.text("saved.button.mute")
    keys.append([button(alerts, MutePriceAlerts(not muted, page))])
    return InlineKeyboardMarkup(keys)


async def saved_page(
    services: Services, user_id: int, page: int, t: Texts
) -> tuple[Html, InlineKeyboardMarkup]:
    """Return text and buttons of a page of saved products; the last page for a later one."""
    async with services.database.session() as session:
        rows, total = await saved_products.saved_page(session, user_id, page=page, size=PAGE_SIZE)
        if not rows and total:
            page = (total - 1) // PAGE_SIZE
            rows, total = await saved_products.saved_page(
                session, user_id, page=page, size=PAGE_SIZE
            )
        muted = await saved_products.is_muted(session, user_id)
    return saved_text(rows, total, page, t), saved_keyboard(rows, total, page, t, muted=muted)


def drops_text(drops: Sequence[PriceDrop], t: Texts) -> Html:
    """Return the text of an alert of lower prices."""
    lines = [
        t.html(
            "saved.drop",
            number=circled(number),
            title=capped(drop.title, TITLE_CHARS),
            was=t.price(drop.was, drop.currency),
            price=t.price(drop.price, drop.currency),
            share=t.percent(drop.share),
            shop=capped(drop.shop, SHOP_CHARS),
        )
        for number, drop in enumerate(drops[:DROPS_SHOWN], 1)
    ]
    more = len(drops) - len(lines)
    if more > 0:
        lines.append(t.plural("saved.more_drops", more))
    return join("\n\n", [t.plural("saved.drops", len(drops)), *lines])


def drops_keyboard(drops: Sequence[PriceDrop], t: Texts) -> InlineKeyboardMarkup:
    """Return links to the cheaper products, a button to the saved ones, one to mute alerts."""
    links: Row = []
    for number, drop in enumerate(drops[:DROPS_SHOWN], 1):
        links += link_button(t.text("button.open", number=circled(number)), drop.url)
    rows = [links] if links else []
    rows.append(
        [
            button(t.text("saved.button.all"), ShowSaved(0)),
            button(t.text("saved.button.mute"), MutePriceAlerts(True, 0)),
        ]
    )
    return InlineKeyboardMarkup(rows)
