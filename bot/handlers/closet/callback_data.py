"""What the buttons of the closet do.

`view` is where the way back leads: a group of the closet, or `new`, what was just added.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.ui.callback_data import Action

Group = Literal["all", "top", "bottom", "outer", "dress", "shoes", "other"]
View = Literal["all", "top", "bottom", "outer", "dress", "shoes", "other", "new"]
Field = Literal["category", "colours", "pattern", "fit", "warmth", "seasons"]
Typed = Literal["comment", "price"]
Deed = Literal[
    "wear", "unwear", "wash", "favourite", "picture", "delete", "restore", "similar", "matching"
]


@dataclass(frozen=True, slots=True)
class ShowCloset(Action):
    """Show a page of the closet; its message becomes the page."""

    code = "ca"
    group: Group
    page: int


@dataclass(frozen=True, slots=True)
class ShowItem(Action):
    """Show a garment."""

    code = "cb"
    item_id: int
    view: View


@dataclass(frozen=True, slots=True)
class LeaveItem(Action):
    """Go back to where the garment was opened."""

    code = "cc"
    item_id: int
    view: View


@dataclass(frozen=True, slots=True)
class DoWithItem(Action):
    """Wear, wash, delete … a garment."""

    code = "cd"
    item_id: int
    view: View
    deed: Deed


@dataclass(frozen=True, slots=True)
class EditItem(Action):
    """Ask which field of a garment is wrong."""

    code = "ce"
    item_id: int
    view: View


@dataclass(frozen=True, slots=True)
class EditField(Action):
    """Ask what a field really is; `page` of its options."""

    code = "cf"
    item_id: int
    view: View
    field: Field
    page: int


@dataclass(frozen=True, slots=True)
class SetField(Action):
    """Say what a field really is: the option at `option` of the taxonomy's list."""

    code = "cg"
    item_id: int
    view: View
    field: Field
    option: int


@dataclass(frozen=True, slots=True)
class AskTyped(Action):
    """Ask for a comment or a price in words."""

    code = "ch"
    item_id: int
    view: View
    field: Typed


@dataclass(frozen=True, slots=True)
class ForgetTyped(Action):
    """Do not want to type anything after all; `clear` also empties the field."""

    code = "ci"
    item_id: int
    clear: bool


@dataclass(frozen=True, slots=True)
class AddClothes(Action):
    """Begin to add clothes."""

    code = "cj"


@dataclass(frozen=True, slots=True)
class EndAdding(Action):
    """Stop adding clothes."""

    code = "ck"
    batch_id: int


@dataclass(frozen=True, slots=True)
class ShowBatch(Action):
    """Show a page of what was added."""

    code = "cl"
    batch_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ShowTwin(Action):
    """Show a new garment beside the older one that it looks like."""

    code = "cm"
    item_id: int


@dataclass(frozen=True, slots=True)
class ResolveTwin(Action):
    """Say whether two garments are the same one; then the older one stays."""

    code = "cn"
    item_id: int
    same: bool


def garment_bits(numbers: Iterable[int]) -> int:
    """Return garments of a photo, by their numbers from 1, as `ChooseSaved` has them."""
    return sum(1 << (number - 1) for number in numbers)


@dataclass(frozen=True, slots=True)
class ChooseSaved(Action):
    """Ask which garments of a photo go to the closet; `chosen` has a bit for each.

    `back` is whether the message is an answer, whose other buttons come back afterwards.
    """

    code = "co"
    answer_id: int
    chosen: int
    back: bool


@dataclass(frozen=True, slots=True)
class SaveChosen(Action):
    """Put garments of a photo into the closet."""

    code = "cp"
    answer_id: int
    chosen: int
    back: bool


@dataclass(frozen=True, slots=True)
class ShareCorrections(Action):
    """Say whether the next training may learn from one's corrections."""

    code = "cq"
    agreed: bool


@dataclass(frozen=True, slots=True)
class SwitchLearning(Action):
    """Change, where privacy is told of, whether we learn from one's corrections."""

    code = "cr"
    agreed: bool
