"""Download the files of messages from Telegram."""

from __future__ import annotations

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from engine.schemas import PhotoError


async def download(bot: Bot, file_id: str, *, max_bytes: int) -> bytes:
    """Return the content of a file.

    Raises:
        PhotoError: it is larger than `max_bytes` (`too_large`), or gone (`gone`).
        TelegramError: Telegram cannot be reached.
    """
    try:
        file = await bot.get_file(file_id)
    except BadRequest as error:
        if "too big" in error.message.lower():
            raise PhotoError("the file is too large", code="too_large") from error
        raise PhotoError("the file is gone", code="gone") from error
    if (file.file_size or 0) > max_bytes:
        raise PhotoError("the file is too large", code="too_large")
    return bytes(await file.download_as_bytearray())


async def download_or_none(bot: Bot, file_id: str, *, max_bytes: int) -> bytes | None:
    """Return the content of a file, None where it cannot be had."""
    try:
        return await download(bot, file_id, max_bytes=max_bytes)
    except (PhotoError, TelegramError):
        return None
