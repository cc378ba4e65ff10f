"""Sends the daily tips when they are due, each exactly once, across crashes and processes.

A tip is claimed (`claims`), composed (`composing`) and sent (`sending`); tips whose sending was
interrupted are looked for (`recovery`) and sent again only if they have certainly not arrived.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from telegram import Bot

from bot.handlers.tips.claims import TipClaims
from bot.handlers.tips.process import SendingProcess
from bot.handlers.tips.recovery import TipRecovery
from bot.handlers.tips.sending import OnShutOut, Tip, TipSender
from bot.monitoring.incidents import log_incident
from bot.transport.message_ids import MessageIds
from config.settings import TipSettings
from db.models import TipDelivery, TipSubscription, utc_now
from db.session import Database

_CLAIMED_PER_SENDER: Final = 4
"""Tips claimed ahead for each sender, so that none of them waits for the database."""
_COMPOSE_SLOTS: Final = 16
"""Tips composed at the same time, while others are sent."""
_RECOVER_EVERY: Final = timedelta(seconds=10)

Compose = Callable[[TipSubscription, TipDelivery], Awaitable[Tip]]
"""Composes the tip of a delivery."""


class TipDispatcher:
    """Runs the loop that claims, composes and sends due tips.

    Args:
        process: settings, database, clock and delivery log.
        sender: sends one tip.
        recovery: finds out about interrupted ones.
        compose: composes one tip.
        wake_event: set by whoever knows that something may be due.
    """

    def __init__(
        self,
        process: SendingProcess,
        sender: TipSender,
        recovery: TipRecovery,
        *,
        compose: Compose,
        wake_event: asyncio.Event,
    ) -> None:
        self.claims = TipClaims(process)
        self.sender = sender
        self._process = process
        self._recovery = recovery
        self._compose = compose
        self._wake_event = wake_event
        self._compose_slots = asyncio.Semaphore(_COMPOSE_SLOTS)
        self._send_slots = asyncio.Semaphore(process.settings.senders)
        self._busy = asyncio.Lock()
        self._is_closing = False
        self._recovered_at = process.now()

    async def run(self) -> None:
        """Send what is due whenever woken, until cancelled."""
        while True:
            await self._wake_event.wait()
            self._wake_event.clear()
            try:
                await self.send_due()
            except Exception as error:
                # A database that is away today must not end tomorrow's tips.
                log_incident(error, "sending tips")

    async def send_due(self) -> int:
        """Send all tips that are due, and those that a crash left behind; return how many."""
        async with self._busy:
            sent = await self._send_all()
            # The ids of the tips just sent bound the search for interrupted ones.
            if await self._recover():
                sent += await self._send_all()
            return sent

    async def close(self) -> None:
        """Stop claiming, finish the requests under way, release the other claims."""
        self._is_closing = True
        async with self._busy:
            await self.claims.release()

    async def _send_all(self) -> int:
        """Claim and send until nothing is due; return how many were sent."""
        limit = self._process.settings.senders * _CLAIMED_PER_SENDER
        deliveries: set[asyncio.Task[bool]] = set()
        sent, has_more = 0, True
        try:
            while (has_more and not self._is_closing) or deliveries:
                if has_more and not self._is_closing and len(deliveries) <= limit // 2:
                    if self._process.now() - self._recovered_at >= _RECOVER_EVERY:
                        await self._recover()
                    claimed = await self.claims.claim(limit)
                    has_more = bool(claimed)
                    deliveries |= {asyncio.create_task(self.deliver(*pair)) for pair in claimed}
                if deliveries:
                    done, deliveries = await asyncio.wait(
                        deliveries, return_when=asyncio.FIRST_COMPLETED
                    )
                    sent += sum(map(_was_sent, done))
        finally:
            # Also when claiming fails: requests under way are finished.
            if deliveries:
                await asyncio.wait(deliveries)
        return sent

    async def deliver(self, delivery: TipDelivery, subscription: TipSubscription) -> bool:
        """Compose and send one claimed tip; return whether it was sent."""
        # Composing has slots of its own, so that slow tips do not hold up finished ones.
        async with self._compose_slots:
            tip = await self._composed(delivery, subscription)
        if tip is None:
            return False
        async with self._send_slots:
            if self._is_closing:
                return False  # `close` releases the claim
            return await self.sender.send(subscription, delivery, tip)

    async def _composed(self, delivery: TipDelivery, subscription: TipSubscription) -> Tip | None:
        """Return the tip of a delivery; None if it is not to be sent."""
        if self._is_closing or await self.claims.skip_unwanted(delivery, subscription):
            return None
        try:
            return await self._compose(subscription, delivery)
        except Exception as error:
            # One tip that cannot be composed must not keep the others from being sent.
            log_incident(error, f"composing tip {delivery.id}")
            await self._process.log.transition(delivery.id, "claimed", "failed")
            return None

    async def _recover(self) -> int:
        self._recovered_at = self._process.now()
        return await self._recovery.resolve_unconfirmed(lambda: self._is_closing)


def _was_sent(task: asyncio.Task[bool]) -> bool:
    """Return the result of a delivery; one that failed is left to recovery."""
    error = task.exception()
    if isinstance(error, Exception):
        log_incident(error, "sending a tip")
        return False
    return task.result()


def build_dispatcher(
    settings: TipSettings,
    database: Database,
    bot: Bot,
    message_ids: MessageIds,
    *,
    compose: Compose,
    on_shut_out: OnShutOut,
    wake_event: asyncio.Event,
    now: Callable[[], datetime] = utc_now,
) -> TipDispatcher:
    """Return a dispatcher for a process that has just started."""
    process = SendingProcess(settings, database, now)
    recovery = TipRecovery(process, bot, message_ids)
    sender = TipSender(
        process, bot, newest_message_id=recovery.newest_message_id, on_shut_out=on_shut_out
    )
    return TipDispatcher(process, sender, recovery, compose=compose, wake_event=wake_event)
