"""Callback data of the button that asks on which day something was worn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import CallbackData

Place = Literal["all", "top", "bottom", "outer", "dress", "shoes", "other", "new", "outfit"]
"""What the days are shown under: an outfit, or a garment and the view it was opened from."""


@dataclass(frozen=True, slots=True)
class ChooseDay(CallbackData):
    """Show the recent days, and on which of them the garment or the outfit was worn."""

    prefix = "dc"
    place: Place
    subject_id: int
