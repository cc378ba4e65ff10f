"""Methods that change a message the bot has sent."""

from __future__ import annotations

from simulator.api.formatting import read_caption, read_text
from simulator.api.markup import read_inline_keyboard
from simulator.api.media import read_input_media
from simulator.api.messages import caption_fields
from simulator.api.registry import Call, method
from simulator.entities import FormattedText
from simulator.errors import ApiError, bad_request
from simulator.model import Json, Media, Message

_TARGET = "chat_id message_id reply_markup"


@method("editMessageText", "", f"{_TARGET} text parse_mode entities")
async def edit_message_text(call: Call) -> Json:
    """Change the text of a text message."""
    message = _editable(call)
    params = call.params
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    text = read_text(
        call.world, params.text("text"), params.text("parse_mode"), params.structure("entities")
    )
    return _change(call, message, body=text)


@method(
    "editMessageCaption",
    "",
    f"{_TARGET} caption parse_mode caption_entities show_caption_above_media",
)
async def edit_message_caption(call: Call) -> Json:
    """Change the caption of a message with media."""
    message = _editable(call)
    if message.media is None or message.media.kind == "location":
        raise bad_request("there is no caption in the message to edit")
    caption = read_caption(call.world, caption_fields(call.params))
    above = call.params.flag("show_caption_above_media")
    return _change(call, message, body=caption, above=above)


@method("editMessageMedia", "media", _TARGET)
async def edit_message_media(call: Call) -> Json:
    """Put other media into a message, or media into a text message."""
    message = _editable(call)
    item = call.params.structure("media")
    media, caption = await read_input_media(call.world, call.params, item)
    before = message.media
    if message.media_group_id is not None and before is not None and before.kind != media.kind:
        raise bad_request("message media can't be changed to another type in an album")
    if message.deleted:  # while the picture was being made
        raise bad_request("message to edit not found")
    return _change(call, message, body=caption, media=media)


@method("editMessageReplyMarkup", "", _TARGET)
async def edit_message_reply_markup(call: Call) -> Json:
    """Change only the buttons under a message."""
    message = _editable(call)
    return _change(call, message, body=message.body)


def _editable(call: Call) -> Message:
    """Return the message a call names.

    Raises:
        ApiError: 400 when there is none, or when it is not the bot's to edit.
    """
    params = call.params
    if "chat_id" not in params or "message_id" not in params:
        raise bad_request("message identifier is not specified")
    chat = call.world.chat_for_bot(params.text("chat_id") or "")
    message = chat.messages.get(params.required_integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _change(
    call: Call,
    message: Message,
    *,
    body: FormattedText,
    media: Media | None = None,
    above: bool | None = None,
) -> Json:
    """Apply an edit; buttons that are not sent again go, as on Telegram."""
    world = call.world
    keyboard = read_inline_keyboard(call.params, world.limits)
    above = message.caption_above if above is None else above
    before = (message.body, message.media, message.caption_above)
    after = (body, media or message.media, above)
    if after == before and keyboard == message.inline_keyboard:
        raise _not_modified()
    world.throttle.admit(message.chat.id, group=message.chat.is_group)
    message.body, message.media, message.caption_above = after
    message.inline_keyboard = keyboard
    world.revised(message, silent=after == before)
    return message.api()


def _not_modified() -> ApiError:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the "
        "same as a current content and reply markup of the message"
    )
