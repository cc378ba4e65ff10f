"""Format what a closet upload added: outcome counts and the garments of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.ui.catalogues import Html, Texts, circled, join
from bot.ui.closet_item import item_line
from db.models import ClosetItem


def batch_text(
    items: Sequence[ClosetItem], outcomes: Counter[str | None], first_number: int, t: Texts
) -> Html:
    """Return the outcome of a batch of photos and the garments of one page.

    Args:
        items: garments of this page.
        outcomes: number of photos per outcome; see `ClosetUpload`.
        first_number: number of the first garment of the page.
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
    """Return one line per reason why photos of a batch added no garment."""
    lines = []
    if several := outcomes["several"]:
        lines.append(t.plural("closet.outcome.several", several))
    if no_garment := outcomes["no_garment"]:
        lines.append(t.plural("closet.outcome.no_garment", no_garment))
    if too_many := outcomes["too_many"]:
        lines.append(t.plural("closet.outcome.too_many", too_many))
    known = {None, "saved", "several", "no_garment", "too_many"}
    if failed := sum(count for outcome, count in outcomes.items() if outcome not in known):
        lines.append(t.plural("closet.outcome.failed", failed))
    return lines
