"""Adding clothes: photos sent while a batch is open, garments of an answered photo, look-alikes."""

from __future__ import annotations

import contextlib
from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext, Services
from bot.handlers.closet.callback_data import (
    AddClothes,
    ChooseSaved,
    EndAdding,
    ResolveTwin,
    SaveChosen,
    ShowBatch,
    ShowTwin,
)
from bot.handlers.closet.handler import pages_of
from bot.handlers.closet.keyboards import adding_keyboard, saving_keyboard
from bot.handlers.closet.pages import ClosetPages
from bot.handlers.closet.saving import save_garments
from bot.handlers.closet.upload_messages import UploadMessages
from bot.handlers.closet.uploads import IDLE, UploadWorker
from bot.handlers.photo.callback_data import BackToAnswer
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import own_closet_item, usable_answer
from bot.services.photo_answers import SeenGarment, seen_garments
from bot.ui.filters import is_group
from db.models import ClosetBatch, ClosetUpload, PhotoAnswer, utc_now
from db.queries import closet, closet_uploads, people
from engine.parsing.commands import Command, parse_command
from engine.schemas import PhotoError

_ENDING: Final = frozenset({Command.DONE, Command.CANCEL})


async def _open_batch(services: Services, user_id: int) -> ClosetBatch | None:
    async with services.database.session() as session:
        return await closet_uploads.open_batch_of(session, user_id, since=utc_now() - IDLE)


async def begin(press: CallbackPress, action: AddClothes) -> None:  # noqa: ARG001
    """Begin to add clothes: what is sent from now on goes to the closet."""
    pages = pages_of(press)
    await press.answer()
    t = press.t
    async with press.services.database.session() as session:
        await people.touch_user(session, press.user_id)
        batch = await closet_uploads.open_batch(
            session, press.user_id, press.chat_id, language=t.language
        )
    limit = press.services.settings.photo.max_album_photos
    message_id = await pages.message.show_text(
        t.html("closet.add", limit=limit), adding_keyboard(batch.id, t)
    )
    async with press.services.database.session() as session:
        stored = await closet_uploads.batch_of(session, press.user_id, batch.id)
        if stored is not None and stored.message_id is None:
            stored.message_id = message_id


async def take_picture(update: Update, context: BotContext, file_id: str) -> bool:
    """Take a photo into the open batch, if there is one; return whether it was."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if is_group(message):
        return False
    batch = await _open_batch(context.services, user.id)
    if batch is None:
        return False
    upload = ClosetUpload(
        user_id=user.id,
        batch_id=batch.id,
        chat_id=message.chat.id,
        message_id=message.message_id,
        file_id=file_id,
    )
    await UploadWorker(context.services, context.bot).receive(batch, upload)
    return True


async def remind(update: Update, context: BotContext, text: str | None) -> bool:
    """Say that photos are waited for, if a batch is open; words like "done" end it.

    Args:
        update: a message that is no photo.
        context: of the update.
        text: what was written, None for a video, a sticker and the like.

    Returns:
        Whether a batch is open.
    """
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if is_group(message):
        return False
    batch = await _open_batch(context.services, user.id)
    if batch is None:
        return False
    t = context.texts_for(update)
    if text is not None and parse_command(text) in _ENDING:
        pages = ClosetPages(context.services, context.bot, user.id, t)
        await _end(context.services, pages, batch, None)
        return True
    await message.reply_html(
        t.html("closet.only_photos"), reply_markup=adding_keyboard(batch.id, t)
    )
    return True


async def end(press: CallbackPress, action: EndAdding) -> None:
    """Stop adding; what was added is shown when all of it has been looked at."""
    pages = pages_of(press)
    async with press.services.database.session() as session:
        batch = await closet_uploads.batch_of(session, press.user_id, action.batch_id)
    if batch is None:
        raise ExpiredError
    await _end(press.services, pages, batch, press)


async def _end(
    services: Services, pages: ClosetPages, batch: ClosetBatch, press: CallbackPress | None
) -> None:
    async with services.database.session() as session:
        await closet_uploads.close_batches(session, batch.user_id)
        closed = await closet_uploads.batch_of(session, batch.user_id, batch.id)
        outcomes = await closet_uploads.outcomes_of(session, batch.id)
    if closed is None:
        raise ExpiredError
    if outcomes[None]:
        words = pages.t.text("closet.said.soon")
        if press is not None:
            await press.answer(words)
        return
    if press is not None:
        await press.answer()
    await pages.show_batch(closed, 0, None if press is None else press.message_id)


async def cancel(update: Update, context: BotContext) -> bool:
    """Stop adding and asking at once; return whether there was anything to stop."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if is_group(message):
        return False
    async with context.services.database.session() as session:
        asked = await closet_uploads.close_question(session, user.id)
        await closet_uploads.delete_waiting(session, user.id)
        adding = await closet_uploads.close_batches(session, user.id) > 0
    if asked or adding:
        await message.reply_html(context.texts_for(update).html("closet.cancelled"))
    return asked or adding


async def show_batch(press: CallbackPress, action: ShowBatch) -> None:
    """Show another page of what was added."""
    pages = pages_of(press)
    async with press.services.database.session() as session:
        batch = await closet_uploads.batch_of(session, press.user_id, action.batch_id)
    if batch is None:
        raise ExpiredError
    await press.answer()
    await pages.show_batch(batch, action.page, press.message_id)


# -- look-alikes ------------------------------------------------------------------------------


async def show_twin(press: CallbackPress, action: ShowTwin) -> None:
    """Show a new garment beside the older one, and ask."""
    item = await own_closet_item(press, action.item_id)
    older = None
    if item.twin_id is not None:
        async with press.services.database.session() as session:
            older = await closet.item_of(session, press.user_id, item.twin_id)
    if older is None:
        await press.answer(press.t.text("closet.twin.gone"))
        return
    await press.answer()
    await pages_of(press).show_twin(item, older, press.message_id)


async def resolve_twin(press: CallbackPress, action: ResolveTwin) -> None:
    """Keep both garments, or only the older one, which has the history."""
    item = await own_closet_item(press, action.item_id)
    async with press.services.database.session() as session:
        await closet.update_item(session, press.user_id, item.id, twin_id=None)
        if action.same:
            await closet.delete_item(session, press.user_id, item.id)
        batch = (
            await closet_uploads.batch_of(session, press.user_id, item.batch_id)
            if item.batch_id is not None
            else None
        )
    same, both = press.t.text("closet.said.same"), press.t.text("closet.said.both")
    await press.answer(same if action.same else both)
    pages = pages_of(press)
    if batch is None:
        await pages.show_closet("all", 0, press.message_id)
    else:
        await pages.show_batch(batch, 0, press.message_id)


# -- garments of an answered photo ------------------------------------------------------------


async def choose_saved(press: CallbackPress, action: ChooseSaved) -> None:
    """Ask which garments of a photo go to the closet."""
    answer, garments = await _own_garments(press, action.answer_id)
    await press.answer(press.t.text("closet.which_toast"))
    keyboard = saving_keyboard(answer.id, garments, action.chosen, press.t, back=action.back)
    await press.set_keyboard(keyboard)


async def save_chosen(press: CallbackPress, action: SaveChosen) -> None:
    """Put the chosen garments into the closet and show them."""
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
        batch = await save_garments(press.services, press.bot, answer, chosen, language=t.language)
    except PhotoError as error:
        await pages_of(press).message.show_text(t.error(error.code), None)
        return
    messages = UploadMessages(press.services, press.bot, batch, t)
    await messages.show_added(press.message_id)


async def _own_garments(
    press: CallbackPress, answer_id: int
) -> tuple[PhotoAnswer, list[SeenGarment]]:
    """Return an answer of who pressed and its garments; in a group, say where this goes on."""
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


ROUTES: Final[Routes] = MappingProxyType(
    {
        AddClothes: begin,
        EndAdding: end,
        ShowBatch: show_batch,
        ShowTwin: show_twin,
        ResolveTwin: resolve_twin,
        ChooseSaved: choose_saved,
        SaveChosen: save_chosen,
    }
)
