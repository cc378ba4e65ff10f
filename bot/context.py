"""What every handler can reach: the services of the bot and who is talking."""

from __future__ import annotations

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

Data: TypeAlias = dict[Any, Any]


@dataclass(slots=True)
class Services:
    """Everything the handlers work with, made once per bot."""

    settings: Settings
    database: Database
    engine: EngineService
    catalogue: Catalogue
    photos: PhotoQueue
    albums: AlbumCollector[Any] = field(default_factory=AlbumCollector)

    async def texts_of(self, user_id: int, language_code: str | None) -> Texts:
        """Return the sentences for a person: as they chose, else as their Telegram speaks."""
        async with self.database.session() as session:
            user = await session.get(User, user_id)
        chosen = user.language if user is not None else None
        return texts(chosen or language_of(language_code))


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
