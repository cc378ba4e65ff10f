"""Texts and buttons of shops whose style is that of a photo."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from telegram import InlineKeyboardMarkup

from bot.handlers.shops.callback_data import FollowShop, ShowShops
from bot.services.catalogue import Item
from bot.services.shop_ranking import RankedShop, ShopPage
from bot.ui.catalogues import Html, Texts, capped, escape, join
from bot.ui.keyboards import button, link_button, safe_link

SHOP_CHARS: Final = 30
TITLE_CHARS: Final = 28
BUTTON_CHARS: Final = 16

UNSURE: Final = 0.5
"""Below this certainty a shop's style is called a guess: it has too few products."""


def style_share_text(shop: RankedShop, t: Texts) -> str:
    """Return a shop's style and its share of the shop's products."""
    return t.text("mood.share", style=t.label("style", shop.style), share=t.percent(shop.share))


def shops_text(page: ShopPage, t: Texts) -> Html:
    """Return the caption of a page of shops; three of them fit 1,024 characters."""
    head = [t.html("mood.title")]
    if page.missing is not None:
        head.append(t.html("mood.missing", style=t.label("style", page.missing)))
    if page.known_shops == 1:
        head.append(t.html("mood.only_one"))
    blocks = [join("\n", head), *(_shop_text(shop, t) for shop in page.shops)]
    return join("\n\n", blocks)


def _shop_text(shop: RankedShop, t: Texts) -> Html:
    name = capped(shop.name, SHOP_CHARS)
    lines = [t.html("mood.shop", name=name, mood=style_share_text(shop, t))]
    if shop.certainty < UNSURE:
        lines.append(t.plural("mood.few", shop.products))
    lines += [_item_text(item, t) for item in shop.items]
    return join("\n", lines)


def _item_text(item: Item, t: Texts) -> Html:
    name = escape(capped(item.title, TITLE_CHARS))
    link = safe_link(item.url)
    shown = Html(f'<a href="{escape(link)}">{name}</a>') if link else name
    return Html(f"· {shown} {escape(t.price(item.price, item.currency))}")


def shops_keyboard(
    answer_id: int, page: ShopPage, number: int, followed: Collection[int], t: Texts
) -> InlineKeyboardMarkup:
    """Return a link to each shop, a button to follow it, and one to the next page.

    Args:
        answer_id: the photo's answer.
        page: the shops.
        number: of the page, from 0.
        followed: ids of the shops that the person follows.
        t: the sentences.
    """
    rows = []
    for shop in page.shops:
        name = capped(shop.name, BUTTON_CHARS)
        follows = shop.id in followed
        star = t.text("mood.button.followed") if follows else t.text("mood.button.follow")
        data = FollowShop(answer_id, shop.id, number, follow=not follows)
        rows.append([*link_button(f"🛍 {name}", shop.url), button(star, data)])
    if page.more:
        rows.append([button(t.text("mood.button.more"), ShowShops(answer_id, number + 1))])
    return InlineKeyboardMarkup(rows)
