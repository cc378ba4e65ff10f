"""Buttons that correct the category of a garment in an answered photo."""

from __future__ import annotations

import contextlib
from types import MappingProxyType
from typing import Final

from telegram import InputMediaPhoto, Message
from telegram.error import TelegramError

from bot.handlers.photo.callback_data import BackToAnswer, ChooseCategory, ChooseGarment, Correct
from bot.handlers.photo.keyboards import answer_keyboard, category_chooser, garment_chooser
from bot.handlers.photo.texts import caption
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import shown_answer
from bot.services.photo_answers import (
    SeenGarment,
    correct,
    seen_garments,
)
from bot.transport.files import download
from bot.ui.catalogues import Html, Texts
from bot.ui.garment_boxes import draw_garment_boxes, labels_of
from config.settings import EngineSettings
from config.taxonomy import NO_GARMENT
from db.models import Feedback, PhotoAnswer
from db.queries import people, photos
from engine.schemas import PhotoError
from engine.vision.decode import decode


def _garment(answer: PhotoAnswer, index: int) -> SeenGarment:
    garments = seen_garments(answer)
    if index >= len(garments):
        raise ExpiredError
    return garments[index]


async def choose_garment(press: CallbackPress, data: ChooseGarment) -> None:
    """Ask which garment has the wrong category; a single one needs no question."""
    answer = await shown_answer(press, data.answer_id)
    garments = [garment for garment in seen_garments(answer) if garment.is_garment]
    if len(garments) == 1:
        await press.answer(press.t.text("wrong.what"))
        await press.set_keyboard(category_chooser(answer.id, garments[0], 0, press.t))
        return
    await press.answer(press.t.text("wrong.which"))
    await press.set_keyboard(garment_chooser(answer.id, garments, press.t))


async def choose_category(press: CallbackPress, data: ChooseCategory) -> None:
    """Ask for the right category of a garment."""
    answer = await shown_answer(press, data.answer_id)
    garment = _garment(answer, data.garment)
    await press.answer(press.t.text("wrong.what") if data.page == 0 else None)
    await press.set_keyboard(category_chooser(answer.id, garment, data.page, press.t))


async def back(press: CallbackPress, data: BackToAnswer) -> None:
    """Show the buttons of the answer again."""
    answer = await shown_answer(press, data.answer_id)
    await press.answer()
    await press.set_keyboard(answer_keyboard(answer.id, seen_garments(answer), press.t))


async def correct_category(press: CallbackPress, data: Correct) -> None:
    """Store a correction; the answer changes if it is by the person who sent the photo."""
    answer = await shown_answer(press, data.answer_id)
    _garment(answer, data.garment)
    is_own = answer.user_id == press.user_id
    answer = await _store(press, answer, data, changes_answer=is_own)
    await press.answer(press.t.text("wrong.thanks"))
    keyboard = answer_keyboard(answer.id, seen_garments(answer), press.t)
    if not is_own:
        await press.set_keyboard(keyboard)
        return
    is_named = data.category != NO_GARMENT
    text = caption(answer, press.t, note=press.t.html("wrong.changed") if is_named else None)
    with contextlib.suppress(TelegramError):
        await press.bot.edit_message_caption(
            press.chat_id, press.message_id, caption=text, reply_markup=keyboard
        )
    await _redraw(press, answer, text)


async def _store(
    press: CallbackPress, answer: PhotoAnswer, data: Correct, *, changes_answer: bool
) -> PhotoAnswer:
    """Store a correction as feedback, and in the answer if `changes_answer`; return the answer."""
    feedback = Feedback(
        user_id=press.user_id,
        answer_id=answer.id,
        garment=data.garment,
        kind="category",
        value=data.category,
    )
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        await photos.add_feedback(session, feedback)
        stored = await session.get(PhotoAnswer, answer.id)
        if not changes_answer or stored is None:
            return answer
        correct(stored, data.garment, data.category)
        return stored


async def _redraw(press: CallbackPress, answer: PhotoAnswer, text: Html) -> None:
    """Draw the corrected categories into the photo, if it is still there; best effort."""
    original = press.message.reply_to_message if press.message is not None else None
    file_id = _file_id(original)
    if file_id is None:
        return
    t = press.t
    try:
        limits = press.services.settings.engine
        content = await download(press.bot, file_id, max_bytes=limits.max_file_bytes)
        picture = await press.services.engine.run(_draw, content, answer, limits, t)
        await press.bot.edit_message_media(
            InputMediaPhoto(picture, caption=text),
            press.chat_id,
            press.message_id,
            reply_markup=answer_keyboard(answer.id, seen_garments(answer), t),
        )
    except (TelegramError, PhotoError):
        # The caption has the correction already.
        return


def _file_id(message: Message | None) -> str | None:
    if message is None:
        return None
    if message.photo:
        return message.photo[-1].file_id
    return message.document.file_id if message.document is not None else None


def _draw(content: bytes, answer: PhotoAnswer, limits: EngineSettings, t: Texts) -> bytes:
    photo = decode(content, limits)
    marks = labels_of(seen_garments(answer), t)
    return draw_garment_boxes(photo.picture, marks, width=photo.width)


ROUTES: Final[Routes] = MappingProxyType(
    {
        ChooseGarment: choose_garment,
        ChooseCategory: choose_category,
        Correct: correct_category,
        BackToAnswer: back,
    }
)
