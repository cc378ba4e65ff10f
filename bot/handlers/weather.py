"""/weather: today's weather where one lives, and another city by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.actions.tips import ChangeHome, ChooseHome
from bot.addressing import is_group
from bot.context import BotApplication, BotContext
from bot.handlers.command import command
from bot.handlers.press import GoneError, Press, Routes
from bot.handlers.privacy import ask_in_private
from bot.handlers.subscribe import talk_of, talk_with
from bot.tip_keyboards import city_keyboard
from bot.weather import home_of
from engine.weather.cities import cities, find_cities


async def show(update: Update, context: BotContext) -> None:
    """Tell the weather; with a name after the command, of that city from now on."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        await ask_in_private(update, context)
        return
    talk, words = talk_of(update, context), " ".join(context.args or [])
    if not words:
        known = await home_of(context.services, talk.user_id)
        await (talk.ask_home() if known is None else talk.show_weather())
        return
    found = find_cities(words)
    if found.only is not None:
        await talk.move_home(found.only.id)
    elif found.cities:
        code = "several" if found.is_exact else "alike"
        await message.reply_html(
            talk.t.name("tips.note", f"city.{code}"),
            reply_markup=city_keyboard(found.cities, talk.t),
        )
    else:
        await message.reply_html(talk.t.name("tips.note", "city.not_understood"))


async def change(press: Press, action: ChangeHome) -> None:  # noqa: ARG001
    """Ask for the city."""
    talk = talk_with(press)
    await press.react()
    await talk.ask_home()


async def choose(press: Press, action: ChooseHome) -> None:
    """Take the chosen city."""
    talk, known = talk_with(press), list(cities())
    if action.city >= len(known):
        raise GoneError
    await press.react()
    await press.set_keyboard(None)
    await talk.move_home(known[action.city])


def register(application: BotApplication) -> None:
    """Add the handler of the command."""
    application.add_handler(command("weather", show))


ROUTES: Final[Routes] = MappingProxyType(
    {
        ChangeHome: change,
        ChooseHome: choose,
    }
)
