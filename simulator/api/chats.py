"""Methods about chats and their members."""

from __future__ import annotations

from simulator.api.registry import Call, method
from simulator.errors import bad_request
from simulator.model import Json, User

_GIFTS = [
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
]


@method("getChat", "chat_id")
async def get_chat(call: Call) -> Json:
    """Return everything about a chat."""
    chat = call.world.known_chat(call.params.text("chat_id") or "")
    return {
        **chat.api(),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


@method("getChatMember", "chat_id user_id")
async def get_chat_member(call: Call) -> Json:
    """Return a user's membership of a chat."""
    chat = call.world.chat_for_bot(call.params.text("chat_id") or "")
    user = call.world.user(call.params.required_integer("user_id"))
    if user is None:
        raise bad_request("user not found")
    return chat.member(user)


@method("getChatAdministrators", "chat_id", "return_bots")
async def get_chat_administrators(call: Call) -> list[Json]:
    """Return the administrators of a group or channel, without bots unless asked for."""
    world = call.world
    chat = world.chat_for_bot(call.params.text("chat_id") or "")
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    users: list[User | None] = [
        world.user(user_id)
        for user_id, status in chat.members.items()
        if status in {"creator", "administrator"}
    ]
    bots = call.params.flag("return_bots")
    return [chat.member(user) for user in users if user and (bots or not user.is_bot)]


@method("getChatMemberCount", "chat_id")
async def get_chat_member_count(call: Call) -> int:
    """Return the number of members of a chat, the bot included."""
    chat = call.world.chat_for_bot(call.params.text("chat_id") or "")
    return sum(status not in {"left", "kicked"} for status in chat.members.values())


@method("leaveChat", "chat_id")
async def leave_chat(call: Call) -> bool:
    """Take the bot out of a group or channel."""
    chat = call.world.chat_for_bot(call.params.text("chat_id") or "")
    if chat.kind == "private":
        raise bad_request("chat not found")
    call.world.set_bot_status(chat, "left", call.world.bot)
    return True
