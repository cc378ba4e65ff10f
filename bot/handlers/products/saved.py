"""/saved and the buttons of saved products."""

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
    """Show what the person saved, to nobody but them."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    text, keyboard = await saved_page(context.services, user.id, 0, context.texts_for(update))
    await message.reply_html(text, reply_markup=keyboard)


async def save(press: CallbackPress, action: SaveProduct) -> None:
    """Save a product for who pressed, or forget it; a word says which."""
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        if await saved_products.remove(session, press.user_id, action.product_id):
            said = press.t.text("saved.removed")
        else:
            product = await session.get(Product, action.product_id)
            if product is None or product.hidden_at is not None:
                raise ExpiredError
            kept = await saved_products.save(session, press.user_id, product, press.t.language)
            said = press.t.text("saved.saved") if kept else press.t.text("saved.full")
    await press.answer(said)


async def turn(press: CallbackPress, action: ShowSaved) -> None:
    """Show another page of what is saved."""
    await press.answer()
    await _show(press, action.page)


async def remove(press: CallbackPress, action: RemoveSaved) -> None:
    """Take a product off the page."""
    async with press.services.database.session() as session:
        await saved_products.remove(session, press.user_id, action.product_id)
    await press.answer(press.t.text("saved.removed"))
    await _show(press, action.page)


async def mute(press: CallbackPress, action: MutePriceAlerts) -> None:
    """Stop the messages about lower prices, or let them come again."""
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        await saved_products.set_muted(session, press.user_id, muted=action.muted)
    await press.answer(
        press.t.text("saved.muted") if action.muted else press.t.text("saved.unmuted")
    )
    await _show(press, action.page)


async def _show(press: CallbackPress, page: int) -> None:
    """Turn the message into a page of what is saved.

    Raises:
        ExpiredError: others can read this chat.
    """
    require_private(press)
    text, keyboard = await saved_page(press.services, press.user_id, page, press.t)
    await press.set_text(text, keyboard)


ROUTES: Final[Routes] = MappingProxyType(
    {SaveProduct: save, ShowSaved: turn, RemoveSaved: remove, MutePriceAlerts: mute}
)
