"""Check calls against the published facts of the Bot API."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from simulator.calls import ApiCall

FACTS: Final = Path(__file__).with_name("facts.json")

_PLAIN: Final[Mapping[str, tuple[type, ...]]] = {
    "String": (str,),
    "Integer": (int, str),  # a form has nothing but text
    "Float": (int, float, str),
    "Boolean": (bool, str),
    "True": (bool, str),
    "InputFile": (str,),
}

_IGNORED: Final = frozenset({"parse_mode"})
"""What python-telegram-bot's `Defaults` add to every method; Telegram ignores it without a text."""

Fields = dict[str, dict[str, Any]]


@cache
def _facts() -> dict[str, dict[str, Fields]]:
    facts: dict[str, dict[str, Fields]] = json.loads(FACTS.read_text(encoding="utf-8"))
    return facts


def methods() -> dict[str, Fields]:
    """Return the published parameters of each method by name.

    A parameter has `types`, and where they are published `required`, `length` (least, most, unit)
    and `after_parsing` (whether the length is that of the text without its markup).
    """
    return _facts()["methods"]


def check_calls(calls: Iterable[ApiCall]) -> None:
    """Check method, parameters, types, lengths and nested objects of calls.

    Raises:
        AssertionError: a call is not as published.
    """
    for call in calls:
        assert call.method in methods(), f"no such method: {call.method}"
        fields = methods()[call.method]
        given = {
            name: value
            for name, value in call.parameters.items()
            if name in fields or not (name in _IGNORED or _is_upload(value))
        }
        _check_fields(call.method, given, fields)


def _is_upload(value: Any) -> bool:
    """Return whether a value is an attached file, whose name another parameter gives."""
    return isinstance(value, str) and value.startswith("<")


def _check_fields(owner: str, given: Mapping[str, Any], fields: Fields) -> None:
    for name, value in given.items():
        assert name in fields, f"{owner} has no parameter {name}"
        field = fields[name]
        where = f"{owner}.{name}"
        _check_value(where, value, field["types"])
        if "length" in field:
            _check_length(where, value, field)
    for name, field in fields.items():
        if field.get("required"):
            assert name in given, f"{owner} lacks {name}"


def _check_value(where: str, value: Any, names: list[str]) -> None:
    """Check a value against several types, of which one has to fit."""
    failures = []
    for name in names:
        try:
            _check_type(where, value, name)
        except AssertionError as failure:
            failures.append(str(failure))
        else:
            return
    raise AssertionError("; ".join(failures))


def _check_type(where: str, value: Any, name: str) -> None:
    if name.startswith("Array of "):
        assert isinstance(value, list), f"{where} is no list"
        for index, item in enumerate(value):
            _check_type(f"{where}[{index}]", item, name.removeprefix("Array of "))
    elif name in _PLAIN:
        assert isinstance(value, _PLAIN[name]), f"{where} is no {name}"
    else:
        assert isinstance(value, dict), f"{where} is no {name}"
        fields = _facts()["types"][name]
        if "subtypes" in fields:
            _check_value(where, value, list(fields["subtypes"]))
        else:
            _check_fields(where, value, fields)


def _check_length(where: str, value: Any, field: Mapping[str, Any]) -> None:
    least, most, unit = field["length"]
    if field.get("after_parsing"):
        value = html.unescape(re.sub(r"<[^>]*>", "", value))
    if unit == "bytes":
        value = value.encode()
    assert least <= len(value) <= most, f"{where} has {len(value)} {unit}"
