"""Load the Korean font of all pictures, and fit texts to a width."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from PIL import ImageFont
from PIL.ImageDraw import ImageDraw

Font = ImageFont.FreeTypeFont


FONT_PATH: Final = Path(__file__).parent / "typefaces" / "CoordiGothic-Bold.ttf"
"""NanumGothic Bold, under another name because its licence reserves that for unchanged files."""


@cache
def bold(size_px: int) -> Font:
    """Return the bold font in a size; Pillow's fonts can be used by several threads at once."""
    # Hangul needs no shaping, and the simple layout accepts any untrusted text.
    return ImageFont.truetype(FONT_PATH, size_px, layout_engine=ImageFont.Layout.BASIC)


def fitted(pen: ImageDraw, text: str, font: Font, width: float) -> str:
    """Return a text on one line, cut where it would be wider than `width` pixels."""
    text = " ".join(text.split())
    if pen.textlength(text, font) <= width:
        return text
    while text and pen.textlength(text + "…", font) > width:
        text = text[:-1]
    return text.rstrip() + "…"
