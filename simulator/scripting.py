"""Scripted people: they do what somebody with a phone does, and wait for the bot's answer.

More than 400 lines, since a person has one method for each thing that a phone can send.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from simulator import actions
from simulator.entities import FormattedText
from simulator.media import store_other
from simulator.model import CallbackQuery, Chat, Json, Message, User
from simulator.world import Draft, World

SEOUL = (37.5665, 126.978)

Predicate = Callable[[Message], object]
T = TypeVar("T")


class NothingCame(TimeoutError):  # noqa: N818 - reads as what happened
    """The message waited for did not come; the text lists what came instead."""


class ChatView:
    """A chat as its members see it.

    Args:
        world: where it is.
        chat: the chat.
    """

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat
        self.mark = world.events.last_number

    @property
    def id(self) -> int:
        """Id of the chat."""
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        """All messages that are not deleted, oldest first."""
        return list(self.chat.messages.values())

    @property
    def bot_messages(self) -> list[Message]:
        """The bot's messages, oldest first."""
        return [message for message in self.messages if message.from_bot]

    @property
    def keyboard(self) -> list[list[str]]:
        """Texts of the keyboard under the chat, row by row."""
        rows = (self.chat.reply_keyboard or {}).get("keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    def acted(self) -> None:
        """Note that somebody does something: what comes after it is an answer to it."""
        self.mark = self.world.events.last_number

    async def wait_for(
        self, expected: Predicate | str | None = None, timeout_s: float | None = None
    ) -> Message:
        """Wait for a message of the bot's, new or edited since somebody last acted in the chat.

        Args:
            expected: tells whether a message is the one, or words that it contains; any message
                when None.
            timeout_s: how long to wait; the world's `patience_s` when None.

        Raises:
            NothingCame: no such message came in time.
        """
        predicate = _predicate(expected)
        mark = self.mark

        def found() -> Message | None:
            return next((message for message in self.since(mark) if predicate(message)), None)

        try:
            return await until(self.world, found, timeout_s)
        except TimeoutError:
            came = [message.words or str(message.media) for message in self.since(mark)]
            raise NothingCame(f"no such message in time; came: {came!r}") from None

    def since(self, number: int) -> list[Message]:
        """Return the bot's messages sent or edited after an event, in order of the change."""
        changed = [message for message in self.bot_messages if message.changed > number]
        return sorted(changed, key=lambda message: message.changed)


class Person:
    """Somebody with a phone: writes, sends, presses, blocks.

    Every action takes `chat`, a group or channel to act in; without it the person acts in the
    private chat with the bot.
    """

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self.user = user
        self.chat = ChatView(world, world.chats[user.id])

    @property
    def id(self) -> int:
        """Telegram id of the person."""
        return self.user.id

    async def say(
        self, text: str, *, reply_to: Message | None = None, chat: ChatView | None = None
    ) -> Message:
        """Write a text and return the message, the last one if it had to be cut in pieces."""
        view = self._act(chat)
        return actions.say(self._world, self.user, view.chat, text, reply_to)[-1]

    async def send_photo(
        self,
        content: bytes,
        caption: str = "",
        *,
        reply_to: Message | None = None,
        chat: ChatView | None = None,
    ) -> Message:
        """Send a photo, which arrives as JPEG in Telegram's sizes.

        Raises:
            PictureError: the bytes are no picture, or one that Telegram refuses.
        """
        view = self._act(chat)
        sent = await actions.send_photos(
            self._world, self.user, view.chat, [content], caption=caption, reply_to=reply_to
        )
        return sent[0]

    async def send_album(
        self,
        contents: Sequence[bytes],
        caption: str = "",
        *,
        reply_to: Message | None = None,
        chat: ChatView | None = None,
    ) -> list[Message]:
        """Send several photos at once; more than ten become several albums, as in the apps.

        Raises:
            PictureError: one of them is no picture.
        """
        view = self._act(chat)
        return await actions.send_photos(
            self._world, self.user, view.chat, contents, caption=caption, reply_to=reply_to
        )

    async def send_document(
        self,
        content: bytes,
        name: str,
        mime_type: str | None = None,
        caption: str = "",
        *,
        reply_to: Message | None = None,
        chat: ChatView | None = None,
    ) -> Message:
        """Send a file as it is, also a picture; the type is guessed from the name if not given."""
        view = self._act(chat)
        document = (content, name, mime_type)
        sent = await actions.send_documents(
            self._world, self.user, view.chat, [document], caption=caption, reply_to=reply_to
        )
        return sent[0]

    async def send_location(
        self, latitude: float, longitude: float, *, chat: ChatView | None = None
    ) -> Message:
        """Send a point on the map."""
        view = self._act(chat)
        return actions.send_location(self._world, self.user, view.chat, latitude, longitude)

    async def send_sticker(self, *, emoji: str = "👍", chat: ChatView | None = None) -> Message:
        """Send a sticker."""
        return await self._send_other(
            "sticker",
            b"RIFF----WEBP",
            chat,
            type="regular",
            width=512,
            height=512,
            is_animated=False,
            is_video=False,
            emoji=emoji,
            set_name="Coordi",
        )

    async def send_video(
        self, content: bytes = b"video", *, caption: str = "", chat: ChatView | None = None
    ) -> Message:
        """Send a video."""
        return await self._send_other(
            "video",
            content,
            chat,
            caption,
            width=1280,
            height=720,
            duration=5,
            mime_type="video/mp4",
            file_name="video.mp4",
        )

    async def send_animation(
        self, content: bytes = b"gif", *, chat: ChatView | None = None
    ) -> Message:
        """Send a GIF, which Telegram turns into a silent video."""
        return await self._send_other(
            "animation",
            content,
            chat,
            width=320,
            height=240,
            duration=2,
            mime_type="video/mp4",
            file_name="animation.mp4",
        )

    async def send_voice(self, content: bytes = b"ogg", *, chat: ChatView | None = None) -> Message:
        """Send a voice message."""
        return await self._send_other("voice", content, chat, duration=3, mime_type="audio/ogg")

    async def press(
        self, button: str, message: Message | None = None, *, chat: ChatView | None = None
    ) -> CallbackQuery:
        """Press a button under a message.

        Args:
            button: its text, its callback data, or a part of its text.
            message: where it is; the newest message with such a button when None.
            chat: the chat to look in.

        Raises:
            PressError: there is no such button, or it opens a link.
        """
        view = self._act(chat, message)
        if message is None:
            found = actions.find_inline_button(view.chat, button)
            if found is None:
                seen = [b["text"] for m in view.bot_messages for b in m.buttons]
                raise actions.PressError(f"no button {button!r}; there are {seen!r}")
            message, pressed = found
        else:
            one = message.button(button)
            if one is None:
                seen = [b["text"] for b in message.buttons]
                raise actions.PressError(f"no button {button!r}; there are {seen!r}")
            pressed = one
        if "callback_data" not in pressed:
            raise actions.PressError(f"{pressed['text']!r} sends nothing to the bot: {pressed}")
        return actions.press_inline(self._world, self.user, message, pressed["callback_data"])

    async def press_raw(self, data: str, message: Message | None = None) -> CallbackQuery:
        """Send callback data made up by hand, as a hostile app can.

        Raises:
            PressError: the bot has sent no message it could belong to.
        """
        view = self._act(None, message)
        if message is None:
            if not view.bot_messages:
                raise actions.PressError("the bot has not written anything yet")
            message = view.bot_messages[-1]
        return actions.press_inline(self._world, self.user, message, data)

    async def press_key(
        self,
        label: str,
        *,
        coordinates: tuple[float, float] = SEOUL,
        chat: ChatView | None = None,
    ) -> Message:
        """Press a button of the keyboard under the chat, which sends its text.

        Args:
            label: its text or a part of it.
            coordinates: what a button that asks for the location sends.
            chat: the chat to look in.

        Raises:
            PressError: there is no such button.
        """
        view = self._act(chat)
        button = actions.find_reply_button(view.chat, label)
        if button is None:
            raise actions.PressError(f"no key {label!r}; there are {view.keyboard!r}")
        return actions.press_reply(self._world, self.user, view.chat, button, coordinates)

    async def edit(self, message: Message, text: str) -> Message:
        """Change the words of an own message."""
        self._act(None, message)
        return actions.edit(self._world, message, text)

    async def delete(self, *messages: Message) -> None:
        """Delete messages for everybody; a bot is not told."""
        self._world.remove(messages)

    async def ask_inline(self, text: str, timeout_s: float | None = None) -> list[Json]:
        """Type something after the bot's name and return its results.

        Raises:
            TimeoutError: the bot has not answered in time.
        """
        query = actions.ask_inline(self._world, self.user, text)
        return await query.answered(timeout_s)

    async def block(self) -> None:
        """Block the bot."""
        actions.block(self._world, self.user)

    async def unblock(self) -> None:
        """Unblock the bot."""
        actions.unblock(self._world, self.user)

    def set_language(self, language_code: str | None) -> None:
        """Change the language of the person's app."""
        actions.set_language(self._world, self.user, language_code)

    async def wait_for(
        self, expected: Predicate | str | None = None, timeout_s: float | None = None
    ) -> Message:
        """Wait for a message of the bot's in the private chat; see `ChatView.wait_for`."""
        return await self.chat.wait_for(expected, timeout_s)

    def _act(self, chat: ChatView | None, message: Message | None = None) -> ChatView:
        view = chat or self.chat
        if chat is None and message is not None and message.chat is not view.chat:
            view = ChatView(self._world, message.chat)
        view.acted()
        return view

    async def _send_other(
        self, kind: str, content: bytes, chat: ChatView | None, caption: str = "", **fields: Any
    ) -> Message:
        view = self._act(chat)
        media = await store_other(self._world, kind, content, **fields)
        draft = Draft(body=FormattedText(caption).finished(), media=media)
        return actions.write(self._world, self.user, view.chat, draft)


class Group(ChatView):
    """A group or channel."""

    async def say(self, person: Person, text: str, *, reply_to: Message | None = None) -> Message:
        """Let a member write."""
        return await person.say(text, reply_to=reply_to, chat=self)

    async def send_photo(
        self,
        person: Person,
        content: bytes,
        caption: str = "",
        *,
        reply_to: Message | None = None,
    ) -> Message:
        """Let a member send a photo."""
        return await person.send_photo(content, caption, reply_to=reply_to, chat=self)

    async def press(
        self, person: Person, button: str, message: Message | None = None
    ) -> CallbackQuery:
        """Let a member press a button."""
        return await person.press(button, message, chat=self)

    def promote_bot(self) -> None:
        """Make the bot an administrator, who sees every message."""
        self.world.set_bot_status(self.chat, "administrator", self._owner())

    def remove_bot(self) -> None:
        """Throw the bot out."""
        actions.remove_bot(self.world, self.chat, self._owner())

    def add_bot(self) -> None:
        """Take the bot in again."""
        actions.add_bot(self.world, self.chat, self._owner())

    def add(self, *people: Person) -> None:
        """Add members."""
        self.acted()
        users = [person.user for person in people]
        actions.join(self.world, self.chat, self._owner(), users)

    def _owner(self) -> User:
        owner = next(user for user, status in self.chat.members.items() if status == "creator")
        return self.world.people[owner]


async def until(
    world: World, condition: Callable[[], T | None], timeout_s: float | None = None
) -> T:
    """Wait until a condition holds, looking after every event and every call of the bot's.

    Returns:
        What the condition returned.

    Raises:
        TimeoutError: it has not held in time.
    """
    async with asyncio.timeout(world.patience_s if timeout_s is None else timeout_s):
        while not (value := condition()):
            await world.events.changed()
    return value


def _predicate(expected: Predicate | str | None) -> Predicate:
    if expected is None:
        return lambda _: True
    if isinstance(expected, str):
        return lambda message: expected in message.words
    return expected
