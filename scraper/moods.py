"""Compute the most distinctive style of each shop in the catalogue, with its certainty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.queries import shop_styles
from engine.style.shop_style import MoodHit, moods_of

if TYPE_CHECKING:
    from db.session import Database


async def shop_moods(database: Database) -> dict[str, dict[str, Any]]:
    """Return the most distinctive style of each shop, by shop name, from current counts.

    `share` is 0 to 1, shrunk for small shops; `error` its standard error; `certainty` the part of
    it that rests on the shop's own products; `products` the number of products and lookbook photos.
    """
    await shop_styles.refresh_shop_styles(database)
    async with database.session() as session:
        counts = await shop_styles.shop_style_totals(session)
    moods = moods_of(counts)
    return {
        count.shop: _as_json(hits[0]) for count in counts if (hits := moods.of_shop(count.shop_id))
    }


def _as_json(hit: MoodHit) -> dict[str, Any]:
    return {
        "style": hit.mood,
        "share": round(hit.share, 3),
        "error": round(hit.error, 3),
        "certainty": round(hit.certainty, 3),
        "products": hit.products,
    }


def mood_text(mood: dict[str, Any] | None) -> str:
    """Format a shop's style as the end of a terminal line; empty without one."""
    if mood is None:
        return ""
    return (
        f"  {mood['style']} {mood['share']:.0%} ±{mood['error']:.0%},"
        f" {mood['certainty']:.0%} by its own {mood['products']} products"
    )
