"""Counts of an import, and its rejected lines with their reasons."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Final, TextIO

MAX_KEPT: Final = 1000
"""Rejections kept in memory; all of them go to the report's file, if it has one."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A rejected line of a source.

    Attributes:
        line: line or record of the source, 0 where there is none.
        reason: stable code, such as `bad_price`.
        detail: description of the problem, shortened.
        external_id: id of the product, None if the line has no readable one.
    """

    line: int
    reason: str
    detail: str
    external_id: str | None = None


@dataclass(slots=True)
class ImportReport:
    """Counts of one import; filled while it runs.

    Attributes:
        offers: products read from the source.
        imported: offers written to the catalogue.
        changed: offers that were new or had changed.
        embedded: pictures that were described.
        downloaded: pictures that were requested.
        hidden: products no longer in the source.
        joined: products joined with a duplicate.
        unchanged: whether the source reported no change since the last run.
        partial: whether the source lists only some of its products, so that absence does not
            mean removal.
        lines: file to which every rejection is written at once, as a JSON line.
    """

    offers: int = 0
    imported: int = 0
    changed: int = 0
    embedded: int = 0
    downloaded: int = 0
    hidden: int = 0
    joined: int = 0
    unchanged: bool = False
    partial: bool = False
    lines: TextIO | None = None
    rejections: list[Rejection] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def rejected(self) -> int:
        """The number of rejected lines."""
        return self.reasons.total()

    def reject(
        self, line: int, reason: str, detail: str = "", external_id: str | None = None
    ) -> None:
        """Record a rejected line."""
        self.reasons[reason] += 1
        if len(self.rejections) >= MAX_KEPT and self.lines is None:
            return
        rejection = Rejection(line, reason, _shortened(detail), external_id)
        if len(self.rejections) < MAX_KEPT:
            self.rejections.append(rejection)
        if self.lines is not None:
            self.lines.write(json.dumps(asdict(rejection), ensure_ascii=False) + "\n")

    def counts(self) -> dict[str, int]:
        """Return the counts by name."""
        names = ("offers", "imported", "changed", "embedded", "downloaded", "hidden", "joined")
        return {name: getattr(self, name) for name in names}


def _shortened(detail: str, limit: int = 120) -> str:
    """Return a short printable line; feeds may contain terminal escapes and megabytes."""
    line = "".join(c if c.isprintable() else " " for c in detail[: limit * 2])
    return line if len(line) <= limit else line[: limit - 1] + "…"
