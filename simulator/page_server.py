"""The HTTP side of the chat page: its files, what it shows, and events as they happen."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import secrets
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from simulator.api.profile import commands_for
from simulator.model import Chat, Json, User
from simulator.page_actions import PICTURES, action_routes, place_of
from simulator.server import WORLD
from simulator.world import World

PAGE_DIR = Path(__file__).parent / "page"
PAGE_HEADER = "X-Local-Telegram"
"""Sent with every action: a page of another site cannot send it without being asked first."""

_EPOCH = web.AppKey("epoch", str)
_HOSTS = web.AppKey("hosts", frozenset[str])
_HEARTBEAT_S = 15.0
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
            web.get("/state", _state),
            web.get("/events", _events),
            web.get("/files/{file_id}", _file),
            web.get("/people/{person}/chats/{chat}", _chat),
        ]
    )
    app.add_routes(action_routes())
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
    """Return whether a Host header is safe: a foreign name could be rebound to this machine."""
    if host in hosts or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def _index(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE_DIR / "index.html")


async def _file(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    file = world.files.get(request.match_info["file_id"])
    if file is None:
        raise web.HTTPNotFound
    shown = file.mime_type in PICTURES
    disposition = "inline" if shown else "attachment"
    return web.Response(
        body=await world.files.content(file),
        content_type=file.mime_type if shown else "application/octet-stream",
        headers={
            "Cache-Control": "private, max-age=86400, immutable",
            "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file.name or 'photo')}",
        },
    )


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
    world, person, chat = place_of(request)
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
            if not events.knows(number):  # it was slower than the world
                number = events.last_number
                await response.write(_sse(f"{epoch}-{number}", {"kind": "reset"}))
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
