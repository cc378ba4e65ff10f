"""The dialog about a daily tip as a pure machine: its questions, and what an answer changes.

`read` takes what a person typed, `press` the option they chose, `locate` a point they sent; each
returns the next state and, when something could not stand, a note that says why. `to_json` and
`from_json` carry it over a restart. It has never heard of a chat.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar

from config.time_zones import KOREA
from engine.outfits.occasions import OCCASIONS
from engine.parsing.answers import parse_occasion, parse_own_only, parse_time_zone
from engine.parsing.commands import Command, parse_command
from engine.parsing.dates import parse_date, parse_time, parse_weekdays
from engine.tips.schedule import EVERY_DAY, WEEKDAYS, WEEKEND, ScheduleError, zone_of
from engine.weather.cities import cities, find_cities, nearest_city

HOME_ZONE: Final = KOREA.key
MAX_TURN: Final = 999
TIMES: Final = (6 * 60 + 30, 7 * 60, 7 * 60 + 30, 8 * 60, 8 * 60 + 30, 9 * 60)
DAY_SETS: Final = MappingProxyType(
    {"every_day": EVERY_DAY, "weekdays": WEEKDAYS, "weekend": WEEKEND}
)
LARGE_CITIES: Final = (
    *("seoul", "busan", "incheon", "daegu", "daejeon", "gwangju"),
    *("gyeonggi-suwon", "ulsan", "jeju"),
)
PAUSES_DAYS: Final = (1, 3, 7, 14)
ZONES: Final = (
    *("Asia/Seoul", "Asia/Tokyo", "Asia/Shanghai", "Asia/Singapore", "Australia/Sydney"),
    *("Europe/London", "Europe/Paris", "America/New_York", "America/Los_Angeles"),
)


class Goal(StrEnum):
    """What the dialog is for."""

    SUBSCRIBE = "subscribe"
    CHANGE = "change"
    HOME = "home"


class Step(StrEnum):
    """A question."""

    TIME = "time"
    DAYS = "days"
    CITY = "city"
    OCCASION = "occasion"
    CLOTHES = "clothes"
    ZONE = "zone"
    PAUSE = "pause"


PERSONAL: Final = (Step.TIME, Step.DAYS, Step.CITY, Step.OCCASION, Step.CLOTHES)
FOR_A_CHAT: Final = (Step.TIME, Step.DAYS, Step.CITY, Step.OCCASION)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the subscription.

    Attributes:
        chat_id: where the tip goes.
        chat_title: of a group or channel.
        paused_until: ISO date from which tips come again.
    """

    chat_id: int
    chat_title: str | None = None
    minute_of_day: int | None = None
    days: int | None = None
    zone: str = HOME_ZONE
    city: str | None = None
    occasion: str | None = None
    own_only: bool | None = None
    paused_until: str | None = None


@dataclass(frozen=True, slots=True)
class Dialog:
    """Where the dialog is.

    Attributes:
        goal: a new subscription, a change of one, or only where the person lives.
        steps: the questions, in order.
        at: index of the open one; `len(steps)` when all are answered.
        candidates: ids of the cities that a name may mean, to choose from.
        turn: grows with every change, so that old buttons are told apart.
    """

    goal: Goal
    steps: tuple[Step, ...]
    facts: Facts
    at: int = 0
    candidates: tuple[str, ...] = ()
    turn: int = 0

    @property
    def step(self) -> Step | None:
        """The open question; None when there is none left."""
        return self.steps[self.at] if self.at < len(self.steps) else None


@dataclass(frozen=True, slots=True)
class Option:
    """Something to press: an answer (`pick`), or a way to `back` or `cancel`."""

    kind: Literal["pick", "back", "cancel"]
    value: str | int | bool = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Why an answer could not stand, or what it was taken for."""

    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """What an answer led to.

    Attributes:
        note: what to say before the next question.
        understood: whether the answer had anything to do with the question.
    """

    dialog: Dialog
    note: Note | None = None
    cancelled: bool = False
    understood: bool = True


def options(dialog: Dialog) -> list[Option]:
    """Return what can be pressed, in order; a press gives its place in this list."""
    step = dialog.step
    assert step is not None
    values: tuple[str | int | bool, ...]
    match step:
        case Step.TIME:
            values = TIMES
        case Step.DAYS:
            values = tuple(DAY_SETS.values())
        case Step.CITY:
            values = dialog.candidates
        case Step.OCCASION:
            values = tuple(OCCASIONS)
        case Step.CLOTHES:
            values = (True, False)
        case Step.ZONE:
            values = ZONES
        case Step.PAUSE:
            values = PAUSES_DAYS
    steering = [Option("cancel")] if dialog.at == 0 else [Option("back"), Option("cancel")]
    return [*(Option("pick", value) for value in values), *steering]


def press(dialog: Dialog, number: int, today: date) -> Turn | None:
    """Take the option with this number; None when there is no such option."""
    offered = options(dialog)
    if not 0 <= number < len(offered):
        return None
    option = offered[number]
    if option.kind != "pick":
        return _steer(dialog, option.kind)
    step, value = dialog.step, option.value
    assert step is not None
    if step is Step.PAUSE:
        value = (today + timedelta(days=int(value))).isoformat()
    return _done(dialog, value)


def read(dialog: Dialog, text: str, today: date) -> Turn:
    """Take what the person typed, whatever it is."""
    command = parse_command(text)
    if command is Command.CANCEL:
        return _steer(dialog, "cancel")
    if command is Command.BACK:
        return _steer(dialog, "back")
    step = dialog.step
    assert step is not None
    if step is Step.CITY:
        return _read_city(dialog, text)
    try:
        value = _READERS[step](text, today)
    except ScheduleError as error:
        return _stay(dialog, f"{step.value}.{error.code}", understood=error.code != _UNKNOWN)
    return _done(dialog, value)


def locate(dialog: Dialog, latitude: float, longitude: float) -> Turn:
    """Take a point on the map as the answer to where one lives."""
    if dialog.step is not Step.CITY:
        return _stay(dialog, "no_place_asked", understood=False)
    city = nearest_city(latitude, longitude)
    return _stay(dialog, "city.abroad") if city is None else _done(dialog, city.id)


FIELD: Final = MappingProxyType(
    {
        Step.TIME: "minute_of_day",
        Step.DAYS: "days",
        Step.CITY: "city",
        Step.OCCASION: "occasion",
        Step.CLOTHES: "own_only",
        Step.ZONE: "zone",
        Step.PAUSE: "paused_until",
    }
)


def _done(dialog: Dialog, value: str | int | bool) -> Turn:
    step = dialog.step
    assert step is not None
    told: dict[str, Any] = {FIELD[step]: value}
    facts = replace(dialog.facts, **told)
    return Turn(_turned(replace(dialog, facts=facts, at=dialog.at + 1, candidates=())))


def _stay(
    dialog: Dialog, code: str | None = None, *, understood: bool = True, **values: str
) -> Turn:
    note = Note(code, values) if code else None
    return Turn(_turned(dialog), note, understood=understood)


def _turned(dialog: Dialog) -> Dialog:
    return replace(dialog, turn=(dialog.turn + 1) % (MAX_TURN + 1))


def _steer(dialog: Dialog, where: Literal["back", "cancel"]) -> Turn:
    if where == "cancel":
        return Turn(dialog, cancelled=True)
    if dialog.candidates:
        return _stay(replace(dialog, candidates=()))
    if dialog.at == 0:
        return _stay(dialog, "first_question")
    return _stay(replace(dialog, at=dialog.at - 1))


# -- what is typed ----------------------------------------------------------------------------

_UNKNOWN: Final = "not_understood"
_Answer = TypeVar("_Answer", str, bool)


def _known(value: _Answer | None, text: str) -> _Answer:
    if value is None:
        raise ScheduleError(f"not understood: {text[:20]!r}", code=_UNKNOWN)
    return value


def _read_zone(text: str) -> str:
    zone = _known(parse_time_zone(text), text)
    zone_of(zone)
    return zone


def _read_pause(text: str, today: date) -> str:
    return parse_date(text, today).isoformat()


_READERS: Final = MappingProxyType[Step, Callable[[str, date], str | int | bool]](
    {
        Step.TIME: lambda text, _: parse_time(text),
        Step.DAYS: lambda text, _: parse_weekdays(text),
        Step.OCCASION: lambda text, _: _known(parse_occasion(text), text),
        Step.CLOTHES: lambda text, _: _known(parse_own_only(text), text),
        Step.ZONE: lambda text, _: _read_zone(text),
        Step.PAUSE: _read_pause,
    }
)


def _read_city(dialog: Dialog, text: str) -> Turn:
    found = find_cities(text)
    if found.only is not None:
        return _done(dialog, found.only.id)
    if not found.cities:
        return _stay(replace(dialog, candidates=()), "city.not_understood", understood=False)
    candidates = tuple(city.id for city in found.cities)
    code = "city.several" if found.is_exact else "city.alike"
    return _stay(replace(dialog, candidates=candidates), code)


# -- over a restart ---------------------------------------------------------------------------


def to_json(dialog: Dialog) -> dict[str, Any]:
    """Return the dialog as JSON-ready data."""
    return asdict(dialog)


def from_json(stored: dict[str, Any]) -> Dialog:
    """Return the dialog of `to_json`.

    Raises:
        ValueError: another version wrote it.
    """
    try:
        known = {field.name for field in fields(Facts)}
        facts = Facts(**{name: v for name, v in stored["facts"].items() if name in known})
        return Dialog(
            goal=Goal(stored["goal"]),
            steps=tuple(map(Step, stored["steps"])),
            facts=facts,
            at=int(stored["at"]),
            candidates=tuple(name for name in stored["candidates"] if name in cities()),
            turn=int(stored["turn"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a dialog about tips") from error
