"""/coordi and its buttons: outfits for an occasion or a style, kept, worn, liked, varied."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from telegram import Update

from bot.context import BotContext
from bot.conversations.outfit_request.callback_data import (
    AskTyped,
    ChooseLock,
    ChooseStyle,
    ForOccasion,
    ForStyle,
    KeepOutfit,
    LockPiece,
    OtherOutfits,
    RateOutfit,
    ShowKept,
    WearLike,
    WearOutfit,
    WithShops,
)
from bot.conversations.outfit_request.conversation import OutfitConversation
from bot.conversations.outfit_request.keyboards import (
    OutfitState,
    kept_keyboard,
    lock_keyboard,
    outfit_keyboard,
    request_keyboard,
)
from bot.conversations.outfit_request.state import Step, from_row
from bot.conversations.outfit_request.texts import request_text
from bot.conversations.outfit_request.transitions import apply_text, ask_for, parse_request
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import own_outfit, usable_search
from bot.routing.private_chat import private_only, require_private
from bot.services.local_time import today_of
from bot.services.outfits.views import ordered_keys
from bot.services.photo_answers import clear_style, seen_garments, vectors
from bot.ui.filters import is_group
from db.models import OutfitRequest, SavedOutfit, utc_now
from db.queries import diary, outfits

# -- the command and typed words --------------------------------------------------------------


async def start(update: Update, context: BotContext) -> None:
    """Ask what the outfits are for; text after the command may answer that."""
    await start_with(update, context, " ".join(context.args or []))


@private_only
async def start_with(update: Update, context: BotContext, words: str) -> None:
    """Ask what the outfits are for, unless the words say so."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    conversation = _conversation_of(update, context)
    wish = parse_request(words)
    request = await conversation.begin(wish)
    if "occasion" in wish or "style" in wish:
        await conversation.send_outfits(request)
    else:
        await conversation.send_page(request)


async def consume_text(update: Update, context: BotContext, text: str) -> bool:
    """Consume a text that is the weather or the budget that was asked for; return whether."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        return False
    dialog = _conversation_of(update, context).dialog
    current = await dialog.open()
    if current is None:
        return False
    turn = apply_text(current.state, text)
    if not turn.understood:
        async with context.services.database.session() as session:
            await outfits.stop_waiting(session, dialog.user_id)
        return False
    await dialog.consume(current, turn)
    return True


# -- buttons of the question ------------------------------------------------------------------


def _conversation_of(update: Update, context: BotContext) -> OutfitConversation:
    user, chat = update.effective_user, update.effective_chat
    assert user is not None
    assert chat is not None
    t = context.texts_for(update)
    return OutfitConversation(context.services, context.bot, user.id, chat.id, t)


def _conversation(press: CallbackPress) -> OutfitConversation:
    require_private(press)
    return OutfitConversation.of_press(press)


async def _request(press: CallbackPress, request_id: int) -> OutfitRequest:
    """Return a request of who pressed.

    Raises:
        ExpiredError: it is forgotten, or somebody else's, which nobody is told apart.
    """
    request = await _conversation(press).find(request_id)
    if request is None:
        raise ExpiredError
    return request


async def for_occasion(press: CallbackPress, action: ForOccasion) -> None:
    """Send outfits to an occasion."""
    await _answer(press, action.request_id, {"occasion": action.occasion, "style": None})


async def for_style(press: CallbackPress, action: ForStyle) -> None:
    """Send outfits of a style."""
    await _answer(press, action.request_id, {"style": action.style, "occasion": None})


async def _answer(press: CallbackPress, request_id: int, wish: dict[str, Any]) -> None:
    await _request(press, request_id)
    conversation = _conversation(press)
    await press.answer()
    request = await conversation.change(request_id, wish, stop_waiting=True)
    if request is not None:
        await conversation.send_outfits(request)


async def choose_style(press: CallbackPress, action: ChooseStyle) -> None:
    """Show the styles in place of the occasions, or the other way round."""
    request = await _request(press, action.request_id)
    constraints = await _conversation(press).constraints_of(request)
    await press.set_keyboard(
        request_keyboard(request.id, constraints, press.t, styles=action.styles)
    )


async def with_shops(press: CallbackPress, action: WithShops) -> None:
    """Take the shops in or leave them out."""
    await _request(press, action.request_id)
    conversation = _conversation(press)
    request = await conversation.change(action.request_id, {"own_only": not action.shops})
    if request is None:
        raise ExpiredError
    constraints = await conversation.constraints_of(request)
    keyboard = request_keyboard(request.id, constraints, press.t)
    await press.set_text(request_text(constraints, press.t), keyboard)


async def ask_typed(press: CallbackPress, action: AskTyped) -> None:
    """Ask for the weather or a budget to be typed."""
    request = await _request(press, action.request_id)
    await press.answer()
    await _conversation(press).dialog.begin(ask_for(from_row(request), Step(action.what)))


# -- buttons of an outfit ---------------------------------------------------------------------


async def _show_buttons(press: CallbackPress, outfit: SavedOutfit) -> None:
    async with press.services.database.session() as session:
        liked = await outfits.rating_of(session, press.user_id, outfit.id)
        kept = [one.id for one in await outfits.saved_outfits(session, press.user_id)]
    state = OutfitState(
        kept=outfit.saved_at is not None,
        liked=liked,
        request_id=outfit.request_id,
        can_wear=bool(outfit.closet_items),
    )
    if outfit.id in kept and press.message_id != outfit.message_id:
        # It is leafed through among the kept ones.
        place, count = kept.index(outfit.id), len(kept)
        keyboard = kept_keyboard(outfit.id, state, press.t, place=place, count=count)
    else:
        keyboard = outfit_keyboard(outfit.id, state, press.t)
    await press.set_keyboard(keyboard)


async def others(press: CallbackPress, action: OtherOutfits) -> None:
    """Send other outfits for the same wish."""
    await _answer(press, action.request_id, {})


async def choose_lock(press: CallbackPress, action: ChooseLock) -> None:
    """Ask which garment must stay, or show the outfit's buttons again."""
    outfit = await own_outfit(press, action.outfit_id)
    if not action.choosing:
        await _show_buttons(press, outfit)
        return
    pieces = await press.services.outfits.load_items(press.user_id, outfit)
    if not pieces:
        await press.answer(press.t.text("coordi.gone"), alert=True)
        return
    places = {key: place for place, key in enumerate(ordered_keys(outfit))}
    keyboard = lock_keyboard(outfit.id, [(places[one.key], one) for one in pieces], press.t)
    await press.set_keyboard(keyboard)


async def lock(press: CallbackPress, action: LockPiece) -> None:
    """Send outfits that wear a garment of this one, and the photo's garment if it is of one."""
    outfit = await own_outfit(press, action.outfit_id)
    keys = ordered_keys(outfit)
    pieces = await press.services.outfits.load_items(press.user_id, outfit)
    if keys[action.place : action.place + 1] not in [[one.key] for one in pieces]:
        await press.answer(press.t.text("coordi.gone"), alert=True)
        return
    locked = dict.fromkeys(
        str(key) for key in [*(k for k in keys if k.is_photo), keys[action.place]]
    )
    conversation = _conversation(press)
    await press.answer()
    await _show_buttons(press, outfit)
    old = None if outfit.request_id is None else await conversation.find(outfit.request_id)
    state = {"occasion": outfit.occasion, "style": outfit.style}
    state |= {} if old is None else old.wish
    await conversation.send_outfits(await conversation.begin(state | {"locked": list(locked)}))


async def keep(press: CallbackPress, action: KeepOutfit) -> None:
    """Keep an outfit, or keep it no longer."""
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


async def wear(press: CallbackPress, action: WearOutfit) -> None:
    """Note in the diary that the person's own garments of an outfit are worn today."""
    outfit = await own_outfit(press, action.outfit_id)
    async with press.services.database.session() as session:
        day = await today_of(session, press.user_id)
        noted = await diary.mark_worn(
            session, press.user_id, outfit.closet_items, day, outfit_id=outfit.id
        )
    await press.answer(
        press.t.text("coordi.worn") if noted else press.t.text("coordi.worn_before"), alert=False
    )


async def rate(press: CallbackPress, action: RateOutfit) -> None:
    """Note whether the person likes an outfit; the next ones learn from it."""
    outfit = await own_outfit(press, action.outfit_id)
    async with press.services.database.session() as session:
        await outfits.rate(session, press.user_id, outfit.id, liked=action.liked)
    await press.answer(
        press.t.text("coordi.liked") if action.liked else press.t.text("coordi.disliked")
    )
    await _show_buttons(press, outfit)


async def wear_like(press: CallbackPress, action: WearLike) -> None:
    """Send outfits that wear something like the garment of a list: one's own, else a product."""
    search, answer = await usable_search(press, action.search_id)
    garment = seen_garments(answer)[search.garment]
    conversation = _conversation(press)
    await press.answer()
    like = await press.services.outfits.closest_key(
        press.user_id, garment.category, vectors(answer)[search.garment]
    )
    if like is None:
        name = press.t.label("category", garment.category)
        none = press.t.html("matching.none", name=name)
        await press.bot.send_message(press.chat_id, none)
        return
    state = {"locked": [str(like)], "own_only": False, "style": clear_style(answer)}
    await conversation.send_outfits(await conversation.begin(state))


ROUTES: Final[Routes] = MappingProxyType(
    {
        ForOccasion: for_occasion,
        ForStyle: for_style,
        ChooseStyle: choose_style,
        WithShops: with_shops,
        AskTyped: ask_typed,
        OtherOutfits: others,
        ChooseLock: choose_lock,
        LockPiece: lock,
        KeepOutfit: keep,
        ShowKept: show_kept,
        WearOutfit: wear,
        RateOutfit: rate,
        WearLike: wear_like,
    }
)
