"""Photos as Telegram makes them: checked, turned upright, scaled to its sizes, saved as JPEG.

Everything here is CPU work on plain bytes; callers run it in a thread.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

from PIL import Image, ImageOps, UnidentifiedImageError

from simulator.limits import Limits

SIDES_PX = (90, 320, 800, 1280)
"""Longest side of each size Telegram keeps of a photo (its s, m, x and y)."""

_QUALITY = 87
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


class PictureError(ValueError):
    """The bytes cannot become a photo; the message is the Bot API's reason."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a photo: JPEG bytes and its sides in pixels."""

    content: bytes
    width: int
    height: int


def make_photo(content: bytes, limits: Limits, *, by_app: bool = False) -> tuple[Rendition, ...]:
    """Return the sizes of a photo, smallest first; a small picture gets fewer of them.

    Args:
        content: the file.
        limits: what Telegram refuses.
        by_app: a person sends it, whose app scales it down first, so that it may be larger.

    Raises:
        PictureError: for a file that is too big, is no picture, or has sides Telegram refuses.
    """
    if by_app:
        limits = replace(
            limits,
            photo_bytes=limits.upload_bytes,
            photo_sides_sum_px=limits.app_photo_sides_sum_px,
        )
    if len(content) > limits.photo_bytes:
        raise PictureError(
            f"file of size {len(content)} bytes is too big for a photo; "
            f"the maximum size is {limits.photo_bytes} bytes"
        )
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            # The header is enough to refuse a picture that would fill the memory.
            _check_sides(*opened.size, limits)
            opened.draft("RGB", (SIDES_PX[-1], SIDES_PX[-1]))  # decodes large JPEGs scaled down
            picture = _flat(ImageOps.exif_transpose(opened))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, PictureError):
            raise
        raise PictureError("IMAGE_PROCESS_FAILED") from error
    except Image.DecompressionBombError as error:
        raise PictureError("PHOTO_INVALID_DIMENSIONS") from error
    return _renditions(picture)


def make_thumbnail(content: bytes, side_px: int = 320) -> Rendition | None:
    """Return a small JPEG of a picture sent as a file, or None when it is no (sane) picture."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if sum(opened.size) > Limits().photo_sides_sum_px:
                return None
            picture = _flat(ImageOps.exif_transpose(opened))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    return _encoded(_scaled(picture, side_px, picture.size))


def _check_sides(width: int, height: int, limits: Limits) -> None:
    too_long = max(width, height) > limits.photo_ratio * min(width, height)
    if too_long or width + height > limits.photo_sides_sum_px:
        raise PictureError("PHOTO_INVALID_DIMENSIONS")


def _flat(picture: Image.Image) -> Image.Image:
    """Return the first frame as RGB on white."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        flat = Image.new("RGB", layer.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
        return flat
    return picture.convert("RGB")


def _renditions(picture: Image.Image) -> tuple[Rendition, ...]:
    original = picture.size
    longest = max(original)
    sides = [side for side in SIDES_PX if side < longest]
    if longest <= SIDES_PX[-1]:
        sides.append(longest)
    renditions = []
    for side in reversed(sides):  # each from the one above, which is much less to resample
        picture = _scaled(picture, side, original)
        renditions.append(_encoded(picture))
    return tuple(reversed(renditions))


def _scaled(picture: Image.Image, side_px: int, original: tuple[int, int]) -> Image.Image:
    """Return the picture with its longest side at most so long, in the original's proportions."""
    scale = min(1.0, side_px / max(original))
    width, height = (max(1, round(side * scale)) for side in original)
    if (width, height) == picture.size:
        return picture
    return picture.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _encoded(picture: Image.Image) -> Rendition:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return Rendition(out.getvalue(), *picture.size)
