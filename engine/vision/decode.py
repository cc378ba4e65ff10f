"""Turns bytes from strangers into an upright RGB picture, or says why not.

Size and pixel count are checked before anything is decoded, so that a small file that unpacks to
gigabytes costs nothing.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile
from pillow_heif import register_heif_opener

from config.settings import EngineSettings
from engine.schemas import PhotoError

register_heif_opener()
Image.init()

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF")
WORKING_SIDE_PX: Final = 1280
"""Longest side that the models and the drawing of boxes work on; Telegram's own photo size."""

_EXIF_ORIENTATION: Final = 0x0112
_SIDEWAYS: Final = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """A decoded picture.

    Attributes:
        picture: upright RGB, long side at most `WORKING_SIDE_PX`.
        width: pixels of the upright original.
        height: pixels of the upright original.
    """

    picture: Image.Image
    width: int
    height: int


def decode(data: bytes, limits: EngineSettings) -> DecodedPhoto:
    """Decode a photo.

    Args:
        data: the file's bytes; its name and declared type are not asked.
        limits: `max_file_bytes`, `max_pixels` and `min_side_px` are used.

    Raises:
        PhotoError: with the code `empty_file`, `too_large`, `not_a_picture`, `too_many_pixels`,
            `too_small` or `truncated`.
    """
    if not data:
        raise PhotoError("the file is empty", code="empty_file")
    if len(data) > limits.max_file_bytes:
        raise PhotoError(
            f"the file has {len(data)} bytes, at most {limits.max_file_bytes} are read",
            code="too_large",
        )
    image = _open(data)
    width, height = image.size
    if width * height > limits.max_pixels:
        raise PhotoError(
            f"the picture has {width}x{height} pixels, at most {limits.max_pixels} are decoded",
            code="too_many_pixels",
        )
    if min(width, height) < limits.min_side_px:
        raise PhotoError(
            f"the picture has {width}x{height} pixels, each side needs {limits.min_side_px}",
            code="too_small",
        )
    try:
        picture = _load(image)
        # asked after loading, since some formats have their tags behind the pixels
        if image.getexif().get(_EXIF_ORIENTATION) in _SIDEWAYS:
            width, height = height, width
    except Exception as error:
        # Decoders raise many types on damaged files (OSError, SyntaxError, struct.error …).
        raise PhotoError(f"the picture is damaged: {error}", code="truncated") from error
    return DecodedPhoto(picture, width, height)


def decode_file(path: Path, limits: EngineSettings) -> DecodedPhoto:
    """Read and decode a file of this machine.

    Raises:
        PhotoError: with the code `unreadable_file` or one of `decode`.
    """
    try:
        if path.stat().st_size > limits.max_file_bytes:
            raise PhotoError("the file is too large", code="too_large")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        # ValueError: a path with a null character
        reason = getattr(error, "strerror", None) or str(error)
        raise PhotoError(f"cannot read {path}: {reason}", code="unreadable_file") from error
    return decode(data, limits)


def _open(data: bytes) -> Image.Image:
    """Open lazily: the header is read, no pixel is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's bomb warning; our own limit is lower
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise PhotoError("the picture has too many pixels", code="too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise PhotoError("this is not a picture", code="not_a_picture") from error
    except Exception as error:
        # Header parsers raise many types on crafted files (struct.error, ValueError, OSError …).
        raise PhotoError(f"this picture cannot be read: {error}", code="not_a_picture") from error


def _load(image: Image.Image) -> Image.Image:
    """Decode the first frame, upright, in sRGB, without transparency."""
    if isinstance(image, JpegImageFile):
        # libjpeg can decode at 1/2, 1/4, 1/8; asking for twice the size keeps the resampling good
        image.draft("RGB", (2 * WORKING_SIDE_PX, 2 * WORKING_SIDE_PX))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image.load()
    profile = image.info.get("icc_profile")
    upright = _opaque(_eight_bits(ImageOps.exif_transpose(image)))
    if upright.mode not in {"RGB", "CMYK", "L"}:
        upright = upright.convert("RGB")  # palettes cannot be resampled
    upright.thumbnail(
        (WORKING_SIDE_PX, WORKING_SIDE_PX), Image.Resampling.LANCZOS, reducing_gap=3.0
    )
    return _to_srgb(upright, profile)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit, 32-bit and float greys to 8 bits, which `convert` would clip to white."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image, dtype=np.float32)
    top = float(values.max(initial=0.0))
    scale = 65535.0 if top > 255 else 255.0 if top > 1 else 1.0
    return Image.fromarray((np.clip(values / scale, 0, 1) * 255).astype(np.uint8))


def _opaque(image: Image.Image) -> Image.Image:
    """Lay transparent pictures on white, as shops show them."""
    if not image.has_transparency_data:
        return image
    rgba = image.convert("RGBA")
    white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, rgba).convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert from the embedded colour profile (phones write Display P3) to sRGB."""
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image.convert("RGB")  # a broken profile is no reason to refuse the photo
        if converted is not None:
            return converted
    return image.convert("RGB")
