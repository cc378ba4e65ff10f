"""Callback data of the size dialog's buttons."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class AnswerSize(CallbackData):
    """Answer the question of a size dialog; `turn` is the number of the button's question."""

    prefix = "z"
    dialog_id: int
    turn: int
    option: int
