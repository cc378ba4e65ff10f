"""Sends the daily tips that are due: each once, whatever dies when.

A tip is claimed in the database, made, noted as being sent, sent, and noted as sent. Telegram has
no idempotency keys, so one question stays open after a crash, or when the connection breaks: was
the tip that was being sent received? It is answered by `bot.handlers.tips.recovery`; where it
cannot be, the tip is not sent again.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.handlers.tips.delivery_log import TipJournal
from bot.handlers.tips.recovery import Tracer, keep_keyboard
from bot.monitoring.incidents import log_incident
from bot.ui.catalogues import Html
from config.settings import TipSettings
from db.models import TipDelivery, TipSubscription, utc_now
from db.queries import people, tips
from db.session import Database
from engine.tips.schedule import Schedule

_AHEAD: Final = 4
"""Tips claimed for each sender, so that none of them waits for the database."""
_MAKERS: Final = 16
"""Tips that are made side by side, while others are sent."""
_RETRY: Final = timedelta(seconds=5)
_FILE_IDS: Final = 256
_LOOK_EVERY: Final = timedelta(seconds=10)
_GONE: Final = ("chat not found", "rights", "not a member", "write forbidden", "upgraded")
"""What Telegram says of a group or channel that the bot cannot write to any more."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip ready to be sent.

    Attributes:
        picture: JPEG bytes; None for a text alone.
        picture_key: the same for the same picture, which then need not be uploaded again.
        content: what the buttons under it need, as JSON.
    """

    text: Html
    keyboard: InlineKeyboardMarkup | None
    picture: bytes | None = None
    picture_key: Hashable | None = None
    content: dict[str, Any] | None = None


Compose = Callable[[TipSubscription, TipDelivery], Awaitable[Tip]]
"""Makes the tip of a delivery."""
StoppedWriting = Callable[[TipSubscription], Awaitable[None]]
"""Told of a group or channel that tips cannot be sent to any more."""


class TipPost:
    """Sends what is due.

    Args:
        compose: makes a tip.
        stopped: called when a group or channel has shut the bot out.
        awake: set by whoever knows that something may be due.
        now: the present moment; a test hands in its own.
    """

    def __init__(
        self,
        settings: TipSettings,
        database: Database,
        bot: Bot,
        *,
        compose: Compose,
        stopped: StoppedWriting,
        tracer: Tracer,
        awake: asyncio.Event,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._settings = settings
        self._database = database
        self._bot = bot
        self._compose = compose
        self._stopped = stopped
        self._tracer = tracer
        self._now = now
        self._owner = secrets.token_hex(8)
        self._journal = TipJournal(database, self._owner)
        self._makers = asyncio.Semaphore(_MAKERS)
        self._senders = asyncio.Semaphore(settings.senders)
        self._busy = asyncio.Lock()
        self._awake = awake
        self._closing = False
        self._looked_at = now()
        self._file_ids: OrderedDict[Hashable, str] = OrderedDict()

    async def run(self) -> None:
        """Send what is due whenever woken, until cancelled."""
        while True:
            await self._awake.wait()
            self._awake.clear()
            try:
                await self.send_due()
            except Exception as error:
                # Tomorrow's tips must come also when the database was away today.
                log_incident(error, "sending tips")

    async def send_due(self) -> int:
        """Send all tips that are due by now, and those a crash left behind; return how many."""
        async with self._busy:
            sent = await self._send_all()
            # Once more, since what has just been sent says up to where to look for others.
            if await self._look_into_crashes():
                sent += await self._send_all()
            return sent

    async def close(self) -> None:
        """Claim nothing more, let what is being sent be sent, and give back the rest."""
        self._closing = True
        async with self._busy, self._database.session() as session:
            await tips.let_go(session, self._owner, self._now())

    async def _send_all(self) -> int:
        pending: set[asyncio.Task[bool]] = set()
        sent, more, room = 0, True, self._settings.senders * _AHEAD
        try:
            while (more and not self._closing) or pending:
                if more and not self._closing and len(pending) <= room // 2:
                    if self._now() - self._looked_at >= _LOOK_EVERY:
                        await self._look_into_crashes()
                    claimed = await self._claim(room)
                    more = bool(claimed)
                    pending |= {asyncio.create_task(self._deliver(*one)) for one in claimed}
                if pending:
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                    sent += sum(map(_was_sent, done))
        finally:
            # Though no more can be claimed: what has been begun comes to its end.
            if pending:
                await asyncio.wait(pending)
        return sent

    # -- claiming -----------------------------------------------------------------------------

    async def _claim(self, limit: int) -> list[tuple[TipDelivery, TipSubscription]]:
        """Return tips to send, and whose: those that another process had to leave first."""
        lease = timedelta(seconds=self._settings.lease_s)
        while True:
            now = self._now()
            async with self._database.session() as session:
                left = await tips.take_over(
                    session, now=now, owner=self._owner, lease=lease, limit=limit
                )
                due = await tips.claim_due(
                    session, now=now, owner=self._owner, lease=lease, limit=limit, plan=self._plan
                )
                subscriptions = await tips.subscriptions_by_id(
                    session, {delivery.subscription_id for delivery in (*left, *due)}
                )
            claimed = [delivery for delivery in due if delivery.state == "claimed"]
            for delivery in due:
                if delivery.state == "skipped":
                    self._log_skipped(delivery)
            # A batch of nothing but skipped ones is no sign that all is done.
            if left or claimed or not due:
                return [
                    (delivery, subscriptions[delivery.subscription_id])
                    for delivery in (*left, *claimed)
                    if delivery.subscription_id in subscriptions
                ]

    def _plan(self, subscription: TipSubscription) -> tips.Plan:
        assert subscription.next_due_at is not None
        late = timedelta(minutes=self._settings.late_minutes)
        now, due_at = self._now(), subscription.next_due_at
        schedule = Schedule(subscription.minute_of_day, subscription.days, subscription.zone)
        # After a long outage the days in between are passed over, except one still in time.
        following = schedule.next_due(max(due_at, now - late))
        day = schedule.day_of(due_at)
        return tips.Plan(following.at, day, is_late=now - due_at > late)

    def _log_skipped(self, delivery: TipDelivery) -> None:
        late_s = (self._now() - delivery.due_at).total_seconds()
        if late_s > self._settings.late_minutes * 60:
            _log.warning(
                "tip of subscription %d skipped: it is %d minutes late",
                delivery.subscription_id,
                late_s // 60,
            )
        else:
            _log.info("tip of subscription %d skipped: blocked", delivery.subscription_id)

    # -- sending ------------------------------------------------------------------------------

    async def _deliver(self, delivery: TipDelivery, subscription: TipSubscription) -> bool:
        # Made apart from being sent: who makes one must not hold up those that wait for their turn.
        async with self._makers:
            tip = await self._made(delivery, subscription)
        if tip is None:
            return False
        async with self._senders:
            if self._closing:
                return False  # given back when this process closes
            return await self._send(subscription, delivery, tip)

    async def _made(self, delivery: TipDelivery, subscription: TipSubscription) -> Tip | None:
        """Return a tip, None when it is not to be sent."""
        if self._closing:
            return None
        late = timedelta(minutes=self._settings.late_minutes)
        if subscription.stopped_at is not None or self._now() - delivery.due_at > late:
            self._log_skipped(delivery)
            await self._end(delivery, "claimed", "skipped")
            return None
        try:
            return await self._compose(subscription, delivery)
        except Exception as error:
            # One tip that cannot be made must not keep the others from being sent.
            log_incident(error, f"making tip {delivery.id}")
            await self._end(delivery, "claimed", "failed")
            return None

    async def _send(self, subscription: TipSubscription, delivery: TipDelivery, tip: Tip) -> bool:
        # Reckoned from before the note, however long that takes: `settle_s` counts from there, too.
        begun_at, deadline_s = self._now(), asyncio.get_running_loop().time()
        deadline_s += self._settings.send_timeout_s
        begun = await self._end(
            delivery,
            "claimed",
            "sending",
            claimed_until=begun_at + timedelta(seconds=self._settings.settle_s),
            after_message_id=await self._tracer.newest(delivery.chat_id),
            content=keep_keyboard(tip.content or {}, tip.keyboard),
        )
        if not begun:
            return False  # it took so long that somebody else has it now
        try:
            async with asyncio.timeout_at(deadline_s):
                message = await self._write(delivery.chat_id, tip)
        except TimeoutError:
            _log.warning("tip %d: Telegram has not answered; it is looked into later", delivery.id)
        except TelegramError as error:
            await self._refused(subscription, delivery, error)
        else:
            await self._end(
                delivery, "sending", "sent", message_id=message.message_id, sent_at=begun_at
            )
            return True
        return False

    async def _write(self, chat_id: int, tip: Tip) -> Message:
        if tip.picture is None:
            return await self._bot.send_message(
                chat_id, tip.text, parse_mode=ParseMode.HTML, reply_markup=tip.keyboard
            )
        known = self._file_ids.get(tip.picture_key)
        message = await self._bot.send_photo(
            chat_id,
            known or tip.picture,
            caption=tip.text,
            parse_mode=ParseMode.HTML,
            reply_markup=tip.keyboard,
        )
        if tip.picture_key is not None and known is None and message.photo:
            self._file_ids[tip.picture_key] = message.photo[-1].file_id
            if len(self._file_ids) > _FILE_IDS:
                self._file_ids.popitem(last=False)
        return message

    async def _refused(
        self, subscription: TipSubscription, delivery: TipDelivery, error: TelegramError
    ) -> None:
        """Decide what becomes of a tip that Telegram did not take."""
        if isinstance(error, Forbidden):
            await self._shut_out(subscription, delivery)
        elif isinstance(error, ChatMigrated):
            async with self._database.session() as session:
                await tips.move_chat(session, delivery.chat_id, error.new_chat_id)
            await self._try_again(delivery)
        elif isinstance(error, RetryAfter):
            await self._try_again(delivery)
        elif isinstance(error, BadRequest):
            if not subscription.is_personal and any(w in error.message.lower() for w in _GONE):
                await self._shut_out(subscription, delivery)
                return
            log_incident(error, f"sending tip {delivery.id}")
            await self._end(delivery, "sending", "failed")
        elif isinstance(error, NetworkError) and _was_never_sent(error):
            await self._try_again(delivery)
        else:
            _log.warning("tip %d: %s; it is looked into later", delivery.id, error)

    async def _try_again(self, delivery: TipDelivery) -> None:
        await self._end(delivery, "sending", "claimed", claimed_until=self._now() + _RETRY)

    async def _shut_out(self, subscription: TipSubscription, delivery: TipDelivery) -> None:
        """Write no more to who blocked the bot, or to where it was thrown out."""
        async with self._database.session() as session:
            if subscription.is_personal:
                await people.mark_blocked(session, subscription.user_id)
            else:
                await tips.stop_subscription(session, subscription.id)
        await self._end(delivery, "sending", "skipped")
        _log.info("subscription %d: nobody to write to", subscription.id)
        if not subscription.is_personal:
            await self._stopped(subscription)

    async def _end(self, delivery: TipDelivery, before: str, after: str, **values: Any) -> bool:
        return await self._journal.move_on(delivery.id, before, after, **values)

    # -- after a crash ------------------------------------------------------------------------

    async def _look_into_crashes(self) -> int:
        """Find out which of the tips that were being sent have arrived.

        Returns:
            How many have not, and are to be sent again.
        """
        now, again = self._now(), 0
        self._looked_at = now
        late = timedelta(minutes=self._settings.late_minutes)
        async with self._database.session() as session:
            doubtful = await tips.take_doubtful(session, now=now, owner=self._owner)
        for delivery in doubtful:
            if self._closing:
                break
            try:
                trace = await self._tracer.find(delivery)
            except TelegramError as error:
                _log.warning("tip %d cannot be looked for: %s", delivery.id, error)
                continue
            if trace.message_id is not None:
                await self._end(delivery, "sending", "sent", message_id=trace.message_id)
            elif trace.is_certain:
                await self._end(delivery, "sending", "claimed", claimed_until=now - _RETRY)
                again += 1
            elif trace.is_hopeless or now - delivery.due_at > late:
                _log.warning("tip %d may have been sent or not; it is not repeated", delivery.id)
                await self._end(delivery, "sending", "unknown")
        return again


def _was_sent(task: asyncio.Task[bool]) -> bool:
    """Return what became of a tip; an error leaves it to be taken over, or looked into, later."""
    error = task.exception()
    if isinstance(error, Exception):
        log_incident(error, "sending a tip")
        return False
    return task.result()


def _was_never_sent(error: NetworkError) -> bool:
    """Return whether the request cannot have reached Telegram."""
    return isinstance(
        error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
    )
