"""Pictures to draw, and checks of what was drawn."""

from __future__ import annotations

import io

from PIL import Image


def webp(size: tuple[int, int] = (90, 120), mode: str = "RGBA", colour: str = "#2b5fb8") -> bytes:
    """Return a plain picture as WebP."""
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, "WEBP")
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    """Return a picture that must be readable to its end."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def overlap(first: tuple[int, int, int, int], second: tuple[int, int, int, int]) -> bool:
    """Return whether two boxes have a pixel in common."""
    return (
        first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    )
