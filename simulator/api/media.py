"""Photos and documents of a call: uploads and file ids become media of a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.api.formatting import read_caption
from simulator.api.parameters import Parameters, Upload
from simulator.entities import FormattedText
from simulator.errors import bad_request, too_large
from simulator.files import StoredFile
from simulator.media import photo_of, store_document, store_photo
from simulator.model import Media
from simulator.pictures import PictureError
from simulator.world import World

_TYPES = {"photo": "Photo", "document": "Document", "thumbnail": "Thumbnail"}


async def read_photo(world: World, source: Upload | str | None) -> Media:
    """Return the photo that a parameter names.

    Raises:
        ApiError: 400 in Telegram's words.
    """
    if isinstance(source, Upload):
        _check_upload(world, source)
        try:
            return await store_photo(world, source.content)
        except PictureError as error:
            raise bad_request(str(error)) from None
    file = _sent_before(world, source, "photo")
    return photo_of(world.files.sizes_of(file))


async def read_document(world: World, source: Upload | str | None) -> Media:
    """Return the document that a parameter names.

    Raises:
        ApiError: 400 in Telegram's words.
    """
    if isinstance(source, Upload):
        _check_upload(world, source)
        return await store_document(
            world, source.content, name=source.name, mime_type=source.content_type
        )
    file = _sent_before(world, source, "document")
    return Media("document", file.api(), file)


async def read_input_media(
    world: World, params: Parameters, item: Any
) -> tuple[Media, FormattedText]:
    """Return media and caption of an `InputMediaPhoto` or `InputMediaDocument`.

    Raises:
        ApiError: 400 for another type, or as the media themselves are refused.
    """
    if not isinstance(item, Mapping) or not isinstance(item.get("media"), str):
        raise bad_request("can't parse InputMedia: media not found")
    source = params.attached(item["media"])
    match item.get("type"):
        case "photo":
            media = await read_photo(world, source)
        case "document":
            media = await read_document(world, source)
        case other:
            raise bad_request(f"can't parse InputMedia: type {other} is unsupported")
    return media, read_caption(world, item)


def _check_upload(world: World, upload: Upload) -> None:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > world.limits.upload_bytes:
        raise too_large()


def _sent_before(world: World, source: str | None, kind: str) -> StoredFile:
    if not source:
        raise bad_request(f"there is no {kind} in the request")
    if source.startswith(("http://", "https://")):
        # Telegram would fetch it; nothing here leaves the machine.
        raise bad_request("failed to get HTTP URL content")
    file = world.files.get(source)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        actual = _TYPES.get(file.kind, file.kind.capitalize())
        raise bad_request(f"can't use file of type {actual} as {_TYPES[kind]}")
    return file
