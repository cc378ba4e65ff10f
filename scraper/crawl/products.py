"""From what a page says to the offers on it: schema.org first, OpenGraph for what that leaves out.

https://schema.org/Product, https://schema.org/ProductGroup, https://schema.org/Offer,
https://ogp.me and its product extension.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from scraper.crawl.page import Page
from scraper.crawl.size_tables import size_chart
from scraper.feed_records import FeedFields, OfferMaker
from scraper.offer import Offer
from scraper.report import ImportReport
from scraper.shops import ShopDefinition
from scraper.variants import VariantJoiner

MAX_VARIANTS: Final = 300

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
_SOLD: Final = frozenset(
    {
        "instock",
        "limitedavailability",
        "preorder",
        "presale",
        "backorder",
        "onlineonly",
        "instoreonly",
        "madetoorder",
        "in stock",
        "available for order",
        "",
    }
)
_USED: Final = frozenset({"usedcondition", "refurbishedcondition", "damagedcondition"})
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
_PROPERTIES: Final[Mapping[str, tuple[str, ...]]] = {
    "material": ("소재", "재질", "혼용률", "material", "fabric"),
    "season": ("계절", "시즌", "season"),
    "colour": ("색상", "컬러", "color", "colour"),
    "sizes": ("사이즈", "size"),
    "gender": ("성별", "gender"),
}


def offers_on(page: Page, shop: ShopDefinition, report: ImportReport) -> list[Offer]:
    """Return the offers of a product's page, one a colour; what is wrong goes into the report."""
    maker = OfferMaker(_FIELDS, shop.slug, shop.name, page.url)
    joiner = VariantJoiner()
    chart = size_chart(page.tables)
    offers: list[Offer] = []
    for record in _records(page, shop):
        made = maker.make((0, record), report)
        if isinstance(made, Offer):
            offers += joiner.add(replace(made, page=page.url, size_chart=chart))
    return [*offers, *joiner.rest()]


def _records(page: Page, shop: ShopDefinition) -> Iterator[dict[str, str]]:
    """Yield the fields of each variant on a page."""
    fallback = _open_graph(page)
    if shop.gender is not None:
        fallback["gender"] = shop.gender
    fallback.setdefault("category", _breadcrumbs(page.items))
    said = False
    for thing in _main_products(page.items):
        for fields in _variants(thing, page.url):
            said = True
            # The page's own price counts only where the variant has none: they may differ.
            yield {**fallback, **{name: value for name, value in fields.items() if value}}
    if not said and fallback.get("price"):
        yield {"id": _id_of(page.canonical), "link": page.canonical, **fallback}


def is_product(page: Page) -> bool:
    """Return whether a page sells one product, rather than listing many."""
    products = [thing for thing in page.items if _types(thing) & {"product", "productgroup"}]
    if products:
        return len(products) <= 3 and not any("itemlist" in _types(t) for t in page.items)
    return "product:price:amount" in page.meta or page.meta.get("og:type") == "product"


def _main_products(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the page's own product: the group if there is one, else the first that has a price."""
    groups = [thing for thing in items if "productgroup" in _types(thing)]
    if groups:
        return groups[:1]
    products = [thing for thing in items if "product" in _types(thing)]
    priced = [thing for thing in products if thing.get("offers")]
    return (priced or products)[:1]


def _variants(thing: Mapping[str, Any], url: str) -> Iterator[dict[str, str]]:
    own = _fields(thing, url)
    variants = [v for v in _list(thing.get("hasVariant"))[:MAX_VARIANTS] if isinstance(v, Mapping)]
    if variants:
        group = _text(thing.get("productGroupID")) or own["id"]
        for variant in variants:
            told = {name: value for name, value in _fields(variant, url).items() if value}
            yield {**own, **told, "group": group}
        return
    offers = [offer for offer in _offers(thing) if _offer_size(offer)]
    if len(offers) > 1:
        for offer in offers[:MAX_VARIANTS]:
            yield {
                **own,
                **_offer_fields(offer, url),
                "sizes": _offer_size(offer),
                "group": own["id"],
            }
        return
    yield own


def _fields(thing: Mapping[str, Any], url: str) -> dict[str, str]:
    """Return the fields of a product or variant."""
    offers = _offers(thing)
    cheapest = min(offers, key=lambda o: (not _is_sold(o), _number(o)), default=None)
    link = _text(thing.get("url"))
    properties = _properties(thing)
    audience = thing.get("audience")
    gender = audience.get("suggestedGender") if isinstance(audience, Mapping) else None
    return {
        "id": next(
            (v for key in ("sku", "productID", "mpn", "gtin13") if (v := _text(thing.get(key)))),
            _id_of(link or url),
        ),
        "title": _text(thing.get("name")),
        "link": urljoin(url, link) if link else url,
        "picture": _picture(thing.get("image"), url),
        "description": _text(thing.get("description")),
        "brand": _text(thing.get("brand")) or _text(thing.get("manufacturer")),
        "category": _text(thing.get("category")),
        "colour": _text(thing.get("color")) or properties.get("colour", ""),
        "gender": _last_part(_text(gender)) or properties.get("gender", ""),
        "material": _text(thing.get("material")) or properties.get("material", ""),
        "season": properties.get("season", ""),
        "sizes": "|".join(_text(s) for s in _list(thing.get("size")))
        or properties.get("sizes", ""),
        "tags": "|".join(_text(tag) for tag in _list(thing.get("keywords"))),
        **(_offer_fields(cheapest, url) if cheapest is not None else {}),
    }


def _offer_fields(offer: Mapping[str, Any], url: str) -> dict[str, str]:
    price, list_price, currency = _price(offer)
    link = _text(offer.get("url"))
    return {
        "price": f"{price} {currency}" if price else "",
        "list_price": f"{list_price} {currency}" if list_price else "",
        "available": "yes" if _is_sold(offer) else "no",
        "condition": "used" if _last_part(_text(offer.get("itemCondition"))) in _USED else "",
        **({"link": urljoin(url, link)} if link else {}),
    }


def _offers(thing: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the offers of a product; those in an aggregate in place of it."""
    found: list[Mapping[str, Any]] = []
    for offer in _list(thing.get("offers"))[:MAX_VARIANTS]:
        if not isinstance(offer, Mapping):
            continue
        inner = [o for o in _list(offer.get("offers"))[:MAX_VARIANTS] if isinstance(o, Mapping)]
        found += [{"priceCurrency": offer.get("priceCurrency"), **one} for one in inner] or [offer]
    return found


def _price(offer: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return what an offer costs, what it cost before, and the currency."""
    price = _text(offer.get("price")) or _text(offer.get("lowPrice"))
    currency = _text(offer.get("priceCurrency"))
    before = ""
    for specification in _list(offer.get("priceSpecification"))[:20]:
        if not isinstance(specification, Mapping):
            continue
        kind = _last_part(_text(specification.get("priceType")))
        amount = _text(specification.get("price"))
        currency = currency or _text(specification.get("priceCurrency"))
        if kind in {"listprice", "strikethroughprice", "srp", "msrp"}:
            before = amount
        else:
            price = price or amount
    return price, before, currency


def _number(offer: Mapping[str, Any]) -> float:
    try:
        return float(_price(offer)[0].replace(",", ""))
    except ValueError:
        return float("inf")


def _is_sold(offer: Mapping[str, Any]) -> bool:
    return _last_part(_text(offer.get("availability"))) in _SOLD


def _offer_size(offer: Mapping[str, Any]) -> str:
    item = offer.get("itemOffered")
    return _text(offer.get("size")) or (
        _text(item.get("size")) if isinstance(item, Mapping) else ""
    )


def _open_graph(page: Page) -> dict[str, str]:
    found = {
        name: value
        for name, keys in _OPEN_GRAPH.items()
        if (value := next((page.meta[key] for key in keys if page.meta.get(key)), ""))
    }
    currency = page.meta.get("product:price:currency", "")
    price = page.meta.get("product:price:amount") or page.meta.get("og:price:amount", "")
    sale = page.meta.get("product:sale_price:amount", "")
    if price or sale:
        found["price"] = f"{sale or price} {currency}"
        found["list_price"] = f"{price} {currency}" if sale else ""
    available = page.meta.get("product:availability", "").lower().replace("_", "").replace(" ", "")
    if available and available not in _SOLD:
        found["available"] = "no"
    return found


def _breadcrumbs(items: Sequence[Mapping[str, Any]]) -> str:
    """Return the page's place in the shop, without the shop's front page."""
    for thing in items:
        if "breadcrumblist" in _types(thing):
            steps = [s for s in _list(thing.get("itemListElement"))[:10] if isinstance(s, Mapping)]
            names = [_text(s.get("name")) or _text(s.get("item")) for s in steps]
            return " > ".join(name for name in names if name)
    return ""


def _properties(thing: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in _list(thing.get("additionalProperty"))[:50]:
        if isinstance(pair, Mapping):
            name, value = _text(pair.get("name")).lower(), _text(pair.get("value"))
            for field, words in _PROPERTIES.items():
                if any(word in name for word in words):
                    found.setdefault(field, value)
    return found


def _picture(value: Any, url: str) -> str:
    for image in _list(value):
        said = (
            _text(image.get("url") or image.get("contentUrl"))
            if isinstance(image, Mapping)
            else _text(image)
        )
        if said:
            return urljoin(url, said)
    return ""


def _types(thing: Mapping[str, Any]) -> set[str]:
    return {_last_part(_text(kind)) for kind in _list(thing.get("@type"))}


def _last_part(text: str) -> str:
    """Return `instock` of `https://schema.org/InStock`."""
    return text.rstrip("/").rpartition("/")[2].rpartition("#")[2].strip().lower()


def _text(value: Any) -> str:
    """Return what a property says: itself, its first value, or the name of the thing it is."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:.2f}".removesuffix(".00") if abs(value) < 1e15 else ""
    if isinstance(value, list):
        return next((said for one in value[:20] if (said := _text(one))), "")
    if isinstance(value, Mapping):
        return _text(value.get("name") or value.get("@value") or value.get("@id"))
    return ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _id_of(url: str) -> str:
    """Return an id for a page that gives its product none."""
    parts = urlsplit(url)
    return blake2b(
        f"{parts.path}?{parts.query}".encode("utf-8", "replace"), digest_size=8
    ).hexdigest()
