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
    """The newest number of the shared sequence, and when it was seen.

    Args:
        now: the present moment; a test hands in its own.
    """

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now
        self.newest: int | None = None
        self.seen_at: datetime | None = None

    def note(self, chat_id: int, message_id: int) -> None:
        """Note a message that has just got its number."""
        if is_shared(chat_id) and message_id > (self.newest or 0):
            self.newest, self.seen_at = message_id, self._now()

    def note_answer(self, answer: object) -> None:
        """Note the message in an answer of Telegram's, if there is one."""
        if isinstance(answer, Mapping):
            chat: Any = answer.get("chat")
            number = answer.get("message_id")
            if isinstance(chat, Mapping) and isinstance(number, int):
                self.note(int(chat["id"]), number)
        elif isinstance(answer, list):
            for one in answer:
                self.note_answer(one)
