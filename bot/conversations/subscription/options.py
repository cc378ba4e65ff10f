"""Options that are offered under each question of the subscription dialog."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from bot.conversations.subscription.state import Step, SubscriptionState
from bot.conversations.turn import Option
from engine.outfits.occasions import OCCASIONS
from engine.tips.schedule import DAY_SETS

TIMES: Final = (6 * 60 + 30, 7 * 60, 7 * 60 + 30, 8 * 60, 8 * 60 + 30, 9 * 60)
"""Minutes of the day."""
LARGE_CITIES: Final = (
    *("seoul", "busan", "incheon", "daegu", "daejeon", "gwangju"),
    *("gyeonggi-suwon", "ulsan", "jeju"),
)
PAUSES_DAYS: Final = (1, 3, 7, 14)
ZONES: Final = (
    *("Asia/Seoul", "Asia/Tokyo", "Asia/Shanghai", "Asia/Singapore", "Australia/Sydney"),
    *("Europe/London", "Europe/Paris", "America/New_York", "America/Los_Angeles"),
)


def options(state: SubscriptionState) -> list[Option]:
    """Return the options of the open question in the order of their numbers."""
    step = state.step
    assert step is not None
    steering = [Option("cancel")] if state.at == 0 else [Option("back"), Option("cancel")]
    return [*(Option("pick", value) for value in _choices(state, step)), *steering]


def _choices(state: SubscriptionState, step: Step) -> Sequence[str | int | bool]:
    return state.candidates if step is Step.CITY else _CHOICES[step]


_CHOICES: Final = MappingProxyType[Step, Sequence[str | int | bool]](
    {
        Step.TIME: TIMES,
        Step.DAYS: tuple(DAY_SETS.values()),
        Step.OCCASION: tuple(OCCASIONS),
        Step.CLOTHES: (True, False),
        Step.ZONE: ZONES,
        Step.PAUSE: PAUSES_DAYS,
    }
)
