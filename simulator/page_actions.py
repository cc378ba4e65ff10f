"""What people do on the chat page: each request is one action of one person."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from simulator import actions
from simulator.model import Chat, Json, Message, User
from simulator.pictures import PictureError
from simulator.server import WORLD
from simulator.world import World

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})

_SEOUL = (37.5665, 126.978)


def action_routes() -> list[web.RouteDef]:
    """Return the routes by which people act."""
    chat = "/people/{person}/chats/{chat}"
    return [
        web.post("/people", _add_person),
        web.post("/people/{person}/language", _language),
        web.post("/people/{person}/block", _block),
        web.post(f"{chat}/say", _say),
        web.post(f"{chat}/media", _media),
        web.post(f"{chat}/location", _location),
        web.post(f"{chat}/press", _press),
        web.post(f"{chat}/key", _key),
        web.post(f"{chat}/edit", _edit),
        web.post(f"{chat}/delete", _delete),
    ]


def place_of(request: web.Request) -> tuple[World, User, Chat]:
    """Return who acts and in which chat.

    Raises:
        web.HTTPNotFound: there is no such person, or they are not in that chat.
    """
    world, person = _who(request)
    chat = world.chats.get(_number(request.match_info["chat"]))
    if chat is None or chat not in world.chats_of(person):
        raise web.HTTPNotFound(text="there is no such chat")
    return world, person, chat


async def _add_person(request: web.Request) -> web.StreamResponse:
    world, body = request.app[WORLD], await _body(request)
    name = str(body.get("first_name", "")).strip()[:64]
    if not name:
        raise web.HTTPBadRequest(text="first_name is empty")
    person = world.add_person(name, language_code=_language_code(body))
    return web.json_response({"id": person.id})


async def _language(request: web.Request) -> web.StreamResponse:
    world, person = _who(request)
    actions.set_language(world, person, _language_code(await _body(request)))
    return web.json_response({})


async def _block(request: web.Request) -> web.StreamResponse:
    world, person = _who(request)
    blocked = bool((await _body(request)).get("blocked"))
    (actions.block if blocked else actions.unblock)(world, person)
    return web.json_response({})


async def _say(request: web.Request) -> web.StreamResponse:
    world, person, chat = place_of(request)
    body = await _body(request)
    _check_may_write(world, person, chat)
    actions.say(world, person, chat, str(body.get("text", "")), _reply_to(chat, body))
    return web.json_response({})


async def _media(request: web.Request) -> web.StreamResponse:
    """Send pictures as photos, or everything as files; what is no photo goes as a file."""
    world, person, chat = place_of(request)
    fields, files = await _form(request)
    _check_may_write(world, person, chat)
    caption, reply_to = fields.get("caption", ""), _reply_to(chat, fields)
    photos = [] if fields.get("as_file") else [f for f in files if _may_be_photo(f[2])]
    documents = [file for file in files if file not in photos]
    try:
        await actions.send_photos(
            world,
            person,
            chat,
            [content for content, _, _ in photos],
            caption=caption,
            reply_to=reply_to,
        )
    except PictureError:
        documents, photos = files, []
    await actions.send_documents(
        world, person, chat, documents, caption="" if photos else caption, reply_to=reply_to
    )
    return web.json_response({})


def _may_be_photo(mime_type: str | None) -> bool:
    return mime_type in PICTURES and mime_type != "image/gif"


async def _location(request: web.Request) -> web.StreamResponse:
    world, person, chat = place_of(request)
    _check_may_write(world, person, chat)
    actions.send_location(world, person, chat, *_coordinates(await _body(request)))
    return web.json_response({})


async def _press(request: web.Request) -> web.StreamResponse:
    world, person, chat = place_of(request)
    body = await _body(request)
    message = _message(chat, body.get("message_id"))
    query = actions.press_inline(world, person, message, str(body.get("data", "")))
    return web.json_response({"query_id": query.id})


async def _key(request: web.Request) -> web.StreamResponse:
    world, person, chat = place_of(request)
    body = await _body(request)
    _check_may_write(world, person, chat)
    button = actions.find_reply_button(chat, str(body.get("text", "")))
    if button is None:
        raise web.HTTPNotFound(text="there is no such key")
    actions.press_reply(world, person, chat, button, _coordinates(body))
    return web.json_response({})


async def _edit(request: web.Request) -> web.StreamResponse:
    world, person, chat = place_of(request)
    body = await _body(request)
    message, text = _message(chat, body.get("message_id")), str(body.get("text", "")).strip()
    if message.sender is not person or not text:
        raise web.HTTPForbidden(text="only own messages can be edited, and not to nothing")
    actions.edit(world, message, text)
    return web.json_response({})


async def _delete(request: web.Request) -> web.StreamResponse:
    world, person, chat = place_of(request)
    message = _message(chat, (await _body(request)).get("message_id"))
    if chat.kind != "private" and message.sender is not person:
        raise web.HTTPForbidden(text="only own messages can be deleted")
    world.remove([message])
    return web.json_response({})


def _who(request: web.Request) -> tuple[World, User]:
    world = request.app[WORLD]
    person = world.people.get(_number(request.match_info["person"]))
    if person is None:
        raise web.HTTPNotFound(text="there is no such person")
    return world, person


def _check_may_write(world: World, person: User, chat: Chat) -> None:
    if chat.kind == "private" and chat.members[world.bot.id] == "kicked":
        raise web.HTTPForbidden(text="the bot is blocked")
    if chat.kind == "channel" and chat.members.get(person.id) != "creator":
        raise web.HTTPForbidden(text="only the owner writes in a channel")


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0


def _message(chat: Chat, message_id: object) -> Message:
    message = chat.messages.get(_number(message_id))
    if message is None:
        raise web.HTTPNotFound(text="there is no such message")
    return message


def _reply_to(chat: Chat, fields: Json | dict[str, str]) -> Message | None:
    return chat.messages.get(_number(fields.get("reply_to")))


def _language_code(body: Json) -> str | None:
    code = str(body.get("language_code") or "")
    return code[:8] if code.replace("-", "").isalnum() else None


def _coordinates(body: Json) -> tuple[float, float]:
    try:
        latitude, longitude = float(body["latitude"]), float(body["longitude"])
    except (KeyError, TypeError, ValueError):
        latitude, longitude = _SEOUL
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise web.HTTPBadRequest(text="these are no coordinates")
    return latitude, longitude


async def _body(request: web.Request) -> Json:
    try:
        body: Any = await request.json()
    except ValueError:
        raise web.HTTPBadRequest(text="this is no JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="a JSON object is expected")
    return body


async def _form(
    request: web.Request,
) -> tuple[dict[str, str], list[tuple[bytes, str, str | None]]]:
    fields: dict[str, str] = {}
    files: list[tuple[bytes, str, str | None]] = []
    left = request.app[WORLD].limits.upload_bytes * 2
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytearray()
        while chunk := await part.read_chunk(65_536):
            left -= len(chunk)
            if left < 0:
                raise web.HTTPRequestEntityTooLarge(0, 0, text="these files are too large")
            content += chunk
        if part.filename is None:
            fields[part.name] = content.decode("utf-8", "replace")
        else:
            name = Path(part.filename).name or "file"
            mime_type = part.headers.get("Content-Type") or mimetypes.guess_type(name)[0]
            files.append((bytes(content), name, mime_type))
    return fields, files
