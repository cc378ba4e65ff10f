"""The command /saved and the buttons of saved products."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.handlers.products.callback_data import MutePriceAlerts, RemoveSaved, SaveProduct, ShowSaved
from bot.handlers.products.saved_pages import saved_page
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.private_chat import private_only, require_private
from db.models import Product
from db.queries import people, saved_products


@private_only
async def show_saved(update: Update, context: BotContext) -> None:
    """Send the first page of the person's saved products."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    text, keyboard = await saved_page(context.services, user.id, 0, context.texts_for(update))
    await message.reply_html(text, reply_markup=keyboard)


async def save(press: CallbackPress, data: SaveProduct) -> None:
    """Save a product, or remove it if it is saved; a toast says which."""
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        if await saved_products.remove(session, press.user_id, data.product_id):
            toast = press.t.text("saved.removed")
        else:
            product = await session.get(Product, data.product_id)
            if product is None or product.hidden_at is not None:
                raise ExpiredError
            kept = await saved_products.save(session, press.user_id, product, press.t.language)
            toast = press.t.text("saved.saved") if kept else press.t.text("saved.full")
    await press.answer(toast)


async def turn_page(press: CallbackPress, data: ShowSaved) -> None:
    """Show another page of the saved products."""
    await press.answer()
    await _show(press, data.page)


async def remove(press: CallbackPress, data: RemoveSaved) -> None:
    """Remove a product, and show its page again."""
    async with press.services.database.session() as session:
        await saved_products.remove(session, press.user_id, data.product_id)
    await press.answer(press.t.text("saved.removed"))
    await _show(press, data.page)


async def mute(press: CallbackPress, data: MutePriceAlerts) -> None:
    """Switch the alerts of lower prices off or on."""
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        await saved_products.set_muted(session, press.user_id, muted=data.muted)
    await press.answer(press.t.text("saved.muted") if data.muted else press.t.text("saved.unmuted"))
    await _show(press, data.page)


async def _show(press: CallbackPress, page: int) -> None:
    """Edit the message into a page of the saved products.

    Raises:
        ExpiredError: others can read this chat.
    """
    require_private(press)
    text, keyboard = await saved_page(press.services, press.user_id, page, press.t)
    await press.set_text(text, keyboard)


ROUTES: Final[Routes] = MappingProxyType(
    {SaveProduct: save, ShowSaved: turn_page, RemoveSaved: remove, MutePriceAlerts: mute}
)
