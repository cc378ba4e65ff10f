"""Handles the buttons under a tip: wear its outfit, show another one, rate it."""

from __future__ import annotations

import contextlib
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from telegram import InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest

from bot.handlers.tips.callback_data import AnotherTip, RateTip, WearTip
from bot.handlers.tips.composing import PreparedTip, prepare_tip
from bot.handlers.tips.keyboards import tip_keyboard
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.private_chat import require_private
from bot.services.outfits.views import ordered_keys
from db.models import SavedOutfit, TipDelivery, TipSubscription
from db.queries import diary, outfits, tip_deliveries

_MAX_SHOWN: Final = 8
"""Outfits of one tip that are remembered; older ones may come again."""


async def _tip(press: CallbackPress, delivery_id: int) -> TipDelivery:
    """Return the delivery of a tip of the person who pressed.

    The press proves that the tip has arrived, also if a crash has left that open.

    Raises:
        ExpiredError: it is not theirs, or deleted.
    """
    require_private(press)
    async with press.services.database.session() as session:
        found = await tip_deliveries.delivery_of(session, delivery_id, press.user_id)
        if found is not None and found.message_id is None:
            await tip_deliveries.confirm_arrival(session, found.id, press.message_id)
    if found is None:
        raise ExpiredError
    return found


async def _outfit(press: CallbackPress, tip: TipDelivery) -> SavedOutfit:
    outfit_id = tip.content.get("outfit_id")
    async with press.services.database.session() as session:
        found = await outfits.outfit_of(session, press.user_id, int(outfit_id or 0))
    if found is None:
        raise ExpiredError
    return found


async def wear(press: CallbackPress, action: WearTip) -> None:
    """Add the person's own garments of the outfit to the diary of that day."""
    tip = await _tip(press, action.delivery_id)
    outfit = await _outfit(press, tip)
    day = date.fromisoformat(tip.content["day"])
    async with press.services.database.session() as session:
        await diary.mark_worn(session, press.user_id, outfit.closet_items, day, outfit_id=outfit.id)
    await press.answer(press.t.text("tips.toast.worn"))


async def rate(press: CallbackPress, action: RateTip) -> None:
    """Store whether the person likes the outfit."""
    tip = await _tip(press, action.delivery_id)
    if tip.content.get("outfit_id") is not None:
        outfit = await _outfit(press, tip)
        async with press.services.database.session() as session:
            await outfits.rate(session, press.user_id, outfit.id, liked=action.liked)
    key = "tips.toast.liked" if action.liked else "tips.toast.disliked"
    await press.answer(press.t.text(key))
    await press.set_keyboard(_keyboard(press, tip, liked=action.liked))


async def another(press: CallbackPress, action: AnotherTip) -> None:
    """Show another outfit in place of the current one, if there is one."""
    tip = await _tip(press, action.delivery_id)
    async with press.services.database.session() as session:
        subscription = await session.get(TipSubscription, tip.subscription_id)
    if subscription is None:
        raise ExpiredError
    prepared, shown_ids = await _prepare_another(press, tip, subscription)
    if prepared.outfit is None:
        await press.answer(press.t.text("tips.toast.no_other"))
        return
    await press.answer()
    async with press.services.database.session() as session:
        stored = await session.get_one(TipDelivery, tip.id)
        stored.content = {**stored.content, **prepared.content, "shown": shown_ids}
        keyboard = _keyboard(press, stored)
    await _show(press, prepared, keyboard)


async def _prepare_another(
    press: CallbackPress, tip: TipDelivery, subscription: TipSubscription
) -> tuple[PreparedTip, list[int]]:
    """Prepare a tip whose outfit was not shown yet; once all were, one that is not the current.

    Returns:
        The tip, and the ids of the outfits that must not come next.
    """
    variant = int(tip.content.get("variant", 0)) + 1
    current = [tip.content["outfit_id"]] if tip.content.get("outfit_id") is not None else []
    shown_ids = [*_shown_ids(tip.content), *current][-_MAX_SHOWN:]
    prepared = await _prepare_unlike(press, tip, subscription, variant, shown_ids)
    if prepared.outfit is None and shown_ids != current:
        shown_ids = current
        prepared = await _prepare_unlike(press, tip, subscription, variant, shown_ids)
    return prepared, shown_ids


def _shown_ids(content: dict[str, Any]) -> list[int]:
    return [int(outfit_id) for outfit_id in content.get("shown", ())]


async def _prepare_unlike(
    press: CallbackPress,
    tip: TipDelivery,
    subscription: TipSubscription,
    variant: int,
    shown_ids: list[int],
) -> PreparedTip:
    async with press.services.database.session() as session:
        rows = [await outfits.outfit_of(session, press.user_id, one) for one in shown_ids]
    shown = [frozenset(ordered_keys(row)) for row in rows if row is not None]
    return await prepare_tip(press.services, subscription, tip.due_at, variant=variant, shown=shown)


async def _show(
    press: CallbackPress, prepared: PreparedTip, keyboard: InlineKeyboardMarkup
) -> None:
    assert prepared.outfit is not None
    media = InputMediaPhoto(prepared.outfit.picture, prepared.text)
    with contextlib.suppress(BadRequest):
        await press.bot.edit_message_media(
            media, press.chat_id, press.message_id, reply_markup=keyboard
        )


def _keyboard(
    press: CallbackPress, tip: TipDelivery, *, liked: bool | None = None
) -> InlineKeyboardMarkup:
    return tip_keyboard(
        tip.id,
        tip.subscription_id,
        press.t,
        has_outfit="outfit_id" in tip.content,
        is_own=bool(tip.content.get("is_own")),
        liked=liked,
    )


ROUTES: Final[Routes] = MappingProxyType(
    {
        WearTip: wear,
        AnotherTip: another,
        RateTip: rate,
    }
)
