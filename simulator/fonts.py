"""The Korean font of the chat page, for machines that have none."""

from __future__ import annotations

import importlib.util
import io
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

NAMES = frozenset({"NanumGothic.ttf", "NanumGothicBold.ttf"})


@cache
def korean_font(name: str) -> bytes | None:
    """Return one of the Nanum Gothic fonts that `koreanize_matplotlib` brings, ready for the web.

    Its hinting sources (tables `TSI…`) are left out: one of them is empty, for which browsers
    refuse the whole font. Blocks; callers run it in a thread.

    Returns:
        The TrueType file, or None when there is no such font.
    """
    # The spec is found without importing the package, which would import matplotlib.
    spec = importlib.util.find_spec("koreanize_matplotlib")
    if name not in NAMES or spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "fonts" / name
    if not path.is_file():
        return None
    out = io.BytesIO()
    with TTFont(path, lazy=True) as font:
        for tag in [tag for tag in font.keys() if tag.startswith("TSI")]:  # noqa: SIM118
            del font[tag]
        font.save(out, reorderTables=False)
    return out.getvalue()
