"""Texts about the data that is kept of a person."""

from __future__ import annotations

from datetime import timedelta

from bot.ui.catalogues import Html, Texts


def retention_text(retention: timedelta, t: Texts) -> Html:
    """Return how long an answer is kept, in days if it is whole ones."""
    hours = retention / timedelta(hours=1)
    if hours >= 48 and hours % 24 == 0:
        return t.plural("time.days", int(hours // 24))
    return t.plural("time.hours", max(1, round(hours)))
