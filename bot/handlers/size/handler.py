"""Handles /size and its buttons: the dialog starts by itself, from a product or from a photo."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Final

from telegram import Message, Update

from bot.context import BotContext
from bot.conversations.runner import AlreadyAnsweredError, DialogOverError
from bot.conversations.size.callback_data import AnswerSize
from bot.conversations.size.options import options
from bot.conversations.size.state import begin_size
from bot.conversations.size.transitions import apply_option, apply_text
from bot.handlers.photo.callback_data import BackToAnswer
from bot.handlers.size.callback_data import (
    ChooseSized,
    SizeOfGarment,
    SizeOfProduct,
    StartSize,
)
from bot.handlers.size.conversation import SizeConversation
from bot.handlers.size.keyboards import sized_chooser, sized_garments
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import shown_answer, usable_answer
from bot.routing.private_chat import private_only, require_private
from bot.services.photo_answers import seen_garments
from bot.services.size_advice import product_facts
from bot.services.size_facts import Facts
from bot.ui.filters import is_group
from db.models import Product
from engine.parsing.body import is_about_sizes, parse_body
from engine.parsing.query import parse_query


def _conversation(press: CallbackPress) -> SizeConversation:
    return SizeConversation(press.services, press.bot, press.user_id, press.t)


@private_only
async def start(update: Update, context: BotContext) -> None:
    """Begin the dialog, or ask the open question again."""
    message = update.effective_message
    assert message is not None
    conversation = _conversation_of(update, context)
    current, text = await conversation.dialog.open(), " ".join(context.args or [])
    if current is None or not current.is_waiting:
        await _begin_with(conversation, text)
    elif text:
        await consume_text(update, context, text)
    else:
        await conversation.dialog.repeat()


async def cancel_open(update: Update, context: BotContext) -> bool:
    """End the open dialog; return whether there was one."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        return False
    dialog = _conversation_of(update, context).dialog
    current = await dialog.open()
    if current is None:
        return False
    await dialog.cancel(current)
    return True


def _conversation_of(update: Update, context: BotContext) -> SizeConversation:
    user = update.effective_user
    assert user is not None
    return SizeConversation(context.services, context.bot, user.id, context.texts_for(update))


async def consume_text(update: Update, context: BotContext, text: str) -> bool:
    """Consume a text that answers the open question or asks for a size; return whether."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        return False
    conversation = _conversation_of(update, context)
    current = await conversation.dialog.open()
    if current is None or current.is_silent:
        if message.reply_to_message is not None or not _is_about_size(text):
            return False
        await _begin_with(conversation, text)
        return True
    if current.state.step is None:
        return False
    turn = apply_text(current.state, text)
    if _narrows_a_list(message, text) and not (turn.understood and turn.note is None):
        return False
    await conversation.dialog.consume(current, turn)
    return True


def _is_about_size(text: str) -> bool:
    """Return whether a text asks for a size, or contains nothing but a body: "여자 163에 52"."""
    if is_about_sizes(text):
        return True
    body, query = parse_body(text), parse_query(text)
    has_body = body.height_cm is not None and body.weight_kg is not None and body.problem is None
    return has_body and not replace(query, genders=())


async def _begin_with(conversation: SizeConversation, text: str) -> None:
    """Begin the dialog; answers in the text ("키 173에 68, 무슨 사이즈?") are not asked for."""
    state = await conversation.new_state()
    if text and state.step is not None:
        turn = apply_text(state, text)
        if turn.understood and not turn.cancelled:
            state = turn.state
    await conversation.dialog.begin(state)


def _narrows_a_list(message: Message, text: str) -> bool:
    """Return whether a text is about a list of products rather than about a body."""
    query = parse_query(text)
    has_price = query.min_price is not None or query.max_price is not None
    return message.reply_to_message is not None or bool(query.colours) or has_price


# -- buttons ----------------------------------------------------------------------------------


async def begin(press: CallbackPress, action: StartSize) -> None:  # noqa: ARG001
    """Begin a new size dialog."""
    require_private(press)
    await press.answer()
    await _begin_with(_conversation(press), "")


async def answer(press: CallbackPress, action: AnswerSize) -> None:
    """Apply a pressed option, if its question is still open."""
    require_private(press)
    dialog = _conversation(press).dialog
    try:
        current = await dialog.open_at(action.dialog_id, action.turn)
    except DialogOverError:
        await press.answer(press.t.text("size.over"), alert=True)
        return
    except AlreadyAnsweredError:
        await press.answer(press.t.text("size.answered"))
        return
    turn = apply_option(current.state, action.option)
    if turn is None:
        raise ExpiredError
    await press.answer()
    await dialog.consume(current, turn, option=options(current.state)[action.option])


async def of_product(press: CallbackPress, action: SizeOfProduct) -> None:
    """Recommend a size of a product, after asking for what is not known of the body."""
    if not press.is_private:
        await press.answer(press.t.text("size.private"), alert=True)
        return
    async with press.services.database.session() as session:
        product = await session.get(Product, action.product_id)
    if product is None:
        raise ExpiredError
    conversation = _conversation(press)
    await press.answer()
    facts = product_facts(await conversation.known_facts(), product)
    await conversation.dialog.begin(begin_size(facts))


async def choose_sized(press: CallbackPress, action: ChooseSized) -> None:
    """Ask which garment of a photo is meant, unless there is only one."""
    if not press.is_private:
        await press.answer(press.t.text("size.private"), alert=True)
        return
    answer_ = await shown_answer(press, action.answer_id)
    sized = sized_garments(seen_garments(answer_))
    if len(sized) == 1:
        await of_garment(press, SizeOfGarment(action.answer_id, sized[0].number - 1))
        return
    await press.answer(press.t.text("size.which"))
    await press.set_keyboard(sized_chooser(answer_.id, seen_garments(answer_), press.t))


async def of_garment(press: CallbackPress, action: SizeOfGarment) -> None:
    """Recommend a size of a garment in a photo."""
    require_private(press)
    answer_ = await usable_answer(press, action.answer_id)
    garments = {g.number - 1: g for g in sized_garments(seen_garments(answer_))}
    garment = garments.get(action.garment)
    if garment is None:
        raise ExpiredError
    conversation = _conversation(press)
    await press.answer()
    if answer_.message_id == press.message_id:
        await press.forward(BackToAnswer(answer_.id))
    known: Facts = await conversation.known_facts()
    facts = replace(known, category=garment.category, garment_fit=garment.fit)
    await conversation.dialog.begin(begin_size(facts))


ROUTES: Final[Routes] = MappingProxyType(
    {
        StartSize: begin,
        AnswerSize: answer,
        SizeOfProduct: of_product,
        ChooseSized: choose_sized,
        SizeOfGarment: of_garment,
    }
)
