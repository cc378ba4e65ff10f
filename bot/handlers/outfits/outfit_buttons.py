"""Handle the buttons of an outfit: keep, wear, rate, require a garment."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from bot.conversations.outfit_request.callback_data import (
    ChooseLock,
    KeepOutfit,
    LockPiece,
    RateOutfit,
    ShowKept,
    WearLike,
    WearOutfit,
)
from bot.conversations.outfit_request.conversation import OutfitConversation
from bot.conversations.outfit_request.keyboards import (
    OutfitState,
    kept_keyboard,
    lock_keyboard,
    outfit_keyboard,
)
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.owned_records import own_outfit, usable_search
from bot.routing.private_chat import require_private
from bot.services.local_time import today_of
from bot.services.outfits.views import ordered_keys
from bot.services.photo_answers import clear_style, seen_garments, vectors
from db.models import SavedOutfit, utc_now
from db.queries import diary, outfits


def _conversation(press: CallbackPress) -> OutfitConversation:
    require_private(press)
    return OutfitConversation.of_press(press)


async def _show_buttons(press: CallbackPress, outfit: SavedOutfit) -> None:
    """Show the buttons of an outfit as they are after a change."""
    async with press.services.database.session() as session:
        liked = await outfits.rating_of(session, press.user_id, outfit.id)
        kept_ids = [kept.id for kept in await outfits.saved_outfits(session, press.user_id)]
    state = OutfitState(
        kept=outfit.saved_at is not None,
        liked=liked,
        request_id=outfit.request_id,
        can_wear=bool(outfit.closet_items),
    )
    if outfit.id in kept_ids and press.message_id != outfit.message_id:
        # The message shows one of the kept outfits.
        place, count = kept_ids.index(outfit.id), len(kept_ids)
        keyboard = kept_keyboard(outfit.id, state, press.t, place=place, count=count)
    else:
        keyboard = outfit_keyboard(outfit.id, state, press.t)
    await press.set_keyboard(keyboard)


async def choose_required(press: CallbackPress, action: ChooseLock) -> None:
    """Ask which garment to require, or show the outfit's buttons again."""
    outfit = await own_outfit(press, action.outfit_id)
    if not action.choosing:
        await _show_buttons(press, outfit)
        return
    views = await press.services.outfits.load_items(press.user_id, outfit)
    if not views:
        await press.answer(press.t.text("coordi.gone"), alert=True)
        return
    places = {key: place for place, key in enumerate(ordered_keys(outfit))}
    keyboard = lock_keyboard(outfit.id, [(places[view.key], view) for view in views], press.t)
    await press.set_keyboard(keyboard)


async def require_piece(press: CallbackPress, action: LockPiece) -> None:
    """Send outfits with a garment of this one, and with the garment of a photo it began with."""
    outfit = await own_outfit(press, action.outfit_id)
    keys = ordered_keys(outfit)
    views = await press.services.outfits.load_items(press.user_id, outfit)
    if keys[action.place : action.place + 1] not in [[view.key] for view in views]:
        await press.answer(press.t.text("coordi.gone"), alert=True)
        return
    photographed = [key for key in keys if key.is_photo]
    required = list(dict.fromkeys(map(str, [*photographed, keys[action.place]])))
    conversation = _conversation(press)
    await press.answer()
    await _show_buttons(press, outfit)
    old = None if outfit.request_id is None else await conversation.find(outfit.request_id)
    state = {"occasion": outfit.occasion, "style": outfit.style}
    state |= {} if old is None else old.wish
    await conversation.send_outfits(await conversation.begin(state | {"locked": required}))


async def keep(press: CallbackPress, action: KeepOutfit) -> None:
    """Keep an outfit, or stop keeping it."""
    await own_outfit(press, action.outfit_id)
    async with press.services.database.session() as session:
        outfit = await outfits.outfit_of(session, press.user_id, action.outfit_id)
        assert outfit is not None
        outfit.saved_at = utc_now() if action.keep else None
    await press.answer(
        press.t.text("coordi.kept") if action.keep else press.t.text("coordi.not_kept")
    )
    await _show_buttons(press, outfit)


async def show_kept(press: CallbackPress, action: ShowKept) -> None:
    """Send an outfit that the person kept."""
    conversation = _conversation(press)
    await press.answer()
    await conversation.sender.show_kept(action.place)


async def wear_today(press: CallbackPress, action: WearOutfit) -> None:
    """Record in the diary that the closet's garments of an outfit are worn today."""
    outfit = await own_outfit(press, action.outfit_id)
    async with press.services.database.session() as session:
        day = await today_of(session, press.user_id)
        is_new = await diary.mark_worn(
            session, press.user_id, outfit.closet_items, day, outfit_id=outfit.id
        )
    await press.answer(
        press.t.text("coordi.worn") if is_new else press.t.text("coordi.worn_before"), alert=False
    )


async def rate(press: CallbackPress, action: RateOutfit) -> None:
    """Store whether the person likes an outfit; later suggestions learn from it."""
    outfit = await own_outfit(press, action.outfit_id)
    async with press.services.database.session() as session:
        await outfits.rate(session, press.user_id, outfit.id, liked=action.liked)
    await press.answer(
        press.t.text("coordi.liked") if action.liked else press.t.text("coordi.disliked")
    )
    await _show_buttons(press, outfit)


async def wear_like(press: CallbackPress, action: WearLike) -> None:
    """Send outfits with what is most similar to a list's garment: of the closet, else a product."""
    search, answer = await usable_search(press, action.search_id)
    garment = seen_garments(answer)[search.garment]
    conversation = _conversation(press)
    await press.answer()
    similar_key = await press.services.outfits.closest_key(
        press.user_id, garment.category, vectors(answer)[search.garment]
    )
    if similar_key is None:
        name = press.t.label("category", garment.category)
        none = press.t.html("matching.none", name=name)
        await press.bot.send_message(press.chat_id, none)
        return
    state = {"locked": [str(similar_key)], "own_only": False, "style": clear_style(answer)}
    await conversation.send_outfits(await conversation.begin(state))


ROUTES: Final[Routes] = MappingProxyType(
    {
        ChooseLock: choose_required,
        LockPiece: require_piece,
        KeepOutfit: keep,
        ShowKept: show_kept,
        WearOutfit: wear_today,
        RateOutfit: rate,
        WearLike: wear_like,
    }
)
