"""The HTTP side of the Bot API: reads calls of any encoding, answers as Telegram does."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.multipart import MultipartReader

from simulator.api import Parameters, Upload, run_call
from simulator.errors import ApiError, bad_request, not_found, too_large, unauthorized
from simulator.limits import MEBIBYTE
from simulator.world import World

_log = logging.getLogger(__name__)

WORLD = web.AppKey("world", World)


def bot_api_routes() -> list[web.RouteDef]:
    """Return the routes that bots use."""
    return [
        web.route("*", "/bot{token}/{method}", _call),
        web.get("/file/bot{token}/{path:.+}", _download),
    ]


async def _call(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    try:
        _check_token(world, request.match_info["token"])
        params = await _read_parameters(request, world.limits.upload_bytes)
        # A client that hangs up does not take its call back: Telegram has it already.
        result = await asyncio.shield(run_call(world, request.match_info["method"], params))
    except ApiError as error:
        return web.json_response(error.answer(), status=error.status)
    except Exception:
        _log.exception("a call of the Bot API failed")
        return web.json_response(ApiError(500, "Internal Server Error").answer(), status=500)
    return web.json_response({"ok": True, "result": result})


async def _download(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    try:
        _check_token(world, request.match_info["token"])
        file = world.files.linked(request.match_info["path"], world.limits.file_link_lifetime_s)
        if file is None:
            raise not_found()
    except ApiError as error:
        return web.json_response(error.answer(), status=error.status)
    return web.Response(
        body=await world.files.content(file), content_type="application/octet-stream"
    )


def _check_token(world: World, token: str) -> None:
    if not hmac.compare_digest(token.encode(), world.token.encode()):
        raise unauthorized()


async def _read_parameters(request: web.Request, upload_bytes: int) -> Parameters:
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "multipart/form-data":
        reader = await request.multipart()
        fields, uploads = await _read_form(reader, upload_bytes)
        return Parameters(values | fields, uploads)
    if request.content_type == "application/json":
        values |= await _read_json(request)
    elif request.can_read_body:
        form = await request.post()
        values |= {name: value for name, value in form.items() if isinstance(value, str)}
    return Parameters(values)


async def _read_json(request: web.Request) -> dict[str, Any]:
    text = await request.text()
    try:
        body = json.loads(text) if text else {}
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("object expected")
    return body


async def _read_form(
    reader: MultipartReader, upload_bytes: int
) -> tuple[dict[str, str], dict[str, Upload]]:
    """Read all parts; a body that is too large is read to its end, or no answer would arrive."""
    fields: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    left = upload_bytes + MEBIBYTE
    async for part in reader:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytearray()
        while chunk := await part.read_chunk(65_536):
            left -= len(chunk)
            if left >= 0:
                content += chunk
        if part.filename is None:
            fields[part.name] = content.decode("utf-8", "replace")
        else:
            content_type = part.headers.get("Content-Type", "")
            uploads[part.name] = Upload(part.filename, content_type, bytes(content))
    if left < 0:
        raise too_large()
    return fields, uploads
