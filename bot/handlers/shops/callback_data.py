"""Callback data of the buttons about shops."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class ShowShops(CallbackData):
    """Show shops of the photo's mood."""

    prefix = "m"
    answer_id: int
    page: int


@dataclass(frozen=True, slots=True)
class FollowShop(CallbackData):
    """Follow a shop of a board, or no longer."""

    prefix = "sf"
    answer_id: int
    shop_id: int
    page: int
    follow: bool
