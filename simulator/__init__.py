"""A local Telegram: the Bot API over HTTP, and a chat page in the browser."""

from simulator.actions import PressError
from simulator.limits import Limits
from simulator.local import LocalTelegram
from simulator.model import Answer, CallbackQuery, Message
from simulator.pictures import PictureError
from simulator.scripting import ChatView, Group, NothingCame, Person

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
