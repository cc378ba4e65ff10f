"""What the buttons about outfits do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import CallbackData

OccasionName = Literal["daily", "work", "date", "guest", "trip", "sport"]
StyleName = Literal[
    "casual", "street", "classic", "modern", "feminine", "sporty", "retro", "bohemian", "edgy"
]
Typed = Literal["weather", "budget"]


@dataclass(frozen=True, slots=True)
class ForOccasion(CallbackData):
    """Ask for outfits to an occasion."""

    prefix = "od"
    request_id: int
    occasion: OccasionName


@dataclass(frozen=True, slots=True)
class ForStyle(CallbackData):
    """Ask for outfits of a style."""

    prefix = "oy"
    request_id: int
    style: StyleName


@dataclass(frozen=True, slots=True)
class ChooseStyle(CallbackData):
    """Show the styles to choose from, or the occasions again."""

    prefix = "ox"
    request_id: int
    styles: bool


@dataclass(frozen=True, slots=True)
class WithShops(CallbackData):
    """Take one's own clothes only, or products, too."""

    prefix = "os"
    request_id: int
    shops: bool


@dataclass(frozen=True, slots=True)
class AskTyped(CallbackData):
    """Ask for the weather or a budget to be typed."""

    prefix = "oa"
    request_id: int
    what: Typed


@dataclass(frozen=True, slots=True)
class OtherOutfits(CallbackData):
    """Show other outfits for the same wish."""

    prefix = "on"
    request_id: int


@dataclass(frozen=True, slots=True)
class ChooseLock(CallbackData):
    """Ask which garment of an outfit must stay; or show the outfit's buttons again."""

    prefix = "ok"
    outfit_id: int
    choosing: bool


@dataclass(frozen=True, slots=True)
class LockPiece(CallbackData):
    """Show outfits that wear a garment of this one, by its place in the outfit."""

    prefix = "ol"
    outfit_id: int
    place: int


@dataclass(frozen=True, slots=True)
class KeepOutfit(CallbackData):
    """Keep an outfit, or keep it no longer."""

    prefix = "op"
    outfit_id: int
    keep: bool


@dataclass(frozen=True, slots=True)
class ShowKept(CallbackData):
    """Show a kept outfit; 0 is the one that was kept last."""

    prefix = "ov"
    place: int


@dataclass(frozen=True, slots=True)
class WearOutfit(CallbackData):
    """Note that an outfit is worn today."""

    prefix = "ow"
    outfit_id: int


@dataclass(frozen=True, slots=True)
class RateOutfit(CallbackData):
    """Say whether one likes an outfit."""

    prefix = "or"
    outfit_id: int
    liked: bool


@dataclass(frozen=True, slots=True)
class WearLike(CallbackData):
    """Show outfits that wear something like the garment of a list."""

    prefix = "oz"
    search_id: int


@dataclass(frozen=True, slots=True)
class ShowMatching(CallbackData):
    """Show what to wear with the garment of a list."""

    prefix = "g"
    search_id: int
