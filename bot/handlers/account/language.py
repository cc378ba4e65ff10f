"""Handle /lang: the language in which the bot writes to a person."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.handlers.account.callback_data import SetLanguage
from bot.handlers.account.keyboards import language_keyboard
from bot.routing.callback_press import CallbackPress, Routes
from bot.ui.catalogues import language_of, texts
from bot.ui.filters import is_group
from db.queries import people


async def choose_language(update: Update, context: BotContext) -> None:
    """Ask for the language."""
    message = update.effective_message
    assert message is not None
    t = context.texts_for(update)
    await message.reply_html(
        t.html("lang.choose"), reply_markup=language_keyboard(t), do_quote=is_group(message)
    )


async def set_language(press: CallbackPress, action: SetLanguage) -> None:
    """Store the chosen language, and confirm it in that language."""
    chosen = None if action.language == "auto" else action.language
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        await people.set_language(session, press.user_id, chosen)
    press.services.set_language(press.user_id, chosen)
    t = texts(chosen or language_of(press.query.from_user.language_code))
    await press.answer(t.text("lang.changed"))
    if press.is_private:
        await press.set_text(t.html("lang.set"), language_keyboard(t))


ROUTES: Final[Routes] = MappingProxyType(
    {
        SetLanguage: set_language,
    }
)
