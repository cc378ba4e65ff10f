"""Finds out whether a tip that was being sent when a process died has arrived.

Message numbers of one sequence only grow (see `bot.transport.message_ids`). So a tip that has
arrived has a number between the newest one known before it was sent and that of a message which
was asked for when the sending was over. Each number in between is tried by giving that message of
the chat the very buttons of the tip: Telegram answers "message is not modified" where the tip is
there, and "message to edit not found" where it is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from telegram import Bot, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from bot.transport.message_ids import MessageNumbers, is_shared
from db.models import TipDelivery
from db.queries import tips
from db.session import Database

MAX_TRIED: Final = 64
"""Numbers that are tried; those of other tips are known, so more are left only by much talk."""

_MAX_BETWEEN: Final = 100_000
_KEYBOARD: Final = "keyboard"
_UNCHANGED: Final = "not modified"


@dataclass(frozen=True, slots=True)
class Trace:
    """What became of a tip.

    Attributes:
        message_id: the message that it is; None if it was not found.
        is_certain: whether every message that it could be was looked at.
        is_hopeless: whether waiting will not help to become certain.
    """

    message_id: int | None = None
    is_certain: bool = False
    is_hopeless: bool = False


def keep_keyboard(content: dict[str, Any], keyboard: InlineKeyboardMarkup | None) -> dict[str, Any]:
    """Return the content of a delivery with the buttons by which its tip is known again."""
    return content if keyboard is None else {**content, _KEYBOARD: keyboard.to_dict()}


class Tracer:
    """Looks for tips among the messages of their chats.

    Args:
        numbers: noted of all that the bot sends.
    """

    def __init__(self, database: Database, bot: Bot, numbers: MessageNumbers) -> None:
        self._database = database
        self._bot = bot
        self._numbers = numbers
        self._newest_before: int | None = None
        self._has_looked = False

    async def newest(self, chat_id: int) -> int | None:
        """Return the newest number known of the sequence that a chat belongs to."""
        if not is_shared(chat_id):
            async with self._database.session() as session:
                return await tips.newest_message_id(session, chat_id=chat_id)
        if self._numbers.newest is None and not self._has_looked:
            async with self._database.session() as session:
                self._newest_before = await tips.newest_message_id(session)
            self._has_looked = True
        return self._numbers.newest or self._newest_before

    async def find(self, delivery: TipDelivery) -> Trace:
        """Look for a tip whose sending must be over by `claimed_until`."""
        low = delivery.after_message_id
        stored = delivery.content.get(_KEYBOARD)
        if stored is None:
            return Trace(is_hopeless=True)
        keyboard = InlineKeyboardMarkup.de_json(stored, self._bot)
        if not is_shared(delivery.chat_id):
            numbers = [] if low is None else list(range(low + 1, low + 1 + MAX_TRIED))
            return Trace(await self._try(delivery, keyboard, numbers), is_hopeless=True)
        high = await self._first_after(delivery)
        if high is None:
            return Trace()  # nothing was sent since, so nobody knows up to where to look
        # Without a message before it, as of the first tips of a bot, the sequence began at 1.
        first = 1 if low is None else low + 1
        if high - first > _MAX_BETWEEN:
            return Trace(is_hopeless=True)
        async with self._database.session() as session:
            known = await tips.message_ids_between(session, first, high)
        numbers = [number for number in range(first, high) if number not in known]
        found = await self._try(delivery, keyboard, numbers[:MAX_TRIED])
        is_certain = len(numbers) <= MAX_TRIED
        return Trace(found, is_certain=is_certain, is_hopeless=not is_certain)

    async def _first_after(self, delivery: TipDelivery) -> int | None:
        """Return a number that was given out after the sending was surely over, the lowest known.

        By `claimed_until` it was over, so whatever was asked for later has a higher number.
        """
        async with self._database.session() as session:
            first = await tips.first_message_after(session, delivery.claimed_until)
        if first is not None:
            return first
        newest, given_after = self._numbers.newest, self._numbers.given_after
        is_after = given_after is not None and given_after > delivery.claimed_until
        return newest if is_after else None

    async def _try(
        self, delivery: TipDelivery, keyboard: InlineKeyboardMarkup | None, numbers: list[int]
    ) -> int | None:
        for number in numbers:
            try:
                await self._bot.edit_message_reply_markup(
                    delivery.chat_id, number, reply_markup=keyboard
                )
            except BadRequest as error:
                if _UNCHANGED in error.message.lower():
                    return number
            except Forbidden:
                return None
            else:
                return number  # its buttons had been changed by a press: it is there
        return None
