"""Callback data of the subscription dialog, and of the city whose weather is shown."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class AnswerTip(CallbackData):
    """Answer the question of a subscription dialog; `turn` is the number of its question."""

    prefix = "ta"
    dialog_id: int
    turn: int
    option: int


@dataclass(frozen=True, slots=True)
class ChangeHome(CallbackData):
    """Ask for the city whose weather is shown."""

    prefix = "tm"


@dataclass(frozen=True, slots=True)
class ChooseHome(CallbackData):
    """Take one of the cities that a name may mean, by its place in the table."""

    prefix = "tk"
    city: int
