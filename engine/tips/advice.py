"""One concrete piece of styling advice for an outfit on a day: from weather, occasion and clothes.

Every rule looks at the very garments and says how much it matters today. The one that matters most
is given; among rules that matter alike they take turns from day to day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from config.taxonomy import CATEGORY_SLOT, Slot
from engine.weather.forecast import DayWeather

Value: TypeAlias = tuple[str, str] | int
"""A number, or a name by its family and id: `("category", "jeans")`."""

_NEUTRAL: Final = frozenset({"black", "white", "grey", "navy", "beige", "brown", "khaki", "silver"})
_DARK: Final = frozenset({"black", "navy", "grey", "brown", "wine", "khaki"})
_LIGHT: Final = frozenset({"white", "beige", "silver", "sky_blue", "mint", "lavender"})
_EARTHY: Final = frozenset({"beige", "brown", "khaki"})
_BLUES: Final = frozenset({"navy", "blue", "sky_blue"})
_TUCKABLE: Final = frozenset({"shirt", "blouse", "t_shirt", "long_sleeve", "polo", "sweater"})
_KNITS: Final = frozenset({"sweater", "cardigan", "vest"})
_WARM_OUTERS: Final = frozenset({"padded_jacket", "parka", "coat"})
_SOFT_SHOES: Final = frozenset({"sneakers", "heels", "dress_shoes", "sandals"})
_BOTTOMS: Final = (Slot.PANTS, Slot.SHORTS, Slot.SKIRT)
_CLOTHES: Final = frozenset({Slot.TOP, Slot.OUTER, Slot.DRESS, *_BOTTOMS})
_SKIRTS: Final = (Slot.SKIRT, Slot.DRESS)

_WET_PERCENT: Final = 60.0
_MAYBE_WET_PERCENT: Final = 30.0
_SWING_C: Final = 10.0
_WINDY_M_S: Final = 7.0
_TIER: Final = 1
"""Rules that matter less by no more than this take turns with the first."""

BANDS_C: Final = (-5, 5, 9, 12, 17, 20, 23, 28)
"""From which highest temperature the next kind of clothes is advised to who has no outfit."""

CODES: Final = (
    "maybe_rain",
    "rain_shoes",
    "rain_light_bottom",
    "rain_wide_bottom",
    "rain",
    "snow_shoes",
    "snow",
    "swing_no_outer",
    "swing_outer",
    "cold_scarf",
    "cold_layer",
    "warm_outer",
    "hot_sleeves",
    "hot_dark",
    "sun",
    "wind_skirt",
    "wind_outer",
    "guest_sneakers",
    "work_jeans",
    "work_shirt",
    "date_near_face",
    "sport_layer",
    "trip_shoes",
    "all_dark",
    "one_accent",
    "two_bright",
    "tone_on_tone",
    "black_white",
    "earthy",
    "blues",
    "neutrals",
    "two_patterns",
    "one_pattern",
    "wide_wide",
    "over_slim",
    "slim_wide",
    "wide_hem",
    "front_tuck",
    "knit_skirt",
    "add_belt",
    "add_cap",
    "dress_waist",
    "roll_sleeves",
    "socks",
    *(f"wear_{band}" for band in range(len(BANDS_C) + 1)),
)
"""Of every piece of advice."""


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
class Advice:
    """What to do.

    Attributes:
        code: of the sentence.
        weight: how much it matters, 1 to 9.
        values: what goes into the sentence.
    """

    code: str
    weight: int
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Day:
    """What the rules look at."""

    weather: DayWeather
    occasion: str
    worn: Sequence[Worn]

    def of(self, *slots: Slot) -> Worn | None:
        """Return the first garment in one of these slots."""
        return next((garment for garment in self.worn if garment.slot in slots), None)

    @property
    def is_forecast(self) -> bool:
        """Whether the weather is that of the very day, not the usual one."""
        return self.weather.source != "climate"

    @property
    def falls(self) -> float:
        """The chance of rain or snow in percent, 0 when it is only the usual one."""
        return self.weather.precipitation_probability_percent if self.is_forecast else 0.0

    @property
    def felt_min_c(self) -> float:
        """The lowest temperature as felt."""
        felt = self.weather.feels_like_min_c
        return self.weather.temperature_min_c if felt is None else felt


def _kind(garment: Worn) -> tuple[str, str]:
    return ("category", garment.category)


# -- weather ----------------------------------------------------------------------------------


def _rain(day: _Day) -> Iterator[Advice]:
    if day.weather.sky == "snow" or day.falls < _MAYBE_WET_PERCENT:
        return
    percent, shoes, bottom = round(day.falls), day.of(Slot.SHOES), day.of(*_BOTTOMS)
    if day.falls < _WET_PERCENT:
        yield Advice("maybe_rain", 5, {"percent": percent})
        return
    if shoes is not None and shoes.category in _SOFT_SHOES:
        yield Advice("rain_shoes", 9, {"percent": percent, "shoes": _kind(shoes)})
    if bottom is not None and bottom.colour in _LIGHT:
        yield Advice("rain_light_bottom", 8, {"bottom": _kind(bottom)})
    if bottom is not None and bottom.fit == "wide":
        yield Advice("rain_wide_bottom", 8, {"bottom": _kind(bottom)})
    yield Advice("rain", 7, {"percent": percent})


def _snow(day: _Day) -> Iterator[Advice]:
    if day.weather.sky not in {"snow", "sleet"} or day.falls < _MAYBE_WET_PERCENT:
        return
    shoes = day.of(Slot.SHOES)
    if shoes is not None and shoes.category != "boots":
        yield Advice("snow_shoes", 9, {"shoes": _kind(shoes)})
    else:
        yield Advice("snow", 7)


def _swing(day: _Day) -> Iterator[Advice]:
    weather, outer = day.weather, day.of(Slot.OUTER)
    swing = round(weather.temperature_max_c - weather.temperature_min_c)
    if swing < _SWING_C or weather.temperature_max_c < 10:
        return
    if outer is None and weather.temperature_min_c < 18:
        yield Advice("swing_no_outer", 7, {"swing": swing})
    elif outer is not None and weather.temperature_max_c >= 18:
        high = round(weather.temperature_max_c)
        yield Advice("swing_outer", 6, {"high": high, "outer": _kind(outer)})


def _cold(day: _Day) -> Iterator[Advice]:
    felt, top = round(day.felt_min_c), day.of(Slot.TOP, Slot.DRESS)
    if day.felt_min_c < 2 and day.of(Slot.SCARF) is None:
        yield Advice("cold_scarf", 6 if felt >= -5 else 8, {"felt": felt})
    if day.felt_min_c < -4 and top is not None and top.warmth <= 2:
        yield Advice("cold_layer", 8, {"felt": felt, "top": _kind(top)})
    outer, high = day.of(Slot.OUTER), day.weather.temperature_max_c
    if outer is not None and outer.category in _WARM_OUTERS and high >= 10:
        yield Advice("warm_outer", 4, {"outer": _kind(outer)})


def _heat(day: _Day) -> Iterator[Advice]:
    high, top = day.weather.temperature_max_c, day.of(Slot.TOP)
    if high >= 28 and top is not None and top.category in {"shirt", "long_sleeve", "blouse"}:
        yield Advice("hot_sleeves", 6, {"top": _kind(top)})
    if high >= 28 and day.worn and all(g.colour in _DARK for g in day.worn):
        yield Advice("hot_dark", 5)
    is_sunny = day.is_forecast and day.weather.sky == "clear"
    if high >= 25 and is_sunny and day.of(Slot.HAT, Slot.EYEWEAR) is None:
        yield Advice("sun", 5)


def _wind(day: _Day) -> Iterator[Advice]:
    if day.weather.wind_m_s < _WINDY_M_S or not day.is_forecast:
        return
    skirt, outer = day.of(*_SKIRTS), day.of(Slot.OUTER)
    if skirt is not None:
        yield Advice("wind_skirt", 7, {"skirt": _kind(skirt)})
    elif outer is not None:
        yield Advice("wind_outer", 5, {"outer": _kind(outer)})


# -- occasion ---------------------------------------------------------------------------------


def _occasion(day: _Day) -> Iterator[Advice]:
    top, bottom, shoes = day.of(Slot.TOP), day.of(*_BOTTOMS), day.of(Slot.SHOES)
    if day.occasion in {"work", "guest"}:
        if shoes is not None and shoes.category == "sneakers" and day.occasion == "guest":
            yield Advice("guest_sneakers", 7)
        if bottom is not None and bottom.category == "jeans" and day.occasion == "work":
            yield Advice("work_jeans", 5)
        if top is not None and top.category in {"shirt", "blouse"}:
            yield Advice("work_shirt", 4, {"top": _kind(top)})
    if day.occasion == "date" and top is not None:
        yield Advice("date_near_face", 4, {"top": _kind(top)})
    if day.occasion == "sport" and day.weather.temperature_max_c < 18:
        yield Advice("sport_layer", 5)
    if day.occasion == "trip" and shoes is not None and shoes.category != "sneakers":
        yield Advice("trip_shoes", 5, {"shoes": _kind(shoes)})


# -- colours, patterns, fits ------------------------------------------------------------------


def _colours(day: _Day) -> Iterator[Advice]:
    main = [garment for garment in day.worn if garment.colour is not None]
    bright = [garment for garment in main if garment.colour not in _NEUTRAL]
    colours = {garment.colour for garment in main}
    if len(main) >= 3 and all(garment.colour in _DARK for garment in main):
        yield Advice("all_dark", 4)
    elif len(main) >= 3 and len(bright) == 1:
        one = bright[0]
        values: dict[str, Value] = {"colour": ("colour", one.colour or ""), "one": _kind(one)}
        yield Advice("one_accent", 4, values)
    elif len({garment.colour for garment in bright}) >= 2:
        yield Advice("two_bright", 4, {"colour": ("colour", bright[0].colour or "")})
    top, bottom = day.of(Slot.TOP), day.of(*_BOTTOMS)
    if top is None or bottom is None or top.colour is None:
        return
    if top.colour == bottom.colour:
        yield Advice("tone_on_tone", 4, {"colour": ("colour", top.colour)})
    elif {top.colour, bottom.colour} == {"black", "white"}:
        yield Advice("black_white", 4)
    elif {top.colour, bottom.colour} <= _EARTHY:
        yield Advice("earthy", 4)
    elif {top.colour, bottom.colour} <= _BLUES:
        yield Advice("blues", 4)
    elif colours <= _NEUTRAL and len(main) >= 3:
        yield Advice("neutrals", 3)


def _patterns(day: _Day) -> Iterator[Advice]:
    patterned = [
        garment
        for garment in day.worn
        if garment.slot in _CLOTHES and garment.pattern not in {"solid", "other"}
    ]
    covered = [garment for garment in patterned if garment.slot is not Slot.OUTER]
    if len(covered) >= 2:
        first, second = covered[:2]
        values: dict[str, Value] = {"first": _kind(first), "second": _kind(second)}
        yield Advice("two_patterns", 4, values)
    elif patterned:
        one = patterned[0]
        yield Advice("one_pattern", 4, {"pattern": ("pattern", one.pattern), "one": _kind(one)})


def _fits(day: _Day) -> Iterator[Advice]:
    top, bottom = day.of(Slot.TOP), day.of(*_BOTTOMS)
    if top is None or bottom is None:
        return
    pair: dict[str, Value] = {"top": _kind(top), "bottom": _kind(bottom)}
    if top.fit == "over" and bottom.fit == "wide":
        yield Advice("wide_wide", 5, pair)
    elif top.fit == "over" and bottom.fit == "slim":
        yield Advice("over_slim", 4, pair)
    elif top.fit == "slim" and bottom.fit == "wide":
        yield Advice("slim_wide", 4, pair)
    elif bottom.fit == "wide" and day.of(Slot.SHOES) is not None:
        yield Advice("wide_hem", 4, {"bottom": _kind(bottom)})
    if top.category in _TUCKABLE and top.fit != "over":
        yield Advice("front_tuck", 3, pair)
    if top.category in _KNITS and bottom.slot is Slot.SKIRT:
        yield Advice("knit_skirt", 4, pair)


def _finish(day: _Day) -> Iterator[Advice]:
    """Advise what works with any outfit, so that there is always something to say."""
    if day.of(Slot.BELT) is None and day.of(Slot.PANTS) is not None:
        yield Advice("add_belt", 2)
    if day.of(Slot.HAT) is None and day.occasion in {"daily", "trip"}:
        yield Advice("add_cap", 2)
    dress = day.of(Slot.DRESS)
    if dress is not None:
        yield Advice("dress_waist", 3, {"dress": _kind(dress)})
    yield Advice("roll_sleeves" if day.weather.temperature_max_c >= 12 else "socks", 2)


_RULES: Final[tuple[Callable[[_Day], Iterator[Advice]], ...]] = (
    *(_rain, _snow, _swing, _cold, _heat, _wind),
    *(_occasion, _colours, _patterns, _fits, _finish),
)


def advise(weather: DayWeather, occasion: str, worn: Sequence[Worn], *, turn: int) -> Advice:
    """Return the advice for an outfit.

    Args:
        weather: of the day.
        occasion: what the outfit is for.
        worn: its garments; none when there is no outfit, then the advice is what to wear at all.
        turn: another number gives another of the pieces of advice that matter alike.
    """
    if not worn:
        return Advice(f"wear_{_band(weather)}", 1)
    day = _Day(weather, occasion, worn)
    every = [advice for rule in _RULES for advice in rule(day)]
    most = max(advice.weight for advice in every)
    first = [advice for advice in every if advice.weight >= most - _TIER]
    return first[turn % len(first)]


def _band(weather: DayWeather) -> int:
    return sum(weather.temperature_max_c >= degree for degree in BANDS_C)
