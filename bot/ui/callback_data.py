"""Encode what an inline keyboard button does as callback data, in Telegram's 64 bytes.

The form is `version.prefix.field.field…`. Anyone can send any bytes as callback data, so parsing
checks every field; whether a person may do it is checked by the route that carries it out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Final, get_args, get_type_hints

from config.taxonomy import CATEGORY_SLOT, NO_GARMENT

VERSION: Final = "1"
MAX_BYTES: Final = 64
_SEPARATOR: Final = "."
_MAX_ID: Final = 2**63 - 1
_MAX_NUMBER: Final = 999


_TYPE_OF_PREFIX: Final[dict[str, type[CallbackData]]] = {}
_CATEGORIES: Final = frozenset({*CATEGORY_SLOT, NO_GARMENT})


class InvalidCallbackDataError(ValueError):
    """The callback data is not of a button that this version of the bot sends."""


@dataclass(frozen=True, slots=True)
class CallbackData:
    """Base of the typed callback data; a subclass has a `prefix` of its own.

    Fields named `*_id` reach 2^63 - 1, other numbers 999.
    """

    prefix: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Register the type for `unpack`.

        Raises:
            TypeError: another type has the same prefix.
        """
        # dataclass(slots=True) creates the class a second time; the second one is kept.
        known = _TYPE_OF_PREFIX.setdefault(cls.prefix, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(
                f"{cls.__qualname__} and {known.__qualname__} both have prefix {cls.prefix!r}"
            )
        _TYPE_OF_PREFIX[cls.prefix] = cls


def registered_callback_data() -> tuple[type[CallbackData], ...]:
    """Return every type of callback data whose module has been imported."""
    return tuple(_TYPE_OF_PREFIX.values())


def pack(callback_data: CallbackData) -> str:
    """Return the string for `InlineKeyboardButton.callback_data`.

    Raises:
        ValueError: it takes more than 64 bytes.
    """
    parts = [VERSION, callback_data.prefix]
    for field in fields(callback_data):
        value = getattr(callback_data, field.name)
        parts.append(str(int(value)) if isinstance(value, bool | int) else value)
    data = _SEPARATOR.join(parts)
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"callback data of {len(data)} bytes: {data}")
    return data


def unpack(data: str) -> CallbackData:
    """Parse the string of a callback query.

    Raises:
        InvalidCallbackDataError: the string is of another version, or made up.
    """
    version, _, rest = data.partition(_SEPARATOR)
    prefix, *values = rest.split(_SEPARATOR)
    data_type = _TYPE_OF_PREFIX.get(prefix)
    if version != VERSION or data_type is None:
        raise InvalidCallbackDataError(data)
    hints = get_type_hints(data_type)
    names = [field.name for field in fields(data_type)]
    if len(values) != len(names):
        raise InvalidCallbackDataError(data)
    arguments = {
        name: _parse_field(name, hints[name], value)
        for name, value in zip(names, values, strict=True)
    }
    callback_data: CallbackData = data_type(**arguments)
    return callback_data


def _parse_field(name: str, hint: object, value: str) -> object:
    if hint is bool:
        if value in {"0", "1"}:
            return value == "1"
    elif hint is int:
        largest = _MAX_ID if name.endswith("_id") else _MAX_NUMBER
        # int() also parses signs, spaces, underscores and digits of other scripts.
        if value.isascii() and value.isdecimal() and len(value) <= 19 and int(value) <= largest:
            return int(value)
    elif hint is str:
        if value in _CATEGORIES:
            return value
    elif value in get_args(hint):
        return value
    raise InvalidCallbackDataError(f"{name}: {value}")
