"""Formatted text: a string and the entities over it, counted in UTF-16 code units.

Telegram counts every offset, length and limit of a text in UTF-16 code units, so that one emoji
outside the basic plane counts as two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

_DETECTED = re.compile(
    r"(?P<bot_command>(?<![\w/<>@])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?\b)"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b)"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}\b)"
    r"|(?P<url>(?<![\w@/])(?:https?://[^\s<>\"]+|(?:[\w-]+\.)+(?:com|net|org|kr|io|me|shop|store)\b"
    r"(?:/[^\s<>\"]*)?))"
    r"|(?P<hashtag>(?<!\w)#(?!\d+\b)\w{1,256})"
    r"|(?P<cashtag>(?<![\w$])\$[A-Z]{3,8}\b)"
)
_CLOSED_TO_OTHERS = frozenset({"code", "pre"})
_KNOWN = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 code units of a text."""
    return len(text) + sum(character > "\uffff" for character in text)


@dataclass(frozen=True, slots=True)
class Entity:
    """One `MessageEntity`; offset and length in UTF-16 code units.

    Attributes:
        user: the `User` object of a `text_mention`.
        user_id: the person such a mention names, before it is looked up.
    """

    kind: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    user_id: int | None = None
    user: dict[str, Any] | None = None

    @property
    def end(self) -> int:
        """Return the offset right after the entity."""
        return self.offset + self.length

    def api(self) -> dict[str, Any]:
        """Return the entity as the Bot API writes it."""
        known = {
            "type": self.kind,
            "offset": self.offset,
            "length": self.length,
            "url": self.url,
            "language": self.language,
            "custom_emoji_id": self.custom_emoji_id,
            "user": self.user,
        }
        return {name: value for name, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text without markup and the entities over it, in order of their offsets."""

    text: str = ""
    entities: tuple[Entity, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def units(self) -> int:
        """Return the length Telegram's limits count."""
        return utf16_length(self.text)

    def slice(self, entity: Entity) -> str:
        """Return the part of the text an entity covers."""
        encoded = self.text.encode("utf-16-le")
        return encoded[entity.offset * 2 : entity.end * 2].decode("utf-16-le", "ignore")

    def of_kind(self, kind: str) -> list[str]:
        """Return the covered text of every entity of one kind."""
        return [self.slice(entity) for entity in self.entities if entity.kind == kind]

    def resolved(self, user: Callable[[int], dict[str, Any] | None]) -> FormattedText:
        """Return the text with people mentioned by id looked up; unknown ones become plain text."""
        entities = []
        for entity in self.entities:
            if entity.user_id is None:
                entities.append(entity)
            elif (found := user(entity.user_id)) is not None:
                entities.append(replace(entity, user=found))
        return FormattedText(self.text, tuple(entities))

    def finished(self) -> FormattedText:
        """Return the text as Telegram stores it: outer white space cut, links and commands found.

        What Telegram detects by itself (commands, mentions, links, hashtags) is added wherever no
        markup of the sender's is in the way.
        """
        start = utf16_length(self.text) - utf16_length(self.text.lstrip())
        stripped = self.text.strip()
        end = utf16_length(stripped)
        kept = []
        for entity in self.entities:
            left = max(entity.offset - start, 0)
            right = min(entity.end - start, end)
            if right > left:
                kept.append(replace(entity, offset=left, length=right - left))
        kept = _without_nested_in_code(kept)
        kept.extend(_detected(stripped, kept))
        return FormattedText(stripped, tuple(sorted(kept, key=lambda e: (e.offset, -e.length))))


def _without_nested_in_code(entities: list[Entity]) -> list[Entity]:
    """Drop what lies inside code and preformatted blocks, which take no other formatting."""
    blocks = [entity for entity in entities if entity.kind in _CLOSED_TO_OTHERS]
    return [
        entity
        for entity in entities
        if not any(
            block is not entity and block.offset <= entity.offset and entity.end <= block.end
            for block in blocks
        )
    ]


def _detected(text: str, taken: list[Entity]) -> list[Entity]:
    blocked = [
        entity
        for entity in taken
        if entity.kind in _CLOSED_TO_OTHERS or entity.kind in {"text_link", "text_mention"}
    ]
    found = []
    position = units = 0
    for match in _DETECTED.finditer(text):
        kind = match.lastgroup or ""
        value = match.group().rstrip(".,;:!?)'") if kind == "url" else match.group()
        units += utf16_length(text[position : match.start()])
        position = match.start()
        entity = Entity(kind, units, utf16_length(value))
        if not any(other.offset < entity.end and entity.offset < other.end for other in blocked):
            found.append(entity)
    return found


def entities_from_api(items: object, text: str) -> tuple[Entity, ...]:
    """Read a list of `MessageEntity` objects over a text.

    Raises:
        ValueError: with the reason, when the list has the wrong shape.
    """
    if not isinstance(items, list):
        raise ValueError("expected an Array of MessageEntity")  # noqa: TRY004 - one error for all
    units = utf16_length(text)
    entities = []
    for item in items:
        if not isinstance(item, dict) or item.get("type") not in _KNOWN:
            raise ValueError("unsupported entity type specified")
        offset, length = item.get("offset"), item.get("length")
        if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length <= 0:
            raise ValueError("entity beginning or length is wrong")
        if offset + length > units:
            raise ValueError("entity ends after the end of the text")
        user = item.get("user")
        entities.append(
            Entity(
                item["type"],
                offset,
                length,
                url=item.get("url"),
                language=item.get("language"),
                custom_emoji_id=item.get("custom_emoji_id"),
                user_id=user.get("id") if isinstance(user, dict) else None,
            )
        )
    return tuple(entities)
