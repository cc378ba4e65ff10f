"""What the buttons of saved products do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.catalogue import ResultOrder
from bot.services.search_filters import FilterGroup
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
