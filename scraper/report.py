"""The report of an import: what came in, and every line that did not, with the reason."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Final, TextIO

MAX_KEPT: Final = 1000
"""Rejections kept in memory; all of them go to the report's file, if it has one."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A line that was left out.

    Attributes:
        line: line or record of the source, 0 where there is none.
        reason: stable code, such as `bad_price`.
        detail: what was wrong, shortened.
        external_id: of the product, None where the line has none that can be read.
    """

    line: int
    reason: str
    detail: str
    external_id: str | None = None


@dataclass(slots=True)
class ImportReport:
    """Counts of one import; filled while it runs.

    Attributes:
        offers: products that the source told of.
        imported: of them, those that are in the catalogue now.
        changed: of them, those that are new or not as they were.
        embedded: pictures that were looked at.
        downloaded: pictures that were asked for.
        hidden: products that are gone from the source.
        joined: products that were found to be another's duplicates.
        unchanged: whether the source said that it has not changed since the last time.
        partial: whether the source told of some of its products only, so that nothing follows from
            the absence of the others.
        lines: file that gets every rejection as a JSON line, as soon as it is known.
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
        """How many lines were left out."""
        return self.reasons.total()

    def reject(
        self, line: int, reason: str, detail: str = "", external_id: str | None = None
    ) -> None:
        """Note that a line was left out."""
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
    """Return one printable line; feeds may hold terminal escapes and megabytes."""
    line = "".join(c if c.isprintable() else " " for c in detail[: limit * 2])
    return line if len(line) <= limit else line[: limit - 1] + "…"
