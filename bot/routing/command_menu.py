"""The commands: their names, who answers them, and how Telegram is told of them."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.ui.catalogues import LANGUAGES, texts

COMMANDS: Final = (
    "start",
    "help",
    "coordi",
    "closet",
    "diary",
    "saved",
    "size",
    "weather",
    "subscribe",
    "tips",
    "channel",
    "profile",
    "style",
    "cancel",
    "lang",
    "privacy",
    "export",
    "delete_me",
    "source",
)

_log = logging.getLogger(__name__)


async def introduce(bot: Bot) -> None:
    """Tell Telegram the commands and what the bot is, in every language.

    A bot that could not say so still works, so a failure is only logged.
    """
    try:
        await asyncio.gather(*(_introduce(bot, language) for language in LANGUAGES))
    except TelegramError as error:
        _log.warning("could not tell Telegram the commands: %s", error)


async def _introduce(bot: Bot, language: str) -> None:
    t = texts(language)
    # Whoever speaks neither language gets what has no language: English.
    code = None if language == "en" else language
    commands = [BotCommand(name, t.label("command", name)) for name in COMMANDS]
    await bot.set_my_commands(commands, language_code=code)
    await bot.set_my_description(t.text("bot.description"), language_code=code)
    await bot.set_my_short_description(t.text("bot.short_description"), language_code=code)
