"""Changes of the bot's membership reach the feature that handles chats of their type."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import Chat, ChatMemberLeft, ChatMemberMember, ChatMemberUpdated, Update, User
from telegram.constants import ChatType

from bot.context import BotContext
from bot.routing.membership import MembershipHandler

BOT = User(1, "coordi", is_bot=True)


def update(chat_type: ChatType) -> Update:
    change = ChatMemberUpdated(
        Chat(-5, chat_type),
        User(2, "p", is_bot=False),
        datetime.now(UTC),
        ChatMemberLeft(BOT),
        ChatMemberMember(BOT),
    )
    return Update(1, my_chat_member=change)


async def ignore(_update: Update, _context: BotContext) -> None:
    """Stand in for a callback."""


@pytest.mark.parametrize("chat_type", [ChatType.GROUP, ChatType.CHANNEL])
def test_only_chats_of_these_types(chat_type: ChatType) -> None:
    handler = MembershipHandler(ignore, {ChatType.GROUP, ChatType.CHANNEL})
    assert handler.check_update(update(chat_type))
    assert not handler.check_update(update(ChatType.PRIVATE))


def test_other_updates_are_left_alone() -> None:
    handler = MembershipHandler(ignore, {ChatType.PRIVATE})
    assert not handler.check_update(Update(1))
    assert not handler.check_update("something else")
