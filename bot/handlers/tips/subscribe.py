"""/subscribe and the answers to its questions: typed, pressed, or a point on the map."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext, Services
from bot.conversations.subscription import transitions as machine
from bot.conversations.subscription.runner import OpenDialog, TipTalk
from bot.conversations.subscription.transitions import Turn
from bot.handlers.account.privacy import ask_in_private
from bot.handlers.tips.callback_data import AnswerTip, Subscribe
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.services.local_time import today_in_korea
from bot.ui.filters import is_group
from db.models import SizeDialog
from db.queries import dialogs, tip_subscriptions
from engine.weather.cities import nearest_city


def talk_of(update: Update, context: BotContext) -> TipTalk:
    """Return the dialog with who sent the update."""
    user = update.effective_user
    assert user is not None
    return TipTalk(context.services, context.bot, user.id, context.texts_for(update))


def talk_with(press: CallbackPress) -> TipTalk:
    """Return the dialog with who pressed a button in private.

    Raises:
        ExpiredError: others can see it there.
    """
    if not press.is_private:
        raise ExpiredError
    return TipTalk(press.services, press.bot, press.user_id, press.t)


async def start(update: Update, context: BotContext) -> None:
    """Begin the dialog; who has a daily tip already sees it."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        await ask_in_private(update, context)
        return
    talk = talk_of(update, context)
    async with context.services.database.session() as session:
        own = await tip_subscriptions.subscription_of(session, talk.user_id)
    words = " ".join(context.args or [])
    if own is not None and own.stopped_at is None:
        await talk.show(own)
        return
    current = await talk.open()
    if current is not None and not current.is_silent and not words:
        await talk.repeat()
        return
    await talk.subscribe(talk.user_id)
    if words:
        await take_words(update, context, words)


async def begin(press: CallbackPress, action: Subscribe) -> None:  # noqa: ARG001
    """Begin the dialog about one's own tip."""
    talk = talk_with(press)
    await press.answer()
    await talk.subscribe(talk.user_id)


async def take_words(update: Update, context: BotContext, text: str) -> bool:
    """Take words as an answer to the open question; return whether they were one."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        return False
    talk = talk_of(update, context)
    current = await _waiting(context.services, talk)
    if current is None:
        return False
    turn = machine.read(current.dialog, text, today_in_korea())
    if message.reply_to_message is not None and not turn.understood:
        return False  # about the message that it points to
    await talk.take(current, turn)
    return True


async def cancel_open(update: Update, context: BotContext) -> bool:
    """End the open dialog about tips; return whether there was one."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        return False
    talk = talk_of(update, context)
    current = await _waiting(context.services, talk)
    if current is None:
        return False
    await talk.cancel(current)
    return True


async def _waiting(services: Services, talk: TipTalk) -> OpenDialog | None:
    """Return the open dialog if it is the one that the person was asked in last."""
    current = await talk.open()
    if current is None or current.is_silent or current.dialog.step is None:
        return None
    async with services.database.session() as session:
        other = await dialogs.dialog_of(session, SizeDialog, talk.user_id)
    return None if other is not None and other.updated_at > current.updated_at else current


async def on_location(update: Update, context: BotContext) -> None:
    """Take a point on the map: as an answer, else as where the person lives from now on."""
    message = update.effective_message
    assert message is not None
    assert message.location is not None
    place, talk = message.location, talk_of(update, context)
    current = await _waiting(context.services, talk)
    if current is not None:
        turn: Turn = machine.locate(current.dialog, place.latitude, place.longitude)
        await talk.take(current, turn)
        return
    city = nearest_city(place.latitude, place.longitude)
    if city is None:
        await talk.say(talk.t.html("weather.abroad"))
        return
    await talk.move_home(city.id)


async def answer(press: CallbackPress, action: AnswerTip) -> None:
    """Take the pressed answer, if its question is still open."""
    talk = talk_with(press)
    current = await talk.open()
    if current is None or current.id != action.dialog_id or current.dialog.step is None:
        await press.answer(press.t.text("tips.over"), alert=True)
        return
    if current.dialog.turn != action.turn:
        await press.answer(press.t.text("tips.answered"))
        return
    turn = machine.press(current.dialog, action.option, today_in_korea())
    if turn is None:
        raise ExpiredError
    await press.answer()
    await talk.take(current, turn)


ROUTES: Final[Routes] = MappingProxyType(
    {
        Subscribe: begin,
        AnswerTip: answer,
    }
)
