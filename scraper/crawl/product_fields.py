"""From a product of schema.org to the fields of an offer.

https://schema.org/Product, https://schema.org/ProductGroup, https://schema.org/Offer
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Final

from scraper.crawl.page import Page
from scraper.fields.availability import is_available
from scraper.fields.link import resolve_link
from scraper.fields.price import PriceError, currency_of, parse_price

MAX_VARIANTS: Final = 300
_CHILDRENS_AGE: Final = 13
_USED: Final = frozenset({"usedcondition", "refurbishedcondition", "damagedcondition"})
_LIST_PRICES: Final = frozenset({"listprice", "strikethroughprice", "srp", "msrp", "regularprice"})
_PROPERTIES: Final[Mapping[str, tuple[str, ...]]] = {
    "material": ("소재", "재질", "혼용률", "material", "fabric"),
    "season": ("계절", "시즌", "season"),
    "colour": ("색상", "컬러", "color", "colour"),
    "sizes": ("사이즈", "size"),
    "gender": ("성별", "gender"),
}


def variant_fields(thing: Mapping[str, Any], page: Page) -> Iterator[dict[str, str]]:
    """Yield the fields of each variant of a product or group; of the product where it has none."""
    own = _fields(thing, page)
    variants = [
        v
        for v in [*list_of(thing.get("hasVariant")), *list_of(thing.get("model"))][:MAX_VARIANTS]
        if isinstance(v, Mapping)
    ]
    if variants:
        group = text_of(thing.get("productGroupID")) or own["id"]
        for variant in variants:
            said = {name: value for name, value in _fields(variant, page).items() if value}
            # The name of a variant is the product's with the size behind it.
            title = own["title"] or said.get("title", "")
            yield {**own, **said, "title": title, "group": group}
        return
    offers = [offer for offer in offers_in(thing) if _offer_size(offer)]
    if len(offers) > 1:
        for offer in offers[:MAX_VARIANTS]:
            yield {
                **own,
                **_offer_fields(offer, page),
                "sizes": _offer_size(offer),
                "group": own["id"],
            }
        return
    yield own


def _fields(thing: Mapping[str, Any], page: Page) -> dict[str, str]:
    """Return the fields of a product or variant."""
    cheapest = min(offers_in(thing), key=_sort_key, default=None)
    link = text_of(thing.get("url"))
    address = (resolve_link(link, page.base) or link) if link else page.canonical
    properties = _properties(thing)
    return {
        "id": next(
            (v for key in ("sku", "productID", "mpn", "gtin13") if (v := text_of(thing.get(key)))),
            id_of(address),
        ),
        "title": text_of(thing.get("name")),
        "link": address,
        "picture": _picture(thing.get("image"), page.base),
        "description": text_of(thing.get("description")),
        "brand": text_of(thing.get("brand")) or text_of(thing.get("manufacturer")),
        "category": text_of(thing.get("category")),
        "colour": text_of(thing.get("color")) or properties.get("colour", ""),
        "material": text_of(thing.get("material")) or properties.get("material", ""),
        "season": properties.get("season", ""),
        "sizes": "|".join(_size(size) for size in list_of(thing.get("size")))
        or properties.get("sizes", ""),
        "tags": "|".join(text_of(tag) for tag in list_of(thing.get("keywords"))),
        **_audience(thing.get("audience"), properties),
        **(_offer_fields(cheapest, page) if cheapest is not None else {}),
    }


def _audience(value: Any, properties: Mapping[str, str]) -> dict[str, str]:
    gender, age = properties.get("gender", ""), ""
    for audience in list_of(value)[:5]:
        if isinstance(audience, Mapping):
            gender = last_part(text_of(audience.get("suggestedGender"))) or gender
            oldest = _amount(text_of(audience.get("suggestedMaxAge")))
            if oldest is not None and 0 < oldest <= _CHILDRENS_AGE:
                age = "kids"
    return {"gender": gender, "age": age}


def _offer_fields(offer: Mapping[str, Any], page: Page) -> dict[str, str]:
    price, list_price, currency = _price(offer)
    link = text_of(offer.get("url"))
    return {
        "price": _with_currency(price, currency),
        "list_price": _with_currency(list_price, currency),
        "availability": text_of(offer.get("availability")),
        "condition": "used" if last_part(text_of(offer.get("itemCondition"))) in _USED else "",
        **({"link": found} if link and (found := resolve_link(link, page.base)) else {}),
    }


def _with_currency(price: str, currency: str) -> str:
    """Return a price with the currency beside it, unless it names one itself."""
    return price if not price or currency_of(price) else f"{price} {currency}".strip()


def offers_in(thing: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the offers of a product; those in an aggregate in place of it."""
    found: list[Mapping[str, Any]] = []
    for offer in list_of(thing.get("offers"))[:MAX_VARIANTS]:
        if not isinstance(offer, Mapping):
            continue
        inner = [o for o in list_of(offer.get("offers"))[:MAX_VARIANTS] if isinstance(o, Mapping)]
        found += [{"priceCurrency": offer.get("priceCurrency"), **one} for one in inner] or [offer]
    return found


def _price(offer: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return what an offer costs, what it cost before, and the currency."""
    said = (text_of(offer.get(name)) for name in ("price", "lowPrice", "highPrice"))
    # Templates write 0 for a price that is elsewhere.
    price = next((text for text in said if _amount(text) is not None), "")
    currency = text_of(offer.get("priceCurrency"))
    before = ""
    for specification in list_of(offer.get("priceSpecification"))[:20]:
        if not isinstance(specification, Mapping):
            continue
        kind = last_part(text_of(specification.get("priceType")))
        amount = text_of(specification.get("price"))
        currency = currency or text_of(specification.get("priceCurrency"))
        if kind in _LIST_PRICES:
            before = amount
        else:
            price = price or amount
    return price or text_of(offer.get("price")), before, currency


def _amount(text: str) -> Decimal | None:
    try:
        return parse_price(text).amount if text else None
    except PriceError:
        return None


def _sort_key(offer: Mapping[str, Any]) -> tuple[bool, bool, Decimal]:
    """Return a key that brings the cheapest offer that can be bought to the front."""
    amount = _amount(_price(offer)[0])
    return not _is_sold(offer), amount is None, amount or Decimal(0)


def _is_sold(offer: Mapping[str, Any]) -> bool:
    return is_available(text_of(offer.get("availability"))) is not False


def _offer_size(offer: Mapping[str, Any]) -> str:
    item = offer.get("itemOffered")
    inner = item.get("size") if isinstance(item, Mapping) else None
    return _size(offer.get("size")) or _size(inner)


def _size(value: Any) -> str:
    """Return a size label; of a `SizeSpecification` its name."""
    return text_of(value)


def _properties(thing: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in list_of(thing.get("additionalProperty"))[:50]:
        if isinstance(pair, Mapping):
            name, value = text_of(pair.get("name")).lower(), text_of(pair.get("value"))
            for field, words in _PROPERTIES.items():
                if any(word in name for word in words):
                    found.setdefault(field, value)
    return found


def _picture(value: Any, url: str) -> str:
    for image in list_of(value):
        said = (
            text_of(image.get("url") or image.get("contentUrl"))
            if isinstance(image, Mapping)
            else text_of(image)
        )
        if said:
            return resolve_link(said, url) or said  # what is wrong is reported later
    return ""


def types_of(thing: Mapping[str, Any]) -> set[str]:
    """Return the types of a thing, the last part of each in small letters."""
    return {last_part(text_of(kind)) for kind in list_of(thing.get("@type"))}


def last_part(text: str) -> str:
    """Return `instock` of `https://schema.org/InStock`."""
    return text.rstrip("/").rpartition("/")[2].rpartition("#")[2].strip().lower()


def text_of(value: Any) -> str:
    """Return what a property says: itself, its first value, or the name of the thing it is."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:.2f}".removesuffix(".00") if abs(value) < 1e15 else ""
    if isinstance(value, list):
        return next((said for one in value[:20] if (said := text_of(one))), "")
    if isinstance(value, Mapping):
        return text_of(value.get("name") or value.get("@value") or value.get("@id"))
    return ""


def list_of(value: Any) -> list[Any]:
    """Return a property's values, one or many, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def id_of(url: str) -> str:
    """Return an id for a page that gives its product none: of its path and query."""
    behind_host = url.partition("://")[2].partition("/")[2].partition("#")[0]
    path, _, query = f"/{behind_host}".partition("?")
    return blake2b(f"{path}?{query}".encode("utf-8", "replace"), digest_size=8).hexdigest()
