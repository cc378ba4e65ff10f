"""The buttons under a tip: wear its outfit, see another one, like it or not."""

from __future__ import annotations

import contextlib
from datetime import date
from types import MappingProxyType
from typing import Final

from telegram import InlineKeyboardMarkup, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.handlers.tips.callback_data import AnotherTip, RateTip, WearTip
from bot.handlers.tips.composing import Look, look_for
from bot.handlers.tips.keyboards import tip_keyboard
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from db.models import SavedOutfit, TipDelivery, TipSubscription
from db.queries import closet, outfits, tips


async def _tip(press: CallbackPress, delivery_id: int) -> TipDelivery:
    """Return a tip of the person who pressed.

    Raises:
        ExpiredError: it is not theirs, or gone.
    """
    if not press.is_private:
        raise ExpiredError
    async with press.services.database.session() as session:
        found = await tips.delivery(session, delivery_id, press.user_id)
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
    """Note in the diary that the person's own clothes of the outfit are worn that day."""
    tip = await _tip(press, action.delivery_id)
    outfit = await _outfit(press, tip)
    day = date.fromisoformat(tip.content["day"])
    async with press.services.database.session() as session:
        await closet.wear(session, press.user_id, outfit.closet_items, day, outfit_id=outfit.id)
    await press.answer(press.t.text("tips.toast.worn"))


async def rate(press: CallbackPress, action: RateTip) -> None:
    """Note whether the person likes the outfit."""
    tip = await _tip(press, action.delivery_id)
    if tip.content.get("outfit_id") is not None:
        outfit = await _outfit(press, tip)
        async with press.services.database.session() as session:
            await outfits.rate(session, press.user_id, outfit.id, liked=action.liked)
    said = "tips.toast.liked" if action.liked else "tips.toast.disliked"
    await press.answer(press.t.text(said))
    await press.set_keyboard(_keyboard(press, tip, liked=action.liked))


async def another(press: CallbackPress, action: AnotherTip) -> None:
    """Put another outfit in place of the one that is shown."""
    tip = await _tip(press, action.delivery_id)
    async with press.services.database.session() as session:
        subscription = await session.get(TipSubscription, tip.subscription_id)
    if subscription is None:
        raise ExpiredError
    variant = int(tip.content.get("variant", 0)) + 1
    look = await look_for(press.services, subscription, tip.due_at, variant=variant)
    if look.outfit is None:
        await press.answer(press.t.text("tips.toast.no_other"))
        return
    await press.answer()
    async with press.services.database.session() as session:
        kept = await session.get_one(TipDelivery, tip.id)
        kept.content = {**kept.content, **look.content}
        keyboard = _keyboard(press, kept)
    await _show(press, look, keyboard)


async def _show(press: CallbackPress, look: Look, keyboard: InlineKeyboardMarkup) -> None:
    assert look.outfit is not None
    media = InputMediaPhoto(look.outfit.picture, look.text, parse_mode=ParseMode.HTML)
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
