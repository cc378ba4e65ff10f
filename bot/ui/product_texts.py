"""Format a product on one line: name, price, shop, price drop, the person's size."""

from __future__ import annotations

from typing import Final

from bot.services.catalogue import Item
from bot.services.size_advice import SizeTag
from bot.ui.catalogues import Html, Texts, capped, circled, join

TITLE_CHARS: Final = 60
SHOP_CHARS: Final = 30
_LEAST_DROP: Final = 0.01
_LABEL_CHARS: Final = 20


def item_text(number: int, item: Item, t: Texts, *, size: Html | None = None) -> Html:
    """Return a product on one line, with the text of the person's size if there is one."""
    line = t.html(
        "similar.item",
        number=circled(number),
        title=capped(item.title, TITLE_CHARS),
        price=t.price(item.price, item.currency),
        shop=capped(item.shop, SHOP_CHARS),
    )
    parts = [line, cheaper_text(item, t), size]
    return join(" · ", [part for part in parts if part is not None])


def cheaper_text(item: Item, t: Texts) -> Html | None:
    """Return the price drop of a product since a week ago, None without one."""
    if not item.price_week_ago or item.price >= item.price_week_ago:
        return None
    share = 1 - item.price / item.price_week_ago
    return t.html("similar.cheaper", share=t.percent(share)) if share >= _LEAST_DROP else None


def size_tag_text(tag: SizeTag, t: Texts) -> Html:
    """Return the person's size of a product: 나에게: L."""
    label = capped(tag.label, _LABEL_CHARS)
    if tag.in_stock is False:
        return t.html("size.for_me.none", size=label)
    return t.html("size.for_me", size=label)
