"""What the outfits of a request must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.services.outfits.keys import PieceKey
from engine.weather.forecast import DayWeather


@dataclass(frozen=True, slots=True)
class OutfitConstraints:
    """What the outfits of a request must be.

    Attributes:
        occasion: one of `engine.outfits.occasions.OCCASIONS`, or None.
        style: one of `config.taxonomy.STYLES`, or None.
        own_only: leave products out.
        budget: most that the products of an outfit may cost together, won.
        weather: of the day to dress for; None dresses for no weather.
        day: the day to dress for, in the person's own time zone; None is today.
        required: garments that every outfit must contain.
        gender: whom products may be for; None is that of the person's profile.
        fill_gaps: take products only for roles that the closet has nothing for.
        shops_only: leave the closet out, since others can see the outfit.
        shown: outfits that were shown before, as sets of keys.
        count: how many outfits.
    """

    occasion: str | None = None
    style: str | None = None
    own_only: bool = True
    budget: int | None = None
    weather: DayWeather | None = None
    day: date | None = None
    required: tuple[PieceKey, ...] = ()
    gender: str | None = None
    shops_only: bool = False
    fill_gaps: bool = False
    shown: tuple[frozenset[PieceKey], ...] = ()
    count: int = 2
