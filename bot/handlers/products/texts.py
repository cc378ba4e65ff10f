"""Texts of product lists: the products, and the filters that narrow the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.services.catalogue import Item
from bot.services.photo_answers import SeenGarment
from bot.services.product_lists import same_kind
from bot.ui.catalogues import Html, Texts, capped, circled, join
from bot.ui.product_texts import SHOP_CHARS, item_text
from config.vocabulary import KIND_CATEGORIES
from engine.search.filters import Filters


def category_names(categories: Sequence[str], t: Texts) -> list[str]:
    """Return the names of categories; all those of a kind share one name: 바지."""
    for kind, group in KIND_CATEGORIES.items():
        if set(group) == set(categories):
            heading = t.label("closet.group" if kind == "bottom" else "slot", kind)
            return [heading.lower()]
    return [t.label("category", name) for name in categories]


def filters_text(filters: Filters, t: Texts) -> str:
    """Return filters on one line: 검정 · 50,000원 이하."""
    parts = category_names(filters.categories, t)
    parts += [t.label("colour", name) for name in filters.colours]
    parts += [t.label("pattern", name) for name in filters.patterns]
    parts += [t.label("fit", name) for name in filters.fits]
    parts += [t.label("gender", name) for name in filters.genders]
    parts += [t.label("closet.season", name) for name in filters.seasons]
    parts += [capped(name, SHOP_CHARS) for name in (*filters.sizes, *filters.shops)]
    low, high = (
        None if price is None else t.price(price, "KRW")
        for price in (filters.min_price, filters.max_price)
    )
    if low is not None and high is not None:
        parts.append(t.text("filter.between", low=low, high=high))
    elif high is not None:
        parts.append(t.text("filter.at_most", price=high))
    elif low is not None:
        parts.append(t.text("filter.at_least", price=low))
    return " · ".join(parts)


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
        narrowed: the filters as text, or "".
        missing: says that no product has the garment's category and colour; else None.
        sizable: whether the legend explains the button of one's size.
        sizes: text of the person's size of a product, by its id.
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


def list_title(garment: SeenGarment, filters: Filters, t: Texts) -> Html:
    """Return the title of a list: of what resembles the garment, or of another kind."""
    name = t.label("category", garment.category)
    if same_kind(filters.categories, (garment.category,)):
        return t.html("similar.title", number=circled(garment.number), name=name)
    wanted = ", ".join(category_names(filters.categories, t))
    if filters.colours:
        return t.html("similar.not_in_photo", wanted=wanted)
    return t.html(
        "similar.not_in_photo_by_colour",
        wanted=wanted,
        number=circled(garment.number),
        name=name,
    )


def missing_text(garment: SeenGarment, colour: str, filters: Filters, t: Texts) -> Html:
    """Return that no shop has a garment's category in its colour."""
    words = {
        "colour": t.label("colour", colour),
        "name": t.label_within("category", garment.category),
    }
    if filters:
        return t.html("similar.missing_narrowed", **words)
    return t.html("similar.missing", **words)


def no_results_text(garment: SeenGarment, filters: Filters, page: int, t: Texts) -> Html:
    """Return that a page of a list is empty, and which filters narrow the list."""
    if page:
        return t.html("similar.no_more")
    narrowed = filters_text(filters, t)
    if narrowed:
        return t.html("similar.none_narrowed", filters=narrowed)
    return t.html("similar.none", name=t.label_within("category", garment.category))
