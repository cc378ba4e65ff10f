"""Photos, albums, and pictures sent as documents: a sign of life at once, then into the queue."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any, Final

from telegram import Message, Update
from telegram.constants import FileSizeLimit
from telegram.error import TelegramError
from telegram.ext import MessageHandler, filters

from bot.context import BotContext, Services
from bot.conversations.size.presenter import repeat_question
from bot.handlers.photo.answering import PhotoAnswerer, WaitingPhoto
from bot.monitoring.incidents import log_incident
from bot.routing.feature_set import features_of
from bot.ui.catalogues import Html, Texts
from bot.ui.filters import ADDRESSED, is_addressed, is_group

_PICTURE_SUFFIXES: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff", ".gif"}
)


@dataclass(frozen=True, slots=True)
class PictureSource:
    """A picture in a message: Telegram's name of the file and its size, None if not told."""

    file_id: str
    size_bytes: int | None


def source_of(message: Message) -> PictureSource | None:
    """Return the picture in a message: a photo, or a document that claims to be a picture."""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return PictureSource(largest.file_id, largest.file_size)
    document = message.document
    if document is None or message.animation is not None:
        return None
    suffix = PurePath(document.file_name or "").suffix.lower()
    if (document.mime_type or "").startswith("image/") or suffix in _PICTURE_SUFFIXES:
        return PictureSource(document.file_id, document.file_size)
    return None


async def on_picture(update: Update, context: BotContext) -> None:
    """Queue a picture that came by itself or in an album, unless another feature consumes it."""
    message = update.effective_message
    assert message is not None
    source = source_of(message)
    if source is not None:
        for consumer in features_of(context).picture_consumers:
            if await consumer.consume(update, context, source.file_id):
                return
    if message.media_group_id is not None:
        await _add_to_album(update, context, message)
    elif is_addressed(message):
        await _take_in(update, context, message)


async def answer_pointed_at(update: Update, context: BotContext, text: str) -> bool:  # noqa: ARG001
    """Answer the picture of another member's message that a text in a group replies to."""
    message = update.effective_message
    assert message is not None
    replied = message.reply_to_message
    if not is_group(message) or replied is None or source_of(replied) is None:
        return False
    if replied.from_user is not None and replied.from_user.id == context.bot.id:
        return False  # a text about the bot's own answer
    await _take_in(update, context, replied)
    return True


async def _take_in(update: Update, context: BotContext, message: Message) -> None:
    """Say that the picture of `message` has come, and put it into the person's line."""
    user, source = update.effective_user, source_of(message)
    assert user is not None
    assert source is not None
    t, services = context.texts_for(update), context.services
    if _is_too_large(source, services):
        await message.reply_html(t.html("error.too_large"), do_quote=True)
        return
    if _is_full(services, user.id):
        await message.reply_html(t.html("error.busy"), do_quote=True)
        return
    progress = await message.reply_html(_received(services, user.id, t), do_quote=True)
    photo = WaitingPhoto(
        user_id=user.id,
        chat_id=message.chat.id,
        message_id=message.message_id,
        progress_id=progress.message_id,
        file_id=source.file_id,
        language=t.language,
    )
    answerer = PhotoAnswerer(services, context.bot)
    await answerer.remember([photo])

    async def job() -> None:
        await answerer.answer(photo)
        await _repeat_question(context, user.id, message.chat.id, t)

    services.photo_queue.submit(user.id, job)


async def _repeat_question(context: BotContext, user_id: int, chat_id: int, t: Texts) -> None:
    """Ask the open question of a dialog again, which the answered photo pushed out of sight."""
    if chat_id != user_id:
        return  # the dialog is in private, where nothing has moved
    try:
        await repeat_question(context.services.database, context.bot, user_id, t)
    except TelegramError as error:
        log_incident(error, "repeating a question")


def _is_too_large(source: PictureSource, services: Services) -> bool:
    limit = min(services.settings.engine.max_file_bytes, FileSizeLimit.FILESIZE_DOWNLOAD)
    return (source.size_bytes or 0) > limit


def _is_full(services: Services, user_id: int) -> bool:
    """Return whether the person, or everybody together, has too many photos waiting."""
    photos, settings = services.photo_queue, services.settings
    return (
        photos.waiting(user_id) >= settings.photo.max_per_person_queued
        or photos.waiting() >= settings.engine.queue_size
    )


def _received(services: Services, user_id: int, t: Texts) -> Html:
    """Return the first word on a photo: that it has come, and how many come before it."""
    others = services.photo_queue.waiting() - services.settings.engine.workers + 1
    ahead = max(services.photo_queue.waiting(user_id), others)
    return t.plural("photo.queued", ahead) if ahead > 0 else t.html("photo.received")


# -- albums -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _AlbumPhoto:
    message: Message
    source: PictureSource
    is_addressed: bool


async def _add_to_album(update: Update, context: BotContext, message: Message) -> None:
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
    # Not awaited here: the other photos of the album stand in line behind this update.
    collected = context.application.create_task(album.collect(complete), update)
    # Its place in the person's line is taken now, so that albums are answered as they came.
    if not services.photo_queue.submit(user.id, partial(album.answer, collected)):
        collected.cancel()
        await message.reply_html(t.html("error.busy"), do_quote=True)


@dataclass(frozen=True, slots=True)
class _Collected:
    progress: Message
    photos: list[WaitingPhoto]


@dataclass(frozen=True, slots=True)
class _Album:
    context: BotContext
    t: Texts
    user_id: int
    first: _AlbumPhoto

    async def collect(self, complete: Awaitable[list[Any]]) -> _Collected | None:
        """Say that an album is coming and wait for all of it; None if it is not for the bot."""
        progress = await self._say_receiving() if self.first.is_addressed else None
        photos: list[_AlbumPhoto] = await complete
        if not any(photo.is_addressed for photo in photos):
            return None  # somebody else's conversation in a group
        if progress is None:
            progress = await self._say_receiving()
        services, t = self.context.services, self.t
        limit = services.settings.photo.max_album_photos
        if len(photos) > limit:
            text = t.html("album.too_many", n=len(photos), limit=limit)
            await self.first.message.reply_html(text, do_quote=True)
        waiting = [self._waiting(photo) for photo in photos[:limit]]
        await PhotoAnswerer(services, self.context.bot).remember(waiting)
        return _Collected(progress, waiting)

    async def answer(self, collected: Awaitable[_Collected | None]) -> None:
        """Answer the photos when all of them are there."""
        try:
            album = await collected
        except Exception:
            # The error handler has dealt with it.
            return
        if album is None:
            return
        place = (album.progress.chat.id, album.progress.message_id)
        answerer = PhotoAnswerer(self.context.services, self.context.bot)
        await answerer.answer_all(album.photos, place, self.t)
        await _repeat_question(self.context, self.user_id, self.first.message.chat.id, self.t)

    async def _say_receiving(self) -> Message:
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


class _Picture(filters.MessageFilter):
    """Lets through messages with a picture in them."""

    def filter(self, message: Message) -> bool:
        return source_of(message) is not None


class _InAlbum(filters.MessageFilter):
    """Lets through messages that are a part of an album."""

    def filter(self, message: Message) -> bool:
        return message.media_group_id is not None and is_group(message)


def picture_handler() -> MessageHandler[BotContext, Any]:
    """Return the handler of pictures."""
    picture = filters.UpdateType.MESSAGE & _Picture(name="picture")
    # An album in a group is collected whole, since only one of its photos has the caption.
    here = ADDRESSED | (filters.ChatType.GROUPS & _InAlbum(name="in album"))
    return MessageHandler(picture & here, on_picture)
