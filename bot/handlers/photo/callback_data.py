"""What the buttons under an answered photo and its lists do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.callback_data import CallbackData


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
