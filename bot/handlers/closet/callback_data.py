"""What the buttons of the closet do.

`view` is where the way back leads: a group of the closet, or `new`, what was just added.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.services.closet_shelves import Shelf
from bot.ui.callback_data import CallbackData

View = Literal["all", "top", "bottom", "outer", "dress", "shoes", "other", "new"]
Field = Literal["category", "colours", "pattern", "fit", "warmth", "seasons"]
Typed = Literal["comment", "price"]
Deed = Literal[
    "wear", "unwear", "wash", "favourite", "picture", "delete", "restore", "similar", "matching"
]


@dataclass(frozen=True, slots=True)
class ShowCloset(CallbackData):
    """Show a page of the closet; its message becomes the page."""

    prefix = "ca"
    shelf: Shelf
    page: int


@dataclass(frozen=True, slots=True)
class ShowItem(CallbackData):
    """Show a garment."""

    prefix = "cb"
    item_id: int
    view: View


@dataclass(frozen=True, slots=True)
class LeaveItem(CallbackData):
    """Go back to where the garment was opened."""

    prefix = "cc"
    item_id: int
    view: View


@dataclass(frozen=True, slots=True)
class DoWithItem(CallbackData):
    """Wear, wash, delete … a garment."""

    prefix = "cd"
    item_id: int
    view: View
    deed: Deed


@dataclass(frozen=True, slots=True)
class EditItem(CallbackData):
    """Ask which field of a garment is wrong."""

    prefix = "ce"
    item_id: int
    view: View


@dataclass(frozen=True, slots=True)
class EditField(CallbackData):
    """Ask what a field really is; `page` of its options."""

    prefix = "cf"
    item_id: int
    view: View
    field: Field
    page: int


@dataclass(frozen=True, slots=True)
class SetField(CallbackData):
    """Say what a field really is: the option at `option` of the taxonomy's list."""

    prefix = "cg"
    item_id: int
    view: View
    field: Field
    option: int


@dataclass(frozen=True, slots=True)
class AskTyped(CallbackData):
    """Ask for a comment or a price in words."""

    prefix = "ch"
    item_id: int
    view: View
    field: Typed


@dataclass(frozen=True, slots=True)
class ForgetTyped(CallbackData):
    """Do not want to type anything after all; `clear` also empties the field."""

    prefix = "ci"
    item_id: int
    clear: bool


@dataclass(frozen=True, slots=True)
class AddClothes(CallbackData):
    """Begin to add clothes."""

    prefix = "cj"


@dataclass(frozen=True, slots=True)
class EndAdding(CallbackData):
    """Stop adding clothes."""

    prefix = "ck"
    batch_id: int


@dataclass(frozen=True, slots=True)
class ShowBatch(CallbackData):
    """Show a page of what was added."""

    prefix = "cl"
    batch_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ShowTwin(CallbackData):
    """Show a new garment beside the older one that it looks like."""

    prefix = "cm"
    item_id: int


@dataclass(frozen=True, slots=True)
class ResolveTwin(CallbackData):
    """Say whether two garments are the same one; then the older one stays."""

    prefix = "cn"
    item_id: int
    same: bool


def garment_bits(numbers: Iterable[int]) -> int:
    """Return garments of a photo, by their numbers from 1, as `ChooseSaved` has them."""
    return sum(1 << (number - 1) for number in numbers)


@dataclass(frozen=True, slots=True)
class ChooseSaved(CallbackData):
    """Ask which garments of a photo go to the closet; `chosen` has a bit for each.

    `back` is whether the message is an answer, whose other buttons come back afterwards.
    """

    prefix = "co"
    answer_id: int
    chosen: int
    back: bool


@dataclass(frozen=True, slots=True)
class SaveChosen(CallbackData):
    """Put garments of a photo into the closet."""

    prefix = "cp"
    answer_id: int
    chosen: int
    back: bool


@dataclass(frozen=True, slots=True)
class ShareCorrections(CallbackData):
    """Say whether the next training may learn from one's corrections."""

    prefix = "cq"
    agreed: bool
