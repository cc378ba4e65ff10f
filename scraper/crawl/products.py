"""Extract the offers of a page, from schema.org first, from OpenGraph for missing fields.

https://ogp.me and its product extension.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urldefrag

from scraper.crawl.page import Page
from scraper.crawl.product_fields import (
    id_of,
    list_of,
    offers_in,
    text_of,
    types_of,
    variant_fields,
)
from scraper.crawl.size_tables import size_chart
from scraper.feeds.records import FeedFields, OfferMaker
from scraper.fields.link import resolve_link
from scraper.offer import Offer
from scraper.report import ImportReport
from scraper.shops import ShopDefinition
from scraper.variants import VariantJoiner

_MOST_NEIGHBOURS: Final = 3
"""With more products than this, none matching the page's name or address, it is a listing."""

_FIELDS: Final = FeedFields(
    external_id=("id",),
    title=("title",),
    link=("link",),
    picture=("picture",),
    price=("price",),
    description=("description",),
    brand=("brand",),
    category=("category",),
    colour=("colour",),
    gender=("gender",),
    sizes=("sizes",),
    group=("group",),
    age=("age",),
    list_price=("list_price",),
    material=("material",),
    hashtags=("tags",),
)
_OPEN_GRAPH: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("product:retailer_item_id", "product:retailer_part_no"),
    "title": ("og:title", "twitter:title"),
    "picture": ("og:image:secure_url", "og:image", "og:image:url", "twitter:image"),
    "description": ("og:description", "description"),
    "brand": ("product:brand", "og:brand"),
    "category": ("product:category",),
    "colour": ("product:color",),
    "gender": ("product:target_gender",),
    "material": ("product:material",),
    "sizes": ("product:size",),
    "age": ("product:age_group",),
}


def offers_on(page: Page, shop: ShopDefinition, report: ImportReport) -> list[Offer]:
    """Return the offers of a product's page, one per colour; problems go into the report."""
    maker = OfferMaker(_FIELDS, shop.slug, shop.name, page.base)
    joiner = VariantJoiner()
    chart = size_chart(page.tables)
    offers: list[Offer] = []
    for record in _records(page, shop):
        offer = maker.make((0, record), report)
        if isinstance(offer, Offer):
            offers += joiner.add(replace(offer, page=page.url, size_chart=chart))
    return [*offers, *joiner.rest()]


def _records(page: Page, shop: ShopDefinition) -> Iterator[dict[str, str]]:
    """Yield the fields of each variant on a page."""
    fallback = _open_graph(page)
    if shop.gender is not None:
        fallback["gender"] = shop.gender
    fallback.setdefault("category", _breadcrumbs(page.items))
    thing = main_product(page)
    if thing is not None and not (fallback.get("price") and _is_of_another_page(thing, page)):
        for fields in variant_fields(thing, page):
            # The page's price is a fallback only: a variant's may differ.
            yield {**fallback, **{name: value for name, value in fields.items() if value}}
    elif fallback.get("price"):
        yield {"id": id_of(page.canonical), "link": page.canonical, **fallback}


def is_product(page: Page) -> bool:
    """Return whether a page sells one product, rather than listing many."""
    if _products(page.items):
        return main_product(page) is not None
    return "product:price:amount" in page.meta or page.meta.get("og:type") == "product"


def main_product(page: Page) -> Mapping[str, Any] | None:
    """Return the page's main product or group, None for a listing.

    Pages also describe recommended products, sometimes first: the main one has the page's address
    or name, or is its `mainEntity`.
    """
    products = _products(page.items)
    if not products:
        return None
    ranked = [(_fit(thing, page), thing) for thing in products]
    best, thing = max(ranked, key=lambda pair: pair[0])
    is_listing = any("itemlist" in types_of(item) for item in page.items)
    if best[0] == 0 and (len(products) > _MOST_NEIGHBOURS or is_listing):
        return None
    return thing


def _products(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return groups and products, without the variants of a group on the page."""
    groups = [thing for thing in items if "productgroup" in types_of(thing)]
    held = {
        text_of(variant.get(name))
        for group in groups
        for variant in list_of(group.get("hasVariant"))
        if isinstance(variant, Mapping)
        for name in ("@id", "sku")
    } - {""}
    single = [
        thing
        for thing in items
        if "product" in types_of(thing)
        and "productgroup" not in types_of(thing)
        and not (groups and thing.get("isVariantOf"))
        and not held & {text_of(thing.get("@id")), text_of(thing.get("sku"))}
    ]
    return [*groups, *single]


def _fit(thing: Mapping[str, Any], page: Page) -> tuple[int, bool, bool]:
    """Rate how well an object matches the page; higher is better, 0 is no match."""
    own = {_plain_address(page.url), _plain_address(page.canonical)}
    addresses = {
        _plain_address(link)
        for name in ("url", "@id", "mainEntityOfPage")
        if (link := resolve_link(_address(thing.get(name)), page.base)) is not None
    }
    name = " ".join(text_of(thing.get("name")).split()).casefold()
    titles = [page.meta.get("og:title", ""), page.title]
    folded = [" ".join(title.split()).casefold() for title in titles]
    if addresses & own:
        sign = 4
    elif any(text_of(thing.get("name")) and thing == main for main in _main_entities(page.items)):
        sign = 3
    elif name and name in folded:
        sign = 2
    elif name and any(name in title for title in folded):
        sign = 1
    else:
        sign = 0
    return (
        sign,
        bool(offers_in(thing) or thing.get("hasVariant")),
        "productgroup" in types_of(thing),
    )


def _main_entities(items: Sequence[Mapping[str, Any]]) -> list[Any]:
    return [main for item in items for main in list_of(item.get("mainEntity"))]


def _is_of_another_page(thing: Mapping[str, Any], page: Page) -> bool:
    """Return whether an object's address is another page."""
    link = resolve_link(_address(thing.get("url")), page.base)
    own = {_plain_address(page.url), _plain_address(page.canonical)}
    return link is not None and _plain_address(link) not in own and _fit(thing, page)[0] == 0


def _address(value: Any) -> str:
    return str(value.get("@id") or "") if isinstance(value, Mapping) else text_of(value)


def _plain_address(link: str) -> str:
    plain = urldefrag(link).url.partition("://")[2].removeprefix("www.")
    return plain.rstrip("/")


def _open_graph(page: Page) -> dict[str, str]:
    fields = {
        name: value
        for name, keys in _OPEN_GRAPH.items()
        if (value := next((page.meta[key] for key in keys if page.meta.get(key)), ""))
    }
    currency = page.meta.get("product:price:currency", "")
    price = page.meta.get("product:price:amount") or page.meta.get("og:price:amount", "")
    sale = page.meta.get("product:sale_price:amount", "")
    if price or sale:
        fields["price"] = f"{sale or price} {currency}".strip()
        fields["list_price"] = f"{price} {currency}".strip() if sale else ""
    fields["availability"] = page.meta.get("product:availability", "") or page.meta.get(
        "og:availability", ""
    )
    return fields


def _breadcrumbs(items: Sequence[Mapping[str, Any]]) -> str:
    """Return the page's breadcrumb path, joined by ` > `."""
    for thing in items:
        if "breadcrumblist" in types_of(thing):
            steps = [
                s for s in list_of(thing.get("itemListElement"))[:10] if isinstance(s, Mapping)
            ]
            names = [text_of(s.get("name")) or text_of(s.get("item")) for s in steps]
            return " > ".join(name for name in names if name)
    return ""
