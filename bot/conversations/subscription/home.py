"""Shows the weather where a person lives, and asks for or changes that city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from telegram import Bot, InlineKeyboardMarkup

from bot.context import Services
from bot.conversations.subscription.callback_data import ChangeHome
from bot.services.local_time import today_in_korea
from bot.ui.catalogues import Texts
from bot.ui.keyboards import button
from bot.ui.weather import weather_page
from db.queries import people
from engine.weather.cities import City


@dataclass(frozen=True, slots=True)
class HomeWeatherSender:
    """The weather of one person's city, in their private chat."""

    services: Services
    bot: Bot
    user_id: int
    t: Texts

    async def send(self, day: date | None = None, city: City | None = None) -> None:
        """Send the weather of a day, default today, in a city, default the person's."""
        day = day or today_in_korea()
        weather = await (
            self.services.home_weather.day(self.user_id, day)
            if city is None
            else self.services.weather.day(city, day)
        )
        await self.bot.send_message(
            self.user_id,
            weather_page(weather, self.t),
            reply_markup=home_keyboard(self.t),
        )

    async def move(self, city_id: str) -> None:
        """Store the person's city, and send the weather there."""
        async with self.services.database.session() as session:
            await people.touch_user(session, self.user_id)
            await people.set_home(session, self.user_id, city_id)
        await self.send()


def home_keyboard(t: Texts) -> InlineKeyboardMarkup:
    """Return the button that asks for another city."""
    return InlineKeyboardMarkup([[button(t.text("weather.button.change"), ChangeHome())]])
