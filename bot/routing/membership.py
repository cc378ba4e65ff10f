"""Handle changes of the bot's own membership, by the type of the chat."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeAlias

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ChatMemberHandler

from bot.context import BotContext
from bot.routing.feature import Callback

_Base: TypeAlias = ChatMemberHandler[BotContext, Any]


class MembershipHandler(_Base):
    """Handles updates of `my_chat_member`, as python-telegram-bot's handler, of some chats.

    Args:
        callback: handles the update.
        chat_types: of the chats whose updates are handled.
    """

    __slots__ = ("_chat_types",)

    def __init__(self, callback: Callback, chat_types: Collection[ChatType]) -> None:
        super().__init__(callback, ChatMemberHandler.MY_CHAT_MEMBER)
        self._chat_types = frozenset(chat_types)

    def check_update(self, update: object) -> bool:
        """Return whether the update is of such a chat."""
        if not super().check_update(update) or not isinstance(update, Update):
            return False
        change = update.my_chat_member
        return change is not None and change.chat.type in self._chat_types
