"""Tiles and boards: a bad file never spoils a list."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.ui.product_pictures import (
    TILE_PX,
    ProductTile,
    ShopStrip,
    draw_product_tiles,
    draw_shop_strips,
)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def saved(folder: Path, name: str, picture: Image.Image) -> ProductTile:
    picture.save(folder / name)
    return ProductTile(name, "후드티", "39,000원")


def test_a_tile_is_square_and_numbered(tmp_path: Path) -> None:
    tile = saved(tmp_path, "a.png", Image.new("RGB", (100, 160), "#ff0000"))
    [data] = draw_product_tiles(tmp_path, [tile], first_number=7)
    picture = opened(data)
    assert picture.size == (TILE_PX, TILE_PX)
    red, green, _ = picture.getpixel((TILE_PX // 2, TILE_PX // 2))
    assert red > 200 > green
    assert picture.getpixel((TILE_PX // 24 + 45, TILE_PX // 24 + 8)) != (255, 0, 0)


def test_the_background_goes_on_without_a_seam(tmp_path: Path) -> None:
    tile = saved(tmp_path, "a.png", Image.linear_gradient("L").resize((80, 160)).convert("RGB"))
    picture = opened(draw_product_tiles(tmp_path, [tile], first_number=1)[0])
    for y in (200, 400, 700):
        outer, inner = picture.getpixel((TILE_PX - 5, y)), picture.getpixel((TILE_PX // 2, y))
        assert abs(outer[0] - inner[0]) < 12


def test_transparent_pictures_get_white_paper(tmp_path: Path) -> None:
    tile = saved(tmp_path, "a.png", Image.new("RGBA", (50, 50), (0, 0, 0, 0)))
    picture = opened(draw_product_tiles(tmp_path, [tile], first_number=1)[0])
    assert min(picture.getpixel((TILE_PX // 2, TILE_PX // 2))) > 245


@pytest.mark.parametrize(
    "name", ["missing.webp", "../outside.png", "/etc/hostname", "broken.jpg", "\0"]
)
def test_what_cannot_be_shown_is_replaced(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.new("RGB", (50, 50), "#ff0000").save(tmp_path / "outside.png")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing")
    picture = opened(
        draw_product_tiles(folder, [ProductTile(name, "후드티", "")], first_number=1)[0]
    )
    assert picture.size == (TILE_PX, TILE_PX)
    assert picture.getpixel((TILE_PX - 3, TILE_PX - 3)) != (255, 0, 0)


def test_a_board_of_three_shops(tmp_path: Path) -> None:
    tile = saved(tmp_path, "a.png", Image.new("RGB", (64, 64), "#00ff00"))
    strips = [ShopStrip("가" * 80, "스트리트 62%", (tile,) * 3), ShopStrip("b", "m", (tile,))]
    picture = opened(draw_shop_strips(tmp_path, strips))
    assert picture.width == 1100
    assert max(picture.size) / min(picture.size) < 20
