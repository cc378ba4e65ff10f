"""Methods by which the bot describes itself: commands, name, descriptions, menu button."""

from __future__ import annotations

import re
from typing import Any

from simulator.api.parameters import Parameters
from simulator.api.registry import Call, method
from simulator.errors import bad_request
from simulator.model import Json
from simulator.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = frozenset(
    [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
)


@method("setMyCommands", "commands", "scope language_code")
async def set_my_commands(call: Call) -> bool:
    """Set the list behind the menu button."""
    items = call.params.structure("commands")
    if not isinstance(items, list):
        raise bad_request("can't parse commands JSON object")
    if len(items) > call.world.limits.commands:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(item) for item in items]
    call.world.bot.commands[_key(call.params)] = commands
    call.world.events.publish("commands")
    return True


@method("getMyCommands", "", "scope language_code")
async def get_my_commands(call: Call) -> list[Json]:
    """Return the list of exactly this scope and language."""
    return call.world.bot.commands.get(_key(call.params), [])


@method("deleteMyCommands", "", "scope language_code")
async def delete_my_commands(call: Call) -> bool:
    """Forget the list of this scope and language."""
    call.world.bot.commands.pop(_key(call.params), None)
    call.world.events.publish("commands")
    return True


@method("setMyName", "", "name language_code")
async def set_my_name(call: Call) -> bool:
    """Set the bot's name in one language."""
    return _set(call, call.world.bot.names, "name", 64)


@method("getMyName", "", "language_code")
async def get_my_name(call: Call) -> Json:
    """Return the bot's name in one language."""
    bot = call.world.bot
    return {"name": _get(call, bot.names) or bot.first_name}


@method("setMyDescription", "", "description language_code")
async def set_my_description(call: Call) -> bool:
    """Set what an empty chat shows."""
    return _set(call, call.world.bot.descriptions, "description", 512)


@method("getMyDescription", "", "language_code")
async def get_my_description(call: Call) -> Json:
    """Return what an empty chat shows."""
    return {"description": _get(call, call.world.bot.descriptions)}


@method("setMyShortDescription", "", "short_description language_code")
async def set_my_short_description(call: Call) -> bool:
    """Set what the bot's profile shows."""
    return _set(call, call.world.bot.short_descriptions, "short_description", 120)


@method("getMyShortDescription", "", "language_code")
async def get_my_short_description(call: Call) -> Json:
    """Return what the bot's profile shows."""
    return {"short_description": _get(call, call.world.bot.short_descriptions)}


@method("setChatMenuButton", "", "chat_id menu_button")
async def set_chat_menu_button(call: Call) -> bool:
    """Set the button left of the input."""
    button = call.params.structure("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"commands", "default", "web_app"}:
        raise bad_request("MenuButton has unsupported type")
    call.world.bot.menu_buttons[call.params.integer("chat_id")] = button
    return True


@method("getChatMenuButton", "", "chat_id")
async def get_chat_menu_button(call: Call) -> Json:
    """Return the button left of the input."""
    buttons = call.world.bot.menu_buttons
    chat_id = call.params.integer("chat_id")
    return buttons.get(chat_id) or buttons.get(None) or {"type": "commands"}


def commands_for(world: World, chat_id: int, user_id: int, *, group: bool) -> list[Json]:
    """Return the list a person sees in a chat, the narrowest scope first.

    The order is the one of https://core.telegram.org/bots/api#determining-list-of-commands.
    """
    chat = world.chats[chat_id]
    person = world.people.get(user_id)
    language = (person.language_code or "") if person else ""
    administrator = chat.members.get(user_id) in {"creator", "administrator"}
    if group:
        scopes = [f"chat_member:{chat_id}:{user_id}"]
        scopes += [f"chat_administrators:{chat_id}"] if administrator else []
        scopes += [f"chat:{chat_id}"]
        scopes += ["all_chat_administrators"] if administrator else []
        scopes += ["all_group_chats", "default"]
    else:
        scopes = [f"chat:{chat_id}", "all_private_chats", "default"]
    for scope in scopes:
        for code in (language.partition("-")[0], ""):
            if commands := world.bot.commands.get((scope, code)):
                return commands
    return []


def _command(item: Any) -> Json:
    if not isinstance(item, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    command = str(item.get("command", "")).removeprefix("/")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(item.get("description", "")).strip()
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _key(params: Parameters) -> tuple[str, str]:
    scope = params.structure("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    parts = [scope["type"], *(str(scope[k]) for k in ("chat_id", "user_id") if k in scope)]
    return ":".join(parts), _language(params)


def _language(params: Parameters) -> str:
    code = params.text("language_code") or ""
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _set(call: Call, texts: dict[str, str], name: str, longest: int) -> bool:
    text = call.params.text(name) or ""
    if len(text) > longest:
        raise bad_request(f"{name} is too long")
    texts[_language(call.params)] = text
    call.world.events.publish("commands")
    return True


def _get(call: Call, texts: dict[str, str]) -> str:
    return texts.get(_language(call.params)) or texts.get("", "")
