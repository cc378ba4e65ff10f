"""The context of an update: the services of the bot, and the sentences for the person."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeAlias

from telegram import Bot, Update
from telegram.ext import Application, CallbackContext, ExtBot, JobQueue

from bot.services.catalogue import Catalogue
from bot.services.outfits.service import OutfitService
from bot.services.photo_garments import FetchFile, PhotoGarments
from bot.services.product_lists import ProductLists
from bot.services.shop_ranking import ShopRanking
from bot.services.size_advice import SizeService
from bot.services.style_reading import StyleReader
from bot.services.weather import HomeWeather
from bot.transport.files import download_or_none
from bot.transport.media_groups import MediaGroupCollector
from bot.transport.message_ids import MessageIds
from bot.transport.per_user_queue import PerUserQueue
from bot.ui.catalogues import Texts, language_of, texts
from config.settings import Settings
from db.queries import people
from db.session import Database
from engine.service import EngineService
from engine.serving.single_flight import SingleFlight
from engine.weather.service import WeatherService

SERVICES: Final = "services"
_LOOKS_KEPT: Final = 64

Data: TypeAlias = dict[Any, Any]


@dataclass(slots=True)
class Services:
    """What the handlers work with; created once per bot.

    Attributes:
        photo_slots: limits how many photos are downloaded, analysed and answered concurrently;
            those that wait take no memory.
        message_ids: the newest message id that Telegram assigned.
        tips_due: set when a daily tip may be due.
        looks: outfits of the day that several people get, drawn once.
    """

    settings: Settings
    database: Database
    engine: EngineService
    catalogue: Catalogue
    photo_queue: PerUserQueue
    photo_slots: asyncio.Semaphore
    media_groups: MediaGroupCollector[Any] = field(default_factory=MediaGroupCollector)
    weather: WeatherService = field(default_factory=WeatherService)
    message_ids: MessageIds = field(default_factory=MessageIds)
    tips_due: asyncio.Event = field(default_factory=asyncio.Event)
    looks: SingleFlight[Any] = field(default_factory=lambda: SingleFlight(_LOOKS_KEPT))
    shops: ShopRanking = field(init=False)
    styles: StyleReader = field(init=False)
    product_lists: ProductLists = field(init=False)
    sizes: SizeService = field(init=False)
    home_weather: HomeWeather = field(init=False)
    photo_garments: PhotoGarments = field(init=False)
    outfits: OutfitService = field(init=False)
    _chosen_languages: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shops = ShopRanking(self.database, self.engine, self.catalogue)
        self.styles = StyleReader(self.settings.engine)
        self.product_lists = ProductLists(self.database, self.catalogue)
        self.sizes = SizeService(self.database, self.engine, self.catalogue)
        self.home_weather = HomeWeather(self.database, self.weather)
        self.photo_garments = PhotoGarments(self.database, self.engine, self.photo_slots)
        self.outfits = OutfitService(
            self.database,
            self.engine,
            self.catalogue,
            self.photo_garments,
            self.settings.pictures_dir,
        )

    def file_fetcher(self, bot: Bot) -> FetchFile:
        """Return what downloads Telegram's files for services, which do not know the bot."""
        return partial(download_or_none, bot, max_bytes=self.settings.engine.max_file_bytes)

    async def load_languages(self) -> None:
        """Load which languages people chose.

        They are kept in memory, because the first reply to a photo must not wait for the database.
        """
        async with self.database.session() as session:
            self._chosen_languages = await people.chosen_languages(session)

    def set_language(self, user_id: int, language: str | None) -> None:
        """Set the language that a person chose; None for that of their Telegram."""
        self._chosen_languages.pop(user_id, None)
        if language is not None:
            self._chosen_languages[user_id] = language

    def texts_of(self, user_id: int, language_code: str | None) -> Texts:
        """Return the sentences in the language a person chose, else in that of their Telegram."""
        return texts(self._chosen_languages.get(user_id) or language_of(language_code))


class BotContext(CallbackContext[ExtBot[int], Data, Data, Data]):
    """The context of an update, a job or a background task."""

    @property
    def services(self) -> Services:
        """The services of the bot."""
        services = self.bot_data[SERVICES]
        assert isinstance(services, Services)
        return services

    def texts_for(self, update: Update) -> Texts:
        """Return the sentences in the language of the user that the update is from."""
        user = update.effective_user
        if user is None:
            return texts("en")
        return self.services.texts_of(user.id, user.language_code)


BotApplication: TypeAlias = Application[
    ExtBot[int], BotContext, Data, Data, Data, "JobQueue[BotContext]"
]
