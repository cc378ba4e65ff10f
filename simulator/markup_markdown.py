"""Telegram's MarkdownV2: `*bold* _italic_ __underline__ ~strike~ ||spoiler|| [link](url) `code``.

Every reserved character that is not markup must be escaped by a backslash, as the Bot API demands
(https://core.telegram.org/bots/api#markdownv2-style).
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.entities import Entity, FormattedText, utf16_length
from simulator.markup_html import MarkupError, link_target

_RESERVED = "_*[]()~`>#+-=|{}.!"
_SIMPLE = {
    "*": "bold",
    "__": "underline",
    "_": "italic",
    "~": "strikethrough",
    "||": "spoiler",
    "[": "text_link",
}
_NAMES = {
    "*": "Bold",
    "_": "Italic",
    "__": "Underline",
    "~": "Strikethrough",
    "||": "Spoiler",
    "[": "TextUrl",
    "`": "Code",
    "```": "Pre",
}


@dataclass(slots=True)
class _Open:
    mark: str
    offset: int
    byte: int


def parse_markdown_v2(source: str) -> FormattedText:
    """Return the text and entities of a message written with `parse_mode=MarkdownV2`.

    Raises:
        MarkupError: as Telegram words it.
    """
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._out: list[str] = []
        self._units = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []
        self._quote: int | None = None

    def run(self) -> FormattedText:
        while self._at < len(self._source):
            self._step()
        self._end_quote()
        if self._open:
            last = self._open[-1]
            raise MarkupError(
                f"Can't find end of {_NAMES[last.mark]} entity at byte offset {last.byte}"
            )
        ordered = sorted(self._entities, key=lambda entity: (entity.offset, -entity.length))
        return FormattedText("".join(self._out), tuple(ordered))

    def _byte(self) -> int:
        return len(self._source[: self._at].encode())

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._units += utf16_length(text)

    def _step(self) -> None:
        rest = self._source[self._at :]
        character = rest[0]
        line_start = not self._out or self._out[-1].endswith("\n")
        if character == "\\" and len(rest) > 1 and 1 <= ord(rest[1]) <= 126:
            self._write(rest[1])
            self._at += 2
        elif character == "`":
            self._code("```" if rest.startswith("```") else "`")
        elif character == ">" and line_start:
            self._quote = self._units if self._quote is None else self._quote
            self._at += 1
        elif character == "]" and any(opened.mark == "[" for opened in self._open):
            self._link_end()
        elif (mark := self._mark(rest)) is not None:
            self._toggle(mark)
        elif character in _RESERVED:
            raise MarkupError(
                f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            if character == "\n" and not rest.startswith("\n>"):
                self._end_quote()
            self._write(character)
            self._at += 1

    def _mark(self, rest: str) -> str | None:
        return next(
            (mark for mark in ("__", "||", "*", "_", "~", "[") if rest.startswith(mark)), None
        )

    def _toggle(self, mark: str) -> None:
        if mark != "[" and self._open and self._open[-1].mark == mark:
            opened = self._open.pop()
            self._add(_SIMPLE[mark], opened.offset)
        elif mark != "[" and any(opened.mark == mark for opened in self._open):
            raise MarkupError(
                f"Can't find end of {_NAMES[self._open[-1].mark]} entity "
                f"at byte offset {self._open[-1].byte}"
            )
        else:
            self._open.append(_Open(mark, self._units, self._byte()))
        self._at += len(mark)

    def _code(self, fence: str) -> None:
        begin, start = self._byte(), self._at + len(fence)
        end = start
        while not self._source.startswith(fence, end):
            if end >= len(self._source):
                raise MarkupError(
                    f"Can't find end of {_NAMES[fence]} entity at byte offset {begin}"
                )
            end += 2 if self._source[end] == "\\" else 1
        raw, language = self._source[start:end], None
        if fence == "```":
            first, newline, others = raw.partition("\n")
            if newline and first.strip() == first and " " not in first:
                raw, language = others, first or None
        offset = self._units
        for character in ("\\\\", "\\`"):
            raw = raw.replace(character, character[1])
        self._write(raw)
        self._add("pre" if fence == "```" else "code", offset, language=language)
        self._at = end + len(fence)

    def _link_end(self) -> None:
        opened = self._open.pop()
        if opened.mark != "[":
            raise MarkupError(
                f"Can't find end of {_NAMES[opened.mark]} entity at byte offset {opened.byte}"
            )
        self._at += 1
        target = "".join(self._out)
        if self._source.startswith("(", self._at):
            end = self._source.find(")", self._at)
            if end < 0:
                raise MarkupError(f"Can't find end of a URL at byte offset {self._byte()}")
            target = self._source[self._at + 1 : end].replace("\\", "")
            self._at = end + 1
        url = link_target(target)
        if url is not None:
            self._add("text_link", opened.offset, url=url)

    def _end_quote(self) -> None:
        if self._quote is not None:
            self._add("blockquote", self._quote)
            self._quote = None

    def _add(
        self, kind: str, offset: int, *, url: str | None = None, language: str | None = None
    ) -> None:
        if self._units > offset:
            self._entities.append(
                Entity(kind, offset, self._units - offset, url=url, language=language)
            )
