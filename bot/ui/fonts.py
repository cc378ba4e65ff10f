"""The Korean font that pictures are labelled with."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont
from PIL.ImageDraw import ImageDraw

Font = ImageFont.FreeTypeFont


def font_path() -> Path:
    """Return the file of the font.

    Raises:
        FileNotFoundError: the package that has it is missing.
    """
    # The package patches matplotlib when it is imported; only its files are wanted.
    spec = find_spec("koreanize_matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package koreanize-matplotlib, which has the font, is missing")
    return Path(spec.submodule_search_locations[0]) / "fonts" / "NanumGothicBold.ttf"


@cache
def bold(size_px: int) -> Font:
    """Return NanumGothic Bold; Pillow's fonts can be used by several threads at once."""
    # Hangul needs no shaping, and the simple layout takes any text that a stranger may send.
    return ImageFont.truetype(font_path(), size_px, layout_engine=ImageFont.Layout.BASIC)


def fitted(pen: ImageDraw, text: str, font: Font, width: float) -> str:
    """Return a text on one line, cut where it would be wider than `width` pixels."""
    text = " ".join(text.split())
    if pen.textlength(text, font) <= width:
        return text
    while text and pen.textlength(text + "…", font) > width:
        text = text[:-1]
    return text.rstrip() + "…"
