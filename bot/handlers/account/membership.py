"""Store who blocked the bot and who came back."""

from __future__ import annotations

from telegram import ChatMember, Update

from bot.context import BotContext
from db.models import User
from db.queries import people


async def on_membership(update: Update, context: BotContext) -> None:
    """Store that a person blocked the bot, which then sends them nothing, or unblocked it."""
    change = update.my_chat_member
    assert change is not None
    async with context.services.database.session() as session:
        if change.new_chat_member.status == ChatMember.BANNED:
            await people.mark_blocked(session, change.chat.id)
        elif await session.get(User, change.chat.id) is not None:
            await people.touch_user(session, change.chat.id)
