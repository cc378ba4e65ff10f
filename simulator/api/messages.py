"""Methods that send and delete messages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.api.formatting import read_caption, read_text
from simulator.api.markup import read_reply_markup
from simulator.api.media import read_document, read_input_media, read_photo
from simulator.api.parameters import Parameters
from simulator.api.registry import Call, method
from simulator.errors import ApiError, bad_request
from simulator.model import Chat, Json, Media, Message
from simulator.world import Draft, World

_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


@method(
    "sendMessage",
    "chat_id text",
    "parse_mode entities reply_parameters reply_markup",
)
async def send_message(call: Call) -> Json:
    """Send a text."""
    params = call.params
    chat = call.world.chat_for_bot(params.text("chat_id") or "")
    body = read_text(
        call.world,
        params.text("text"),
        params.text("parse_mode"),
        params.structure("entities"),
    )
    return _send(call, chat, Draft(body=body)).api()


@method(
    "sendPhoto",
    "chat_id photo",
    "caption parse_mode caption_entities show_caption_above_media reply_parameters reply_markup",
)
async def send_photo(call: Call) -> Json:
    """Send a photo."""
    chat = call.world.chat_for_bot(call.params.text("chat_id") or "")
    draft = Draft(
        body=read_caption(call.world, caption_fields(call.params)),
        caption_above=call.params.flag("show_caption_above_media"),
    )
    media = await read_photo(call.world, call.params.file_source("photo"))
    return _send(call, chat, replace(draft, media=media)).api()


@method(
    "sendDocument",
    "chat_id document",
    "caption parse_mode caption_entities reply_parameters reply_markup",
)
async def send_document(call: Call) -> Json:
    """Send a file as it is."""
    chat = call.world.chat_for_bot(call.params.text("chat_id") or "")
    draft = Draft(body=read_caption(call.world, caption_fields(call.params)))
    media = await read_document(call.world, call.params.file_source("document"))
    return _send(call, chat, replace(draft, media=media)).api()


@method("sendLocation", "chat_id latitude longitude", "reply_parameters reply_markup")
async def send_location(call: Call) -> Json:
    """Send a point on the map."""
    chat = call.world.chat_for_bot(call.params.text("chat_id") or "")
    latitude, longitude = call.params.number("latitude"), call.params.number("longitude")
    if latitude is None or longitude is None:
        raise bad_request("latitude and longitude must be non-empty")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong coordinates specified")
    media = Media("location", {"latitude": latitude, "longitude": longitude})
    return _send(call, chat, Draft(media=media)).api()


@method("sendMediaGroup", "chat_id media", "reply_parameters")
async def send_media_group(call: Call) -> list[Json]:
    """Send an album; each of its parts is a message of its own."""
    world, limits = call.world, call.world.limits
    chat = world.chat_for_bot(call.params.text("chat_id") or "")
    items = call.params.structure("media")
    if not isinstance(items, list):
        raise bad_request("can't parse media JSON object")
    if not items:
        raise bad_request("there are no messages to send")
    if not limits.album_size_min <= len(items) <= limits.album_size_max:
        raise bad_request("number of items in an album must be between 2 and 10")
    parts = [await read_input_media(world, call.params, item) for item in items]
    if len({media.kind for media, _ in parts}) > 1:
        raise bad_request("document can't be mixed with other media types")
    reply_to = _reply_target(call.params, chat)
    world.throttle.admit(chat.id, group=chat.is_group, messages=len(parts))
    album_id = world.new_album_id()
    return [
        world.post(
            chat,
            world.bot,
            Draft(body=caption, media=media, media_group_id=album_id, reply_to=reply_to),
        ).api()
        for media, caption in parts
    ]


@method("sendChatAction", "chat_id action")
async def send_chat_action(call: Call) -> bool:
    """Show that the bot is at work."""
    chat = call.world.chat_for_bot(call.params.text("chat_id") or "")
    action = call.params.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.events.publish("action", chat_id=chat.id, action=action)
    return True


@method("deleteMessage", "chat_id message_id")
async def delete_message(call: Call) -> bool:
    """Delete one message."""
    chat = call.world.chat_for_bot(call.params.text("chat_id") or "")
    message = chat.messages.get(call.params.required_integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    refusal = _why_not_delete(call.world, message)
    if refusal:
        raise refusal
    call.world.remove([message])
    return True


@method("deleteMessages", "chat_id message_ids")
async def delete_messages(call: Call) -> bool:
    """Delete several messages of one chat; those that cannot be found are skipped."""
    chat = call.world.chat_for_bot(call.params.text("chat_id") or "")
    ids = call.params.structure("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    messages = [chat.messages[i] for i in ids if isinstance(i, int) and i in chat.messages]
    call.world.remove([m for m in messages if _why_not_delete(call.world, m) is None])
    return True


def caption_fields(params: Parameters) -> dict[str, Any]:
    """Return the three fields that make a caption."""
    return {
        "caption": params.text("caption"),
        "parse_mode": params.text("parse_mode"),
        "caption_entities": params.structure("caption_entities"),
    }


def _send(call: Call, chat: Chat, draft: Draft) -> Message:
    """Post one message of the bot's with its keyboard and what it replies to."""
    world = call.world
    markup = read_reply_markup(call.params, world.limits)
    draft.reply_to = _reply_target(call.params, chat)
    draft.inline_keyboard = markup.inline
    world.throttle.admit(chat.id, group=chat.is_group)
    message = world.post(chat, world.bot, draft)
    if markup.keyboard is not None:
        world.show_keyboard(chat, markup.keyboard)
    elif markup.remove:
        world.show_keyboard(chat, None)
    return message


def _reply_target(params: Parameters, chat: Chat) -> Message | None:
    reply = params.structure("reply_parameters")
    if reply is None:
        return None
    if not isinstance(reply, dict) or not isinstance(reply.get("message_id"), int):
        raise bad_request("can't parse reply parameters JSON object")
    target = chat.messages.get(reply["message_id"])
    if target is None and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return target


def _why_not_delete(world: World, message: Message) -> ApiError | None:
    chat = message.chat
    may = (
        message.from_bot
        or chat.kind == "private"
        or chat.members.get(world.bot.id) == "administrator"
    )
    if not may or world.clock() - message.date > world.limits.delete_age_s:
        return bad_request("message can't be deleted for everyone")
    return None
