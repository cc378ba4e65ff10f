"""Handle the buttons below a garment: wear, wash, delete, similar products, outfits and so on."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.outfit_request.conversation import OutfitConversation
from bot.handlers.closet.callback_data import ItemAction, ItemActionKind
from bot.handlers.closet.handler import pages_of
from bot.handlers.closet.keyboards import deleted_keyboard
from bot.handlers.products.callback_data import ShowSimilar
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.owned_records import own_closet_item
from bot.services.closet_items import as_photo_answer
from bot.services.local_time import today_of
from bot.services.outfits.keys import PieceKey
from db.models import ClosetItem
from db.queries import closet, diary, photos
from db.queries.closet import CUTOUT, ORIGINAL

CONFIRMED_KINDS: Final = ("wear", "unwear", "restore")
"""Changes that are confirmed in words, since the garment's page hardly shows them."""


async def act(press: CallbackPress, action: ItemAction) -> None:
    """Carry out the action of a button below a garment."""
    item = await own_closet_item(press, action.item_id, deleted=action.kind == "restore")
    if action.kind == "delete":
        await _delete(press, action, item)
    elif action.kind == "similar":
        await _show_similar(press, item)
    elif action.kind == "matching":
        await _suggest_outfits(press, item)
    else:
        await _change(press, action, item)


async def _change(press: CallbackPress, action: ItemAction, item: ClosetItem) -> None:
    """Change something of a garment and show it again."""
    async with press.services.database.session() as session:
        await _store_change(session, item, action.kind)
    is_confirmed = action.kind in CONFIRMED_KINDS
    await press.answer(press.t.label("closet.said", action.kind) if is_confirmed else None)
    changed = await own_closet_item(press, item.id)
    await pages_of(press).show_item(changed, action.view, press.message_id)


async def _store_change(session: AsyncSession, item: ClosetItem, kind: ItemActionKind) -> None:
    user_id = item.user_id
    if kind in {"wear", "unwear"}:
        set_worn = diary.mark_worn if kind == "wear" else diary.unmark_worn
        await set_worn(session, user_id, [item.id], await today_of(session, user_id))
    elif kind == "restore":
        await closet.restore_item(session, user_id, item.id)
    elif kind == "wash":
        await closet.update_item(session, user_id, item.id, in_wash=not item.in_wash)
    elif kind == "favourite":
        await closet.update_item(session, user_id, item.id, favourite=not item.favourite)
    else:
        shows = CUTOUT if item.shows == ORIGINAL else ORIGINAL
        await closet.update_item(session, user_id, item.id, shows=shows)


async def _delete(press: CallbackPress, action: ItemAction, item: ClosetItem) -> None:
    """Delete a garment so that it can be restored."""
    async with press.services.database.session() as session:
        await closet.delete_item(session, press.user_id, item.id)
    await press.answer(press.t.text("closet.said.delete"))
    text = press.t.html("closet.deleted")
    await press.set_caption(text, deleted_keyboard(item, action.view, press.t))


async def _show_similar(press: CallbackPress, item: ClosetItem) -> None:
    """Send products similar to a garment; lists of products start from an answered photo."""
    await press.answer()
    retention = timedelta(hours=press.services.settings.photo.retention_hours)
    async with press.services.database.session() as session:
        answer = await photos.save_answer(
            session, as_photo_answer(item, press.chat_id), retention=retention
        )
    await press.forward(ShowSimilar(answer.id, 0))


async def _suggest_outfits(press: CallbackPress, item: ClosetItem) -> None:
    """Send outfits that include the garment."""
    if item.in_wash:
        await press.answer(press.t.text("closet.in_wash"), alert=True)
        return
    await press.answer()
    conversation = OutfitConversation.of_press(press)
    request = await conversation.begin({"locked": [str(PieceKey.of_closet(item.id))]})
    await conversation.send_outfits(request)


ROUTES: Final[Routes] = MappingProxyType({ItemAction: act})
