"""Handles /tips and the buttons of a subscription: settings, pause, stop, a tip now."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.conversations.subscription.state import Step, begin_change
from bot.handlers.tips.callback_data import ChangeTip, ResumeTip, SendTip, ShowTip, StopTip
from bot.handlers.tips.conversation import SubscriptionConversation
from bot.handlers.tips.keyboards import (
    subscribe_keyboard,
    subscription_keyboard,
    subscriptions_keyboard,
)
from bot.handlers.tips.texts import subscription_text
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.private_chat import private_only, require_private
from bot.services.subscriptions import next_due_at, today_at
from bot.ui.catalogues import Html
from db.models import TipSubscription, utc_now
from db.queries import tip_deliveries, tip_subscriptions

_NOT_TWICE_IN: Final = timedelta(seconds=15)
"""Repeated presses within this time send one tip."""


@private_only
async def show(update: Update, context: BotContext) -> None:
    """Show the person's subscriptions."""
    message = update.effective_message
    assert message is not None
    conversation = SubscriptionConversation.of(update, context)
    t = conversation.t
    async with context.services.database.session() as session:
        own = await tip_subscriptions.subscriptions_by(session, conversation.user_id)
    if not own:
        await conversation.send(t.html("tips.none"), subscribe_keyboard(t))
    elif len(own) == 1:
        await conversation.send_settings(own[0])
    else:
        await conversation.send(t.html("tips.which"), subscriptions_keyboard(own, t))


async def _own(press: CallbackPress, subscription_id: int) -> TipSubscription:
    """Return a subscription that the person set up.

    Raises:
        ExpiredError: it is not theirs, or gone.
    """
    require_private(press)
    async with press.services.database.session() as session:
        found = await tip_subscriptions.own_subscription(session, subscription_id, press.user_id)
    if found is None:
        raise ExpiredError
    return found


async def open_settings(press: CallbackPress, action: ShowTip) -> None:
    """Show a subscription in a message of its own."""
    found = await _own(press, action.subscription_id)
    await press.answer()
    await SubscriptionConversation.of_press(press).send_settings(found)


async def change(press: CallbackPress, action: ChangeTip) -> None:
    """Ask for one setting of a subscription again."""
    found = await _own(press, action.subscription_id)
    await press.answer()
    conversation = SubscriptionConversation.of_press(press)
    await conversation.dialog.begin(begin_change(found, Step(action.part)))


async def stop(press: CallbackPress, action: StopTip) -> None:
    """Stop a subscription, or restart it with its settings."""
    found = await _own(press, action.subscription_id)
    async with press.services.database.session() as session:
        if action.stop:
            await tip_subscriptions.stop_subscription(session, found.id)
        else:
            subscription = await session.get_one(TipSubscription, found.id)
            subscription.stopped_at, subscription.paused_until = None, None
            subscription.next_due_at = next_due_at(subscription)
    t = press.t
    await press.answer(
        t.text("tips.toast.stopped") if action.stop else t.text("tips.toast.restarted")
    )
    await _redraw(press, found.id)


async def resume(press: CallbackPress, action: ResumeTip) -> None:
    """End the pause of a subscription."""
    found = await _own(press, action.subscription_id)
    async with press.services.database.session() as session:
        subscription = await session.get_one(TipSubscription, found.id)
        subscription.paused_until = None
        if subscription.stopped_at is None:
            subscription.next_due_at = next_due_at(subscription)
    await press.answer(press.t.text("tips.toast.restarted"))
    await _redraw(press, found.id)


async def send_now(press: CallbackPress, action: SendTip) -> None:
    """Queue a tip of a subscription to be sent now, out of turn."""
    found = await _own(press, action.subscription_id)
    async with press.services.database.session() as session:
        is_soon = await tip_deliveries.has_delivery_since(
            session, found.id, utc_now() - _NOT_TWICE_IN
        )
        if not is_soon:
            await tip_deliveries.add_delivery(session, found)
    t = press.t
    await press.answer(t.text("tips.toast.soon") if is_soon else t.text("tips.toast.now"))
    press.services.tips_due.set()


async def _redraw(press: CallbackPress, subscription_id: int) -> None:
    found = await _own(press, subscription_id)
    today: date = today_at(found)
    text: Html = subscription_text(found, press.t, today=today)
    await press.set_text(text, subscription_keyboard(found, press.t, today=today))


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowTip: open_settings,
        ChangeTip: change,
        StopTip: stop,
        ResumeTip: resume,
        SendTip: send_now,
    }
)
