"""Composes daily tips: the weather in a line, the outfit of the day, one piece of advice.

The slow part (fetching the weather, choosing and drawing the outfit) does not depend on the
delivery, so it is prepared before the tip is due; the buttons are added when it is sent.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from telegram import Bot

from bot.context import Services
from bot.handlers.tips.keyboards import channel_keyboard, tip_keyboard
from bot.handlers.tips.news import news_lines
from bot.handlers.tips.outfit import TipOutfit, outfit_for_tip
from bot.handlers.tips.sending import Tip
from bot.monitoring.incidents import log_incident
from bot.services.outfits.keys import PieceKey
from bot.services.weather import DEFAULT_CITY
from bot.ui.catalogues import Html, Texts, join, texts
from bot.ui.weather import date_text, weather_line
from config.time_zones import KOREA
from db.models import TipDelivery, TipSubscription, utc_now
from db.queries import tip_subscriptions
from engine.tips.advice import Advice, advise
from engine.tips.schedule import zone_of
from engine.weather.cities import cities

CAPTION_CHARS: Final = 1000
"""A little under Telegram's 1,024."""
PREPARE_AHEAD: Final = timedelta(minutes=10)
"""How long before their due time tips are prepared."""

_MAX_PREPARED: Final = 2000
_TAG: Final = re.compile(r"<[^<>]+>")

_Key = tuple[int, datetime, datetime]
"""Subscription, when it was last changed, due time."""


@dataclass(frozen=True, slots=True)
class PreparedTip:
    """A tip without its buttons.

    Attributes:
        text: HTML of the message or caption.
        outfit: the outfit that it shows; None where there is nothing to make one of.
        content: JSON that its buttons need.
    """

    text: Html
    outfit: TipOutfit | None
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Approximate memory that it takes."""
        return len(self.text) + (len(self.outfit.picture) if self.outfit is not None else 0)


class TipComposer:
    """Composes tips, and prepares those that are due soon.

    Args:
        services: of the bot.
        bot: its username is linked under tips in channels.
        capacity_bytes: memory for prepared tips.
    """

    def __init__(self, services: Services, bot: Bot, *, capacity_bytes: int) -> None:
        self._services = services
        self._bot = bot
        self._capacity_bytes = capacity_bytes
        self._used_bytes = 0
        self._prepared: dict[_Key, PreparedTip] = {}

    async def compose(self, subscription: TipSubscription, delivery: TipDelivery) -> Tip:
        """Return the tip of a delivery, ready to be sent."""
        prepared = self._prepared.pop(_key(subscription, delivery.due_at), None)
        if prepared is None:
            prepared = await prepare_tip(self._services, subscription, delivery.due_at)
        else:
            self._used_bytes -= prepared.bytes
        return self._with_keyboard(subscription, delivery, prepared)

    async def prepare(self) -> int:
        """Prepare the tips that are due soon, as far as memory goes; return how many."""
        now = utc_now()
        self._evict(due_before=now - PREPARE_AHEAD)
        async with self._services.database.session() as session:
            soon = await tip_subscriptions.due_between(
                session, now, now + PREPARE_AHEAD, limit=_MAX_PREPARED
            )
        return sum([await self._prepare_one(subscription) for subscription in soon])

    async def _prepare_one(self, subscription: TipSubscription) -> bool:
        """Prepare a tip unless that is done or memory is full; return whether it was."""
        assert subscription.next_due_at is not None
        key = _key(subscription, subscription.next_due_at)
        if key in self._prepared or self._used_bytes >= self._capacity_bytes:
            return False
        try:
            prepared = await prepare_tip(self._services, subscription, subscription.next_due_at)
        except Exception as error:
            # It is composed once more when it is due; the others must not wait for it.
            log_incident(error, f"preparing the tip of subscription {subscription.id}")
            return False
        self._prepared[key] = prepared
        self._used_bytes += prepared.bytes
        return True

    def _evict(self, *, due_before: datetime) -> None:
        """Drop tips that were never sent, because their subscription was changed or stopped."""
        for key in [key for key in self._prepared if key[-1] < due_before]:
            self._used_bytes -= self._prepared.pop(key).bytes

    def _with_keyboard(
        self, subscription: TipSubscription, delivery: TipDelivery, prepared: PreparedTip
    ) -> Tip:
        t, outfit = texts_for(self._services, subscription), prepared.outfit
        if subscription.is_personal:
            keyboard = tip_keyboard(
                delivery.id,
                subscription.id,
                t,
                has_outfit=outfit is not None,
                is_own=outfit is not None and outfit.is_own,
            )
        else:
            links = outfit.links if outfit is not None else ()
            keyboard = channel_keyboard(delivery.id, links, t, bot=self._bot.username)
        return Tip(
            text=prepared.text,
            keyboard=keyboard,
            picture=outfit.picture if outfit is not None else None,
            picture_key=outfit.picture_key if outfit is not None else None,
            content=prepared.content,
        )


def texts_for(services: Services, subscription: TipSubscription) -> Texts:
    """Return the texts of a tip: in the person's current language, or the one set for a chat."""
    if subscription.is_personal:
        return services.texts_of(subscription.user_id, subscription.language)
    return texts(subscription.language)


def _key(subscription: TipSubscription, due_at: datetime) -> _Key:
    return subscription.id, subscription.updated_at, due_at


async def prepare_tip(
    services: Services,
    subscription: TipSubscription,
    due_at: datetime,
    *,
    variant: int = 0,
    shown: Sequence[frozenset[PieceKey]] = (),
) -> PreparedTip:
    """Return the tip of a day without its buttons.

    Args:
        services: of the bot.
        subscription: whose tip.
        due_at: when it is due; the date is that in the subscription's zone, the weather Korea's.
        variant: how often another outfit was asked for; each gets other advice.
        shown: outfits that the tip has shown before, as sets of garment keys.
    """
    t = texts_for(services, subscription)
    local_day = due_at.astimezone(zone_of(subscription.zone)).date()
    day_in_korea = due_at.astimezone(KOREA).date()
    city = cities().get(subscription.city) or cities()[DEFAULT_CITY]
    weather = await services.weather.day(city, day_in_korea)
    outfit = await outfit_for_tip(services, subscription, weather, day=local_day, shown=shown, t=t)
    worn = outfit.worn if outfit is not None else ()
    turn = local_day.toordinal() + zlib.crc32(str(subscription.id).encode()) + variant
    advice = advise(weather, subscription.occasion, worn, turn=turn)
    news = await news_lines(services, subscription, t) if subscription.is_personal else []
    head = t.html(
        "tips.head",
        date=date_text(local_day, t),
        occasion=t.label("occasion", subscription.occasion),
    )
    blocks = [join("\n", [head, weather_line(weather, t)])]
    if outfit is not None and outfit.lines:
        blocks.append(join("\n", outfit.lines))
    blocks.append(Html(f"💡 {advice_text(advice, t)}"))
    if news:
        blocks.append(join("\n", news))
    content: dict[str, Any] = {"day": local_day.isoformat(), "variant": variant}
    if outfit is not None:
        content |= {"outfit_id": outfit.outfit_id, "is_own": outfit.is_own}
    return PreparedTip(_caption(blocks), outfit, content)


def _caption(blocks: list[Html]) -> Html:
    """Join blocks to one text; while it is too long, the last block is dropped."""
    while len(blocks) > 2 and sum(map(_visible_units, blocks)) > CAPTION_CHARS:
        blocks.pop()
    return join("\n\n", blocks)


def _visible_units(block: Html) -> int:
    """Return the length of a text as Telegram counts it: UTF-16 units without the markup."""
    return len(html.unescape(_TAG.sub("", block)).encode("utf-16-le")) // 2


def advice_text(advice: Advice, t: Texts) -> Html:
    """Return the sentence of a piece of advice."""
    values: dict[str, object] = {
        name: value if isinstance(value, int) else t.label(*value)
        for name, value in advice.values.items()
    }
    return t.html(f"tips.advice.{advice.code}", **values)
