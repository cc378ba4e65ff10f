"""What the buttons about sizes do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import Action

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
class StartSize(Action):
    """Begin the dialog about one's size."""

    code = "zn"


@dataclass(frozen=True, slots=True)
class AnswerSize(Action):
    """Answer the question of a size dialog; `turn` says which question the button is of."""

    code = "z"
    dialog_id: int
    turn: int
    option: int


@dataclass(frozen=True, slots=True)
class SizeOfProduct(Action):
    """Ask for one's size of a product."""

    code = "zp"
    product_id: int


@dataclass(frozen=True, slots=True)
class ChooseSized(Action):
    """Ask which garment of a photo one's size is wanted of."""

    code = "zc"
    answer_id: int


@dataclass(frozen=True, slots=True)
class SizeOfGarment(Action):
    """Ask for one's size of a garment in a photo."""

    code = "zg"
    answer_id: int
    garment: int


@dataclass(frozen=True, slots=True)
class Buy(Action):
    """Say that one bought a product."""

    code = "zb"
    product_id: int


@dataclass(frozen=True, slots=True)
class SetBought(Action):
    """Say in which of its sizes a product was bought."""

    code = "zs"
    worn_id: int
    option: int


@dataclass(frozen=True, slots=True)
class RateWorn(Action):
    """Say how a worn size is; `ask` asks for it."""

    code = "zr"
    worn_id: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ForgetWorn(Action):
    """Take a worn size off the profile."""

    code = "zf"
    worn_id: int


@dataclass(frozen=True, slots=True)
class Profile(Action):
    """See, change or delete one's size profile."""

    code = "ze"
    part: ProfilePart
