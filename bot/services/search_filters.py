"""Filters of a product search: as JSON in the database, and which of them can be removed."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any, Final, Literal

from engine.search.filters import Filters

FilterGroup = Literal["price", "colour", "category", "other", "all"]
"""Filters that are removed together."""

_OTHERS: Final = ("patterns", "fits", "genders", "seasons", "sizes", "shops")


def filters_from(stored: dict[str, Any]) -> Filters:
    """Return filters of the JSON of `filters_to`; names unknown to this version are left out."""
    known = {field.name for field in fields(Filters)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in stored.items()
        if name in known
    }
    return Filters(**values)


def filters_to(filters: Filters) -> dict[str, Any]:
    """Return the filters that are set, as JSON."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(filters).items()
        if value not in {(), None}
    }


def loosenable(filters: Filters) -> list[FilterGroup]:
    """Return the groups of filters that are set, "all" last when there are several.

    "other" are those beside price, colour and category; alone they are "all".
    """
    found: list[FilterGroup] = []
    if filters.min_price is not None or filters.max_price is not None:
        found.append("price")
    if filters.colours:
        found.append("colour")
    if filters.categories:
        found.append("category")
    if any(getattr(filters, name) for name in _OTHERS):
        found.append("other")
    if found == ["other"]:
        return ["all"]
    if len(found) > 1:
        found.append("all")
    return found


def loosened(filters: Filters, what: FilterGroup) -> Filters:
    """Return the filters without one group of them."""
    gone: dict[str, tuple[str, ...]] = {
        "price": ("min_price", "max_price"),
        "colour": ("colours",),
        "category": ("categories",),
        "other": _OTHERS,
        "all": tuple(field.name for field in fields(Filters)),
    }
    kept = {k: v for k, v in filters_to(filters).items() if k not in gone[what]}
    return filters_from(kept)
