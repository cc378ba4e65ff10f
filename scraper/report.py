"""The report of an import: what came in, and every line that did not, with the reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

MAX_KEPT: Final = 1000
"""Rejections kept in full; further ones are only counted, so that a bad feed costs no memory."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A line that was left out.

    Attributes:
        line: line or record of the source, 0 where there is none.
        reason: stable code, such as `bad_price`.
        detail: what was wrong, shortened.
    """

    line: int
    reason: str
    detail: str


@dataclass(slots=True)
class ImportReport:
    """Counts of one import; filled while it runs."""

    offers: int = 0
    imported: int = 0
    embedded: int = 0
    hidden: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def rejected(self) -> int:
        """How many lines were left out."""
        return self.reasons.total()

    def reject(self, line: int, reason: str, detail: str = "") -> None:
        """Note that a line was left out."""
        self.reasons[reason] += 1
        if len(self.rejections) < MAX_KEPT:
            self.rejections.append(Rejection(line, reason, _shortened(detail)))


def _shortened(detail: str, limit: int = 120) -> str:
    """Return one printable line; feeds may hold terminal escapes and megabytes."""
    line = "".join(c if c.isprintable() else " " for c in detail[: limit * 2])
    return line if len(line) <= limit else line[: limit - 1] + "…"
