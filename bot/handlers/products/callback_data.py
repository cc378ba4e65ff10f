"""What the buttons of saved products do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class SaveProduct(Action):
    """Save a product, or forget it when it is saved."""

    code = "va"
    product_id: int


@dataclass(frozen=True, slots=True)
class ShowSaved(Action):
    """Show a page of what is saved."""

    code = "vp"
    page: int


@dataclass(frozen=True, slots=True)
class RemoveSaved(Action):
    """Take a product off the page of what is saved."""

    code = "vr"
    product_id: int
    page: int


@dataclass(frozen=True, slots=True)
class MutePriceAlerts(Action):
    """Want, or do not want, to be told of lower prices."""

    code = "vm"
    muted: bool
    page: int
