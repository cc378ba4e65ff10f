"""/closet and the buttons of its pages: the closet, a garment and what is done with it."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.conversations.outfit_request.conversation import OutfitConversation
from bot.handlers.closet.callback_data import DoWithItem, LeaveItem, ShowCloset, ShowItem
from bot.handlers.closet.keyboards import deleted_keyboard
from bot.handlers.closet.pages import ClosetPages
from bot.handlers.products.callback_data import ShowSimilar
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.owned_records import own_closet_item
from bot.routing.private_chat import private_only, require_private
from bot.services.local_time import today_of
from bot.services.outfits.keys import PieceKey
from config.taxonomy import CATEGORY_SLOT
from db.models import ClosetItem, PhotoAnswer
from db.queries import closet, closet_uploads, diary, photos
from db.queries.closet import CUTOUT, ORIGINAL

SAID: Final = ("wear", "unwear", "restore")
"""What is done without a change that could be seen at once."""


def pages_of(press: CallbackPress) -> ClosetPages:
    """Return the pages of the closet of the person who pressed.

    Raises:
        ExpiredError: others can read this chat.
    """
    require_private(press)
    return ClosetPages(press.services, press.bot, press.user_id, press.t)


@private_only
async def show_closet(update: Update, context: BotContext) -> None:
    """Show the first page of the closet, in private only."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    pages = ClosetPages(context.services, context.bot, user.id, context.texts_for(update))
    await pages.show_closet("all", 0, None)


async def turn(press: CallbackPress, action: ShowCloset) -> None:
    """Show another page or shelf in the same message."""
    pages = pages_of(press)
    await press.answer()
    await pages.show_closet(action.shelf, action.page, press.message_id)


async def show_item(press: CallbackPress, action: ShowItem) -> None:
    """Show a garment in place of the page."""
    item = await own_closet_item(press, action.item_id)
    await press.answer()
    await pages_of(press).show_item(item, action.view, press.message_id)


async def leave_item(press: CallbackPress, action: LeaveItem) -> None:
    """Go back to where the garment was opened."""
    pages = pages_of(press)
    await press.answer()
    async with press.services.database.session() as session:
        item = await closet.item_of(session, press.user_id, action.item_id, deleted=True)
        batch = None
        if action.view == "new" and item is not None and item.batch_id is not None:
            batch = await closet_uploads.batch_of(session, press.user_id, item.batch_id)
    if batch is not None:
        await pages.show_batch(batch, 0, press.message_id)
        return
    shelf = "all" if action.view == "new" else action.view
    await pages.show_closet_at(item, shelf, press.message_id)


# -- what is done with a garment --------------------------------------------------------------


async def do(press: CallbackPress, action: DoWithItem) -> None:
    """Wear, wash, like, delete … a garment."""
    item = await own_closet_item(press, action.item_id, deleted=action.deed == "restore")
    if action.deed == "delete":
        await _delete(press, action, item)
    elif action.deed == "similar":
        await press.answer()
        answer = await _as_answer(press, item)
        await press.forward(ShowSimilar(answer.id, 0))
    elif action.deed == "matching":
        await _suggest_outfits(press, item)
    else:
        await _change(press, action, item)


async def _change(press: CallbackPress, action: DoWithItem, item: ClosetItem) -> None:
    """Change something of a garment and show it again."""
    user_id, deed = press.user_id, action.deed
    async with press.services.database.session() as session:
        today = await today_of(session, user_id)
        if deed == "wear":
            await diary.mark_worn(session, user_id, [item.id], today)
        elif deed == "unwear":
            await diary.unmark_worn(session, user_id, [item.id], today)
        elif deed == "restore":
            await closet.restore_item(session, user_id, item.id)
        elif deed == "wash":
            await closet.update_item(session, user_id, item.id, in_wash=not item.in_wash)
        elif deed == "favourite":
            await closet.update_item(session, user_id, item.id, favourite=not item.favourite)
        else:
            shows = CUTOUT if item.shows == ORIGINAL else ORIGINAL
            await closet.update_item(session, user_id, item.id, shows=shows)
    await press.answer(press.t.label("closet.said", deed) if deed in SAID else None)
    await pages_of(press).show_item(
        await own_closet_item(press, item.id), action.view, press.message_id
    )


async def _delete(press: CallbackPress, action: DoWithItem, item: ClosetItem) -> None:
    async with press.services.database.session() as session:
        await closet.delete_item(session, press.user_id, item.id)
    await press.answer(press.t.text("closet.said.delete"))
    text = press.t.html("closet.deleted")
    await press.set_caption(text, deleted_keyboard(item, action.view, press.t))


async def _suggest_outfits(press: CallbackPress, item: ClosetItem) -> None:
    """Send outfits that the garment is worn in."""
    if item.in_wash:
        await press.answer(press.t.text("closet.in_wash"), alert=True)
        return
    await press.answer()
    conversation = OutfitConversation.of_press(press)
    request = await conversation.begin({"locked": [str(PieceKey.of_closet(item.id))]})
    await conversation.send_outfits(request)


async def _as_answer(press: CallbackPress, item: ClosetItem) -> PhotoAnswer:
    """Return the garment as a photo that has been answered, which lists of products start from."""
    settings = press.services.settings
    garment = {
        "box": [0, 0, 1, 1],
        "slot": CATEGORY_SLOT[item.category].value,
        "score": 1.0,
        "category": item.category,
        "category_score": 1.0,
        "unsure": False,
        "alternatives": [],
        "colours": item.colours,
        "pattern": item.pattern,
        "fit": item.fit,
        "warmth": item.warmth,
        "person": 0,
        "closet_item": item.id,
    }
    styles = sorted(item.style.items(), key=lambda pair: -pair[1])
    answer = PhotoAnswer(
        user_id=item.user_id,
        chat_id=press.chat_id,
        width=1,
        height=1,
        garments=[garment],
        embeddings=item.embedding,
        style=[{"name": name, "score": score} for name, score in styles],
    )
    retention = timedelta(hours=settings.photo.retention_hours)
    async with press.services.database.session() as session:
        return await photos.save_answer(session, answer, retention=retention)


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowCloset: turn,
        ShowItem: show_item,
        LeaveItem: leave_item,
        DoWithItem: do,
    }
)
