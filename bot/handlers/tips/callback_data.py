"""Callback data of the buttons of subscriptions and under daily tips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import CallbackData

TipPart = Literal["time", "days", "city", "occasion", "clothes", "zone", "pause"]


@dataclass(frozen=True, slots=True)
class Subscribe(CallbackData):
    """Begin the dialog about the person's own daily tip."""

    prefix = "ts"


@dataclass(frozen=True, slots=True)
class ChangeTip(CallbackData):
    """Ask for one setting of a subscription again."""

    prefix = "tc"
    subscription_id: int
    part: TipPart


@dataclass(frozen=True, slots=True)
class StopTip(CallbackData):
    """Stop or restart a subscription."""

    prefix = "to"
    subscription_id: int
    stop: bool


@dataclass(frozen=True, slots=True)
class ResumeTip(CallbackData):
    """End the pause of a subscription."""

    prefix = "tr"
    subscription_id: int


@dataclass(frozen=True, slots=True)
class SendTip(CallbackData):
    """Send the tip of a subscription now."""

    prefix = "tn"
    subscription_id: int


@dataclass(frozen=True, slots=True)
class ShowTip(CallbackData):
    """Show the settings of a subscription."""

    prefix = "tp"
    subscription_id: int


@dataclass(frozen=True, slots=True)
class WearTip(CallbackData):
    """Add the outfit of a tip to the diary."""

    prefix = "tw"
    delivery_id: int


@dataclass(frozen=True, slots=True)
class AnotherTip(CallbackData):
    """Show another outfit in place of the current one."""

    prefix = "tx"
    delivery_id: int


@dataclass(frozen=True, slots=True)
class RateTip(CallbackData):
    """Rate the outfit of a tip."""

    prefix = "tl"
    delivery_id: int
    liked: bool


@dataclass(frozen=True, slots=True)
class SetUpChat(CallbackData):
    """Begin the dialog about a group or channel; its id is negative, the field positive."""

    prefix = "th"
    minus_chat_id: int
