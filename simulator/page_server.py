"""The HTTP side of the chat page: its files, what people do in it, and events as they happen."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import mimetypes
import secrets
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from simulator import actions
from simulator.api.profile import commands_for
from simulator.fonts import korean_font
from simulator.model import Chat, Json, Message, User
from simulator.pictures import PictureError
from simulator.server import WORLD
from simulator.world import World

PAGE_DIR = Path(__file__).parent / "page"
PAGE_HEADER = "X-Local-Telegram"
"""Sent with every action: a page of another site cannot send it without being asked first."""

_EPOCH = web.AppKey("epoch", str)
_HOSTS = web.AppKey("hosts", frozenset[str])
_HEARTBEAT_S = 15.0
_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def page_application(world: World, hosts: Iterable[str] = ()) -> web.Application:
    """Return the application of the page, to be mounted next to the Bot API.

    Args:
        world: what it shows.
        hosts: names under which the page may be opened, besides localhost and IP addresses.
    """
    limit_bytes = 2 * world.limits.upload_bytes
    app = web.Application(middlewares=[_guard], client_max_size=limit_bytes)
    app[WORLD] = world
    app[_EPOCH] = secrets.token_hex(4)
    app[_HOSTS] = frozenset({"localhost", *hosts})
    app.add_routes(
        [
            web.get("/", _index),
            web.get("/fonts/{name}", _font),
            web.get("/state", _state),
            web.get("/events", _events),
            web.get("/files/{file_id}", _file),
            web.get("/people/{person}/chats/{chat}", _chat),
            web.post("/people", _add_person),
            web.post("/people/{person}/language", _language),
            web.post("/people/{person}/block", _block),
            web.post("/people/{person}/chats/{chat}/say", _say),
            web.post("/people/{person}/chats/{chat}/media", _media),
            web.post("/people/{person}/chats/{chat}/location", _location),
            web.post("/people/{person}/chats/{chat}/press", _press),
            web.post("/people/{person}/chats/{chat}/key", _key),
            web.post("/people/{person}/chats/{chat}/edit", _edit),
            web.post("/people/{person}/chats/{chat}/delete", _delete),
        ]
    )
    app.router.add_static("/static", PAGE_DIR)
    return app


@web.middleware
async def _guard(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Keep other sites out: those the browser shows, and those that rename this machine."""
    if not _known_host(request.url.host or "", request.app[_HOSTS]):
        raise web.HTTPForbidden(text="open this page by its IP address or as localhost")
    if request.method == "POST" and PAGE_HEADER not in request.headers:
        raise web.HTTPForbidden(text=f"the header {PAGE_HEADER} is missing")
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(_HEADERS)
        raise
    if not response.prepared:
        response.headers.update(_HEADERS)
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _known_host(host: str, hosts: frozenset[str]) -> bool:
    """Tell whether a Host header is safe: a foreign name could be rebound to this machine."""
    if host in hosts or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


# What it looks like


async def _index(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE_DIR / "index.html")


async def _font(request: web.Request) -> web.StreamResponse:
    content = await asyncio.to_thread(korean_font, request.match_info["name"])
    if content is None:
        raise web.HTTPNotFound
    return web.Response(
        body=content, content_type="font/ttf", headers={"Cache-Control": "max-age=604800"}
    )


async def _file(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    file = world.files.get(request.match_info["file_id"])
    if file is None:
        raise web.HTTPNotFound
    shown = file.mime_type in _PICTURES
    disposition = "inline" if shown else "attachment"
    return web.Response(
        body=await world.files.content(file),
        content_type=file.mime_type if shown else "application/octet-stream",
        headers={
            "Cache-Control": "private, max-age=86400, immutable",
            "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file.name or 'photo')}",
        },
    )


# What there is


async def _state(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    bot = world.bot
    return web.json_response(
        {
            "after": f"{request.app[_EPOCH]}-{world.events.last_number}",
            "epoch": request.app[_EPOCH],
            "bot": {**bot.api(), "names": bot.names},
            "album_size": world.limits.album_size_max,
            "people": [_person_json(world, person) for person in world.people.values()],
        }
    )


def _person_json(world: World, person: User) -> Json:
    own = world.chats[person.id]
    return {
        **person.api(),
        "blocked": own.members[world.bot.id] == "kicked",
        "chats": [_chat_json(world, chat) for chat in world.chats_of(person)],
    }


def _chat_json(world: World, chat: Chat) -> Json:
    last = next(reversed(chat.messages.values()), None)
    return {
        **chat.api(),
        "last": last.api(with_reply=False) if last else None,
        "bot_inside": chat.members.get(world.bot.id, "left") not in {"left", "kicked"},
        "members": sum(status not in {"left", "kicked"} for status in chat.members.values()),
    }


async def _chat(request: web.Request) -> web.StreamResponse:
    world, person, chat = _place(request)
    bot, language = world.bot, (person.language_code or "").partition("-")[0]
    return web.json_response(
        {
            **_chat_json(world, chat),
            "open": chat.open,
            "can_write": chat.kind != "channel" or chat.members.get(person.id) == "creator",
            "messages": [message.api() for message in chat.messages.values()],
            "keyboard": chat.reply_keyboard,
            "commands": commands_for(world, chat.id, person.id, group=chat.is_group),
            "description": bot.descriptions.get(language) or bot.descriptions.get("", ""),
        }
    )


async def _events(request: web.Request) -> web.StreamResponse:
    """Stream events; after a reconnection the browser says which one it saw last."""
    events, epoch = request.app[WORLD].events, request.app[_EPOCH]
    seen = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    seen_epoch, _, text = seen.rpartition("-")
    number = int(text) if text.isdigit() else -1
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", **_HEADERS}
    )
    await response.prepare(request)
    try:
        if seen_epoch != epoch or not events.knows(number):
            number = events.last_number
            await response.write(_sse(f"{epoch}-{number}", {"kind": "reset"}))
        while not events.closed:
            try:
                async with asyncio.timeout(_HEARTBEAT_S):
                    news = await events.wait(number)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            for event in news:
                number = event.number
                body = {
                    "kind": event.kind,
                    "chat_id": event.chat_id,
                    "person_id": event.person_id,
                    **event.data,
                }
                await response.write(_sse(f"{epoch}-{number}", body))
    except ConnectionError:
        pass  # the page was closed
    return response


def _sse(event_id: str, body: Json) -> bytes:
    return f"id: {event_id}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n".encode()


# What people do


async def _add_person(request: web.Request) -> web.StreamResponse:
    world, body = request.app[WORLD], await _body(request)
    name = str(body.get("first_name", "")).strip()[:64]
    if not name:
        raise web.HTTPBadRequest(text="first_name is empty")
    person = world.add_person(name, language_code=_language_code(body))
    return web.json_response(_person_json(world, person))


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
    world, person, chat = _place(request)
    body = await _body(request)
    _check_may_write(world, person, chat)
    actions.say(world, person, chat, str(body.get("text", "")), _reply_to(chat, body))
    return web.json_response({})


async def _media(request: web.Request) -> web.StreamResponse:
    """Send pictures as photos, or everything as files; what is no photo goes as a file."""
    world, person, chat = _place(request)
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
    return mime_type in _PICTURES and mime_type != "image/gif"


async def _location(request: web.Request) -> web.StreamResponse:
    world, person, chat = _place(request)
    _check_may_write(world, person, chat)
    actions.send_location(world, person, chat, *_coordinates(await _body(request)))
    return web.json_response({})


async def _press(request: web.Request) -> web.StreamResponse:
    world, person, chat = _place(request)
    body = await _body(request)
    message = _message(chat, body.get("message_id"))
    query = actions.press_inline(world, person, message, str(body.get("data", "")))
    return web.json_response({"query_id": query.id})


async def _key(request: web.Request) -> web.StreamResponse:
    world, person, chat = _place(request)
    body = await _body(request)
    _check_may_write(world, person, chat)
    button = actions.find_reply_button(chat, str(body.get("text", "")))
    if button is None:
        raise web.HTTPNotFound(text="there is no such key")
    actions.press_reply(world, person, chat, button, _coordinates(body))
    return web.json_response({})


async def _edit(request: web.Request) -> web.StreamResponse:
    world, person, chat = _place(request)
    body = await _body(request)
    message, text = _message(chat, body.get("message_id")), str(body.get("text", "")).strip()
    if message.sender is not person or not text:
        raise web.HTTPForbidden(text="only own messages can be edited, and not to nothing")
    actions.edit(world, message, text)
    return web.json_response({})


async def _delete(request: web.Request) -> web.StreamResponse:
    world, person, chat = _place(request)
    message = _message(chat, (await _body(request)).get("message_id"))
    if chat.kind != "private" and message.sender is not person:
        raise web.HTTPForbidden(text="only own messages can be deleted")
    world.remove([message])
    return web.json_response({})


# Reading requests


def _who(request: web.Request) -> tuple[World, User]:
    world = request.app[WORLD]
    person = world.people.get(_number(request.match_info["person"]))
    if person is None:
        raise web.HTTPNotFound(text="there is no such person")
    return world, person


def _place(request: web.Request) -> tuple[World, User, Chat]:
    world, person = _who(request)
    chat = world.chats.get(_number(request.match_info["chat"]))
    if chat is None or chat not in world.chats_of(person):
        raise web.HTTPNotFound(text="there is no such chat")
    return world, person, chat


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
        latitude, longitude = 37.5665, 126.978  # Seoul
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
