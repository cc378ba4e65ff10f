"""Puts products and filters into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from types import MappingProxyType
from typing import Any, Final

from bot.handlers.photo.callback_data import Loosen
from bot.services.catalogue import Item
from bot.ui.catalogues import Html, Texts, capped, circled, join
from config.vocabulary import KIND_CATEGORIES
from engine.search.filters import Filters

TITLE_CHARS: Final = 60
SHOP_CHARS: Final = 30
_OTHERS: Final = ("patterns", "fits", "genders", "seasons", "sizes", "shops")
_LEAST_DROP: Final = 0.01


def filters_from(stored: dict[str, Any]) -> Filters:
    """Return filters as `filters_to` wrote them; what this version does not know is left out."""
    known = {field.name for field in fields(Filters)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in stored.items()
        if name in known
    }
    return Filters(**values)


def filters_to(filters: Filters) -> dict[str, Any]:
    """Return the filters that are set, as JSON has them."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(filters).items()
        if value not in {(), None}
    }


def loosenable(filters: Filters) -> list[Loosen]:
    """Return which filters can be taken off, "all" last when there are several.

    "other" are those beside price, colour and category; alone they are "all".
    """
    found: list[Loosen] = []
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


def loosened(filters: Filters, what: Loosen) -> Filters:
    """Return the filters without some of them."""
    gone: dict[str, tuple[str, ...]] = {
        "price": ("min_price", "max_price"),
        "colour": ("colours",),
        "category": ("categories",),
        "other": _OTHERS,
        "all": tuple(field.name for field in fields(Filters)),
    }
    kept = {k: v for k, v in filters_to(filters).items() if k not in gone[what]}
    return filters_from(kept)


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


def item_text(number: int, item: Item, t: Texts, *, size: Html | None = None) -> Html:
    """Return a product on one line, with what is said of a person's size of it."""
    line = t.html(
        "similar.item",
        number=circled(number),
        title=capped(item.title, TITLE_CHARS),
        price=t.price(item.price, item.currency),
        shop=capped(item.shop, SHOP_CHARS),
    )
    said = [line, cheaper_text(item, t), size]
    return join(" · ", [one for one in said if one is not None])


def cheaper_text(item: Item, t: Texts) -> Html | None:
    """Return by how much a product costs less than a week ago, None where it does not."""
    if not item.price_week_ago or item.price >= item.price_week_ago:
        return None
    share = 1 - item.price / item.price_week_ago
    return t.html("similar.cheaper", share=t.percent(share)) if share >= _LEAST_DROP else None
