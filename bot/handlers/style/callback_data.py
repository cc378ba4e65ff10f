"""What the buttons about styles and shops of a mood do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class ShowStyle(CallbackData):
    """Show how the styles of a photo are spread, and why."""

    prefix = "st"
    answer_id: int


@dataclass(frozen=True, slots=True)
class KeepLook(CallbackData):
    """Keep the style of a look, or forget it."""

    prefix = "sk"
    answer_id: int
    keep: bool


@dataclass(frozen=True, slots=True)
class Unfollow(CallbackData):
    """Follow a shop no longer, from the list of one's own."""

    prefix = "su"
    shop_id: int
