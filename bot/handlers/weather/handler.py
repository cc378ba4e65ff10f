"""Handle /weather and questions about the weather, of any city and a day to come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType
from typing import Final

from telegram import InlineKeyboardMarkup, Update

from bot.context import BotContext
from bot.conversations.subscription.callback_data import ChangeHome, ChooseHome
from bot.conversations.subscription.home import HomeWeatherSender
from bot.conversations.subscription.presenter import subscription_dialog
from bot.conversations.subscription.state import SubscriptionState, begin_home
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.private_chat import private_only, require_private
from bot.services.local_time import today_in_korea
from bot.ui.catalogues import Texts
from bot.ui.keyboards import button, rows_of
from engine.parsing.dates import parse_date
from engine.tips.schedule import ScheduleError
from engine.weather.cities import City, cities, find_cities


@private_only
async def show(update: Update, context: BotContext) -> None:
    """Send the weather; a city after the command becomes the person's own."""
    message = update.effective_message
    assert message is not None
    home, text = _home_of(update, context), " ".join(context.args or [])
    if not text:
        city = await context.services.home_weather.city_of(home.user_id)
        await (_ask_home(home) if city is None else home.send())
        return
    found = find_cities(text)
    if found.only is not None:
        await home.move(found.only.id)
    elif found.cities:
        code = "several" if found.is_exact else "alike"
        await message.reply_html(
            home.t.label("tips.note", f"city.{code}"),
            reply_markup=city_keyboard(found.cities, home.t),
        )
    else:
        await message.reply_html(home.t.label("tips.note", "city.not_understood"))


@private_only
async def answer_intent(update: Update, context: BotContext, text: str) -> None:
    """Reply with the weather of a sentence such as "내일 부산 날씨 어때?"; stores no city."""
    home = _home_of(update, context)
    day, city = _day_in(text, today_in_korea()), find_cities(text).only
    if city is None and await context.services.home_weather.city_of(home.user_id) is None:
        await _ask_home(home)
        return
    await home.send(day, city)


def _day_in(text: str, today: date) -> date:
    """Return the day that a text names; `today` if it names none, or one that is over."""
    try:
        return parse_date(text, today)
    except ScheduleError:
        return today


async def change(press: CallbackPress, action: ChangeHome) -> None:  # noqa: ARG001
    """Ask for the city."""
    home = _home_of_press(press)
    await press.answer()
    await _ask_home(home)


async def choose(press: CallbackPress, action: ChooseHome) -> None:
    """Store the chosen city, and send its weather."""
    home, city_ids = _home_of_press(press), list(cities())
    if action.city >= len(city_ids):
        raise ExpiredError
    await press.answer()
    await press.set_keyboard(None)
    await home.move(city_ids[action.city])


def _home_of(update: Update, context: BotContext) -> HomeWeatherSender:
    user = update.effective_user
    assert user is not None
    return HomeWeatherSender(context.services, context.bot, user.id, context.texts_for(update))


def _home_of_press(press: CallbackPress) -> HomeWeatherSender:
    require_private(press)
    return HomeWeatherSender(press.services, press.bot, press.user_id, press.t)


async def _ask_home(home: HomeWeatherSender) -> None:
    """Begin the dialog that asks where the person lives."""

    async def send_weather(_: SubscriptionState) -> None:
        await home.send()

    dialog = subscription_dialog(
        home.services.database, home.bot, home.user_id, home.t, send_weather
    )
    await dialog.begin(begin_home(home.user_id))


def city_keyboard(found: Iterable[City], t: Texts) -> InlineKeyboardMarkup:
    """Return cities to choose from."""
    numbers = {city_id: number for number, city_id in enumerate(cities())}
    choices = (button(city.name(t.language), ChooseHome(numbers[city.id])) for city in found)
    return InlineKeyboardMarkup(rows_of(choices, 2))


ROUTES: Final[Routes] = MappingProxyType(
    {
        ChangeHome: change,
        ChooseHome: choose,
    }
)
