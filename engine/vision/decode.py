"""Decodes untrusted bytes to an upright RGB picture, or raises a `PhotoError` with the reason.

File size, pixels, the memory that decoding takes and the scans of a JPEG are checked first, so that
a small file that unpacks to gigabytes, or decodes for minutes, costs nothing.
"""

from __future__ import annotations

import contextlib
import io
import threading
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
_MAX_JPEG_SCANS: Final = 64
"""Progressive encoders write about ten; every scan is a pass over the whole picture."""

_KEPT_INFO: Final = ("transparency", "icc_profile")
_START_OF_SCAN: Final = b"\xff\xda"
_LARGE_BYTES: Final = 64 * 1024 * 1024
_LARGE_SLOT: Final = threading.Semaphore(1)
"""Pictures that take more than `_LARGE_BYTES` are decoded one at a time."""

_BYTES_PER_PIXEL: Final = {"WEBP": 12, "HEIF": 10, "AVIF": 10}
"""What decoders that build several buffers of the whole picture take; measured, rounded up."""
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
        data: the file's bytes; its name and declared type are ignored.
        limits: `max_file_bytes`, `max_pixels`, `max_decoded_bytes` and `min_side_px` are used.

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
    if isinstance(image, JpegImageFile):
        if data.count(_START_OF_SCAN) > _MAX_JPEG_SCANS:
            raise PhotoError("the JPEG has too many scans", code="truncated")
        # libjpeg can decode at 1/2, 1/4, 1/8; asking for twice the size keeps the resampling good
        image.draft("RGB", (2 * WORKING_SIDE_PX, 2 * WORKING_SIDE_PX))
    needed = decoding_bytes(image, width * height)
    if needed > limits.max_decoded_bytes:
        raise PhotoError(
            f"decoding {width}x{height} pixels of {image.mode} takes {needed} bytes, "
            f"at most {limits.max_decoded_bytes} are allowed",
            code="too_many_pixels",
        )
    try:
        with _LARGE_SLOT if needed > _LARGE_BYTES else contextlib.nullcontext():
            picture = _load(image)
        # read after loading, since some formats have their tags behind the pixels
        if image.getexif().get(_EXIF_ORIENTATION) in _SIDEWAYS:
            width, height = height, width
    except Exception as error:
        # Decoders raise many types on damaged files (OSError, SyntaxError, struct.error …).
        raise PhotoError(f"the picture is damaged: {error}", code="truncated") from error
    return DecodedPhoto(picture, width, height)


def decoding_bytes(image: Image.Image, pixels: int) -> int:
    """Return about how much memory decoding an opened picture takes at its peak.

    Args:
        image: opened, not loaded; a JPEG already at its draft size.
        pixels: of the original, which a progressive JPEG keeps coefficients of.
    """
    drafted = image.width * image.height
    if isinstance(image, JpegImageFile) and image.info.get("progressive"):
        # libjpeg holds 16-bit coefficients of every component at its own resolution.
        factors = [across * down for _, across, down, _ in image.layer]
        return drafted * 4 + 2 * pixels * sum(factors) // max(max(factors, default=1), 1)
    if image.mode.startswith(("I", "F")):
        return drafted * 16  # scaled to 8 bits in floating point
    per_pixel = _BYTES_PER_PIXEL.get(image.format or "", 4)
    # Pillow multiplies colours by the transparency in a copy before it reduces them.
    return drafted * (per_pixel + (4 if image.has_transparency_data else 0))


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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image.load()
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(_reduced(_eight_bits(image)))
    upright = _opaque(turned)
    if upright.mode not in {"RGB", "CMYK", "L"}:
        upright = upright.convert("RGB")
    upright.thumbnail(
        (WORKING_SIDE_PX, WORKING_SIDE_PX), Image.Resampling.LANCZOS, reducing_gap=3.0
    )
    return _to_srgb(upright, profile)


def _reduced(image: Image.Image) -> Image.Image:
    """Shrink a large picture by a whole factor, so that each later step copies little."""
    factor = max(image.size) // (3 * WORKING_SIDE_PX)
    if factor < 2 or image.mode not in {"RGB", "RGBA", "CMYK", "L", "LA"}:
        return image
    reduced = image.reduce(factor)
    # Some formats keep their tags in the file object, which is left behind here.
    reduced.getexif()[_EXIF_ORIENTATION] = image.getexif().get(_EXIF_ORIENTATION, 1)
    reduced.info = {key: image.info[key] for key in _KEPT_INFO if key in image.info}
    return reduced


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
