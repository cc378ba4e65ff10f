"""Handles /subscribe and the answers to its questions: text, buttons, points on the map."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.conversations.runner import AlreadyAnsweredError, DialogOverError
from bot.conversations.storage import OpenDialog
from bot.conversations.subscription.callback_data import AnswerTip
from bot.conversations.subscription.options import options
from bot.conversations.subscription.state import SubscriptionState, begin_subscription
from bot.conversations.subscription.transitions import apply_location, apply_option, apply_text
from bot.handlers.tips.callback_data import Subscribe
from bot.handlers.tips.conversation import SubscriptionConversation
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.private_chat import private_only
from bot.services.local_time import today_in_korea
from bot.ui.filters import is_group
from db.models import SizeDialog
from db.queries import dialogs, tip_subscriptions
from engine.weather.cities import nearest_city


@private_only
async def start(update: Update, context: BotContext) -> None:
    """Begin the dialog, or show the subscription that the person has."""
    message = update.effective_message
    assert message is not None
    conversation, text = SubscriptionConversation.of(update, context), " ".join(context.args or [])
    user_id = conversation.user_id
    async with context.services.database.session() as session:
        own = await tip_subscriptions.subscription_of(session, user_id)
    if own is not None and own.stopped_at is None:
        await conversation.send_settings(own)
        return
    current = await conversation.dialog.open()
    if current is not None and current.is_waiting and not text:
        await conversation.dialog.repeat()
        return
    await conversation.dialog.begin(begin_subscription(user_id, user_id))
    if text:
        await consume_text(update, context, text)


async def begin(press: CallbackPress, action: Subscribe) -> None:  # noqa: ARG001
    """Begin the dialog about the person's own tip."""
    conversation = SubscriptionConversation.of_press(press)
    await press.answer()
    await conversation.dialog.begin(begin_subscription(press.user_id, press.user_id))


async def consume_text(update: Update, context: BotContext, text: str) -> bool:
    """Consume a text that answers the open question; return whether it did."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        return False
    conversation = SubscriptionConversation.of(update, context)
    current = await _waiting(conversation)
    if current is None:
        return False
    turn = apply_text(current.state, text, today_in_korea())
    if message.reply_to_message is not None and not turn.understood:
        return False  # about the message that it replies to
    await conversation.dialog.consume(current, turn)
    return True


async def cancel_open(update: Update, context: BotContext) -> bool:
    """End the open dialog about tips; return whether there was one."""
    conversation = SubscriptionConversation.of(update, context)
    current = await _waiting(conversation)
    if current is None:
        return False
    await conversation.dialog.cancel(current)
    return True


async def _waiting(
    conversation: SubscriptionConversation,
) -> OpenDialog[SubscriptionState] | None:
    """Return the open dialog if it asked the person's latest question; None otherwise."""
    current = await conversation.dialog.open()
    if current is None or not current.is_waiting:
        return None
    async with conversation.services.database.session() as session:
        other = await dialogs.dialog_of(session, SizeDialog, conversation.user_id)
    return None if other is not None and other.updated_at > current.answered_at else current


async def on_location(update: Update, context: BotContext) -> None:
    """Consume a point on the map: as an answer, otherwise as the person's city from now on."""
    message = update.effective_message
    assert message is not None
    assert message.location is not None
    point, conversation = message.location, SubscriptionConversation.of(update, context)
    current = await _waiting(conversation)
    if current is not None:
        turn = apply_location(current.state, point.latitude, point.longitude)
        await conversation.dialog.consume(current, turn)
        return
    city = nearest_city(point.latitude, point.longitude)
    if city is None:
        await conversation.send(conversation.t.html("weather.abroad"))
        return
    await conversation.home.move(city.id)


async def answer(press: CallbackPress, action: AnswerTip) -> None:
    """Apply a pressed option, if its question is still open."""
    dialog = SubscriptionConversation.of_press(press).dialog
    try:
        current = await dialog.open_at(action.dialog_id, action.turn)
    except DialogOverError:
        await press.answer(press.t.text("tips.over"), alert=True)
        return
    except AlreadyAnsweredError:
        await press.answer(press.t.text("tips.answered"))
        return
    turn = apply_option(current.state, action.option, today_in_korea())
    if turn is None:
        raise ExpiredError
    await press.answer()
    await dialog.consume(current, turn, option=options(current.state)[action.option])


ROUTES: Final[Routes] = MappingProxyType(
    {
        Subscribe: begin,
        AnswerTip: answer,
    }
)
