"""Callback data of the buttons about sizes, purchases and the profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import CallbackData

Verdict = Literal["fit", "small", "large", "ask"]
ProfilePart = Literal[
    "show",
    "gender",
    "height",
    "weight",
    "age",
    "measured",
    "units",
    "worn",
    "share",
    "delete",
    "sure",
]


@dataclass(frozen=True, slots=True)
class StartSize(CallbackData):
    """Begin the size dialog."""

    prefix = "zn"


@dataclass(frozen=True, slots=True)
class SizeOfProduct(CallbackData):
    """Recommend a size of a product."""

    prefix = "zp"
    product_id: int


@dataclass(frozen=True, slots=True)
class ChooseSized(CallbackData):
    """Choose the garment of a photo to recommend a size of."""

    prefix = "zc"
    answer_id: int


@dataclass(frozen=True, slots=True)
class SizeOfGarment(CallbackData):
    """Recommend a size of a garment in a photo."""

    prefix = "zg"
    answer_id: int
    garment: int


@dataclass(frozen=True, slots=True)
class AddPurchase(CallbackData):
    """Add a product to the person's purchases."""

    prefix = "zb"
    product_id: int


@dataclass(frozen=True, slots=True)
class SetPurchaseSize(CallbackData):
    """Set the size in which a product was bought, by its place among the sizes."""

    prefix = "zs"
    worn_id: int
    option: int


@dataclass(frozen=True, slots=True)
class RateWorn(CallbackData):
    """Rate how a worn size fits; `ask` asks for the rating."""

    prefix = "zr"
    worn_id: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DeleteWorn(CallbackData):
    """Delete a worn size from the profile."""

    prefix = "zf"
    worn_id: int


@dataclass(frozen=True, slots=True)
class Profile(CallbackData):
    """Show, change or delete the size profile."""

    prefix = "ze"
    part: ProfilePart
