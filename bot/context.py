"""What every handler can reach: the services of the bot and who is talking."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.albums import AlbumCollector
from bot.catalogue import Catalogue
from bot.photo_queue import PhotoQueue
from bot.texts import Texts, language_of, texts
from config.settings import Settings
from db.models import User
from db.session import Database
from engine.service import EngineService

SERVICES: Final = "services"
_LANGUAGES_REMEMBERED: Final = 10_000

Data: TypeAlias = dict[Any, Any]


@dataclass(slots=True)
class Services:
    """Everything the handlers work with, made once per bot.

    Attributes:
        photo_slots: how many photos are downloaded, looked at and answered side by side; the
            others wait without a byte of them in memory.
    """

    settings: Settings
    database: Database
    engine: EngineService
    catalogue: Catalogue
    photos: PhotoQueue
    photo_slots: asyncio.Semaphore
    albums: AlbumCollector[Any] = field(default_factory=AlbumCollector)
    _chosen_languages: dict[int, str | None] = field(default_factory=dict)

    async def texts_of(self, user_id: int, language_code: str | None) -> Texts:
        """Return the sentences for a person: as they chose, else as their Telegram speaks."""
        if user_id not in self._chosen_languages:
            # Asked before every first word to somebody, so the database is asked only once.
            async with self.database.session() as session:
                user = await session.get(User, user_id)
            self.note_language(user_id, user.language if user is not None else None)
        return texts(self._chosen_languages[user_id] or language_of(language_code))

    def note_language(self, user_id: int, language: str | None) -> None:
        """Remember which language a person chose; None for that of their Telegram."""
        self._chosen_languages.pop(user_id, None)
        self._chosen_languages[user_id] = language
        if len(self._chosen_languages) > _LANGUAGES_REMEMBERED:
            del self._chosen_languages[next(iter(self._chosen_languages))]


class BotContext(CallbackContext[ExtBot[int], Data, Data, Data]):
    """The context of one update."""

    _texts: Texts | None = None

    @property
    def services(self) -> Services:
        """The services of the bot."""
        services = self.bot_data[SERVICES]
        assert isinstance(services, Services)
        return services

    async def speech(self, update: Update) -> Texts:
        """Return the sentences for who sent the update, looked up once."""
        if self._texts is None:
            user = update.effective_user
            if user is None:
                return texts("en")
            self._texts = await self.services.texts_of(user.id, user.language_code)
        return self._texts


BotApplication: TypeAlias = Application[ExtBot[int], BotContext, Data, Data, Data, None]
