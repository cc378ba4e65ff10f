"""Reasons of a recommendation: codes with figures, and their English sentences.

The command line prints the English sentences; the bot has sentences for the same codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

Value = str | float | int

ENGLISH: Final = MappingProxyType(
    {
        "body_estimated": "your {part} is estimated at {cm:.0f} cm (give or take {sd_cm:.0f})",
        "body_measured": "you measured your {part}: {cm:.0f} cm",
        "fitted_on_purchases": "learned from {purchases} purchases ({source})",
        "trade_convention": "sizes by trade convention ({source})",
        "brand_chart": "by {brand}'s own measurements ({products} products, {fit} fit)",
        "brand_chart_other_fit": "{brand} has no measured {fit} fit; its {used} fit stood in",
        "brand_unknown": "no chart of {brand}: the market's typical chart was used",
        "brand_without_chart": "no chart of {brand} for this garment: the market's typical one",
        "between_sizes": "you are between {size} and {neighbour}: {neighbour} has {chance:.0%}",
        "beyond_largest": "{size} is the largest size and may be too tight",
        "beyond_smallest": "{size} is the smallest size and may be too loose",
        "wished_fit": "you wish for a {wish} fit on a {line} garment: {shift_cm:+.1f} cm",
        "taste_learned": "what you said of {answers} past sizes moves it by {shift_cm:+.1f} cm",
        "gender_assumed": "gender not told: {chart} chart; a woman's body with {share:.0%}",
        "converted": "{label} here is {other} in {system}",
        "shoe_from_height": "foot length is only guessed from height: {cm:.1f} cm",
        "without_age": "age would make the estimate sharper",
        "size_not_in_scale": "the wanted scale lacks {size}; the nearest in it was taken",
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason code of `ENGLISH` with its figures."""

    code: str
    values: Mapping[str, Value]

    def english(self) -> str:
        """Return the English sentence, without a full stop."""
        return ENGLISH[self.code].format(**self.values)

    def as_json(self) -> dict[str, Any]:
        """Return the code, its figures and the sentence."""
        figures = {k: round(v, 3) if isinstance(v, float) else v for k, v in self.values.items()}
        return {"code": self.code, **figures, "text": self.english()}


def reason(code: str, **values: Value) -> Reason:
    """Return a reason.

    Raises:
        KeyError: the code is unknown, which is a bug.
    """
    ENGLISH[code]
    return Reason(code, MappingProxyType(values))
