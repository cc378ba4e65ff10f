"""Sends one claimed tip and writes down what became of it.

The delivery is marked `sending` before the request and `sent` after it. Telegram has no
idempotency keys, so after a crash or a broken connection it is open whether the tip has arrived:
`bot.handlers.tips.recovery` finds out.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.error import ChatMigrated, TelegramError

from bot.handlers.tips.process import SendingProcess
from bot.handlers.tips.recovery import with_keyboard
from bot.handlers.tips.refusals import Refusal, refusal_of
from bot.monitoring.incidents import log_incident
from bot.ui.catalogues import Html
from db.models import TipDelivery, TipSubscription
from db.queries import people, tip_subscriptions

_RETRY: Final = timedelta(seconds=5)
_FILE_IDS: Final = 256

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip ready to be sent.

    Attributes:
        text: message, or caption of the picture.
        keyboard: buttons under it.
        picture: JPEG bytes; None for a text alone.
        picture_key: equal for equal pictures, which are uploaded once; None if nobody shares it.
        content: JSON that the buttons under the tip need, stored with the delivery.
    """

    text: Html
    keyboard: InlineKeyboardMarkup | None
    picture: bytes | None = None
    picture_key: Hashable | None = None
    content: dict[str, Any] | None = None


OnShutOut = Callable[[TipSubscription], Awaitable[None]]
"""Called with the subscription of a group or channel that tips cannot be sent to any more."""
NewestMessageId = Callable[[int], Awaitable[int | None]]
"""Returns the newest message id known in the sequence that a chat belongs to."""


class TipSender:
    """Sends tips, each within `send_timeout_s`.

    Args:
        process: settings, database, clock and delivery log.
        bot: sends the messages.
        newest_message_id: stored before a tip is sent, for recovery.
        on_shut_out: called when a group or channel has removed the bot.
    """

    def __init__(
        self,
        process: SendingProcess,
        bot: Bot,
        *,
        newest_message_id: NewestMessageId,
        on_shut_out: OnShutOut,
    ) -> None:
        self._process = process
        self._bot = bot
        self._newest_message_id = newest_message_id
        self._on_shut_out = on_shut_out
        self._file_ids: OrderedDict[Hashable, str] = OrderedDict()

    async def send(self, subscription: TipSubscription, delivery: TipDelivery, tip: Tip) -> bool:
        """Send a claimed tip; return whether Telegram confirmed it."""
        settings, log = self._process.settings, self._process.log
        # Both times count from before the state change, however long that takes.
        started_at, deadline = self._process.now(), asyncio.get_running_loop().time()
        deadline += settings.send_timeout_s
        is_ours = await log.transition(
            delivery.id,
            "claimed",
            "sending",
            claimed_until=started_at + timedelta(seconds=settings.settle_s),
            after_message_id=await self._newest_message_id(delivery.chat_id),
            content=with_keyboard(tip.content or {}, tip.keyboard),
        )
        if not is_ours:
            return False  # the claim has expired and another process has it
        try:
            async with asyncio.timeout_at(deadline):
                message = await self.write(delivery.chat_id, tip)
        except TimeoutError:
            _log.warning("tip %d: no answer from Telegram; recovery looks for it", delivery.id)
        except TelegramError as error:
            await self._handle_refusal(subscription, delivery, error)
        else:
            await log.transition(
                delivery.id, "sending", "sent", message_id=message.message_id, sent_at=started_at
            )
            return True
        return False

    async def write(self, chat_id: int, tip: Tip) -> Message:
        """Send the message of a tip; a picture that was sent before is not uploaded again.

        Raises:
            TelegramError: Telegram did not accept it, or the connection failed.
        """
        if tip.picture is None:
            return await self._bot.send_message(chat_id, tip.text, reply_markup=tip.keyboard)
        file_id = self._file_ids.get(tip.picture_key)
        message = await self._bot.send_photo(
            chat_id,
            file_id or tip.picture,
            caption=tip.text,
            reply_markup=tip.keyboard,
        )
        if tip.picture_key is not None and file_id is None and message.photo:
            self._file_ids[tip.picture_key] = message.photo[-1].file_id
            if len(self._file_ids) > _FILE_IDS:
                self._file_ids.popitem(last=False)
        return message

    async def _handle_refusal(
        self, subscription: TipSubscription, delivery: TipDelivery, error: TelegramError
    ) -> None:
        log = self._process.log
        match refusal_of(error, is_personal=subscription.is_personal):
            case Refusal.SHUT_OUT:
                await self._stop_writing_to(subscription, delivery)
            case Refusal.MOVED | Refusal.NOT_RECEIVED:
                if isinstance(error, ChatMigrated):
                    async with self._process.database.session() as session:
                        await tip_subscriptions.migrate_chat(
                            session, delivery.chat_id, error.new_chat_id
                        )
                retry_at = self._process.now() + _RETRY
                await log.transition(delivery.id, "sending", "claimed", claimed_until=retry_at)
            case Refusal.REJECTED:
                log_incident(error, f"sending tip {delivery.id}")
                await log.transition(delivery.id, "sending", "failed")
            case Refusal.UNCONFIRMED:
                _log.warning("tip %d: %s; recovery looks for it", delivery.id, error)

    async def _stop_writing_to(self, subscription: TipSubscription, delivery: TipDelivery) -> None:
        """Mark a person as blocked, or stop the subscription of a group or channel."""
        async with self._process.database.session() as session:
            if subscription.is_personal:
                await people.mark_blocked(session, subscription.user_id)
            else:
                await tip_subscriptions.stop_subscription(session, subscription.id)
        await self._process.log.transition(delivery.id, "sending", "skipped")
        _log.info("subscription %d: the chat does not take messages any more", subscription.id)
        if not subscription.is_personal:
            await self._on_shut_out(subscription)
