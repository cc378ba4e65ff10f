"""What an error of Telegram means for the tip that was being sent."""

from __future__ import annotations

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.handlers.tips.refusals import Refusal, refusal_of


def caused_by(cause: Exception) -> NetworkError:
    error = NetworkError(f"httpx.{type(cause).__name__}")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "is_personal", "expected"),
    [
        (Forbidden("bot was blocked by the user"), True, Refusal.SHUT_OUT),
        (BadRequest("Chat not found"), False, Refusal.SHUT_OUT),
        (BadRequest("Chat not found"), True, Refusal.REJECTED),
        (BadRequest("can't parse entities"), False, Refusal.REJECTED),
        (ChatMigrated(-1001), False, Refusal.MOVED),
        (RetryAfter(3), True, Refusal.NOT_RECEIVED),
        (caused_by(httpx.ConnectError("refused")), True, Refusal.NOT_RECEIVED),
        (caused_by(httpx.PoolTimeout("full")), True, Refusal.NOT_RECEIVED),
        (caused_by(httpx.ReadError("reset")), True, Refusal.UNCONFIRMED),
        (TimedOut(), True, Refusal.UNCONFIRMED),
    ],
)
def test_what_an_error_means(error: TelegramError, is_personal: bool, expected: Refusal) -> None:
    assert refusal_of(error, is_personal=is_personal) is expected
