"""Handles /channel: an administrator sets up daily tips for a group or channel.

There are three ways: to make the bot an administrator of a channel, `/channel @name` in private for
a public chat, and `/channel` in a group. The questions are asked in private.
"""

from __future__ import annotations

import contextlib
import re
from types import MappingProxyType
from typing import Final

from telegram import (
    Bot,
    Chat,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    Message,
    Update,
)
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.context import BotContext, Services
from bot.conversations.subscription.state import begin_subscription
from bot.handlers.tips.callback_data import SetUpChat
from bot.handlers.tips.conversation import SubscriptionConversation
from bot.handlers.tips.keyboards import set_up_keyboard, subscriptions_keyboard
from bot.handlers.tips.texts import TITLE_CHARS
from bot.routing.callback_press import CallbackPress, Routes
from bot.ui.catalogues import Html, Texts, capped, texts
from bot.ui.filters import is_group
from db.models import TipSubscription
from db.queries import tip_subscriptions

_USERNAME: Final = re.compile(r"(?:https?://)?(?:t\.me/)?@?(?P<name>[A-Za-z]\w{3,31})")
_ADMINISTRATORS: Final = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


class NotAllowedError(Exception):
    """The person or the bot may not post in a chat; `key` is the key of the text that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


async def start(update: Update, context: BotContext) -> None:
    """Set up the group of the command or a chat by its name, or explain how."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if is_group(message):
        await _start_in_group(message, update, context)
        return
    conversation, text = SubscriptionConversation.of(update, context), " ".join(context.args or [])
    t, user_id = conversation.t, conversation.user_id
    named = _USERNAME.fullmatch(text.strip())
    if named is not None:
        await _set_up(context.bot, user_id, f"@{named['name']}", t, context.services)
        return
    async with context.services.database.session() as session:
        subscriptions = await tip_subscriptions.subscriptions_by(session, user_id)
    others = [one for one in subscriptions if not one.is_personal]
    how = t.html("tips.channel.how", bot=f"@{context.bot.username}")
    await conversation.send(how, subscriptions_keyboard(others, t) if others else None)


async def _start_in_group(message: Message, update: Update, context: BotContext) -> None:
    """Offer in private to set up the group of the command, and say so in the group."""
    conversation = SubscriptionConversation.of(update, context)
    t = conversation.t
    if message.sender_chat is not None:
        await message.reply_html(t.html("tips.channel.anonymous"), do_quote=True)
        return
    try:
        await check_rights(context.bot, message.chat, conversation.user_id)
        await conversation.send(
            t.html("tips.channel.offer", chat=_title(message.chat)),
            set_up_keyboard(message.chat.id, t),
        )
    except NotAllowedError as error:
        await message.reply_html(t.html(error.key), do_quote=True)
    except Forbidden:
        await message.reply_html(
            t.html("tips.channel.open_first", bot=f"@{context.bot.username}"),
            do_quote=True,
        )
    else:
        await message.reply_html(t.html("tips.channel.in_private"), do_quote=True)


async def _set_up(bot: Bot, user_id: int, name: str, t: Texts, services: Services) -> None:
    """Offer to set up a chat by its public name."""
    text, keyboard = t.html("tips.channel.unknown", name=name), None
    try:
        chat = await bot.get_chat(name)
        await check_rights(bot, chat, user_id)
    except NotAllowedError as error:
        text = t.html(error.key)
    except (BadRequest, Forbidden):
        pass
    else:
        async with services.database.session() as session:
            found = await tip_subscriptions.subscription_of(session, chat.id)
        if found is not None and found.user_id == user_id and found.stopped_at is None:
            text, keyboard = t.html("tips.which"), subscriptions_keyboard([found], t)
        else:
            text = t.html("tips.channel.offer", chat=_title(chat))
            keyboard = set_up_keyboard(chat.id, t)
    await bot.send_message(user_id, text, reply_markup=keyboard)


async def check_rights(bot: Bot, chat: Chat | ChatFullInfo, user_id: int) -> None:
    """Check that a person administers a chat, and that the bot can post there.

    Raises:
        NotAllowedError: one of the two is not so.
        TelegramError: the request failed.
    """
    if chat.type == ChatType.PRIVATE:
        raise NotAllowedError("tips.channel.no_chat")
    try:
        own = await bot.get_chat_member(chat.id, bot.id)
        person = await bot.get_chat_member(chat.id, user_id)
    except (BadRequest, Forbidden):
        raise NotAllowedError("tips.channel.bot_no_admin") from None
    if person.status not in _ADMINISTRATORS:
        raise NotAllowedError("tips.channel.not_admin")
    if chat.type == ChatType.CHANNEL and not _may_post(own):
        raise NotAllowedError("tips.channel.bot_no_admin")


def _may_post(member: ChatMember) -> bool:
    return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)


def _title(chat: Chat | ChatFullInfo) -> str:
    return capped(chat.title or chat.username or str(chat.id), TITLE_CHARS)


async def begin(press: CallbackPress, action: SetUpChat) -> None:
    """Begin the dialog about a group or channel, if the person still administers it."""
    conversation = SubscriptionConversation.of_press(press)
    try:
        chat = await press.bot.get_chat(-action.minus_chat_id)
        await check_rights(press.bot, chat, press.user_id)
    except NotAllowedError as error:
        await press.answer(press.t.text(error.key), alert=True)
        return
    except (BadRequest, Forbidden):
        await press.answer(press.t.text("tips.channel.bot_no_admin"), alert=True)
        return
    await press.answer()
    await press.set_keyboard(None)
    state = begin_subscription(press.user_id, chat.id, _title(chat))
    await conversation.dialog.begin(state)


async def on_membership(update: Update, context: BotContext) -> None:
    """Offer tips to who made the bot a channel's administrator; stop them where it was removed."""
    change, services, bot = update.my_chat_member, context.services, context.bot
    assert change is not None
    chat, person = change.chat, change.from_user
    before, after = change.old_chat_member, change.new_chat_member
    if after.status in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}:
        async with services.database.session() as session:
            found = await tip_subscriptions.subscription_of(session, chat.id)
            if found is not None and found.stopped_at is None:
                await tip_subscriptions.stop_subscription(session, found.id)
        return
    if chat.type != ChatType.CHANNEL or not _may_post(after) or _may_post(before):
        return
    t = services.texts_of(person.id, person.language_code)
    # A bot cannot write to people who have never written to it.
    with contextlib.suppress(Forbidden, BadRequest):
        await bot.send_message(
            person.id,
            t.html("tips.channel.offer", chat=_title(chat)),
            reply_markup=set_up_keyboard(chat.id, t),
        )


async def notify_stopped(bot: Bot, subscription: TipSubscription) -> None:
    """Notify the owner of a subscription that the bot can no longer post in its chat."""
    t = texts(subscription.language)
    title = capped(subscription.chat_title or "", TITLE_CHARS)
    text: Html = t.html("tips.channel.stopped", chat=title)
    with contextlib.suppress(TelegramError):
        await bot.send_message(subscription.user_id, text)


ROUTES: Final[Routes] = MappingProxyType(
    {
        SetUpChat: begin,
    }
)
