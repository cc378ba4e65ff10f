"""Telegram's HTML: the tags it knows, and its words for what it cannot parse.

Follows `parse_html` of TDLib (https://github.com/tdlib/td, td/telegram/MessageEntity.cpp), which
the Bot API server runs; offsets in the messages are bytes of UTF-8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from simulator.entities import Entity, FormattedText, utf16_length

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_SPACE = " \t\r\n\0\v"
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_USER_LINK = re.compile(r"tg://user/?\?id=(\d+)$")


class MarkupError(ValueError):
    """The text is not valid markup; the message is Telegram's."""


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int


def parse_html(source: str) -> FormattedText:
    """Return the text and entities of a message written with `parse_mode=HTML`.

    Raises:
        MarkupError: as Telegram words it, such as `Unsupported start tag "x" at byte offset 0`.
    """
    return _Parser(source).run()


def link_target(url: str) -> str | None:
    """Return a link as Telegram stores it, or None when it is no link to a host with a dot."""
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme == "tg":
        return url
    if parts.scheme not in {"http", "https"} or "." not in host.strip(".") or " " in url:
        return None
    return url if parts.path else parts._replace(path="/").geturl()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._out: list[str] = []
        self._units = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def run(self) -> FormattedText:
        while self._at < len(self._source):
            character = self._source[self._at]
            if character == "<":
                self._tag()
            elif character == "&":
                self._write(self._reference())
            else:
                self._at += 1
                self._write(character)
        if self._open:
            tag = self._open[-1].tag
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{tag}"')
        ordered = sorted(self._entities, key=lambda entity: (entity.offset, -entity.length))
        return FormattedText("".join(self._out), tuple(ordered))

    def _peek(self) -> str:
        return self._source[self._at] if self._at < len(self._source) else ""

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._units += utf16_length(text)

    def _byte(self, index: int) -> int:
        return len(self._source[:index].encode())

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self._at += 1

    def _reference(self) -> str:
        """Read `&lt;` and the like; anything unknown stays as it is, an ampersand."""
        match = _REFERENCE.match(self._source, self._at)
        if match:
            hexadecimal, decimal, name = match.groups()
            if name in _NAMED:
                self._at = match.end()
                return _NAMED[name]
            code = int(hexadecimal, 16) if hexadecimal else int(decimal or 0)
            surrogate = 0xD800 <= code < 0xE000
            if 0 < code < 0x10FFFF and not surrogate:
                self._at = match.end()
                return chr(code)
        self._at += 1
        return "&"

    def _tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._peek() == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _word(self, stops: str) -> str:
        start = self._at
        while self._peek() and self._peek() not in stops:
            self._at += 1
        return self._source[start : self._at]

    def _start_tag(self, begin: int) -> None:
        tag = self._word(_SPACE + ">").lower()
        if not self._peek():
            raise MarkupError(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in _KINDS:
            raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        argument = ""
        while self._peek() != ">":
            self._skip_space()
            if self._peek() == ">":
                break
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value) or argument
        if tag == "span" and argument != "spoiler":
            raise MarkupError(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}'
            )
        if tag == "tg-emoji" and not argument.isdigit():
            raise MarkupError("Invalid custom emoji identifier specified")
        self._at += 1
        self._open.append(_Open(tag, argument, self._units, len(self._out)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._word(_SPACE + "=>")
        if not name:
            raise MarkupError(
                f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}'
            )
        self._skip_space()
        if self._peek() != "=":
            self._still_open(tag, begin)
            return name, ""
        self._at += 1
        self._skip_space()
        self._still_open(tag, begin)
        value = self._quoted(begin) if self._peek() in "'\"" else self._name_token()
        return name.lower(), value

    def _still_open(self, tag: str, begin: int) -> None:
        if not self._peek():
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')

    def _name_token(self) -> str:
        match = _NAME_TOKEN.match(self._source, self._at)
        token = match.group() if match else ""
        start = self._at
        self._at += len(token)
        if not self._peek() or self._peek() not in _SPACE + ">":
            raise MarkupError(f"Unexpected end of name token at byte offset {self._byte(start)}")
        return token.lower()

    def _quoted(self, begin: int) -> str:
        quote = self._peek()
        self._at += 1
        value = []
        while self._peek() and self._peek() != quote:
            if self._peek() == "&":
                value.append(self._reference())
            else:
                value.append(self._peek())
                self._at += 1
        self._at += 1
        if not self._peek():
            raise MarkupError(f"Unclosed start tag at byte offset {self._byte(begin)}")
        return "".join(value)

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise MarkupError(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self._at += 1
        name = self._word(_SPACE + ">").lower()
        self._skip_space()
        if self._peek() != ">":
            raise MarkupError(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.tag:
            raise MarkupError(
                f"Unmatched end tag at byte offset {self._byte(begin)}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        if self._units > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        kind, length = _KINDS[opened.tag], self._units - opened.offset
        if opened.tag == "a":
            self._link(opened, length)
            return
        language = None
        if opened.tag == "code" and self._open and self._open[-1].tag == "pre":
            # <pre><code class="language-x"> is one block with a language, when nothing else is in.
            self._open[-1].argument = opened.argument
            if self._open[-1].offset == opened.offset:
                return
        elif opened.tag == "pre":
            language = opened.argument or None
        elif opened.tag == "blockquote" and opened.argument:
            kind = "expandable_blockquote"
        emoji = opened.argument if opened.tag == "tg-emoji" else None
        self._entities.append(
            Entity(kind, opened.offset, length, language=language, custom_emoji_id=emoji)
        )

    def _link(self, opened: _Open, length: int) -> None:
        target = opened.argument or "".join(self._out[opened.begin :])
        if user := _USER_LINK.match(target):
            self._entities.append(
                Entity("text_mention", opened.offset, length, user_id=int(user.group(1)))
            )
        elif (url := link_target(target)) is not None:
            self._entities.append(Entity("text_link", opened.offset, length, url=url))


def _argument(tag: str, name: str, value: str) -> str:
    """Return what an attribute says of its tag, empty for attributes Telegram ignores."""
    prefix = ""
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case ("blockquote", "expandable"):
            return "1"
        case ("code", "class"):
            prefix = "language-"
        case ("span", "class"):
            prefix = "tg-"
    return value.removeprefix(prefix) if prefix and value.startswith(prefix) else ""
