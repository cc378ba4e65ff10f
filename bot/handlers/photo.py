"""Photos, albums, and pictures sent as documents: a sign of life at once, then into the queue."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from telegram import Message, Update
from telegram.constants import ChatAction, FileSizeLimit
from telegram.error import TelegramError
from telegram.ext import MessageHandler, filters

from bot.addressing import ADDRESSED, is_addressed, is_group
from bot.context import BotApplication, BotContext, Services
from bot.photos import PhotoAnswerer, WaitingPhoto
from bot.size_talk import SizeTalk
from bot.texts import Html, Texts

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
    """Take in a picture that came by itself or in an album."""
    message = update.effective_message
    assert message is not None
    if message.media_group_id is not None:
        await _add_to_album(update, context, message)
    elif is_addressed(message):
        await _take_in(update, context, message)


async def answer_replied(update: Update, context: BotContext, replied: Message) -> None:
    """Answer the picture of another message, which this one points to."""
    await _take_in(update, context, replied)


async def _take_in(update: Update, context: BotContext, message: Message) -> None:
    """Say that the picture of `message` has come, and put it into the person's line."""
    user, source = update.effective_user, source_of(message)
    assert user is not None
    assert source is not None
    t, services = await context.speech(update), context.services
    if _is_too_large(source, services):
        await message.reply_html(t.html("error.too_large"), do_quote=True)
        return
    ahead = services.photos.waiting(user.id)
    if ahead >= services.settings.photo.max_per_person_queued:
        await message.reply_html(t.html("error.busy"), do_quote=True)
        return
    progress = await _sign_of_life(message, _received(services, ahead, t))
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
        await _repeat_question(context, user.id, t)

    services.photos.submit(user.id, job)


async def _repeat_question(context: BotContext, user_id: int, t: Texts) -> None:
    """Ask the open question of a dialog again, which the answered photo pushed out of sight."""
    await SizeTalk(context.services, context.bot, user_id, t).repeat()


def _is_too_large(source: PictureSource, services: Services) -> bool:
    limit = min(services.settings.engine.max_file_bytes, FileSizeLimit.FILESIZE_DOWNLOAD)
    return (source.size_bytes or 0) > limit


def _received(services: Services, ahead: int, t: Texts) -> Html:
    waiting = max(ahead, services.engine.queued - services.settings.engine.workers + 1)
    return t.count("photo.queued", waiting) if waiting > 0 else t.html("photo.received")


async def _sign_of_life(message: Message, text: Html) -> Message:
    """Answer at once, before anything is downloaded or stored."""
    acting = asyncio.ensure_future(message.reply_chat_action(ChatAction.TYPING))
    # It goes out first, since a message ends the typing that it shows.
    await asyncio.sleep(0)
    try:
        return await message.reply_html(text, do_quote=True)
    finally:
        with contextlib.suppress(TelegramError):
            await acting


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
    t, services = await context.speech(update), context.services
    photo = _AlbumPhoto(message, source, is_addressed(message))
    if not services.albums.add(key, photo):
        return
    complete = asyncio.ensure_future(services.albums.closed(key))
    album = _Album(context, t, user.id, photo, complete)
    # Not awaited here: the other photos of the album stand in line behind this update.
    context.application.create_task(album.take_in(), update)


@dataclass(frozen=True, slots=True)
class _Album:
    context: BotContext
    t: Texts
    user_id: int
    first: _AlbumPhoto
    complete: Awaitable[list[Any]]

    async def take_in(self) -> None:
        """Say that an album is coming, collect it, and put it into the person's line."""
        progress = None
        if self.first.is_addressed:
            progress = await _sign_of_life(self.first.message, self.t.html("album.receiving"))
        photos: list[_AlbumPhoto] = await self.complete
        if not any(photo.is_addressed for photo in photos):
            return  # somebody else's conversation in a group
        services, t = self.context.services, self.t
        limit = services.settings.photo.max_album_photos
        if progress is None:
            progress = await _sign_of_life(self.first.message, t.html("album.receiving"))
        if len(photos) > limit:
            text = t.html("album.too_many", n=len(photos), limit=limit)
            await self.first.message.reply_html(text, do_quote=True)
        waiting = [self._waiting(photo) for photo in photos[:limit]]
        answerer = PhotoAnswerer(services, self.context.bot)
        await answerer.remember(waiting)
        place = (progress.chat.id, progress.message_id)

        async def job() -> None:
            await answerer.answer_all(waiting, place, t)
            await _repeat_question(self.context, self.user_id, t)

        if not services.photos.submit(self.user_id, job):
            await self.first.message.reply_html(t.html("error.busy"), do_quote=True)

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


def register(application: BotApplication) -> None:
    """Add the handlers of pictures."""
    picture = filters.UpdateType.MESSAGE & _Picture(name="picture")
    # An album in a group is collected whole, since only one of its photos has the caption.
    here = ADDRESSED | (filters.ChatType.GROUPS & _InAlbum(name="in album"))
    application.add_handler(MessageHandler(picture & here, on_picture))


class _InAlbum(filters.MessageFilter):
    """Lets through messages that are a part of an album."""

    def filter(self, message: Message) -> bool:
        return message.media_group_id is not None and is_group(message)
