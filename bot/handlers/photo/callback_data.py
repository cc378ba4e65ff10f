"""Callback data of the buttons of an answered photo."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class ChooseGarment(CallbackData):
    """Ask which garment has the wrong category."""

    prefix = "w"
    answer_id: int


@dataclass(frozen=True, slots=True)
class ChooseCategory(CallbackData):
    """Ask for the right category; page 0 has the likely ones, each other page a slot."""

    prefix = "c"
    answer_id: int
    garment: int
    page: int


@dataclass(frozen=True, slots=True)
class Correct(CallbackData):
    """Correct the category of a garment."""

    prefix = "k"
    answer_id: int
    garment: int
    category: str


@dataclass(frozen=True, slots=True)
class Rate(CallbackData):
    """Rate the answer."""

    prefix = "r"
    answer_id: int
    liked: bool


@dataclass(frozen=True, slots=True)
class BackToAnswer(CallbackData):
    """Show the buttons of the answer again."""

    prefix = "b"
    answer_id: int
