"""/size and its buttons: the size dialog, started by itself, from a product or from a photo."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Final

from telegram import Message, Update

from bot.context import BotContext
from bot.conversations.size import transitions as machine
from bot.conversations.size.runner import SizeTalk, option_of
from bot.conversations.size.state import begin_size
from bot.handlers.account.privacy import ask_in_private
from bot.handlers.photo.keyboards import answer_keyboard
from bot.handlers.size.callback_data import (
    AnswerSize,
    ChooseSized,
    SizeOfGarment,
    SizeOfProduct,
    StartSize,
)
from bot.handlers.size.keyboards import sized_chooser, sized_garments
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.services.photo_answers import seen_garments
from bot.services.size_advice import product_facts
from bot.services.size_facts import Facts
from bot.ui.filters import is_group
from db.models import Product
from engine.parsing.body import is_about_sizes, parse_body
from engine.parsing.query import parse_query


def _talk(press: CallbackPress) -> SizeTalk:
    return SizeTalk(press.services, press.bot, press.user_id, press.t)


async def start(update: Update, context: BotContext) -> None:
    """Begin the dialog, or ask the open question again."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        await ask_in_private(update, context)
        return
    talk = await _talk_of(update, context)
    current, words = await talk.open(), " ".join(context.args or [])
    if current is None or current.is_silent or current.dialog.step is None:
        await (_start_with(talk, words) if words else talk.begin(await talk.new()))
    elif words:
        await take_words(update, context, words)
    else:
        await talk.repeat()


async def cancel_open(update: Update, context: BotContext) -> bool:
    """End the open dialog; return whether there was one."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        return False
    talk = await _talk_of(update, context)
    current = await talk.open()
    if current is None:
        return False
    await talk.cancel(current)
    return True


async def _talk_of(update: Update, context: BotContext) -> SizeTalk:
    user = update.effective_user
    assert user is not None
    return SizeTalk(context.services, context.bot, user.id, context.texts_for(update))


async def take_words(update: Update, context: BotContext, text: str) -> bool:
    """Take words as an answer, or as the wish for a size; return whether they were either."""
    message = update.effective_message
    assert message is not None
    if is_group(message):
        return False
    talk = await _talk_of(update, context)
    current = await talk.open()
    if current is None or current.is_silent:
        is_wish = message.reply_to_message is None and _is_about_size(text)
        return is_wish and await _start_with(talk, text)
    if current.dialog.step is None:
        return False
    turn = machine.read(current.dialog, text)
    if _narrows_a_list(message, text) and not (turn.understood and turn.note is None):
        return False
    await talk.take(current, turn)
    return True


def _is_about_size(text: str) -> bool:
    """Return whether words ask for a size, or tell a body and nothing else: "여자 163에 52"."""
    if is_about_sizes(text):
        return True
    told, wanted = parse_body(text), parse_query(text)
    has_body = told.height_cm is not None and told.weight_kg is not None and told.problem is None
    return has_body and not replace(wanted, genders=())


async def _start_with(talk: SizeTalk, text: str) -> bool:
    """Begin the dialog with what somebody said unasked: "키 173에 68, 무슨 사이즈?"."""
    dialog = await talk.new()
    turn = machine.read(dialog, text) if dialog.step is not None else None
    told = turn is not None and turn.understood and not turn.cancelled
    await talk.begin(turn.dialog if told and turn is not None else dialog)
    return True


def _narrows_a_list(message: Message, text: str) -> bool:
    """Return whether words are about a list of products rather than about a body."""
    wanted = parse_query(text)
    has_price = wanted.min_price is not None or wanted.max_price is not None
    return message.reply_to_message is not None or bool(wanted.colours) or has_price


# -- buttons ----------------------------------------------------------------------------------


def _only_in_private(press: CallbackPress) -> None:
    if not press.is_private:
        raise ExpiredError


async def begin(press: CallbackPress, action: StartSize) -> None:  # noqa: ARG001
    """Begin the dialog anew."""
    _only_in_private(press)
    await press.answer()
    talk = _talk(press)
    await talk.begin(await talk.new())


async def answer(press: CallbackPress, action: AnswerSize) -> None:
    """Take the pressed answer, if its question is still open."""
    _only_in_private(press)
    talk = _talk(press)
    current = await talk.open()
    if current is None or current.id != action.dialog_id or current.dialog.step is None:
        await press.answer(press.t.text("size.over"), alert=True)
        return
    if current.dialog.turn != action.turn:
        await press.answer(press.t.text("size.answered"))
        return
    turn = machine.press(current.dialog, action.option)
    if turn is None:
        raise ExpiredError
    await press.answer()
    await talk.take(current, turn, pressed=option_of(current, action.option))


async def of_product(press: CallbackPress, action: SizeOfProduct) -> None:
    """Say the person's size of a product, after what is not known of their body yet."""
    if not press.is_private:
        await press.answer(press.t.text("size.private"), alert=True)
        return
    async with press.services.database.session() as session:
        product = await session.get(Product, action.product_id)
    if product is None:
        raise ExpiredError
    talk = _talk(press)
    await press.answer()
    await talk.begin(begin_size(product_facts(await talk.known(), product)))


async def choose_sized(press: CallbackPress, action: ChooseSized) -> None:
    """Ask which garment of a photo is meant; with one there is nothing to ask."""
    if not press.is_private:
        await press.answer(press.t.text("size.private"), alert=True)
        return
    answer_ = await press.own_answer(action.answer_id)
    sized = sized_garments(seen_garments(answer_))
    if len(sized) == 1:
        await of_garment(press, SizeOfGarment(action.answer_id, sized[0].number - 1))
        return
    await press.answer(press.t.text("size.which"))
    await press.set_keyboard(sized_chooser(answer_.id, seen_garments(answer_), press.t))


async def of_garment(press: CallbackPress, action: SizeOfGarment) -> None:
    """Say the person's size of a garment in a photo."""
    _only_in_private(press)
    answer_ = await press.answer_of(action.answer_id)
    garments = {g.number - 1: g for g in sized_garments(seen_garments(answer_))}
    garment = garments.get(action.garment)
    if garment is None:
        raise ExpiredError
    talk = _talk(press)
    await press.answer()
    if answer_.message_id == press.message_id:
        await press.set_keyboard(answer_keyboard(answer_.id, seen_garments(answer_), press.t))
    known: Facts = await talk.known()
    facts = replace(known, category=garment.category, garment_fit=garment.fit)
    await talk.begin(begin_size(facts))


ROUTES: Final[Routes] = MappingProxyType(
    {
        StartSize: begin,
        AnswerSize: answer,
        SizeOfProduct: of_product,
        ChooseSized: choose_sized,
        SizeOfGarment: of_garment,
    }
)
