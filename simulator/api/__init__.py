"""The methods of the Bot API; importing this package registers all of them."""

from simulator.api import chats, edits, messages, profile, queries, receiving
from simulator.api.parameters import Parameters, Upload
from simulator.api.registry import METHODS, Method, run_call

__all__ = [
    "METHODS",
    "Method",
    "Parameters",
    "Upload",
    "chats",
    "edits",
    "messages",
    "profile",
    "queries",
    "receiving",
    "run_call",
]
