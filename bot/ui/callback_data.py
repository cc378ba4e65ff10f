"""What a button carries: an action as typed data, in the 64 bytes that Telegram allows.

The form is `version.action.field.field…`. Anyone can send any bytes as callback data, so reading
checks every field; who may do what is checked where the action is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Final, get_args, get_type_hints

from config.taxonomy import CATEGORY_SLOT

VERSION: Final = "1"
MAX_BYTES: Final = 64
_SEPARATOR: Final = "."
_MAX_NUMBER: Final = 2**63 - 1
_MAX_SMALL: Final = 999

NOTHING: Final = "none"
"""The category of what is no garment at all."""

_BY_CODE: Final[dict[str, type[Action]]] = {}
_CATEGORIES: Final = frozenset({*CATEGORY_SLOT, NOTHING})


class BadCallbackError(ValueError):
    """Callback data that no button of ours carries."""


@dataclass(frozen=True, slots=True)
class Action:
    """The base of what buttons do; `code` is unique. `*_id` fields reach 2^63 - 1, others 999."""

    code: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Make the action known to `unpack`.

        Raises:
            TypeError: another action has the same code.
        """
        # A dataclass with slots is made twice, the second time for good.
        known = _BY_CODE.setdefault(cls.code, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"{cls.__qualname__} and {known.__qualname__} are both {cls.code!r}")
        _BY_CODE[cls.code] = cls


def known_actions() -> tuple[type[Action], ...]:
    """Return every kind of action whose module has been imported."""
    return tuple(_BY_CODE.values())


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
