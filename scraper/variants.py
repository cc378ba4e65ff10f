"""Joins the sizes of a product: shops list one line a size, the catalogue one product a colour."""

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
    """Return an offer of a variant with the id that all sizes of its colour share.

    Without a colour in words the picture says which colour it is. An offer without a group, or
    without a size that would set it apart, stays as it is.
    """
    if offer.group_id is None or not (offer.sizes or offer.sold_out_sizes):
        return offer
    colour = slug_of(offer.colour_text, 40)
    if not colour and isinstance(offer.picture, PictureUrl):
        colour = blake2b(offer.picture.url.encode(), digest_size=6).hexdigest()
    return replace(offer, external_id=f"{offer.group_id[:70]}/{colour}")


def joined(first: Offer, second: Offer) -> Offer:
    """Return two variants of one product as one: what the later says, and the sizes of both.

    A variant that is sold out says nothing of the price of one that can be had.
    """
    had = dict.fromkeys((*first.sizes, *second.sizes))
    gone = dict.fromkeys((*first.sold_out_sizes, *second.sold_out_sizes))
    said = second if second.available or not first.available else first
    return replace(
        said,
        sizes=tuple(had),
        sold_out_sizes=tuple(size for size in gone if size not in had),
        size_chart={**first.size_chart, **second.size_chart},
        available=first.available or second.available,
        line=first.line,
    )


def is_variant(offer: Offer) -> bool:
    """Return whether other lines may have other sizes of the same product."""
    return offer.group_id is not None and bool(offer.sizes or offer.sold_out_sizes)


class VariantJoiner:
    """Joins variants as they stream by; memory is bounded by `OPEN_PRODUCTS` of them."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Offer] = OrderedDict()

    def add(self, offer: Offer) -> list[Offer]:
        """Take an offer; return those that are complete, which may be this one."""
        if not is_variant(offer):
            return [offer]
        offer = with_product_id(offer)
        key = offer.external_id
        known = self._open.pop(key, None)
        self._open[key] = offer if known is None else joined(known, offer)
        if len(self._open) <= OPEN_PRODUCTS:
            return []
        return [self._open.popitem(last=False)[1]]

    def rest(self) -> list[Offer]:
        """Return what is still open, at the end of a feed."""
        left = list(self._open.values())
        self._open.clear()
        return left
