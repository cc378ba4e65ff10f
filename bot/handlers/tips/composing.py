"""Makes a daily tip: the weather in a line, the outfit of the day, one concrete piece of advice.

What takes long (the weather, choosing, drawing) does not depend on the delivery, so it can be made
before the tip is due; the buttons are added when it is sent.
"""

from __future__ import annotations

import html
import re
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from telegram import Bot

from bot.context import Services
from bot.handlers.tips.keyboards import channel_keyboard, tip_keyboard
from bot.handlers.tips.news import news_lines
from bot.handlers.tips.outfit import TipOutfit, outfit_for_tip
from bot.handlers.tips.sending import Tip
from bot.handlers.tips.texts import date_text, weather_line
from bot.services.weather import DEFAULT_CITY
from bot.ui.catalogues import Html, Texts, join, texts
from db.models import TipDelivery, TipSubscription, utc_now
from db.queries import tips
from engine.tips.advice import Advice, advise
from engine.tips.schedule import zone_of
from engine.weather.cities import cities
from engine.weather.forecast import KOREA

CAPTION_CHARS: Final = 1000
"""A little under Telegram's 1,024."""
LEAD: Final = timedelta(minutes=10)
"""So long before they are due tips are made."""

_LOOKED_AT: Final = 2000
_TAG: Final = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Look:
    """A tip without its buttons."""

    text: Html
    outfit: TipOutfit | None
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return len(self.text) + (len(self.outfit.picture) if self.outfit is not None else 0)


class TipKitchen:
    """Makes tips, also ahead of time.

    Args:
        services: of the bot.
        bot: named in the links under what goes to channels.
        room_bytes: how much of what was made ahead is kept.
    """

    def __init__(self, services: Services, bot: Bot, *, room_bytes: int) -> None:
        self._services = services
        self._bot = bot
        self._room_bytes = room_bytes
        self._used_bytes = 0
        self._ready: dict[tuple[Any, ...], Look] = {}

    async def compose(self, subscription: TipSubscription, delivery: TipDelivery) -> Tip:
        """Return the tip of a delivery, as it is sent."""
        look = self._ready.pop(_key(subscription, delivery.due_at), None)
        if look is None:
            look = await look_for(self._services, subscription, delivery.due_at)
        else:
            self._used_bytes -= look.bytes
        return self._served(subscription, delivery, look)

    async def prepare(self) -> int:
        """Make the tips that are due soon, while there is room; return how many were made."""
        now = utc_now()
        self._throw_out(now - LEAD)
        async with self._services.database.session() as session:
            soon = await tips.due_between(session, now, now + LEAD, limit=_LOOKED_AT)
        return sum([await self._make_ahead(subscription) for subscription in soon])

    async def _make_ahead(self, subscription: TipSubscription) -> bool:
        assert subscription.next_due_at is not None
        key = _key(subscription, subscription.next_due_at)
        if key in self._ready or self._used_bytes >= self._room_bytes:
            return False
        look = await look_for(self._services, subscription, subscription.next_due_at)
        self._ready[key] = look
        self._used_bytes += look.bytes
        return True

    def _throw_out(self, before: datetime) -> None:
        """Forget what nobody has come for, because it was changed or stopped."""
        for key in [key for key in self._ready if key[-1] < before]:
            self._used_bytes -= self._ready.pop(key).bytes

    def _served(self, subscription: TipSubscription, delivery: TipDelivery, look: Look) -> Tip:
        t, outfit = speech_of(self._services, subscription), look.outfit
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
            text=look.text,
            keyboard=keyboard,
            picture=outfit.picture if outfit is not None else None,
            picture_key=outfit.picture_key if outfit is not None else None,
            content=look.content,
        )


def speech_of(services: Services, subscription: TipSubscription) -> Texts:
    """Return the sentences of a tip: in the person's language now, a channel's as it was set."""
    if subscription.is_personal:
        return services.texts_of(subscription.user_id, subscription.language)
    return texts(subscription.language)


def _key(subscription: TipSubscription, due_at: datetime) -> tuple[Any, ...]:
    return subscription.id, subscription.updated_at, due_at


async def look_for(
    services: Services, subscription: TipSubscription, due_at: datetime, *, variant: int = 0
) -> Look:
    """Return the tip of a day, all but its buttons.

    Args:
        services: of the bot.
        subscription: whose tip.
        due_at: when it is due; the day is that of its clock, the weather that of Korea.
        variant: another number gives another outfit.
    """
    t = speech_of(services, subscription)
    local_day = due_at.astimezone(zone_of(subscription.zone)).date()
    day_in_korea = due_at.astimezone(KOREA).date()
    city = cities().get(subscription.city) or cities()[DEFAULT_CITY]
    weather = await services.weather.day(city, day_in_korea)
    outfit = await outfit_for_tip(
        services, subscription, weather, day=local_day, variant=variant, t=t
    )
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
    return Look(_caption(blocks), outfit, content)


def _caption(blocks: list[Html]) -> Html:
    """Return the blocks as one text; what matters least comes last and is left out first."""
    while len(blocks) > 2 and sum(map(_visible_units, blocks)) > CAPTION_CHARS:
        blocks.pop()
    return join("\n\n", blocks)


def _visible_units(block: Html) -> int:
    """Return how long a text is as Telegram counts it: without its markup, in UTF-16."""
    return len(html.unescape(_TAG.sub("", block)).encode("utf-16-le")) // 2


def advice_text(advice: Advice, t: Texts) -> Html:
    """Return a piece of advice in words."""
    values: dict[str, object] = {
        name: value if isinstance(value, int) else t.label(*value)
        for name, value in advice.values.items()
    }
    return t.html(f"tips.advice.{advice.code}", **values)
