"""Map offers and engine attributes to the columns of a product's row, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Final

from config.vocabulary import normalise
from engine.models.product_style import ProductStyle, product_facts
from scraper.normalise import ProductFacts, Seen
from scraper.offer import Offer, PictureUrl, ShopIdentity
from scraper.text import plain_text

_WORDS: Final = ("description", "category", "colour", "gender", "material", "season")
_MAX_DESCRIPTION_CHARS: Final = 600


def shop_columns(offer: Offer) -> dict[str, Any]:
    """Return the columns that depend on the shop's data alone."""
    words = {
        "description": offer.description[:_MAX_DESCRIPTION_CHARS],
        "category": offer.category_text,
        "colour": offer.colour_text,
        "gender": offer.gender_text,
        "material": offer.material_text,
        "season": offer.season_text,
        "tags": list(offer.hashtags),
    }
    return {
        "external_id": offer.external_id,
        "title": offer.title,
        "brand": offer.brand,
        "url": offer.url,
        "price": int(offer.price),
        "list_price": None if offer.list_price is None else int(offer.list_price),
        "currency": offer.currency,
        "sizes": list(offer.sizes),
        "sold_out_sizes": list(offer.sold_out_sizes),
        "size_chart": {label: dict(row) for label, row in offer.size_chart.items()},
        "available": offer.available,
        "variant_group": offer.group_id,
        "shop_words": {name: text for name, text in words.items() if text},
    }


def offer_from_row(columns: Mapping[str, Any], shop: ShopIdentity) -> Offer:
    """Rebuild an offer from the texts that `shop_columns` stored, to derive its facts again."""
    # Older rows have no `shop_words`, only the terms derived from them.
    words = columns["shop_words"] or {name: columns[name] for name in ("category", "gender")}
    texts = {name: words.get(name, "") for name in _WORDS}
    return Offer(
        shop=shop,
        external_id=columns["external_id"],
        title=columns["title"],
        url=columns["url"],
        picture=PictureUrl(columns["picture_url"] or ""),
        price=Decimal(columns["price"]),
        currency=columns["currency"],
        description=texts["description"],
        category_text=texts["category"],
        colour_text=texts["colour"],
        gender_text=texts["gender"],
        material_text=texts["material"],
        season_text=texts["season"],
        hashtags=tuple(words.get("tags", ())),
    )


def fact_columns(
    offer: Offer, seen: Seen, facts: ProductFacts, style: ProductStyle
) -> dict[str, Any]:
    """Return the columns derived from the shop's texts and the picture together.

    A product's style is predicted from its texts and category; the picture of a single garment
    adds too little.
    """
    known = product_facts(facts.category, facts.pattern, facts.fit, facts.colours)
    styles = style.predict(f"{offer.title} {offer.description}", known)
    return {
        **asdict(facts),
        "name_key": name_key(offer, facts),
        "seen": asdict(seen) | {"colours": list(seen.colours)},
        "style": {scored.name: round(scored.score, 4) for scored in styles},
    }


def name_key(offer: Offer, facts: ProductFacts) -> str:
    """Return a hash of name, category, colour and price, equal for one product in two shops."""
    title = "".join(c for c in normalise(plain_text(offer.title)) if c.isalnum())
    colour = facts.colours[0] if facts.colours else ""
    text = f"{title}|{facts.category}|{colour}|{int(offer.price)}|{offer.currency}"
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
