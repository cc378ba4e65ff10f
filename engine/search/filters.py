"""The filters of a product search, as plain data that parsers, indexes and storage share."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Filters:
    """What a product must be to be listed; an empty tuple or None lets every product pass.

    Attributes:
        shops: names of shops.
        sizes: labels of which one must be in stock.
        min_price: lowest price in won, included.
        max_price: highest price in won, included.
    """

    categories: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    seasons: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()
    min_price: int | None = None
    max_price: int | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    def narrowed(self, other: Filters) -> Filters:
        """Return these filters, each one that `other` sets replaced by that of `other`."""
        given = {
            name: value
            for name in self.__slots__
            if (value := getattr(other, name)) not in ((), None)
        }
        return replace(self, **given)
