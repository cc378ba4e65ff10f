"""Callback data of the buttons of subscriptions and under daily tips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import CallbackData

TipPart = Literal["time", "days", "city", "occasion", "clothes", "zone", "pause"]


@dataclass(frozen=True, slots=True)
class Subscribe(CallbackData):
    """Begin the dialog about one's own daily tip."""

    prefix = "ts"


@dataclass(frozen=True, slots=True)
class ChangeTip(CallbackData):
    """Ask for one part of a subscription anew."""

    prefix = "tc"
    subscription_id: int
    part: TipPart


@dataclass(frozen=True, slots=True)
class StopTip(CallbackData):
    """Stop a subscription, or begin it again."""

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
    """Show the settings of a subscription, under a tip or in a list; 0 is one's own."""

    prefix = "tp"
    subscription_id: int


@dataclass(frozen=True, slots=True)
class WearTip(CallbackData):
    """Note that the outfit of a tip is worn today."""

    prefix = "tw"
    delivery_id: int


@dataclass(frozen=True, slots=True)
class AnotherTip(CallbackData):
    """Show another outfit in place of that of a tip."""

    prefix = "tx"
    delivery_id: int


@dataclass(frozen=True, slots=True)
class RateTip(CallbackData):
    """Say that one likes the outfit of a tip, or not."""

    prefix = "tl"
    delivery_id: int
    liked: bool


@dataclass(frozen=True, slots=True)
class SetUpChat(CallbackData):
    """Begin the dialog about the daily tip of a group or channel; its number is below zero."""

    prefix = "th"
    minus_chat_id: int
