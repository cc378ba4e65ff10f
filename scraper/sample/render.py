"""Render a spec to a picture: resvg rasterises the drawing, Pillow adds the background."""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageFilter

from scraper.sample.canvas import WIDTH_PX
from scraper.sample.shapes import draw
from scraper.sample.shapes.spec import Spec

_SHADOW_SCALE = 6  # the shadow is soft: a sixth of the size is enough, and 36 times cheaper
_SHADOW_OPACITY = 0.36
_JPEG_QUALITY = 92


def render(spec: Spec, ground: str, *, width_px: int = WIDTH_PX) -> Image.Image:
    """Return the product picture, six high for five wide.

    Args:
        spec: what to draw.
        ground: colour behind the product, `#rrggbb`.
        width_px: of the picture.

    Raises:
        ValueError: the spec names a detail that its category does not have.
        ImportError: the extra `demo` is not installed.
    """
    # Imported here so that all other sources work in an installation without the extra.
    import resvg_py  # noqa: PLC0415

    png = resvg_py.svg_to_bytes(svg_string=draw(spec), skip_system_fonts=True, width=width_px)
    product = Image.open(io.BytesIO(png)).convert("RGBA")
    picture = Image.new("RGB", product.size, ground)
    shadow = _shadow(product.getchannel("A"))
    picture.paste(Image.new("RGB", product.size, _shade_of(ground)), (0, 0), shadow)
    picture.paste(product, (0, 0), product)
    return picture


def render_jpeg(spec: Spec, ground: str) -> bytes:
    """Return the product picture as a JPEG file; a plain function for a pool of processes."""
    file = io.BytesIO()
    render(spec, ground).save(file, "JPEG", quality=_JPEG_QUALITY)
    return file.getvalue()


def _shadow(alpha: Image.Image) -> Image.Image:
    """Return the mask of a soft shadow below and right of what `alpha` covers."""
    width, height = alpha.size
    small = alpha.resize((width // _SHADOW_SCALE, height // _SHADOW_SCALE), Image.Resampling.BOX)
    soft = small.filter(ImageFilter.GaussianBlur(1.7))
    faint = soft.point([int(value * _SHADOW_OPACITY) for value in range(256)])
    grown = faint.resize((width, height), Image.Resampling.BICUBIC)
    return ImageChops.offset(grown, width // 160, height // 72)


def _shade_of(ground: str) -> tuple[int, int, int]:
    red, green, blue = (int(int(ground[i : i + 2], 16) * 0.32) for i in (1, 3, 5))
    return (red, green, blue)
