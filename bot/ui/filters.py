"""Filter messages that are addressed to the bot, in groups by mention or reply."""

from __future__ import annotations

from telegram import Message, MessageEntity
from telegram.constants import ChatType
from telegram.ext import filters

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


def is_group(message: Message) -> bool:
    """Return whether a message is in a group, where others read it."""
    return message.chat.type in GROUPS


def is_addressed(message: Message) -> bool:
    """Return whether a message is addressed to the bot: any private one, a mention, a reply."""
    if message.chat.type == ChatType.PRIVATE:
        return True
    if not is_group(message):
        return False
    bot = message.get_bot()
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == bot.id:
        return True
    return any(
        _names_bot(kind, text, user, bot.username, bot.id) for kind, text, user in _named(message)
    )


def _named(message: Message) -> list[tuple[str, str, int | None]]:
    entities = {**message.parse_entities(), **message.parse_caption_entities()}
    return [(e.type, text, e.user.id if e.user else None) for e, text in entities.items()]


def _names_bot(kind: str, text: str, user_id: int | None, username: str, bot_id: int) -> bool:
    if kind == MessageEntity.MENTION:
        return text.lower() == f"@{username}".lower()
    if kind == MessageEntity.BOT_COMMAND:
        return text.lower().endswith(f"@{username}".lower())
    return kind == MessageEntity.TEXT_MENTION and user_id == bot_id


def without_mention(message: Message) -> str:
    """Return the text of a message without a mention of the bot."""
    text = message.text or ""
    name = f"@{message.get_bot().username}"
    place = text.lower().find(name.lower())
    return text if place < 0 else f"{text[:place]} {text[place + len(name) :]}".strip()


class _Addressed(filters.MessageFilter):
    """Accepts messages that are addressed to the bot."""

    def filter(self, message: Message) -> bool:
        return is_addressed(message)


ADDRESSED = filters.UpdateType.MESSAGE & _Addressed(name="addressed")
"""New messages, not edited ones, that are addressed to the bot."""
