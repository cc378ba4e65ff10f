"""Load what a wear button is about: a garment, or an outfit's garments."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.worn_day.callback_data import Place
from bot.routing.callback_press import CallbackPress, ExpiredError
from bot.routing.owned_records import own_closet_item, own_outfit
from bot.ui.catalogues import Texts
from bot.ui.closet_item import full_item_name
from db.models import ClosetItem, DayQuestion, SavedOutfit
from db.queries import closet, outfits


@dataclass(frozen=True, slots=True)
class WornSubject:
    """Garments that were worn together.

    Attributes:
        items: one garment, or those of an outfit that are still in the closet.
        outfit_id: the outfit; None for a single garment.
    """

    items: tuple[ClosetItem, ...]
    outfit_id: int | None = None

    @property
    def ids(self) -> list[int]:
        """Ids of the garments."""
        return [item.id for item in self.items]

    def name(self, t: Texts) -> str:
        """Return the name of the garment, or "this outfit"."""
        if self.outfit_id is not None:
            return t.text("diary.this_outfit")
        return full_item_name(self.items[0], t)


async def pressed_subject(press: CallbackPress, place: Place, subject_id: int) -> WornSubject:
    """Return the garment or the outfit of a button.

    Args:
        press: the button.
        place: `outfit`, else where the garment was opened.
        subject_id: id of the outfit or the garment.

    Raises:
        ExpiredError: it is gone, somebody else's, or others can read this chat.
    """
    if place != "outfit":
        return WornSubject((await own_closet_item(press, subject_id),))
    outfit = await own_outfit(press, subject_id)
    async with press.services.database.session() as session:
        items = await _remaining_items(session, outfit)
    if not items:
        await press.answer(press.t.text("coordi.gone"), alert=True)
        raise ExpiredError
    return WornSubject(items, outfit.id)


async def asked_subject(session: AsyncSession, question: DayQuestion) -> WornSubject:
    """Return the garment or the outfit of a question, without items when they are gone."""
    user_id = question.user_id
    if question.outfit_id is not None:
        outfit = await outfits.outfit_of(session, user_id, question.outfit_id)
        items = () if outfit is None else await _remaining_items(session, outfit)
        return WornSubject(items, question.outfit_id)
    item = await closet.item_of(session, user_id, question.item_id or 0)
    return WornSubject(() if item is None else (item,))


async def _remaining_items(session: AsyncSession, outfit: SavedOutfit) -> tuple[ClosetItem, ...]:
    """Return the garments of an outfit that are still in the closet."""
    closet_items = await closet.items_of(session, outfit.user_id, available=False)
    return tuple(item for item in closet_items if item.id in outfit.closet_items)
