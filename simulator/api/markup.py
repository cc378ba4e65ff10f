"""Keyboards that come with a message: checked as Telegram checks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.api.parameters import Parameters
from simulator.errors import ApiError, bad_request
from simulator.limits import Limits
from simulator.markup_html import link_target
from simulator.model import Json

_ACTIONS = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]


@dataclass(frozen=True, slots=True)
class ReplyMarkup:
    """What `reply_markup` asks for; at most one of the three.

    Attributes:
        inline: rows of buttons under the message.
        keyboard: a `ReplyKeyboardMarkup` or `ForceReply` for the chat.
        remove: take the chat's keyboard away.
    """

    inline: list[list[Json]] | None = None
    keyboard: Json | None = None
    remove: bool = False


def read_reply_markup(params: Parameters, limits: Limits) -> ReplyMarkup:
    """Read `reply_markup`.

    Raises:
        ApiError: 400 in Telegram's words.
    """
    value = params.structure("reply_markup")
    if value is None:
        return ReplyMarkup()
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in value:
        return ReplyMarkup(inline=_inline_rows(value["inline_keyboard"], limits))
    if "keyboard" in value:
        rows = [[_reply_button(button) for button in row] for row in _rows(value["keyboard"])]
        if not any(rows):
            raise bad_request("keyboard can't be empty")
        return ReplyMarkup(keyboard={**value, "keyboard": rows})
    if value.get("remove_keyboard"):
        return ReplyMarkup(remove=True)
    if value.get("force_reply"):
        return ReplyMarkup(keyboard=value)
    return ReplyMarkup()


def read_inline_keyboard(params: Parameters, limits: Limits) -> list[list[Json]] | None:
    """Read `reply_markup` where only an inline keyboard may come.

    Raises:
        ApiError: 400, also for another kind of keyboard.
    """
    markup = read_reply_markup(params, limits)
    if markup.keyboard or markup.remove:
        raise bad_request("inline keyboard expected")
    return markup.inline


def _rows(value: Any) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request("can't parse reply keyboard markup JSON object")
    return value


def _inline_rows(value: Any, limits: Limits) -> list[list[Json]] | None:
    rows = [[_inline_button(button, limits) for button in row] for row in _rows(value)]
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > limits.keyboard_buttons:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return rows or None


def _inline_button(button: Any, limits: Limits) -> Json:
    if not isinstance(button, dict):
        raise _unparsable("expected an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise _unparsable('Field "text" must be of type String')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise _unparsable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsable("only one of the optional fields can be used")
    action, value = actions[0], button[actions[0]]
    if action == "callback_data":
        size = len(value.encode()) if isinstance(value, str) else 0
        if not 1 <= size <= limits.callback_data_bytes:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        target = link_target(str(value))
        if target is None:
            raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
        return {**button, "url": target}
    return dict(button)


def _unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("keyboard button text must be non-empty")
    return dict(button)
