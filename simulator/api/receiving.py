"""Methods by which the bot gets its updates and files."""

from __future__ import annotations

import contextlib
import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from simulator.api.parameters import Parameters
from simulator.api.registry import Call, method, run_call
from simulator.errors import ApiError, bad_request
from simulator.model import Json
from simulator.updates import Webhook
from simulator.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@method("getMe")
async def get_me(call: Call) -> Json:
    """Return the bot itself as a `User`."""
    return call.world.bot.me()


@method("getUpdates", "", "offset limit timeout allowed_updates")
async def get_updates(call: Call) -> list[Json]:
    """Return pending updates, waiting for the first one."""
    params, updates = call.params, call.world.updates
    updates.allow(_allowed(params))
    limit = params.integer("limit")
    return await updates.poll(
        offset=params.integer("offset") or 0,
        limit=min(max(limit if limit is not None else 100, 1), 100),
        timeout_s=max(params.number("timeout") or 0, 0),
    )


@method(
    "setWebhook",
    "url",
    "max_connections allowed_updates drop_pending_updates secret_token",
)
async def set_webhook(call: Call) -> bool:
    """Push updates to a web server from now on; an empty URL ends that."""
    world, params = call.world, call.params
    url = params.text("url") or ""
    if not url:
        return await delete_webhook(call) is True
    _check_url(world, url)
    secret = params.text("secret_token")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if world.webhook is not None:
        await world.webhook.stop()
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    world.updates.allow(_allowed(params))
    world.updates.webhook_active = True
    world.updates.end_polls("setWebhook request")

    async def execute(body: dict[str, Any]) -> None:
        # Nobody is told of a refusal, as on Telegram; the log of calls has it.
        with contextlib.suppress(ApiError):
            await run_call(world, str(body.pop("method")), Parameters(body))

    world.webhook = Webhook(
        url=url,
        secret_token=secret,
        max_connections=params.integer("max_connections") or 40,
        queue=world.updates,
        limits=world.limits,
        clock=world.clock,
        execute=execute,
    )
    world.webhook.start()
    return True


@method("deleteWebhook", "", "drop_pending_updates")
async def delete_webhook(call: Call) -> bool:
    """Stop pushing updates."""
    world = call.world
    if call.params.flag("drop_pending_updates"):
        world.updates.drop()
    webhook, world.webhook = world.webhook, None
    world.updates.webhook_active = False
    if webhook is not None:
        await webhook.stop()
    return True


@method("getWebhookInfo")
async def get_webhook_info(call: Call) -> Json:
    """Return the state of the webhook."""
    world, webhook = call.world, call.world.webhook
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if webhook is not None:
        info["max_connections"] = webhook.max_connections
        info["allowed_updates"] = sorted(world.updates.allowed)
        if webhook.last_error_date is not None:
            info["last_error_date"] = webhook.last_error_date
            info["last_error_message"] = webhook.last_error_message
    return info


@method("getFile", "file_id")
async def get_file(call: Call) -> Json:
    """Give the link to a file's content."""
    world = call.world
    file = world.files.get(call.params.text("file_id") or "")
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size_bytes > world.limits.download_bytes:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size_bytes,
        "file_path": world.files.link(file),
    }


def _allowed(params: Parameters) -> list[str] | None:
    allowed = params.structure("allowed_updates")
    if allowed is None:
        return None
    if not isinstance(allowed, list):
        raise bad_request("can't parse allowed_updates: expected an Array of String")
    return [str(kind) for kind in allowed]


def _check_url(world: World, url: str) -> None:
    """Refuse what is not on this machine, so that no update leaves it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if host == "localhost" or host in world.webhook_hosts:
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise bad_request("bad webhook: Failed to resolve host") from None
    if not loopback:
        raise bad_request(f"bad webhook: IP address {host} is reserved")
