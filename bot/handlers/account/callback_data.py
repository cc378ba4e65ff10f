"""The callback data of the account feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import CallbackData

Language = Literal["ko", "en", "auto"]


@dataclass(frozen=True, slots=True)
class SetLanguage(CallbackData):
    """Change the language of the bot."""

    prefix = "l"
    language: Language


@dataclass(frozen=True, slots=True)
class DeleteEverything(CallbackData):
    """Confirm or cancel the deletion of all data of a person."""

    prefix = "e"
    user_id: int
    sure: bool


@dataclass(frozen=True, slots=True)
class SwitchLearning(CallbackData):
    """Allow or forbid learning from the person's corrections of their closet."""

    prefix = "cr"
    agreed: bool
