"""The outfit of a daily tip."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.context import Services
from bot.texts import Html, Texts
from db.models import TipSubscription
from engine.tips.advice import Worn
from engine.weather.forecast import DayWeather


@dataclass(frozen=True, slots=True)
class TipOutfit:
    """An outfit as a tip shows it.

    Attributes:
        worn: its garments, for the advice.
        lines: it in words.
        picture: its board as JPEG.
        picture_key: the same for the same board; None for one of somebody's own clothes.
        is_own: whether some of it is the person's own.
        links: name and address of what can be bought of it.
        content: what the buttons need, as JSON.
    """

    worn: tuple[Worn, ...]
    lines: tuple[Html, ...]
    picture: bytes | None
    picture_key: str | None = None
    is_own: bool = False
    links: tuple[tuple[str, str], ...] = ()
    content: dict[str, Any] = field(default_factory=dict)


async def outfit_for_tip(
    services: Services,
    subscription: TipSubscription,
    weather: DayWeather,
    *,
    day: date,
    variant: int,
    t: Texts,
) -> TipOutfit | None:
    """Return the outfit of a day, or None when there is nothing to make one of."""
    return None
