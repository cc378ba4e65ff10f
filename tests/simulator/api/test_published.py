"""Every served method against Telegram's published description of the Bot API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.api import METHODS


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    """The description, when a folder `shared` lies beside the project or above it."""
    for parent in Path(__file__).resolve().parents:
        path = parent / "shared" / "telegram" / "bot-api-10.1.json"
        if path.is_file():
            methods: dict[str, Any] = json.loads(path.read_text())["methods"]
            return methods
    pytest.skip("there is no description of the Bot API here")


@pytest.mark.parametrize("name", sorted(METHODS))
def test_parameters_are_the_published_ones(published: dict[str, Any], name: str) -> None:
    method = METHODS[name]
    assert method.name in published, "no such method"
    fields = published[method.name].get("fields", [])
    assert set(method.required) == {field["name"] for field in fields if field["required"]}
    assert set(method.optional) <= {field["name"] for field in fields if not field["required"]}


def test_what_the_bot_needs_is_served() -> None:
    needed = """getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage sendPhoto
        sendMediaGroup sendDocument sendChatAction sendLocation editMessageText editMessageCaption
        editMessageMedia editMessageReplyMarkup deleteMessage deleteMessages answerCallbackQuery
        answerInlineQuery getFile setMyCommands getMyCommands deleteMyCommands setMyDescription
        setMyShortDescription setMyName setChatMenuButton getChat getChatMember
        getChatAdministrators leaveChat"""
    assert {name.lower() for name in needed.split()} <= set(METHODS)
