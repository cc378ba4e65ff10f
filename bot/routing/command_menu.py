"""Publish the command menu and the bot's description to Telegram."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.routing.feature import Command
from bot.ui.catalogues import LANGUAGES, texts

_log = logging.getLogger(__name__)


async def publish_menu(bot: Bot, menu: Sequence[Command]) -> None:
    """Set the bot's commands and descriptions in every language.

    A bot that could not do so still works, so a failure is only logged.
    """
    try:
        await asyncio.gather(*(_publish(bot, menu, language) for language in LANGUAGES))
    except TelegramError as error:
        _log.warning("could not publish the command menu: %s", error)


async def _publish(bot: Bot, menu: Sequence[Command], language: str) -> None:
    t = texts(language)
    # Whoever speaks neither language gets what has no language: English.
    code = None if language == "en" else language
    commands = [BotCommand(command.name, t.label("command", command.name)) for command in menu]
    await bot.set_my_commands(commands, language_code=code)
    await bot.set_my_description(t.text("bot.description"), language_code=code)
    await bot.set_my_short_description(t.text("bot.short_description"), language_code=code)
