"""What the buttons of daily tips, subscriptions and the weather do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import Action

TipPart = Literal["time", "days", "city", "occasion", "clothes", "zone", "pause"]


@dataclass(frozen=True, slots=True)
class Subscribe(Action):
    """Begin the dialog about one's own daily tip."""

    code = "ts"


@dataclass(frozen=True, slots=True)
class AnswerTip(Action):
    """Take an option of the open dialog about a subscription; `turn` tells old buttons apart."""

    code = "ta"
    dialog_id: int
    turn: int
    option: int


@dataclass(frozen=True, slots=True)
class ChangeTip(Action):
    """Ask for one part of a subscription anew."""

    code = "tc"
    subscription_id: int
    part: TipPart


@dataclass(frozen=True, slots=True)
class StopTip(Action):
    """Stop a subscription, or begin it again."""

    code = "to"
    subscription_id: int
    stop: bool


@dataclass(frozen=True, slots=True)
class ResumeTip(Action):
    """End the pause of a subscription."""

    code = "tr"
    subscription_id: int


@dataclass(frozen=True, slots=True)
class SendTip(Action):
    """Send the tip of a subscription now."""

    code = "tn"
    subscription_id: int


@dataclass(frozen=True, slots=True)
class ShowTip(Action):
    """Show the settings of a subscription, under a tip or in a list; 0 is one's own."""

    code = "tp"
    subscription_id: int


@dataclass(frozen=True, slots=True)
class WearTip(Action):
    """Note that the outfit of a tip is worn today."""

    code = "tw"
    delivery_id: int


@dataclass(frozen=True, slots=True)
class AnotherTip(Action):
    """Show another outfit in place of that of a tip."""

    code = "tx"
    delivery_id: int


@dataclass(frozen=True, slots=True)
class RateTip(Action):
    """Say that one likes the outfit of a tip, or not."""

    code = "tl"
    delivery_id: int
    liked: bool


@dataclass(frozen=True, slots=True)
class SetUpChat(Action):
    """Begin the dialog about the daily tip of a group or channel; its number is below zero."""

    code = "th"
    minus_chat_id: int


@dataclass(frozen=True, slots=True)
class ChangeHome(Action):
    """Ask for the city whose weather is told."""

    code = "tm"


@dataclass(frozen=True, slots=True)
class ChooseHome(Action):
    """Take one of the cities that a name may mean, by its place in the table."""

    code = "tk"
    city: int
