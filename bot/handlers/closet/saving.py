"""Save garments of an answered photo to the closet."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from telegram import Bot

from bot.context import Services
from bot.handlers.closet.callback_data import ChooseSaved, SaveChosen
from bot.handlers.closet.handler import pages_of
from bot.handlers.closet.keyboards import saving_keyboard
from bot.handlers.closet.upload_messages import UploadMessages
from bot.handlers.closet.uploads import IDLE
from bot.handlers.photo.callback_data import BackToAnswer
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import usable_answer
from bot.services.closet_items import add_garments, change_category, new_garment
from bot.services.photo_answers import SeenGarment, seen_garments
from bot.transport.files import download
from db.models import ClosetBatch, PhotoAnswer, utc_now
from db.queries import closet_uploads
from engine.models.embedding_version import embedding_version
from engine.schemas import PhotoError


async def choose_saved(press: CallbackPress, action: ChooseSaved) -> None:
    """Ask which garments of a photo to save."""
    answer, garments = await _own_garments(press, action.answer_id)
    await press.answer(press.t.text("closet.which_toast"))
    keyboard = saving_keyboard(answer.id, garments, action.chosen, press.t, back=action.back)
    await press.set_keyboard(keyboard)


async def save_chosen(press: CallbackPress, action: SaveChosen) -> None:
    """Save the chosen garments of a photo, and show them."""
    answer, garments = await _own_garments(press, action.answer_id)
    chosen = [g for g in garments if action.chosen >> (g.number - 1) & 1]
    if not chosen:
        raise ExpiredError
    t = press.t
    await press.answer(t.text("closet.said.saving"))
    if action.back:
        with contextlib.suppress(ExpiredError):  # the answer may have moved to another message
            await press.forward(BackToAnswer(answer.id))
    else:
        await press.set_keyboard(None)
    try:
        batch = await _save(press.services, press.bot, answer, chosen, language=t.language)
    except PhotoError as error:
        await pages_of(press).message.show_text(t.error(error.code), None)
        return
    await UploadMessages(press.services, press.bot, batch, t).show_added(press.message_id)


async def _own_garments(
    press: CallbackPress, answer_id: int
) -> tuple[PhotoAnswer, list[SeenGarment]]:
    """Return an answer of the person who pressed, and the garments in it.

    Raises:
        ExpiredError: it is gone, has no garment or no photo, or others can read this chat; an
            alert says so.
    """
    if not press.is_private:
        await press.answer(press.t.text("closet.private"), alert=True)
        raise ExpiredError
    answer = await usable_answer(press, answer_id)
    garments = [garment for garment in seen_garments(answer) if garment.is_garment]
    if not garments:
        raise ExpiredError
    if answer.file_id is None:
        await press.answer(press.t.text("closet.no_photo"), alert=True)
        raise ExpiredError
    return answer, garments


async def _save(
    services: Services,
    bot: Bot,
    answer: PhotoAnswer,
    garments: Sequence[SeenGarment],
    *,
    language: str,
) -> ClosetBatch:
    """Store garments of an answered photo, which is downloaded again for it.

    Args:
        services: of the bot.
        bot: that downloads.
        answer: of the person whose closet it is.
        garments: which of its garments.
        language: of the person.

    Returns:
        The batch they were added in: the open one, else a new one.

    Raises:
        PhotoError: the photo is gone, or cannot be read any more.
    """
    if answer.file_id is None:
        raise PhotoError("the photo is gone", code="gone")
    max_bytes = services.settings.engine.max_file_bytes
    photo = await download(bot, answer.file_id, max_bytes=max_bytes)
    pieces = await services.photo_garments.cut(answer, garments, photo)
    batch = await _batch_for(services, answer, language)
    version = embedding_version(services.settings.engine.models_dir)
    added = []
    for piece, garment in zip(pieces, garments, strict=True):
        new = new_garment(piece, answer.user_id, batch.id, version=version)
        if new.item.category != garment.category:
            change_category(new.item, garment.category)
        added.append(new)
    await add_garments(services.database, services.engine, added)
    async with services.database.session() as session:
        await closet_uploads.set_chosen(session, batch.id, answer.file_id)
    return batch


async def _batch_for(services: Services, answer: PhotoAnswer, language: str) -> ClosetBatch:
    """Return the person's open batch, else a new one that takes no photos."""
    async with services.database.session() as session:
        since = utc_now() - IDLE
        batch = await closet_uploads.open_batch_of(session, answer.user_id, since=since)
        if batch is not None:
            return batch
        return await closet_uploads.open_batch(
            session, answer.user_id, answer.chat_id, language=language, closed=True
        )


ROUTES: Final[Routes] = MappingProxyType({ChooseSaved: choose_saved, SaveChosen: save_chosen})
