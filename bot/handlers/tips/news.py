"""Lines of a daily tip about new products of followed shops and cheaper saved products."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.context import Services
from bot.ui.catalogues import Html, Texts, capped
from db.models import Product, TipSubscription, utc_now
from db.queries import saved_products, styles
from db.queries.saved_products import PriceDrop

_SINCE: Final = timedelta(days=1)
_TITLE_CHARS: Final = 40
_LIMIT: Final = 30


async def news_lines(services: Services, subscription: TipSubscription, t: Texts) -> list[Html]:
    """Return the news of the last day for the owner of a subscription; often none."""
    user_id, since = subscription.user_id, utc_now() - _SINCE
    async with services.database.session() as session:
        arrived = await styles.new_arrivals(session, user_id, since, limit=_LIMIT)
        drops = await saved_products.price_drops(session, user_id, since)
        if drops and await saved_products.is_muted(session, user_id):
            drops = []
    lines = []
    if arrived:
        lines.append(_arrived(arrived, t))
    if drops:
        lines.append(_cheaper(drops, t))
    return lines


def _arrived(products: Sequence[Product], t: Texts) -> Html:
    first = products[0]
    return t.plural(
        "tips.new_arrivals",
        len(products),
        shop=capped(first.shop.name, _TITLE_CHARS),
        title=capped(first.title, _TITLE_CHARS),
        price=t.price(first.price, first.currency),
    )


def _cheaper(drops: Sequence[PriceDrop], t: Texts) -> Html:
    first = drops[0]
    return t.plural(
        "tips.cheaper",
        len(drops),
        title=capped(first.title, _TITLE_CHARS),
        price=t.price(first.price, first.currency),
        share=t.percent(first.share),
    )
