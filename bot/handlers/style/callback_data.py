"""Callback data of the buttons about styles."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class ShowStyle(CallbackData):
    """Show the styles of a photo, and the reasons for the first."""

    prefix = "st"
    answer_id: int


@dataclass(frozen=True, slots=True)
class KeepLook(CallbackData):
    """Keep the style of a photo in one's history, or remove it."""

    prefix = "sk"
    answer_id: int
    keep: bool


@dataclass(frozen=True, slots=True)
class Unfollow(CallbackData):
    """Unfollow a shop, in the list of followed ones."""

    prefix = "su"
    shop_id: int
