"""The photos that are measured with: those that the ultralytics package brings."""

from __future__ import annotations

import io
from importlib.metadata import files
from pathlib import Path

from PIL import Image

LONG_SIDE_PX = 1280


def packaged_photo(name: str = "bus.jpg") -> Path:
    """Return the path of a photo of the ultralytics package, without importing it.

    Raises:
        FileNotFoundError: the package is not installed or has no such photo.
    """
    for file in files("ultralytics-opencv-headless") or []:
        if file.name == name:
            return Path(str(file.locate()))
    raise FileNotFoundError(name)


def photo_bytes(
    name: str = "bus.jpg",
    long_side_px: int = LONG_SIDE_PX,
    box: tuple[int, int, int, int] | None = None,
) -> bytes:
    """Return a photo, or the part in `box`, as JPEG with the long side that Telegram sends."""
    image = Image.open(packaged_photo(name)).convert("RGB").crop(box)
    scale = long_side_px / max(image.size)
    image = image.resize((round(image.width * scale), round(image.height * scale)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=87)
    return out.getvalue()


def person_bytes() -> bytes:
    """Return a photo of one standing person: a passer-by of `bus.jpg`."""
    return photo_bytes(box=(20, 370, 280, 930))
