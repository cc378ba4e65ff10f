"""Actions of people: write, send, press, block. Each becomes updates for the bot."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.entities import Entity, FormattedText, utf16_length
from simulator.media import store_document, store_photo
from simulator.model import CallbackQuery, Chat, InlineQuery, Json, Media, Message, Status, User
from simulator.world import Draft, World


class PressError(LookupError):
    """There is no such button to press."""


def bot_sees(world: World, message: Message) -> bool:
    """Return whether the bot gets an update of a message of a person's.

    In groups privacy mode hides all but commands, mentions of the bot, replies to it and service
    messages (https://core.telegram.org/bots/features#privacy-mode).
    """
    chat, bot = message.chat, world.bot
    status = chat.members.get(bot.id, "left")
    if status in {"left", "kicked"}:
        return False
    if chat.kind == "private":
        return True
    if chat.kind == "channel" or not bot.privacy_mode or message.service:
        return chat.kind != "channel" or status == "administrator"
    if status == "administrator":
        return True
    if message.reply_to is not None and message.reply_to.sender is bot:
        return True
    return any(_is_for_bot(world, message.body, entity) for entity in message.body.entities)


def _is_for_bot(world: World, body: FormattedText, entity: Entity) -> bool:
    name = f"@{world.bot.username}".lower()
    match entity.kind:
        case "bot_command":
            _, at, addressee = body.slice(entity).lower().partition("@")
            return not at or f"@{addressee}" == name
        case "mention":
            return body.slice(entity).lower() == name
        case "text_mention":
            return entity.user is not None and entity.user["id"] == world.bot.id
        case _:
            return False


def write(world: World, person: User, chat: Chat, draft: Draft) -> Message:
    """Post one message of a person's and queue its update."""
    if chat.kind == "private":
        chat.open = True
        if chat.members[world.bot.id] == "kicked":
            raise PermissionError("the person has blocked the bot and must unblock it first")
    message = world.post(chat, person, draft)
    if bot_sees(world, message):
        kind = "channel_post" if chat.kind == "channel" else "message"
        world.updates.push(kind, message.api())
    if chat.reply_keyboard is not None and (
        chat.reply_keyboard.get("one_time_keyboard") or chat.reply_keyboard.get("force_reply")
    ):
        world.show_keyboard(chat, None)
    return message


def say(
    world: World, person: User, chat: Chat, text: str, reply_to: Message | None = None
) -> list[Message]:
    """Write a text; one longer than a message may be is sent in pieces, as apps do."""
    return [
        write(world, person, chat, Draft(body=FormattedText(piece).finished(), reply_to=reply_to))
        for piece in _pieces(text, world.limits.text_units)
    ]


def _pieces(text: str, units: int) -> list[str]:
    pieces: list[str] = []
    current: list[str] = []
    length = 0
    for character in text.strip():
        size = utf16_length(character)
        if length + size > units:
            pieces.append("".join(current))
            current, length = [], 0
        current.append(character)
        length += size
    pieces.append("".join(current))
    return [piece for piece in pieces if piece.strip()]


async def send_photos(
    world: World,
    person: User,
    chat: Chat,
    photos: Sequence[bytes],
    *,
    caption: str = "",
    reply_to: Message | None = None,
) -> list[Message]:
    """Send one photo, or several as albums of up to ten.

    Raises:
        PictureError: one of them is no photo; nothing is sent then.
    """
    media = [await store_photo(world, content, by_app=True) for content in photos]
    return send_media(world, person, chat, media, caption=caption, reply_to=reply_to)


async def send_documents(
    world: World,
    person: User,
    chat: Chat,
    documents: Sequence[tuple[bytes, str, str | None]],
    *,
    caption: str = "",
    reply_to: Message | None = None,
) -> list[Message]:
    """Send files as they are: content, name and type of each."""
    media = [
        await store_document(world, content, name=name, mime_type=mime_type)
        for content, name, mime_type in documents
    ]
    return send_media(world, person, chat, media, caption=caption, reply_to=reply_to)


def send_media(
    world: World,
    person: User,
    chat: Chat,
    media: Sequence[Media],
    *,
    caption: str = "",
    reply_to: Message | None = None,
) -> list[Message]:
    """Send stored media; more than one become albums, and every part is an update of its own."""
    size = world.limits.album_size_max
    messages: list[Message] = []
    for start in range(0, len(media), size):
        part = media[start : start + size]
        album_id = world.new_album_id() if len(part) > 1 else None
        for item in part:
            words = caption if not messages else ""
            draft = Draft(
                body=FormattedText(words).finished(),
                media=item,
                media_group_id=album_id,
                reply_to=reply_to,
            )
            messages.append(write(world, person, chat, draft))
    return messages


def edit(world: World, message: Message, text: str) -> Message:
    """Change the words of a person's own message."""
    message.body = FormattedText(text).finished()
    world.revised(message)
    if bot_sees(world, message):
        kind = "edited_channel_post" if message.chat.kind == "channel" else "edited_message"
        world.updates.push(kind, message.api())
    return message


def press_inline(world: World, person: User, message: Message, data: str) -> CallbackQuery:
    """Press a button with callback data; any data, as a hostile app could send it."""
    query = world.new_callback_query(person, message, data)
    world.updates.push("callback_query", query.api())
    return query


def press_reply(
    world: World, person: User, chat: Chat, button: Json, coordinates: tuple[float, float]
) -> Message:
    """Press a button of the keyboard under the chat.

    A button that asks for the location sends the coordinates, latitude and longitude.
    """
    if button.get("request_location"):
        return send_location(world, person, chat, *coordinates)
    if button.get("request_contact"):
        return write(world, person, chat, Draft(media=Media("contact", _contact(person))))
    return say(world, person, chat, button["text"])[0]


def _contact(person: User) -> Json:
    return {
        "phone_number": "+821000000000",
        "first_name": person.first_name,
        "user_id": person.id,
    }


def send_location(
    world: World, person: User, chat: Chat, latitude: float, longitude: float
) -> Message:
    """Send a point on the map."""
    media = Media("location", {"latitude": latitude, "longitude": longitude})
    return write(world, person, chat, Draft(media=media))


def find_reply_button(chat: Chat, label: str) -> Json | None:
    """Return the button of the keyboard under the chat with this text, or one that contains it."""
    rows = (chat.reply_keyboard or {}).get("keyboard", [])
    buttons: list[Json] = [button for row in rows for button in row]
    exact = (button for button in buttons if button["text"] == label)
    return next(exact, None) or next((b for b in buttons if label in b["text"]), None)


def find_inline_button(chat: Chat, label: str) -> tuple[Message, Json] | None:
    """Return the newest message of the bot's with such a button, and the button."""
    for message in reversed(list(chat.messages.values())):
        if message.from_bot and (button := message.button(label)) is not None:
            return message, button
    return None


def ask_inline(world: World, person: User, text: str) -> InlineQuery:
    """Type something after the bot's name."""
    query = world.new_inline_query(person, text)
    world.updates.push("inline_query", query.api())
    return query


def block(world: World, person: User) -> None:
    """Stop the bot from writing to a person."""
    world.set_bot_status(world.chats[person.id], "kicked", person)


def unblock(world: World, person: User) -> None:
    """Let the bot write again."""
    world.set_bot_status(world.chats[person.id], "member", person)


def create_group(world: World, title: str, people: Sequence[User], *, basic: bool = False) -> Chat:
    """Create a group of people with the bot; the first of them owns it."""
    owner = people[0]
    members: dict[int, Status] = {person.id: "member" for person in people}
    members[owner.id] = "creator"
    chat = world.add_chat("group" if basic else "supergroup", title, members)
    add_bot(world, chat, owner)
    return chat


def add_bot(world: World, chat: Chat, by: User) -> None:
    """Add the bot to a group, or make it an administrator of a channel."""
    if chat.kind == "channel":
        world.set_bot_status(chat, "administrator", by)
        return
    world.set_bot_status(chat, "member", by)
    join(world, chat, by, [world.bot])


def join(world: World, chat: Chat, by: User, users: Sequence[User]) -> None:
    """Post the service message that somebody came into a group."""
    for user in users:
        chat.members.setdefault(user.id, "member")
    service = {"new_chat_members": [user.api() for user in users]}
    write(world, by, chat, Draft(service=service))


def remove_bot(world: World, chat: Chat, by: User) -> None:
    """Throw the bot out of a group or channel."""
    world.set_bot_status(chat, "kicked", by)


def set_language(world: World, person: User, language_code: str | None) -> None:
    """Change the language a person's app says it runs in."""
    person.language_code = language_code
    world.events.publish("people")
