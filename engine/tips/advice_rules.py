"""The rules of styling advice: for each piece, when it is given and how much it matters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from config.taxonomy import Slot
from engine.tips.worn_day import Worn, WornDay

_DARK: Final = frozenset({"black", "navy", "grey", "brown", "wine", "khaki"})
_LIGHT: Final = frozenset({"white", "beige", "silver", "sky_blue", "mint", "lavender"})
_EARTHY: Final = frozenset({"beige", "brown", "khaki"})
_BLUES: Final = frozenset({"navy", "blue", "sky_blue"})
_TUCKABLE: Final = frozenset({"shirt", "blouse", "t_shirt", "long_sleeve", "polo", "sweater"})
_KNITS: Final = frozenset({"sweater", "cardigan", "vest"})
_WARM_OUTERS: Final = frozenset({"padded_jacket", "parka", "coat"})
_SOFT_SHOES: Final = frozenset({"sneakers", "heels", "dress_shoes", "sandals"})
_LONG_SLEEVES: Final = frozenset({"shirt", "long_sleeve", "blouse"})

Value: TypeAlias = tuple[str, str] | int
"""A number, or a name by its family and id: `("category", "jeans")`."""
Values: TypeAlias = Mapping[str, Callable[[WornDay], Value]]


class Rule(NamedTuple):
    """A piece of advice, and when it is given.

    Attributes:
        code: of the sentence.
        weight: how much it matters, 1 to 9.
        applies: whether it fits an outfit on a day.
        values: what goes into the sentence.
        group: of rules that exclude one another; only the first that applies is given.
    """

    code: str
    weight: int
    applies: Callable[[WornDay], bool]
    values: Values = MappingProxyType({})
    group: str | None = None


# -- values of sentences ----------------------------------------------------------------------


def _kind(garment_of: Callable[[WornDay], Worn | None]) -> Callable[[WornDay], Value]:
    """Return a function that names the category of one of the garments."""

    def value(day: WornDay) -> Value:
        garment = garment_of(day)
        assert garment is not None
        return ("category", garment.category)

    return value


def _colour(garment_of: Callable[[WornDay], Worn | None]) -> Callable[[WornDay], Value]:
    """Return a function that names the main colour of one of the garments."""

    def value(day: WornDay) -> Value:
        garment = garment_of(day)
        assert garment is not None
        return ("colour", garment.colour or "")

    return value


def _percent(day: WornDay) -> int:
    return round(day.wet_percent)


def _felt_c(day: WornDay) -> int:
    return round(day.felt_min_c)


_TOP: Final = _kind(lambda day: day.top)
_BOTTOM: Final = _kind(lambda day: day.bottom)
_OUTER: Final = _kind(lambda day: day.outer)
_SHOES: Final = _kind(lambda day: day.shoes)
_SKIRT: Final = _kind(lambda day: day.skirt)
_BRIGHT_COLOUR: Final = _colour(lambda day: day.bright[0])
_PAIR: Final[Values] = MappingProxyType({"top": _TOP, "bottom": _BOTTOM})


# -- predicates -------------------------------------------------------------------------------


def _is_one_of(garment: Worn | None, categories: Collection[str]) -> bool:
    return garment is not None and garment.category in categories


def _is_other_than(garment: Worn | None, category: str) -> bool:
    return garment is not None and garment.category != category


def _are_dark(garments: Sequence[Worn]) -> bool:
    return all(garment.colour in _DARK for garment in garments)


def _needs_scarf(day: WornDay) -> bool:
    return day.felt_min_c < 2 and day.first(Slot.SCARF) is None


def _needs_shade(day: WornDay) -> bool:
    is_sunny = day.is_forecast and day.weather.sky == "clear"
    return is_sunny and day.high_c >= 25 and day.first(Slot.HAT, Slot.EYEWEAR) is None


def _lacks_warm_layer(day: WornDay) -> bool:
    top = day.first(Slot.TOP, Slot.DRESS)
    return day.felt_min_c < -4 and top is not None and top.warmth <= 2


def _pair_colours(day: WornDay) -> set[str | None]:
    """Return the colours of top and bottom; none when one is not worn or the top has none."""
    top, bottom = day.top, day.bottom
    if top is None or bottom is None or top.colour is None:
        return set()
    return {top.colour, bottom.colour}


def _is_pair_within(day: WornDay, colours: Collection[str]) -> bool:
    pair = _pair_colours(day)
    return bool(pair) and pair <= set(colours)


def _is_neutral(day: WornDay) -> bool:
    return bool(_pair_colours(day)) and not day.bright and len(day.coloured) >= 3


def _pair_fits(day: WornDay) -> tuple[str | None, str | None]:
    """Return the fits of top and bottom; None for what is not worn."""
    top, bottom = day.top, day.bottom
    return None if top is None else top.fit, None if bottom is None else bottom.fit


def _has_wide_hem(day: WornDay) -> bool:
    return day.top is not None and _pair_fits(day)[1] == "wide" and day.shoes is not None


def _is_tuckable(day: WornDay) -> bool:
    is_pair = day.bottom is not None and _is_one_of(day.top, _TUCKABLE)
    return is_pair and _pair_fits(day)[0] != "over"


def _is_knit_with_skirt(day: WornDay) -> bool:
    bottom = day.bottom
    return _is_one_of(day.top, _KNITS) and bottom is not None and bottom.slot is Slot.SKIRT


# -- the rules --------------------------------------------------------------------------------

RULES: Final = (
    # Rain and snow
    Rule("maybe_rain", 5, lambda day: day.may_be_rainy, {"percent": _percent}),
    Rule(
        "rain_shoes",
        9,
        lambda day: day.is_rainy and _is_one_of(day.shoes, _SOFT_SHOES),
        {"percent": _percent, "shoes": _SHOES},
    ),
    Rule(
        "rain_light_bottom",
        8,
        lambda day: day.is_rainy and day.bottom is not None and day.bottom.colour in _LIGHT,
        {"bottom": _BOTTOM},
    ),
    Rule(
        "rain_wide_bottom",
        8,
        lambda day: day.is_rainy and day.bottom is not None and day.bottom.fit == "wide",
        {"bottom": _BOTTOM},
    ),
    Rule("rain", 7, lambda day: day.is_rainy, {"percent": _percent}),
    Rule(
        "snow_shoes",
        9,
        lambda day: day.is_snowy and _is_other_than(day.shoes, "boots"),
        {"shoes": _SHOES},
        "snow",
    ),
    Rule("snow", 7, lambda day: day.is_snowy, group="snow"),
    # Temperature and wind
    Rule(
        "swing_no_outer",
        7,
        lambda day: day.has_swing and day.outer is None and day.low_c < 18,
        {"swing": lambda day: day.swing_c},
    ),
    Rule(
        "swing_outer",
        6,
        lambda day: day.has_swing and day.outer is not None and day.high_c >= 18,
        {"high": lambda day: round(day.high_c), "outer": _OUTER},
    ),
    Rule(
        "cold_scarf",
        8,
        lambda day: _needs_scarf(day) and _felt_c(day) < -5,
        {"felt": _felt_c},
        "scarf",
    ),
    Rule("cold_scarf", 6, _needs_scarf, {"felt": _felt_c}, "scarf"),
    Rule(
        "cold_layer",
        8,
        _lacks_warm_layer,
        {"felt": _felt_c, "top": _kind(lambda day: day.first(Slot.TOP, Slot.DRESS))},
    ),
    Rule(
        "warm_outer",
        4,
        lambda day: _is_one_of(day.outer, _WARM_OUTERS) and day.high_c >= 10,
        {"outer": _OUTER},
    ),
    Rule(
        "hot_sleeves",
        6,
        lambda day: day.high_c >= 28 and _is_one_of(day.top, _LONG_SLEEVES),
        {"top": _TOP},
    ),
    Rule("hot_dark", 5, lambda day: day.high_c >= 28 and _are_dark(day.worn)),
    Rule("sun", 5, _needs_shade),
    Rule(
        "wind_skirt",
        7,
        lambda day: day.is_windy and day.skirt is not None,
        {"skirt": _SKIRT},
        "wind",
    ),
    Rule(
        "wind_outer",
        5,
        lambda day: day.is_windy and day.outer is not None,
        {"outer": _OUTER},
        "wind",
    ),
    # Occasion
    Rule(
        "guest_sneakers",
        7,
        lambda day: day.occasion == "guest" and _is_one_of(day.shoes, {"sneakers"}),
    ),
    Rule(
        "work_jeans",
        5,
        lambda day: day.occasion == "work" and _is_one_of(day.bottom, {"jeans"}),
    ),
    Rule(
        "work_shirt",
        4,
        lambda day: day.occasion in {"work", "guest"} and _is_one_of(day.top, {"shirt", "blouse"}),
        {"top": _TOP},
    ),
    Rule(
        "date_near_face",
        4,
        lambda day: day.occasion == "date" and day.top is not None,
        {"top": _TOP},
    ),
    Rule("sport_layer", 5, lambda day: day.occasion == "sport" and day.high_c < 18),
    Rule(
        "trip_shoes",
        5,
        lambda day: day.occasion == "trip" and _is_other_than(day.shoes, "sneakers"),
        {"shoes": _SHOES},
    ),
    # Colours of all garments, and of top and bottom
    Rule(
        "all_dark",
        4,
        lambda day: len(day.coloured) >= 3 and _are_dark(day.coloured),
        group="colours",
    ),
    Rule(
        "one_accent",
        4,
        lambda day: len(day.coloured) >= 3 and len(day.bright) == 1,
        {"colour": _BRIGHT_COLOUR, "one": _kind(lambda day: day.bright[0])},
        "colours",
    ),
    Rule(
        "two_bright",
        4,
        lambda day: len({garment.colour for garment in day.bright}) >= 2,
        {"colour": _BRIGHT_COLOUR},
        "colours",
    ),
    Rule(
        "tone_on_tone",
        4,
        lambda day: len(_pair_colours(day)) == 1,
        {"colour": _colour(lambda day: day.top)},
        "pair",
    ),
    Rule("black_white", 4, lambda day: _pair_colours(day) == {"black", "white"}, group="pair"),
    Rule("earthy", 4, lambda day: _is_pair_within(day, _EARTHY), group="pair"),
    Rule("blues", 4, lambda day: _is_pair_within(day, _BLUES), group="pair"),
    Rule("neutrals", 3, _is_neutral, group="pair"),
    # Patterns
    Rule(
        "two_patterns",
        4,
        lambda day: len(day.patterned_together) >= 2,
        {
            "first": _kind(lambda day: day.patterned_together[0]),
            "second": _kind(lambda day: day.patterned_together[1]),
        },
        "patterns",
    ),
    Rule(
        "one_pattern",
        4,
        lambda day: bool(day.patterned),
        {
            "pattern": lambda day: ("pattern", day.patterned[0].pattern),
            "one": _kind(lambda day: day.patterned[0]),
        },
        "patterns",
    ),
    # Fits of top and bottom
    Rule("wide_wide", 5, lambda day: _pair_fits(day) == ("over", "wide"), _PAIR, "fits"),
    Rule("over_slim", 4, lambda day: _pair_fits(day) == ("over", "slim"), _PAIR, "fits"),
    Rule("slim_wide", 4, lambda day: _pair_fits(day) == ("slim", "wide"), _PAIR, "fits"),
    Rule("wide_hem", 4, _has_wide_hem, {"bottom": _BOTTOM}, "fits"),
    Rule("front_tuck", 3, _is_tuckable, _PAIR),
    Rule("knit_skirt", 4, _is_knit_with_skirt, _PAIR),
    # What works with any outfit, so that there is always a piece of advice
    Rule(
        "add_belt",
        2,
        lambda day: day.first(Slot.BELT) is None and day.first(Slot.PANTS) is not None,
    ),
    Rule(
        "add_cap",
        2,
        lambda day: day.first(Slot.HAT) is None and day.occasion in {"daily", "trip"},
    ),
    Rule(
        "dress_waist",
        3,
        lambda day: day.first(Slot.DRESS) is not None,
        {"dress": _kind(lambda day: day.first(Slot.DRESS))},
    ),
    Rule("roll_sleeves", 2, lambda day: day.high_c >= 12),
    Rule("socks", 2, lambda day: day.high_c < 12),
)
"""Every rule, in the order in which rules that matter alike take turns."""
