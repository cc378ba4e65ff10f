"""The state of the local Telegram, in memory, and the ways it changes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.calls import CallLog
from simulator.entities import FormattedText
from simulator.errors import bad_request, forbidden
from simulator.events import EventLog
from simulator.files import FileStore
from simulator.limits import Limits
from simulator.model import (
    Bot,
    CallbackQuery,
    Chat,
    ChatKind,
    InlineQuery,
    Json,
    Media,
    Message,
    Status,
    User,
)
from simulator.throttle import Throttle
from simulator.updates import UpdateQueue, Webhook

_FIRST_PERSON_ID = 5_100_000_001
_SUPERGROUP_BASE = -1_000_000_000_000


@dataclass(slots=True)
class Draft:
    """A message about to be posted."""

    body: FormattedText = field(default_factory=FormattedText)
    media: Media | None = None
    service: Json = field(default_factory=dict)
    inline_keyboard: list[list[Json]] | None = None
    reply_to: Message | None = None
    media_group_id: str | None = None
    caption_above: bool = False


class World:
    """People, chats and messages, the bot, and what is on its way to it.

    Args:
        bot: the bot; its id is the number before the colon of its token.
        token: what calls must carry.
        limits: sizes, rates, lifetimes.
        clock: seconds since 1970; every date and every rate comes from it.
        files_dir: folder for the contents of files; memory when None.
        webhook_hosts: hosts a webhook may point to besides this machine.
    """

    def __init__(
        self,
        bot: Bot,
        token: str,
        *,
        limits: Limits,
        clock: Callable[[], float],
        files_dir: Path | None = None,
        webhook_hosts: Iterable[str] = (),
        patience_s: float = 10.0,
    ) -> None:
        self.bot = bot
        self.token = token
        self.limits = limits
        self.clock = clock
        self.webhook_hosts = frozenset(webhook_hosts)
        self.patience_s = patience_s
        self.files = FileStore(clock, files_dir)
        self.events = EventLog()
        self.updates = UpdateQueue(limits, clock)
        self.throttle = Throttle(limits, clock)
        self.webhook: Webhook | None = None
        self.calls = CallLog()
        self.people: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.callback_queries: dict[str, CallbackQuery] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self._person_ids = itertools.count(_FIRST_PERSON_ID)
        self._group_numbers = itertools.count(1_700_000_001)
        self._message_ids = itertools.count(1)
        self._query_ids = itertools.count(4_382_000_001)
        self._album_ids = itertools.count(13_500_000_001)

    # People and chats

    def add_person(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
    ) -> User:
        """Create a person and their still empty private chat with the bot."""
        person = User(next(self._person_ids), first_name, last_name, username, language_code)
        self.people[person.id] = person
        self.chats[person.id] = Chat(
            person.id,
            "private",
            person=person,
            members={person.id: "member", self.bot.id: "member"},
        )
        self.events.publish("people")
        return person

    def add_chat(self, kind: ChatKind, title: str, members: dict[int, Status]) -> Chat:
        """Create a group or a channel."""
        number = next(self._group_numbers)
        chat_id = -number if kind == "group" else _SUPERGROUP_BASE - number
        chat = Chat(chat_id, kind, title=title, members=dict(members), open=True)
        self.chats[chat_id] = chat
        self.events.publish("people")
        return chat

    def user(self, user_id: int) -> User | None:
        """Return a person or the bot by id."""
        return self.bot if user_id == self.bot.id else self.people.get(user_id)

    def user_api(self, user_id: int) -> Json | None:
        """Return the `User` object of an id, or None when there is nobody."""
        user = self.user(user_id)
        return user.api() if user else None

    def chats_of(self, person: User) -> list[Chat]:
        """Return the chats a person sees: the one with the bot first."""
        return [
            chat
            for chat in self.chats.values()
            if (chat.person is person)
            or (
                chat.person is None
                and chat.members.get(person.id, "left") not in {"left", "kicked"}
            )
        ]

    def chat_for_bot(self, chat_id: int | str) -> Chat:
        """Return a chat that the bot may write to.

        Raises:
            ApiError: 400 for an unknown chat, 403 when the person blocked the bot or never wrote,
                or when the bot is not in the group.
        """
        chat = self.known_chat(chat_id)
        status = chat.members.get(self.bot.id, "left")
        if chat.kind == "private":
            if status == "kicked":
                raise forbidden("bot was blocked by the user")
            if not chat.open:
                raise forbidden("bot can't initiate conversation with a user")
            return chat
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        if status == "left":
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        if chat.kind == "channel" and status != "administrator":
            raise bad_request("need administrator rights in the channel chat")
        return chat

    def known_chat(self, chat_id: int | str) -> Chat:
        """Return a chat by id or @username.

        Raises:
            ApiError: 400 when there is none.
        """
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            named = chat_id[1:].lower()
            for chat in self.chats.values():
                if chat.person is None and (chat.username or "").lower() == named:
                    return chat
            raise bad_request("chat not found")
        try:
            return self.chats[int(chat_id)]
        except (KeyError, ValueError):
            raise bad_request("chat not found") from None

    # Messages

    def new_album_id(self) -> str:
        """Return a fresh `media_group_id`."""
        return str(next(self._album_ids))

    def post(self, chat: Chat, sender: User, draft: Draft) -> Message:
        """Add a message to a chat and show it to its members."""
        if chat.kind in {"supergroup", "channel"}:
            message_id = chat.next_id
            chat.next_id += 1
        else:
            message_id = next(self._message_ids)
        message = Message(
            message_id,
            chat,
            sender,
            int(self.clock()),
            body=draft.body,
            media=draft.media,
            service=draft.service,
            inline_keyboard=draft.inline_keyboard,
            reply_to=draft.reply_to,
            media_group_id=draft.media_group_id,
            caption_above=draft.caption_above,
        )
        chat.messages[message_id] = message
        message.changed = self.events.publish("message", chat_id=chat.id, message=message.api())
        return message

    def revised(self, message: Message, *, silent: bool = False) -> None:
        """Show that a message was changed; `silent` leaves out the mark that it was edited."""
        if not silent:
            message.edit_date = int(self.clock())
        message.changed = self.events.publish(
            "edited", chat_id=message.chat.id, message=message.api()
        )

    def remove(self, messages: Iterable[Message]) -> None:
        """Delete messages of one chat for everybody."""
        gone = list(messages)
        for message in gone:
            message.deleted = True
            message.chat.messages.pop(message.id, None)
        if gone:
            ids = [message.id for message in gone]
            self.events.publish("deleted", chat_id=gone[0].chat.id, message_ids=ids)

    def show_keyboard(self, chat: Chat, keyboard: Json | None) -> None:
        """Show or take away the keyboard under a chat."""
        if chat.reply_keyboard != keyboard:
            chat.reply_keyboard = keyboard
            self.events.publish("keyboard", chat_id=chat.id, keyboard=keyboard)

    # Queries

    def new_callback_query(self, person: User, message: Message, data: str) -> CallbackQuery:
        """Record a pressed button."""
        query = CallbackQuery(
            str(next(self._query_ids)),
            person,
            message,
            data,
            self.clock(),
            patience_s=self.patience_s,
        )
        self.callback_queries[query.id] = query
        return query

    def new_inline_query(self, person: User, text: str) -> InlineQuery:
        """Record an inline query of a person."""
        query = InlineQuery(
            str(next(self._query_ids)), person, text, self.clock(), patience_s=self.patience_s
        )
        self.inline_queries[query.id] = query
        return query

    # Membership

    def set_bot_status(self, chat: Chat, status: Status, by: User) -> None:
        """Change what the bot is in a chat and tell it so with `my_chat_member`."""
        before = chat.member(self.bot)
        chat.members[self.bot.id] = status
        after = chat.member(self.bot)
        if before == after:
            return
        update: dict[str, Any] = {
            "chat": chat.api(),
            "from": by.api(),
            "date": int(self.clock()),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        self.updates.push("my_chat_member", update)
        self.events.publish("people")
