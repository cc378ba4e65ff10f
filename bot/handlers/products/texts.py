"""Texts of product lists: the products, and the filters that narrow the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.services.catalogue import Item
from bot.ui.catalogues import Html, Texts, capped, join
from bot.ui.product_texts import SHOP_CHARS, item_text
from config.vocabulary import KIND_CATEGORIES
from engine.search.filters import Filters


def category_names(categories: Sequence[str], t: Texts) -> list[str]:
    """Return the names of categories; those of a whole kind have one name: 바지."""
    for kind, group in KIND_CATEGORIES.items():
        if set(group) == set(categories):
            heading = t.label("closet.group" if kind == "bottom" else "slot", kind)
            return [heading.lower()]
    return [t.label("category", name) for name in categories]


def filters_text(filters: Filters, t: Texts) -> str:
    """Return filters in a few words: 검정 · 50,000원 이하."""
    words = category_names(filters.categories, t)
    words += [t.label("colour", name) for name in filters.colours]
    words += [t.label("pattern", name) for name in filters.patterns]
    words += [t.label("fit", name) for name in filters.fits]
    words += [t.label("gender", name) for name in filters.genders]
    words += [t.label("closet.season", name) for name in filters.seasons]
    words += [capped(name, SHOP_CHARS) for name in (*filters.sizes, *filters.shops)]
    low, high = (
        None if price is None else t.price(price, "KRW")
        for price in (filters.min_price, filters.max_price)
    )
    if low is not None and high is not None:
        words.append(t.text("filter.between", low=low, high=high))
    elif high is not None:
        words.append(t.text("filter.at_most", price=high))
    elif low is not None:
        words.append(t.text("filter.at_least", price=low))
    return " · ".join(words)


def list_text(
    title: Html,
    items: Sequence[Item],
    t: Texts,
    *,
    first_number: int,
    narrowed: str,
    missing: Html | None = None,
    sizable: bool = True,
    sizes: Mapping[int, Html] = MappingProxyType({}),
) -> Html:
    """Return a list of products: name, price and shop of each, and how to narrow it.

    Args:
        title: first line.
        items: the products.
        t: the sentences.
        first_number: number of the first product.
        narrowed: the filters in words, or "".
        missing: what is said where no product is quite like the garment.
        sizable: whether one's size can be asked for.
        sizes: what is said of a person's size of a product, by its id.
    """
    lines = [title]
    if missing is not None:
        lines.append(missing)
    if narrowed:
        lines.append(t.html("similar.narrowed", filters=narrowed))
    lines.append(Html(""))
    for number, item in enumerate(items, first_number):
        lines.append(item_text(number, item, t, size=sizes.get(item.id)))
    legend = t.html("similar.legend") if sizable else t.html("similar.legend_unsized")
    lines += [Html(""), legend, t.html("similar.tip")]
    return join("\n", lines)
