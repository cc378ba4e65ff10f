"""What the feature adds to the bot: a command, a button and a periodic job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from telegram import InlineKeyboardMarkup, Update

from bot.context import BotContext
from bot.routing.callback_press import CallbackPress
from bot.routing.feature import Command, Feature, PeriodicJob
from bot.ui.callback_data import CallbackData
from bot.ui.keyboards import button

_REMIND: Final[dict[int, str]] = {}
"""The language of everyone who is to be reminded."""


@dataclass(frozen=True, slots=True)
class RemindMe(CallbackData):
    """Be reminded."""

    prefix = "umbrella"


async def ask(update: Update, context: BotContext) -> None:
    """Ask whether the person wants to be reminded."""
    message = update.effective_message
    assert message is not None
    t = context.texts_for(update)
    keyboard = InlineKeyboardMarkup([[button(t.text("umbrella.button"), RemindMe())]])
    await message.reply_html(t.html("umbrella.ask"), reply_markup=keyboard)


async def remind_me(press: CallbackPress, action: RemindMe) -> None:
    """Store that the person wants to be reminded."""
    _REMIND[press.user_id] = press.t.language
    await press.answer(press.t.text("umbrella.soon"))


async def remind(context: BotContext) -> None:
    """Remind those who want it, once."""
    while _REMIND:
        user_id, language = _REMIND.popitem()
        t = context.services.texts_of(user_id, language)
        await context.bot.send_message(user_id, t.html("umbrella.rain"))


FEATURE: Final = Feature(
    name="umbrella",
    commands=(Command("umbrella", ask, menu_position=75),),
    callback_routes={RemindMe: remind_me},
    periodic_jobs=(PeriodicJob("reminding of umbrellas", timedelta(seconds=0.1), remind),),
)
