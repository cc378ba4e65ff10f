"""Repairs the text of XML feeds and cuts it at the ends of items.

Feeds are often made by templates that escape nothing: bare ampersands, HTML's entities, control
characters, blank lines before the declaration. None of the repairs changes the number of lines.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import Final

from scraper.feeds.stream import FeedStream, text_chunks

MAX_ITEM_CHARS: Final = 400_000
_KEPT_CHARS: Final = 100_000

_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML_ENTITIES: Final = r"amp|lt|gt|quot|apos"
_BAD_AMPERSAND: Final = re.compile(
    rf"&(?!(?:{_XML_ENTITIES}|#[0-9]{{1,7}}|#x[0-9a-fA-F]{{1,6}});)(?:([a-zA-Z][a-zA-Z0-9]{{1,31}});)?"
)
_CDATA: Final = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_ITEM_END: Final = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE)
_ITEM_START: Final = re.compile(r"<(?:item|entry)(?=[\s>])", re.IGNORECASE)
_LONGEST_END: Final = 64
_ID: Final = re.compile(r"<(?:g:)?id\s*>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,120})", re.IGNORECASE)
_ELEMENT: Final = re.compile(r"<((?:[\w-]+:)?[\w-]+)(?:\s[^<>]*)?>(.*?)</\1\s*>", re.DOTALL)
_TAG: Final = re.compile(r"</?[a-zA-Z][\w:.-]*[^<>]*>")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a feed.

    Attributes:
        text: repaired; what comes before the first item is in the first piece.
        lines: how many lines of the feed it spans; more than the text where that was cut.
        is_item: whether it ends with an item, and not with the feed.
    """

    text: str
    lines: int
    is_item: bool


def item_segments(stream: FeedStream) -> Iterator[Segment]:
    """Yield the feed in pieces that each end with an item; the last ends with the feed.

    Of an item longer than `MAX_ITEM_CHARS` the middle is left out.
    """
    waiting = ""
    searched = skipped_lines = 0
    for chunk in text_chunks(stream):
        waiting += chunk
        start = 0
        while end := _ITEM_END.search(waiting, max(start, searched)):
            text = waiting[start : end.end()]
            yield Segment(repaired(text), text.count("\n") + skipped_lines, is_item=True)
            start = searched = end.end()
            skipped_lines = 0
        waiting = waiting[start:]
        searched = max(0, len(waiting) - _LONGEST_END)
        if len(waiting) > MAX_ITEM_CHARS:
            skipped_lines += waiting.count("\n", _KEPT_CHARS, -_LONGEST_END)
            waiting = waiting[:_KEPT_CHARS] + waiting[-_LONGEST_END:]
            searched = len(waiting) - _LONGEST_END
    if waiting:
        yield Segment(repaired(waiting), waiting.count("\n") + skipped_lines, is_item=False)


def repaired(text: str) -> str:
    """Return a piece of a feed with what XML forbids taken out or escaped."""
    if not text.isprintable():
        text = _FORBIDDEN.sub("", text)
    if "&" not in text or _BAD_AMPERSAND.search(text) is None:
        return text
    if "<![CDATA[" not in text:
        return _BAD_AMPERSAND.sub(_escaped, text)
    pieces, at = [], 0
    for cdata in _CDATA.finditer(text):  # inside, an ampersand is one
        pieces += [_BAD_AMPERSAND.sub(_escaped, text[at : cdata.start()]), cdata.group()]
        at = cdata.end()
    return "".join([*pieces, _BAD_AMPERSAND.sub(_escaped, text[at:])])


def _escaped(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    letters = html5.get(f"{name};")
    return f"&amp;{name};" if letters is None else "".join(f"&#{ord(c)};" for c in letters)


def item_starts(text: str) -> list[int]:
    """Return where items begin in a text."""
    return [match.start() for match in _ITEM_START.finditer(text)]


def id_in(text: str) -> str | None:
    """Return the id of an item that is no XML, as far as it can be seen."""
    match = _ID.search(text)
    return html.unescape(match[1]).strip() or None if match else None


def fields_in(text: str) -> dict[str, str]:
    """Return the fields of an item that is no XML: elements with an end and no element inside."""
    start = _ITEM_START.search(text)
    inner = text[text.find(">", start.start()) + 1 :] if start else text
    found: dict[str, str] = {}
    for match in _ELEMENT.finditer(inner[:200_000]):
        name = match[1].lower()
        prefix, _, local = name.rpartition(":")
        if prefix not in {"", "g"}:
            continue
        value = match[2].strip()
        if value.startswith("<![CDATA["):
            value = value.removeprefix("<![CDATA[").removesuffix("]]>")
        elif _TAG.search(value):
            continue  # a group such as shipping, whose price is another
        else:
            value = html.unescape(value)
        if prefix or local not in found:
            found[local] = value.strip()
    return found
