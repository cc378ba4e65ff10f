"""What a visit to a page told, as JSON: a page that has not changed tells it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from db.queries.crawl_pages import FoundPage
from scraper.offer import Offer, PictureUrl, ShopIdentity


@dataclass(frozen=True, slots=True)
class SnapFacts:
    """An outfit that a shop shows.

    Attributes:
        title: of the page.
        picture_url: of the outfit.
        styles: of the taxonomy, as the shop labels it.
        gender: of who wears it, None where nothing says.
        hashtags: the shop's own.
        product_urls: pages of what is worn.
    """

    title: str
    picture_url: str
    styles: tuple[str, ...]
    gender: str | None
    hashtags: tuple[str, ...]
    product_urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page told."""

    offers: Sequence[Offer] = ()
    found: Sequence[FoundPage] = ()
    snap: SnapFacts | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what a row of the database keeps; what is not there is left out."""
        told: dict[str, Any] = {}
        if self.offers:
            told["offers"] = [_offer_json(offer) for offer in self.offers]
        if self.found:
            told["found"] = [list(page) for page in self.found]
        if self.snap is not None:
            told["snap"] = asdict(self.snap)
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> PageFacts | None:
        """Return what `as_json` made, None where it is of another version of this program."""
        try:
            snap = told.get("snap")
            return cls(
                offers=[_offer(stored) for stored in told.get("offers", ())],
                found=[FoundPage(*page) for page in told.get("found", ())],
                snap=SnapFacts(**{k: _tuple(v) for k, v in snap.items()}) if snap else None,
            )
        except (KeyError, TypeError, ValueError, ArithmeticError):
            return None


def external_ids(told: Mapping[str, Any]) -> list[str]:
    """Return the ids of the products that a page told of."""
    return [offer["external_id"] for offer in told.get("offers", ())]


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
