"""Contents become media of a message: photos in Telegram's sizes, files with a thumbnail."""

from __future__ import annotations

import asyncio
import mimetypes
from pathlib import PurePosixPath
from typing import Any

from simulator.files import StoredFile
from simulator.model import Media
from simulator.pictures import make_photo, make_thumbnail
from simulator.world import World

_UNKNOWN_TYPE = "application/octet-stream"


async def store_photo(world: World, content: bytes, *, by_app: bool = False) -> Media:
    """Store a photo in all its sizes; a person sends it with an app, the bot without.

    Raises:
        PictureError: the bytes cannot become a photo.
    """
    renditions = await asyncio.to_thread(make_photo, content, world.limits, by_app=by_app)
    sizes = [
        await world.files.add(
            rendition.content,
            "photo",
            mime_type="image/jpeg",
            suffix=".jpg",
            attributes={"width": rendition.width, "height": rendition.height},
        )
        for rendition in renditions
    ]
    world.files.remember_sizes(tuple(sizes))
    return photo_of(tuple(sizes))


async def store_document(
    world: World, content: bytes, *, name: str, mime_type: str | None = None
) -> Media:
    """Store a file as it is; a picture gets a thumbnail."""
    attributes: dict[str, Any] = {"file_name": name}
    if not mime_type or mime_type == _UNKNOWN_TYPE:
        mime_type = mimetypes.guess_type(name)[0] or _UNKNOWN_TYPE
    attributes["mime_type"] = mime_type
    rendition = None
    if mime_type.startswith("image/"):
        rendition = await asyncio.to_thread(make_thumbnail, content)
    if rendition is not None:
        thumbnail = await world.files.add(
            rendition.content,
            "thumbnail",
            mime_type="image/jpeg",
            suffix=".jpg",
            attributes={"width": rendition.width, "height": rendition.height},
        )
        attributes["thumbnail"] = thumbnail.api()
    file = await world.files.add(
        content,
        "document",
        mime_type=mime_type,
        name=name,
        suffix=PurePosixPath(name).suffix,
        attributes=attributes,
    )
    return Media("document", file.api(), file)


def photo_of(sizes: tuple[StoredFile, ...]) -> Media:
    """Return the photo that consists of these sizes, smallest first."""
    return Media("photo", [file.api() for file in sizes], sizes[-1])


async def store_other(world: World, kind: str, content: bytes, **fields: Any) -> Media:
    """Store a sticker, video, voice message or the like, with the fields that its kind needs."""
    mime_type = str(fields.get("mime_type", _UNKNOWN_TYPE))
    file = await world.files.add(
        content, kind, mime_type=mime_type, name=fields.get("file_name"), attributes=fields
    )
    return Media(kind, file.api(), file)
