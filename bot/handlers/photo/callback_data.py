"""What the buttons under an answered photo and its lists do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import Action

Order = Literal["both", "colour", "shape"]
Loosen = Literal["price", "colour", "category", "other", "all"]


@dataclass(frozen=True, slots=True)
class ShowSimilar(Action):
    """Open a list of what looks like one garment."""

    code = "s"
    answer_id: int
    garment: int


@dataclass(frozen=True, slots=True)
class TurnPage(Action):
    """Show another page of a list."""

    code = "p"
    search_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ShowMatching(Action):
    """Show what to wear with the garment of a list."""

    code = "g"
    search_id: int


@dataclass(frozen=True, slots=True)
class SetOrder(Action):
    """Let colour or shape decide the order of a list."""

    code = "o"
    search_id: int
    order: Order


@dataclass(frozen=True, slots=True)
class LoosenFilter(Action):
    """Take one filter off a list, or all."""

    code = "x"
    search_id: int
    what: Loosen


@dataclass(frozen=True, slots=True)
class Dismiss(Action):
    """Never show a product again."""

    code = "d"
    search_id: int
    product_id: int


@dataclass(frozen=True, slots=True)
class ShowShops(Action):
    """Show shops of the photo's mood."""

    code = "m"
    answer_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ChooseGarment(Action):
    """Ask which garment is named wrong."""

    code = "w"
    answer_id: int


@dataclass(frozen=True, slots=True)
class ChooseCategory(Action):
    """Ask what a garment really is; page 0 has the likely ones, the others a slot each."""

    code = "c"
    answer_id: int
    garment: int
    page: int


@dataclass(frozen=True, slots=True)
class Correct(Action):
    """Say what a garment really is."""

    code = "k"
    answer_id: int
    garment: int
    category: str


@dataclass(frozen=True, slots=True)
class Rate(Action):
    """Say whether the answer was good."""

    code = "r"
    answer_id: int
    liked: bool


@dataclass(frozen=True, slots=True)
class BackToAnswer(Action):
    """Put the buttons of the answer back."""

    code = "b"
    answer_id: int
