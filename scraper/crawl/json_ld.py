"""Parses JSON-LD blocks as shops write them, and resolves references between their things.

Templates leave comments, trailing commas, escaped quotes and HTML's entities in JSON; a block that
is no JSON after these are repaired is left out.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

MAX_JSON_CHARS: Final = 1_000_000
MAX_BLOCKS: Final = 50
MAX_THINGS: Final = 500
_MAX_DEPTH: Final = 12

_OPENING: Final = re.compile(r"(?://|/\*)?\s{0,9}<!(?:\[CDATA\[|--)\s{0,9}(?:\*/)?")
_CLOSINGS: Final = ("]]>", "-->")
_STRING_OR_COMMENT: Final = re.compile(
    r'"(?:[^"\\]|\\.)*"|/\*.*?\*/|//[^\n]*|,(?=\s*(?:/\*.*?\*/\s*)?[}\]])', re.DOTALL
)
_BAD_ESCAPE: Final = re.compile(r'\\(?!["\\/bfnrtu])')
_DECODER: Final = json.JSONDecoder(strict=False)

Thing = Mapping[str, Any]


def things_in(blocks: Iterator[str]) -> list[Thing]:
    """Return the things of a page's blocks, alone, in lists or in `@graph`, references resolved.

    A thing that others contain only by its `@id` takes the place of the reference.
    """
    values = [value for block in blocks for value in parse_block(block)]
    by_id: dict[str, Thing] = {}
    for value in values:
        _index(value, by_id, 0)
    found: list[Thing] = []
    for value in values:
        found += _top_things(value, 0)
    return [_resolved(thing, by_id, 0) for thing in found[:MAX_THINGS]]


def parse_block(text: str) -> list[Any]:
    """Return the values of one block, repaired where it is nearly JSON; none of what is not."""
    text = text[:MAX_JSON_CHARS].strip().lstrip("\ufeff")
    for attempt in (lambda t: t, _repaired, lambda t: _repaired(html.unescape(t)), _unescaped):
        try:
            return _values(attempt(text))
        except (ValueError, RecursionError):
            continue
    return []


def _values(text: str) -> list[Any]:
    """Return the values that stand one after the other.

    Raises:
        ValueError: the text is no JSON.
    """
    values: list[Any] = []
    at = 0
    text = text.strip().rstrip(";").rstrip()
    while at < len(text) and len(values) < MAX_THINGS:
        value, end = _DECODER.raw_decode(text, at)
        values.append(value)
        at = end
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    if not values:
        raise ValueError("empty")
    return values


def _repaired(text: str) -> str:
    for _ in range(2):  # a comment within a CDATA section
        text = _unwrapped(text)
    text = _STRING_OR_COMMENT.sub(lambda m: m.group() if m.group()[0] == '"' else "", text)
    return _BAD_ESCAPE.sub("", text)


def _unwrapped(text: str) -> str:
    """Return a text without the CDATA section or HTML comment around it, commented out or not."""
    text = text.strip()
    if (opening := _OPENING.match(text)) is not None:
        text = text[opening.end() :]
    inner = text.removesuffix("*/").rstrip()
    for closing in _CLOSINGS:
        if inner.endswith(closing):
            inner = inner.removesuffix(closing).rstrip()
            return inner.removesuffix("//").removesuffix("/*").strip()
    return text.strip()


def _unescaped(text: str) -> str:
    r"""Return `{\"@type\": …}`, which was put into a string before it was put into the page."""
    return _repaired(text.replace('\\"', '"').replace("\\/", "/").replace("\\\\", "\\"))


def _index(value: Any, by_id: dict[str, Thing], depth: int) -> None:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value[:MAX_THINGS]:
            _index(one, by_id, depth + 1)
    elif isinstance(value, dict):
        key = value.get("@id")
        if isinstance(key, str) and len(value) > 1 and len(by_id) < 10 * MAX_THINGS:
            by_id.setdefault(key, value)
        for one in value.values():
            if isinstance(one, dict | list):
                _index(one, by_id, depth + 1)


def _top_things(value: Any, depth: int) -> Iterator[Thing]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value[:MAX_THINGS]:
            yield from _top_things(one, depth + 1)
    elif isinstance(value, dict):
        if "@graph" in value:
            yield from _top_things(value["@graph"], depth + 1)
        if "@type" in value:
            yield value
            main = value.get("mainEntity")
            if isinstance(main, dict | list):
                yield from _top_things(main, depth + 1)


def _resolved(value: Any, by_id: Mapping[str, Thing], depth: int) -> Any:
    """Return a value with references replaced, to a depth that bounds circles."""
    if depth > 4:
        return value
    if isinstance(value, list):
        return [_resolved(one, by_id, depth + 1) for one in value[:MAX_THINGS]]
    if isinstance(value, dict):
        key = value.get("@id")
        if len(value) == 1 and isinstance(key, str) and key in by_id:
            return _resolved(by_id[key], by_id, depth + 1)
        return {name: _resolved(one, by_id, depth + 1) for name, one in value.items()}
    return value
