"""Finds out whether a tip arrived whose sending was interrupted by a crash or a timeout.

Message ids of one sequence only grow (see `bot.transport.message_ids`). So a tip that has arrived
has an id between the newest one known before it was sent and that of a message which was requested
after the sending was over. Ids of messages that are stored are not candidates. Each of the others
is probed by setting the tip's own buttons on it: Telegram answers "message is not modified" only
where the tip is, and "message to edit not found" where nothing of the bot is. A probe that succeeds
has hit another message of the bot: it proves nothing, so its buttons are removed again, probing
ends, and the tip is not sent a second time. (A tip whose buttons a press has changed is not probed:
the press itself has confirmed it, see `bot.handlers.tips.outfit_buttons`.)
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final

from telegram import Bot, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.handlers.tips.process import SendingProcess
from bot.transport.message_ids import MessageIds, is_shared
from db.models import TipDelivery
from db.queries import message_ids as message_ids_queries
from db.queries import tip_deliveries

MAX_PROBES: Final = 64
"""Ids that are probed; more are left only where much else was sent at the same time."""

_MAX_GAP: Final = 100_000
_RETRY: Final = timedelta(seconds=5)
_KEYBOARD: Final = "keyboard"
_UNCHANGED: Final = "not modified"

_log = logging.getLogger(__name__)


class Finding(Enum):
    """What is known of a tip after a search."""

    ARRIVED = auto()
    NOT_SENT = auto()
    """Every message that it could be has been ruled out."""
    UNDECIDED = auto()
    """A later search may find out."""
    UNKNOWABLE = auto()
    """No later search will find out."""


@dataclass(frozen=True, slots=True)
class RecoveryResult:
    """What a search for a tip found.

    Attributes:
        finding: what became of the tip.
        message_id: the message that it is, if it has arrived.
    """

    finding: Finding
    message_id: int | None = None


class _ForeignMessageError(Exception):
    """A probe has changed the buttons of a message that is not the tip."""


def with_keyboard(content: dict[str, Any], keyboard: InlineKeyboardMarkup | None) -> dict[str, Any]:
    """Return the content of a delivery with the buttons by which its tip can be recognised."""
    return content if keyboard is None else {**content, _KEYBOARD: keyboard.to_dict()}


class TipRecovery:
    """Searches the chats of interrupted tips.

    Args:
        process: settings, database, clock and delivery log.
        bot: probes the messages.
        message_ids: of everything that this process sends.
    """

    def __init__(self, process: SendingProcess, bot: Bot, message_ids: MessageIds) -> None:
        self._process = process
        self._bot = bot
        self._message_ids = message_ids
        self._newest_at_start: int | None = None
        self._is_start_loaded = False

    async def newest_message_id(self, chat_id: int) -> int | None:
        """Return the newest message id known in the sequence that a chat belongs to."""
        if not is_shared(chat_id):
            async with self._process.database.session() as session:
                return await tip_deliveries.newest_message_id(session, chat_id=chat_id)
        if self._message_ids.newest is None and not self._is_start_loaded:
            async with self._process.database.session() as session:
                self._newest_at_start = await tip_deliveries.newest_message_id(session)
            self._is_start_loaded = True
        return self._message_ids.newest or self._newest_at_start

    async def resolve_unconfirmed(self, is_closing: Callable[[], bool]) -> int:
        """Search for every interrupted tip and write down what became of it.

        Args:
            is_closing: ends the search early when it returns True.

        Returns:
            How many tips have not arrived and are to be sent again.
        """
        now, resend = self._process.now(), 0
        async with self._process.database.session() as session:
            unconfirmed = await tip_deliveries.claim_unconfirmed(
                session, now=now, owner=self._process.owner
            )
        for delivery in unconfirmed:
            if is_closing():
                break
            try:
                result = await self.find(delivery)
            except TelegramError as error:
                _log.warning("tip %d cannot be looked for: %s", delivery.id, error)
                continue
            resend += await self._resolve(delivery, result, now)
        return resend

    async def _resolve(self, delivery: TipDelivery, result: RecoveryResult, now: datetime) -> bool:
        """Write down what became of a tip; return whether it is to be sent again."""
        log = self._process.log
        match result.finding:
            case Finding.ARRIVED:
                await log.transition(delivery.id, "sending", "sent", message_id=result.message_id)
                return False
            case Finding.NOT_SENT:
                await log.transition(delivery.id, "sending", "claimed", claimed_until=now - _RETRY)
                return True
            case Finding.UNDECIDED if not now - delivery.due_at > self._process.late_after:
                return False
        _log.warning("tip %d may have been sent or not; it is not repeated", delivery.id)
        await log.transition(delivery.id, "sending", "unknown")
        return False

    async def find(self, delivery: TipDelivery) -> RecoveryResult:
        """Search for a tip whose sending was over by `claimed_until`.

        Raises:
            TelegramError: Telegram cannot be asked now.
        """
        stored = delivery.content.get(_KEYBOARD)
        if stored is None:
            return RecoveryResult(Finding.UNKNOWABLE)
        keyboard = InlineKeyboardMarkup.de_json(stored, self._bot)
        candidates, is_complete = await self._candidates(delivery)
        if candidates is None:
            return RecoveryResult(Finding.UNDECIDED)
        try:
            message_id = await self._probe(delivery.chat_id, keyboard, candidates[:MAX_PROBES])
        except _ForeignMessageError:
            return RecoveryResult(Finding.UNKNOWABLE)
        if message_id is not None:
            return RecoveryResult(Finding.ARRIVED, message_id)
        is_complete = is_complete and len(candidates) <= MAX_PROBES
        return RecoveryResult(Finding.NOT_SENT if is_complete else Finding.UNKNOWABLE)

    async def _candidates(self, delivery: TipDelivery) -> tuple[list[int] | None, bool]:
        """Return the ids that a tip may have, and whether it can have no other.

        The ids are None while their upper bound is not known yet.
        """
        low = delivery.after_message_id
        if not is_shared(delivery.chat_id):
            # Others write in a group, too, so nothing tells up to where to look.
            if low is None:
                return [], False
            return await self._unstored(delivery.chat_id, low + 1, low + 1 + MAX_PROBES), False
        high = await self._first_id_after(delivery)
        if high is None:
            return None, False
        # Before the first tips of a bot no id is known: the sequence begins at 1.
        first = 1 if low is None else low + 1
        if high - first > _MAX_GAP:
            return [], False
        return await self._unstored(delivery.chat_id, first, high), True

    async def _unstored(self, chat_id: int, low: int, high: int) -> list[int]:
        """Return the ids from `low` to below `high` that are not stored as other messages."""
        async with self._process.database.session() as session:
            stored = await message_ids_queries.stored_message_ids(session, chat_id, low, high)
            if is_shared(chat_id):
                stored |= await tip_deliveries.message_ids_between(session, low, high)
        return [message_id for message_id in range(low, high) if message_id not in stored]

    async def _first_id_after(self, delivery: TipDelivery) -> int | None:
        """Return the lowest known id that was given out after the sending was over, if any.

        It was over by `claimed_until`, so whatever was requested later has a higher id.
        """
        async with self._process.database.session() as session:
            first = await tip_deliveries.first_message_after(session, delivery.claimed_until)
        if first is not None:
            return first
        newest, given_after = self._message_ids.newest, self._message_ids.given_after
        is_after = given_after is not None and given_after > delivery.claimed_until
        return newest if is_after else None

    async def _probe(
        self, chat_id: int, keyboard: InlineKeyboardMarkup | None, candidates: Sequence[int]
    ) -> int | None:
        """Return the first candidate that already has exactly these buttons, or None.

        Raises:
            _ForeignMessageError: a candidate is another message of the bot.
        """
        for message_id in candidates:
            try:
                await self._bot.edit_message_reply_markup(
                    chat_id, message_id, reply_markup=keyboard
                )
            except BadRequest as error:
                if _UNCHANGED in error.message.lower():
                    return message_id
            except Forbidden:
                return None
            else:
                await self._remove_buttons(chat_id, message_id)
                raise _ForeignMessageError
        return None

    async def _remove_buttons(self, chat_id: int, message_id: int) -> None:
        try:
            await self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=None)
        except TelegramError as error:
            _log.warning("message %d keeps the buttons of a tip: %s", message_id, error)
