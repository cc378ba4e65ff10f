"""Callback data of the buttons about shops."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class ShowShops(CallbackData):
    """Show a page of the shops whose style is that of a photo."""

    prefix = "m"
    answer_id: int
    page: int


@dataclass(frozen=True, slots=True)
class FollowShop(CallbackData):
    """Follow a shop of such a page, or unfollow it."""

    prefix = "sf"
    answer_id: int
    shop_id: int
    page: int
    follow: bool
