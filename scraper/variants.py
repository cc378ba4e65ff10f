"""Merge the size variants of a product: feeds list one per line, the catalogue one per colour."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from hashlib import blake2b
from typing import Final

from scraper.offer import Offer, PictureUrl
from scraper.text import slug_of

OPEN_PRODUCTS: Final = 256
"""Products whose sizes may still come; feeds list a product's sizes close together."""


def with_product_id(offer: Offer) -> Offer:
    """Return a variant's offer with an id shared by all sizes of its colour.

    If the colour is not named, the picture's address stands for it. An offer without a group or
    without sizes is returned unchanged.
    """
    if offer.group_id is None or not (offer.sizes or offer.sold_out_sizes):
        return offer
    colour = slug_of(offer.colour_text, 40)
    if not colour and isinstance(offer.picture, PictureUrl):
        colour = blake2b(offer.picture.url.encode(), digest_size=6).hexdigest()
    return replace(offer, external_id=f"{offer.group_id[:70]}/{colour}")


def merge_variants(first: Offer, second: Offer) -> Offer:
    """Merge two variants of one product: the fields of the later, the sizes of both.

    The fields of a sold-out variant never replace those of one in stock, such as its price.
    """
    in_stock = dict.fromkeys((*first.sizes, *second.sizes))
    sold_out = dict.fromkeys((*first.sold_out_sizes, *second.sold_out_sizes))
    latest = second if second.available or not first.available else first
    return replace(
        latest,
        sizes=tuple(in_stock),
        sold_out_sizes=tuple(size for size in sold_out if size not in in_stock),
        size_chart={**first.size_chart, **second.size_chart},
        available=first.available or second.available,
        line=first.line,
    )


def is_variant(offer: Offer) -> bool:
    """Return whether other lines may list other sizes of the same product."""
    return offer.group_id is not None and bool(offer.sizes or offer.sold_out_sizes)


class VariantJoiner:
    """Merges streamed variants, holding at most `OPEN_PRODUCTS` products."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Offer] = OrderedDict()

    def add(self, offer: Offer) -> list[Offer]:
        """Add an offer and return the completed ones, possibly this one."""
        if not is_variant(offer):
            return [offer]
        offer = with_product_id(offer)
        key = offer.external_id
        known = self._open.pop(key, None)
        self._open[key] = offer if known is None else merge_variants(known, offer)
        if len(self._open) <= OPEN_PRODUCTS:
            return []
        return [self._open.popitem(last=False)[1]]

    def rest(self) -> list[Offer]:
        """Return the offers still open at the end of a feed."""
        open_offers = list(self._open.values())
        self._open.clear()
        return open_offers
