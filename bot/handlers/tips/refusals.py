"""Decides what becomes of a tip that Telegram did not accept."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

_SHUT_OUT_MESSAGES: Final = (
    "chat not found",
    "rights",
    "not a member",
    "write forbidden",
    "upgraded",
)
"""Parts of Telegram's messages about a group or channel that the bot cannot write to any more."""


class Refusal(Enum):
    """What a failed request means for its tip."""

    SHUT_OUT = auto()
    """The person blocked the bot, or the chat removed it."""
    MOVED = auto()
    """The group became a supergroup with another id; send it there."""
    NOT_RECEIVED = auto()
    """Telegram has not taken the tip; send it again."""
    REJECTED = auto()
    """Telegram will never take this tip."""
    UNCONFIRMED = auto()
    """Telegram may have taken the tip or not."""


def refusal_of(error: TelegramError, *, is_personal: bool) -> Refusal:
    """Return what an error of a sending request means.

    Args:
        error: raised by the request.
        is_personal: whether the chat is private; a group or channel can remove the bot.
    """
    if isinstance(error, Forbidden):
        return Refusal.SHUT_OUT
    if isinstance(error, ChatMigrated):
        return Refusal.MOVED
    if isinstance(error, RetryAfter):
        return Refusal.NOT_RECEIVED
    if isinstance(error, BadRequest):
        message = error.message.lower()
        is_shut_out = not is_personal and any(part in message for part in _SHUT_OUT_MESSAGES)
        return Refusal.SHUT_OUT if is_shut_out else Refusal.REJECTED
    if isinstance(error, NetworkError) and _was_never_sent(error):
        return Refusal.NOT_RECEIVED
    return Refusal.UNCONFIRMED


def _was_never_sent(error: NetworkError) -> bool:
    """Return whether the request cannot have reached Telegram.

    python-telegram-bot keeps the error of its HTTP client as the cause.
    """
    return isinstance(
        error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
    )
