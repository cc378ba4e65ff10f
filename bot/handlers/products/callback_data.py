"""What the buttons of saved products do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class SaveProduct(CallbackData):
    """Save a product, or forget it when it is saved."""

    prefix = "va"
    product_id: int


@dataclass(frozen=True, slots=True)
class ShowSaved(CallbackData):
    """Show a page of what is saved."""

    prefix = "vp"
    page: int


@dataclass(frozen=True, slots=True)
class RemoveSaved(CallbackData):
    """Take a product off the page of what is saved."""

    prefix = "vr"
    product_id: int
    page: int


@dataclass(frozen=True, slots=True)
class MutePriceAlerts(CallbackData):
    """Want, or do not want, to be told of lower prices."""

    prefix = "vm"
    muted: bool
    page: int
