"""Who and what there is: people, the bot, chats, messages, pressed buttons."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.entities import FormattedText
from simulator.files import StoredFile

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "left", "kicked"]

_ADMINISTRATOR_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]


@dataclass(slots=True, eq=False)
class User:
    """A person or the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def api(self) -> Json:
        """Return the `User` object."""
        fields = {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(slots=True, eq=False)
class Bot(User):
    """The one bot of this Telegram, and what it says of itself."""

    privacy_mode: bool = True
    inline: bool = True
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)

    def me(self) -> Json:
        """Return the answer of `getMe`."""
        return {
            **self.api(),
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy_mode,
            "supports_inline_queries": self.inline,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
        }


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat with the bot, a group or a channel.

    Attributes:
        members: what everybody is in it, the bot included, by user id.
        reply_keyboard: the `ReplyKeyboardMarkup` or `ForceReply` people see under the chat.
        open: whether the bot may write first: the person of a private chat has written.
        next_id: number of the next message, for the kinds of chats that count on their own.
    """

    id: int
    kind: ChatKind
    title: str | None = None
    username: str | None = None
    person: User | None = None
    members: dict[int, Status] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    reply_keyboard: Json | None = None
    open: bool = False
    next_id: int = 1

    @property
    def is_group(self) -> bool:
        """Whether it is a group of either kind."""
        return self.kind in {"group", "supergroup"}

    def api(self) -> Json:
        """Return the `Chat` object."""
        fields: Json = {"id": self.id, "type": self.kind}
        if self.person is not None:
            fields["first_name"] = self.person.first_name
            fields["last_name"] = self.person.last_name
            fields["username"] = self.person.username
        else:
            fields["title"] = self.title
            fields["username"] = self.username
        return {name: value for name, value in fields.items() if value is not None}

    def member(self, user: User) -> Json:
        """Return the `ChatMember` object of a user."""
        status = self.members.get(user.id, "left")
        member: Json = {"status": status, "user": user.api()}
        match status:
            case "creator":
                member["is_anonymous"] = False
            case "administrator":
                member.update(dict.fromkeys(_ADMINISTRATOR_RIGHTS, True))
                member.update({"can_be_edited": False, "is_anonymous": False})
                if self.kind == "channel":
                    member.update(can_post_messages=True, can_edit_messages=True)
            case "kicked":
                member["until_date"] = 0
            case _:
                pass
        return member


@dataclass(frozen=True, slots=True)
class Media:
    """What a message carries besides text.

    Attributes:
        kind: field of `Message` that holds it: `photo`, `document`, `location`, `sticker`, …
        value: the object in that field; for a photo the list of its sizes.
        file: the largest file of it, if it has one.
    """

    kind: str
    value: Json | list[Json]
    file: StoredFile | None = None

    def api(self) -> Json:
        """Return the fields it adds to a `Message`."""
        fields: Json = {self.kind: self.value}
        if self.kind == "animation":
            fields["document"] = self.value  # kept by Telegram for old clients
        return fields


@dataclass(slots=True, eq=False)
class Message:
    """A message of any chat; `body` is the text, or the caption when there is media.

    Attributes:
        changed: number of the event that last changed it.
        service: fields of a service message, such as `new_chat_members`.
        inline_keyboard: rows of `InlineKeyboardButton` objects under it.
    """

    id: int
    chat: Chat
    sender: User | None
    date: int
    body: FormattedText = field(default_factory=FormattedText)
    media: Media | None = None
    service: Json = field(default_factory=dict)
    inline_keyboard: list[list[Json]] | None = None
    reply_to: Message | None = None
    media_group_id: str | None = None
    caption_above: bool = False
    edit_date: int | None = None
    deleted: bool = False
    changed: int = 0

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.sender is not None and self.sender.is_bot

    @property
    def text(self) -> str:
        """The text of a message without media, otherwise empty."""
        return "" if self.media else self.body.text

    @property
    def caption(self) -> str:
        """The caption of a message with media, otherwise empty."""
        return self.body.text if self.media else ""

    @property
    def words(self) -> str:
        """Text or caption, whichever it has."""
        return self.body.text

    @property
    def buttons(self) -> list[Json]:
        """All buttons under the message, row by row."""
        return [button for row in self.inline_keyboard or [] for button in row]

    @property
    def file(self) -> StoredFile | None:
        """The file it carries: of a photo the largest size."""
        return self.media.file if self.media else None

    def button(self, label: str) -> Json | None:
        """Return the button with this text or callback data, or the first that contains it."""
        for button in self.buttons:
            if label in {button["text"], button.get("callback_data")}:
                return button
        return next((button for button in self.buttons if label in button["text"]), None)

    def api(self, *, with_reply: bool = True) -> Json:
        """Return the `Message` object, with what it replies to one level deep."""
        fields: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.api()}
        if self.chat.kind == "channel":
            fields["sender_chat"] = self.chat.api()
        elif self.sender is not None:
            fields["from"] = self.sender.api()
        if self.edit_date is not None:
            fields["edit_date"] = self.edit_date
        if self.media_group_id is not None:
            fields["media_group_id"] = self.media_group_id
        if with_reply and self.reply_to is not None and not self.reply_to.deleted:
            fields["reply_to_message"] = self.reply_to.api(with_reply=False)
        if self.body:
            name = "caption" if self.media else "text"
            fields[name] = self.body.text
            if self.body.entities:
                key = "caption_entities" if self.media else "entities"
                fields[key] = [entity.api() for entity in self.body.entities]
        if self.media is not None:
            fields.update(self.media.api())
            if self.caption_above:
                fields["show_caption_above_media"] = True
        if self.inline_keyboard is not None:
            fields["reply_markup"] = {"inline_keyboard": self.inline_keyboard}
        return {**fields, **self.service}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered to a pressed button: a toast, or an alert one has to close."""

    text: str | None = None
    show_alert: bool = False
    url: str | None = None


@dataclass(slots=True, eq=False)
class CallbackQuery:
    """A pressed button, until the bot answers it."""

    id: str
    person: User
    message: Message
    data: str
    pressed_at_s: float
    answer: Answer | None = None
    patience_s: float = 10.0
    _answered: asyncio.Event = field(default_factory=asyncio.Event)

    def api(self) -> Json:
        """Return the `CallbackQuery` object."""
        return {
            "id": self.id,
            "from": self.person.api(),
            "message": self.message.api(),
            "chat_instance": str(self.message.chat.id),
            "data": self.data,
        }

    def close(self, answer: Answer) -> None:
        """Note the bot's answer."""
        self.answer = answer
        self._answered.set()

    async def answered(self, timeout_s: float | None = None) -> Answer:
        """Wait for the bot's answer.

        Raises:
            TimeoutError: the bot has not answered in time.
        """
        async with asyncio.timeout(self.patience_s if timeout_s is None else timeout_s):
            await self._answered.wait()
        assert self.answer is not None
        return self.answer


@dataclass(slots=True, eq=False)
class InlineQuery:
    """What a person types after the bot's name, until the bot answers with results."""

    id: str
    person: User
    query: str
    asked_at_s: float
    results: list[Json] | None = None
    patience_s: float = 10.0
    _answered: asyncio.Event = field(default_factory=asyncio.Event)

    def api(self) -> Json:
        """Return the `InlineQuery` object."""
        return {"id": self.id, "from": self.person.api(), "query": self.query, "offset": ""}

    def close(self, results: list[Json]) -> None:
        """Note the bot's results."""
        self.results = results
        self._answered.set()

    async def answered(self, timeout_s: float | None = None) -> list[Json]:
        """Wait for the bot's results.

        Raises:
            TimeoutError: the bot has not answered in time.
        """
        async with asyncio.timeout(self.patience_s if timeout_s is None else timeout_s):
            await self._answered.wait()
        assert self.results is not None
        return self.results
