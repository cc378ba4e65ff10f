"""Notes who blocked the bot and who came back."""

from __future__ import annotations

from telegram import ChatMember, Update
from telegram.constants import ChatType
from telegram.ext import ChatMemberHandler

from bot.context import BotApplication, BotContext
from bot.handlers.tips import channel
from db.models import User
from db.queries import people


async def on_membership(update: Update, context: BotContext) -> None:
    """Write to nobody who blocked the bot; only a private chat can be blocked."""
    change = update.my_chat_member
    assert change is not None
    if change.chat.type != ChatType.PRIVATE:
        await channel.on_membership(change, context.services, context.bot)
        return
    async with context.services.database.session() as session:
        if change.new_chat_member.status == ChatMember.BANNED:
            await people.mark_blocked(session, change.chat.id)
        elif await session.get(User, change.chat.id) is not None:
            await people.touch_user(session, change.chat.id)


def register(application: BotApplication) -> None:
    """Add the handler of membership changes."""
    application.add_handler(ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
