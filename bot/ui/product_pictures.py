"""Draw products: numbered tiles of an album, strips of shops."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageOps

from bot.ui.drawing import MAX_SOURCE_PIXELS, colour_of, corner_mask, to_jpeg
from bot.ui.fonts import bold, fitted

TILE_PX: Final = 720

_PAPER: Final = "#f4f3ef"
_INK: Final = "#26262a"
_FAINT: Final = "#86868c"
_SUPERSAMPLING: Final = 4

Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class ProductTile:
    """A product in a picture.

    Attributes:
        picture: its name in the folder of product pictures; None when there is none.
        text: what stands in for a missing picture.
        price: as it is shown.
    """

    picture: str | None
    text: str
    price: str


@dataclass(frozen=True, slots=True)
class ShopStrip:
    """A strip of one shop: its name, a line about its style, and its products."""

    name: str
    style: str
    tiles: tuple[ProductTile, ...]


def draw_product_tiles(
    folder: Path, tiles: Sequence[ProductTile], *, first_number: int
) -> list[bytes]:
    """Return one JPEG a product, numbered from `first_number`."""
    pictures = []
    for number, tile in enumerate(tiles, first_number):
        picture = _square(folder, tile, TILE_PX)
        _badge(picture, number)
        pictures.append(to_jpeg(picture))
    return pictures


def draw_shop_strips(folder: Path, shops: Sequence[ShopStrip]) -> bytes:
    """Return one JPEG with a strip for each shop."""
    side, gap, head, foot = 340, 20, 92, 50
    width = 3 * side + 4 * gap
    strip = head + side + foot
    board = Image.new("RGB", (width, strip * len(shops) + gap), "#ffffff")
    pen = ImageDraw.Draw(board)
    corners = corner_mask((side, side), side / 16)
    for row, shop in enumerate(shops):
        top = row * strip
        if row:
            pen.line((gap, top + 4, width - gap, top + 4), "#e4e2dc", 2)
        name = fitted(pen, shop.name, bold(38), width * 0.58)
        pen.text((gap, top + head / 2 + 6), name, _INK, bold(38), anchor="lm")
        right = (width - gap, top + head / 2 + 8)
        pen.text(right, shop.style, _FAINT, bold(28), anchor="rm")
        for column, tile in enumerate(shop.tiles):
            left = gap + column * (side + gap)
            board.paste(_square(folder, tile, side), (left, top + head), corners)
            middle = (left + side / 2, top + head + side + foot / 2)
            pen.text(middle, tile.price, _INK, bold(28), anchor="mm")
    return to_jpeg(board)


def _square(folder: Path, tile: ProductTile, side: int) -> Image.Image:
    picture = _read(folder, tile.picture, side) if tile.picture else None
    if picture is None:
        return _placeholder(tile.text, side)
    inner = ImageOps.contain(picture, (side, side), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", (side, side))
    left, top = (side - inner.width) // 2, (side - inner.height) // 2
    # The edges are stretched, so that the background goes on without a seam.
    for edge, place in _edges(inner, left, top, side):
        if place[2] > place[0] and place[3] > place[1]:
            size = (place[2] - place[0], place[3] - place[1])
            canvas.paste(edge.resize(size, Image.Resampling.BOX), place)
    canvas.paste(inner, (left, top))
    return canvas


def _edges(inner: Image.Image, left: int, top: int, side: int) -> list[tuple[Image.Image, Place]]:
    """Return the outermost lines of a picture, each with the box that it is stretched to."""
    right, bottom = left + inner.width, top + inner.height
    width, height = inner.size
    return [
        (inner.crop((0, 0, 1, height)), (0, top, left, bottom)),
        (inner.crop((width - 1, 0, width, height)), (right, top, side, bottom)),
        (inner.crop((0, 0, width, 1)), (left, 0, right, top)),
        (inner.crop((0, height - 1, width, height)), (left, bottom, right, side)),
    ]


def _read(folder: Path, name: str, side: int) -> Image.Image | None:
    """Return a product picture as RGB, None where it cannot be read."""
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            return None
        with Image.open(io.BytesIO(path.read_bytes())) as picture:
            if picture.width * picture.height > MAX_SOURCE_PIXELS:
                return None
            picture.draft("RGB", (side, side))
            return _flat(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # One product without its picture is better than a list without its products.
        return None


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, "#ffffff")
        return Image.alpha_composite(paper, rgba).convert("RGB")
    return picture.convert("RGB")


def _placeholder(text: str, side: int) -> Image.Image:
    picture = Image.new("RGB", (side, side), _PAPER)
    pen = ImageDraw.Draw(picture)
    font = bold(max(16, side // 14))
    pen.text((side / 2, side / 2), fitted(pen, text, font, side * 0.86), _FAINT, font, anchor="mm")
    return picture


def _badge(picture: Image.Image, number: int) -> None:
    side = picture.width // 8
    k = _SUPERSAMPLING
    disc = Image.new("RGBA", (side * k, side * k), (0, 0, 0, 0))
    pen = ImageDraw.Draw(disc)
    rim = side * k // 14
    pen.ellipse((0, 0, side * k - 1, side * k - 1), fill="#ffffff")
    pen.ellipse((rim, rim, side * k - 1 - rim, side * k - 1 - rim), fill=colour_of(number))
    middle = (side * k / 2, side * k / 2)
    pen.text(middle, str(number), "#ffffff", bold(side * k * 11 // 20), anchor="mm")
    small = disc.resize((side, side), Image.Resampling.BOX)
    picture.paste(small, (side // 3, side // 3), small)
