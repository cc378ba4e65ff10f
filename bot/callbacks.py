"""What a button carries: an action as typed data, in the 64 bytes that Telegram allows.

The form is `version.action.field.field…`. Anyone can send any bytes as callback data, so reading
checks every field; who may do what is checked where the action is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import ClassVar, Final, Literal, get_args, get_type_hints

from config.taxonomy import CATEGORY_SLOT

VERSION: Final = "1"
MAX_BYTES: Final = 64
_SEPARATOR: Final = "."
_MAX_NUMBER: Final = 2**63 - 1
_MAX_SMALL: Final = 999

NOTHING: Final = "none"
"""The category of what is no garment at all."""

Order = Literal["both", "colour", "shape"]
Loosen = Literal["price", "colour", "category", "other", "all"]
Language = Literal["ko", "en", "auto"]
Verdict = Literal["fit", "small", "large", "ask"]
ProfilePart = Literal[
    "show",
    "gender",
    "height",
    "weight",
    "age",
    "measured",
    "units",
    "worn",
    "share",
    "delete",
    "sure",
]


class BadCallbackError(ValueError):
    """Callback data that no button of ours carries."""


@dataclass(frozen=True, slots=True)
class Action:
    """The base of what buttons do; `code` is unique. `*_id` fields reach 2^63 - 1, others 999."""

    code: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class ShowSimilar(Action):
    """Open a list of what looks like one garment."""

    code = "s"
    answer_id: int
    garment: int


@dataclass(frozen=True, slots=True)
class TurnPage(Action):
    """Show another page of a list."""

    code = "p"
    search_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ShowMatching(Action):
    """Show what to wear with the garment of a list."""

    code = "g"
    search_id: int


@dataclass(frozen=True, slots=True)
class SetOrder(Action):
    """Let colour or shape decide the order of a list."""

    code = "o"
    search_id: int
    order: Order


@dataclass(frozen=True, slots=True)
class LoosenFilter(Action):
    """Take one filter off a list, or all."""

    code = "x"
    search_id: int
    what: Loosen


@dataclass(frozen=True, slots=True)
class Dismiss(Action):
    """Never show a product again."""

    code = "d"
    search_id: int
    product_id: int


@dataclass(frozen=True, slots=True)
class ShowShops(Action):
    """Show shops of the photo's mood."""

    code = "m"
    answer_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ChooseGarment(Action):
    """Ask which garment is named wrong."""

    code = "w"
    answer_id: int


@dataclass(frozen=True, slots=True)
class ChooseCategory(Action):
    """Ask what a garment really is; page 0 has the likely ones, the others a slot each."""

    code = "c"
    answer_id: int
    garment: int
    page: int


@dataclass(frozen=True, slots=True)
class Correct(Action):
    """Say what a garment really is."""

    code = "k"
    answer_id: int
    garment: int
    category: str


@dataclass(frozen=True, slots=True)
class Rate(Action):
    """Say whether the answer was good."""

    code = "r"
    answer_id: int
    liked: bool


@dataclass(frozen=True, slots=True)
class BackToAnswer(Action):
    """Put the buttons of the answer back."""

    code = "b"
    answer_id: int


@dataclass(frozen=True, slots=True)
class SetLanguage(Action):
    """Speak another language."""

    code = "l"
    language: Language


@dataclass(frozen=True, slots=True)
class DeleteEverything(Action):
    """Delete what is stored of a person, or leave it."""

    code = "e"
    user_id: int
    sure: bool


@dataclass(frozen=True, slots=True)
class StartSize(Action):
    """Begin the dialog about one's size."""

    code = "zn"


@dataclass(frozen=True, slots=True)
class AnswerSize(Action):
    """Answer the question of a size dialog; `turn` says which question the button is of."""

    code = "z"
    dialog_id: int
    turn: int
    option: int


@dataclass(frozen=True, slots=True)
class SizeOfProduct(Action):
    """Ask for one's size of a product."""

    code = "zp"
    product_id: int


@dataclass(frozen=True, slots=True)
class ChooseSized(Action):
    """Ask which garment of a photo one's size is wanted of."""

    code = "zc"
    answer_id: int


@dataclass(frozen=True, slots=True)
class SizeOfGarment(Action):
    """Ask for one's size of a garment in a photo."""

    code = "zg"
    answer_id: int
    garment: int


@dataclass(frozen=True, slots=True)
class Buy(Action):
    """Say that one bought a product."""

    code = "zb"
    product_id: int


@dataclass(frozen=True, slots=True)
class SetBought(Action):
    """Say in which of its sizes a product was bought."""

    code = "zs"
    worn_id: int
    option: int


@dataclass(frozen=True, slots=True)
class RateWorn(Action):
    """Say how a worn size is; `ask` asks for it."""

    code = "zr"
    worn_id: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ForgetWorn(Action):
    """Take a worn size off the profile."""

    code = "zf"
    worn_id: int


@dataclass(frozen=True, slots=True)
class Profile(Action):
    """See, change or delete one's size profile."""

    code = "ze"
    part: ProfilePart


ACTIONS: Final[tuple[type[Action], ...]] = (
    ShowSimilar,
    TurnPage,
    ShowMatching,
    SetOrder,
    LoosenFilter,
    Dismiss,
    ShowShops,
    ChooseGarment,
    ChooseCategory,
    Correct,
    Rate,
    BackToAnswer,
    SetLanguage,
    DeleteEverything,
    StartSize,
    AnswerSize,
    SizeOfProduct,
    ChooseSized,
    SizeOfGarment,
    Buy,
    SetBought,
    RateWorn,
    ForgetWorn,
    Profile,
)
_BY_CODE: Final = MappingProxyType({kind.code: kind for kind in ACTIONS})
_CATEGORIES: Final = frozenset({*CATEGORY_SLOT, NOTHING})


def pack(action: Action) -> str:
    """Return an action as callback data."""
    parts = [VERSION, action.code]
    for field in fields(action):
        value = getattr(action, field.name)
        parts.append(str(int(value)) if isinstance(value, bool | int) else value)
    data = _SEPARATOR.join(parts)
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"callback data of {len(data)} bytes: {data}")
    return data


def unpack(data: str) -> Action:
    """Return the action of callback data.

    Raises:
        BadCallbackError: it is of another version, or made up.
    """
    version, _, rest = data.partition(_SEPARATOR)
    code, *values = rest.split(_SEPARATOR)
    kind = _BY_CODE.get(code)
    if version != VERSION or kind is None:
        raise BadCallbackError(data)
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    if len(values) != len(names):
        raise BadCallbackError(data)
    read = {name: _read(name, hints[name], v) for name, v in zip(names, values, strict=True)}
    action: Action = kind(**read)
    return action


def _read(name: str, hint: object, value: str) -> object:
    if hint is bool:
        if value in {"0", "1"}:
            return value == "1"
    elif hint is int:
        largest = _MAX_NUMBER if name.endswith("_id") else _MAX_SMALL
        # int() also reads signs, spaces, underscores and digits of other scripts.
        if value.isascii() and value.isdecimal() and len(value) <= 19 and int(value) <= largest:
            return int(value)
    elif hint is str:
        if value in _CATEGORIES:
            return value
    elif value in get_args(hint):
        return value
    raise BadCallbackError(f"{name}: {value}")
