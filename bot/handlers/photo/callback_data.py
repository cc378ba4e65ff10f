"""What the buttons under an answered photo and its lists do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.catalogue import ResultOrder
from bot.services.search_filters import FilterGroup
from bot.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class ShowSimilar(CallbackData):
    """Open a list of what looks like one garment."""

    prefix = "s"
    answer_id: int
    garment: int


@dataclass(frozen=True, slots=True)
class TurnPage(CallbackData):
    """Show another page of a list."""

    prefix = "p"
    search_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ShowMatching(CallbackData):
    """Show what to wear with the garment of a list."""

    prefix = "g"
    search_id: int


@dataclass(frozen=True, slots=True)
class SetOrder(CallbackData):
    """Let colour or shape decide the order of a list."""

    prefix = "o"
    search_id: int
    order: ResultOrder


@dataclass(frozen=True, slots=True)
class LoosenFilter(CallbackData):
    """Take one filter off a list, or all."""

    prefix = "x"
    search_id: int
    what: FilterGroup


@dataclass(frozen=True, slots=True)
class Dismiss(CallbackData):
    """Never show a product again."""

    prefix = "d"
    search_id: int
    product_id: int


@dataclass(frozen=True, slots=True)
class ShowShops(CallbackData):
    """Show shops of the photo's mood."""

    prefix = "m"
    answer_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ChooseGarment(CallbackData):
    """Ask which garment is named wrong."""

    prefix = "w"
    answer_id: int


@dataclass(frozen=True, slots=True)
class ChooseCategory(CallbackData):
    """Ask what a garment really is; page 0 has the likely ones, the others a slot each."""

    prefix = "c"
    answer_id: int
    garment: int
    page: int


@dataclass(frozen=True, slots=True)
class Correct(CallbackData):
    """Say what a garment really is."""

    prefix = "k"
    answer_id: int
    garment: int
    category: str


@dataclass(frozen=True, slots=True)
class Rate(CallbackData):
    """Say whether the answer was good."""

    prefix = "r"
    answer_id: int
    liked: bool


@dataclass(frozen=True, slots=True)
class BackToAnswer(CallbackData):
    """Put the buttons of the answer back."""

    prefix = "b"
    answer_id: int
