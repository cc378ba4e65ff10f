"""Callback data of the closet.

`view` is the page that a garment was opened from: a shelf, or `new`, what was just added.
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
ItemActionKind = Literal[
    "wear", "unwear", "wash", "favourite", "picture", "delete", "restore", "similar", "matching"
]


@dataclass(frozen=True, slots=True)
class ShowCloset(CallbackData):
    """Show a page of a shelf in the same message."""

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
    """Show the page that a garment was opened from."""

    prefix = "cc"
    item_id: int
    view: View


@dataclass(frozen=True, slots=True)
class ItemAction(CallbackData):
    """Wear, wash, delete … a garment."""

    prefix = "cd"
    item_id: int
    view: View
    kind: ItemActionKind


@dataclass(frozen=True, slots=True)
class EditItem(CallbackData):
    """Ask which field of a garment is wrong."""

    prefix = "ce"
    item_id: int
    view: View


@dataclass(frozen=True, slots=True)
class EditField(CallbackData):
    """Ask for the right value of a field; `page` of its options."""

    prefix = "cf"
    item_id: int
    view: View
    field: Field
    page: int


@dataclass(frozen=True, slots=True)
class SetField(CallbackData):
    """Set a field to the option at index `option` of the taxonomy's list."""

    prefix = "cg"
    item_id: int
    view: View
    field: Field
    option: int


@dataclass(frozen=True, slots=True)
class AskTyped(CallbackData):
    """Ask for a comment or a price to be typed."""

    prefix = "ch"
    item_id: int
    view: View
    field: Typed


@dataclass(frozen=True, slots=True)
class ForgetTyped(CallbackData):
    """Cancel the question for a typed value; `clear` also empties the field."""

    prefix = "ci"
    item_id: int
    clear: bool


@dataclass(frozen=True, slots=True)
class AddClothes(CallbackData):
    """Open a batch of photos to add clothes from."""

    prefix = "cj"


@dataclass(frozen=True, slots=True)
class EndAdding(CallbackData):
    """Close a batch."""

    prefix = "ck"
    batch_id: int


@dataclass(frozen=True, slots=True)
class ShowBatch(CallbackData):
    """Show a page of what a batch added."""

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
    """Answer whether two garments are the same one; if so, only the older one stays."""

    prefix = "cn"
    item_id: int
    same: bool


def garment_bits(numbers: Iterable[int]) -> int:
    """Return the bit mask of a photo's garments, given their numbers from 1."""
    return sum(1 << (number - 1) for number in numbers)


@dataclass(frozen=True, slots=True)
class ChooseSaved(CallbackData):
    """Ask which garments of a photo to save; `chosen` has a bit for each.

    `back` is whether the message is an answer, whose other buttons come back afterwards.
    """

    prefix = "co"
    answer_id: int
    chosen: int
    back: bool


@dataclass(frozen=True, slots=True)
class SaveChosen(CallbackData):
    """Save garments of a photo to the closet."""

    prefix = "cp"
    answer_id: int
    chosen: int
    back: bool


@dataclass(frozen=True, slots=True)
class ShareCorrections(CallbackData):
    """Answer whether the next training may learn from the person's corrections."""

    prefix = "cq"
    agreed: bool
