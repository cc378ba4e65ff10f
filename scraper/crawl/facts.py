"""The parsed facts of a page, stored as JSON and reused while the page is unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from db.queries.crawl_pages import FoundPage
from scraper.offer import Offer, PictureUrl, ShopIdentity


@dataclass(frozen=True, slots=True)
class SnapFacts:
    """An outfit shown by a shop (snap).

    Attributes:
        title: title of the page.
        picture_url: address of the outfit's picture.
        styles: the shop's style labels in terms of the taxonomy.
        gender: gender of the wearer, None if not given.
        hashtags: the shop's hashtags.
        product_urls: pages of the worn products.
    """

    title: str
    picture_url: str
    styles: tuple[str, ...]
    gender: str | None
    hashtags: tuple[str, ...]
    product_urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The facts parsed from a page."""

    offers: Sequence[Offer] = ()
    found: Sequence[FoundPage] = ()
    snap: SnapFacts | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the facts for a row of the database, without empty fields."""
        facts: dict[str, Any] = {}
        if self.offers:
            facts["offers"] = [_offer_json(offer) for offer in self.offers]
        if self.found:
            facts["found"] = [list(page) for page in self.found]
        if self.snap is not None:
            facts["snap"] = asdict(self.snap)
        return facts

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> PageFacts | None:
        """Parse stored facts; None if another version of the program stored them."""
        try:
            snap = facts.get("snap")
            return cls(
                offers=[_offer(stored) for stored in facts.get("offers", ())],
                found=[FoundPage(*page) for page in facts.get("found", ())],
                snap=SnapFacts(**{k: _tuple(v) for k, v in snap.items()}) if snap else None,
            )
        except (KeyError, TypeError, ValueError, ArithmeticError):
            return None


def external_ids(facts: Mapping[str, Any]) -> list[str]:
    """Return the ids of the products in stored facts."""
    return [offer["external_id"] for offer in facts.get("offers", ())]


def _offer_json(offer: Offer) -> dict[str, Any]:
    picture = offer.picture.url if isinstance(offer.picture, PictureUrl) else ""
    prices = {"price": str(offer.price), "list_price": str(offer.list_price or "")}
    return {**asdict(offer), **prices, "picture": picture}


def _offer(stored: Mapping[str, Any]) -> Offer:
    changed: dict[str, Any] = {
        "shop": ShopIdentity(**stored["shop"]),
        "picture": PictureUrl(stored["picture"]),
        "price": Decimal(stored["price"]),
        "list_price": Decimal(stored["list_price"]) if stored["list_price"] else None,
    }
    kept = {name: _tuple(value) for name, value in stored.items() if name not in changed}
    return Offer(**kept, **changed)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
