"""Collect the photos of an album, and answer them one after the other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.error import TelegramError

from bot.context import BotContext
from bot.handlers.photo.answering import PhotoAnswerer
from bot.handlers.photo.messages import WaitingPhoto
from bot.handlers.photo.open_question import ask_open_question_again
from bot.handlers.photo.sources import PictureSource, source_of
from bot.ui.catalogues import Html, Texts
from bot.ui.filters import is_addressed


@dataclass(frozen=True, slots=True)
class _AlbumPhoto:
    message: Message
    source: PictureSource
    is_addressed: bool


@dataclass(frozen=True, slots=True)
class _CollectedAlbum:
    progress: Message
    photos: list[WaitingPhoto]


async def add_to_album(update: Update, context: BotContext, message: Message) -> None:
    """Add a photo to its album; the first photo of an album queues all of it."""
    user, source = update.effective_user, source_of(message)
    assert user is not None
    assert source is not None
    key = f"{message.chat.id}:{message.media_group_id}"
    t, services = context.texts_for(update), context.services
    photo = _AlbumPhoto(message, source, is_addressed(message))
    if not services.media_groups.add(key, photo):
        return
    album = _Album(context, t, user.id, photo)
    complete = asyncio.ensure_future(services.media_groups.collect(key))
    # Not awaited here: the other photos of the album wait until this update is handled.
    collected = context.application.create_task(album.collect(complete), update)
    # Queued before it is complete, so that albums are answered in the order they were sent in.
    if not services.photo_queue.submit(user.id, partial(album.answer, collected)):
        collected.cancel()
        await message.reply_html(t.html("error.busy"), do_quote=True)


@dataclass(frozen=True, slots=True)
class _Album:
    """An album that is being received.

    Attributes:
        first: the photo of it that came first.
    """

    context: BotContext
    t: Texts
    user_id: int
    first: _AlbumPhoto

    async def collect(self, complete: Awaitable[list[Any]]) -> _CollectedAlbum | None:
        """Store the photos of the album when it is complete; None if it is not for the bot.

        Args:
            complete: gives all photos of the album.
        """
        progress = await self._reply_receiving() if self.first.is_addressed else None
        photos: list[_AlbumPhoto] = await complete
        if not any(photo.is_addressed for photo in photos):
            return None  # an album of a group that does not mention the bot
        if progress is None:
            progress = await self._reply_receiving()
        limit = self.context.services.settings.photo.max_album_photos
        if len(photos) > limit:
            text = self.t.html("album.too_many", n=len(photos), limit=limit)
            await self.first.message.reply_html(text, do_quote=True)
        waiting = [self._waiting(photo) for photo in photos[:limit]]
        await PhotoAnswerer(self.context.services, self.context.bot).store(waiting)
        return _CollectedAlbum(progress, waiting)

    async def answer(self, collected: Awaitable[_CollectedAlbum | None]) -> None:
        """Answer the photos when all of them have been received."""
        try:
            album = await collected
        except Exception:
            # The application's error handler has logged it.
            return
        if album is None:
            return
        await self._answer_each(album.photos, album.progress)
        chat_id = self.first.message.chat.id
        await ask_open_question_again(self.context, self.user_id, chat_id, self.t)

    async def _answer_each(self, photos: Sequence[WaitingPhoto], progress: Message) -> None:
        answerer = PhotoAnswerer(self.context.services, self.context.bot)
        found = 0
        for number, photo in enumerate(photos, 1):
            text = self.t.html("album.looking", number=number, n=len(photos))
            await self._show_progress(progress, text)
            found += await answerer.answer(photo)
        done = self.t.plural("album.done", len(photos), found=found)
        await self._show_progress(progress, done)

    async def _show_progress(self, progress: Message, text: Html) -> None:
        # Best effort: the album is answered without it, too.
        with contextlib.suppress(TelegramError):
            await self.context.bot.edit_message_text(text, progress.chat.id, progress.message_id)

    async def _reply_receiving(self) -> Message:
        return await self.first.message.reply_html(self.t.html("album.receiving"), do_quote=True)

    def _waiting(self, photo: _AlbumPhoto) -> WaitingPhoto:
        return WaitingPhoto(
            user_id=self.user_id,
            chat_id=photo.message.chat.id,
            message_id=photo.message.message_id,
            progress_id=None,
            file_id=photo.source.file_id,
            language=self.t.language,
        )
