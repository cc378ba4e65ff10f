"""Load the records that a button refers to, if the person who pressed it may use them."""

from __future__ import annotations

from bot.routing.callback_press import CallbackPress, ExpiredError
from bot.routing.private_chat import require_private
from db.models import ClosetItem, PhotoAnswer, SavedOutfit, Search
from db.queries import closet, outfits, photos


async def usable_answer(press: CallbackPress, answer_id: int) -> PhotoAnswer:
    """Return a stored answer to a photo.

    Raises:
        ExpiredError: it has expired, or belongs to another chat.
    """
    async with press.services.database.session() as session:
        answer = await photos.live_answer(session, answer_id)
    if answer is None or not press.may_use(answer.chat_id, answer.user_id):
        raise ExpiredError
    return answer


async def shown_answer(press: CallbackPress, answer_id: int) -> PhotoAnswer:
    """Return the stored answer that the message of the button shows.

    Raises:
        ExpiredError: it has expired, or the button is under another message.
    """
    answer = await usable_answer(press, answer_id)
    # The button can be pressed before the id of its message is stored.
    if answer.message_id not in {None, press.message_id}:
        raise ExpiredError
    return answer


async def usable_search(press: CallbackPress, search_id: int) -> tuple[Search, PhotoAnswer]:
    """Return a stored product search and the answer that it belongs to.

    Raises:
        ExpiredError: it has expired, or belongs to another chat.
    """
    async with press.services.database.session() as session:
        found = await photos.live_search(session, search_id)
    if found is None or not press.may_use(found[0].chat_id, found[0].user_id):
        raise ExpiredError
    return found


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
