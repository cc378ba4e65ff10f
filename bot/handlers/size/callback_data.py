"""What the buttons about sizes do."""

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
    """Begin the dialog about one's size."""

    prefix = "zn"


@dataclass(frozen=True, slots=True)
class SizeOfProduct(CallbackData):
    """Ask for one's size of a product."""

    prefix = "zp"
    product_id: int


@dataclass(frozen=True, slots=True)
class ChooseSized(CallbackData):
    """Ask which garment of a photo one's size is wanted of."""

    prefix = "zc"
    answer_id: int


@dataclass(frozen=True, slots=True)
class SizeOfGarment(CallbackData):
    """Ask for one's size of a garment in a photo."""

    prefix = "zg"
    answer_id: int
    garment: int


@dataclass(frozen=True, slots=True)
class Buy(CallbackData):
    """Say that one bought a product."""

    prefix = "zb"
    product_id: int


@dataclass(frozen=True, slots=True)
class SetBought(CallbackData):
    """Say in which of its sizes a product was bought."""

    prefix = "zs"
    worn_id: int
    option: int


@dataclass(frozen=True, slots=True)
class RateWorn(CallbackData):
    """Say how a worn size is; `ask` asks for it."""

    prefix = "zr"
    worn_id: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ForgetWorn(CallbackData):
    """Take a worn size off the profile."""

    prefix = "zf"
    worn_id: int


@dataclass(frozen=True, slots=True)
class Profile(CallbackData):
    """See, change or delete one's size profile."""

    prefix = "ze"
    part: ProfilePart
