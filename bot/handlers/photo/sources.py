"""Pictures in messages: photos, and documents that claim to be pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from telegram import Message
from telegram.ext import filters

from bot.ui.filters import is_group

_PICTURE_SUFFIXES: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff", ".gif"}
)


@dataclass(frozen=True, slots=True)
class PictureSource:
    """The file of a picture.

    Attributes:
        file_id: Telegram's id of it.
        size_bytes: None where Telegram does not say.
    """

    file_id: str
    size_bytes: int | None


def source_of(message: Message) -> PictureSource | None:
    """Return the picture in a message; its largest size, of a photo."""
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


class _Picture(filters.MessageFilter):
    """Accepts messages with a picture."""

    def filter(self, message: Message) -> bool:
        return source_of(message) is not None


class _InGroupAlbum(filters.MessageFilter):
    """Accepts messages of a group that are part of an album."""

    def filter(self, message: Message) -> bool:
        return message.media_group_id is not None and is_group(message)


PICTURE: Final = filters.UpdateType.MESSAGE & _Picture(name="picture")
IN_GROUP_ALBUM: Final = _InGroupAlbum(name="in an album of a group")
