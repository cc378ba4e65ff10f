"""What the buttons about outfits do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import Action

OccasionName = Literal["daily", "work", "date", "guest", "trip", "sport"]
StyleName = Literal[
    "casual", "street", "classic", "modern", "feminine", "sporty", "retro", "bohemian", "edgy"
]
Typed = Literal["weather", "budget"]


@dataclass(frozen=True, slots=True)
class ForOccasion(Action):
    """Ask for outfits to an occasion."""

    code = "od"
    request_id: int
    occasion: OccasionName


@dataclass(frozen=True, slots=True)
class ForStyle(Action):
    """Ask for outfits of a style."""

    code = "oy"
    request_id: int
    style: StyleName


@dataclass(frozen=True, slots=True)
class ChooseStyle(Action):
    """Show the styles to choose from, or the occasions again."""

    code = "ox"
    request_id: int
    styles: bool


@dataclass(frozen=True, slots=True)
class WithShops(Action):
    """Take one's own clothes only, or products, too."""

    code = "os"
    request_id: int
    shops: bool


@dataclass(frozen=True, slots=True)
class AskTyped(Action):
    """Ask for the weather or a budget to be typed."""

    code = "oa"
    request_id: int
    what: Typed


@dataclass(frozen=True, slots=True)
class OtherOutfits(Action):
    """Show other outfits for the same wish."""

    code = "on"
    request_id: int


@dataclass(frozen=True, slots=True)
class ChooseLock(Action):
    """Ask which garment of an outfit must stay; or show the outfit's buttons again."""

    code = "ok"
    outfit_id: int
    choosing: bool


@dataclass(frozen=True, slots=True)
class LockPiece(Action):
    """Show outfits that wear a garment of this one, by its place in the outfit."""

    code = "ol"
    outfit_id: int
    place: int


@dataclass(frozen=True, slots=True)
class KeepOutfit(Action):
    """Keep an outfit, or keep it no longer."""

    code = "op"
    outfit_id: int
    keep: bool


@dataclass(frozen=True, slots=True)
class ShowKept(Action):
    """Show a kept outfit; 0 is the one that was kept last."""

    code = "ov"
    place: int


@dataclass(frozen=True, slots=True)
class WearOutfit(Action):
    """Note that an outfit is worn today."""

    code = "ow"
    outfit_id: int


@dataclass(frozen=True, slots=True)
class RateOutfit(Action):
    """Say whether one likes an outfit."""

    code = "or"
    outfit_id: int
    liked: bool


@dataclass(frozen=True, slots=True)
class WearLike(Action):
    """Show outfits that wear something like the garment of a list."""

    code = "oz"
    search_id: int
