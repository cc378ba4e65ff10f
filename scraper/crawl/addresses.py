"""Classify the addresses of a shop: product, listing, snap, or not worth a visit."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from db.queries.crawl_pages import FoundPage
from scraper.shops import ShopDefinition

MAX_BYTES: Final = 2000

_USUAL_PRODUCT: Final = (
    r"/(?:products?|goods|items?)/[^/?]+|[?&](?:product_no|goods_?no|branduid|goodsno)=\d"
)
"""How the shop systems of Korea and the world address products: Cafe24, Godo, MakeShop, Shopify."""
_BEHIND_LOGIN: Final = re.compile(
    r"(?i)/(?:log-?in|sign-?in|member|join|cart|basket|order|checkout|my-?page|myshop|account|wish)"
    r"(?:[/._?-]|$)"
)
_TRACKING: Final = re.compile(r"(?i)^(?:utm_\w+|fbclid|gclid|n_media|n_query|nt_\w+)$")


class ShopAddresses:
    """Classifies the addresses linked from a shop's pages."""

    def __init__(self, shop: ShopDefinition) -> None:
        self._host = _host(shop.url)
        self._product = re.compile(shop.product or _USUAL_PRODUCT, re.IGNORECASE)
        self._listing = re.compile(shop.listing, re.IGNORECASE) if shop.listing else None
        self._snap = re.compile(shop.snap, re.IGNORECASE) if shop.snap else None
        self._max_depth = shop.max_depth

    def is_own(self, url: str) -> bool:
        """Return whether an address belongs to the shop."""
        return _host(url) == self._host

    def page(self, url: str, depth: int) -> FoundPage | None:
        """Return the page to visit at an address, None if it is not worth a visit."""
        if not self.is_own(url) or is_behind_login(url):
            return None
        url = _plain(url)
        if len(url.encode("utf-8", "replace")) > MAX_BYTES:
            return None
        path = url.partition("://")[2].partition("/")[2]
        for kind, pattern in (("snap", self._snap), ("product", self._product)):
            if pattern is not None and pattern.search(f"/{path}"):
                return FoundPage(url, kind, depth)
        if self._listing is not None and depth <= self._max_depth:
            return FoundPage(url, "listing", depth) if self._listing.search(f"/{path}") else None
        return None


def is_behind_login(url: str) -> bool:
    """Return whether an address is a login page or requires a login."""
    return _BEHIND_LOGIN.search(urlsplit(url).path) is not None


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")


def _plain(url: str) -> str:
    """Return an address without tracking parameters."""
    parts = urlsplit(url)
    if not any(_TRACKING.match(name) for name, _ in parse_qsl(parts.query)):
        return url
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name)
    ]
    return urlunsplit(parts._replace(query=urlencode(kept)))
