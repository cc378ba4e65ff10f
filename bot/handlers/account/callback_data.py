"""What the buttons about a person do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import Action

Language = Literal["ko", "en", "auto"]


@dataclass(frozen=True, slots=True)
class SetLanguage(Action):
    """Speak another language."""

    code = "l"
    language: Language


@dataclass(frozen=True, slots=True)
class DeleteEverything(Action):
    """Delete what is stored of a person, or leave it."""

    code = "e"
    user_id: int
    sure: bool
