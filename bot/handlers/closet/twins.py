"""Handle the buttons of a new garment that looks like an older one."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from bot.handlers.closet.callback_data import ResolveTwin, ShowTwin
from bot.handlers.closet.handler import pages_of
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.owned_records import own_closet_item
from db.queries import closet, closet_uploads


async def show_twin(press: CallbackPress, action: ShowTwin) -> None:
    """Show a new garment beside the older one, and ask whether they are the same."""
    item = await own_closet_item(press, action.item_id)
    older = None
    if item.twin_id is not None:
        async with press.services.database.session() as session:
            older = await closet.item_of(session, press.user_id, item.twin_id)
    if older is None:
        await press.answer(press.t.text("closet.twin.gone"))
        return
    await press.answer()
    await pages_of(press).show_twin(item, older, press.message_id)


async def resolve_twin(press: CallbackPress, action: ResolveTwin) -> None:
    """Keep both garments, or only the older one, which has the history."""
    item = await own_closet_item(press, action.item_id)
    batch = None
    async with press.services.database.session() as session:
        await closet.update_item(session, press.user_id, item.id, twin_id=None)
        if action.same:
            await closet.delete_item(session, press.user_id, item.id)
        if item.batch_id is not None:
            batch = await closet_uploads.batch_of(session, press.user_id, item.batch_id)
    same, both = press.t.text("closet.said.same"), press.t.text("closet.said.both")
    await press.answer(same if action.same else both)
    pages = pages_of(press)
    if batch is None:
        await pages.show_closet("all", 0, press.message_id)
    else:
        await pages.show_batch(batch, 0, press.message_id)


ROUTES: Final[Routes] = MappingProxyType({ShowTwin: show_twin, ResolveTwin: resolve_twin})
