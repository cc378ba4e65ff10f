"""An outfit on a day: the weather, the occasion and the garments that rules of advice ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from config.taxonomy import CATEGORY_SLOT, Slot
from engine.weather.forecast import DayWeather

_NEUTRAL: Final = frozenset({"black", "white", "grey", "navy", "beige", "brown", "khaki", "silver"})
_BOTTOMS: Final = (Slot.PANTS, Slot.SHORTS, Slot.SKIRT)
_CLOTHES: Final = frozenset({Slot.TOP, Slot.OUTER, Slot.DRESS, *_BOTTOMS})
_WET_PERCENT: Final = 60.0
_MAYBE_WET_PERCENT: Final = 30.0
_SWING_C: Final = 10.0
_WINDY_M_S: Final = 7.0


@dataclass(frozen=True, slots=True)
class Worn:
    """A garment of the outfit."""

    category: str
    colours: tuple[str, ...] = ()
    pattern: str = "solid"
    fit: str | None = None
    warmth: int = 2

    @property
    def slot(self) -> Slot:
        """Where on the body it goes."""
        return CATEGORY_SLOT[self.category]

    @property
    def colour(self) -> str | None:
        """Its main colour."""
        return self.colours[0] if self.colours else None


@dataclass(frozen=True, slots=True)
class WornDay:
    """What rules of advice decide by: the weather of a day, the occasion, and what is worn.

    Attributes:
        worn: the garments of the outfit.
    """

    weather: DayWeather
    occasion: str
    worn: Sequence[Worn]

    def first(self, *slots: Slot) -> Worn | None:
        """Return the first garment in one of these slots."""
        return next((garment for garment in self.worn if garment.slot in slots), None)

    @property
    def top(self) -> Worn | None:
        """The top, if one is worn."""
        return self.first(Slot.TOP)

    @property
    def bottom(self) -> Worn | None:
        """The trousers, shorts or skirt, if any are worn."""
        return self.first(*_BOTTOMS)

    @property
    def outer(self) -> Worn | None:
        """The coat, jacket or the like, if one is worn."""
        return self.first(Slot.OUTER)

    @property
    def shoes(self) -> Worn | None:
        """The shoes, if any are worn."""
        return self.first(Slot.SHOES)

    @property
    def skirt(self) -> Worn | None:
        """The skirt or dress, if one is worn."""
        return self.first(Slot.SKIRT, Slot.DRESS)

    @property
    def coloured(self) -> list[Worn]:
        """The garments whose colour is known."""
        return [garment for garment in self.worn if garment.colour is not None]

    @property
    def bright(self) -> list[Worn]:
        """The garments of no neutral colour."""
        return [garment for garment in self.coloured if garment.colour not in _NEUTRAL]

    @property
    def patterned(self) -> list[Worn]:
        """The clothes with a pattern."""
        return [
            garment
            for garment in self.worn
            if garment.slot in _CLOTHES and garment.pattern not in {"solid", "other"}
        ]

    @property
    def patterned_together(self) -> list[Worn]:
        """The patterned clothes that are always seen together: all but the outer."""
        return [garment for garment in self.patterned if garment.slot is not Slot.OUTER]

    @property
    def is_forecast(self) -> bool:
        """Whether the weather is that of the very day, not the usual one."""
        return self.weather.source != "climate"

    @property
    def wet_percent(self) -> float:
        """The chance of rain or snow in percent, 0 when it is only the usual one."""
        return self.weather.precipitation_probability_percent if self.is_forecast else 0.0

    @property
    def is_rainy(self) -> bool:
        """Whether it will rain."""
        return self.weather.sky != "snow" and self.wet_percent >= _WET_PERCENT

    @property
    def may_be_rainy(self) -> bool:
        """Whether it may rain."""
        return self.weather.sky != "snow" and _MAYBE_WET_PERCENT <= self.wet_percent < _WET_PERCENT

    @property
    def is_snowy(self) -> bool:
        """Whether it may snow."""
        return self.weather.sky in {"snow", "sleet"} and self.wet_percent >= _MAYBE_WET_PERCENT

    @property
    def is_windy(self) -> bool:
        """Whether strong wind is forecast."""
        return self.is_forecast and self.weather.wind_m_s >= _WINDY_M_S

    @property
    def low_c(self) -> float:
        """The lowest air temperature."""
        return self.weather.temperature_min_c

    @property
    def high_c(self) -> float:
        """The highest air temperature."""
        return self.weather.temperature_max_c

    @property
    def swing_c(self) -> int:
        """How far the temperature rises, in whole degrees."""
        return round(self.high_c - self.low_c)

    @property
    def has_swing(self) -> bool:
        """Whether a mild or warm day begins or ends much colder."""
        return self.swing_c >= _SWING_C and self.high_c >= 10

    @property
    def felt_min_c(self) -> float:
        """The lowest temperature as felt."""
        felt = self.weather.feels_like_min_c
        return self.low_c if felt is None else felt
