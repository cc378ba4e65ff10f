"""Cells of separated lines, in which a quoted cell may hold separators and line ends.

Feeds quote as spreadsheets do, or not at all, and then a quote may stand for inches; Python's `csv`
would take everything up to the next quote for one cell.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Final

SEPARATORS: Final = "\t,;|"

_MAX_JOINED_LINES: Final = 60
_CLOSING_QUOTE: Final = {
    mark: re.compile(rf'(?<!")(?:"")*"(?: *{re.escape(mark)}|\s*$)') for mark in SEPARATORS
}
"""The end of a quoted cell: a quote that is not doubled, before a separator or the end."""


class NumberedLines:
    """Numbered lines of which a record may take several."""

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self._lines = lines
        self._waiting: deque[tuple[int, str]] = deque()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while (following := self._next()) is not None:
            yield following

    def cells(self, line: str, separator: str, columns: int) -> list[str]:
        """Return the cells of a line, joined with the lines that a quoted line end belongs to.

        Args:
            line: one that was just taken from here.
            separator: between cells.
            columns: that a record has; lines are not joined to more than these.
        """
        if '"' not in line:
            return line.split(separator)
        text, taken = line, list[tuple[int, str]]()
        cells = quoted_cells(text, separator)
        while cells is None and len(taken) < _MAX_JOINED_LINES:
            following = self._next()
            if following is None:
                break
            taken.append(following)
            text = f"{text}\n{following[1]}"
            cells = quoted_cells(text, separator)
        if cells is not None and (not taken or len(cells) <= columns):
            return cells
        # A quote that only stands for inches: the line is what it seems.
        self._waiting.extendleft(reversed(taken))
        return [_unquoted(cell) for cell in line.split(separator)]

    def _next(self) -> tuple[int, str] | None:
        return self._waiting.popleft() if self._waiting else next(self._lines, None)


def quoted_cells(text: str, separator: str) -> list[str] | None:
    """Return the cells of a text, None where a quote that begins a cell is not closed."""
    cells: list[str] = []
    at = 0
    while at <= len(text):
        if text.startswith('"', at):
            closing = _CLOSING_QUOTE[separator].search(text, at + 1)
            if closing is None:
                return None
            inner = text[at + 1 : closing.start()] + '"' * (closing.group().count('"') - 1)
            cells.append(inner.replace('""', '"'))
            at = closing.end()
            if not closing.group().endswith(separator):
                return cells
        else:
            end = text.find(separator, at)
            if end < 0:
                return [*cells, text[at:]]
            cells.append(text[at:end])
            at = end + 1
    return cells


def _unquoted(cell: str) -> str:
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell
