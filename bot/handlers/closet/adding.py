"""Collect photos of clothes in a batch: open it, receive photos, close it, show what it added."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext, Services
from bot.handlers.closet.callback_data import AddClothes, EndAdding, ShowBatch
from bot.handlers.closet.handler import pages_of
from bot.handlers.closet.keyboards import adding_keyboard
from bot.handlers.closet.pages import ClosetPages
from bot.handlers.closet.uploads import IDLE, UploadWorker
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.ui.filters import is_group
from db.models import ClosetBatch, ClosetUpload, utc_now
from db.queries import closet_uploads, people
from engine.parsing.commands import Command, parse_command

_CLOSING_COMMANDS: Final = frozenset({Command.DONE, Command.CANCEL})


async def _open_batch_of(update: Update, services: Services) -> ClosetBatch | None:
    """Return the open batch of the sender of a private message, or None."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if is_group(message):
        return None
    async with services.database.session() as session:
        return await closet_uploads.open_batch_of(session, user.id, since=utc_now() - IDLE)


# -- messages ---------------------------------------------------------------------------------


async def consume_picture(update: Update, context: BotContext, file_id: str) -> bool:
    """Add a photo to the open batch, if there is one."""
    message, batch = update.effective_message, await _open_batch_of(update, context.services)
    assert message is not None
    if batch is None:
        return False
    upload = ClosetUpload(
        user_id=batch.user_id,
        batch_id=batch.id,
        chat_id=message.chat.id,
        message_id=message.message_id,
        file_id=file_id,
    )
    await UploadWorker(context.services, context.bot).receive(batch, upload)
    return True


async def consume_text(update: Update, context: BotContext, text: str) -> bool:
    """Close the open batch at words like "done"; at others, remind that photos are expected."""
    batch = await _open_batch_of(update, context.services)
    if batch is None:
        return False
    if parse_command(text) not in _CLOSING_COMMANDS:
        return await consume_other(update, context)
    t = context.texts_for(update)
    pages = ClosetPages(context.services, context.bot, batch.user_id, t)
    await _close(context.services, pages, batch, None)
    return True


async def consume_other(update: Update, context: BotContext) -> bool:
    """Remind that photos are expected while a batch is open, at a video, a sticker and so on."""
    message, batch = update.effective_message, await _open_batch_of(update, context.services)
    assert message is not None
    if batch is None:
        return False
    t = context.texts_for(update)
    await message.reply_html(
        t.html("closet.only_photos"), reply_markup=adding_keyboard(batch.id, t)
    )
    return True


async def cancel(update: Update, context: BotContext) -> bool:
    """Close the open batch and question of the closet, and drop the photos that wait."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if is_group(message):
        return False
    async with context.services.database.session() as session:
        had_question = await closet_uploads.close_question(session, user.id)
        await closet_uploads.delete_waiting(session, user.id)
        had_batch = await closet_uploads.close_batches(session, user.id) > 0
    if had_question or had_batch:
        await message.reply_html(context.texts_for(update).html("closet.cancelled"))
    return had_question or had_batch


# -- buttons ----------------------------------------------------------------------------------


async def open_batch(press: CallbackPress, action: AddClothes) -> None:  # noqa: ARG001
    """Open a batch: photos that are sent from now on are added to the closet."""
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


async def close_batch(press: CallbackPress, action: EndAdding) -> None:
    """Close a batch; what it added is shown as soon as none of its photos is waiting."""
    pages = pages_of(press)
    batch = await _own_batch(press, action.batch_id)
    await _close(press.services, pages, batch, press)


async def show_batch(press: CallbackPress, action: ShowBatch) -> None:
    """Show another page of what a batch added."""
    pages = pages_of(press)
    batch = await _own_batch(press, action.batch_id)
    await press.answer()
    await pages.show_batch(batch, action.page, press.message_id)


async def _own_batch(press: CallbackPress, batch_id: int) -> ClosetBatch:
    """Return a batch of the person who pressed.

    Raises:
        ExpiredError: it is gone, or somebody else's.
    """
    async with press.services.database.session() as session:
        batch = await closet_uploads.batch_of(session, press.user_id, batch_id)
    if batch is None:
        raise ExpiredError
    return batch


async def _close(
    services: Services, pages: ClosetPages, batch: ClosetBatch, press: CallbackPress | None
) -> None:
    """Close a batch and show what it added, unless photos are waiting: they show it when done."""
    async with services.database.session() as session:
        await closet_uploads.close_batches(session, batch.user_id)
        closed = await closet_uploads.batch_of(session, batch.user_id, batch.id)
        outcomes = await closet_uploads.outcomes_of(session, batch.id)
    if closed is None:
        raise ExpiredError
    if outcomes[None]:
        if press is not None:
            await press.answer(pages.t.text("closet.said.soon"))
        return
    if press is not None:
        await press.answer()
    await pages.show_batch(closed, 0, None if press is None else press.message_id)


ROUTES: Final[Routes] = MappingProxyType(
    {
        AddClothes: open_batch,
        EndAdding: close_batch,
        ShowBatch: show_batch,
    }
)
