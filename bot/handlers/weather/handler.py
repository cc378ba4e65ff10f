"""/weather, and sentences about it: where one lives or another city, today or a day to come."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.handlers.account.privacy import ask_in_private
from bot.handlers.tips.callback_data import ChangeHome, ChooseHome
from bot.handlers.tips.keyboards import city_keyboard
from bot.handlers.tips.subscribe import talk_of, talk_with
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.services.local_time import today_in_korea
from bot.ui.filters import is_group
from engine.parsing.dates import parse_date
from engine.tips.schedule import ScheduleError
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
        known = await context.services.home_weather.city_of(talk.user_id)
        await (talk.ask_home() if known is None else talk.show_weather())
        return
    found = find_cities(words)
    if found.only is not None:
        await talk.move_home(found.only.id)
    elif found.cities:
        code = "several" if found.is_exact else "alike"
        await message.reply_html(
            talk.t.label("tips.note", f"city.{code}"),
            reply_markup=city_keyboard(found.cities, talk.t),
        )
    else:
        await message.reply_html(talk.t.label("tips.note", "city.not_understood"))


async def answer_intent(update: Update, context: BotContext, text: str) -> None:  # noqa: ARG001
    """Reply with the weather of a sentence such as "내일 부산 날씨 어때?"; stores no city."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        await ask_in_private(update, context)
        return
    talk, words = talk_of(update, context), message.text or ""
    day, city = _day_in(words, today_in_korea()), find_cities(words).only
    if city is None and await context.services.home_weather.city_of(talk.user_id) is None:
        await talk.ask_home()
        return
    await talk.show_weather(day, city)


def _day_in(words: str, today: date) -> date:
    """Return the day that a sentence names, `today` where it names none that is to come."""
    try:
        return parse_date(words, today)
    except ScheduleError:
        return today


async def change(press: CallbackPress, action: ChangeHome) -> None:  # noqa: ARG001
    """Ask for the city."""
    talk = talk_with(press)
    await press.answer()
    await talk.ask_home()


async def choose(press: CallbackPress, action: ChooseHome) -> None:
    """Take the chosen city."""
    talk, known = talk_with(press), list(cities())
    if action.city >= len(known):
        raise ExpiredError
    await press.answer()
    await press.set_keyboard(None)
    await talk.move_home(known[action.city])


ROUTES: Final[Routes] = MappingProxyType(
    {
        ChangeHome: change,
        ChooseHome: choose,
    }
)
