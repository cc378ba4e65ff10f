"""What the buttons about styles and shops of a mood do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class ShowStyle(Action):
    """Show how the styles of a photo are spread, and why."""

    code = "st"
    answer_id: int


@dataclass(frozen=True, slots=True)
class KeepLook(Action):
    """Keep the style of a look, or forget it."""

    code = "sk"
    answer_id: int
    keep: bool


@dataclass(frozen=True, slots=True)
class FollowShop(Action):
    """Follow a shop of a board, or no longer."""

    code = "sf"
    answer_id: int
    shop_id: int
    page: int
    follow: bool


@dataclass(frozen=True, slots=True)
class Unfollow(Action):
    """Follow a shop no longer, from the list of one's own."""

    code = "su"
    shop_id: int
