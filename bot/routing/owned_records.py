"""Load records that belong to the person who pressed a button."""

from __future__ import annotations

from bot.routing.callback_press import CallbackPress, ExpiredError
from bot.routing.private_chat import require_private
from db.models import ClosetItem, SavedOutfit
from db.queries import closet, outfits


async def own_closet_item(
    press: CallbackPress, item_id: int, *, deleted: bool = False
) -> ClosetItem:
    """Return a garment of the person's closet; a missing one is answered with an alert.

    Args:
        press: the pressed button.
        item_id: the garment.
        deleted: return it even if it was deleted and can still be restored.

    Raises:
        ExpiredError: others can read this chat, the garment is gone, or it is somebody else's,
            which is not distinguished so that nothing is learned about others.
    """
    require_private(press)
    async with press.services.database.session() as session:
        item = await closet.item_of(session, press.user_id, item_id, deleted=deleted)
    if item is None:
        await press.answer(press.t.text("closet.gone"), alert=True)
        raise ExpiredError
    return item


async def own_outfit(press: CallbackPress, outfit_id: int) -> SavedOutfit:
    """Return an outfit that was suggested to the person.

    Raises:
        ExpiredError: others can read this chat, the outfit is gone, or it is somebody else's.
    """
    require_private(press)
    async with press.services.database.session() as session:
        outfit = await outfits.outfit_of(session, press.user_id, outfit_id)
    if outfit is None:
        raise ExpiredError
    return outfit
