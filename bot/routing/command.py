"""Turn the commands of the features into handlers."""

from __future__ import annotations

from typing import Any

from telegram.ext import CommandHandler

from bot.context import BotContext
from bot.routing.feature import Command
from bot.ui.filters import ADDRESSED


def command_handler(command: Command) -> CommandHandler[BotContext, Any]:
    """Return the handler of `/name`; in groups of `/name@bot` only."""
    return CommandHandler(command.name, command.callback, filters=ADDRESSED)
