"""Photos for tests and benchmarks: those of the ultralytics package, and a drawn cut-out."""

from __future__ import annotations

import io
from importlib.metadata import files
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from config.taxonomy import COLOUR_HEX, COLOURS
from engine.vision.cutout import CUTOUT_PX

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


def cutout_webp(number: int) -> bytes:
    """Return a cut-out with as much detail as fabric has."""
    rng = np.random.default_rng(number)
    grain = rng.integers(0, 40, (CUTOUT_PX, 480, 3), dtype=np.uint8)
    colour = COLOUR_HEX[COLOURS[number % len(COLOURS)]]
    base = Image.new("RGB", (480, CUTOUT_PX), colour)
    cut = Image.blend(base, Image.fromarray(grain), 0.2).convert("RGBA")
    alpha = Image.new("L", cut.size, 0)
    ImageDraw.Draw(alpha).rounded_rectangle((30, 30, 450, 610), 60, fill=255)
    cut.putalpha(alpha)
    target = io.BytesIO()
    cut.save(target, "WEBP", quality=84)
    return target.getvalue()
