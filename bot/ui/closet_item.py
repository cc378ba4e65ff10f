"""Format one garment of a closet: its name, a summary line, the full card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.ui.catalogues import Html, Texts, capped, escape, join
from db.models import ClosetItem
from db.queries.diary import Wear

MAX_COMMENT_CHARS: Final = 300
_MAX_NAME_CHARS: Final = 30
_WARMTH_LEVELS: Final = 4


def item_name(item: ClosetItem, t: Texts) -> str:
    """Return the name that the owner gave a garment, else its category."""
    if item.name:
        return capped(item.name, _MAX_NAME_CHARS)
    return t.label("category", item.category)


def full_item_name(item: ClosetItem, t: Texts) -> str:
    """Return the name that the owner gave a garment, else its main colour and category."""
    if item.name or not item.colours:
        return item_name(item, t)
    colour = t.label("colour", item.colours[0]["name"])
    return t.text("closet.coloured", colour=colour, name=t.label("category", item.category))


def item_line(item: ClosetItem, t: Texts) -> Html:
    """Return a garment on one line: name, main colour, pattern unless plain, seasons."""
    parts = [t.html("closet.item", name=item_name(item, t))]
    if item.colours:
        parts.append(escape(t.label("colour", item.colours[0]["name"])))
    if item.pattern != "solid":
        parts.append(escape(t.label("pattern", item.pattern)))
    parts.append(escape(_seasons_text(item.seasons, t)))
    return join(" · ", parts)


def item_card(item: ClosetItem, wear: Wear | None, today: date, t: Texts) -> Html:
    """Return everything known of a garment as a caption, below 1,024 characters.

    Args:
        item: the garment.
        wear: how often it was worn; None for never.
        today: the date in the owner's zone.
        t: the sentences.
    """
    title = t.html("closet.item", name=item_name(item, t))
    signs = ("⭐ " if item.favourite else "") + ("🧺 " if item.in_wash else "")
    lines = [Html(f"{signs}{title}")]
    if item.comment:
        lines.append(t.html("closet.quote", comment=capped(item.comment, MAX_COMMENT_CHARS)))
    lines += [Html(""), _appearance_line(item, t), _warmth_line(item, t)]
    lines.append(_wear_line(wear, today, t))
    if item.price is not None:
        lines.append(_price_line(item, item.price, wear, t))
    if item.in_wash:
        lines.append(t.html("closet.in_wash"))
    return join("\n", lines)


def _appearance_line(item: ClosetItem, t: Texts) -> Html:
    """Return up to three colours, the pattern and the fit."""
    colours = "/".join(t.label("colour", colour["name"]) for colour in item.colours[:3])
    parts = [colours, t.label("pattern", item.pattern)]
    if item.fit is not None:
        parts.append(t.label("fit", item.fit))
    return Html("🎨 " + " · ".join(escape(part) for part in parts if part))


def _warmth_line(item: ClosetItem, t: Texts) -> Html:
    level = escape(t.label("closet.warmth", str(item.warmth)))
    meter = "●" * item.warmth + "○" * (_WARMTH_LEVELS - item.warmth)
    return Html(f"🌡 {meter} {level} · {escape(_seasons_text(item.seasons, t))}")


def _seasons_text(seasons: Sequence[str], t: Texts) -> str:
    """Return the seasons of a garment: 봄·가을, or "all year" for none and for all four."""
    if len(seasons) in {0, 4}:
        return t.text("closet.all_year")
    return "·".join(t.label("closet.season", season) for season in seasons)


def _wear_line(wear: Wear | None, today: date, t: Texts) -> Html:
    if wear is None:
        return t.html("closet.never_worn")
    days = (today - wear.last_on).days
    last = t.html("closet.worn_today") if days <= 0 else t.plural("closet.days_ago", days)
    return t.plural("closet.worn", wear.count, last=last)


def _price_line(item: ClosetItem, price: int, wear: Wear | None, t: Texts) -> Html:
    shown = t.price(price, item.currency)
    if wear is None:
        return t.html("closet.price", price=shown)
    per_wear = t.price(round(price / wear.count), item.currency)
    return t.html("closet.price_per_wear", price=shown, each=per_wear)
