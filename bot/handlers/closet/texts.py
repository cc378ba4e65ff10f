"""Puts clothes into words: a line, a card, what came of a batch of photos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.ui.catalogues import Html, Texts, capped, circled, escape, join
from db.models import ClosetItem
from db.queries.diary import Wear

MAX_COMMENT_CHARS: Final = 300
_NAME_CHARS: Final = 30
_WARMTHS: Final = 4


def name_of(item: ClosetItem, t: Texts) -> str:
    """Return what a garment is called: its own name, else its category."""
    if item.name:
        return capped(item.name, _NAME_CHARS)
    return t.label("category", item.category)


def full_name_of(item: ClosetItem, t: Texts) -> str:
    """Return what tells a garment from others of its kind: its own name, else colour and kind."""
    if item.name or not item.colours:
        return name_of(item, t)
    colour = t.label("colour", item.colours[0]["name"])
    return t.text("closet.coloured", colour=colour, name=t.label("category", item.category))


def colours_text(item: ClosetItem, t: Texts) -> str:
    """Return the names of a garment's colours: 검정/흰색."""
    return "/".join(t.label("colour", colour["name"]) for colour in item.colours[:3])


def item_line(item: ClosetItem, t: Texts) -> Html:
    """Return a garment on one line: name, main colour, pattern, seasons."""
    words = [t.html("closet.item", name=name_of(item, t))]
    if item.colours:
        words.append(escape(t.label("colour", item.colours[0]["name"])))
    if item.pattern != "solid":
        words.append(escape(t.label("pattern", item.pattern)))
    words.append(escape(seasons_text(item.seasons, t)))
    return join(" · ", words)


def seasons_text(seasons: Sequence[str], t: Texts) -> str:
    """Return when a garment is worn: 봄·가을, or all year."""
    if len(seasons) in {0, 4}:
        return t.text("closet.all_year")
    return "·".join(t.label("closet.season", season) for season in seasons)


def item_card(item: ClosetItem, wear: Wear | None, today: date, t: Texts) -> Html:
    """Return the page of a garment in words; below 1,024 characters."""
    title = t.html("closet.item", name=name_of(item, t))
    signs = ("⭐ " if item.favourite else "") + ("🧺 " if item.in_wash else "")
    lines = [Html(f"{signs}{title}")]
    if item.comment:
        lines.append(t.html("closet.quote", comment=capped(item.comment, MAX_COMMENT_CHARS)))
    lines.append(Html(""))
    looks = [colours_text(item, t), t.label("pattern", item.pattern)]
    if item.fit is not None:
        looks.append(t.label("fit", item.fit))
    lines.append(Html("🎨 " + " · ".join(escape(word) for word in looks if word)))
    lines.append(
        Html(
            f"🌡 {'●' * item.warmth}{'○' * (_WARMTHS - item.warmth)} "
            f"{escape(t.label('closet.warmth', str(item.warmth)))} · "
            f"{escape(seasons_text(item.seasons, t))}"
        )
    )
    lines.append(_worn_line(wear, today, t))
    if item.price is not None:
        lines.append(_price_line(item, item.price, wear, t))
    if item.in_wash:
        lines.append(t.html("closet.in_wash"))
    return join("\n", lines)


def _worn_line(wear: Wear | None, today: date, t: Texts) -> Html:
    if wear is None:
        return t.html("closet.never_worn")
    days = (today - wear.last_on).days
    last = t.html("closet.worn_today") if days <= 0 else t.plural("closet.days_ago", days)
    return t.plural("closet.worn", wear.count, last=last)


def _price_line(item: ClosetItem, price: int, wear: Wear | None, t: Texts) -> Html:
    shown = t.price(price, item.currency)
    if wear is None:
        return t.html("closet.price", price=shown)
    each = t.price(round(price / wear.count), item.currency)
    return t.html("closet.price_per_wear", price=shown, each=each)


def batch_text(
    items: Sequence[ClosetItem], outcomes: Counter[str | None], first_number: int, t: Texts
) -> Html:
    """Return what came of a batch of photos, and the garments of this page.

    Args:
        items: the garments of this page.
        outcomes: how many photos came to what; see `ClosetUpload`.
        first_number: of the first garment of the page.
        t: the sentences.
    """
    lines = [Html("")] if items else []
    for number, item in enumerate(items, first_number):
        line = Html(f"{circled(number)} {item_line(item, t)}")
        lines.append(Html(f"{line} 👯") if item.twin_id is not None else line)
    if any(item.twin_id is not None for item in items):
        lines += [Html(""), t.html("closet.twins_here")]
    return join("\n", [*outcome_lines(outcomes, t), *lines])


def outcome_lines(outcomes: Counter[str | None], t: Texts) -> list[Html]:
    """Return a line for every way in which photos of a batch gave no garment."""
    lines = []
    if several := outcomes["several"]:
        lines.append(t.plural("closet.outcome.several", several))
    if nothing := outcomes["no_garment"]:
        lines.append(t.plural("closet.outcome.no_garment", nothing))
    if beyond := outcomes["too_many"]:
        lines.append(t.plural("closet.outcome.too_many", beyond))
    known = {None, "saved", "several", "no_garment", "too_many"}
    if failed := sum(count for outcome, count in outcomes.items() if outcome not in known):
        lines.append(t.plural("closet.outcome.failed", failed))
    return lines
