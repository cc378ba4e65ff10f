"""Callback data of the buttons of product lists and saved products."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.catalogue import ResultOrder
from bot.services.search_filters import FilterGroup
from bot.ui.callback_data import CallbackData


@dataclass(frozen=True, slots=True)
class SaveProduct(CallbackData):
    """Save a product, or remove it if it is saved."""

    prefix = "va"
    product_id: int


@dataclass(frozen=True, slots=True)
class ShowSaved(CallbackData):
    """Show a page of the saved products."""

    prefix = "vp"
    page: int


@dataclass(frozen=True, slots=True)
class RemoveSaved(CallbackData):
    """Remove a product from the page of saved ones."""

    prefix = "vr"
    product_id: int
    page: int


@dataclass(frozen=True, slots=True)
class MutePriceAlerts(CallbackData):
    """Switch the alerts of lower prices off or on."""

    prefix = "vm"
    muted: bool
    page: int


@dataclass(frozen=True, slots=True)
class ShowSimilar(CallbackData):
    """Open a list of products that look like one garment of a photo."""

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
class SetOrder(CallbackData):
    """Order a list by colour or shape."""

    prefix = "o"
    search_id: int
    order: ResultOrder


@dataclass(frozen=True, slots=True)
class LoosenFilter(CallbackData):
    """Remove one group of filters of a list, or all."""

    prefix = "x"
    search_id: int
    what: FilterGroup


@dataclass(frozen=True, slots=True)
class Dismiss(CallbackData):
    """Hide a product from the person for good."""

    prefix = "d"
    search_id: int
    product_id: int
