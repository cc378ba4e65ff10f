"""A local Telegram: the Bot API over HTTP, and a chat page in the browser."""

from simulator.actions import PressError
from simulator.limits import Limits
from simulator.local import ChatView, Group, LocalTelegram, NothingCame, Person
from simulator.model import Answer, CallbackQuery, Message
from simulator.pictures import PictureError

__all__ = [
    "Answer",
    "CallbackQuery",
    "ChatView",
    "Group",
    "Limits",
    "LocalTelegram",
    "Message",
    "NothingCame",
    "Person",
    "PictureError",
    "PressError",
]
