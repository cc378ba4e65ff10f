"""What the buttons about a person do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import CallbackData

Language = Literal["ko", "en", "auto"]


@dataclass(frozen=True, slots=True)
class SetLanguage(CallbackData):
    """Speak another language."""

    prefix = "l"
    language: Language


@dataclass(frozen=True, slots=True)
class DeleteEverything(CallbackData):
    """Delete what is stored of a person, or leave it."""

    prefix = "e"
    user_id: int
    sure: bool


@dataclass(frozen=True, slots=True)
class SwitchLearning(CallbackData):
    """Allow or forbid learning from the person's corrections of their closet."""

    prefix = "cr"
    agreed: bool
