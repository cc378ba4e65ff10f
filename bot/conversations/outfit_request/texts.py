"""Format the question for an outfit request, and the caption of an outfit."""

from __future__ import annotations

from typing import Final

from bot.services.catalogue import Item
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.views import OutfitView
from bot.ui.catalogues import Html, Texts, capped, escape, join
from bot.ui.keyboards import safe_link
from bot.ui.outfit_texts import reason_lines
from bot.ui.weather import weather_summary

_MAX_TITLE_CHARS: Final = 26
_MAX_SHOP_CHARS: Final = 16
_MAX_LINK_CHARS: Final = 300
"""Longer links would take the caption beyond Telegram's limit."""


def request_text(constraints: OutfitConstraints, t: Texts) -> Html:
    """Return the question which occasion or style, with the constraints that are set already."""
    lines = [t.html("coordi.ask"), Html("")]
    if constraints.weather is not None:
        weather = weather_summary(constraints.weather, t, with_sky=True)
        lines.append(t.html("coordi.ask.weather", weather=weather))
    source = t.text("coordi.own_only") if constraints.own_only else t.text("coordi.with_shops")
    lines.append(t.html("coordi.ask.source", source=source))
    if constraints.budget is not None:
        lines.append(t.html("coordi.ask.budget", price=t.price(constraints.budget, "KRW")))
    return join("\n", lines)


def outfit_caption(outfit: OutfitView, t: Texts, *, note: Html | None = None) -> Html:
    """Return the caption of a board: reasons, then what can be bought; under 1,024 characters.

    Args:
        outfit: on the board.
        t: the sentences.
        note: put first.
    """
    lines = [] if note is None else [note, Html("")]
    lines += reason_lines(outfit, t)
    if outfit.lacks:
        lines.append(t.html("coordi.no_shoes"))
    if outfit.products:
        lines.append(Html(""))
        lines += [_product_line(product, t) for product in outfit.products]
        lines.append(t.html("coordi.total", price=t.price(outfit.price_won, "KRW")))
    return join("\n", lines)


def _product_line(product: Item, t: Texts) -> Html:
    """Return a product with its price and shop, linked to its page."""
    title = escape(capped(product.title, _MAX_TITLE_CHARS))
    link = safe_link(product.url)
    if link and len(link) < _MAX_LINK_CHARS:
        title = Html(f'<a href="{escape(link)}">{title}</a>')
    return t.html(
        "coordi.product",
        title=title,
        price=t.price(product.price, product.currency),
        shop=capped(product.shop, _MAX_SHOP_CHARS),
    )
