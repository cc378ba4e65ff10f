"""Claims the tips that are due, so that no two processes send the same one."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.handlers.tips.process import SendingProcess
from db.models import TipDelivery, TipSubscription
from db.queries import tip_deliveries, tip_subscriptions
from engine.tips.schedule import Schedule

Claimed = tuple[TipDelivery, TipSubscription]

_log = logging.getLogger(__name__)


class TipClaims:
    """Claims, skips and releases deliveries for one process."""

    def __init__(self, process: SendingProcess) -> None:
        self._process = process

    async def claim(self, limit: int) -> list[Claimed]:
        """Claim at most `limit` due tips, and as many that another process has left behind."""
        lease = timedelta(seconds=self._process.settings.lease_s)
        owner = self._process.owner
        while True:
            now = self._process.now()
            async with self._process.database.session() as session:
                expired = await tip_deliveries.reclaim_expired(
                    session, now=now, owner=owner, lease=lease, limit=limit
                )
                due = await tip_deliveries.claim_due(
                    session, now=now, owner=owner, lease=lease, limit=limit, plan=self._plan
                )
                subscriptions = await tip_subscriptions.subscriptions_by_id(
                    session, {delivery.subscription_id for delivery in (*expired, *due)}
                )
            claimed = [delivery for delivery in due if delivery.state == "claimed"]
            for delivery in due:
                if delivery.state == "skipped":
                    self._log_skipped(delivery)
            # A batch of skipped tips alone does not mean that none is left.
            if expired or claimed or not due:
                return [
                    (delivery, subscriptions[delivery.subscription_id])
                    for delivery in (*expired, *claimed)
                    if delivery.subscription_id in subscriptions
                ]

    async def skip_unwanted(self, delivery: TipDelivery, subscription: TipSubscription) -> bool:
        """Skip a claimed tip that is late or whose subscription has stopped; return whether."""
        if subscription.stopped_at is None and not self._process.is_late(delivery.due_at):
            return False
        self._log_skipped(delivery)
        await self._process.log.transition(delivery.id, "claimed", "skipped")
        return True

    async def release(self) -> None:
        """Release the claims whose tips have not been started, for other processes."""
        async with self._process.database.session() as session:
            await tip_deliveries.release(session, self._process.owner, self._process.now())

    def _plan(self, subscription: TipSubscription) -> tip_deliveries.Plan:
        """Return when the tip after the due one is due, and whether the due one is late."""
        assert subscription.next_due_at is not None
        due_at = subscription.next_due_at
        schedule = Schedule(subscription.minute_of_day, subscription.days, subscription.zone)
        # After a long outage the days in between are passed over, except one still in time.
        following = schedule.next_due(max(due_at, self._process.now() - self._process.late_after))
        is_late = self._process.is_late(due_at)
        return tip_deliveries.Plan(following.at, schedule.day_of(due_at), is_late=is_late)

    def _log_skipped(self, delivery: TipDelivery) -> None:
        late_s = (self._process.now() - delivery.due_at).total_seconds()
        if late_s > self._process.late_after.total_seconds():
            _log.warning(
                "tip of subscription %d skipped: it is %d minutes late",
                delivery.subscription_id,
                late_s // 60,
            )
        else:
            _log.info("tip of subscription %d skipped: blocked", delivery.subscription_id)
