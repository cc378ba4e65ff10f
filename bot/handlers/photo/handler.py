"""Receive photos, albums and pictures sent as documents: reply at once, then queue them."""

from __future__ import annotations

from typing import Any

from telegram import Message, Update
from telegram.constants import FileSizeLimit
from telegram.ext import MessageHandler

from bot.context import BotContext, Services
from bot.handlers.photo.albums import add_to_album
from bot.handlers.photo.answering import PhotoAnswerer
from bot.handlers.photo.messages import WaitingPhoto
from bot.handlers.photo.open_question import ask_open_question_again
from bot.handlers.photo.sources import IN_GROUP_ALBUM, PICTURE, PictureSource, source_of
from bot.routing.feature_set import features_of
from bot.ui.catalogues import Html, Texts
from bot.ui.filters import ADDRESSED, is_addressed, is_group


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
        await add_to_album(update, context, message)
    elif is_addressed(message):
        await _queue(update, context, message)


async def answer_pointed_at(update: Update, context: BotContext, text: str) -> bool:  # noqa: ARG001
    """Answer the picture of another member's message that a text in a group replies to."""
    message = update.effective_message
    assert message is not None
    replied = message.reply_to_message
    if not is_group(message) or replied is None or source_of(replied) is None:
        return False
    if replied.from_user is not None and replied.from_user.id == context.bot.id:
        return False  # a text about the bot's own answer
    await _queue(update, context, replied)
    return True


async def _queue(update: Update, context: BotContext, message: Message) -> None:
    """Reply that the picture of `message` was received, and queue it; or reply why not."""
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
    progress = await message.reply_html(_received_text(services, user.id, t), do_quote=True)
    photo = WaitingPhoto(
        user_id=user.id,
        chat_id=message.chat.id,
        message_id=message.message_id,
        progress_id=progress.message_id,
        file_id=source.file_id,
        language=t.language,
    )
    answerer = PhotoAnswerer(services, context.bot)
    await answerer.store([photo])

    async def job() -> None:
        await answerer.answer(photo)
        await ask_open_question_again(context, user.id, message.chat.id, t)

    services.photo_queue.submit(user.id, job)


def _is_too_large(source: PictureSource, services: Services) -> bool:
    limit = min(services.settings.engine.max_file_bytes, FileSizeLimit.FILESIZE_DOWNLOAD)
    return (source.size_bytes or 0) > limit


def _is_full(services: Services, user_id: int) -> bool:
    """Return whether the person, or all people together, have too many photos waiting."""
    queue, settings = services.photo_queue, services.settings
    return (
        queue.waiting(user_id) >= settings.photo.max_per_person_queued
        or queue.waiting() >= settings.engine.queue_size
    )


def _received_text(services: Services, user_id: int, t: Texts) -> Html:
    """Return that a photo was received, and how many are answered before it."""
    others = services.photo_queue.waiting() - services.settings.engine.workers + 1
    ahead = max(services.photo_queue.waiting(user_id), others)
    return t.plural("photo.queued", ahead) if ahead > 0 else t.html("photo.received")


def picture_handler() -> MessageHandler[BotContext, Any]:
    """Return the handler of pictures."""
    # An album in a group is collected whole, since only one of its photos has the caption.
    return MessageHandler(PICTURE & (ADDRESSED | IN_GROUP_ALBUM), on_picture)
