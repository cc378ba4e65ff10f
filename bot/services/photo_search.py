"""Search by a photo on the command line: garments with the nearest products, and shops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.services.catalogue import Catalogue, Item
from bot.services.shop_ranking import ShopRanking
from config.settings import Settings
from db.session import Database
from engine.schemas import PhotoError
from engine.search.filters import Filters
from engine.service import EngineService


def read_photo(path: Path, max_bytes: int) -> bytes:
    """Return a file's bytes.

    Raises:
        PhotoError: it is too large (`too_large`) or cannot be read (`unreadable_file`).
    """
    try:
        if path.stat().st_size > max_bytes:
            raise PhotoError("the file is too large", code="too_large")
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise PhotoError(f"cannot read {path}: {reason}", code="unreadable_file") from error


async def search_photo(settings: Settings, data: bytes, *, k: int) -> dict[str, Any]:
    """Return the JSON object of `coordi search` for one photo.

    Raises:
        PhotoError: the bytes are no readable picture.
    """
    engine = EngineService(settings.engine)
    try:
        async with await Database.open(settings) as database:
            catalogue = Catalogue(database, engine, settings)
            analysis = (await engine.analyze(data)).analysis
            garments = []
            for garment in analysis.garments:
                page = await catalogue.similar(
                    garment.embedding,
                    category=garment.category,
                    colour=garment.colours[0].name if garment.colours else None,
                    filters=Filters(),
                    k=k,
                )
                items = [item_json(item) for item in page.items]
                garments.append({**garment.as_json(), "items": items})
            found = await ShopRanking(database, engine, catalogue).find(
                analysis.style, [(g.category, g.embedding) for g in analysis.garments]
            )
    finally:
        await engine.close()
    return {
        **analysis.as_json(),
        "garments": garments,
        "shops": [
            {
                "name": shop.name,
                "url": shop.url,
                "mood": shop.style,
                "share": round(shop.share, 4),
                "items": [item_json(item) for item in shop.items],
            }
            for shop in found.shops
        ],
    }


def item_json(item: Item) -> dict[str, Any]:
    """Return a product as JSON object of the command-line contract."""
    return {
        "id": item.id,
        "name": item.title,
        "price": item.price,
        "currency": item.currency,
        "shop": item.shop,
        "url": item.url,
        "score": round(item.score, 4),
    }


def as_text(answer: dict[str, Any]) -> str:
    """Return the text that a terminal shows of the JSON object."""
    lines = []
    for garment in answer["garments"]:
        colours = ", ".join(colour["name"] for colour in garment["colours"])
        lines.append(f"{garment['category']} ({colours})")
        lines += [_item_line(item) for item in garment["items"]]
    for shop in answer["shops"]:
        lines.append(f"{shop['name']}: {shop['mood']} {shop['share']:.0%}")
        lines += [_item_line(item) for item in shop["items"]]
    return "\n".join(lines) or "no garment was found"


def _item_line(item: dict[str, Any]) -> str:
    price = f"{item['price']:,} {item['currency']}"
    return f"  {item['score']:.2f}  {item['name']}  {price}  {item['shop']}  {item['url']}"
