"""Every served method against Telegram's published description of the Bot API."""

from __future__ import annotations

import pytest

from simulator.api import METHODS
from tests.support.bot_api import methods


@pytest.mark.parametrize("name", sorted(METHODS))
def test_parameters_are_the_published_ones(name: str) -> None:
    method = METHODS[name]
    assert method.name in methods(), "no such method"
    fields = methods()[method.name]
    required = {name for name, field in fields.items() if field.get("required")}
    assert set(method.required) == required
    assert set(method.optional) <= set(fields) - required


def test_what_the_bot_needs_is_served() -> None:
    needed = """getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage sendPhoto
        sendMediaGroup sendDocument sendChatAction sendLocation editMessageText editMessageCaption
        editMessageMedia editMessageReplyMarkup deleteMessage deleteMessages answerCallbackQuery
        answerInlineQuery getFile setMyCommands getMyCommands deleteMyCommands setMyDescription
        setMyShortDescription setMyName setChatMenuButton getChat getChatMember
        getChatAdministrators leaveChat"""
    assert {name.lower() for name in needed.split()} <= set(METHODS)
