"""Size and colours of the board."""

from __future__ import annotations

from typing import Final

WIDTH_PX: Final = 1080
HEIGHT_PX: Final = 1350
MARGIN_PX: Final = 56

PAPER: Final = "#f6f3ee"
INK: Final = "#26241f"
FAINT: Final = "#8b867c"
LINE: Final = "#d9d3c7"
CARD: Final = "#ffffff"
