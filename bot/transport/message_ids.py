"""Remembers the newest message number that Telegram has given out.

Telegram numbers the messages of an account's private chats and basic groups in one sequence; each
supergroup and channel has its own (https://core.telegram.org/api/updates, "message box").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from db.models import utc_now

_FIRST_SUPERGROUP: Final = -1_000_000_000_000


def is_shared(chat_id: int) -> bool:
    """Return whether a chat's messages are numbered together with those of all private chats."""
    return chat_id > _FIRST_SUPERGROUP


class MessageNumbers:
    """The newest number of the shared sequence, and a moment after which it was given out.

    Args:
        now: the present moment; a test hands in its own.
    """

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self.now = now
        self.newest: int | None = None
        self.given_after: datetime | None = None

    def note(self, chat_id: int, message_id: int, asked_at: datetime) -> None:
        """Note the number of a new message, which Telegram was asked to send at a moment."""
        if is_shared(chat_id) and message_id > (self.newest or 0):
            self.newest = message_id
            # One that was asked for earlier and is newer all the same came after the other, too.
            self.given_after = max(asked_at, self.given_after or asked_at)

    def note_answer(self, answer: object, asked_at: datetime) -> None:
        """Note the new message in an answer of Telegram's, if there is one."""
        if isinstance(answer, Mapping):
            chat: Any = answer.get("chat")
            number = answer.get("message_id")
            if isinstance(chat, Mapping) and isinstance(number, int):
                self.note(int(chat["id"]), number, asked_at)
        elif isinstance(answer, list):
            for one in answer:
                self.note_answer(one, asked_at)
