"""Tells the moods of the shops in the catalogue, and how sure they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.queries import shop_styles
from engine.style.shop_style import MoodHit, moods_of

if TYPE_CHECKING:
    from db.session import Database


async def shop_moods(database: Database) -> dict[str, dict[str, Any]]:
    """Return by the name of each shop the style that sets it apart most, counted up to now.

    `share` is 0 to 1 and shrunk for small shops, `error` its standard error, `certainty` how much
    of it the shop's own products say, `products` how many of them and of its lookbook photos.
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
    """Return a shop's mood for the end of a line at a terminal; empty without one."""
    if mood is None:
        return ""
    return (
        f"  {mood['style']} {mood['share']:.0%} ±{mood['error']:.0%},"
        f" {mood['certainty']:.0%} by its own {mood['products']} products"
    )
