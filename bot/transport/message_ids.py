"""Track the newest message id that Telegram has assigned.

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


class MessageIds:
    """The newest id of the shared sequence, and a moment after which it was assigned.

    Args:
        now: returns the present moment; a test passes its own.
    """

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self.now = now
        self.newest: int | None = None
        self.given_after: datetime | None = None

    def record(self, chat_id: int, message_id: int, requested_at: datetime) -> None:
        """Record the id of a new message that Telegram was asked to send at a moment."""
        if is_shared(chat_id) and message_id > (self.newest or 0):
            self.newest = message_id
            # A newer id was assigned after the older one, even if it was requested earlier.
            self.given_after = max(requested_at, self.given_after or requested_at)

    def record_response(self, response: object, requested_at: datetime) -> None:
        """Record the new messages in a response of the Bot API, if there are any."""
        if isinstance(response, Mapping):
            chat: Any = response.get("chat")
            message_id = response.get("message_id")
            if isinstance(chat, Mapping) and isinstance(message_id, int):
                self.record(int(chat["id"]), message_id, requested_at)
        elif isinstance(response, list):
            for message in response:
                self.record_response(message, requested_at)
