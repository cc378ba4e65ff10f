"""How a command reaches its handler."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import CommandHandler

from bot.context import BotContext
from bot.ui.filters import ADDRESSED

Callback = Callable[[Update, BotContext], Coroutine[Any, Any, None]]


def command(name: str, callback: Callback) -> CommandHandler[BotContext, Any]:
    """Return a handler of `/name`; in groups of `/name@bot` only."""
    return CommandHandler(name, callback, filters=ADDRESSED)
