"""What else a daily tip tells in a line: what the followed shops have new."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.context import Services
from bot.texts import Html, Texts, capped
from db import styles
from db.models import TipSubscription, utc_now

_SINCE: Final = timedelta(days=1)
_TITLE_CHARS: Final = 40
_LIMIT: Final = 30


async def news_lines(services: Services, subscription: TipSubscription, t: Texts) -> list[Html]:
    """Return a line about new products of the shops that the person follows, or nothing."""
    async with services.database.session() as session:
        arrived = await styles.new_arrivals(
            session, subscription.user_id, utc_now() - _SINCE, limit=_LIMIT
        )
    if not arrived:
        return []
    first = arrived[0]
    return [
        t.count(
            "tips.new_arrivals",
            len(arrived),
            shop=capped(first.shop.name, _TITLE_CHARS),
            title=capped(first.title, _TITLE_CHARS),
            price=t.price(first.price, first.currency),
        )
    ]
